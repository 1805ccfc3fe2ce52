"""A sheet to draw on: the shapes of charts, and where each mark, bar and line of text stands.

A chart is `WIDTH` units wide, the room for text on a screen of 320 px: a unit is a pixel there and
more elsewhere, so no text is shown smaller than the style sheet says.

Structs rather than NamedTuples here and in pictures: making such a class takes a sixth of the time.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

WIDTH: Final = 288
LINE: Final = 20  # from one line of text to the next
LETTER: Final = 8.2  # the mean width of a letter in a wide font, so that lines end in time


class Span(msgspec.Struct, frozen=True):
    """A piece of a line; `fact` is the id that backs its figure."""

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


class Chart(msgspec.Struct, frozen=True):
    """One drawing."""

    height: float
    labels: tuple[Label, ...]
    marks: tuple[Mark, ...]
    bars: tuple[Bar, ...]
    rules: tuple[Rule, ...]


class Sheet:
    """A chart in the making; `y` is how far down it is filled."""

    def __init__(self) -> None:
        self.y = 0.0
        self.labels: list[Label] = []
        self.marks: list[Mark] = []
        self.bars: list[Bar] = []
        self.rules: list[Rule] = []
        self.bands: list[tuple[float, float]] = []  # where estimates stand

    def chart(self) -> Chart:
        """What has been drawn."""
        labels, marks, bars = tuple(self.labels), tuple(self.marks), tuple(self.bars)
        return Chart(_r(self.y), labels, marks, bars, tuple(self.rules))

    def say(
        self, words: str, first: Span = NOTHING, x: float = 0, look: str = "", size: float = 1
    ) -> None:
        """Words, after a figure or date where one is given, on as many lines as they need."""
        text, width = f"{first.text} {words}".strip(), int((WIDTH - x) / LETTER / size)
        self._lines(wrap(text, width), first, x, look, size)

    def say_beside(self, words: str, *right: Span) -> None:
        """Words, with a figure or two at the right end of their first line."""
        top, taken = self.y, sum(len(span.text) for span in right)
        self._lines(wrap(words, int(WIDTH / LETTER) - taken - 1), NOTHING, 0, "")
        self.labels.append(Label(WIDTH, _r(top + LINE - 5), right, "end"))

    @staticmethod
    def fits(text: str, x: float = 0) -> bool:
        """Whether a text that begins at x ends on the same line."""
        return len(text) <= int((WIDTH - x) / LETTER)

    def _lines(self, lines: list[str], first: Span, x: float, look: str, size: float = 1) -> None:
        for text in lines:
            self.y += LINE * size
            rest = text[len(first.text) :]
            # Digits in names are marked, so that nothing takes them for a figure.
            name = Span(rest, "", "id" if any(map(str.isdigit, rest)) else "")
            self.write(x, [span for span in (first, name) if span.text], look)
            first = NOTHING

    def write(self, x: float, spans: Iterable[Span], look: str = "") -> None:
        """One line as it is, at the present height."""
        self.labels.append(Label(_r(x), _r(self.y - 5), tuple(spans), look))

    def mark(self, x: float, y: float, kind: str, scale: float = 1) -> None:
        """A shape."""
        self.marks.append(Mark(_r(x), _r(y), kind, scale))

    def bar(self, x: float, width: float, kind: str, cells: int = 0, pitch: float = 0) -> None:
        """A bar at the present height."""
        self.bars.append(Bar(_r(x), _r(self.y), _r(width), kind, cells, round(pitch, 2)))

    def rule(self, kind: str, *points: tuple[float, float]) -> None:
        """A line."""
        self.rules.append(Rule(tuple((_r(x), _r(y)) for x, y in points), kind))

    def estimate(self, low: float, value: float, high: float, kind: str = "") -> None:
        """A range with its estimate."""
        self.y += 9
        self.bands.append((self.y - 9, self.y + 9))
        self.bar(low, high - low, f"range{kind}")
        self.mark(value, self.y, f"point{kind}")
        self.y += 15

    def axis(
        self, ticks: Iterable[tuple[float, str]], bands: Iterable[tuple[float, float]], look: str
    ) -> None:
        """Values, each with lines down the bands; that of 0 stands out."""
        self.y += LINE + 1
        for x, text in ticks:
            side = "start" if x < 16 else "end" if x > WIDTH - 24 else "middle"
            edge = {"start": 0, "end": WIDTH}.get(side, x)
            self.write(edge, [Span(text, "", look)], f"{side} quiet")
            for top, bottom in bands:
                self.rule("zero" if text == "0" else "grid", (x, top), (x, bottom))


def wrap(text: str, width: int) -> list[str]:
    """Lines of whole words. The standard library's takes 2 ms to import, and cuts words."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _r(value: float) -> float:
    """Rounded to what can be seen, as a whole number where it is one."""
    rounded = round(value, 1)
    return int(rounded) if rounded == int(rounded) else rounded
