"""Ways to break a study file, as a person, an editor or a disk may; for tests/test_fuzz.py.

A mutation is one to three edits of the file's text. Each replaces a span that means something in
YAML: a value, a key, a pair, a line, a block, a reference. Nothing here knows what the file says.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import yaml
from hypothesis import strategies as st

SECTIONS = ("groups", "results", "features", "quantities")
REFERENCE = re.compile(r"\{[a-z-]+(?::[A-Za-z-]+)?\}")
FORMS = (
    ", name, of, count, total, people, word, Word, word-people, percent, percent-exact, range,"
    " range-exact, printed, quantity, value, low, high, nonsense"
).split(", ")

# Put in the place of a value, as YAML text
ODD = [
    *"null ~ true no -1 -0 0 1 007 0x1F 1_000 1e999 .inf .nan 12:30:45 <<".split(),
    *"1000000 1000001 999999999999999 9999999999999999999999 0.1 0.30000000000000004".split(),
    *"0% 100% 51% 999.999% 2024-02-30 2024-13 '0000' '9999-99-99' 2024-01-01T00:00:00Z".split(),
    *("''", '" "', "[]", "{}", "[[[]]]", "[a, b]", "{a: b}", "[null]", "[{}, 1, x]", "{? [a] : b}"),
    *("|", ">-", "? x", "- x", "%YAML 9.9", "---", "...", "#", "@x", "`x`", "'", '"', "}", "]"),
    *("!!str x", "!!binary aGk=", "!x y", "!!python/object/apply:os.abort []", "&a x", "&a [*a]"),
    *('"\\0"', '"\\uD800"', '"\\u2028"', '"\\x1b[31m"', '"\\q"', '"\\U00110000"', "\u202ex", "\t"),
    *("{improved", "'{{7*7}}'", "'{improved:}'", "'{a-}'", "a - a", "a + b - c", "'- a'", "a -  b"),
    *("x" * 101, "x" * 9_000, "[" * 200, "[" * 15 + "]" * 15, "'" + "{a}" * 999 + "'"),
    *("https://" + "a" * 292, "https://a/?" + "%" * 289, "Ünïcödé ﷺ 𝟙 ٣ ½", "İ" * 50, "-", "a--b"),
]  # fmt: skip
# Put anywhere; a lone surrogate from U+DC80 on stands for one byte that is not UTF-8
NOISE = [
    *("\0", "\t", "\r", "\r\n", "\x0b", "\x1b", "\x7f", "\x85", "\xa0", "\xad", "\u200b", "\u2028"),
    *("\u202e", "\ufeff", "\ufffe", "\U000e0041", "\U0001f4a9", "e\u0301", "\udc80", "\udcff"),
    *("\udced\udca0\udc80", "\udcf4\udc90\udc80\udc80", "\udcc0\udcaf", "\n", "\n\n", " ", "  "),
    *(*":-?[]{},#&*!|>'\"%@`\\=<0a", "\n---\n", "\n...\n", "\n%YAML 1.1\n---\n", ": ", " #", "- "),
]  # fmt: skip


class Edit(NamedTuple):
    """Text from `start` to `end` gives way to another."""

    start: int
    end: int
    text: str


class Anatomy:
    """Where the parts of a study file stand, as (start, end) in its text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.keys: list[tuple[int, int]] = []
        self.pairs: list[tuple[int, int]] = []
        self.values: list[tuple[int, int]] = []
        self._walk(yaml.compose(text, Loader=yaml.CSafeLoader))
        self.lines = list(_lines(text))
        self.references = [match.span() for match in REFERENCE.finditer(text)]
        values = yaml.load(text, Loader=yaml.CSafeLoader)
        self.facts = [ident for section in SECTIONS for ident in values[section]]
        known = {*self.facts, *values["sources"]}
        self.uses = [span for span in self.values if known & set(self.part(span).split())]
        self.numbers = [m.span() for m in re.finditer(r"(?<![\w-])\d[\d.-]*%?(?![\w-])", text)]

    def part(self, span: tuple[int, int]) -> str:
        """The text of a span."""
        return self.text[slice(*span)]

    def _walk(self, node: yaml.Node | None) -> None:
        assert node is not None  # the file is not empty
        span = self._span(node)
        self.values.append(span)
        if isinstance(node, yaml.SequenceNode):
            for item in node.value:
                self._walk(item)
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                self.keys.append(self._span(key))
                self._walk(value)
                self.pairs.append((self._span(key)[0], self._span(value)[1]))

    def _span(self, node: yaml.Node) -> tuple[int, int]:
        """A block ends where the next one starts: what is empty before that is not its own."""
        start, end = node.start_mark.index, node.end_mark.index
        return start, start + len(self.text[start:end].rstrip())

    @cached_property
    def blocks(self) -> list[tuple[int, int]]:
        """A line with the deeper ones under it, with their line ends."""
        depths = [len(line) - len(line.lstrip()) for line in map(self.part, self.lines)]
        found = []
        for number, (start, end) in enumerate(self.lines):
            for further, depth in zip(self.lines[number + 1 :], depths[number + 1 :], strict=True):
                if depth <= depths[number]:
                    break
                end = further[1]
            found.append((start, end))
        return found


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, start + len(line)
        start += len(line)


def anatomy(file: Path) -> Anatomy:
    """The parts of a file that is in good order."""
    return Anatomy(file.read_text(encoding="utf-8"))


def _typed_number(digits: str) -> st.SearchStrategy[str]:
    """A number like the one that stands there: near it, another, or with a slip of a digit."""
    near = st.integers(-2, 2).map(lambda by: str(int(digits) + by) if digits.isdigit() else digits)
    slip = st.tuples(st.integers(0, len(digits) - 1), st.sampled_from("0123456789.-%")).map(
        lambda at: digits[: at[0]] + at[1] + digits[at[0] + 1 :]
    )
    other = st.sampled_from("0 1 2 7 35 126 1000 65536 999999 1000000 0.5 100% 0% 33.3%".split())
    return near | slip | other


@st.composite
def values(draw: st.DrawFn, parts: Anatomy) -> Edit:
    """A value becomes an odd one, or one from elsewhere in the file."""
    span = draw(st.sampled_from(parts.values))
    if draw(st.booleans()):
        return Edit(*span, draw(st.sampled_from(ODD)))
    other = parts.part(draw(st.sampled_from(parts.values)))
    with suppress(yaml.YAMLError):  # in flow style it can stand anywhere; else it is odd enough
        other = json.dumps(yaml.load(other, Loader=yaml.CSafeLoader), default=str)
    return Edit(*span, other)


@st.composite
def keys(draw: st.DrawFn, parts: Anatomy) -> Edit:
    """A key is renamed, takes the name of another, or is left out with its value or doubled."""
    index = draw(st.integers(0, len(parts.keys) - 1))
    span, name = parts.keys[index], parts.part(parts.keys[index])
    match draw(st.sampled_from("odd other slip leave double".split())):
        case "odd":
            return Edit(*span, draw(st.sampled_from(ODD)))
        case "other":
            return Edit(*span, parts.part(draw(st.sampled_from(parts.keys))))
        case "slip":
            return Edit(*span, name[1:] + draw(st.sampled_from(["", "s", "-", "_", name[0]])))
        case "leave":
            pair = draw(st.sampled_from(parts.pairs))
            comma = 2 if parts.text.startswith(", ", pair[1]) else 0
            return Edit(pair[0], pair[1] + comma, "")
    pair = draw(st.sampled_from(parts.pairs))
    column = pair[0] - parts.text.rfind("\n", 0, pair[0]) - 1
    return Edit(pair[1], pair[1], "\n" + " " * column + parts.part(pair))


@st.composite
def lines(draw: st.DrawFn, parts: Anatomy) -> Edit:
    """A line or block is lost, doubled, moved, torn off or indented otherwise."""
    start, end = draw(st.sampled_from(draw(st.sampled_from([parts.lines, parts.blocks]))))
    text = parts.text[start:end]
    match draw(st.sampled_from("lose double move tear indent outdent".split())):
        case "lose":
            return Edit(start, end, "")
        case "double":
            return Edit(end, end, text)
        case "move":
            at = draw(st.sampled_from(parts.lines))[0]
            return Edit(at, at, text)
        case "tear":
            return Edit(draw(st.integers(start, end)), end, "")
        case "indent":
            return Edit(start, start, " " * draw(st.integers(1, 9)))
    return Edit(start, start + draw(st.integers(1, 4)), "")


@st.composite
def numbers(draw: st.DrawFn, parts: Anatomy) -> Edit:
    """A number, percentage or date becomes another."""
    span = draw(st.sampled_from(parts.numbers))
    return Edit(*span, draw(_typed_number(parts.part(span))))


@st.composite
def references(draw: st.DrawFn, parts: Anatomy) -> Edit:
    """A reference in a sentence or the use of an id leads to another fact, or to none."""
    ident = st.sampled_from([*parts.facts, "nobody"])
    if draw(st.booleans()):
        form = draw(st.sampled_from(FORMS))
        text = f"{{{draw(ident)}{form and ':'}{form}}}"
        return Edit(*draw(st.sampled_from(parts.references)), text)
    span = draw(st.sampled_from(parts.uses))
    words = parts.part(span).split()
    words[draw(st.integers(0, len(words) - 1))] = draw(ident)
    return Edit(*span, " ".join(words))


@st.composite
def noise(draw: st.DrawFn, parts: Anatomy) -> Edit:
    """Bytes are put in, lost or overwritten, anywhere."""
    start = draw(st.integers(0, len(parts.text)))
    gone = draw(st.sampled_from([0, 0, 1, 2, 40, 4000, len(parts.text)]))
    times = draw(st.sampled_from([1, 1, 1, 1, 2, 50, 2000]))
    return Edit(start, start + gone, draw(st.sampled_from(NOISE)) * times)


@st.composite
def everything(draw: st.DrawFn, parts: Anatomy) -> Edit:
    """Any of the others."""
    return draw(draw(st.sampled_from([values, keys, lines, numbers, references, noise]))(parts))


FAMILIES = {
    "values": values,
    "keys": keys,
    "lines": lines,
    "numbers": numbers,
    "references": references,
    "noise": noise,
    "everything": everything,
}


class Mutant(NamedTuple):
    """A study file with edits; those that overlap one further down are passed over."""

    edits: list[Edit]
    line_end: str

    def file(self, parts: Anatomy) -> bytes:
        """The bytes of the file."""
        text, limit = parts.text, len(parts.text)
        for edit in sorted(self.edits, reverse=True):  # so that earlier places stay true
            if edit.end <= limit:
                text, limit = text[: edit.start] + edit.text + text[edit.end :], edit.start
        return text.replace("\n", self.line_end).encode("utf-8", "surrogateescape")


def mutants(parts: Anatomy, family: str) -> st.SearchStrategy[Mutant]:
    """Files with one to three edits of a family."""
    edit = FAMILIES[family](parts)
    edits = st.lists(edit, min_size=1, max_size=1) | st.lists(edit, min_size=1, max_size=3)
    return st.builds(Mutant, edits, st.sampled_from(["\n"] * 30 + ["\r\n"]))
