"""Every file that the build makes, as {path below docs/: text}: the list of what is published."""

import json
import re
import uuid
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import chain
from typing import Any, Final

from markupsafe import Markup, escape
from msgspec.structs import asdict

import addresses
from exports import citing, json_ld, package, tables
from pages import markup
from pages.markup import GENERATED, front_matter, tidy, yaml_lines
from pages.render import Renderer
from pictures import cards, charts
from study.facts import SECTIONS
from study.fields import Finding, Path
from study.model import MAX_DESCRIPTION, Page, Study, json_schema
from words import numbers, sentences

UNSEARCHED: Final = "search: {exclude: true}\n"
THEME_IDS: Final = ("number-card",)  # that templates/theme/ has on every page
FEED: Final = "feed.xml"  # below the site's address
# A name space of our own for the ids of the feed: a changed digit would make every entry a new one
FEED_IDS: Final = uuid.UUID("6f1d9c2e-8a5b-4c77-92e0-4b3d5a6c7e10")
# Where several pages hold the word searched for, the answer comes first and the list of all numbers
# last
BOOSTS: Final = {"index": "search: {boost: 2}\n", "numbers": "search: {boost: 0.5}\n"}
MAINTAINERS: Final = {
    "maintainers/data-dictionary": (
        "Data dictionary",
        "For maintainers: every field of the study file, its limits, its meaning.",
    ),
    "maintainers/publishing": (
        "Publishing",
        "For maintainers: how to put the site on a host, and what comes back each week.",
    ),
}


def files(renderer: Renderer) -> dict[str, str]:
    """All of them."""
    return _Site(renderer).files()


class _Site:
    """The files of one edition, a method for each kind."""

    def __init__(self, renderer: Renderer) -> None:
        self.renderer, self.edition = renderer, renderer.edition
        self.study = study = self.edition.study
        self.pages: dict[str, Page] = asdict(study.pages)
        self.passages = sentences.passages(self.edition)
        filled = self.edition.filled
        # Title and description of every page
        self.heads = MAINTAINERS | {
            **{name: (filled(it.title), filled(it.description)) for name, it in self.pages.items()},
            **{name: (said.title, said.text) for name, said in self.passages.items()},
        }
        self.cards = cards.cards(self.edition)
        self.tables = tables.tables(self.edition)
        self.pictures = charts.pictures(self.edition)
        renderer.environment.globals.update(
            pictures=self.pictures,
            drawn=lambda kind: charts.unasked(kind, self.edition),
            downloads=package.offered(self.tables),
            tables={table.name: table for table in self.tables},
            posts=self.posts,
            cite_page=self.cite_page,
            cite_paper=lambda: citing.paper_citations(self.edition),
        )

    def files(self) -> dict[str, str]:
        template, (pictures, drawings) = self.renderer.template, self.picture_files()
        schema = json_schema()
        return {
            **{f"{name}.md": self.page(name, body) for name, body in self.bodies(schema)},
            **dict(self.redirects()),
            **{
                f"cards/{name}.svg": template("cards/card.svg.j2", card=card)
                for name, card in self.cards.items()
            },
            **pictures,
            **package.downloads(self.edition, self.tables, drawings),
            FEED: self.feed(),
            "llms.txt": template("llms.txt.j2", passages=self.passages, whole=addresses.whole),
            "robots.txt": template("robots.txt.j2"),
            "CITATION.cff": template(
                "CITATION.cff.j2",
                author=citing.author(self.edition),
                paper=citing.cff_reference(self.edition),
            ),
            "study.schema.json": tables.as_json(schema),
            ".site.yml": self.settings(),
        }

    def bodies(self, schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Every page below its front matter: those of the menu, of facts, for maintainers."""
        for name, page in self.pages.items():
            yield name, self.renderer.body(name, page, name)
        for name, shared in self.study.shared.items():
            yield name, self.renderer.body(name, shared, "fact")
        for name in MAINTAINERS:
            yield name, tidy(self.renderer.template(f"pages/{name}.md.j2", schema=schema))

    def page(self, name: str, body: str) -> str:
        """A page between its front matter and what machines read about it."""
        (title, description), card = self.heads[name], self.cards.get(name)
        settings = BOOSTS.get(name, "" if name in self.pages else UNSEARCHED)
        fields = {"card": name, "card_alt": card.alt} if card else {}
        matter = front_matter(settings, title=title, description=description, **fields)
        data = package.offered(self.tables) if name == "data" else ()
        # Below the text, so that no word of it gets a link
        heading = self.edition.filled(self.study.site.title) if name == "index" else title
        told = json_ld.graph(name, heading, description, self.edition, data)
        return f'{matter}{body}\n<script type="application/ld+json">\n{told}\n</script>\n'

    def redirects(self) -> Iterator[tuple[str, str]]:
        """A page at each other address of a fact and at each that has moved; it leads on.

        It has the preview of the page that it leads to.
        """
        leads = {old: new for old, new in self.study.moved.items() if "#" not in old}
        for name, shared in self.study.shared.items():
            leads |= {f"{also}/": addresses.slug(name) for also in shared.also}
        for old, new in leads.items():
            name = new.partition("#")[0].rstrip("/")
            name = name if name in self.cards else "index"
            title, description = self.heads[name]
            yield (
                f"{old}index.html",
                self.renderer.template(
                    "redirect.html.j2",
                    title=title,
                    description=description,
                    relative=Markup("../" * old.count("/") + new),
                    target=Markup(addresses.SITE + new),
                    card=Markup(f"{addresses.SITE}cards/{name}.png"),
                    alt=self.cards[name].alt,
                ),
            )

    def picture_files(self) -> tuple[dict[str, str], list[package.Drawing]]:
        """Each picture as a drawing that stands alone with its caveat, and its numbers."""
        made, numbered = {}, []
        for ident, drawn in self.pictures.items():
            poster = charts.poster(drawn, self.edition)
            made[f"figures/{ident}.svg"] = self.renderer.template(
                "charts/poster.svg.j2", poster=poster, charts=drawn.charts
            )
            says, table = " ".join(poster.says), drawn.table(poster.note)
            numbered.append(package.Drawing(ident, poster.title, says, *table))
        return made, numbered

    def feed(self) -> str:
        """The feed of changes. Its days are those of the log, since no clock is read."""
        return self.renderer.template(
            "feed.xml.j2",
            author=citing.author(self.edition),
            log=Markup(addresses.whole("about", "log")),
            entry=lambda part: Markup(addresses.whole("about", part)),
            itself=Markup(addresses.SITE + FEED),
            urn=lambda name: uuid.uuid5(FEED_IDS, name).urn,
            date=numbers.date,
        )

    def settings(self) -> str:
        """What mkdocs.yml inherits: the site's name and language, and the order of its pages."""
        site, plain = self.study.site, self.edition.filled
        settings = {
            "site_name": escape(plain(site.short_title)),
            "site_description": escape(self.heads["index"][1]),
            "nav": [f"{name}.md" for name in self.pages],
            "theme": {"language": site.language},
            "extra": {"site_title": escape(plain(site.title))},
        }
        return GENERATED + yaml_lines(settings)

    def posts(self, ident: str) -> tuple[sentences.Copy, ...]:
        """A fact with its caveat and date, in the forms that forums take."""
        origin = self.edition.filled(self.study.site.short_title)
        about = sentences.about(self.study.shared[ident], self.edition)
        checked = f"Our notes were last checked on {self.edition.last_checked}."
        return markup.posts(self.passages[ident], origin, about, checked)

    def cite_page(self, name: str, title: str) -> tuple[sentences.Copy, ...]:
        """A page in the forms that programs for references take, with what it needs beside it."""
        said = self.passages.get(name)
        caveat = said.text if said else self.edition.filled(self.study.summary.comparison)
        title = self.edition.filled(title)
        return citing.citations(title, addresses.whole(name), caveat, self.edition)


# -- what only finished pages show ----------------------------------------------------------------


def misfits(study: Study, made: Mapping[str, str]) -> Iterator[Finding]:
    """What is wrong with the files that were made, as (path in the study file, message)."""
    yield from addresses.wrongly_moved(study.moved, made)
    for name in chain(study.pages.__struct_fields__, study.shared):
        text = made[f"{name}.md"]
        yield from _too_long(name, text, study)
        yield from _doubled(name, text, study)
    for ident, shared in study.shared.items():
        if shared.section and shared.section not in addresses.ids(made[f"{shared.page}.md"]):
            found = f'no part "{shared.section}" of {shared.page}'
            path = ("shared", ident, "section")
            yield path, f"{found}; expected the id of a heading of that page"


def _too_long(name: str, text: str, study: Study) -> Iterator[Finding]:
    """The description of a page is not cut off in previews."""
    match = re.search(r"^description: (.*)$", text, re.MULTILINE)
    length = len(unescape(json.loads(match[1]))) if match else 0
    if length > MAX_DESCRIPTION:
        shared = name in study.shared
        path = ("shared", name, "says") if shared else ("pages", name, "description")
        measured = f"{length} characters{' with its caveat' if shared else ''} when filled in"
        yield path, f"{measured}; expected at most {MAX_DESCRIPTION}"


def _doubled(name: str, text: str, study: Study) -> Iterator[Finding]:
    """No two parts of a page have one id."""
    seen = set(THEME_IDS)
    for ident in addresses.ids(text):
        if ident in seen:
            yield _named(name, ident, study), f'another part of the page has the id "{ident}"'
        seen.add(ident)


def _named(page: str, ident: str, study: Study) -> Path:
    """Where the study file gives an id of a page; of two, the second."""
    old = f"{addresses.slug(page)}#{ident}"
    if old in study.moved:
        return ("moved", old)
    if page in study.shared:
        return ("shared", page)
    homes = {"trials": ("trials",), "words": ("glossary",), "numbers": (*SECTIONS, "sources")}
    name = ident[2:] if page == "numbers" else ident  # there n- and s- stand before it
    named: dict[str, Path] = {}
    for home in homes.get(page, ()):
        named |= {ident: (home, name)} if name in getattr(study, home) else {}
    for index, section in enumerate(getattr(study.pages, page).sections):
        named[section.id] = ("pages", page, "sections", index, "id")
    return named.get(ident, ("pages", page))
