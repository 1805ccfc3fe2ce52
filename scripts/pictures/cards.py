"""Link-preview cards: for each page and each shared fact, a picture that says it with its caveat.

A card is passed on alone and looked at on a phone, about a third as wide as it is drawn. So it says
what it is about, its text is large, and the caveat is set like what it belongs to. Nothing is cut
off: what does not fit is refused. Lengths are in pixels of the card.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, product
from math import ceil
from pathlib import Path as FilePath
from typing import Final, NamedTuple

from pictures import charts
from pictures.sheet import WIDTH as UNITS
from pictures.sheet import Chart
from study.evidence import LEVELS
from study.facts import references, texts
from study.fields import Finding, Path
from study.model import Shared
from words import sentences
from words.edition import Edition

WIDTH: Final = 1200
HEIGHT: Final = 630
MARGIN: Final = 60  # some programs cut a little off
ROOM: Final = WIDTH - 2 * MARGIN
SMALL: Final = 34  # the size of the head and the foot; nothing is smaller
# The smaller ones where they are needed
SIZES: Final = {"head": (SMALL, SMALL), "title": (64, 56), "text": (44, 40)}
LINE: Final = 1.2  # from one line to the next, in sizes
GAP: Final = 10  # above each text, and around the rule
BOLD: Final = ("title", "name")
MOST_LINES: Final = {SMALL: 2, 64: 1, 56: 2}  # a title is better smaller than broken
MOST_SIGNS: Final = 420  # of the description of a picture, where cards are shown
IN_A_ROW: Final = 45  # more people could not be told apart
MARK: Final = 48  # the width of the site's mark, before the site's name
STEPS: Final = 196  # that of the steps of certainty, before what they mean
NAME: Final = 420  # that of the longest name that leaves room for a date beside it
RESULTS: Final = ("index", "results", "subgroups", "harms", "certainty", "study", "clinicians")
# "9 of 28", "4 March 2024" and "6 months" are one word each
WORD: Final = re.compile(r"[\d.,]*\d \S+(?: \S*\d\S*)?|\S+")
# For each width, in thousandths of the size of a text, the letters of the font that have it: the
# build needs no font library. tests/pictures/test_cards.py makes the table out of the font.
TABLE: Final = FilePath(__file__).resolve().parents[2] / "templates" / "cards" / "widths.json"
KERNING: Final = 1.01  # some pairs of letters are set a little further apart than their widths say
TOO_LONG: Final = "takes {} on its link-preview card; expected at most {}: shorten it"


class Said(NamedTuple):
    """A text with its place in the study file; `look` is head, title, text or name."""

    place: Path
    text: str
    look: str = "text"


class Line(NamedTuple):
    """A line of text on the base line y, from x on; with the look "end", up to x."""

    x: float
    y: float
    size: float
    text: str
    look: str


class Card(NamedTuple):
    """What stands on a card, all its words as one text, and what has no room on it."""

    alt: str
    lines: list[Line]
    people: Chart | None
    top: float  # of the people
    steps: int  # of certainty, from 1 to 4; 0 where none is said
    rule: float  # the height of the line above the foot
    wrong: list[Finding]


def cards(edition: Edition) -> dict[str, Card]:
    """The card of each page and each shared fact, by its name."""
    study, filled, made = edition.study, edition.filled, dict[str, Card]()
    about = Said(("summary", "about"), filled(study.summary.about), "head")
    of_trial = Said(("summary", "about_trials"), filled(study.summary.about_trials), "head")
    # The longer where it has room; under the title of the study, a trial would be taken for it
    heads = about, Said(("site", "title"), filled(study.site.title), "head")
    for name in study.pages.__struct_fields__:
        page = getattr(study.pages, name)
        title = Said(("pages", name, "title"), filled(page.title), "title")
        text = Said(("pages", name, "description"), filled(page.description))
        made[name] = _card(heads, (title, text), [], name in RESULTS, edition)
    for name, passage in sentences.passages(edition).items():
        title = Said(("shared", name, "title"), passage.title, "title")
        says = Said(("shared", name, "says"), passage.says)
        caveat = Said(("shared", name, "caveat"), passage.caveat)
        shared = study.shared[name]
        impossible = shared.fact and edition.facts[shared.fact].kind == "impossible"
        sure, people = not (shared.trial or impossible), _people(shared, edition)
        head = (of_trial,) if shared.trial else heads
        made[name] = _card(head, (title, says, caveat), people, sure, edition)
    return made


def unfit(edition: Edition) -> Iterator[Finding]:
    """Texts that have no room on their card, and letters that the font of all pictures has not.

    For a study file in which nothing else is wrong.
    """
    made = cards(edition).values()
    name = Said(("site", "short_title"), edition.filled(edition.study.site.short_title), "name")
    found = [*_unknown_letters(made, edition), *_too_long(name, SMALL, ROOM - MARK, 1)]
    # What stands on every card is told once
    yield from dict.fromkeys([*found, *chain(*(card.wrong for card in made))])


def _people(shared: Shared, edition: Edition) -> list[str]:
    """The kind of each person, where the title says how many of a known group it is about."""
    named = dict(references(shared.title))
    shares = [ident for ident in named if edition.facts[ident].is_proportion]
    if shared.fact not in named or any(ident != shared.fact for ident in shares):
        return []
    fact, headline = edition.facts[shared.fact], edition.study.headline
    known = fact.count is not None and fact.total and fact.group_stated
    # With those of the largest change, others who improved would be drawn as if they had not
    if not known or fact.out_of > 3 * IN_A_ROW or fact.id == headline.disappeared:
        return []
    count, others = fact.number, fact.out_of - fact.number
    if fact.id == headline.not_improved:  # as on every picture: first those who improved, filled
        return ["improved"] * others + ["other"] * count
    kind = "improved" if fact.id == headline.improved else "counted"
    return [kind] * count + ["other"] * others


def _card(
    heads: tuple[Said, ...], said: tuple[Said, ...], people: list[str], sure: bool, edition: Edition
) -> Card:
    """With its people, the larger sizes and the longer head where they fit.

    `sure` is whether it tells of a result, to which the certainty belongs.
    """
    steps, foot = LEVELS.index(edition.study.certainty.level) + 1, _foot(sure, edition)
    for kinds, nth, head in product((people, []), (0, 1), heads):
        card = _laid((head, *said), kinds, nth, steps * sure, foot)
        if not card.wrong:
            break
    return card


def _laid(
    said: tuple[Said, ...], people: list[str], nth: int, steps: int, foot: list[Line]
) -> Card:
    """A card in the nth sizes: words go down from the top margin, the foot stands at the bottom."""
    lines, wrong, crowd, top, y = list[Line](), list[Finding](), None, 0.0, float(MARGIN)
    for part in said:
        size = SIZES[part.look][nth]
        wrong += _too_long(part, size)
        for line in _wrapped(part, size):
            lines.append(Line(MARGIN, y + LINE * size / 2 + size / 3, size, line, part.look))
            y += LINE * size
        if part.look == "title" and people:
            crowd, top, rows = Chart(), y, ceil(len(people) / IN_A_ROW)
            crowd.people(people, max(25, ceil(len(people) / rows)))
            y += crowd.height * ROOM / UNITS
        y += GAP
    rule = round(foot[0].y - SMALL - GAP, 1)
    half = max(0, rule - y) / 2  # below the head; the other half stands above the foot
    lines = [line._replace(y=round(line.y + half * (line.look != "head"), 1)) for line in lines]
    told = [*(part.text for part in said), *(line.text for line in foot)]
    alt = " ".join(text if text.endswith((".", "?")) else f"{text}." for text in told)
    longest = max(said, key=lambda part: (part.look == "text", len(part.text)))
    size = SIZES[longest.look][nth]
    if y > rule and not wrong:
        most = len(_wrapped(longest, size)) - ceil((y - rule) / LINE / size)
        wrong += _too_long(longest, size, most=max(1, most))
    if len(alt) > MOST_SIGNS:
        taken = f"{len(alt)} letters with all else"
        wrong.append((longest.place, TOO_LONG.format(taken, MOST_SIGNS)))
    return Card(alt, lines + foot, crowd, round(top + half, 1), steps, rule, wrong)


def _foot(sure: bool, edition: Edition) -> list[Line]:
    """How sure, whose card it is, and of when: in lines that end at the lower margin."""
    name = edition.filled(edition.study.site.short_title)
    certainty = f"Certainty of the result: {edition.study.certainty.level}, in our judgement"
    checked = f"Notes checked on {edition.last_checked}"
    step = LINE * SMALL
    last = HEIGHT - MARGIN - step / 2 + SMALL / 3
    above = last - step if width(name, SMALL, "name") > NAME else last
    return [
        *([Line(MARGIN + STEPS, round(above - step, 1), SMALL, certainty, "sure")] if sure else []),
        Line(MARGIN + MARK, round(above, 1), SMALL, name, "name"),
        Line(WIDTH - MARGIN, round(last, 1), SMALL, checked, "end"),
    ]


@cache
def _widths() -> dict[str, dict[str, int]]:
    """The width of each letter of the font, by weight."""
    return {
        weight: {letter: int(wide) for wide, letters in table.items() for letter in letters}
        for weight, table in json.loads(TABLE.read_text("utf-8")).items()
    }


def width(text: str, size: float, look: str) -> float:
    """The most room that a line takes; a letter that the font has not counts as a square."""
    known = _widths()["bold" if look in BOLD else "regular"]
    return sum(known.get(letter, 1000) for letter in text) * size * KERNING / 1000


def _wrapped(said: Said, size: float) -> list[str]:
    """The text on as few lines as it needs; a word wider than the room has one of its own."""
    lines: list[str] = []
    for word in WORD.findall(said.text):
        if lines and width(f"{lines[-1]} {word}", size, said.look) <= ROOM:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _too_long(
    said: Said, size: int, room: float = ROOM, most: int | None = None
) -> Iterator[Finding]:
    """A text with a word that is too wide, or with more lines than it may have."""
    lines = _wrapped(said, size)
    most = most or MOST_LINES.get(size, len(lines))
    wide = ceil(max(width(line, size, said.look) for line in lines))
    if wide > room:
        yield said.place, TOO_LONG.format(f"{wide} px in one line", room)
    elif len(lines) > most:
        yield said.place, TOO_LONG.format(f"{len(lines)} lines of {size} px", most)


def _unknown_letters(made: Iterable[Card], edition: Edition) -> Iterator[Finding]:
    """Texts on cards and in pictures with letters that a PNG would show as boxes."""
    drawn = [card.alt for card in made]
    for picture in charts.pictures(edition).values():
        for chart in (charts.poster(picture, edition).words, *picture.charts):
            drawn += ["".join(span.text for span in label.spans) for label in chart.labels]
    shown = " ".join(" ".join(drawn).split())
    for place, text in texts(edition.study):
        unknown = [sign for sign in " ".join(text.split()) if sign not in _widths()["regular"]]
        if unknown and edition.filled(text) in shown:
            found = f'no "{"".join(dict.fromkeys(unknown))}"'
            found = f"the font of pictures and link-preview cards has {found}"
            yield place, f"{found}; expected letters that it has: write it in others"
