"""Text that is safe on a page: text of the data never becomes markup.

`encode` writes every character that Markdown or HTML could take for a sign as a numeric reference.
What templates and these files write themselves is `Markup`.
"""

import json
import re
from functools import cache, lru_cache
from typing import Final

from markupsafe import Markup, escape

from study.facts import REFERENCE, Fact, Facts
from study.model import Status
from words import numbers, sentences

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


def encode(value: object) -> Markup:
    """A value as text that is safe in Markdown, in HTML and in an attribute.

    Jinja's `finalize`, so that no template can forget it. `Markup` passes through.
    """
    return value if isinstance(value, Markup) else _encoded(value)


@lru_cache(maxsize=None, typed=True)  # most values stand in many places; 1, 1.0 and True differ
def _encoded(value: object) -> Markup:
    if isinstance(value, int | float) and value >= 0:
        return Markup(value)  # drawings hold many
    text = str(value)
    if "  " in text or not text.isprintable():  # of all spaces, only " " is printable
        text = _SPACE.sub(" ", text)
    text = _SIGN.sub(lambda match: f"&#{ord(match[0])};", text)
    if start := _AT_START.match(text):
        last = start.end() - 1
        text = f"{text[:last]}&#{ord(text[last])};{text[last + 1 :]}"
    return Markup(text)


def _machine_value(fact: Fact, form: str) -> str:
    """The value of a <data> element: a whole number, a share, or the ends of a range."""
    if form.startswith("percent"):
        return f"{fact.share:.6g}"
    if form.startswith("range"):
        return "/".join(f"{end:.6g}" for end in fact.wilson)
    if fact.section == "quantities":
        return f"{fact.value}" if fact.value is not None else f"{fact.low}/{fact.high}"
    return f"{fact.count}" if fact.count is not None else (fact.printed or "")


def worked_out(text: str, fact_id: str, value: object) -> Markup:
    """A figure that the build worked out from a fact, such as a limit or a difference."""
    shown = encode(text)
    value = f"{value:.6g}" if isinstance(value, float) else value
    return Markup(f'<data class="n" data-fact="{fact_id}" value="{encode(value)}">{shown}</data>')


@cache
def figure_element(fact: Fact, form: str = "") -> Markup:
    """The figure of a fact as it stands on a page."""
    form = form or fact.plain_form
    if form == "name":
        return label(fact.name)
    return worked_out(numbers.written(fact, form), fact.id, _machine_value(fact, form))


@cache
def label(text: str) -> Markup:
    """A name; one that holds digits is marked, so that they are not taken for a figure."""
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


def lines(text: str) -> Markup:
    """A text of several lines for a <textarea>, letter by letter; Markdown sees one line."""
    return Markup("&#10;").join(map(_encoded_line, text.split("\n")))


@cache
def _encoded_line(line: str) -> Markup:
    if "  " not in line:  # what `encode` would take for one space
        return encode(line)
    return Markup("&#32;&#32;").join(map(encode, line.split("  ")))


def prose(text: str, facts: Facts) -> Markup:
    """A sentence of the data with its figures filled in."""
    parts, end = [], 0
    for match in REFERENCE.finditer(text):
        parts.append(encode_inside(text[end : match.start()], first=end == 0))
        parts.append(figure_element(facts[match[1]], match[2] or ""))
        end = match.end()
    parts.append(encode_inside(text[end:], first=end == 0))
    return Markup("").join(parts)


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
    """At most one empty line in a row, none at the start, one line end at the end.

    A space parts the cells of a table: the search index would make "9 of 2832%" of two.
    """
    text = _CELL_END.sub(" ", text)
    lines = "\n".join(map(str.rstrip, text.split("\n")))
    while "\n\n\n" in lines:
        lines = lines.replace("\n\n\n", "\n\n")
    return lines.strip() + "\n"
