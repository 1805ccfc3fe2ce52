"""Pictures: what is drawn is what was counted, and it can be read and passed on."""

import csv
import io
import operator
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import reduce
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page
from statsmodels.stats.proportion import proportion_confint

import build_tables
from conftest import Servers
from pages import site
from pages.render import Renderer
from pictures import cards, charts
from pictures.sheet import PERSON, WIDTH, Chart, Drawn, Span
from studies import REAL, ROOT, SMALLEST, STUDIES, changed, fuller, messages, understood
from study import facts, model
from study.facts import Fact
from study.fields import Path
from words.edition import Edition

SVG = "{http://www.w3.org/2000/svg}"
# The smallest study with every picture: 10 of 24 improved, 4 of them wholly; 4 of 9 in the morning,
# 6 of 15 in the evening; 26 of 50 were lost. And with a trial, which has five statuses.
CITE = "cite: [{source: letter, at: end}]"
TRIAL = f"""trials:
  hands:
    name: A trial of hands
    role: context
    route: By hand.
    treatment: the bath
    dates: [{{event: begun, date: "2016", {CITE}}}]
    status:
      - {{status: recruiting, date: 2018-03-08, {CITE}}}
      - {{status: listed, date: 2018-03-09, {CITE}}}
      - {{status: continuing, before: 2019-05, {CITE}}}
      - {{status: completed, date: 2019-05, about: true, {CITE}}}
      - {{status: unknown, undated: true, {CITE}}}
"""
SAYS = "{title: Title, sentence: Sentence}"
FACTS = "{title: Title, sentence: Sentence, facts: [warmer, warmer-morning]}"
PLAIN = "".join(f"  {kind}: {SAYS}\n" for kind in charts.KINDS if kind != "ranges")
FIGURES = f"\nfigures:\n  ranges: {FACTS}\n{PLAIN}  bars: {{answers: {FACTS}}}\n"
PARTS = """partitions:
  - {whole: enrolled, parts: [counted, lost]}
  - {whole: counted, parts: [morning, evening]}
"""
ASKED = changed("trials: {}\n", TRIAL, fuller()).replace("partitions: []\n", PARTS) + FIGURES
SMALL = Edition(*understood(ASKED))
PICTURES = charts.pictures(SMALL)
REAL_EDITION = Edition(*STUDIES[REAL])
OURS = charts.pictures(REAL_EDITION)
ALL = [*PICTURES.values(), *OURS.values()]
FILES = build_tables.files(REAL.read_bytes(), ROOT)[0]


def kinds(chart: Chart) -> Counter[str]:
    """How many marks of each kind."""
    return Counter(mark.kind for mark in chart.marks)


def said(drawn: Drawn) -> list[str]:
    """The lines of text of all charts of a picture."""
    labels = (label for chart in drawn.charts for label in chart.labels)
    return ["".join(span.text for span in label.spans) for label in labels]


def count(number: int, total: int, ident: str = "improved") -> Fact:
    """A count out of a group."""
    return msgspec.structs.replace(SMALL.facts["warmer"], id=ident, count=number, total=total)


# -- what is drawn --------------------------------------------------------------------------------


def test_each_person_is_drawn_once() -> None:
    """In the size of each group; those who did not improve in one way, and never told apart."""
    (chart,) = PICTURES["people"].charts
    assert kinds(chart) == {"disappeared": 4, "improved": 6, "other": 14}
    morning, evening = PICTURES["groups"].charts
    assert kinds(morning) == {"improved": 4, "other": 5}
    assert kinds(evening) == {"improved": 6, "other": 9}
    for drawn in (OURS["people"], OURS["groups"]):
        for chart in drawn.charts:
            assert set(kinds(chart)) <= {"disappeared", "improved", "other"}
        assert not re.search(r"stable|worse|larger|grew", repr((said(drawn), drawn.rows)).lower())


@settings(deadline=None)
@given(st.data())
def test_any_group_can_be_drawn(data: st.DataObject) -> None:
    """Another study's people: each once, none on another, all inside, the nested ones first."""
    total = data.draw(st.integers(1, 400))
    number = data.draw(st.integers(0, total))
    inside = data.draw(st.integers(0, number))
    nested = count(inside, total, "gone")
    chart = charts.people(count(number, total), "improved", "did not", nested)
    wanted = {"disappeared": inside, "improved": number - inside, "other": total - number}
    assert kinds(chart) == Counter(wanted)
    assert len({(mark.x, mark.y) for mark in chart.marks}) == total
    for mark in chart.marks:
        assert 0 <= mark.x <= WIDTH - PERSON[0] * mark.scale + 0.1
        assert 0 <= mark.y <= chart.height - PERSON[1] * mark.scale


def test_every_picture_that_is_asked_for_is_drawn() -> None:
    """What is not asked for, or has no date to stand at, is not drawn."""
    assert list(PICTURES) == [*charts.KINDS, "answers"]
    asked = REAL_EDITION.study.figures
    assert set(OURS) == {kind for kind in charts.KINDS if getattr(asked, kind)} | set(asked.bars)
    undated = Edition(*understood(fuller() + FIGURES))
    assert PICTURES.keys() - charts.pictures(undated).keys() == {"time"}


def test_a_study_of_one_year_has_its_lane_in_time() -> None:
    """As long as the year, and the way to the ledger is that of its years."""
    year = "  begun: {name: begun, value: 2017, cite: [{source: letter, at: end}]}\n\npartitions"
    asked = ASKED.replace("\npartitions", year, 1).replace(
        f"time: {SAYS}", f"time: {SAYS[:-1]}, years: begun}}"
    )
    drawn = charts.pictures(Edition(*understood(asked)))["time"]
    (bar,) = drawn.charts[0].bars
    assert (bar.kind, drawn.rows[0].id, drawn.ledger) == ("years", "begun", "begun")
    assert drawn.rows[0].cells[1:3] == ("in", "2017")


def test_bars_have_a_block_for_each_person() -> None:
    """Blocks of those counted and of the others make the group."""
    cells = [(bar.kind, bar.cells) for bar in PICTURES["answers"].charts[0].bars]
    assert cells == [("others", 14), ("counted", 10), ("others", 5), ("counted", 4)]


def test_the_flow_loses_nobody() -> None:
    """Every group of the flow is drawn as long as it is large, on one scale, named as people."""
    drawn = PICTURES["flow"]
    counts = [int(row.cells[0]) for row in drawn.rows]
    assert (counts[0], sorted(counts[1:])) == (50, [9, 15, 24, 26])
    assert {row.name for row in drawn.rows} >= {"morning people", "people counted"}
    widths = [bar.width for bar in drawn.charts[0].bars]
    for number, width in zip(counts, widths, strict=True):
        assert width / widths[0] == pytest.approx(number / counts[0], abs=0.001)


def test_ranges_stand_at_their_percentages() -> None:
    """The whole width is 0 to 100%; the ends are those that statsmodels gives."""
    (chart,) = PICTURES["ranges"].charts
    assert [row.name for row in PICTURES["ranges"].rows] == ["people counted", "morning people"]
    for numbers, band, dot in zip(((10, 24), (4, 9)), chart.bars, chart.marks, strict=True):
        low, high = proportion_confint(*numbers, method="wilson")
        shown = [x / WIDTH for x in (band.x, dot.x, band.x + band.width)]
        assert shown == pytest.approx([low, numbers[0] / numbers[1], high], abs=0.0006)


def test_each_line_of_a_change_changes_one_person_and_says_whose() -> None:
    """And a range that includes zero has its own shape."""
    drawn, steps = PICTURES["change"], ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1))
    cells = [(f"{4 + one} of 9", f"{6 + other} of 15") for one, other in steps]
    assert [row.cells[:2] for row in drawn.rows] == cells
    people = ("morning person", "evening person")
    names = [f"one {person} {step}" for person in people for step in ("fewer", "more")]
    assert [row.name for row in drawn.rows] == ["as counted", *names]
    assert all(name in " ".join(said(drawn)) for name in names)
    for each in (drawn, OURS["change"]):
        for row, mark in zip(each.rows, each.charts[0].marks, strict=True):
            low, high = (float(cell.replace("−", "-")) for cell in row.cells[3:5])
            assert mark.kind == ("point-zero" if low <= 0 <= high else "point")


def test_what_has_no_date_is_not_placed_in_time() -> None:
    """Times stand in their order, "before" and "about" are said, what has no date comes last."""
    (chart,) = PICTURES["time"].charts
    placed = Counter(mark.kind for mark in chart.marks if mark.scale == 1)
    assert placed == Counter(["step", "recruiting", "listed", "completed"])
    keys = [mark.kind for mark in chart.marks if mark.scale != 1]
    assert keys == ["step", "recruiting", "listed", "unplaced", "completed", "unplaced"]
    assert [row.cells[1:3] for row in PICTURES["time"].rows] == [
        ("in", "2016"),
        ("on", "2018-03-08"),
        ("on", "2018-03-09"),
        ("before", "2019-05"),
        ("about", "2019-05"),
        ("not given", "not given"),
    ]
    assert {"before May 2019, continuing", "about May 2019, completed"} <= set(
        said(PICTURES["time"])
    )


@pytest.mark.parametrize("drawn", [PICTURES["time"], OURS["time"]])
def test_marks_in_time_hide_neither_each_other_nor_words(drawn: Drawn) -> None:
    """Discs of near dates stand below each other; lines of years end where text begins."""
    (chart,) = drawn.charts
    discs = [mark for mark in chart.marks if mark.scale == 1 and mark.kind != "step"]
    assert all(abs(a.x - b.x) >= 14 or abs(a.y - b.y) >= 14 for a, b in combinations(discs, 2))
    ends = [sorted(y for _, y in rule.points) for rule in chart.rules if rule.kind == "grid"]
    assert ends
    for top, bottom in ends:
        assert not [label for label in chart.labels if top < label.y - 5 < bottom]


def test_what_is_no_known_count_is_never_drawn() -> None:
    """A study file that asks for it is told so; the code refuses it too."""
    impossible = next(f for f in REAL_EDITION.facts.values() if f.kind == "impossible")
    with pytest.raises(ValueError, match="not known to be a number of people"):
        charts.people(impossible, "a", "b")
    asked = REAL_EDITION.study.figures.ranges
    assert asked
    text = changed(", ".join(asked.facts), f"{asked.facts[0]}, {impossible.id}", REAL)
    assert any(told.startswith("figures.ranges.facts[1]: ") for told in messages(text))


def test_long_numbers_leave_room_for_words() -> None:
    """A name stands on lines of its own beside numbers as long as the drawing is wide."""
    chart = Chart()
    chart.say_beside("one long-legged morning person", Span("1,234 of 5,678" * 3))
    assert [label.y for label in chart.labels][:3] == [15, 35, 55]
    assert "".join(span.text for span in chart.labels[1].spans) == "long-legged"


@pytest.mark.parametrize("drawn", ALL, ids=lambda drawn: drawn.id)
def test_everything_is_inside_the_drawing(drawn: Drawn) -> None:
    """No mark, bar, line or line of text begins outside its chart."""
    for chart in drawn.charts:
        points = [(x, y) for rule in chart.rules for x, y in rule.points]
        points += [(mark.x, mark.y) for mark in chart.marks]
        points += [(label.x, label.y) for label in chart.labels]
        points += [(x, bar.y) for bar in chart.bars for x in (bar.x, bar.x + bar.width)]
        for x, y in points:
            assert -0.1 <= x <= WIDTH + 0.1, x
            assert 0 <= y <= chart.height, y


# -- what is passed on ----------------------------------------------------------------------------


@pytest.mark.parametrize("ident", OURS)
def test_a_picture_alone_carries_its_caveat_and_date(ident: str) -> None:
    """Well-formed, named, described, with size, both colour schemes, caveat, sources and date."""
    svg = FILES[f"figures/{ident}.svg"]
    root = ElementTree.fromstring(svg)
    named = [f"{SVG}{tag}" for tag in ("title", "desc")]
    ids = [each.get("id") for each in root if each.tag in named and each.text]
    assert ids == (root.get("aria-labelledby") or "").split() == ["title", "desc"]
    assert all(root.get(name) for name in ("width", "height", "viewBox"))
    assert "prefers-color-scheme:dark" in svg
    assert "style=" not in svg
    assert "var(" not in svg  # programs other than browsers do not know it
    words = [" ".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    shown, study = " ".join(" ".join(words).split()), REAL_EDITION.study
    caveat = REAL_EDITION.filled(OURS[ident].text.caveat or study.summary.comparison)
    told = (caveat, REAL_EDITION.last_checked)
    for each in (*told, "Sources: ", study.site.title, study.subject.study, "CC BY"):
        assert each in shown
    rows = list(csv.DictReader(io.StringIO(FILES[f"figures/{ident}.csv"])))
    assert len(rows) == len(OURS[ident].rows)
    for row in rows:
        assert all(each in row["Note"] for each in told)
        assert all(row.values())


def test_the_numbers_of_a_picture_are_the_facts() -> None:
    """Each row of a CSV file is a fact's count and total; a minus is one that programs know."""
    for ident in ("people", "ranges", "flow", *REAL_EDITION.study.figures.bars):
        for row in csv.DictReader(io.StringIO(FILES[f"figures/{ident}.csv"])):
            fact = REAL_EDITION.facts[row["Id"]]
            assert int(row["People"]) == fact.count
            assert int(row.get("Out of") or fact.total or 0) == (fact.total or 0)
    change = list(csv.DictReader(io.StringIO(FILES["figures/change.csv"])))
    assert min(float(row["Range from"]) for row in change) < 0
    svg = FILES["figures/change.svg"]  # zero can be seen where it crosses a band
    assert svg.rindex('class="bar') < svg.index('class="zero"') < svg.index('class="mark')


def test_the_colours_of_files_are_those_of_the_pages() -> None:
    """The palette stands twice: custom properties for pages, plain colours for files and cards."""
    page = (ROOT / "templates/theme/assets/site.css").read_text("utf-8")
    file = (ROOT / "templates/charts/poster.css").read_text("utf-8")
    card = (ROOT / "templates/cards/card.css").read_text("utf-8")
    fallbacks = dict(re.findall(r"--fig-(\w+): var\(--\w+, (#\w+)\)", page))
    for name in ("improved", "rest", "line", "ink", "soft", "paper"):
        assert fallbacks[name] in file, name
    assert set(re.findall(r"#[0-9a-f]+", card)) <= set(re.findall(r"#[0-9a-f]+", page + file))


def test_letters_that_the_font_has_not_are_refused_where_they_are_drawn() -> None:
    """One in every text that is free: those on cards and in pictures are named, and no others."""
    study, letters = SMALL.study, dict[Path, str]()
    for place, text in facts.texts(study):
        letter = chr(0x4E00 + len(letters))
        typed = msgspec.json.decode(msgspec.json.encode(study))
        reduce(operator.getitem, place[:-1], typed)[place[-1]] = f"{text} {letter}"
        with suppress(msgspec.ValidationError):  # an id, a date, an address
            study = msgspec.convert(typed, model.Study)
            letters[place] = letter
    edition = Edition(study, facts.compute(study))
    files = site.files(Renderer(edition, ROOT / "templates", ROOT / ".cache/jinja"))
    drawn = "".join(text for name, text in files.items() if name.endswith(".svg"))
    named = {place: text for place, text in cards.unfit(edition) if text.startswith("the font")}
    assert named.keys() == {place for place, letter in letters.items() if letter in drawn}
    assert all(f'"{letters[place]}"' in text for place, text in named.items())
    sections = {place[0] for place in named}
    assert sections >= {"figures", "results", "trials", "sources", "shared", "pages", "site"}


def test_a_picture_on_a_page_has_all_that_belongs_to_it() -> None:
    """Drawings, sentence, table, ledger and files; other tests look at ids, links and digits."""
    pages = "".join(text for name, text in FILES.items() if name.endswith(".md"))
    found = BeautifulSoup(pages, "html.parser").select("figure.picture")
    assert {f"figure-{ident}" for ident in OURS} == {figure["id"] for figure in found}
    for figure in found:
        assert figure.select("svg.chart[role=img]")
        assert figure.select_one(".picture__says")
        assert len(figure.select("details table tbody tr")) >= 2
        assert figure.select("a[href*='numbers/#n-']")
        assert len(figure.select("a[download]")) == 3
        heads = [head.text for head in figure.select("thead th")[1:]]
        for row in figure.select("tbody tr"):  # where cells stand below each other, each is named
            assert [cell["data-head"] for cell in row.select("td")] == heads


# -- on the page ----------------------------------------------------------------------------------


# Size and place of every text of every chart, in the chart's own units
DRAWN = """() => [...document.querySelectorAll("svg.chart")].map(svg => {
  const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  const box = (e, b = e.getBBox()) => [b.x, b.y, b.x + b.width, b.y + b.height];
  return {
    name: svg.closest("figure").id, height: svg.viewBox.baseVal.height,
    sizes: [...svg.querySelectorAll("text, tspan")].map(
      e => parseFloat(getComputedStyle(e).fontSize) * scale),
    boxes: [...svg.querySelectorAll("text")].map(e => [...box(e), e.textContent]),
  };
})"""
# Whether every table below a picture is no wider than its box
TABLES = """() => [...document.querySelectorAll(".picture__table")].map(box => {
  box.closest("details").open = true;
  return box.scrollWidth <= box.clientWidth;
})"""
# Whether words share no column with their drawing, and no line of them goes on below it
BESIDE = """() => [...document.querySelectorAll(".picture:not(.picture--groups)")].map(picture => {
  const box = name => picture.querySelector(name).getBoundingClientRect();
  return box(".picture__words").left >= box(".picture__charts").right
    && box(".picture__links").top >= box(".picture__body").bottom;
})"""


@pytest.mark.parametrize("width", [320, 768])
def test_pictures_can_be_read_at_any_width(
    width: int, server: Servers, new_page: Callable[..., Page]
) -> None:
    """Text of 14 px or more inside its drawing, no two lines on each other, tables in their box."""
    page = new_page(viewport={"width": width, "height": 640})
    for address in ("", "results/", "subgroups/", "study/", "trials/"):
        page.goto(server.root + address)
        drawn = page.evaluate(DRAWN)
        assert drawn, address
        for chart in drawn:
            assert_readable(chart)
        assert all(page.evaluate(TABLES)), address
        assert width < 592 or all(page.evaluate(BESIDE)), address


def assert_readable(chart: dict[str, Any]) -> None:
    """The texts of a drawing are large enough, inside of it, and not on each other."""
    assert min(chart["sizes"]) >= 14, chart["name"]
    for left, top, right, bottom, text in chart["boxes"]:
        assert left >= -1.5, (chart["name"], text)
        assert right <= WIDTH + 1.5, (chart["name"], text)
        assert top >= -1, (chart["name"], text)
        assert bottom <= chart["height"] + 2, (chart["name"], text)
    for one, other in combinations(chart["boxes"], 2):
        across = min(one[2], other[2]) - max(one[0], other[0])
        down = min(one[3], other[3]) - max(one[1], other[1])
        # Boxes are taller than letters, so neighbouring lines touch by a little.
        assert across <= 0 or down <= 3, (chart["name"], one[4], other[4])


def test_no_drawing_stands_in_a_container_of_queries() -> None:
    """Firefox prints none of the text of a drawing there."""
    css = (ROOT / "templates/theme/assets/site.css").read_text("utf-8")
    assert "container-type" not in css


# -- arms -----------------------------------------------------------------------------------------

SECOND = (ROOT / "tests/second/study.yaml").read_text("utf-8")  # with arms, without subgroups


def of_arms(kind: str, text: str = SECOND) -> tuple[Drawn, Edition]:
    """A picture of a study with arms, with its edition."""
    edition = Edition(*understood(text))
    drawn = charts.KINDS[kind](model.Picture(title="", sentence=""), edition)
    assert drawn
    return drawn, edition


@pytest.mark.parametrize("kind", ["groups", "people"])
def test_people_of_arms_are_drawn_arm_by_arm(kind: str) -> None:
    """Each arm with its own people, called by its own count and not by that of another arm."""
    drawn, edition = of_arms(kind)
    both = edition.study.arms[0]
    sides = [edition.facts[both.first], edition.facts[both.second]]
    for chart, fact, called in zip(
        drawn.charts, sides, (both.first_people, both.second_people), strict=True
    ):
        rest = fact.out_of - fact.number
        assert kinds(chart) == {"improved": fact.number, "other": rest}
        words = " ".join("".join(span.text for span in label.spans) for label in chart.labels)
        assert words.startswith(f"{fact.out_of} {called}")
        assert f"{fact.number} {fact.name}" in words
        other = sides[sides[0] is fact]
        assert other.name not in words
    assert [row.cells[0] for row in drawn.rows] == [
        str(number) for fact in sides for number in (fact.number, fact.out_of - fact.number)
    ]


def test_the_change_names_the_counts_that_are_compared() -> None:
    """Its columns are called by the two counts with who they are of, never by a third one."""
    drawn, edition = of_arms("change")
    both = edition.study.arms[0]
    names = [edition.facts[ident].name for ident in (both.first, both.second)]
    people = [both.first_people, both.second_people]
    for head, name, who in zip(drawn.head[1:3], names, people, strict=True):
        assert head.lower() == f"{name}, {who}".lower()


def test_the_limits_are_those_of_each_arm() -> None:
    """With those who had the harm in it; empty where it is not known how many in an arm had it."""
    drawn, edition = of_arms("limits")
    sides = {ident: fact for ident, fact in edition.facts.items() if fact.section == "groups"}
    arms = [edition.facts[edition.facts[i].group] for both in edition.study.arms[:1]
            for i in (both.first, both.second)]  # fmt: skip
    assert [row.cells[0] for row in drawn.rows] == [str(arm.number) for arm in arms]
    assert {row.name for row in drawn.rows} <= {fact.name for fact in sides.values()}
    harm = edition.study.headline.harm
    (pair,) = [(each.first, each.second) for each in edition.study.arms
               if harm in (each.first, each.second)]  # fmt: skip
    for row, ident in zip(drawn.rows, pair, strict=True):
        fact = edition.facts[ident]
        _, high = proportion_confint(fact.number, fact.out_of, alpha=0.1, method="beta")
        assert float(row.cells[2]) == pytest.approx(100 * high, abs=0.06)
    alone = SECOND.replace(
        "  - {name: Infection of the foot, comparison: infection, kind: harm}\n", ""
    )
    alone = re.sub(r"(?m)^  infection:\n(    .*\n)+", "", alone)
    alone = re.sub(r"(?m)^  infection: \{.*\n", "", alone)
    drawn, _ = of_arms("limits", alone)
    assert [bool(row.cells[2]) for row in drawn.rows] == [True, False]


def test_a_study_without_a_nested_count_has_people_of_two_kinds() -> None:
    """And nothing on it speaks of a part."""
    study, computed = understood(SMALLEST.read_text("utf-8"))
    drawn = charts.KINDS["people"](model.Picture(title="", sentence=""), Edition(study, computed))
    assert drawn
    assert set(kinds(drawn.charts[0])) == {"improved", "other"}
    assert not any("of these" in line for line in said(drawn))


def test_a_picture_of_a_comparison_asks_for_one() -> None:
    """Without one the build says so, with the place."""
    for kind in ("groups", "change"):
        text = SMALLEST.read_text("utf-8") + f"\nfigures: {{{kind}: {SAYS}}}\n"
        (message,) = messages(text)
        assert message.startswith(f"figures.{kind}: no comparison to draw")
