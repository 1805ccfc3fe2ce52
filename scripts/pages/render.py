"""The Jinja environment: what templates can name, and how a page's text is made of one."""

from collections.abc import Callable, Mapping
from pathlib import Path as FilePath
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.compiler import CodeGenerator
from markupsafe import Markup

import addresses
from exports import citing, export, package
from pages import markup
from pages.terms import TermLinks
from pictures import cards, charts
from pictures.sheet import Chart
from study import analysis
from study.facts import Facts
from study.model import Page, Shared, Study
from words import numbers, sentences
from words.edition import Edition


class _Generator(CodeGenerator):
    """Compiles templates without Jinja's own escape, for `encode` has made every value safe.

    To escape each of some ten thousand again, to no effect, took a twentieth of a build.
    """

    def _output_child_pre(self, *_: object) -> None:
        self.write("environment.finalize(")

    def _output_child_post(self, *_: object) -> None:
        self.write(")")


class _Environment(Environment):
    code_generator_class = _Generator


class Renderer:
    """Renders the texts of one study."""

    def __init__(self, study: Study, facts: Facts, templates: FilePath, cache: FilePath) -> None:
        self.study = study
        self.facts = facts
        self.terms = TermLinks(study.glossary)
        self.passages = sentences.passages(Edition(study, facts))
        self.cards = cards.cards(study, facts)
        self.tables = export.tables(study, facts)
        self.pictures = charts.pictures(study, facts)
        self.drawings: dict[int, Markup] = {}
        self.figures: dict[tuple[str, str], Markup] = {}
        self.environment = _Environment(
            loader=FileSystemLoader(templates),
            undefined=StrictUndefined,
            autoescape=True,
            finalize=markup.encode,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            bytecode_cache=_bytecode_cache(cache),
            auto_reload=False,  # no template changes during a build
        )
        self.environment.filters.update(self._filters())
        self.environment.globals.update(self._globals())

    def _filters(self) -> dict[str, Any]:
        return {
            "date": markup.date_element,
            "label": markup.label,
            "lines": markup.lines,
            "plain": self.plain,
            "prose": self.prose,
            "slug_id": lambda name: name.replace("_", "-"),
        }

    def _globals(self) -> dict[str, Any]:
        study, facts = self.study, self.facts
        return {
            "study": study,
            "facts": facts,
            "n": lambda ident, form="": markup.figure_element(facts[ident], form),
            "worked_out": markup.worked_out,
            "numbers": numbers,
            "compared": analysis.compare(study, facts),
            "harm_limits": analysis.harm_limits(study, facts),
            "flow": analysis.flow(study, facts),
            "pictures": self.pictures,
            "draw": self.draw,
            "figure": self.figure,
            "formula_parts": lambda fact: analysis.formula_parts(fact, facts),
            "tried": lambda row: analysis.tried(row, facts),
            "last_checked": study.last_checked,
            "latest_status": sentences.latest_status,
            "status_line": markup.status_line,
            "posts": self.posts,
            "downloads": package.offered(self.tables),
            "site_address": addresses.SITE,
            "cite_page": self.cite_page,
            "cite_paper": lambda: citing.paper_citations(study),
            "pages": {name: getattr(study.pages, name) for name in study.pages.__struct_fields__},
        }

    def prose(self, text: str) -> Markup:
        """A sentence of the data with its figures filled in."""
        return markup.prose(text, self.facts)

    def plain(self, text: str) -> str:
        """A sentence of the data with its figures filled in, without markup."""
        return numbers.filled(text, self.facts)

    def template(self, name: str, context: Mapping[str, Any]) -> str:
        """A template filled in."""
        return self.environment.get_template(name).render(context)

    def body(self, name: str, page: Page | Shared, template: str) -> str:
        """A page below its front matter."""
        root = "../" * addresses.slug(name).count("/")
        context = {
            "page": page,
            "name": name,
            "to": lambda target, anchor="": _address(root, target, anchor),
        }
        body = self.template(f"pages/{template}.md.j2", context)
        if name != "words":
            body = self.terms.linked(body, lambda term: _address(root, "words", term))
        moved = self.study.moved
        return addresses.with_old_parts(addresses.slug(name), markup.tidy(body), moved)

    def draw(self, chart: Chart) -> Markup:
        """A chart as SVG shapes; drawn once, though it stands on a page and in a file."""
        if id(chart) not in self.drawings:
            shapes: Any = self.environment.get_template("charts/shapes.j2").module
            self.drawings[id(chart)] = Markup(shapes.draw(chart))
        return self.drawings[id(chart)]

    def figure(self, ident: str, to: Callable[[str], str]) -> Markup:
        """A picture with all that belongs to it; made once for all pages of one depth."""
        key = (ident, to("index"))
        if key not in self.figures:
            partial: Any = self.environment.get_template("partials/pictures.j2").module
            self.figures[key] = partial.figure(ident, to)
        return self.figures[key]

    def posts(self, ident: str) -> tuple[sentences.Copy, ...]:
        """A fact in the forms that forums take."""
        study = self.study
        checked = f"Our notes were last checked on {numbers.date(study.last_checked)}."
        about = sentences.about(study.shared[ident], Edition(study, self.facts))
        return sentences.posts(self.passages[ident], study.site.short_title, about, checked)

    def cite_page(self, name: str, title: str) -> tuple[sentences.Copy, ...]:
        """A page in the forms that programs for references take, with what it needs beside it."""
        passed = self.passages.get(name)
        caveat = passed.text if passed else self.plain(self.study.summary.comparison)
        address = addresses.whole(name)
        return citing.citations(self.plain(title), address, caveat, self.study)


def _address(root: str, target: str, anchor: str) -> Markup:
    """A relative address; page names and ids need no encoding."""
    address = f"{root}{addresses.slug(target)}" or "./"
    return Markup(f"{address}#{anchor}" if anchor else address)


def _bytecode_cache(folder: FilePath) -> FileSystemBytecodeCache | None:
    """Compiled templates from the last run, which save a third of the time."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder))
