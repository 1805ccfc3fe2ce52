"""The Jinja environment: what templates can name, and how what they put out becomes text."""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

import addresses
from pages import markup
from pages.terms import TermLinks
from study import analysis, evidence, model
from study.facts import studies
from words import caveats, numbers, sentences
from words.edition import Edition


class Compiled(BytecodeCache):
    """Compiled templates of earlier builds, which save a third of the time.

    Each has a checksum over itself and over this room's code, which goes into it: what is damaged,
    or was made by other code, is compiled anew.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        code = sorted(Path(__file__).parent.glob("*.py"))
        self.code = b"".join(path.read_bytes() for path in code)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept, if it is whole."""
        with suppress(OSError):
            kept = (self.folder / bucket.key).read_bytes()
            if sha256(self.code + kept[32:]).digest() == kept[:32]:
                bucket.bytecode_from_string(kept[32:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, where that can be done."""
        body = bucket.bytecode_to_string()
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / bucket.key).write_bytes(sha256(self.code + body).digest() + body)


class Renderer:
    """Renders the texts of one edition.

    Whatever a template puts out has its numbers filled in and its signs made safe, as the kind of
    its file asks, so that no template can forget it. `Markup` stays as it is.
    """

    def __init__(self, edition: Edition, templates: Path, cache: Path) -> None:
        self.edition = edition
        self.terms = TermLinks(edition)
        self.environment = Environment(
            loader=FileSystemLoader(templates),
            undefined=StrictUndefined,
            autoescape=True,
            finalize=self.on_a_page,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            bytecode_cache=Compiled(cache),
            auto_reload=False,  # no template changes during a build
        )
        self.environment.filters |= {
            "capital": self.capital,
            "date": markup.date_element,
            "json": markup.json_text,
            "label": markup.label,
            "lines": markup.lines,
            "literal": markup.encode,  # for braces that name no fact
            "plain": edition.filled,
            "slug_id": lambda name: name.replace("_", "-"),
        }
        self.environment.globals.update(self._globals())
        in_a_file = self.environment.overlay(finalize=self.in_a_file)
        in_a_text = self.environment.overlay(finalize=self.in_a_text)
        # By the ending of what is made; all else is a page, or a part of one
        self.kinds = {"html": in_a_file, "xml": in_a_file, "txt": in_a_text}

    def on_a_page(self, value: object) -> Markup:
        """A value in Markdown with HTML: numbers are elements that lead to where they are from."""
        if isinstance(value, str) and not isinstance(value, Markup):
            return markup.prose(value, self.edition.facts)
        return markup.encode(value)

    def in_a_file(self, value: object) -> Markup:
        """A value in HTML or XML that Markdown does not see: numbers are plain text."""
        return markup.encode(self.filled(value))

    def in_a_text(self, value: object) -> Markup:
        """A value in Markdown that is read as it is: numbers are plain text."""
        text = self.filled(value)
        return text if isinstance(text, Markup) else Markup(markup.in_markdown(text))

    def filled(self, value: object) -> str:
        """A value with its numbers filled in as plain text; `Markup` as it is."""
        return value if isinstance(value, Markup) else self.edition.filled(str(value))

    def capital(self, text: str) -> str:
        """A text that begins with a capital letter."""
        text = self.edition.filled(text)
        return text[:1].upper() + text[1:]

    def _globals(self) -> dict[str, Any]:
        study, facts = self.edition
        return {
            "study": study,
            "facts": facts,
            "pages": {name: getattr(study.pages, name) for name in study.pages.__struct_fields__},
            "site_address": addresses.SITE,
            "levels": evidence.LEVELS,
            "trial_statuses": evidence.TRIAL_STATUSES,
            "stale_days": model.STALE_DAYS,
            "asked": model.asked,
            "numbers": numbers,
            "n": lambda ident, form="": markup.number_element(facts[ident], form),
            "worked_out": markup.worked_out,
            "compare": lambda both: analysis.compare(both, facts),
            "compared": analysis.compare(study.subgroups, facts) if study.subgroups else None,
            "certain_about": sentences.certain_about(self.edition),
            "all_comparisons": [
                item for _, evidence in studies(study) for item in evidence.comparisons.items()
            ],
            "caveat_of": lambda trial: caveats.of_trial(trial, self.edition),
            "design_of": lambda trial: sentences.design(trial.design) if trial.design else "",
            "open_trials": sentences.open_trials(self.edition),
            "harm_limits": analysis.harm_limits(study, facts),
            "flow": analysis.flow(study, facts),
            "formula_parts": lambda fact: analysis.formula_parts(fact, facts),
            "tried": lambda row: analysis.tried(row, facts),
            "last_checked": study.last_checked,
            "open": sentences.OPEN,
            "latest_status": sentences.latest_status,
            "status_line": markup.status_line,
        }

    def template(self, name: str, /, **context: Any) -> str:
        """A template filled in: "feed.xml.j2"."""
        environment = self.kinds.get(name.split(".")[-2], self.environment)
        return environment.get_template(name).render(context)

    def body(self, name: str, page: model.Page | model.Shared, template: str) -> str:
        """A page below its front matter."""
        root = "../" * addresses.slug(name).count("/")

        def to(target: str, anchor: str = "") -> Markup:
            """A relative address; names of pages and ids need no encoding."""
            address = f"{root}{addresses.slug(target)}" or "./"
            return Markup(f"{address}#{anchor}" if anchor else address)

        body = self.template(f"pages/{template}.md.j2", page=page, name=name, to=to)
        if name != "words":
            body = self.terms.linked(body, lambda term: to("words", term))
        moved = self.edition.study.moved
        return addresses.with_old_parts(addresses.slug(name), markup.tidy(body), moved)
