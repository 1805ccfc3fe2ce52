"""The tables and the file of everything: as on the pages, with their caveats, and readable."""

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from scipy import stats as scipy_stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

import addresses
import build_tables
import studies
from conftest import Servers
from exports import export, package
from exports.tables import FORMULA_SIGNS
from studies import REAL, ROOT, SMALLEST, changed
from study.facts import Facts
from study.model import Study
from test_site import ORACLE

# Published addresses are promises: a file may be added, and none taken away
PROMISED = {
    *(
        f"data/{name}.csv"
        for name in (
            "groups", "counts", "quantities", "citations", "comparison", "harm_limits", "sources",
            "trials", "trial_dates", "trial_statuses", "disagreements", "changes",
        )
    ),
    "data/study.json", "package.json",
}  # fmt: skip
YAML = yaml.safe_load(REAL.read_text(encoding="utf-8"))
HARM = YAML["headline"]["harm"]
SIX_DIGITS = 5e-6  # relative: six significant digits are written


def understood(text: str) -> tuple[Study, Facts]:
    """The study of a file without problems, and its facts."""
    return studies.understood(text)


def downloads(text: str) -> dict[str, str]:
    """Everything for programs that a study file gives, without the pictures."""
    study, facts = understood(text)
    return package.downloads(study, facts, export.tables(study, facts), {})


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows of a CSV file, as any program reads them."""
    return list(csv.DictReader(io.StringIO(text), strict=True))


FILES = downloads(REAL.read_text(encoding="utf-8"))
SMALL = downloads(SMALLEST.read_text(encoding="utf-8"))


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of the real study."""
    return rows_of(FILES[f"data/{name}.csv"])


def by_id(name: str) -> dict[str, dict[str, str]]:
    """The rows of a table of the real study by their ids."""
    return {row["id"]: row for row in rows(name)}


COUNTS = by_id("counts")
PROPORTIONS = {ident: row for ident, row in COUNTS.items() if row["total"]}


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """The generated pages of the real study."""
    made, problems = build_tables.files(REAL.read_bytes(), ROOT)
    assert problems == []
    return made


def test_the_published_addresses_stay() -> None:
    """Both studies give every promised file; the invented one is no smaller."""
    assert set(FILES) == set(SMALL) == PROMISED
    study, facts = understood(SMALLEST.read_text(encoding="utf-8"))
    assert {offer.path for offer in package.offered(export.tables(study, facts))} == PROMISED


# -- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("ident", COUNTS)
def test_every_count_is_what_other_programs_work_out(ident: str) -> None:
    """Count, total, rest, share and both intervals agree with YAML, statsmodels and division."""
    row, entry = COUNTS[ident], ORACLE.counts[ident]
    count = ORACLE.people(ident)
    assert row["count"] == ("" if count is None else str(count))
    if count is None or not entry.get("group_stated", True):
        assert {row[name] for name in ("total", "rest", "share", "low", "exact_high")} == {""}
        return
    total = ORACLE.people(entry["group"]) or 0
    assert [row["total"], row["rest"]] == [str(total), str(total - count)]
    ends = [
        *proportion_confint(count, total, method="wilson"),
        *proportion_confint(count, total, method="beta"),
    ]
    written = [float(row[name]) for name in ("share", "low", "high", "exact_low", "exact_high")]
    assert written == pytest.approx([count / total, *ends], rel=SIX_DIGITS, abs=1e-12)


def test_every_group_and_quantity_is_that_of_the_study_file() -> None:
    """Sizes are worked out anew; values and ranges are as typed."""
    groups, quantities = by_id("groups"), by_id("quantities")
    assert {ident: int(row["size"]) for ident, row in groups.items()} == {
        ident: ORACLE.people(ident) for ident in YAML["groups"]
    }
    for ident, entry in YAML["quantities"].items():
        for name in ("value", "low", "high", "unit"):
            assert quantities[ident][name] == str(entry.get(name, "")), (ident, name)
    assert quantities.keys() == YAML["quantities"].keys()


def test_the_comparison_is_what_other_programs_work_out() -> None:
    """Each row: difference and interval by statsmodels, p by scipy, for its own counts."""
    seen = set()
    for row in rows("comparison"):
        a, m, b, n = (
            int(row[f"{side}_{part}"])
            for side in ("first", "second")
            for part in ("count", "total")
        )
        low, high = confint_proportions_2indep(a, m, b, n, method="newcomb", compare="diff")
        fisher = scipy_stats.fisher_exact([[a, m - a], [b, n - b]]).pvalue
        mid = ORACLE._mid_p(a, m, b, n)
        written = [float(row[name]) for name in ("difference", "low", "high", "fisher_p", "mid_p")]
        assert written == pytest.approx([a / m - b / n, low, high, fisher, mid], rel=SIX_DIGITS)
        seen.add((row["id"], a - 6, b - 3))
    assert seen == {
        ("as-counted", 0, 0), ("first-one-fewer", -1, 0), ("first-one-more", 1, 0),
        ("second-one-fewer", 0, -1), ("second-one-more", 0, 1),
    }  # fmt: skip


def test_the_limits_of_harm_are_what_scipy_works_out() -> None:
    """Exact one-sided upper limits, for a harm that nobody had and for the one that was seen."""
    seen = ORACLE.people(HARM) or 0
    for row in rows("harm_limits"):
        size = ORACLE.people(row["group"]) or 0
        limits = [scipy_stats.beta.ppf(0.95, count + 1, size - count) for count in (0, seen)]
        assert int(row["size"]) == size
        assert [float(row["unseen"]), float(row["seen"])] == pytest.approx(limits, rel=SIX_DIGITS)


def test_every_number_is_the_one_on_the_pages(pages: dict[str, str]) -> None:
    """The ledger's machine values of each fact are the cells of its row."""
    ledger = BeautifulSoup(pages["numbers.md"], "html.parser")
    tables = {**COUNTS, **by_id("groups"), **by_id("quantities")}
    for ident, row in tables.items():
        entry = ledger.find(id=f"n-{ident}")
        assert entry is not None, ident
        values = {str(tag["value"]) for tag in entry.select(f"p data[data-fact={ident}]")}
        if ident in YAML["quantities"]:
            assert values == {row["value"] or f"{row['low']}/{row['high']}"}
        elif row.get("share"):
            assert values == {row["count"], row["share"], f"{row['low']}/{row['high']}"}
        else:
            assert values == {row.get("size") or row.get("count") or row["printed"]}


def test_the_one_file_holds_the_rows_of_the_tables() -> None:
    """study.json and the CSV files hold the same cells, in the same order, with the same names."""
    whole = json.loads(FILES["data/study.json"])
    for name, table in whole["tables"].items():
        there = rows(name)
        assert len(there) == len(table["rows"])
        for row, written in zip(table["rows"], there, strict=True):
            assert {key: _as_cell(value) for key, value in row.items()} == written, name
            assert list(row) == list(table["columns"])


def _as_cell(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def test_a_calculated_number_is_said_to_be_ours() -> None:
    """The columns that no source gives say so, and so does the kind of each fact."""
    columns = json.loads(FILES["data/study.json"])["tables"]["counts"]["columns"]
    for name in ("rest", "share", "low", "high", "exact_low", "exact_high"):
        assert "by us" in columns[name], name
    assert COUNTS["not-improved"]["kind"] == "computed"
    assert COUNTS["improved-children"]["kind"] == "reconstructed"
    assert COUNTS["improved"]["kind"] == "reported"


# -- caveats --------------------------------------------------------------------------------------


@pytest.mark.parametrize("files", [FILES, SMALL], ids=["real", "smallest"])
def test_every_row_with_a_number_of_people_has_its_caveat(files: dict[str, str]) -> None:
    """No row of facts, comparisons, limits or trials can be passed on without one."""
    for name in (
        "groups",
        "counts",
        "quantities",
        "citations",
        "comparison",
        "harm_limits",
        "trials",
        "trial_statuses",
    ):
        table = rows_of(files[f"data/{name}.csv"])
        assert table or (files is SMALL and name.startswith("trial"))
        assert all(len(row["caveat"]) > 20 for row in table), name


def test_a_result_says_how_many_it_was_not_so_in_and_that_nobody_was_compared() -> None:
    """Every count of results but the harm and the impossible one, by its own numbers."""
    for ident, row in PROPORTIONS.items():
        assert (
            f"{row['count']} of {row['total']} people and not in the other {row['rest']}"
            in row["caveat"]
        )
        if row["section"] == "results":
            assert "after at least 6 months" in row["caveat"], ident
            assert "There was no comparison group" in row["caveat"], ident
    for ident in (YAML["comparison"]["first"], YAML["comparison"]["second"]):
        assert "could be chance" in COUNTS[ident]["caveat"]
    assert "Included in: improved" in COUNTS["disappeared"]["caveat"]


def test_the_harm_has_no_denominator_and_says_what_a_small_study_misses() -> None:
    """One person, out of nobody knows how many."""
    row = COUNTS[HARM]
    assert (row["count"], row["group"], row["total"], row["group_stated"]) == ("1", "", "", "false")
    assert "A study this small can miss harms." in row["caveat"]


def test_an_impossible_figure_is_no_count_anywhere() -> None:
    """It is marked, and has no count, no total and no share to be reckoned with."""
    row = COUNTS["stable-news"]
    assert row["kind"] == "impossible"
    assert row["printed"] == "51%"
    empty = ("count", "total", "rest", "share", "low", "high", "exact_low", "exact_high")
    assert [row[name] for name in empty] == [""] * len(empty)
    (cited,) = [row for row in rows("citations") if row["fact"] == "stable-news"]
    assert (cited["kind"], cited["counted"]) == ("impossible", "")


def test_a_number_of_another_trial_is_not_taken_for_one_of_the_study() -> None:
    """It names its trial, and its caveat says that it is none of the study's numbers."""
    quantities = by_id("quantities")
    assert quantities["infusion-entered"]["trial"] == "infusion"
    assert quantities["infusion-entered"]["caveat"].startswith("Not part of CATSS-O.")
    assert quantities["min-duration"]["trial"] == quantities["earlier-people"]["trial"] == ""


# -- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", FORMULA_SIGNS)
def test_no_text_becomes_a_formula_in_a_spreadsheet(sign: str) -> None:
    """A name that begins like a formula is written as text; CSV gives the rest back as it was."""
    hostile = json.dumps(f'{sign}HYPERLINK("https://example.org", "a, b")')
    files = downloads(changed("{name: counted,", f"{{name: {hostile},"))
    cell = rows_of(files["data/groups.csv"])[1]["name"]
    assert cell == "'" + json.loads(hostile)
    named = json.loads(files["data/study.json"])["tables"]["groups"]["rows"][1]["name"]
    assert named == json.loads(hostile)


@pytest.mark.parametrize("path", sorted(PROMISED - {package.PATH}))
def test_a_file_with_a_hash_does_not_name_the_sites_address(path: str) -> None:
    """The address is put in after the hashes are taken, so that it must not stand in these."""
    assert addresses.SITE not in FILES[path]
    assert "\r" not in FILES[path]


def test_every_link_of_a_row_leads_to_a_place_on_the_site(pages: dict[str, str]) -> None:
    """Relative links end at an id of the ledger, or of the page of the trials."""
    ids = {
        page: set(re.findall(r'\bid="([^"]+)"|\{ #([^ ]+) \}', pages[f"{page}.md"]))
        for page in ("numbers", "trials")
    }
    there = {f"../{page}/#{a or b}" for page, found in ids.items() for a, b in found}
    for path in sorted(PROMISED):
        if path.endswith(".csv"):
            links = {row.get("ledger") or row.get("page") for row in rows_of(FILES[path])}
            assert links - {None} <= there, path


def test_a_row_is_found_by_its_key() -> None:
    """No two rows of a table agree in its key."""
    for table in export.tables(*understood(REAL.read_text(encoding="utf-8"))):
        keys = [tuple(getattr(row, name) for name in table.key) for row in table.rows]
        assert len(set(keys)) == len(keys), table.name


# -- the examples on the page ---------------------------------------------------------------------


def test_the_python_example_gives_counts_with_their_caveats(
    pages: dict[str, str], server: Servers, site: Path
) -> None:
    """The program on "Use this data" runs as it stands there, and prints every result."""
    found = re.search(
        r"<code[^>]*>(import csv.*?)</code>",
        (site / "data/index.html").read_text("utf-8"),
        re.DOTALL,
    )
    assert found, "data.md.j2 has no Python example that begins with: import csv"
    program = BeautifulSoup(found[1], "html.parser").get_text()
    assert len(program.strip().splitlines()) <= 12
    (address,) = re.findall(r"https?://[^\"']+", program)
    assert address.endswith("data/counts.csv")
    program = program.replace(address, f"{server.root}data/counts.csv")
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    expected = [
        f"{row['name']}: {row['count']} of {row['total']}. {row['caveat']}"
        for row in PROPORTIONS.values()
        if row["conditional"] == "false"  # what holds if our reading is right is no result
    ]
    assert done.stdout.splitlines() == expected


def test_the_spreadsheet_example_names_the_right_cells() -> None:
    """Columns G, H and J of the first row are count, total and share."""
    head, first = list(csv.reader(io.StringIO(FILES["data/counts.csv"])))[:2]
    assert [head["ABCDEFGHIJ".index(letter)] for letter in "AGHJ"] == [
        "id",
        "count",
        "total",
        "share",
    ]
    assert first[0] == YAML["headline"]["improved"]
    assert int(first[6]) / int(first[7]) == pytest.approx(float(first[9]), rel=SIX_DIGITS)
