"""Link-preview cards: for each page and each shared fact, a picture that says it with its caveat.

A card is passed on alone and looked at on a phone, about a third as wide as it is drawn. So it says
what it is about, its text is large, and the caveat is set like what it belongs to. Nothing is cut
off: what does not fit is refused. Lengths are in pixels of the card.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from math import ceil
from pathlib import Path as FilePath
from typing import Any, Final, NamedTuple

import msgspec

from pictures import charts
from pictures.sheet import WIDTH as UNITS
from pictures.sheet import Chart, Sheet
from study.facts import references
from study.fields import Finding, Path
from study.model import Shared
from words import sentences
from words.edition import Edition

WIDTH: Final = 1200
HEIGHT: Final = 630
MARGIN: Final = 60  # some programs cut a little off
ROOM: Final = WIDTH - 2 * MARGIN
SMALL: Final = 34  # the size of the head and the foot; nothing is smaller
SIZES: Final = (  # the smaller ones where they are needed
    {"head": SMALL, "title": 64, "text": 44},
    {"head": SMALL, "title": 56, "text": 40},
)
LINE: Final = 1.2  # from one line to the next, in sizes
GAP: Final = 10  # above each text, and around the rule
BOLD: Final = ("title", "name")
# Of each look and size; a title that has to be broken is better smaller and whole
MOST_LINES: Final = {("head", SMALL): 2, ("title", 64): 1, ("title", 56): 2, ("name", SMALL): 1}
MOST_SIGNS: Final = 420  # of the description of a picture, where cards are shown
IN_A_ROW: Final = 45  # more people could not be told apart
STEPS: Final = 196  # the width of the steps of certainty, before what they mean
MARK: Final = 48  # that of the site's mark, before the site's name
NAME: Final = 420  # that of the longest name that leaves room for a date beside it
RESULTS: Final = {"index", "results", "subgroups", "harms", "certainty", "study", "clinicians"}
LEVELS: Final = ("very low", "low", "moderate", "high")
# "9 of 28", "4 March 2024" and "6 months" are one word each
WORD: Final = re.compile(r"[\d.,]*\d \S+(?: \S*\d\S*)?|\S+")
# For each width, in thousandths of the size of a text, the letters of the font that have it: the
# build needs no font library. tests/pictures/test_cards.py makes the table out of the font.
TABLE: Final = FilePath(__file__).resolve().parents[2] / "templates" / "cards" / "widths.json"
KERNING: Final = 1.01  # some pairs of letters are set a little further apart than their widths say

# The words that are not out of the data. Another language replaces this mapping.
SAID: Final = {
    "checked": "Notes checked on {}",
    "certainty": "Certainty of the result: {}, in our judgement",
}
TOO_LONG: Final = "takes {} on its link-preview card; expected at most {}: shorten it"
NO_LETTER: Final = (
    'the font of pictures and link-preview cards has no "{}"; expected letters that it has: '
    "write it in others"
)


class Said(NamedTuple):
    """A text with its place in the study file; `look` is head, title, text or name."""

    place: Path
    text: str
    look: str = "text"


class Words(NamedTuple):
    """What a card says."""

    heads: tuple[Said, ...]  # what it is about, in as many words as there is room for
    said: tuple[Said, ...]  # its title, and its text with the caveat last
    people: list[str]  # the kind of each person, where a group is drawn
    sure: bool  # whether it tells of a result, to which the certainty belongs


class Line(NamedTuple):
    """A line of text on the base line y, from x on; with the look "end", up to x."""

    x: float
    y: float
    size: float
    text: str
    look: str


class Card(NamedTuple):
    """What stands on a card, and all its words as one text."""

    alt: str
    lines: list[Line]
    people: Chart | None
    top: float  # of the people
    steps: int  # of certainty, from 1 to 4; 0 where none is said
    rule: float  # the height of the line above the foot
    spare: float  # the height that is left over; below zero, the text has no room


def cards(edition: Edition) -> dict[str, Card]:
    """The card of each page and each shared fact, by its name."""
    return {name: _card(words, edition)[0] for name, words in _all_words(edition)}


def unfit(edition: Edition) -> Iterator[Finding]:
    """Texts that have no room on their card, and letters that the font of all pictures has not.

    For a study file in which nothing else is wrong.
    """
    name = Said(("site", "short_title"), edition.filled(edition.study.site.short_title), "name")
    found = [*_unknown_letters(edition), *_too_long(name, SMALL, ROOM - MARK)]
    for _, words in _all_words(edition):
        found += _card(words, edition)[1]
    yield from dict.fromkeys(found)  # what stands on every card is told once


def _card(words: Words, edition: Edition) -> tuple[Card, list[Finding]]:
    """With its people, the larger sizes and the longer head where they fit; what never fits."""
    for people, sizes, head in product((words.people, []), SIZES, words.heads):
        said = (head, *words.said)
        card = _laid(said, people, sizes, words.sure, edition)
        wrong = _wrong(said, sizes, card)
        if not wrong:
            break
    return card, wrong


# -- what is said ---------------------------------------------------------------------------------


def _all_words(edition: Edition) -> Iterator[tuple[str, Words]]:
    """What each card says, by the name of the card."""
    study = edition.study
    about = Said(("summary", "about"), edition.filled(study.summary.about), "head")
    about_trials = edition.filled(study.summary.about_trials)
    of_site = Said(("site", "title"), edition.filled(study.site.title), "head")
    of_trial = Said(("summary", "about_trials"), about_trials, "head")
    for name in study.pages.__struct_fields__:
        page, place = getattr(study.pages, name), ("pages", name)
        title = Said((*place, "title"), edition.filled(page.title), "title")
        text = Said((*place, "description"), edition.filled(page.description))
        yield name, Words((about, of_site), (title, text), [], name in RESULTS)
    for ident, shared in study.shared.items():
        passage, place = sentences.passage(ident, shared, edition), ("shared", ident)
        title = Said((*place, "title"), passage.title, "title")
        texts = Said((*place, "says"), passage.says), Said((*place, "caveat"), passage.caveat)
        # Under the title of the study, a trial would be taken for it
        heads = (of_trial,) if shared.trial else (about, of_site)
        impossible = shared.fact and edition.facts[shared.fact].kind == "impossible"
        sure = not (shared.trial or impossible)
        yield ident, Words(heads, (title, *texts), _people(shared, edition), sure)


def _people(shared: Shared, edition: Edition) -> list[str]:
    """The kind of each person, where the title says how many of a known group it is about."""
    if shared.fact not in dict(references(shared.title)):
        return []
    fact, headline = edition.facts[shared.fact], edition.study.headline
    if fact.count is None or fact.total is None or fact.total > 3 * IN_A_ROW:
        return []
    if not fact.group_stated:
        return []
    if fact.id == headline.disappeared:
        return []  # those who improved besides would be drawn as if they had not
    count, others = fact.count, fact.total - fact.count
    if fact.id == headline.not_improved:  # as on every picture: first those who improved, filled
        return ["improved"] * others + ["other"] * count
    kind = "improved" if fact.id == headline.improved else "counted"
    return [kind] * count + ["other"] * others


# -- where it stands ------------------------------------------------------------------------------


def _laid(
    said: tuple[Said, ...], people: list[str], sizes: dict[str, int], sure: bool, edition: Edition
) -> Card:
    """A card in these sizes: words go down from the top margin, the foot stands at the bottom."""
    lines, crowd, top, y = list[Line](), None, 0.0, float(MARGIN)
    for part in said:
        size = sizes[part.look]
        for line in _wrapped(part, size):
            lines.append(Line(MARGIN, y + LINE * size / 2 + size / 3, size, line, part.look))
            y += LINE * size
        if part.look == "title" and people:
            crowd, top = _crowd(people), y
            y += crowd.height * ROOM / UNITS
        y += GAP
    foot = _foot(sure, edition)
    rule = round(foot[0].y - SMALL - GAP, 1)
    spare = rule - y
    half = max(0, spare) / 2  # below the head; the other half stands above the foot
    lines = [line._replace(y=round(line.y + half * (line.look != "head"), 1)) for line in lines]
    texts = [*(part.text for part in said), *(line.text for line in foot)]
    alt = " ".join(text if text.endswith((".", "?")) else f"{text}." for text in texts)
    steps = LEVELS.index(edition.study.certainty.level) + 1 if sure else 0
    return Card(alt, lines + foot, crowd, round(top + half, 1), steps, rule, spare)


def _crowd(kinds: list[str]) -> Chart:
    """People in as few rows as can be, drawn like all people but more in a row."""
    drawn, rows = Sheet(), ceil(len(kinds) / IN_A_ROW)
    drawn.people(kinds, max(25, ceil(len(kinds) / rows)))
    return drawn.chart()


def _foot(sure: bool, edition: Edition) -> list[Line]:
    """How sure, whose card it is, and of when: in lines that end at the lower margin."""
    study = edition.study
    name = edition.filled(study.site.short_title)
    certainty = SAID["certainty"].format(study.certainty.level)
    checked = SAID["checked"].format(edition.last_checked)
    rows = [[(MARGIN + MARK, name, "name"), (WIDTH - MARGIN, checked, "end")]]
    if width(name, SMALL, "name") > NAME:
        rows = [rows[0][:1], rows[0][1:]]
    if sure:
        rows = [[(MARGIN + STEPS, certainty, "sure")], *rows]
    first = HEIGHT - MARGIN - LINE * SMALL * (len(rows) - 0.5) + SMALL / 3
    return [
        Line(x, round(first + LINE * SMALL * down, 1), SMALL, text, look)
        for down, row in enumerate(rows)
        for x, text, look in row
    ]


@cache
def _widths() -> dict[str, dict[str, int]]:
    """The width of each letter of the font, by weight."""
    table = msgspec.json.decode(TABLE.read_bytes(), type=dict[str, dict[str, str]])
    return {
        weight: {letter: int(wide) for wide, letters in widths.items() for letter in letters}
        for weight, widths in table.items()
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


# -- what does not fit ----------------------------------------------------------------------------


def _wrong(said: tuple[Said, ...], sizes: dict[str, int], card: Card) -> list[Finding]:
    """What is too long on a card."""
    found = [each for part in said for each in _too_long(part, sizes[part.look])]
    longest = max(said, key=lambda part: (part.look == "text", len(part.text)))
    if card.spare < 0 and not found:
        over = ceil(-card.spare / LINE / sizes["text"])
        found += _too_long(longest, sizes["text"], over=over)
    if len(card.alt) > MOST_SIGNS:
        taken = f"{len(card.alt)} letters with all else"
        found.append((longest.place, TOO_LONG.format(taken, MOST_SIGNS)))
    return found


def _too_long(said: Said, size: int, room: float = ROOM, over: int = 0) -> Iterator[Finding]:
    """A text with a word that is too wide, or with more lines than it may have, by `over`."""
    lines = _wrapped(said, size)
    most = MOST_LINES.get((said.look, size), max(1, len(lines) - over))
    wide = ceil(max(width(line, size, said.look) for line in lines))
    if wide > room:
        yield said.place, TOO_LONG.format(f"{wide} px in one line", room)
    elif len(lines) > most:
        yield said.place, TOO_LONG.format(f"{len(lines)} lines of {size} px", most)


def _unknown_letters(edition: Edition) -> Iterator[Finding]:
    """Texts on cards and in pictures with letters that a PNG would show as boxes."""
    drawn = [card.alt for card in cards(edition).values()]
    for picture in charts.pictures(edition).values():
        for chart in (charts.poster(picture, edition).words, *picture.charts):
            drawn += ["".join(span.text for span in label.spans) for label in chart.labels]
    shown = " ".join(" ".join(drawn).split())
    if _unknown(shown):
        for place, text in _texts(msgspec.to_builtins(edition.study)):
            if (letters := _unknown(" ".join(text.split()))) and edition.filled(text) in shown:
                yield place, NO_LETTER.format(letters)


def _unknown(text: str) -> str:
    """The letters of a text that the font has not, each once."""
    return "".join(dict.fromkeys(sign for sign in text if sign not in _widths()["regular"]))


def _texts(value: Any, place: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text of a study file, with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(each, (*place, key))
