"""Link-preview cards: each says its fact with its caveat, whole, large, and always the same."""

import io
import re
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from pages.render import Renderer
from pictures import cards, checks_cards, layout, typeface
from pictures.layout import HEIGHT, MARGIN, WIDTH, Card, Words
from publish import draw
from studies import REAL, ROOT, SMALLEST, changed
from study import facts, model, read
from words import sentences
from words.edition import Edition

TYPED: dict[str, Any] = yaml.safe_load(REAL.read_text("utf-8"))
SVG = "{http://www.w3.org/2000/svg}"
MOST_BYTES = 100_000


def _study(text: str) -> tuple[model.Study, facts.Facts]:
    study = read.read(text.encode()).study
    assert study is not None
    return study, facts.compute(study)


STUDY, FACTS = _study(REAL.read_text("utf-8"))
CARDS = cards.cards(STUDY, FACTS)
FRAME = cards.frame("index", STUDY, FACTS)


def _svg(study: model.Study, computed: facts.Facts, shown: dict[str, Card]) -> dict[str, str]:
    """The cards as the build writes them."""
    environment = Renderer(study, computed, ROOT / "templates", ROOT / ".cache/jinja").environment
    template = environment.get_template("cards/card.svg.j2")
    return {name: template.render(card=card) for name, card in shown.items()}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every card as PNG, drawn from an empty cache."""
    folder = tmp_path_factory.mktemp("docs") / "cards"
    folder.mkdir()
    for name, svg in _svg(STUDY, FACTS, CARDS).items():
        (folder / f"{name}.svg").write_text(svg, "utf-8")
    list(draw.draw(folder, tmp_path_factory.mktemp("cache")))
    return {path.stem: path.read_bytes() for path in folder.glob("*.png")}


def _said(card: Card, look: str) -> str:
    """The lines of a card with a look, joined."""
    return " ".join(line.text for line in card.lines if line.look == look)


# -- what is on a card ----------------------------------------------------------------------------


def test_every_page_and_every_shared_fact_has_a_card() -> None:
    """And nothing else has."""
    assert CARDS.keys() == {*TYPED["pages"], *TYPED["shared"]}


@pytest.mark.parametrize("ident", TYPED["shared"])
def test_a_fact_stands_on_its_card_in_full_with_its_caveat(ident: str) -> None:
    """Every word, in order, and the caveat in the same letters as the fact."""
    passage = sentences.passages(Edition(STUDY, FACTS))[ident]
    card = CARDS[ident]
    assert _said(card, "title") == passage.title
    assert _said(card, "text") == passage.text
    assert len({line.size for line in card.lines if line.look == "text"}) == 1


@pytest.mark.parametrize("name", TYPED["pages"])
def test_a_page_stands_on_its_card_with_its_description(name: str) -> None:
    """Its title, and what search engines show of it."""
    words = cards.page_words(name, STUDY, FACTS)
    assert _said(CARDS[name], "title") == words.title
    assert (_said(CARDS[name], "text"),) == words.text


@pytest.mark.parametrize("name", CARDS)
def test_a_card_alone_says_what_it_is_about_how_sure_and_of_when(name: str) -> None:
    """Somebody who never heard of the study sees it without the page."""
    card, summary = CARDS[name], TYPED["summary"]
    trial = name in ("infusion-trial", "injection-trial")
    heads = (summary["about_trials"],) if trial else (summary["about"], TYPED["site"]["title"])
    assert _said(card, "head") in [head.strip() for head in heads]
    assert _said(card, "name") == TYPED["site"]["short_title"]
    assert _said(card, "end") == "Notes checked on 22 November 2026"
    no_result = "trials questions young numbers words data about impossible-percentage".split()
    if trial or name in no_result:
        assert (_said(card, "sure"), card.steps) == ("", ())
    else:
        assert _said(card, "sure") == "Certainty of the result: very low, in our judgement"
        assert [step.kind for step in card.steps] == ["full", "empty", "empty", "empty"]


@pytest.mark.parametrize("name", CARDS)
def test_the_description_of_a_card_is_all_its_words(name: str) -> None:
    """For readers who do not see it; no longer than previews take."""
    card = CARDS[name]
    assert len(card.alt) <= 420
    for look in ("head", "title", "text", "sure", "name", "end"):
        assert _said(card, look).rstrip(".") in card.alt


def test_one_figure_stands_for_each_person() -> None:
    """Where the title says how many of a known group it is about; counted here by hand."""
    people = TYPED["groups"]["calcifications"]["size"]
    improved = TYPED["results"]["improved"]["count"]
    received, analysed = (TYPED["groups"][name]["size"] for name in ("received", "analysed"))
    stood = {name: Counter(mark.kind for mark in card.people) for name, card in CARDS.items()}
    assert {name: dict(kinds) for name, kinds in stood.items() if kinds} == {
        "improved": {"improved": improved, "other": people - improved},
        "not-improved": {"improved": improved, "other": people - improved},
        "not-analysed": {"counted": received - analysed, "other": analysed},
    }


def test_nobody_is_drawn_of_a_group_that_is_not_stated_or_cannot_be() -> None:
    """The side effect is out of no stated group, and no people give the printed percentage."""
    for ident in ("side-effects", "impossible-percentage"):
        assert TYPED["shared"][ident]["fact"] in TYPED["shared"][ident]["title"]
        assert CARDS[ident].people == ()


# -- how it looks ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CARDS)
def test_text_is_large_enough_for_a_phone(name: str) -> None:
    """A card is shown about 340 px wide there, so that 34 px become 10."""
    smallest = {"title": 56, "text": 40}
    assert all(line.size >= smallest.get(line.look, 34) for line in CARDS[name].lines)


@pytest.mark.parametrize("name", CARDS)
def test_lines_and_figures_do_not_meet(name: str) -> None:
    """Each stands below the one before, with room for tails and accents."""
    card = CARDS[name]
    lines = sorted((line for line in card.lines if line.look != "end"), key=lambda line: line.y)
    tops = [line.y - 0.75 * line.size for line in lines]
    bottoms = [line.y + 0.22 * line.size for line in lines]
    assert all(top >= bottom for top, bottom in zip(tops[1:], bottoms[:-1], strict=True))
    for mark in card.people:
        top, bottom = mark.y, mark.y + 30 * mark.scale
        assert not any(top < low and high < bottom for high, low in zip(tops, bottoms, strict=True))


@pytest.mark.parametrize("name", CARDS)
def test_a_png_has_the_size_of_previews_and_nothing_in_its_margins(
    name: str, drawn: dict[str, bytes]
) -> None:
    """1200 × 630, under 100 kB; looked at as drawn, with the packaged font."""
    assert len(drawn[name]) < MOST_BYTES
    image = Image.open(io.BytesIO(drawn[name])).convert("RGB")
    assert image.size == (1200, 630)
    ink = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()
    assert ink is not None
    left, top, right, bottom = ink
    assert left >= MARGIN - 1
    assert top >= MARGIN - 1
    assert right <= WIDTH - MARGIN + 1
    assert bottom <= HEIGHT - MARGIN + 1


def test_cards_are_the_same_bytes_each_time(tmp_path: Path, drawn: dict[str, bytes]) -> None:
    """They are kept by readers' programs for ever, under a name made of their bytes."""
    again = _svg(STUDY, FACTS, cards.cards(STUDY, FACTS))
    assert again == _svg(STUDY, FACTS, CARDS)
    for name in ("index", "improved", "not-analysed"):
        assert draw.png(again[name], draw.ZOOM["cards"]) == drawn[name]


def test_what_is_no_card_any_more_is_removed(tmp_path: Path) -> None:
    """A page that is gone leaves no picture behind; cards keep their size when drawn anew."""
    folder = tmp_path / "cards"
    folder.mkdir()
    (folder / "index.svg").write_text(_svg(STUDY, FACTS, {"index": CARDS["index"]})["index"])
    (folder / "old.png").write_bytes(b"")
    changed = {path.name for path in draw.draw(folder, tmp_path / "cache")}
    assert changed == {"index.png", "old.png"}
    assert not (folder / "old.png").exists()
    assert list(draw.draw(folder, tmp_path / "cache")) == []


def test_one_command_draws_figures_and_cards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each in its own size: a card as it is, a figure half as large again."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50"/>'
    for folder in ("cards", "figures", "other"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.svg").write_text(svg)
    monkeypatch.setattr(draw, "CACHE", tmp_path / "cache")
    monkeypatch.setattr("sys.argv", ["draw.py", "--docs", str(tmp_path)])
    assert draw.main() == 0
    assert capsys.readouterr().out == "2 pictures drawn\n"
    bodies = {path.parent.name: path.read_bytes() for path in tmp_path.glob("*/a.png")}
    sizes = {name: Image.open(io.BytesIO(body)).size for name, body in bodies.items()}
    assert sizes == {"cards": (100, 50), "figures": (150, 75)}


def test_colours_are_those_of_the_site_and_text_stands_out() -> None:
    """At 7:1 on white, for those who see little contrast."""
    css = (ROOT / "templates/cards/card.css").read_text("utf-8")
    site = (ROOT / "templates/theme/assets/site.css").read_text("utf-8")
    poster = (ROOT / "templates/charts/poster.css").read_text("utf-8")
    assert set(re.findall(r"#[0-9a-f]+", css)) <= set(re.findall(r"#[0-9a-f]+", site + poster))
    inks = re.findall(r"(?:^|\})(?:text|\.head,\.end)\{fill:#(\w{6})", css.replace("\n", ""))
    assert len(inks) == 2
    for ink in inks:
        parts = [int(ink[place : place + 2], 16) / 255 for place in (0, 2, 4)]
        linear = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        ]
        light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        assert 1.05 / (light + 0.05) >= 7


def test_signs_of_markup_are_text_on_a_card() -> None:
    """What a study file says cannot break a card."""
    study, computed = _study(
        changed("short_title: FOOT", "short_title: \"A & B “C” 'd' #e\"", SMALLEST)
    )
    svg = _svg(study, computed, cards.cards(study, computed))["index"]
    texts = [element.text for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    assert "A & B “C” 'd' #e" in texts


# -- what does not fit ----------------------------------------------------------------------------


def findings(text: str) -> list[str]:
    """What the check of cards says of a study file, as "path: message"."""
    told = checks_cards.cards_fit(*_study(text))
    return [f"{'.'.join(map(str, path))}: {message}" for path, message in told]


def test_the_cards_of_the_study_files_fit() -> None:
    """The real one and the smallest one."""
    assert findings(REAL.read_text("utf-8")) == []
    assert findings(SMALLEST.read_text("utf-8")) == []


TOO_LONG = "{}: too long for its link-preview card by {}; expected at most {}: shorten it"
NO_LETTER = (
    '{}: the font of the link-preview cards has no "{}"; expected Latin letters and usual signs: '
    "write it in others"
)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "description: What to ask.",
            f"description: {'What to ask about a warm footbath. ' * 16}",
            TOO_LONG.format("pages.questions.description", "4 lines", "6 lines of 40 px"),
        ),
        (
            "title: Questions,",
            f"title: {'Questions to ask ' * 8},",
            TOO_LONG.format("pages.questions.title", "2 lines", "2 lines of 56 px"),
        ),
        (
            "title: Questions,",
            f"title: {'Questions' * 6},",
            TOO_LONG.format("pages.questions.title", "428 px in one word", "1080 px"),
        ),
        (
            "caveat: A study this small can miss harms.",
            f"caveat: {'A study this small can miss harms. ' * 12}",
            TOO_LONG.format("shared.blisters.caveat", "3 lines", "5 lines of 40 px in all"),
        ),
        (
            "description: What to ask.",
            f"description: {'I fill it. ' * 32}",
            TOO_LONG.format(
                "pages.questions.description", "14 letters", "420 with all else on the card"
            ),
        ),
        (
            "title: A warm footbath for cold feet",
            f"title: {'A warm footbath for cold feet ' * 8}",
            TOO_LONG.format("site.title", "2 lines", "2 lines of 34 px"),
        ),
        (
            "title: A warm footbath for cold feet",
            f"title: {'Footbath' * 9}",
            TOO_LONG.format("site.title", "168 px in one word", "1024 px"),
        ),
        (
            "short_title: FOOT",
            f"short_title: {'FOOT ' * 16}",
            TOO_LONG.format("site.short_title", "369 px", "1080 px"),
        ),
        (
            "description: What to ask.",
            "description: What to ask a 漢方 doctor.",
            NO_LETTER.format("pages.questions.description", "漢方"),
        ),
        (
            "short_title: FOOT",
            "short_title: FOOT ☂",
            NO_LETTER.format("site.short_title", "☂"),
        ),
    ],
)
def test_what_has_no_room_is_named_with_its_place(old: str, new: str, expected: str) -> None:
    """Nothing is cut off in silence; the one who wrote it is told what to shorten."""
    assert findings(changed(old, new)) == [expected]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("description: What to ask.", "description: 'What to ask {nobody}.'"),
        ("description: What to ask.", "description: 'What to ask {warmer:colour}.'"),
        ("about: About one study", "about: About {nobody} in one study"),
        ("date: 2020-02-29", "date: 2020-13-29"),
    ],
)
def test_what_other_checks_tell_of_is_passed_over(old: str, new: str) -> None:
    """A card whose words cannot be filled in is not told of twice."""
    assert findings(changed(old, new)) == []


@given(
    st.lists(st.text("abcdefghij W", min_size=1, max_size=14), min_size=1, max_size=12),
    st.lists(st.text("abcdefghijklm .", min_size=1, max_size=14), min_size=1, max_size=60),
    st.lists(st.text("nopqrstuvw W", min_size=1, max_size=14), min_size=1, max_size=40),
    st.integers(0, 135),
)
def test_any_words_fit_in_full_or_are_refused(
    title: list[str], says: list[str], caveat: list[str], people: int
) -> None:
    """No card has a word less, a line outside the margins, or a text too small."""
    said = [" ".join(" ".join(words).split()) or "a" for words in (title, says, caveat)]
    places = (("shared", "x", "title"), ("shared", "x", "says"), ("shared", "x", "caveat"))
    words = Words(said[0], tuple(said[1:]), places, (("counted", people),) if people else ())
    try:
        card = layout.card(words, FRAME)
    except layout.Unfit:
        return
    assert _said(card, "title") == said[0]
    assert _said(card, "text") == " ".join(said[1:])
    assert len(card.people) in (0, people)
    for line in card.lines:
        weight = "bold" if line.look in ("title", "name") else "regular"
        room = line.x - MARGIN if line.look == "end" else WIDTH - MARGIN - line.x
        assert typeface.width(line.text, line.size, weight) <= room + 0.1
        assert line.y - 0.66 * line.size >= MARGIN
        assert line.y <= HEIGHT - MARGIN
    assert all(mark.x + 24 * mark.scale <= WIDTH - MARGIN + 1 for mark in card.people)
