"""Pictures: what is drawn is what was counted, and it can be read and passed on."""

import csv
import io
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Locator, Page

import build_tables
from conftest import Servers
from pictures import charts, picture
from pictures.sheet import WIDTH, Chart
from publish import draw
from studies import SMALLEST
from study import facts, model, read

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data" / "study.yaml"
TYPED: dict[str, Any] = yaml.safe_load(DATA.read_text("utf-8"))
SVG = "{http://www.w3.org/2000/svg}"
WITH_PICTURES = ("", "results/", "subgroups/", "study/", "trials/")

# Counted here by hand, from what is typed in the file: not by the program under test
PEOPLE = TYPED["groups"]["calcifications"]["size"]
IMPROVED = TYPED["results"]["improved"]["count"]
GONE = TYPED["results"]["disappeared"]["count"]
CHILDREN = TYPED["groups"]["children"]["size"] - TYPED["groups"]["ossifications"]["size"]
ADULTS = TYPED["groups"]["adults"]["size"]
IMPROVED_CHILDREN = round(0.545 * CHILDREN)
IMPROVED_ADULTS = IMPROVED - IMPROVED_CHILDREN


def _study() -> tuple[model.Study, facts.Facts]:
    document, problems = read.load(DATA.read_bytes())
    assert document is not None
    assert not problems
    study = model.convert(document.values)
    return study, facts.compute(study)


STUDY, FACTS = _study()
PICTURES = charts.pictures(STUDY, FACTS)


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """All generated files of the real study."""
    pages, problems = build_tables.files(DATA.read_bytes(), ROOT)
    assert not problems
    return pages


def _kinds(chart: Chart) -> Counter[str]:
    return Counter(mark.kind for mark in chart.marks)


def _said(chart: Chart) -> list[str]:
    """Its lines of text."""
    return ["".join(span.text for span in label.spans) for label in chart.labels]


def _count(count: int, total: int, ident: str = "improved") -> facts.Fact:
    kind: facts.Kind = "reported"
    return facts.Fact(
        id=ident, section="results", kind=kind, name="improved", cite=(), count=count, total=total
    )


# -- what is drawn --------------------------------------------------------------------------------


def test_there_is_one_figure_for_each_person() -> None:
    """The main group: each person once, those whose deposits disappeared among the improved."""
    (chart,) = PICTURES["people"].charts
    assert len(chart.marks) == PEOPLE
    assert _kinds(chart) == {
        "disappeared": GONE,
        "improved": IMPROVED - GONE,
        "other": PEOPLE - IMPROVED,
    }


def test_those_who_did_not_improve_are_never_split() -> None:
    """They are drawn in one way, and nothing drawn or said beside them speaks of a part of them."""
    for drawn in (PICTURES["people"], PICTURES["groups"]):
        for chart in drawn.charts:
            assert set(_kinds(chart)) <= {"disappeared", "improved", "other"}
        shown = repr((drawn.charts, drawn.rows)).lower()
        assert not re.search(r"stable|worse|larger|grew", shown)


def test_the_two_groups_have_their_own_numbers_of_figures() -> None:
    """Each group stands in its own size: nothing is scaled to a hundred."""
    children, adults = PICTURES["groups"].charts
    assert _kinds(children) == {
        "improved": IMPROVED_CHILDREN,
        "other": CHILDREN - IMPROVED_CHILDREN,
    }
    assert _kinds(adults) == {"improved": IMPROVED_ADULTS, "other": ADULTS - IMPROVED_ADULTS}


@given(st.data())
def test_any_group_can_be_drawn(data: st.DataObject) -> None:
    """Another study's people: each once, none on another, all inside, the nested ones first."""
    total = data.draw(st.integers(1, 400))
    count = data.draw(st.integers(0, total))
    inside = data.draw(st.integers(0, count))
    nested = _count(inside, total, "gone")
    chart = charts.people(_count(count, total), ("improved", "gone", "did not"), nested)
    wanted = {"disappeared": inside, "improved": count - inside, "other": total - count}
    assert _kinds(chart) == Counter(wanted)
    assert len({(mark.x, mark.y) for mark in chart.marks}) == total
    for mark in chart.marks:
        assert 0 <= mark.x <= WIDTH - charts.PERSON[0] * mark.scale + 0.1
        assert 0 <= mark.y <= chart.height - charts.PERSON[1] * mark.scale


def test_another_study_is_drawn_by_the_same_code() -> None:
    """The smallest study asks for every picture: its own people, names and numbers are drawn."""
    says = "{title: Title, sentence: Sentence}"
    asked = f"""
figures:
  people: {says}
  groups: {says}
  flow: {says}
  ranges: {{title: Title, sentence: Sentence, facts: [warmer, warmer-morning]}}
  change: {says}
  limits: {says}
  time: {says}
  bars:
    answers: {{title: Title, sentence: Sentence, facts: [warmer, hot]}}
"""
    text = SMALLEST.read_text("utf-8") + asked
    pages, problems = build_tables.files(text.encode(), ROOT)
    assert not problems
    drawn = {name for name in pages if name.startswith("figures/") and name.endswith(".svg")}
    names = ("people", "groups", "flow", "ranges", "change", "limits", "answers")
    assert drawn == {f"figures/{name}.svg" for name in names}  # no date, so no time line
    shapes = Counter(re.findall(r'class="mark (\w+)"', pages["figures/people.svg"]))
    assert shapes == {"disappeared": 4, "improved": 6, "other": 14}
    shown = "".join(body for name, body in pages.items() if name.startswith("figures/")).lower()
    assert not re.search("ointment|deposit|child|adult|calci", shown)


def test_bars_have_a_block_for_each_person() -> None:
    """Blocks of those counted and of the others make the group."""
    for ident, asked in TYPED["figures"]["bars"].items():
        bars = PICTURES[ident].charts[0].bars
        cells = [(bar.kind, bar.cells) for bar in bars]
        for number, name in enumerate(asked["facts"]):
            count = FACTS[name].count or 0
            others = (TYPED["groups"]["analysed"]["size"]) - count
            assert cells[2 * number : 2 * number + 2] == [("others", others), ("counted", count)]


def test_the_flow_loses_nobody() -> None:
    """Every group of the flow is drawn as long as it is large, on one scale."""
    drawn = PICTURES["flow"]
    counts = [int(row.cells[0]) for row in drawn.rows]
    assert counts[0] == TYPED["groups"]["received"]["size"]
    assert Counter(counts[1:]) == Counter(
        [
            counts[0] - TYPED["groups"]["analysed"]["size"],
            TYPED["groups"]["analysed"]["size"],
            TYPED["groups"]["ossifications"]["size"],
            PEOPLE,
            CHILDREN,
            ADULTS,
        ]
    )
    widths = [bar.width for bar in drawn.charts[0].bars]
    for count, width in zip(counts, widths, strict=True):
        assert width / widths[0] == pytest.approx(count / counts[0], abs=0.001)


def test_ranges_stand_at_their_percentages() -> None:
    """The whole width is 0 to 100%: the main result's band goes from 17.9 to 50.7, dot at 32.1."""
    (chart,) = PICTURES["ranges"].charts
    band, dot = chart.bars[0], chart.marks[0]
    ends = (band.x, band.x + band.width, dot.x)
    assert [100 * x / WIDTH for x in ends] == pytest.approx([17.9, 50.7, 32.1], abs=0.06)


def test_ranges_that_include_zero_have_their_own_shape() -> None:
    """With one child fewer, or one adult more, the range includes zero."""
    (chart,) = PICTURES["change"].charts
    kinds = [mark.kind for mark in chart.marks]
    assert kinds == ["point", "point-zero", "point", "point", "point-zero"]
    assert [row.cells[:2] for row in PICTURES["change"].rows] == [
        ("6 of 11", "3 of 17"),
        ("5 of 11", "3 of 17"),
        ("7 of 11", "3 of 17"),
        ("6 of 11", "2 of 17"),
        ("6 of 11", "4 of 17"),
    ]


def test_what_has_no_date_is_not_placed_in_time() -> None:
    """There is a mark on a line for each date, and words without a mark for what has none."""
    (chart,) = PICTURES["time"].charts
    placed = [mark for mark in chart.marks if mark.scale == 1]
    trials = TYPED["trials"].values()
    dated = [s["status"] for trial in trials for s in trial["status"] if "date" in s]
    steps = [event for trial in trials for event in trial.get("dates", ())]
    assert Counter(mark.kind for mark in placed) == Counter(dated) + Counter(step=len(steps))
    keys = Counter(mark.kind for mark in chart.marks if mark.scale != 1)
    unplaced = sum(len(trial["status"]) for trial in trials) - len(dated)
    assert keys == Counter(dated) + Counter(step=len(steps), unplaced=unplaced)


def test_marks_in_time_do_not_hide_each_other() -> None:
    """Discs that would stand on each other stand below each other, on their own dates."""
    (chart,) = PICTURES["time"].charts
    discs = [mark for mark in chart.marks if mark.scale == 1 and mark.kind != "step"]
    for number, one in enumerate(discs):
        for other in discs[number + 1 :]:
            assert abs(one.x - other.x) >= 14 or abs(one.y - other.y) >= 14


def test_lines_of_years_keep_away_from_words() -> None:
    """They are drawn behind the lanes, where no text stands."""
    (chart,) = PICTURES["time"].charts
    ends = [sorted(y for _, y in rule.points) for rule in chart.rules if rule.kind == "grid"]
    assert ends
    for top, bottom in ends:
        assert not [label for label in chart.labels if top < label.y - 5 < bottom]


def test_times_are_told_in_their_order() -> None:
    """A time before a date stands at it, what has no date comes last, and "about" is said."""
    rows = [row for row in PICTURES["time"].rows if row.id == "injection"]
    assert [row.cells[1:3] for row in rows] == [
        ("in", "2020-01"),
        ("on", "2022-01-18"),
        ("before", "2023-03"),
        ("in", "2023-03"),
        ("on", "2024-01-08"),
        ("not given", "not given"),
    ]
    first, about = (
        next(row for row in PICTURES["time"].rows if row.id == ident)
        for ident in ("registry-years", "guided-injection")
    )
    assert (first.name, *first.cells[:3]) == (
        TYPED["subject"]["study"],
        "years of the registry",
        "in",
        "2014 to 2020",
    )
    assert about.cells[1:3] == ("about", "2024-10")
    assert "about October 2024, listed" in _said(PICTURES["time"].charts[0])


def test_people_are_named_as_people() -> None:
    """A group's short name alone could be read as a number of deposits."""
    for ident in ("flow", "ranges"):
        drawn = PICTURES[ident]
        names = [row.name for row in drawn.rows]
        for group in ("calcifications", "ossifications"):
            assert TYPED["groups"][group]["people"] in names
            assert TYPED["groups"][group]["people"] in " ".join(_said(drawn.charts[0]))


def test_a_changed_outcome_says_whose() -> None:
    """One child or one adult, in the drawing and in the table; zero is drawn over the bands."""
    drawn = PICTURES["change"]
    names = [row.name for row in drawn.rows]
    assert names == [
        "as counted",
        "one child fewer",
        "one child more",
        "one adult fewer",
        "one adult more",
    ]
    assert set(names) <= set(_said(drawn.charts[0]))
    page, _ = build_tables.files(DATA.read_bytes(), ROOT)
    svg = page["figures/change.svg"]
    assert svg.rindex('class="bar') < svg.index('class="zero"') < svg.index('class="mark')


def test_the_impossible_percentage_is_refused() -> None:
    """A fact that is no known count cannot be drawn, whatever asks for it."""
    impossible = FACTS["stable-news"]
    assert impossible.kind == "impossible"
    unknown = facts.Fact(id="x", section="results", kind="unknown", name="x", cite=())
    for fact in (impossible, unknown):
        with pytest.raises(ValueError, match="cannot be drawn"):
            picture.counted(fact)
        with pytest.raises(ValueError, match="cannot be drawn"):
            charts.people(fact, ("a", "b", "c"))
    with pytest.raises(ValueError, match="no stated group"):
        picture.out_of(FACTS["side-effect"])


def test_a_study_file_cannot_ask_for_the_impossible_percentage() -> None:
    """The build names the line instead of drawing."""
    text = DATA.read_text("utf-8")
    asked = "facts: [improved, improved-children, improved-adults, improved-ossifications]"
    assert text.count(asked) == 1
    broken = text.replace(asked, "facts: [improved, stable-news]")
    pages, problems = build_tables.files(broken.encode(), ROOT)
    assert not pages
    assert any(problem.path == "figures.ranges.facts[1]" for problem in problems)


def test_everything_is_inside_the_drawing() -> None:
    """No mark, bar, line or line of text begins outside its chart."""
    for drawn in PICTURES.values():
        for chart in drawn.charts:
            points = [(x, y) for rule in chart.rules for x, y in rule.points]
            points += [(mark.x, mark.y) for mark in chart.marks]
            points += [(label.x, label.y) for label in chart.labels]
            points += [(x, bar.y) for bar in chart.bars for x in (bar.x, bar.x + bar.width)]
            for x, y in points:
                assert -0.1 <= x <= WIDTH + 0.1, (drawn.id, x)
                assert 0 <= y <= chart.height, (drawn.id, y)


# -- what is passed on ----------------------------------------------------------------------------


def test_two_builds_give_the_same_pictures(files: dict[str, str]) -> None:
    """Nothing depends on the run."""
    again, _ = build_tables.files(DATA.read_bytes(), ROOT)
    ours = {name for name in files if name.startswith("figures/")}
    assert len(ours) == 2 * len(PICTURES)
    assert all(files[name] == again[name] for name in ours)


@pytest.mark.parametrize("ident", PICTURES)
def test_a_picture_alone_carries_its_caveat_and_date(ident: str, files: dict[str, str]) -> None:
    """Well-formed, named, described, with size, both colour schemes, caveat, sources and date."""
    svg = files[f"figures/{ident}.svg"]
    root = ElementTree.fromstring(svg)
    named = (root.get("aria-labelledby") or "").split()
    assert [root.find(f"{SVG}{tag}").get("id") for tag in ("title", "desc")] == named  # type: ignore[union-attr]
    assert all(root.get(name) for name in ("width", "height", "viewBox"))
    assert "prefers-color-scheme:dark" in svg
    assert "style=" not in svg
    assert "var(" not in svg  # programs other than browsers do not know it
    said = " ".join(" ".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    said = " ".join(said.split())
    text = getattr(STUDY.figures, ident, None) or STUDY.figures.bars[ident]
    caveat = text.caveat or STUDY.summary.comparison
    assert caveat in said
    about = f"{STUDY.site.title} ({STUDY.subject.study})"
    origin = f"{about}, notes last checked on 22 November 2026. Licence: CC BY."
    assert origin in said
    for row in csv.DictReader(io.StringIO(files[f"figures/{ident}.csv"])):
        assert row["Note"].endswith(origin)
        assert all(row.values())
    head = next(csv.reader(io.StringIO(files[f"figures/{ident}.csv"])))
    assert len(head) == len(set(head))
    assert "Sources: " in said


def test_the_numbers_of_a_picture_are_the_facts(files: dict[str, str]) -> None:
    """Each row of a CSV file is a fact's count and total, with the caveat in its last column."""
    for ident in ("people", "ranges", "flow", *STUDY.figures.bars):
        rows = list(csv.DictReader(io.StringIO(files[f"figures/{ident}.csv"])))
        assert rows
        for row in rows:
            fact = FACTS[row["Id"]]
            assert int(row["People"]) == fact.count
            if "Out of" in row:
                assert int(row["Out of"]) == fact.total
            assert "last checked on" in row["Note"]
    change = list(csv.DictReader(io.StringIO(files["figures/change.csv"])))
    assert [change[0][name] for name in ("Difference, points", "p, exact test")] == [
        "36.9",
        "0.095",
    ]
    assert float(change[1]["Range from"]) < 0  # with a sign that spreadsheets know


def test_png_files_are_the_same_each_time(tmp_path: Path, files: dict[str, str]) -> None:
    """The same bytes from an empty cache; unchanged pictures are left alone, orphans removed."""
    folder = tmp_path / "figures"
    folder.mkdir()
    for ident in ("people", "time"):
        (folder / f"{ident}.svg").write_text(files[f"figures/{ident}.svg"], "utf-8")
    (folder / "old.png").write_bytes(b"")
    changed = {path.name for path in draw.draw(folder, tmp_path / "one")}
    assert changed == {"people.png", "time.png", "old.png"}
    assert not (folder / "old.png").exists()
    first = {path.name: path.read_bytes() for path in folder.glob("*.png")}
    assert all(body.startswith(b"\x89PNG") for body in first.values())
    assert list(draw.draw(folder, tmp_path / "one")) == []
    for name in first:
        (folder / name).unlink()
    list(draw.draw(folder, tmp_path / "two"))
    assert first == {path.name: path.read_bytes() for path in folder.glob("*.png")}


def test_the_build_does_not_load_the_drawing_library() -> None:
    """Building the pages stays quick: PNG files are another program's work."""
    code = "import sys, build_tables; sys.exit('resvg_py' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT / "scripts").returncode == 0


def test_the_colours_of_files_are_those_of_the_pages() -> None:
    """The palette stands twice: custom properties for pages, plain colours for files."""
    page = (ROOT / "templates/theme/assets/site.css").read_text()
    file = (ROOT / "templates/charts/poster.css").read_text()
    fallbacks = dict(re.findall(r"--fig-(\w+): var\(--\w+, (#\w+)\)", page))
    assert {"improved", "rest", "line", "ink", "soft", "paper"} <= fallbacks.keys()
    for name in ("improved", "rest", "line", "ink", "soft", "paper"):
        assert fallbacks[name] in file, name


# -- on the page ----------------------------------------------------------------------------------


def each_page(page: Page, server: Servers) -> Iterator[str]:
    """Open one page with pictures after the other."""
    for address in WITH_PICTURES:
        page.goto(server.root + address)
        yield address


@pytest.mark.parametrize("width", [320, 360, 768])
def test_text_in_pictures_can_be_read(
    width: int, server: Servers, new_page: Callable[..., Page]
) -> None:
    """14 px or more as displayed, inside its drawing, no two lines on each other, no scrolling."""
    page = new_page(viewport={"width": width, "height": 640})
    for address in each_page(page, server):
        drawn = page.evaluate(DRAWN)
        assert drawn, address
        for chart in drawn:
            assert_readable(chart)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


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


# Of every table below a picture: its width and its box's, its heads, the names in its cells
OPENED = """() => [...document.querySelectorAll(".picture__table")].map(box => {
  box.closest("details").open = true;
  const table = box.querySelector(".picture__rows");
  return [
    box.scrollWidth, box.clientWidth,
    [...table.querySelectorAll("thead th")].slice(1).map(e => e.textContent).join(),
    [...table.rows[1].querySelectorAll("td")].map(e => e.dataset.head).join(),
  ];
})"""


@pytest.mark.parametrize("width", [320, 768])
def test_opened_tables_need_no_scrolling(
    width: int, server: Servers, new_page: Callable[..., Page]
) -> None:
    """On a phone the cells of a row stand below each other, each with its column's name."""
    page = new_page(viewport={"width": width, "height": 640})
    for address in each_page(page, server):
        tables = page.evaluate(OPENED)
        assert tables, address
        for inner, outer, columns, cells in tables:
            assert inner <= outer, address
            assert columns == cells, address


@pytest.mark.parametrize("width", [768, 1280])
def test_words_stand_beside_the_drawing(
    width: int, server: Servers, new_page: Callable[..., Page]
) -> None:
    """They share no column with it, and no line of them goes on below it."""
    page = new_page(viewport={"width": width, "height": 640})
    for address in each_page(page, server):
        apart: list[bool] = page.evaluate(
            """() => [...document.querySelectorAll(".picture:not(.picture--groups)")].map(
              picture => {
                const box = name => picture.querySelector(name).getBoundingClientRect();
                return box(".picture__words").left >= box(".picture__charts").right
                  && box(".picture__links").top >= box(".picture__body").bottom;
              })"""
        )
        assert all(apart), address


def test_a_picture_on_a_page_has_all_that_belongs_to_it(server: Servers, page: Page) -> None:
    """Name, sentence, table, ledger and files that are there; ids once; no style attributes."""
    for address in each_page(page, server):
        ids: list[str] = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
        assert len(ids) == len(set(ids)), address
        for figure in page.locator("figure.picture").all():
            assert_complete(figure)


def assert_complete(figure: Locator) -> None:
    """A picture has its name, sentence, table, ledger and files."""
    for chart in figure.locator("svg.chart").all():
        assert chart.get_attribute("role") == "img"
        for ident in (chart.get_attribute("aria-labelledby") or "").split():
            assert figure.page.locator(f"#{ident}").count() == 1
    assert figure.locator("[style]").count() == 0
    assert figure.locator(".picture__says").inner_text().strip()
    assert figure.locator("details table tbody tr").count() >= 2
    assert figure.locator("a[href*='numbers/#n-']").count() >= 1
    for link in figure.locator("a[download]").all():
        reply = figure.page.request.get(link.evaluate("a => a.href"))
        assert reply.ok, link.get_attribute("href")


def test_every_figure_in_a_drawing_has_a_fact(server: Servers, page: Page) -> None:
    """Digits in a drawing are a fact's, a tick of an axis, a date, or part of a name."""
    for address in each_page(page, server):
        loose: list[str] = page.evaluate(
            r"""() => [...document.querySelectorAll(
                "svg.chart text, svg.chart title, svg.chart desc")]
              .flatMap(text => [...text.childNodes])
              .filter(node => /\d/.test(node.textContent))
              .filter(node => !(node.matches?.(".n[data-fact], .tick, .year, .id")))
              .map(node => node.textContent)"""
        )
        assert loose == [], address
