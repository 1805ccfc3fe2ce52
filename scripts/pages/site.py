"""Every file that the build makes, as {path below docs/: text}: the list of what is published."""

import json
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from markupsafe import Markup, escape

import addresses
from addresses import slug
from exports import citing, json_ld, package
from pages import dictionary, discovery, feed
from pages.markup import GENERATED, front_matter, tidy
from pages.render import Renderer
from pictures import picture
from study.model import Page, Shared, json_schema
from words import numbers

UNSEARCHED: Final = "search: {exclude: true}\n"


def files(renderer: Renderer) -> dict[str, str]:
    """All of them."""
    study, schema = renderer.study, json_schema()
    full = {name: getattr(study.pages, name) for name in study.pages.__struct_fields__}
    shared, pictures = study.shared.items(), picture_files(renderer)
    return {
        **{f"{name}.md": full_page(name, page, renderer) for name, page in full.items()},
        **{f"{name}.md": fact_page(name, fact, renderer) for name, fact in shared},
        **maintainers_pages(schema, renderer),
        **redirects(renderer),
        **card_files(renderer),
        **pictures,
        **package.downloads(study, renderer.facts, renderer.tables, pictures),
        feed.ADDRESS: feed.atom(study, renderer.facts),
        "llms.txt": discovery.llms(study, renderer.facts),
        "robots.txt": discovery.ROBOTS,
        "CITATION.cff": citing.cff(study, renderer.facts),
        "study.schema.json": _json(schema),
        ".site.yml": site_settings(list(full), renderer),
    }


def full_page(name: str, page: Page, renderer: Renderer) -> str:
    """One page of the menu, with its front matter."""
    title, description = renderer.plain(page.title), renderer.plain(page.description)
    # Where several pages hold the word that is searched for, the answer comes first, and the list
    # of all numbers after the pages that explain them
    boost = {"index": "search: {boost: 2}\n", "numbers": "search: {boost: 0.5}\n"}.get(name, "")
    body = renderer.body(name, page, name)
    card = {"card": name, "card_alt": renderer.cards[name].alt}
    matter = front_matter(boost, title=title, description=description, **card)
    data = package.offered(renderer.tables) if name == "data" else ()
    return matter + body + for_machines(name, title, description, renderer, data)


def fact_page(ident: str, shared: Shared, renderer: Renderer) -> str:
    """The page of a fact that is passed on by itself; the search finds the full pages."""
    passed = renderer.passages[ident]
    card = {"card": ident, "card_alt": renderer.cards[ident].alt}
    matter = front_matter(UNSEARCHED, title=passed.title, description=passed.text, **card)
    told = for_machines(ident, passed.title, passed.text, renderer)
    return matter + renderer.body(ident, shared, "fact") + told


def for_machines(
    name: str,
    title: str,
    description: str,
    renderer: Renderer,
    downloads: tuple[package.Offer, ...] = (),
) -> str:
    """What machines read about a page; below its text, so that no word of it gets a link."""
    text = json_ld.graph(name, title, description, renderer.study, renderer.facts, downloads)
    return f'\n<script type="application/ld+json">\n{text}\n</script>\n'


def maintainers_pages(schema: dict[str, Any], renderer: Renderer) -> dict[str, str]:
    """The pages for those who carry the site on."""
    words = {"meaning": dictionary.meaning, "allowed": dictionary.allowed}
    pages: dict[str, tuple[str, str, Mapping[str, Any]]] = {
        "data-dictionary": (
            "Data dictionary",
            "For maintainers: every field of the study file, its limits, its meaning.",
            {"schema": schema, **words},
        ),
        "publishing": (
            "Publishing",
            "For maintainers: how to put the site on a host, and what comes back each week.",
            {},
        ),
    }
    return {
        f"maintainers/{name}.md": front_matter(UNSEARCHED, title=title, description=description)
        + tidy(renderer.template(f"pages/maintainers/{name}.md.j2", context))
        + for_machines(f"maintainers/{name}", title, description, renderer)
        for name, (title, description, context) in pages.items()
    }


def redirects(renderer: Renderer) -> dict[str, str]:
    """A page at each other address of a fact and at each that has moved; it leads on."""
    study = renderer.study
    leads = {
        f"{also}/": slug(name) for name, shared in study.shared.items() for also in shared.also
    }
    leads |= {old: new for old, new in study.moved.items() if "#" not in old}
    return {f"{old}index.html": redirect(old, new, renderer) for old, new in leads.items()}


def redirect(old: str, new: str, renderer: Renderer) -> str:
    """A page that leads from an address to another, with the preview of the other."""
    name = new.partition("#")[0].rstrip("/") or "index"
    name = name if name in renderer.cards else "index"
    if passed := renderer.passages.get(name):
        title, description = passed.title, passed.text
    else:
        pages = renderer.study.pages
        page = getattr(pages, name, pages.index)
        title, description = renderer.plain(page.title), renderer.plain(page.description)
    context = {
        "title": title,
        "description": description,
        "relative": Markup("../" * old.count("/") + new),
        "target": Markup(addresses.SITE + new),
        "card": Markup(f"{addresses.SITE}cards/{name}.png"),
        "alt": renderer.cards[name].alt,
    }
    return renderer.template("redirect.html.j2", context)


def card_files(renderer: Renderer) -> dict[str, str]:
    """The link-preview card of each page; draw.py makes the PNG."""
    return {
        f"cards/{name}.svg": renderer.template("cards/card.svg.j2", {"card": card})
        for name, card in renderer.cards.items()
    }


def picture_files(renderer: Renderer) -> dict[str, str]:
    """Each picture as files that stand alone: drawn with its caveat, and as numbers."""
    study = renderer.study
    # It is passed on without the page, so it names what it is about
    site, checked = renderer.plain(study.site.title), numbers.date(study.last_checked)
    origin = f"{site} ({study.subject.study}), notes last checked on {checked}. Licence: CC BY."
    made = {}
    for ident, drawn in renderer.pictures.items():
        title, sentence = renderer.plain(drawn.text.title), renderer.plain(drawn.text.sentence)
        caveat = renderer.plain(drawn.text.caveat or study.summary.comparison)
        names = "; ".join(study.sources[source].name for source in drawn.sources)
        laid = picture.poster(
            drawn, title, [f"{sentence} {caveat}"], [f"Sources: {names}.", origin]
        )
        context = {
            "title": title,
            "says": [sentence, caveat],
            "charts": drawn.charts,
            "sheet": laid.sheet,
            "tops": laid.tops,
        }
        made[f"figures/{ident}.svg"] = renderer.template("charts/poster.svg.j2", context)
        made[f"figures/{ident}.csv"] = picture.csv_text(drawn, f"{sentence} {caveat} {origin}")
    return made


def site_settings(names: list[str], renderer: Renderer) -> str:
    """What mkdocs.yml inherits: the name of the site and the order of its pages."""
    site = renderer.study.site
    settings = {
        "site_name": escape(site.short_title),
        "site_description": escape(renderer.plain(renderer.study.pages.index.description)),
        "nav": [f"{name}.md" for name in names],
        "extra": {"site_title": escape(site.title)},
    }
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in settings.items())
    return GENERATED + "".join(lines)


def _json(value: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n"
