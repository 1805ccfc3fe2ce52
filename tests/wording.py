"""Holds pages and exports to the project's wording. The rules are data: tests/wording.yaml.

A page becomes leaves: the text of each smallest block, and each title, description or label in an
attribute. A "never" rule looks at a leaf alone. A "together" rule looks for a claim in a sentence
of a leaf, and for what must stand with it in the block around it.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, Doctype, NavigableString

XML_HEAD = re.compile(r"<\?xml[^>]*>\s*")
ADDRESS = re.compile(r"""https?://[^\s\\"'<>)\]]+""")
RULES: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))

UNREAD = frozenset({"script", "style", "template"})
ATTRIBUTES = ("alt", "aria-label", "aria-description", "title", "placeholder", "summary")
METAS = ("description", "title", "site_name", "image:alt", "keywords")
MARK = re.compile(r"⟦[^|⟧]*\||⟧")
SPACE = re.compile(r"\s+")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9“])")


class Leaf(NamedTuple):
    """A smallest piece of text. Figures stand in `marked` as ⟦fact-id|9 of 28⟧."""

    where: str
    marked: str
    row: str  # the text of the block around it; of a table the row with its caption and heads
    table: str  # the same; of a table, all of it

    @property
    def text(self) -> str:
        """The text as people read it."""
        return plain(self.marked)


class Finding(NamedTuple):
    """A place that breaks a rule."""

    rule: str
    where: str
    found: str
    text: str

    def __str__(self) -> str:
        """The place, the rule and the words, on one line."""
        return f"{self.where}: {self.rule}: “{self.found}” in: {self.text[:200]}"


def plain(marked: str) -> str:
    """Text without the marks of its figures."""
    return MARK.sub("", marked)


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return SENTENCE_END.split(text)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of the rules: its <words> filled in, any case."""
    for name, words in RULES["words"].items():
        pattern = pattern.replace(f"<{name}>", f"(?:{words})")
    return re.compile(pattern, re.IGNORECASE)


# -- pages to leaves ------------------------------------------------------------------------------


@cache
def leaves(page: str, where: str = "") -> list[Leaf]:
    """All leaves of a page."""
    soup = BeautifulSoup(page, "html.parser")
    exempt = _exempt(soup)
    pieces: dict[int, list[str]] = {}
    owners: dict[int, Tag] = {}
    whole: dict[int, list[str]] = {}
    for string in soup.find_all(string=True):
        if isinstance(string, Comment | Doctype):
            continue
        above = [parent for parent in string.parents if isinstance(parent, Tag)]
        if any(tag.name in UNREAD for tag in above):
            continue
        text = " … " if any(id(tag) in exempt for tag in above) else _figure(string, above)
        owner = next((tag for tag in above if tag.name in RULES["blocks"]["leaves"]), above[-1])
        pieces.setdefault(id(owner), []).append(text)
        owners[id(owner)] = owner
        for tag in above:
            whole.setdefault(id(tag), []).append(text if tag is owner else f" {text} ")
    found = []
    for key, parts in pieces.items():
        owner = owners[key]
        row, table = (_around(owner, whole, wide) for wide in (False, True))
        found.append(Leaf(f"{where} <{owner.name}>", _squeeze(parts), row, table))
    found = [leaf for leaf in found if leaf.marked]
    for drawing in soup.find_all("svg"):  # its lines of text are broken by hand
        lines = _squeeze(whole.get(id(drawing), []))
        block = _around(drawing, whole, wide=True)
        found.append(Leaf(f"{where} <svg>", lines, block, block))
    return found + [Leaf(place, text, text, text) for place, text in _hidden(soup, where, exempt)]


def _figure(string: NavigableString, above: list[Tag]) -> str:
    """The string, marked when it is a figure."""
    fact = next((tag.get("data-fact") for tag in above if tag.name == "data"), None)
    return f"⟦{fact}|{string}⟧" if fact else str(string)


def _exempt(soup: BeautifulSoup) -> set[int]:
    """The elements whose words are not ours, or say what not to conclude."""
    return {id(tag) for entry in RULES["exempt"] for tag in soup.select(entry["selector"])}


def _squeeze(parts: Iterable[str]) -> str:
    return SPACE.sub(" ", "".join(parts)).strip()


def _around(leaf: Tag, whole: Mapping[int, list[str]], wide: bool) -> str:
    """The text of the block that a leaf stands in; a table's row brings its caption and heads."""
    chain = [leaf, *leaf.parents]
    wide_ones = [tag for tag in chain if _is(tag, RULES["blocks"]["wide"])]
    small_ones = [tag for tag in chain if _is(tag, ["li", "p"])]
    block = wide_ones[-1] if wide_ones else small_ones[0] if small_ones else leaf
    table = leaf.find_parent("table")
    if table is None or block.find("table") is not None:
        return plain(_squeeze(whole.get(id(block), [])))
    if wide:
        return plain(_squeeze(whole.get(id(table), [])))
    row = leaf.find_parent("tr") or leaf
    parts = [table.find("caption"), table.find("thead"), row]
    return plain(" ".join(_squeeze(whole.get(id(part), [])) for part in parts if part))


def _is(tag: Tag, names: Iterable[str]) -> bool:
    """Whether a tag has one of the names, or of the classes (with a dot)."""
    own = {tag.name, *(f".{name}" for name in tag.get_attribute_list("class"))}
    return not own.isdisjoint(names)


def _hidden(soup: BeautifulSoup, where: str, exempt: set[int]) -> Iterator[tuple[str, str]]:
    """Titles, descriptions and labels in attributes, and what is written for machines."""
    for tag in soup.find_all(True):
        if id(tag) in exempt or any(id(parent) in exempt for parent in tag.parents):
            continue
        for name in ATTRIBUTES:
            if text := str(tag.get(name) or "").strip():
                yield f"{where} <{tag.name} {name}>", text
        kind = str(tag.get("name") or tag.get("property") or "")
        if tag.name == "meta" and kind.split(":", 1)[-1] in METAS:
            yield f"{where} <meta {kind}>", str(tag.get("content") or "")
        if tag.name == "script" and tag.get("type") == "application/ld+json":
            for text in records(json.loads(tag.get_text())):
                yield f"{where} <script ld+json>", text


# -- exports to leaves ----------------------------------------------------------------------------


def export_leaves(name: str, text: str, cited: Iterable[str]) -> list[Leaf]:
    """The leaves of a text file: rows of a table, records of JSON, or paragraphs.

    `cited` are titles of works, whose words are not ours.
    """
    text = XML_HEAD.sub("", _not_ours_left_out(text, cited))
    if name.endswith((".xml", ".svg")):
        return leaves(text, name)
    if name.endswith(".csv"):
        head, *rows = list(csv.reader(io.StringIO(text))) or [[]]
        blocks = [_record(zip(head, row, strict=False)) for row in rows]
    elif name.endswith("json"):
        blocks = list(records(json.loads(text)))
    else:
        blocks = re.split(r"\n\s*\n", text)
    squeezed = (_squeeze([block]) for block in blocks)
    return [Leaf(name, block, block, block) for block in squeezed if block]


def _not_ours_left_out(text: str, cited: Iterable[str]) -> str:
    """A text without the titles of works, and without addresses, which hold words of titles."""
    for title in sorted(cited, key=len, reverse=True):
        text = text.replace(title, "…").replace(json.dumps(title)[1:-1], "…")
    return ADDRESS.sub("…", text)


def _record(pairs: Iterable[tuple[str, object]]) -> str:
    return "; ".join(f"{key}: {value}" for key, value in pairs)


def records(value: object) -> Iterator[str]:
    """The records of a JSON value, each as "key: value; key: value", and its lone strings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        flat = [(key, item) for key, item in value.items() if not isinstance(item, dict | list)]
        yield _record(flat)
        for item in value.values():
            if isinstance(item, dict | list):
                yield from records(item)
    elif isinstance(value, list):
        for item in value:
            yield from records(item)


# -- the rules ------------------------------------------------------------------------------------


def never(found: Iterable[Leaf]) -> list[Finding]:
    """Words that stand nowhere."""
    return [
        Finding(rule, leaf.where, match[0], leaf.text)
        for leaf in found
        for rule, pattern in never_patterns()
        if (match := pattern.search(leaf.text))
    ]


@cache
def never_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(rule, pattern) of everything that is never said."""
    return tuple(
        (rule, compiled(entry["never"]))
        for rule, entries in RULES["never"].items()
        for entry in entries
    )


def together(found: Iterable[Leaf]) -> list[Finding]:
    """Claims that stand without what must stand with them."""
    found = list(found)
    return [
        Finding(name, leaf.where, f"{claim} … without {missing}", leaf.text)
        for leaf in found
        for name, rule in RULES["together"].items()
        for claim, missing in _lone(leaf, rule)
    ]


def claims(leaf: Leaf, rule: Mapping[str, Any]) -> list[str]:
    """The sentences of a leaf that claim what a rule is about."""
    marked = leaf.marked
    for name in rule.get("set aside", ()):
        marked = compiled(RULES["set aside"][name]["pattern"]).sub(" ", marked)
    return [
        sentence
        for sentence in sentences(plain(marked))
        if all(compiled(pattern).search(sentence) for pattern in rule["where"])
    ]


def _lone(leaf: Leaf, rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    block = leaf.table if rule["block"] == "table" else leaf.row
    for sentence in claims(leaf, rule):
        for need in rule["needs"]:
            if not compiled(need).search(block):
                yield sentence, need


def on_the_page(where: str, found: Iterable[Leaf]) -> list[Finding]:
    """Results on a page that never says how long it was, or that nobody was compared."""
    text = "\n".join(leaf.text for leaf in found)
    return [
        Finding(name, where, claim[0], f"the page never says {need}")
        for name, rule in RULES["page"].items()
        if (claim := compiled(rule["where"]).search(text))
        for need in rule["needs"]
        if not compiled(need).search(text)
    ]


def check_page(html: str, where: str, cited: Iterable[str] = ()) -> list[Finding]:
    """Everything in a page that breaks a rule."""
    found = leaves(_not_ours_left_out(html, cited), where)
    body = [leaf for leaf in found if "<meta" not in leaf.where]
    cards = [leaf for leaf in found if "<meta" in leaf.where]
    lone = [one for card in cards for one in on_the_page(card.where, [card])]
    return never(found) + together(found) + on_the_page(where, body) + lone


def check_export(name: str, text: str, cited: Iterable[str]) -> list[Finding]:
    """Everything in a file for readers that breaks a rule."""
    found = export_leaves(name, text, cited)
    return never(found) + together(found)


def cited_titles(pages: Iterable[str]) -> set[str]:
    """The titles of works that pages cite."""
    return {
        _squeeze([tag.get_text()])
        for page in pages
        for tag in BeautifulSoup(page, "html.parser").find_all("cite")
    }
