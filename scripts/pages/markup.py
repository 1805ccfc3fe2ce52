"""Text that is safe on a page: text of the data never becomes markup.

`encode` writes every character that Markdown or HTML could take for a sign as a numeric reference,
`in_markdown` puts a backslash before those of Markdown, for texts that are read as they are. What
templates and these files write themselves is `Markup`.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from markupsafe import Markup, escape

from study.evidence import Status
from study.facts import REFERENCE, Fact, Facts
from words import numbers, sentences
from words.sentences import Copy, Passage

GENERATED: Final = (
    "# Made by scripts/build_tables.py out of data/ and templates/. Change those, not this.\n"
)

# Signs of Markdown, HTML, attribute lists and templates. The rest of the punctuation is left as it
# is, so that a change of the pages can be read in a diff; at the start of a text, where it could
# make a list or a heading, it is encoded too.
_SIGN = re.compile(r'[&<>"`*_\[\]{}#|\\~^=$@]')
_AT_START = re.compile(r"[!-%'-/:-@\[-`{-~]|\d+[.)](?=\s|$)")
_SPACE = re.compile(r"\s+")
_CELL_END = re.compile(r"(?<=</t[hd]>)(?=<t[hd])")
_MARKDOWN_SIGN = re.compile(r"[\\`*_\[\]<>|~]|&(?=#?\w+;)")
_MARKDOWN_START = re.compile(r"(\s*\d*)([-+#=]+|(?<=\d)[.)])(?=\s|$)")


# -- text -----------------------------------------------------------------------------------------


def encode(value: object) -> Markup:
    """A value as text that is safe in Markdown, in HTML, in XML and in an attribute of these.

    `Markup` passes through.
    """
    return value if isinstance(value, Markup) else _encoded(str(value))


@cache  # most texts stand in many places
def _encoded(text: str) -> Markup:
    text = _SIGN.sub(lambda match: f"&#{ord(match[0])};", _SPACE.sub(" ", text))
    if start := _AT_START.match(text):
        last = start.end() - 1
        text = f"{text[:last]}&#{ord(text[last])};{text[last + 1 :]}"
    return Markup(text)


def prose(text: str, facts: Facts) -> Markup:
    """A text of the data with its numbers filled in, as elements that lead to where they are from.

    Raises KeyError for a fact or a form that is not there; `checks` has looked for those.
    """
    first, *rest = REFERENCE.split(text) if "{" in text else [text]
    parts = [encode(first)]
    for ident, form, between in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        # Behind a number nothing is at the start of a text any more
        parts += [number_element(facts[ident], form or ""), encode("x" + between)[1:]]
    return Markup("".join(parts))


def lines(text: str) -> Markup:
    """A text of several lines for a <textarea>, letter by letter; Markdown sees one line."""
    spaced = (
        map(encode, line.split("  ")) for line in text.split("\n")
    )  # `encode` makes one of two
    return Markup("&#10;").join(map(Markup("&#32;&#32;").join, spaced))


def in_markdown(text: str) -> str:
    """Text that Markdown shows letter by letter, and that people can read as it is."""
    marked = _MARKDOWN_SIGN.sub(r"\\\g<0>", _SPACE.sub(" ", text))
    if start := _MARKDOWN_START.match(marked):
        return f"{start[1]}\\{marked[start.end(1) :]}"
    return marked


def front_matter(settings: str = "", **fields: str) -> str:
    """The head of a page. MkDocs puts these into tags as they are, so they are escaped here."""
    escaped = {key: escape(value) for key, value in fields.items()}
    return f"---\n{GENERATED}{yaml_lines(escaped)}{settings}---\n\n"


def yaml_lines(fields: Mapping[str, object]) -> str:
    """Each field on a line of YAML, which takes JSON for its values."""
    return "".join(f"{key}: {json.dumps(v, ensure_ascii=False)}\n" for key, v in fields.items())


def tidy(text: str) -> str:
    """At most one empty line in a row, none at the start, one line end at the end.

    A space parts the cells of a table: the search index would make "9 of 2832%" of two.
    """
    lines = "\n".join(map(str.rstrip, _CELL_END.sub(" ", text).split("\n")))
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


# -- elements -------------------------------------------------------------------------------------


@cache
def number_element(fact: Fact, form: str = "") -> Markup:
    """The number of a fact as it stands on a page."""
    form = form or fact.plain_form
    if form == "name":
        return label(fact.name)
    return worked_out(numbers.written(fact, form), fact.id, _machine_value(fact, form))


def worked_out(text: str, fact_id: str, value: object) -> Markup:
    """A number that the build worked out from a fact, such as a limit or a difference."""
    value = f"{value:.6g}" if isinstance(value, float) else value
    shown = encode(text)
    return Markup(f'<data class="n" data-fact="{fact_id}" value="{encode(value)}">{shown}</data>')


def _machine_value(fact: Fact, form: str) -> str:
    """The value of a <data> element: a whole number, a share, or the ends of a range."""
    if form.startswith("percent"):
        return f"{fact.share:.6g}"
    if form.startswith("range"):
        return "/".join(f"{end:.6g}" for end in fact.wilson)
    if fact.measured:
        return f"{fact.measured.n if form == 'number' else numbers.middle(fact)}"
    if fact.section == "quantities":
        return f"{fact.value}" if fact.value is not None else f"{fact.low}/{fact.high}"
    return f"{fact.count}" if fact.count is not None else (fact.printed or "")


def label(text: str) -> Markup:
    """A name; one that holds digits is marked, so that they are not taken for a number."""
    encoded = encode(text)
    if any(character.isdigit() for character in text):
        return Markup(f'<span class="id">{encoded}</span>')
    return encoded


def date_element(iso: str) -> Markup:
    """A date as people write it."""
    return Markup(f'<time datetime="{encode(iso)}">{encode(numbers.date(iso))}</time>')


def status_line(status: Status) -> Markup:
    """What a source said of a trial, with its date."""
    words, date = sentences.status_line(status, date_element)
    return Markup("{}{}").format(encode(words), date)


def json_text(value: object) -> Markup:
    """A value as JSON, for a file of JSON or YAML: JSON is a part of YAML."""
    return Markup(json.dumps(value, ensure_ascii=False))


# -- texts to copy --------------------------------------------------------------------------------


def posts(passage: Passage, origin: str, about: str, checked: str) -> tuple[Copy, ...]:
    """The passage for a post, in the forms that forums take.

    `origin` names the site, `about` says what the fact is about, `checked` when it was checked. A
    post is copied on from post to post, so each is one piece.
    """
    said = (f"{passage.text} {about}", checked, f"{origin}: {passage.title}")
    # BBCode has no escape, and a post is better off with round brackets than with a broken tag
    rounded = (text.replace("[", "(").replace("]", ")") for text in said)
    quotation = '<blockquote><p>{0}</p>\n<p>{1} <a href="{3}">{2}</a></p></blockquote>'
    forms = (
        ("Plain text", said, "{}\n{}\n{}: {}"),
        ("Markdown", map(in_markdown, said), "> {}\n>\n> {} [{}]({})"),
        ("BBCode (phpBB)", rounded, "[quote]{0}\n{1} [url={3}]{2}[/url][/quote]"),
        ("HTML", map(escape, said), quotation),
    )
    return tuple(Copy(name, form.format(*texts, passage.address)) for name, texts, form in forms)
