"""The built site: every digit is backed, every link leads somewhere, results bear their caveats."""

import csv
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

import oracle
import wording
from conftest import ADDRESS
from oracle import people
from studies import REAL, TYPED
from test_accessibility import CHECKED, pages_of, soup

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
# Where digits stand that are no figures: dates, names and titles of works, code, the years and
# ticks of an axis, and what no reader reads.
NO_FIGURE = (
    "time, cite, .fields, .record, code, .id, .year, .tick, script, style, nav, header.md-header, "
    "textarea"  # what is copied is what its page says: words/test_sentences.py
)
IMPROVED, FIRST = TYPED["headline"]["improved"], next(iter(TYPED["comparisons"].values()))["first"]
RESULT_PAGES = ("", "results/", "subgroups/", "harms/", "certainty/", "study/", "questions/")

Backed = dict[str, set[str]]  # the numbers that may stand in the name of each fact


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, BeautifulSoup]:
    """Every page of the site, by its address below the root."""
    return {address: soup(file) for address, file in pages_of(site).items()}


@pytest.fixture(scope="module")
def backed(site: Path) -> Backed:
    """What the site's tables give, which exports/test_tables.py works out with other programs."""
    found = {}
    for table in ("groups", "counts", "quantities"):
        for row in _rows(site, table):
            found[row["id"]] = _written([row]) | _tried(row["id"])
            found[row["id"]] |= {str(people(row[of])) for of in ("group", "part_of") if row.get(of)}
    for row in _rows(site, "measures"):
        found[row["id"]] = _written([row])
    compared = _rows(site, "comparison")
    for ident in oracle.every("comparisons"):
        found[ident] = _written([row for row in compared if row["id"].startswith(f"{ident}-")])
        found[ident] |= {"100"}
    found["limits"] = _written(_rows(site, "harm_limits")) | {"100"}
    return found


def _rows(site: Path, table: str) -> list[dict[str, str]]:
    with (site / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _written(rows: list[dict[str, str]]) -> set[str]:
    """Every way in which pages write a number of a table: a share in percent, rounded or down."""
    texts = [cell.rstrip("%") for row in rows for cell in row.values()]
    cells = {text for text in texts if re.fullmatch(r"-?[\d.]+", text)}
    shares = [abs(float(cell)) for cell in cells if "." in cell]
    percent = {f"{100 * share:.{places}f}" for share in shares for places in (0, 1)}
    return cells | percent | {f"{p:.3f}" for p in shares} | {str(int(100 * p)) for p in shares}


def _tried(ident: str) -> set[str]:
    """The counts around an impossible percentage, for the rows that try it on groups."""
    found: set[str] = set()
    for row in TYPED["disagreements"]:
        if ident in row.get("facts", []):
            for total in [people(name) or 0 for name in row.get("tried", [])]:
                below = int(float(oracle.printed(row["facts"][0])) * total / 100)
                for count in (below, below + 1):
                    found |= {str(count), f"{100 * count / total:.1f}"}
    return found


def _unbacked(page: Tag, backed: Mapping[str, set[str]]) -> Iterator[str]:
    """The numbers of a page that stand in no fact that gives them; an empty text for each other."""
    passed_over = {id(tag) for tag in page.select(NO_FIGURE)}
    for text in page.find_all(string=NUMBER):
        above = list(text.parents)
        if type(text) is not NavigableString or any(id(tag) in passed_over for tag in above):
            continue
        holder = next((tag for tag in above if tag.get("data-fact")), above[0])
        idents = str(holder.get("data-fact", "")).split()
        allowed = {token for ident in idents for token in backed.get(ident, ())}
        for number in NUMBER.findall(text):
            yield "" if number in allowed else f"{number} in {str(text).strip()!r} ({idents})"


def test_every_digit_on_the_pages_is_backed_by_a_fact(
    pages: dict[str, BeautifulSoup], backed: Backed
) -> None:
    """A digit stands in an element that names its fact, and is what the fact gives."""
    found = [
        (name, each)
        for name, page in pages.items()
        for each in _unbacked(page.body or page, backed)
    ]
    assert [(name, number) for name, number in found if number] == []
    assert len(found) > 300, "the walk has lost its way"


def test_an_unbacked_digit_is_found(backed: Backed) -> None:
    """The walk above fails on a figure that no fact gives, and on one with a wrong name."""
    for html in ("<p>{} people</p>", f'<p><data data-fact="{IMPROVED}">{{}}</data></p>'):
        wrong = (people(IMPROVED) or 0) + 1000
        assert all(_unbacked(BeautifulSoup(html.format(wrong), "html.parser"), backed))


def test_every_number_in_titles_and_descriptions_is_a_facts(
    pages: dict[str, BeautifulSoup], backed: Backed
) -> None:
    """Titles and descriptions hold no other numbers than those of facts."""
    known = set[str]().union(*backed.values())
    for trial in TYPED["trials"].values():  # dates, and the names of those who say so
        for status in trial["status"]:
            known |= {str(int(part)) for part in status.get("date", "").split("-") if part}
    known |= set(NUMBER.findall(" ".join(source["name"] for source in TYPED["sources"].values())))
    for name, page in pages.items():
        told = [tag.get_text() for tag in page.select("head > title")]
        told += [str(tag["content"]) for tag in page.select("meta[name=description]")]
        assert told
        assert set(NUMBER.findall(" ".join(told))) <= known, name


def test_every_figure_has_its_row_in_the_ledger(pages: dict[str, BeautifulSoup]) -> None:
    """Each fact that a page names stands on "Numbers and sources", and the way there beside it."""
    tags = [tag for page in pages.values() for tag in page.select("[data-fact]")]
    named = {ident for tag in tags for ident in str(tag["data-fact"]).split()}
    assert named
    assert {ident for ident in named if not pages["numbers/"].find(id=f"n-{ident}")} == set()
    for name, page in pages.items():
        for block in page.select(".answer, table.counts:not(.trials), table.fact-box"):
            if not block.find_parent(class_="entry"):  # in the ledger itself
                link = block.select_one(".ground a") or block.find_next(class_="ground")
                assert link is not None, f"{name}: {block.get('class')}"


@pytest.mark.parametrize("name", [*RESULT_PAGES, "clinicians/"])
def test_each_result_page_repeats_the_answer(name: str, pages: dict[str, BeautifulSoup]) -> None:
    """The answer, the missing comparison group and the date stand on every page with a result."""
    article = pages[name].select_one("article")
    assert article is not None
    counts = {
        ident: f"{people(ident)} of {people(oracle.counts[ident]['group'])}"
        for ident in (IMPROVED, FIRST)
    }
    facts = article.select("[data-fact]")
    assert any(tag.get_text() == counts.get(str(tag["data-fact"])) for tag in facts)
    assert wording.compiled("<comparison>").search(" ".join(article.get_text(" ").split()))
    assert article.select_one(f"time[datetime='{CHECKED}']")


def test_headings_have_fixed_ids(pages: dict[str, BeautifulSoup]) -> None:
    """No heading has an id with a number made up by a tool, which would change with the page."""
    for name, page in pages.items():
        ids = [str(heading.get("id", "")) for heading in page.select("article :is(h1, h2, h3, h4)")]
        assert not [ident for ident in ids if re.search(r"_\d+$", ident)], name


def test_every_link_leads_somewhere(site: Path, tmp_path: Path) -> None:
    """Every relative link and every anchor of the site is there (lychee, offline)."""
    place = tmp_path / urlsplit(ADDRESS).path.strip("/")
    place.parent.mkdir(parents=True)
    place.symlink_to(site)  # the page for missing addresses names them from the root of the host
    lychee = Path(sys.executable).with_name("lychee")
    options = "--offline --include-fragments --index-files index.html --no-progress --root-dir"
    done = subprocess.run(
        [lychee, *options.split(), tmp_path, place], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_the_schema_of_the_data_file_is_where_its_first_line_says() -> None:
    """Editors find the schema for completion."""
    first = REAL.read_text(encoding="utf-8").splitlines()[0]
    address = first.removeprefix("# yaml-language-server: $schema=")
    assert (REAL.parent / address).resolve() == REAL.parents[1] / "docs" / "study.schema.json"
    assert (REAL.parent / address).exists()
