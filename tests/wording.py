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

import oracle
from studies import TYPED

RULES: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
ADDRESS = re.compile(r"""https?://[^\s\\"'<>)\]]+""")
ATTRIBUTES = ("alt", "aria-label", "aria-description", "title", "placeholder", "summary")
METAS = ("description", "title", "site_name", "image:alt", "keywords")
MARK = re.compile(r"⟦[^|⟧]*\||⟧")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9“])")
# The time of use: the quantity that the study's follow-up names
LENGTH = TYPED["quantities"][re.findall(r"\{([\w-]+)", TYPED["subject"]["follow_up"])[0]]
DURATION = f"{LENGTH['value']} {LENGTH['unit']}"


def either(words: Iterable[str]) -> str:
    """A pattern that finds any of the words; where there are none, it finds nothing."""
    return "|".join(map(re.escape, words)) or "(?!)"


# What the rules call <by a name>: words of this study, and what its file says
WORDS = {
    **RULES["words"],
    "duration": re.escape(DURATION),
    "sources": either(source["name"] for source in TYPED["sources"].values()),
    "features": either(TYPED["features"]),
    "quantities": either(oracle.every("quantities")),
    "impossible": either(oracle.IMPOSSIBLE),
    "misprint": either(f"{oracle.printed(ident)}%" for ident in oracle.IMPOSSIBLE),
}


class Leaf(NamedTuple):
    """A smallest piece of text. Figures stand in `marked` as ⟦fact-id|text⟧."""

    where: str
    marked: str
    row: str  # the text of the block around it; of a table the row with its caption and heads
    table: str  # the same; of a table, all of it

    @property
    def text(self) -> str:
        """The text as people read it."""
        return MARK.sub("", self.marked)


class Finding(NamedTuple):
    """A place that breaks a rule, and the words that do."""

    rule: str
    where: str
    found: str
    text: str


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of the rules: its <words> filled in, any case."""
    for name, words in WORDS.items():
        pattern = pattern.replace(f"<{name}>", f"(?:{words})")
    return re.compile(pattern, re.IGNORECASE)


# ---- Pages to leaves ----


@cache
def leaves(page: str, where: str = "") -> list[Leaf]:
    """All leaves of a page."""
    soup = BeautifulSoup(page, "html.parser")
    for entry in RULES["exempt"]:
        for tag in soup.select(entry["selector"]):
            tag.replace_with(" … ")
    found = [Leaf(f"{where} <{place}>", text, text, text) for place, text in _hidden(soup)]
    for tag in soup.select("data[data-fact]"):
        tag.string = f"⟦{tag['data-fact']}|{tag.get_text()}⟧"
    blocks = soup.find_all(RULES["blocks"]["leaves"])
    for block in blocks:
        block.insert(0, " ")
        block.append(" ")
    for drawing in soup.find_all("svg"):  # its lines of text are broken by hand
        found.append(Leaf(f"{where} <svg>", _text(drawing), *[_around(drawing, {})[1]] * 2))
    texts: dict[int, str] = {}  # of what is around many of them
    around = [_around(block, texts) for block in blocks]
    for block, near in zip(reversed(blocks), reversed(around), strict=True):  # innermost first
        found.append(Leaf(f"{where} <{block.name}>", _text(block.extract()), *near))
    found.append(Leaf(where, _text(soup), _text(soup), _text(soup)))
    return [leaf for leaf in found if leaf.marked]


def _text(*tags: Tag | None) -> str:
    return " ".join(" ".join(tag.get_text() for tag in tags if tag).split())


def _around(leaf: Tag, texts: dict[int, str]) -> tuple[str, str]:
    """The text of the block that a leaf stands in: of a table the row with its heads, and all."""
    chain = [leaf, *leaf.parents]
    wide = [tag for tag in chain if _is(tag, RULES["blocks"]["wide"])]
    block = [*wide[-1:], *(tag for tag in chain if tag.name in ("li", "p")), leaf][0]
    row: tuple[Tag | None, ...] = (block,)
    whole: tuple[Tag | None, ...] = row
    table = leaf.find_parent("table")
    if table is not None and block.find("table") is None:
        whole = (table,)
        row = (table.find("caption"), table.find("thead"), leaf.find_parent("tr") or leaf)
    for tag in filter(None, (*row, *whole)):
        texts[id(tag)] = texts.get(id(tag)) or MARK.sub("", _text(tag))
    joined = (" ".join(texts[id(tag)] for tag in tags if tag) for tags in (row, whole))
    return next(joined), next(joined)


def _is(tag: Tag, names: Iterable[str]) -> bool:
    """Whether a tag has one of the names, or of the classes (with a dot)."""
    own = {tag.name, *(f".{name}" for name in tag.get_attribute_list("class"))}
    return not own.isdisjoint(names)


def _hidden(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """Titles, descriptions and labels in attributes, and what is written for machines."""
    for tag in soup.find_all(True):
        for name in ATTRIBUTES:
            yield f"{tag.name} {name}", str(tag.get(name) or "").strip()
        kind = str(tag.get("name") or tag.get("property") or "")
        if tag.name == "meta" and kind.split(":", 1)[-1] in METAS:
            yield f"meta {kind}", str(tag.get("content") or "")
        if tag.name == "script" and tag.get("type") == "application/ld+json":
            yield from (("script ld+json", text) for text in records(json.loads(tag.get_text())))


# ---- Exports to leaves ----


def export_leaves(name: str, text: str) -> list[Leaf]:
    """The leaves of a text file: rows of a table, records of JSON, or paragraphs."""
    if name.endswith((".xml", ".svg")):
        return leaves(re.sub(r"^<\?xml.*?\?>", "", text), name)
    if name.endswith(".csv"):
        blocks = [_record(row.items()) for row in csv.DictReader(io.StringIO(text))]
    elif name.endswith("json"):
        blocks = list(records(json.loads(text)))
    else:
        blocks = re.split(r"\n\s*\n", text)
    squeezed = (" ".join(block.split()) for block in blocks)
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
        return
    parts = value if isinstance(value, list) else []
    if isinstance(value, dict):
        parts = [item for item in value.values() if isinstance(item, dict | list)]
        yield _record((key, item) for key, item in value.items() if item not in parts)
    for item in parts:
        yield from records(item)


# ---- The rules ----


def never(found: Iterable[Leaf]) -> list[Finding]:
    """Words that stand nowhere."""
    return [
        Finding(rule, leaf.where, match[0], leaf.text)
        for leaf in found
        for rule, entries in RULES["never"].items()
        for entry in entries
        if (match := compiled(entry["never"]).search(leaf.text))
    ]


def together(found: Iterable[Leaf]) -> list[Finding]:
    """Claims that stand without what must stand with them."""
    return [
        Finding(name, leaf.where, f"{claim} … without {need}", leaf.text)
        for leaf in found
        for name, rule in RULES["together"].items()
        for claim in claims(leaf, rule)
        for need in rule["needs"]
        if not compiled(need).search(leaf.table if rule["block"] == "table" else leaf.row)
    ]


def claims(leaf: Leaf, rule: Mapping[str, Any]) -> list[str]:
    """The sentences of a leaf that claim what a rule is about."""
    marked = leaf.marked
    for name in rule.get("set aside", ()):
        marked = compiled(RULES["set aside"][name]["pattern"]).sub(" ", marked)
    return [
        sentence
        for sentence in SENTENCE_END.split(MARK.sub("", marked))
        if all(compiled(pattern).search(sentence) for pattern in rule["where"])
    ]


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
    """Everything in a page that breaks a rule; `cited` are titles, whose words are not ours."""
    found = leaves(_not_ours_left_out(html, cited), where)
    body = [leaf for leaf in found if "<meta" not in leaf.where]
    cards = [leaf for leaf in found if "<meta" in leaf.where]
    lone = [one for card in cards for one in on_the_page(card.where, [card])]
    return never(found) + together(found) + on_the_page(where, body) + lone


def check_export(name: str, text: str, cited: Iterable[str]) -> list[Finding]:
    """Everything in a file for readers that breaks a rule."""
    found = export_leaves(name, _not_ours_left_out(text, cited))
    return never(found) + together(found)
