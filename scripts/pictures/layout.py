"""Where everything stands on a link-preview card: the largest text that fits, inside the margins.

Lengths are in pixels of the card. Nothing is cut off: what does not fit is refused.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import product
from math import ceil
from typing import Final

import msgspec

from pictures import crowd, typeface
from pictures.sheet import Mark
from study.model import Path

WIDTH: Final = 1200
HEIGHT: Final = 630
MARGIN: Final = 60  # some programs cut a little off
ROOM: Final = WIDTH - 2 * MARGIN
SMALL: Final = 34  # the size of the head and the foot; nothing is smaller
LEADING: Final = 42  # from one of their lines to the next
SIZES: Final = ((76, 50), (72, 48), (68, 46), (64, 44), (60, 42), (56, 40))  # of title and text
TITLE_LINE: Final = 1.12  # from one line of the title to the next, in sizes
TEXT_LINE: Final = 1.2
BETWEEN: Final = 0.25  # between what is said and its caveat, in sizes
MOST_LINES: Final = 2  # of the head, and of the title
MOST_SIGNS: Final = 420  # of the description of a picture, where cards are shown
GAP: Final = 16  # between the mark and the text beside it
STEPS: Final = 4  # of certainty
STEP: Final = 46  # from one to the next


class Words(msgspec.Struct, frozen=True):
    """What a card says, with the places in the study file: that of the title first."""

    title: str
    text: tuple[str, ...]
    places: tuple[Path, ...]
    people: crowd.People = ()


class Frame(msgspec.Struct, frozen=True):
    """What the cards of a study have in common."""

    about: tuple[str, ...]  # what the site is about, the longest first
    certainty: str
    steps: int  # of certainty, from 1 to 4
    name: str
    checked: str

    @property
    def one_line(self) -> bool:
        """Whether name and date stand beside each other."""
        name = typeface.width(self.name, SMALL, "bold")
        return name + typeface.width(self.checked, SMALL) + SMALL <= ROOM


class Line(msgspec.Struct, frozen=True):
    """A line of text on the base line y, from x on; with the look "end", up to x."""

    x: float
    y: float
    size: float
    text: str
    look: str


class Card(msgspec.Struct, frozen=True):
    """What stands on a card, and all its words as one text."""

    alt: str
    lines: tuple[Line, ...]
    people: tuple[Mark, ...]
    steps: tuple[Mark, ...]  # "full" or "empty"
    logo: float  # the width of the site's mark
    rule: float  # the height of the line above the foot


class Unfit(Exception):
    """A text cannot stand on its card; `place` is where it stands in the study file."""

    def __init__(self, place: Path, message: str) -> None:
        super().__init__(message)
        self.place = place


def too_long(place: Path, by: str, most: str) -> Unfit:
    """A text has no room."""
    return Unfit(
        place, f"too long for its link-preview card by {by}; expected at most {most}: shorten it"
    )


def known(place: Path, text: str) -> None:
    """Raises Unfit for a text with signs whose widths are not known."""
    if signs := typeface.unknown(text):
        raise Unfit(
            place,
            f'the font of the link-preview cards has no "{signs}"; expected Latin letters and '
            "usual signs: write it in others",
        )


Broken = Callable[[str, float, float, str], tuple[str, ...]]  # how a text is put on lines


@cache  # a check lays out each card before it is drawn
def card(words: Words, frame: Frame) -> Card:
    """The card in the largest sizes that fit, with all else that there is room for.

    Raises Unfit where the words do not fit in the smallest sizes, or the font has not their signs.
    """
    for place, text in zip(words.places, (words.title, *words.text), strict=True):
        known(place, text)
    bare = msgspec.structs.replace(words, people=())
    for about, said in (*product(frame.about, (words,)), (frame.about[-1], bare)):
        for sizes in SIZES:
            sheet = _laid(said, frame, about, sizes)
            if sheet.fits():
                sheet = _laid(said, frame, about, sizes, sheet.spare(), typeface.even_lines)
                return sheet.card(said.people, frame.steps)
    raise _what_is_too_long(words, _laid(bare, frame, frame.about[-1], SIZES[-1]))


def head(about: str, broken: Broken = typeface.lines) -> tuple[float, tuple[str, ...]]:
    """The width of the site's mark, which is as high as the text beside it, and that text."""
    for number in range(1, MOST_LINES + 1):
        logo = number * LEADING - 2
        lines = broken(about, ROOM - logo - GAP, SMALL, "regular")
        if len(lines) <= number:
            break
    return logo, lines


def over_head(about: str) -> tuple[str, str] | None:
    """By how much a text is too long for the head, and what it may be; None where it fits."""
    if (over := len(head(about)[1]) - MOST_LINES) > 0:
        return in_lines(over), f"{in_lines(MOST_LINES)} of {SMALL} px"
    room = ROOM - head(about)[0] - GAP
    over = ceil(typeface.widest(about, SMALL) - room)
    return (f"{over} px in one word", f"{room} px") if over > 0 else None


class _Sheet:
    """A card in the making; `y` is how far down it is filled."""

    def __init__(self) -> None:
        self.y: float = MARGIN
        self.logo = self.people = self.rule = self.widest = 0.0
        self.lines: list[Line] = []
        self.alt = ""

    def say(
        self, lines: Iterable[str], size: float, step: float, look: str, x: float = MARGIN
    ) -> None:
        """Lines of text, each with its capitals in the middle of a step."""
        for text in lines:
            self.lines.append(Line(x, self.y + step / 2 + size / 3, size, text, look))
            self.y += step

    def count(self, look: str) -> int:
        """The number of lines with a look."""
        return sum(line.look == look for line in self.lines)

    def spare(self) -> float:
        """The height that is left over; negative where it is too little."""
        return HEIGHT - MARGIN - self.y

    def fits(self) -> bool:
        """Whether all is inside the margins, and the description short enough."""
        low = self.spare() >= 0 and self.count("title") <= MOST_LINES
        return low and self.widest <= ROOM and len(self.alt) <= MOST_SIGNS

    def card(self, people: crowd.People, steps: int) -> Card:
        """The card as it stands."""
        lines = tuple(msgspec.structs.replace(line, y=round(line.y, 1)) for line in self.lines)
        marks = tuple(crowd.figures(people, ROOM, MARGIN, self.people))
        return Card(self.alt, lines, marks, _steps(steps, self.rule), self.logo, self.rule)


def _laid(
    words: Words, frame: Frame, about: str, sizes: tuple[float, float],
    spare: float = 0, broken: Broken = typeface.lines,
) -> _Sheet:  # fmt: skip
    """A card with title and text in these sizes; `spare` is the height to share out."""
    sheet, (title, text) = _Sheet(), sizes
    sheet.logo, above = head(about, broken)
    sheet.say(above, SMALL, LEADING, "head", MARGIN + sheet.logo + GAP)
    sheet.y += 14 + spare * 0.35
    sheet.say(broken(words.title, ROOM, title, "bold"), title, TITLE_LINE * title, "title")
    sheet.people = sheet.y + 8
    if words.people:
        sheet.y += crowd.height(words.people, ROOM) + 8
    sheet.y += spare * 0.15
    for part in words.text:
        sheet.y += BETWEEN * text
        sheet.say(broken(part, ROOM, text, "regular"), text, TEXT_LINE * text, "text")
    sheet.y += 14 + spare * 0.5
    sheet.rule = round(sheet.y, 1)
    sheet.y += 12
    if frame.certainty:
        sheet.say([frame.certainty], SMALL, LEADING, "sure", MARGIN + STEPS * STEP + 12)
    sheet.say([frame.name], SMALL, LEADING, "name")
    if frame.one_line:
        sheet.y -= LEADING
    sheet.say([frame.checked], SMALL, LEADING, "end", WIDTH - MARGIN)
    sheet.widest = max(typeface.widest(*said) for said in _set(words, sizes))
    said = (about, words.title, *words.text, frame.certainty, frame.name, frame.checked)
    parts = (part for part in said if part)
    sheet.alt = " ".join(part if part.endswith((".", "?")) else f"{part}." for part in parts)
    return sheet


def _steps(full: int, rule: float) -> tuple[Mark, ...]:
    """The level of certainty, as on the pages: four steps, of which it fills some."""
    kinds = ["full"] * full + ["empty"] * (STEPS - full) if full else []
    top = round(rule + 12 + LEADING / 2 - 11, 1)
    return tuple(Mark(MARGIN + 2 + place * STEP, top, kind) for place, kind in enumerate(kinds))


def _set(words: Words, sizes: tuple[float, float]) -> Iterator[tuple[str, float, str]]:
    """The title and the texts, each with its size and weight."""
    yield words.title, sizes[0], "bold"
    for text in words.text:
        yield text, sizes[1], "regular"


def _what_is_too_long(words: Words, sheet: _Sheet) -> Unfit:
    """What is too long on a card in the smallest sizes."""
    title, text = SIZES[-1]
    for place, said in zip(words.places, _set(words, SIZES[-1]), strict=True):
        if (over := ceil(typeface.widest(*said)) - ROOM) > 0:
            return too_long(place, f"{over} px in one word", f"{ROOM} px")
    if (over := sheet.count("title") - MOST_LINES) > 0:
        return too_long(words.places[0], in_lines(over), f"{in_lines(MOST_LINES)} of {title} px")
    place = words.places[1 + words.text.index(max(words.text, key=len))]
    if (over := ceil(-sheet.spare() / (TEXT_LINE * text))) > 0:
        most = f"{in_lines(sheet.count('text') - over)} of {text} px"
        return too_long(place, in_lines(over), most + " in all" * (len(words.text) > 1))
    over = len(sheet.alt) - MOST_SIGNS
    return too_long(place, f"{over} letters", f"{MOST_SIGNS} with all else on the card")


def in_lines(number: int) -> str:
    """A number of lines in words."""
    return "1 line" if number == 1 else f"{number} lines"
