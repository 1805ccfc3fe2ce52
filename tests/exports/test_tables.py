"""The tables and the file of everything: as on the pages, with their caveats, and readable."""

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from string import ascii_uppercase

import pytest
import yaml
from scipy import stats as scipy_stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

import addresses
import build_tables
import oracle
from exports import package, tables
from studies import REAL, ROOT, SMALLEST, STUDIES, changed, study_of, understood
from words.edition import Edition

YAML = yaml.safe_load(REAL.read_text("utf-8"))
SIX_DIGITS = 5e-6  # relative: six significant digits are written
CALCULATED = ("rest", "share", "low", "high", "exact_low", "exact_high")


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows of a CSV file, as any program reads them."""
    return list(csv.DictReader(io.StringIO(text), strict=True))


EDITIONS = {file.parent.name: Edition(*STUDIES[file]) for file in STUDIES}
FILES = {name: package.downloads(e, tables.tables(e), []) for name, e in EDITIONS.items()}
WHOLE = json.loads(FILES["data"]["data/study.json"])["tables"]
TABLES = {name: rows_of(FILES["data"][f"data/{name}.csv"]) for name in WHOLE}
COUNTS = {row["id"]: row for row in TABLES["counts"]}


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """The generated pages of the real study."""
    made, problems = build_tables.files(REAL.read_bytes(), ROOT)
    assert problems == []
    return made


def test_every_study_gives_the_same_files() -> None:
    """Addresses are promises: none comes or goes with what a study happens to hold."""
    for name, edition in EDITIONS.items():
        offered = {offer.path for offer in package.offered(tables.tables(edition))}
        assert set(FILES[name]) == offered == set(FILES["data"])


# -- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("ident", COUNTS)
def test_every_count_is_what_other_programs_work_out(ident: str) -> None:
    """Count, total, rest, share and both intervals agree with YAML, statsmodels and division.

    Where there is no count, or no source says out of whom, nothing is there to be reckoned with.
    """
    row, entry, count = COUNTS[ident], oracle.counts[ident], oracle.people(ident)
    assert row["count"] == ("" if count is None else str(count))
    assert (row["kind"] == "impossible") == (count is None)
    if count is None or entry.get("group_stated") == "false":
        assert {row[name] for name in ("total", *CALCULATED)} == {""}
        return
    total = oracle.people(entry["group"]) or 0
    assert row["total"] == str(total)
    ends = [
        end for way in ("wilson", "beta") for end in proportion_confint(count, total, method=way)
    ]
    expected = [total - count, count / total, *ends]
    assert [float(row[name]) for name in CALCULATED] == pytest.approx(expected, rel=SIX_DIGITS)


def test_every_group_and_quantity_is_that_of_the_study_file() -> None:
    """Sizes are worked out anew; values and ranges are as typed."""
    assert {row["id"]: int(row["size"]) for row in TABLES["groups"]} == {
        ident: oracle.people(ident) for ident in oracle.groups
    }
    fields = ("value", "low", "high", "unit")
    assert {row["id"]: [row[name] for name in fields] for row in TABLES["quantities"]} == {
        ident: [str(entry.get(name, "")) for name in fields]
        for ident, entry in oracle.every("quantities").items()
    }


def test_the_comparison_is_what_other_programs_work_out() -> None:
    """Each row: difference and interval by statsmodels, p by scipy; one person differs in each."""
    typed, found = oracle.every("comparisons"), list[tuple[int, ...]]()
    ends = ("first_count", "first_total", "second_count", "second_total")
    every = [[int(row[name]) for name in ends] for row in TABLES["comparison"]]
    for both in typed.values():
        a, b = (oracle.people(both[side]) or 0 for side in ("first", "second"))
        found += [(a, b), (a - 1, b), (a + 1, b), (a, b - 1), (a, b + 1)]
    assert sorted((row[0], row[2]) for row in every) == sorted(found)
    for row, (a, m, b, n) in zip(TABLES["comparison"], every, strict=True):
        low, high = confint_proportions_2indep(a, m, b, n, method="newcomb", compare="diff")
        fisher = scipy_stats.fisher_exact([[a, m - a], [b, n - b]]).pvalue
        mid = oracle.mid_p(a, m, b, n)
        written = [float(row[name]) for name in ("difference", "low", "high", "fisher_p", "mid_p")]
        assert written == pytest.approx([a / m - b / n, low, high, fisher, mid], rel=SIX_DIGITS)


def test_the_limits_of_harm_are_what_scipy_works_out() -> None:
    """Exact one-sided upper limits, for a harm that nobody had and for the one that was seen."""
    seen = oracle.people(YAML["headline"]["harm"]) or 0
    for row in TABLES["harm_limits"]:
        size = oracle.people(row["group"]) or 0
        limits = [scipy_stats.beta.ppf(0.95, count + 1, size - count) for count in (0, seen)]
        assert int(row["size"]) == size
        assert [float(row["unseen"]), float(row["seen"])] == pytest.approx(limits, rel=SIX_DIGITS)


def test_the_one_file_holds_the_rows_of_the_tables() -> None:
    """study.json and the CSV files hold the same cells, in the same order, with the same names."""
    assert [f"data/{name}.csv" for name in WHOLE] == [*FILES["data"]][: len(WHOLE)]
    for name, table in WHOLE.items():
        rows = [[row[column] for column in table["columns"]] for row in table["rows"]]
        assert tables.csv_text([*table["columns"]], rows) == FILES["data"][f"data/{name}.csv"]
    # A calculated number is never passed off as one of a source
    assert all("by us" in WHOLE["counts"]["columns"][name] for name in CALCULATED)


def test_a_look_at_the_trials_alone_is_no_check_of_the_sources() -> None:
    """The one file has the day that the pages have, and the version of the newest entry."""
    (before,) = STUDIES[SMALLEST][0].log
    said = "checked: Trials., changed: Trials., conclusion_changed: false, trials_alone: true"
    study = study_of(changed("log:\n", f'log:\n  - {{date: 2031-01-01, version: "7.3", {said}}}\n'))
    whole = package.whole(EDITIONS["smallest"]._replace(study=study), [])
    assert (whole["last_checked"], whole["version"]) == (before.date, "7.3")


# -- caveats --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EDITIONS)
def test_no_row_can_be_passed_on_without_its_caveat(name: str) -> None:
    """Every table has one but those of documents and days; a result says what was not compared."""
    study = EDITIONS[name].study
    comparison = EDITIONS[name].filled(study.summary.comparison)
    for path, text in FILES[name].items():
        if path.endswith(".csv") and path not in (
            "data/sources.csv", "data/trial_dates.csv", "data/changes.csv",
        ):  # fmt: skip
            assert "caveat" in text.partition("\n")[0]
            assert all(len(row["caveat"]) > 20 for row in rows_of(text)), path
    for row in rows_of(FILES[name]["data/counts.csv"]):
        if row["total"] and row["id"] != study.headline.harm:
            others = f"{row['count']} of {row['total']} people and not in the other {row['rest']}"
            assert others in row["caveat"]
            assert (comparison in row["caveat"]) == (row["section"] == "results")


def test_a_number_of_another_trial_is_not_taken_for_one_of_the_study() -> None:
    """It names its trial, and its caveat says that it is none of the study's numbers."""
    said = f"Not part of {YAML['subject']['study']}."
    assert any(row["trial"] for row in TABLES["quantities"])
    for row in TABLES["quantities"]:
        assert row["trial"] in ("", *YAML["trials"])
        assert row["caveat"].startswith(said) or not row["trial"]


# -- files ----------------------------------------------------------------------------------------


def test_no_text_becomes_a_formula_in_a_spreadsheet() -> None:
    """An apostrophe stands before it, in the head too; what is no formula stays as it is."""
    for text in ("=1", "+1", "@A1", "-1+1", "-x", "＝1", "＋1", "－1", "＠A1", "\t=1"):
        assert tables.csv_text([text], [[text]]) == f"'{text}\n'{text}\n"
    text = tables.csv_text(["a"] * 7, [[-5, -0.5, "-5.8", None, True, "a=b", 'say "a, b"']])
    assert text.splitlines()[1] == '-5,-0.5,-5.8,,true,a=b,"say ""a, b"""'


def test_no_cell_holds_a_line_end() -> None:
    """One line of a file is one row, whatever a text of the data holds or ends with."""
    for end in ("\n", "\r\n", "\r", "\x85", "\u2028", "\v"):
        assert tables.csv_text(["a"], [[f"one{end}two{end}"]]) == "a\none two\n"


def test_a_file_with_a_hash_does_not_name_the_sites_address() -> None:
    """The address is put in after the hashes are taken, so that it must not stand in these."""
    for path, text in FILES["data"].items():
        assert (addresses.SITE in text) == (path == package.PATH)
        assert "\r" not in text


def test_every_link_of_a_row_leads_to_a_place_on_the_site(pages: dict[str, str]) -> None:
    """Relative links end at an id of the ledger, or of the page of the trials."""
    there = {f"../{address}" for address in addresses.parts(pages)}
    for name, rows in TABLES.items():
        assert {row.get("ledger") or row.get("page") for row in rows} - {None} <= there, name


# -- the examples on the page ---------------------------------------------------------------------


def test_the_python_example_gives_counts_with_their_caveats(
    pages: dict[str, str], tmp_path: Path
) -> None:
    """The program on "Use this data" runs as it stands there, and prints every result."""
    found = re.search(r"^    import csv\n(?:    .*\n|\n(?=    ))+", pages["data.md"], re.MULTILINE)
    assert found, "data.md.j2 has no Python example that begins with: import csv"
    (address,) = re.findall(r"https?://[^\"']+", found[0])
    (tmp_path / "counts.csv").write_text(FILES["data"][address.removeprefix(addresses.SITE)])
    program = re.sub("^    ", "", found[0], flags=re.MULTILINE)
    program = program.replace(address, (tmp_path / "counts.csv").as_uri())
    command = [sys.executable, "-I", "-W", "error", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        f"{row['name']}: {row['count']} of {row['total']}. {row['caveat']}"
        for row in COUNTS.values()
        if row["total"] and row["conditional"] == "false"  # if our reading is right: no result
    ]


def test_the_spreadsheet_example_names_the_right_cells(pages: dict[str, str]) -> None:
    """Its letters are those of the columns; the first row under the heads is the main result."""
    letters = dict(zip(WHOLE["counts"]["columns"], ascii_uppercase, strict=False))
    steps = pages["data.md"].partition("{ #spreadsheet }")[2].partition("\n## ")[0]
    assert f"<code>={letters['count']}2/{letters['total']}2</code>" in steps
    named = re.findall(r"\b(?:columns?|and) ([A-Z])\b", steps)
    assert named == [letters[name] for name in ("share", "low", "high", "caveat")]
    assert next(iter(COUNTS)) == YAML["headline"]["improved"]


# -- arms, measures and other trials --------------------------------------------------------------

SECOND = (ROOT / "tests/second/study.yaml").read_text("utf-8")  # with arms and a measure
TYPED = yaml.load(SECOND, Loader=yaml.BaseLoader)
CITE = "cite: [{source: letter, at: end}]"


def edition_of(text: str) -> Edition:
    """The edition of a study file."""
    return Edition(*understood(text))


def tables_of(text: str) -> dict[str, list[dict[str, str]]]:
    """The rows of all tables of a study file."""
    made = tables.tables(edition_of(text))
    return {each.name: rows_of(tables.csv_text(each.head, each.rows)) for each in made}


SECOND_TABLES = tables_of(SECOND)


def test_every_measured_number_is_as_typed_with_its_scale() -> None:
    """No digit of it is rounded, and the row alone says on which scale and which end is better."""
    typed = {
        ident: (measure, value)
        for study in (TYPED, *TYPED["trials"].values())
        for measure in study.get("measures", {}).values()
        for ident, value in measure["values"].items()
    }
    assert typed
    assert {row["id"] for row in SECOND_TABLES["measures"]} == set(typed)
    for row in SECOND_TABLES["measures"]:
        measure, value = typed[row["id"]]
        assert row["instrument"] == measure["instrument"]
        assert row["better"] == measure["scale"]["better"]
        for name, number in [("scale_low", measure["scale"]["low"]), *value.items()]:
            if name in ("scale_low", "n", "mean", "sd", "low", "high", "median", "q1", "q3"):
                assert float(row[name]) == float(number)
        for name in ("mean", "sd", "low", "high", "median", "q1", "q3", "against", "missing"):
            assert bool(row[name]) == (name in value)


def test_a_ratio_is_what_scipy_works_out() -> None:
    """It stands in the rows as counted alone, and says where half a person was added."""
    counted = [row for row in SECOND_TABLES["comparison"] if row["ratio"]]
    rows = SECOND_TABLES["comparison"]
    assert counted == [row for row in rows if row["id"].endswith("-as-counted")]
    assert {row["ratio_adjusted"] for row in counted} == {"true", "false"}
    for row in counted:
        a, m, b, n = (
            int(row[name])
            for name in ("first_count", "first_total", "second_count", "second_total")
        )
        assert (row["ratio_adjusted"] == "true") == (0 in (a, b, m - a, n - b))
        if row["ratio_adjusted"] == "false":
            found = scipy_stats.contingency.relative_risk(a, m, b, n)
            expected = [found.relative_risk, *found.confidence_interval()]
            written = [float(row[name]) for name in ("ratio", "ratio_low", "ratio_high")]
            assert written == pytest.approx(expected, rel=SIX_DIGITS)


def test_rows_of_another_trial_bear_its_name_and_its_caveat() -> None:
    """In every table: none of its numbers can be taken for those of the study, nor the reverse."""
    study = TYPED["subject"]["study"]
    for name in ("groups", "counts", "quantities", "measures", "comparison", "outcomes"):
        for row in SECOND_TABLES[name]:
            assert (f"Not part of {study}." in row["caveat"]) == bool(row["trial"]), name
    of_trials = [row for row in SECOND_TABLES["comparison"] if row["trial"]]
    assert of_trials
    for row in SECOND_TABLES["trials"]:
        same = row["same_treatment"] == "true"
        assert ("says nothing about what" in row["caveat"]) == (not same)
        assert row["design"].lower().startswith(TYPED["trials"][row["id"]]["design"]["kind"])


def test_an_outcome_has_a_level_where_something_was_found() -> None:
    """It names its number or comparison, and an outcome without either is no judgement."""
    compared = {row["id"] for row in SECOND_TABLES["comparison"]}
    rows = {row["id"]: row for row in SECOND_TABLES["outcomes"] if not row["trial"]}
    assert [*rows] == [*TYPED["outcomes"]]
    for ident, typed in TYPED["outcomes"].items():
        assert rows[ident]["result"] == typed.get("result", "")
        assert (rows[ident]["comparison"] in compared) == ("comparison" in typed)
        found = "result" in typed or "comparison" in typed
        assert rows[ident]["level"] == (TYPED["certainty"]["level"] if found else "")


def test_a_number_of_another_report_says_nothing_of_the_treatment() -> None:
    """What statements of `background` alone name is no part of the study; else it is."""
    other = f"  other: {{name: people elsewhere, value: 7, unit: people, {CITE}}}\n  weeks: {{"
    told = (
        f"background: [{{label: A report, text: 'It tells of {{other}} and {{weeks}}.', {CITE}}}]"
    )
    text = changed("  weeks: {", other) + f"{told}\n"
    rows = {row["id"]: row["caveat"] for row in tables_of(text)["quantities"]}
    edition = edition_of(text)
    subject, summary = edition.study.subject, edition.study.summary
    said = f"Not part of {subject.study}. It says nothing about what {subject.treatment} does."
    assert rows == {"other": said, "weeks": edition.filled(summary.sureness)}


def test_what_a_source_prints_beside_a_number_is_kept() -> None:
    """Interval and p as printed, with a minus that no spreadsheet takes for a formula."""
    printed = "{source: letter, at: line four, prints: 41.7%"
    text = changed(printed, f'{printed}, interval: "-2.6 to -1.2", p: "<0.001"')
    (row,) = [each for each in tables_of(text)["citations"] if each["p"]]
    assert (row["interval"], row["p"]) == ("−2.6 to −1.2", "<0.001")
    text = changed("group: counted, count: 10,", "group: counted, count: 10, missing: Some left.,")
    assert [row["missing"] for row in tables_of(text)["counts"]][:2] == ["Some left.", ""]


def test_the_one_file_tells_how_each_study_was_made() -> None:
    """Design, comparisons, outcomes, certainty of each, and what is not known with its places."""
    whole = json.loads(tables.as_json(package.whole(edition_of(SECOND), [])))
    for typed, told in [(TYPED, whole), *((TYPED["trials"][i], whole["trials"][i])
                                          for i in TYPED["trials"])]:  # fmt: skip
        assert told["design"]["kind"] == typed["design"]["kind"]
        assert [*told["comparisons"]] == [*typed.get("comparisons", {})]
        assert [*told["outcomes"]] == [*typed.get("outcomes", {})]
        level = typed["certainty"]["level"] if "certainty" in typed else None
        assert (told["certainty"] or {}).get("level") == level
    assert {ident: each["about"] for ident, each in whole["not_found"].items()} == {
        ident: each["about"] for ident, each in TYPED["not_found"].items()
    }
