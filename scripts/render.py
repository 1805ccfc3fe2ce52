"""Study and facts to pages: the Jinja environment, its filters, and the list of pages.

Text of the data never becomes markup: `encode` writes every character that Markdown or HTML could
take for a sign as a numeric reference. What templates and this file write themselves is `Markup`.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

import addresses
import analysis
import charts
import dictionary
import figures
import picture
import sharing
import statuses
from addresses import slug
from facts import Fact, Facts
from model import Page, Quantity, Shared, Status, Study, json_schema
from references import REFERENCE
from sheet import Chart
from terms import TermLinks

# Signs of Markdown, HTML, attribute lists and templates. The rest of the punctuation is left as it
# is, so that a change of the pages can be read in a diff; at the start of a text, where it could
# make a list or a heading, it is encoded too.
_SIGNS = {ord(sign): f"&#{ord(sign)};" for sign in '&<>"`*_[]{}#|\\~^=$@'}
_AT_START = re.compile(r"^(?:[!-%'-/:-@\[-`{-~]|\d+[.)](?=\s|$))")
_SPACE = re.compile(r"\s+")
# Most texts need none of this, and a build encodes some ten thousand
_NEEDS_ENCODING = re.compile(r"""[&<>"`*_\[\]{}#|\\~^=$@]|[^\S ]|  |^[^\w“]|^\d+[.)]""")


def encode(value: object) -> Markup:
    """A value as text that is safe in Markdown, in HTML and in an attribute.

    Jinja's `finalize`, so that no template can forget it. `Markup` passes through.
    """
    if isinstance(value, Markup):
        return value
    if isinstance(value, int | float) and value >= 0:
        return Markup(value)  # drawings hold many
    text = str(value)
    if not _NEEDS_ENCODING.search(text):
        return Markup(text)
    text = _SPACE.sub(" ", text).translate(_SIGNS)
    return Markup(_AT_START.sub(lambda match: f"{match[0][:-1]}&#{ord(match[0][-1])};", text))


def _machine_value(fact: Fact, form: str) -> str:
    """The value of a <data> element: a whole number, a share, or the ends of a range."""
    if form.startswith("percent"):
        return f"{fact.share:.6g}"
    if form.startswith("range"):
        return "/".join(f"{end:.6g}" for end in fact.wilson)
    if isinstance(fact.entry, Quantity):
        entry = fact.entry
        return f"{entry.value}" if entry.value is not None else f"{entry.low}/{entry.high}"
    return f"{fact.count}" if fact.count is not None else (fact.printed or "")


def worked_out(text: str, fact_id: str, value: object) -> Markup:
    """A figure that the build worked out from a fact, such as a limit or a difference."""
    shown = encode(text)
    value = f"{value:.6g}" if isinstance(value, float) else value
    return Markup(f'<data class="n" data-fact="{fact_id}" value="{encode(value)}">{shown}</data>')


def figure_element(fact: Fact, form: str = "") -> Markup:
    """The figure of a fact as it stands on a page."""
    form = form or figures.plain_form(fact)
    if form == "name":
        return label(fact.name)
    return worked_out(figures.figure(fact, form), fact.id, _machine_value(fact, form))


def label(text: str) -> Markup:
    """A name; one that holds digits is marked, so that they are not taken for a figure."""
    encoded = encode(text)
    if any(character.isdigit() for character in text):
        return Markup(f'<span class="id">{encoded}</span>')
    return encoded


def date_element(iso: str) -> Markup:
    """A date as people write it."""
    return Markup(f'<time datetime="{encode(iso)}">{encode(figures.date(iso))}</time>')


def status_line(status: Status) -> Markup:
    """What a source said of a trial, with its date."""
    words, date = statuses.line(status, date_element)
    return Markup("{}{}").format(encode(words), date)


def lines(text: str) -> Markup:
    """A text of several lines for a <textarea>; Markdown sees one line that it leaves alone."""
    return Markup("&#10;").join(encode(line) for line in text.split("\n"))


class Renderer:
    """Renders the pages of one study."""

    def __init__(self, study: Study, facts: Facts, templates: FilePath, cache: FilePath) -> None:
        self.study = study
        self.facts = facts
        self.terms = TermLinks(study.glossary)
        self.environment = Environment(
            loader=FileSystemLoader(templates),
            undefined=StrictUndefined,
            autoescape=True,
            finalize=encode,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            bytecode_cache=_bytecode_cache(cache),
        )
        self.environment.filters.update(
            prose=self.prose, date=date_element, label=label, slug_id=lambda s: s.replace("_", "-")
        )
        self.environment.filters["plain"] = self.plain
        self.environment.filters["lines"] = lines
        self.passages = sharing.passages(study, facts)
        self.pictures = charts.pictures(study, facts)
        self.drawings: dict[int, Markup] = {}
        self.environment.globals.update(
            study=study,
            facts=facts,
            n=lambda ident, form="": figure_element(facts[ident], form),
            worked_out=worked_out,
            figures=figures,
            compared=analysis.compare(study, facts),
            harm_limits=analysis.harm_limits(study, facts),
            flow=analysis.flow(study, facts),
            pictures=self.pictures,
            draw=self.draw,
            formula_parts=lambda fact: analysis.formula_parts(fact, facts),
            tried=lambda row: analysis.tried(row, facts),
            last_checked=study.log[0].date,
            latest_status=statuses.latest,
            status_line=status_line,
            posts=self.posts,
            cite_page=lambda name, title: (),
            cite_paper=lambda: (),
            pages={name: getattr(study.pages, name) for name in study.pages.__struct_fields__},
        )

    def prose(self, text: str) -> Markup:
        """A sentence of the data with its figures filled in."""
        parts, end = [], 0
        for match in REFERENCE.finditer(text):
            parts.append(encode_inside(text[end : match.start()], first=end == 0))
            parts.append(figure_element(self.facts[match[1]], match[2] or ""))
            end = match.end()
        parts.append(encode_inside(text[end:], first=end == 0))
        return Markup("").join(parts)

    def plain(self, text: str) -> str:
        """A sentence of the data with its figures filled in, without markup."""
        return figures.filled(text, self.facts)

    def page(self, name: str, page: Page) -> str:
        """One page of the site, with its front matter."""
        title, description = self.plain(page.title), self.plain(page.description)
        # Where several pages hold the word that is searched for, the answer comes first
        boost = "search: {boost: 2}\n" if name == "index" else ""
        return front_matter(boost, title=title, description=description) + self.body(name, page)

    def fact_page(self, ident: str, shared: Shared) -> str:
        """The page of a fact that is passed on by itself; the search finds the full pages."""
        passed = self.passages[ident]
        hidden = "search: {exclude: true}\n"
        matter = front_matter(hidden, title=passed.title, description=passed.text)
        return matter + self.body(ident, shared, "fact")

    def body(self, name: str, page: Page | Shared, template: str = "") -> str:
        """A page below its front matter."""
        root = "../" * slug(name).count("/")
        context: dict[str, Any] = {
            "page": page,
            "name": name,
            "to": lambda target, anchor="": _address(root, target, anchor),
        }
        body = self.environment.get_template(f"pages/{template or name}.md.j2").render(context)
        if name != "words":
            body = self.terms.linked(body, lambda term: _address(root, "words", term))
        return addresses.with_old_parts(slug(name), tidy(body), self.study.moved)

    def redirects(self) -> dict[str, str]:
        """A page at each other address of a fact and at each that has moved; it leads on."""
        shared = self.study.shared.items()
        leads = {f"{also}/": slug(name) for name, fact in shared for also in fact.also}
        leads |= {old: new for old, new in self.study.moved.items() if "#" not in old}
        return {f"{old}index.html": self.redirect(old, new) for old, new in leads.items()}

    def redirect(self, old: str, new: str) -> str:
        """A page that leads from an address to another, with the preview of the other."""
        name = new.partition("#")[0].rstrip("/") or "index"
        if passed := self.passages.get(name):
            title, description = passed.title, passed.text
        else:
            page = getattr(self.study.pages, name, self.study.pages.index)
            title, description = self.plain(page.title), self.plain(page.description)
        return self.environment.get_template("redirect.html.j2").render(
            title=title,
            description=description,
            relative=Markup("../" * old.count("/") + new),
            target=Markup(addresses.SITE + new),
            card=Markup(f"{addresses.SITE}cards/{name}.png"),
        )

    def posts(self, ident: str) -> tuple[sharing.Copy, ...]:
        """A fact in the forms that forums take."""
        checked = f"Last checked on {figures.date(self.study.log[0].date)}."
        about, origin = self.plain(self.study.summary.about), self.study.site.short_title
        return sharing.posts(self.passages[ident], origin, about, checked)

    def pages(self) -> dict[str, str]:
        """Every generated file that readers or maintainers see, as {path: text}."""
        listed = {
            name: getattr(self.study.pages, name) for name in self.study.pages.__struct_fields__
        }
        schema, facts = json_schema(), self.study.shared.items()
        return {
            **{f"{name}.md": self.page(name, page) for name, page in listed.items()},
            **{f"{name}.md": self.fact_page(name, fact) for name, fact in facts},
            "maintainers/data-dictionary.md": self.data_dictionary(schema),
            "maintainers/publishing.md": self.publishing(),
            **self.picture_files(),
            **self.redirects(),
            "study.schema.json": msgspec.json.format(msgspec.json.encode(schema), indent=1).decode()
            + "\n",
            ".site.yml": self.site_settings(list(listed)),
        }

    def draw(self, chart: Chart) -> Markup:
        """A chart as SVG shapes; drawn once, though it stands on a page and in a file."""
        if id(chart) not in self.drawings:
            shapes: Any = self.environment.get_template("charts/shapes.j2").module
            self.drawings[id(chart)] = Markup(shapes.draw(chart))
        return self.drawings[id(chart)]

    def picture_files(self) -> dict[str, str]:
        """Each picture as files that stand alone: drawn with its caveat, and as numbers."""
        template = self.environment.get_template("charts/poster.svg.j2")
        site, study = self.plain(self.study.site.title), self.study.subject.study
        # It is passed on without the page, so it names what it is about
        origin = f"{site} ({study}), last checked on {figures.date(self.study.log[0].date)}."
        files = {}
        for ident, drawn in self.pictures.items():
            title, sentence = self.plain(drawn.text.title), self.plain(drawn.text.sentence)
            caveat = self.plain(drawn.text.caveat or self.study.summary.comparison)
            names = "; ".join(self.study.sources[source].name for source in drawn.sources)
            small = [f"Sources: {names}.", origin]
            laid = picture.poster(drawn, title, [f"{sentence} {caveat}"], small)
            files[f"figures/{ident}.svg"] = template.render(
                title=title,
                says=[sentence, caveat],
                charts=drawn.charts,
                sheet=laid.sheet,
                tops=laid.tops,
            )
            note = f"{sentence} {caveat} {origin}"
            files[f"figures/{ident}.csv"] = picture.csv_text(drawn, note)
        return files

    def data_dictionary(self, schema: Mapping[str, Any]) -> str:
        """The page for maintainers that lists every field; made of the model."""
        template = self.environment.get_template("pages/maintainers/data-dictionary.md.j2")
        matter = front_matter(
            title="Data dictionary",
            description="For maintainers: every field of the study file, its limits, its meaning.",
        )
        words = {"meaning": dictionary.meaning, "allowed": dictionary.allowed}
        return matter + tidy(template.render(schema=schema, **words))

    def publishing(self) -> str:
        """The page for maintainers on where the site can stand."""
        matter = front_matter(
            title="Publishing",
            description="For maintainers: how to put the site on a host, and what comes back.",
        )
        template = self.environment.get_template("pages/maintainers/publishing.md.j2")
        return matter + tidy(template.render())

    def site_settings(self, names: list[str]) -> str:
        """What mkdocs.yml inherits: the name of the site and the order of its pages."""
        settings = {
            "site_name": escape(self.study.site.short_title),
            "site_description": escape(self.plain(self.study.pages.index.description)),
            "nav": [f"{name}.md" for name in names],
            "extra": {"site_title": escape(self.study.site.title)},
        }
        lines = (
            f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in settings.items()
        )
        return GENERATED + "".join(lines)


GENERATED = (
    "# Made by scripts/build_tables.py out of data/ and templates/. Change those, not this.\n"
)


def encode_inside(text: str, *, first: bool) -> Markup:
    """A piece of a sentence; signs at its start matter where it starts the sentence."""
    if first or not text:
        return encode(text)
    return Markup(str(encode("x" + text))[1:])


def front_matter(settings: str = "", **fields: str) -> str:
    """The head of a page. MkDocs puts these into tags as they are, so they are escaped here."""
    lines = (
        f"{key}: {json.dumps(escape(value), ensure_ascii=False)}\n" for key, value in fields.items()
    )
    return f"---\n{GENERATED}{''.join(lines)}{settings}---\n\n"


def tidy(text: str) -> str:
    """At most one empty line in a row, none at the start, one line end at the end."""
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    while "\n\n\n" in lines:
        lines = lines.replace("\n\n\n", "\n\n")
    return lines.strip() + "\n"


def _address(root: str, target: str, anchor: str) -> Markup:
    """A relative address; page names and ids need no encoding."""
    address = f"{root}{slug(target)}" or "./"
    return Markup(f"{address}#{anchor}" if anchor else address)


def _bytecode_cache(folder: FilePath) -> FileSystemBytecodeCache | None:
    """Compiled templates from the last run, which save a third of the time."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder))


def render(study: Study, facts: Facts, templates: FilePath, cache: FilePath) -> dict[str, str]:
    """All generated files as {path below docs/: text}."""
    return Renderer(study, facts, templates, cache).pages()
