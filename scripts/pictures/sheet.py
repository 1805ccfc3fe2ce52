"""A sheet to draw on, its shapes, and what every picture has beside its drawing.

A chart is `WIDTH` units wide, the room for text on a screen of 320 px: a unit is a pixel there and
more elsewhere, so no text is shown smaller than the style sheet says.
"""

import math
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from study.evidence import Citation
from study.facts import Fact, formula_ids
from study.model import Picture
from words.edition import Edition

WIDTH: Final = 288
LINE: Final = 20  # from one line of text to the next
LETTER: Final = 8.2  # the mean width of a letter in a wide font, so that lines end in time
PERSON: Final = (24, 30)  # width and height of a person at scale 1, that of ten in a row


class Span(msgspec.Struct, frozen=True):
    """A piece of a line; `fact` is the id that backs its number."""

    text: str
    fact: str = ""
    look: str = ""


NOTHING: Final = Span("")


class Label(msgspec.Struct, frozen=True):
    """A line of text on the base line y."""

    x: float
    y: float
    spans: tuple[Span, ...]
    look: str = ""


class Mark(msgspec.Struct, frozen=True):
    """A shape, told apart by its kind. (x, y) is the corner of a person, the middle of others."""

    x: float
    y: float
    kind: str
    scale: float = 1


class Bar(msgspec.Struct, frozen=True):
    """A level bar around y; with `cells`, of so many equal parts `pitch` apart."""

    x: float
    y: float
    width: float
    kind: str
    cells: int = 0
    pitch: float = 0


class Rule(msgspec.Struct, frozen=True):
    """A thin line through points."""

    points: tuple[tuple[float, float], ...]
    kind: str


class Chart(msgspec.Struct):
    """One drawing, made from the top down; `y` is how far down it is filled."""

    y: float = 0
    labels: list[Label] = []
    marks: list[Mark] = []
    bars: list[Bar] = []
    rules: list[Rule] = []
    bands: list[tuple[float, float]] = []  # top and bottom of what an axis crosses

    @property
    def height(self) -> float:
        """Of what has been drawn so far."""
        return _r(self.y)

    def say(
        self, words: str, first: Span = NOTHING, x: float = 0, look: str = "", size: float = 1,
        taken: int = 0,
    ) -> None:  # fmt: skip
        """Words, after a number or date where one is given, on as many lines as they need.

        So many letters of each line are `taken` by something else.
        """
        room = max(int((WIDTH - x) / LETTER / size) - taken, 1)
        text = f"{first.text} {words}".strip()
        for line in textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False):
            self.y += LINE * size
            rest = line[len(first.text) :]
            # Digits in names are marked, so that nothing takes them for a number of people
            name = Span(rest, "", "id" if any(map(str.isdigit, rest)) else "")
            self.write(x, [span for span in (first, name) if span.text], look)
            first = NOTHING

    def say_beside(self, words: str, *right: Span) -> None:
        """Words, with a number or two at the right end of their first line."""
        top = self.y
        self.say(words, taken=sum(len(span.text) for span in right) + 1)
        self.labels.append(Label(WIDTH, _r(top + LINE - 5), right, "end"))

    def write(self, x: float, spans: Iterable[Span], look: str = "") -> None:
        """One line as it is, at the present height."""
        self.labels.append(Label(_r(x), _r(self.y - 5), tuple(spans), look))

    def mark(self, x: float, y: float, kind: str, scale: float = 1) -> None:
        """A shape."""
        self.marks.append(Mark(_r(x), _r(y), kind, scale))

    def people(self, kinds: list[str], columns: int) -> None:
        """A person of each kind, in rows of so many from edge to edge."""
        scale = 10 / columns
        pitch, step = (WIDTH - PERSON[0] * scale) / (columns - 1), (PERSON[1] + 4) * scale
        for place, kind in enumerate(kinds):
            down, across = divmod(place, columns)
            self.mark(across * pitch, self.y + 3 + down * step, kind, scale)
        self.y += math.ceil(len(kinds) / columns) * step + 2

    def bar(self, x: float, width: float, kind: str, cells: int = 0, pitch: float = 0) -> None:
        """A bar at the present height."""
        self.bars.append(Bar(_r(x), _r(self.y), _r(width), kind, cells, round(pitch, 2)))

    def rule(self, kind: str, *points: tuple[float, float]) -> None:
        """A line."""
        self.rules.append(Rule(tuple((_r(x), _r(y)) for x, y in points), kind))

    def band(self, low: float, high: float, look: str = "", value: float | None = None) -> None:
        """A range, with its estimate if there is one, as a bar that the lines of an axis cross."""
        self.y += 9
        if value is not None:
            self.mark(value, self.y, f"point{look}")
        self.bands.append((self.y - 9, self.y + 9))
        self.bar(low, high - low, f"range{look}")
        self.y += 15

    def axis(self, ticks: Iterable[tuple[float, str]], look: str) -> None:
        """Values, each with lines down all bands above; that of 0 stands out."""
        self.y += LINE + 1
        for x, text in ticks:
            side = "start" if x < 16 else "end" if x > WIDTH - 24 else "middle"
            edge = {"start": 0, "end": WIDTH}.get(side, x)
            self.write(edge, [Span(text, "", look)], f"{side} quiet")
            for top, bottom in self.bands:
                self.rule("zero" if text == "0" else "grid", (x, top), (x, bottom))


def _r(value: float) -> float:
    """Rounded to what can be seen, as a whole number where it is one."""
    rounded = round(value, 1)
    return int(rounded) if rounded == int(rounded) else rounded


class Row(msgspec.Struct, frozen=True):
    """A row of the table that says the same; `id` is that of what it is about."""

    id: str
    name: str
    cells: tuple[str, ...]


class Drawn(msgspec.Struct, frozen=True):
    """A picture: its charts, the sentence and the table that say the same, and its sources."""

    id: str
    kind: str
    text: Picture
    charts: list[Chart]
    head: tuple[str, ...]  # of the names of the rows, then of the cells
    rows: list[Row]
    sources: tuple[str, ...]
    ledger: str  # the entry of the ledger that a reader is sent to

    def table(self, note: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Head and rows for a file; each row carries the note, so that none is without it."""
        # With the sign of people, programs take a negative number for text
        rows = [
            (row.id, row.name, *(cell.replace("−", "-") for cell in row.cells), note)
            for row in self.rows
        ]
        return ("Id", *self.head, "Note"), rows


def drawn(
    edition: Edition, kind: str, text: Picture, charts: list[Chart], head: tuple[str, ...],
    rows: list[Row], shown: Sequence[Fact], ident: str = "", cite: Iterable[Citation] = (),
) -> Drawn:  # fmt: skip
    """A picture of facts, with its sources and the entry of the ledger; `cite` is cited besides."""
    cited = [*_citations(shown, edition), *cite]
    sources = tuple(dict.fromkeys(citation.source for citation in cited))
    ledger = rows[0].id if shown else ""
    return Drawn(ident or kind, kind, text, charts, head, rows, sources, ledger)


def _citations(shown: Iterable[Fact], edition: Edition) -> Iterator[Citation]:
    """What facts rest on; a computed one on what its parts do."""
    waiting = list(shown)
    for fact in waiting:
        yield from fact.cite
        if not fact.cite:
            parts = (edition.facts[ident] for ident in formula_ids(fact.formula))
            waiting += [part for part in parts if part not in waiting]
