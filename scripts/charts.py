"""Facts to pictures: where each mark, bar and line of text stands. Templates draw what this lays out.

A chart is `WIDTH` units wide, the room for text on a screen of 320 px: a unit is a pixel there and
more elsewhere, so no text is shown smaller than the style sheet says. Nothing is drawn of a fact
that is not known to be a count: asking for it raises ValueError.
"""

from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Final, NamedTuple

import analysis
import figures
from facts import Fact, Facts, formula_ids
from model import Count, Group, Picture, Quantity, Study, Trial

WIDTH: Final = 288
LINE: Final = 20  # from one line of text to the next
LETTER: Final = 8.6  # the mean width of a letter in a wide font, so that lines end in time
PERSON: Final = (24, 30)
MOST_CELLS: Final = 60  # in a longer bar single people could not be told apart

# The words of drawings that are not out of the data. Another language replaces this mapping.
SAID: Final = {
    "nested": "of these:", "and": " and ", "minus": "{} minus {}, in points",
    "counted": "as counted", "fewer": "one fewer", "more": "one more",
    "zero": "range includes zero", "undated": "{}, no date", "before": "{}, some time before {}",
    "on": "{}: {}",
}  # fmt: skip


class Span(NamedTuple):
    """A piece of a line; `fact` is the id that backs its figure."""

    text: str
    fact: str = ""
    look: str = ""


class Label(NamedTuple):
    """A line of text on the base line y."""

    x: float
    y: float
    spans: tuple[Span, ...]
    look: str = ""


class Mark(NamedTuple):
    """A shape, told apart by its kind. (x, y) is the corner of a person, the middle of others."""

    x: float
    y: float
    kind: str
    scale: float = 1


class Bar(NamedTuple):
    """A level bar around y; with `cells`, of so many equal parts `pitch` apart."""

    x: float
    y: float
    width: float
    kind: str
    cells: int = 0
    pitch: float = 0


class Rule(NamedTuple):
    """A thin line through points."""

    points: tuple[tuple[float, float], ...]
    kind: str


class Chart(NamedTuple):
    """One drawing."""

    height: float
    labels: tuple[Label, ...]
    marks: tuple[Mark, ...]
    bars: tuple[Bar, ...]
    rules: tuple[Rule, ...]


class Row(NamedTuple):
    """A row of the table that says the same; `fact` backs its figures."""

    fact: str
    name: str
    cells: tuple[str, ...]


class Drawn(NamedTuple):
    """A picture: its charts, the sentence and the table that say the same, and its sources."""

    id: str
    kind: str
    text: Picture
    charts: tuple[Chart, ...]
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    sources: tuple[str, ...]
    ledger: str


def pictures(study: Study, facts: Facts) -> dict[str, Drawn]:
    """Every picture that the study file asks for, by its id."""
    asked, drawn = study.figures, []
    for kind, draw in _KINDS.items():
        if text := getattr(asked, kind):
            drawn.append(draw(kind, text, study, facts))
    drawn += [_bars(ident, text, study, facts) for ident, text in asked.bars.items()]
    return {picture.id: picture for picture in drawn}


def counted(fact: Fact) -> int:
    """The number of people of a fact. Raises ValueError for one that must not be drawn."""
    if fact.kind in ("impossible", "unknown") or fact.count is None:
        raise ValueError(f"{fact.id} is not known to be a count, so it cannot be drawn")
    return fact.count


def out_of(fact: Fact) -> int:
    """The size of the group of a fact. Raises ValueError where that is not known."""
    counted(fact)
    if not fact.is_proportion or fact.total is None:
        raise ValueError(f"{fact.id} is out of no stated group, so it cannot be drawn")
    return fact.total


def sources(shown: Iterable[Fact], facts: Facts) -> tuple[str, ...]:
    """The ids of the sources behind facts; those of a computed one are those of its parts."""
    found: dict[str, None] = {}
    waiting = list(shown)
    for fact in waiting:
        found |= {citation.source: None for citation in fact.cite}
        formula = getattr(fact.entry, "formula", None)
        if formula and not fact.cite:
            waiting += [facts[ident] for ident in formula_ids(formula)]
    return tuple(found)


class _Sheet:
    """A chart in the making; `y` is how far down it is filled."""

    def __init__(self) -> None:
        self.y = 0.0
        self.labels: list[Label] = []
        self.marks: list[Mark] = []
        self.bars: list[Bar] = []
        self.rules: list[Rule] = []

    def chart(self) -> Chart:
        made = (tuple(map(_rounded, part)) for part in (self.labels, self.marks, self.bars))
        rules = tuple(
            Rule(tuple((round(x, 1), round(y, 1)) for x, y in rule.points), rule.kind)
            for rule in self.rules
        )
        return Chart(round(self.y, 1), *made, rules)  # type: ignore[arg-type]

    def say(
        self, words: str, x: float = 0, look: str = "", figure: str = "", fact: str = "", room: float = WIDTH
    ) -> None:
        """Words, after a figure where one is given, on as many lines as they need."""
        lines = wrap(f"{figure} {words}".strip(), int((room - x) / LETTER))
        for number, text in enumerate(lines):
            self.y += LINE
            parts = (Span(figure, fact, "n"), Span(text[len(figure) :]))
            spans = parts if figure and not number else (Span(text),)
            self.labels.append(Label(x, self.y - 5, spans, look))

    def scale(self, ticks: Sequence[tuple[float, str]], top: float, look: str = "tick") -> None:
        """Lines across everything from `top` on, with their values below."""
        for x, text in ticks:
            anchor = " start" if x < 15 else " end" if x > WIDTH - 25 else " middle"
            place = 0 if x < 15 else WIDTH if x > WIDTH - 25 else x
            self.rules.insert(0, Rule(((x, top), (x, self.y)), "grid"))
            self.labels.append(Label(place, self.y + 16, (Span(text, "", look),), anchor.strip()))
        self.y += LINE + 2

    def estimate(self, low: float, value: float, high: float, kind: str = "") -> None:
        """A range with its estimate."""
        self.bars.append(Bar(low, self.y + 8, high - low, f"range{kind}"))
        self.marks.append(Mark(value, self.y + 8, f"point{kind}"))
        self.y += LINE


def _rounded[T: (Label, Mark, Bar)](shape: T) -> T:
    return shape._replace(x=round(shape.x, 1), y=round(shape.y, 1))
