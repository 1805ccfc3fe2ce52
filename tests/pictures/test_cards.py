"""Link-preview cards: each says its fact with its caveat, whole, large, and always the same.

Run as a program, this file makes the table of widths out of the font anew.
"""

import io
import json
from collections import Counter
from itertools import pairwise
from pathlib import Path as FilePath

import msgspec
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

import build_tables
from pictures import cards
from pictures.cards import BOLD, HEIGHT, MARGIN, MOST_SIGNS, TABLE, WIDTH, Card
from publish import draw
from studies import REAL, ROOT, SMALLEST, STUDIES, TYPED, changed, messages
from study import evidence
from words import sentences
from words.edition import Edition

EDITIONS = {file: Edition(*both) for file, both in STUDIES.items()}
FILES = {file: build_tables.files(file.read_bytes(), ROOT)[0] for file in EDITIONS}
CARDS = {file: cards.cards(edition) for file, edition in EDITIONS.items()}
ALL = pytest.mark.parametrize(("file", "name"), [(f, n) for f in CARDS for n in CARDS[f]])
SMALL = EDITIONS[SMALLEST]
SENTENCES = (
    "Feet got warmer in 9 of 24 people after at least 6 weeks; in the other 15 they did not.",
    "AVAWAYToTeVeYoPaLTLYF.A,T.V,11171-17 “Fjord” fi ffi fl Ty r. f’ AT&T (WHO) W. Av",
    "Très étonné, naïve Ångström, Œuvre, ß, Łódź, Čapek — 12–13 % … ½ × ± ≤",
    "Кальциноз, γ-интерферон, Τι είναι αυτό;",
)


def table() -> str:
    """The table of widths as the font files give it: for each width, the letters that have it."""
    made: dict[str, dict[str, str]] = {}
    for weight, path in draw.fonts().items():
        font = TTFont(path)
        assert font["head"].unitsPerEm == 1000
        found: dict[int, str] = {}
        for number, name in sorted(font.getBestCmap().items()):
            wide = font["hmtx"][name][0]
            found[wide] = found.get(wide, "") + chr(number)
        made[weight] = {str(wide): found[wide] for wide in sorted(found)}
    # In escapes, because some signs cannot be seen; one line a weight
    lines = (f'"{weight}": {json.dumps(each)}' for weight, each in made.items())
    return "{" + ",\n".join(lines) + "}\n"


def said(card: Card, look: str) -> str:
    """The lines of a card with a look, joined."""
    return " ".join(line.text for line in card.lines if line.look == look)


def with_fact(**texts: str) -> Edition:
    """The smallest study with other words in one of its shared facts."""
    study = SMALL.study
    fact = msgspec.structs.replace(study.shared["unsure"], **texts)
    shared = {**study.shared, "unsure": fact}
    return Edition(msgspec.structs.replace(study, shared=shared), SMALL.facts)


# -- what is on a card ----------------------------------------------------------------------------


@pytest.mark.parametrize("file", EDITIONS)
def test_every_page_and_every_shared_fact_has_a_card_that_says_it_whole(file: FilePath) -> None:
    """Title and text, every word in order; a fact with its caveat, in letters of one size."""
    edition, drawn = EDITIONS[file], CARDS[file]
    pages = {name: getattr(edition.study.pages, name) for name in TYPED["pages"]}
    told = {name: (page.title, page.description) for name, page in pages.items()}
    passages = sentences.passages(edition)
    told |= {name: (passage.title, passage.text) for name, passage in passages.items()}
    assert drawn.keys() == told.keys()
    for name, texts in told.items():
        assert [said(drawn[name], look) for look in ("title", "text")] == [
            *map(edition.filled, texts)
        ]
        assert len({line.size for line in drawn[name].lines if line.look == "text"}) == 1


@ALL
def test_a_card_alone_says_what_it_is_about_how_sure_and_of_when(file: FilePath, name: str) -> None:
    """Somebody who never heard of the study sees it; trials and what is no result bear no level."""
    edition, card = EDITIONS[file], CARDS[file][name]
    study = edition.study
    shared = study.shared.get(name)
    about = (study.summary.about, study.site.title)
    heads = (study.summary.about_trials,) if shared and shared.trial else about
    assert said(card, "head") in [edition.filled(head) for head in heads]
    assert said(card, "name") == study.site.short_title
    assert edition.last_checked in said(card, "end")
    level = evidence.LEVELS.index(study.certainty.level) + 1
    result = name in ("index", "results", "subgroups", "harms", "certainty", "study", "clinicians")
    if shared:
        impossible = shared.fact and edition.facts[shared.fact].kind == "impossible"
        result = not (shared.trial or impossible)
    assert card.steps == (level if result else 0)
    assert (study.certainty.level in said(card, "sure")) == result
    assert FILES[file][f"cards/{name}.svg"].count('<rect class="full"') == card.steps
    # All its words are its description, for readers who do not see it; no longer than previews take
    assert len(card.alt) <= MOST_SIGNS
    for look in ("head", "title", "text", "sure", "name", "end"):
        assert said(card, look).rstrip(".") in card.alt


def test_each_person_is_drawn_once() -> None:
    """Where the title says how many of a known group it is about; nobody of one that is not."""
    results, groups, head = TYPED["results"], TYPED["groups"], TYPED["headline"]
    size = {name: int(groups[head[name]]["size"]) for name in ("people", "received", "analysed")}
    improved = int(results[head["improved"]]["count"])
    both = {"improved": improved, "other": size["people"] - improved}
    lost = {"counted": size["received"] - size["analysed"], "other": size["analysed"]}
    wanted = {head["improved"]: both, head["not_improved"]: both, head["not_analysed"]: lost}
    for name, shared in EDITIONS[REAL].study.shared.items():
        crowd = CARDS[REAL][name].people
        kinds = Counter(mark.kind for mark in crowd.marks) if crowd else {}
        named = f"{{{shared.fact}" in shared.title
        assert kinds == (wanted.get(shared.fact or "", {}) if named else {}), name


# -- how it looks ---------------------------------------------------------------------------------


@ALL
def test_a_card_can_be_read_on_a_phone_and_nothing_is_cut_off(file: FilePath, name: str) -> None:
    """34 px become 10 there; no line meets another, no person a line, no ink stands in a margin."""
    card = CARDS[file][name]
    smallest = {"title": 56, "text": 40}
    assert all(line.size >= smallest.get(line.look, 34) for line in card.lines)
    lines = [line for line in card.lines if line.look != "end"]
    boxes = [(line.y - 0.75 * line.size, line.y + 0.22 * line.size) for line in lines]
    if card.people:
        boxes.append((card.top, card.top + card.people.height * 3.75))
    assert all(above[1] <= below[0] for above, below in pairwise(sorted(boxes)))
    body = draw.png(FILES[file][f"cards/{name}.svg"], draw.ZOOM["cards"])
    assert len(body) < 100_000
    image = Image.open(io.BytesIO(body)).convert("RGB")
    assert image.size == (1200, 630)  # what link previews take
    ink = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()
    assert ink
    assert min(ink[:2]) >= MARGIN - 1
    assert ink[2] <= WIDTH - MARGIN + 1
    assert ink[3] <= HEIGHT - MARGIN + 1


# -- what does not fit ----------------------------------------------------------------------------


UNFIT = {
    "site.short_title: takes 2 lines of 34 px on": ("FOOT\n  l", "FOOT " * 16 + "\n  l"),
    "pages.questions.title: takes 3 lines of 56 px on": ("Questions,", "Questions to " * 8 + ","),
    "pages.questions.title: takes 1508 px in one line on": ("Questions,", "Questions" * 6 + ","),
    'pages.questions.description: the font of pictures and link-preview cards has no "漢方"': (
        "What to ask.",
        "A 漢方 doctor.",
    ),
    # What else is wrong is told first
    'pages.questions.description: "warmer" has no': ("What to ask.", '"漢方 {warmer:x}"'),
}


@pytest.mark.parametrize("expected", UNFIT)
def test_what_has_no_room_is_named_with_its_place(expected: str) -> None:
    """Nothing is cut off in silence; the one who wrote it is told what to shorten."""
    (told,) = messages(changed(*UNFIT[expected]))
    assert told.startswith(expected)


def test_the_longest_text_is_the_one_to_shorten() -> None:
    """Where the lines of a card, or the letters of its description, are too many in all."""
    for caveat, what in (
        ("WWWWWWWWW " * 16, "6 lines of 40 px"),
        ("I fill it. " * 36, "letters with all else"),
    ):
        ((place, message),) = cards.unfit(with_fact(caveat=caveat))
        assert place == ("shared", "unsure", "caveat")
        assert what in message
        assert message.endswith(": shorten it")


def test_a_word_too_wide_for_the_larger_letters_stands_in_the_smaller() -> None:
    """And a title that the larger ones would break stands whole."""
    for title in ("Uncertain" * 4, "Very uncertain what a long footbath"):
        edition = with_fact(title=title)
        assert list(cards.unfit(edition)) == []
        lines = [line for line in cards.cards(edition)["unsure"].lines if line.look == "title"]
        assert [line.text for line in lines] == [title]


words = st.lists(st.text("abcdefghij W.0", min_size=1, max_size=14), min_size=1, max_size=30)


@settings(deadline=None)
@given(words, words, words)
def test_any_words_fit_in_full_or_are_refused(
    title: list[str], says: list[str], caveat: list[str]
) -> None:
    """No card has a word less, a line outside the margins by the font's widths, or two on it."""
    told = [" ".join(" ".join(each).split()) or "a" for each in (title, says, caveat)]
    edition = with_fact(title=told[0], says=told[1], caveat=told[2])
    if list(cards.unfit(edition)):
        return
    card = cards.cards(edition)["unsure"]
    assert said(card, "title") == told[0]
    assert said(card, "text") == " ".join(told[1:])
    for line in card.lines:
        room = line.x - MARGIN if line.look == "end" else WIDTH - MARGIN - line.x
        assert cards.width(line.text, line.size, line.look) <= room + 0.1
        assert line.y - 0.66 * line.size >= MARGIN
        assert line.y <= HEIGHT - MARGIN


@pytest.mark.parametrize("kept", ["9 of 24", "4 May 2019", "6 weeks"])
def test_what_belongs_to_a_number_stays_with_it(kept: str) -> None:
    """Wherever a line ends."""
    for letters in range(40):
        edition = with_fact(says=f"{'a' * letters} Some words before {kept} and some after it")
        lines = [line.text for line in cards.cards(edition)["unsure"].lines]
        assert any(kept in line for line in lines), letters


def test_no_error_of_the_layout_is_taken_for_a_text_that_others_refuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A fault of the program is seen, and no card is left out."""
    monkeypatch.setattr(cards, "SIZES", {})
    with pytest.raises(LookupError):
        list(cards.unfit(SMALL))


# -- the font -------------------------------------------------------------------------------------


def test_the_table_holds_the_widths_of_the_font() -> None:
    """Every letter has the width that the packaged font gives it, in both weights."""
    mend = "PYTHONPATH=scripts:tests .venv/bin/python tests/pictures/test_cards.py"
    assert TABLE.read_text("utf-8") == table(), f"mend with: {mend}"
    held = json.loads(TABLE.read_text("utf-8"))
    assert len({frozenset("".join(letters.values())) for letters in held.values()}) == 1


@pytest.mark.parametrize("look", ["text", "title"])
@pytest.mark.parametrize("text", SENTENCES)
def test_no_line_is_drawn_wider_than_it_was_measured(text: str, look: str) -> None:
    """Nor much narrower, which would leave room unused: kerning moves letters by little."""
    weight = "bold" if look in BOLD else "normal"
    picture = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="2400" height="120"><text x="20" y="80" '
        f'font-size="40" font-family="Source Sans Pro" font-weight="{weight}">'
        f"{text.replace('&', '&amp;')}</text></svg>"
    )
    ink = Image.open(io.BytesIO(draw.png(picture, 1))).getbbox()
    assert ink is not None
    measured = cards.width(text, 40, look)
    assert 0.94 * measured < ink[2] - ink[0] <= measured


if __name__ == "__main__":
    TABLE.write_text(table(), "utf-8")
