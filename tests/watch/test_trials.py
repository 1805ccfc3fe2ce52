"""Trials compared with their live records, and what is written of that into a study file."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from test_registry import COMPLETED, Registry, Reply
from test_registry import answering as answering  # a fixture

import build_tables
from studies import SMALLEST, changed
from watch import amend, trials

TODAY = "2026-12-24"
URL = "https://clinicaltrials.gov/study/NCT01234567"
TRIAL = """\
trials:
  bath: # a comment at a trial
    name: A bath for hands
    role: context
    route: In warm water.
    who: The trial planned for {bath-target}.
    registrations:
      - {registry: ClinicalTrials.gov, number: NCT01234567, url: "https://clinicaltrials.gov/study/NCT01234567"}
      - {registry: Another registry, number: "12"}
    dates:
      - {event: registered, date: 2018-09, cite: [{source: letter, at: end}]}
      - {event: first person enrolled, date: 2018-10, cite: [{source: letter, at: end}]}
      - {event: ended, date: 2020-04-27, cite: [{source: letter, at: end}]}
    status:
      - {status: recruiting, date: 2019-01, cite: [{source: letter, at: end}]}
      # a comment below a status

    results: [Results were not found.]
"""
TARGET = """\
quantities:
  bath-target: {name: people planned, value: 24, unit: people, cite: [{source: letter, at: end}]}
"""


def study(old: str = "", new: str = "") -> str:
    """The smallest study with a trial in it, and one piece of that replaced by another."""
    text = changed("trials: {}\n", TRIAL).replace("quantities:\n", TARGET)
    if old:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


def answer(has_results: bool = False, people: int = 24, **status: Any) -> Reply:
    """A record with other values."""
    body = json.loads(COMPLETED)
    body["hasResults"] = has_results
    body["protocolSection"]["designModule"]["enrollmentInfo"]["count"] = people
    body["protocolSection"]["statusModule"].update(status)
    return Reply(json.dumps(body).encode())


@pytest.fixture
def run(
    tmp_path: Path, answering: Callable[..., Registry], capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str, str]]:
    """Run the command on a file; give its status, what it printed, its errors, and the file."""

    def start(text: str, reply: Reply, *words: str) -> tuple[int, str, str, str]:
        file = tmp_path / "study.yaml"
        file.write_bytes(text.encode())
        told = ["--data", str(file), "--base", answering(reply).url, "--pause", "0"]
        status = trials.main([*told, "--today", TODAY, *words])
        return status, *capsys.readouterr(), file.read_bytes().decode()

    return start


Run = Callable[..., tuple[int, str, str, str]]
AGREES = study("status: recruiting,", "status: completed,")


def test_the_file_of_these_tests_is_sound() -> None:
    """What is refused below is refused for what was changed."""
    assert build_tables.files(study().encode(), SMALLEST.parents[2])[1] == []


def test_agreement(run: Run) -> None:
    """Where the registry says what the file says, as exactly as both do, nothing differs."""
    status, printed, errors, text = run(AGREES, answer(), "--write")
    assert (status, errors, text) == (0, "", AGREES)
    assert printed == "ClinicalTrials.gov says what the file says (1 asked).\n"


def test_status_differs(run: Run) -> None:
    """A changed status is told with both dates and sources, and without --write no more."""
    status, printed, errors, text = run(study(), answer())
    assert (status, errors, text) == (1, "", study())
    assert printed == (
        "- A bath for hands (NCT01234567): the file says: Listed as recruiting in January 2019 "
        "(A letter). ClinicalTrials.gov says “completed” in its record of 6 August 2024, read on "
        "24 December 2026.\n"
    )


def test_writes_what_changed_alone(run: Run) -> None:
    """With --write, a status, its source and a log entry are added; no other line is touched."""
    status, printed, errors, text = run(study(), answer(), "--write")
    assert (status, errors) == (1, "")
    assert "A person must look at this" in printed
    before, after = study().splitlines(), text.splitlines()
    added = [line for line in after if line not in before]
    assert [line for line in after if line in before] == before
    assert added == [
        f"      - {{status: completed, date: {TODAY}, cite: "
        "[{source: bath-registry, at: recruitment status}]}",
        "  bath-registry:",
        '    name: "ClinicalTrials.gov, NCT01234567"',
        '    citation: "ClinicalTrials.gov, live record of NCT01234567."',
        "    date: 2024-08-06",
        "    seen: first part",
        f'    url: "{URL}"',
        f"  - date: {TODAY}",
        *[line for line in added if line.startswith('    version: "')],
        '    checked: "A program read the live records of trials at ClinicalTrials.gov, '
        'and no other source."',
        '    changed: "The status of a trial, as the live record gives it."',
        "    conclusion_changed: false",
        "    trials_alone: true",
    ]
    assert after.index(added[0]) == before.index("      # a comment below a status")


def test_what_was_written_agrees(run: Run) -> None:
    """Asked again, what was written makes no difference."""
    text = run(study(), answer(), "--write")[3]
    assert run(text, answer(), "--write")[::3] == (0, text)


def test_source_that_is_there(run: Run) -> None:
    """The source of an earlier time is brought up to date, and keeps its id."""
    first = run(study(), answer(), "--write")[3]
    later = answer(overallStatus="WITHDRAWN", lastUpdatePostDateStruct={"date": "2026-12-20"})
    text = run(first, later, "--write")[3]
    assert text.count(URL) == 2
    assert "  bath-registry:\n" in text
    assert "    date: 2026-12-20\n" in text
    assert text.count("{source: bath-registry, at: recruitment status}") == 2
    assert text.count(f"  - date: {TODAY}\n") == 1


def test_id_that_is_taken(run: Run) -> None:
    """A source of that name that is another one keeps its id."""
    other = "  bath-registry: {name: List, citation: A list., seen: whole, background: true}"
    taken = study("\nsources:\n", f"\nsources:\n{other}\n")
    text = run(taken, answer(), "--write")[3]
    assert other in text
    assert "  bath-live-registry:\n" in text


@pytest.mark.parametrize(
    ("status", "word"), [("ACTIVE_NOT_RECRUITING", "continuing"), ("WITHDRAWN", "withdrawn")]
)
def test_words_of_the_model(run: Run, status: str, word: str) -> None:
    """The registry's words become the model's."""
    text = run(study(), answer(overallStatus=status), "--write")[3]
    assert f"- {{status: {word}, date: {TODAY}, " in text


def test_word_that_the_model_lacks(run: Run) -> None:
    """A status without a word in the model is told and not written."""
    status, printed, _, text = run(study(), answer(overallStatus="NO_LONGER_AVAILABLE"), "--write")
    assert (status, text) == (1, study())
    assert "“no longer available”" in printed
    assert "The model has no word for that" in printed


def test_newer_news_than_the_registry(run: Run) -> None:
    """A later source that disagrees is no difference while the live record says what it said."""
    text = run(study(), answer(), "--write", "--today", "2026-12-01")[3]
    newer = f"      - {{status: withdrawn, date: {TODAY}, cite: [{{source: letter, at: end}}]}}\n"
    text = text.replace("      # a comment below", f"{newer}      # a comment below")
    text = text.replace("\n  - date: 2026-12-01", f"\n  - date: {TODAY}")
    assert run(text, answer())[0] == 0


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (
            answer(startDateStruct={"date": "2019-02", "type": "ESTIMATED"}),
            "the file says “first person enrolled” October 2018 (A letter). "
            "ClinicalTrials.gov gives: start planned February 2019.",
        ),
        (
            answer(
                completionDateStruct={"date": "2021-06"},
                primaryCompletionDateStruct={"date": "2020-04-28"},
            ),
            "the file says “ended” 27 April 2020 (A letter). ClinicalTrials.gov gives: "
            "main end 28 April 2020; end June 2021.",
        ),
        (
            answer(studyFirstSubmitDate="2018-08-10"),
            "the file says “registered” September 2018 (A letter). ClinicalTrials.gov gives: "
            "registration 10 August 2018.",
        ),
        (
            answer(people=23),
            "the file says: people planned 24. ClinicalTrials.gov says 23 people (actual).",
        ),
        (answer(has_results=True), "ClinicalTrials.gov says that results are posted."),
    ],
)
def test_told_and_not_written(run: Run, reply: Reply, told: str) -> None:
    """Other dates, other numbers of people and posted results are for a person to look at."""
    status, printed, errors, text = run(AGREES, reply, "--write")
    assert (status, errors, text) == (1, "", AGREES)
    assert printed.startswith(f"- A bath for hands (NCT01234567): {told}")
    assert printed.count("\n") == 1


def test_results_that_were_read(run: Run) -> None:
    """A citation of the trial that names results says that posted ones are known."""
    read = AGREES.replace(
        "    results: [Results", "    cite: [{source: letter, at: results}]\n    results: [Results"
    )
    assert run(read, answer(has_results=True))[0] == 0


def test_date_that_is_not_given(run: Run) -> None:
    """What the registry does not say does not differ."""
    assert run(AGREES, answer(completionDateStruct=None, primaryCompletionDateStruct=None))[0] == 0


def test_no_trials(run: Run) -> None:
    """A study without registered trials asks nobody."""
    status, printed, _, _ = run(SMALLEST.read_text(encoding="utf-8"), Reply(b"", 500))
    assert (status, printed) == (0, "ClinicalTrials.gov says what the file says (0 asked).\n")


def test_registry_out_of_reach(run: Run) -> None:
    """Where one trial cannot be asked, nothing is written and nothing is said to agree."""
    status, printed, errors, text = run(study(), Reply(b"", 404), "--write")
    assert (status, printed, text) == (2, "", study())
    assert errors.startswith("NCT01234567: 127.0.0.1:")
    assert errors.endswith("study.yaml was not changed.\n")


def test_broken_file(run: Run) -> None:
    """A study file with problems is told as the build tells it, and nobody is asked."""
    status, printed, errors, _ = run(study("unit: weeks", "unity: weeks"), Reply(b"", 500))
    assert (status, printed) == (2, "")
    assert "study.yaml:" in errors
    assert "unity" in errors


def test_checks_that_object(run: Run) -> None:
    """What would not pass the project's checks is told and not written."""
    early = ["--write", "--today", "2018-01-01"]  # before the status that is there
    status, printed, errors, text = run(study(), answer(), *early)
    assert (status, text) == (2, study())
    assert printed.startswith("- A bath for hands")
    assert "expected the earliest first" in errors


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (TRIAL[TRIAL.index("    status:\n") : TRIAL.index("    results:")],
         "    status: [{status: recruiting, date: 2019-01, cite: [{source: letter, at: here}]}]\n"),
        ("      - {status: recruiting, date: 2019-01, cite: [{source: letter, at: end}]}\n",
         "      - status: recruiting\n        date: 2019-01\n        cite:\n"
         "          - source: letter\n            at: >-\n              the\n              end\n"),
    ],
)  # fmt: skip
def test_other_ways_of_writing(run: Run, old: str, new: str) -> None:
    """A file that is written in brackets, or with a line for each key, is added to as well."""
    status, _, errors, text = run(study(old, new), answer(), "--write")
    assert (status, errors) == (1, "")
    assert run(text, answer())[0] == 0


def test_windows_line_ends(run: Run) -> None:
    """Lines that end as on Windows keep their ends."""
    text = run(study().replace("\n", "\r\n"), answer(), "--write")[3]
    assert text.count("\r\n") == study().count("\n")


@pytest.mark.parametrize("words", [["--today", "soon"], ["--base", "http://example.org"], ["more"]])
def test_wrong_call(words: list[str]) -> None:
    """A day that is none, or an address without https, is a wrong call."""
    with pytest.raises(SystemExit) as ended:
        trials.main(words)
    assert ended.value.code == 2


def amended(text: str, change: Callable[[amend.Amended], None]) -> str:
    """A small file after a change."""
    file = amend.Amended(text)
    change(file)
    return file.text()


def test_amend_empty_brackets() -> None:
    """Something can be put into empty brackets."""
    assert amended("a: []\n", lambda f: f.add_item(("a",), {"b": "c d"})) == "a: [{b: c d}]\n"
    assert amended("a: {}\n", lambda f: f.add_entry(("a",), "b", {"c": 1})) == "a: {b: {c: 1}}\n"


def test_amend_last_line_without_end() -> None:
    """A last line that does not end stays whole."""
    text = amended("a:\n  - {b: c}", lambda f: f.add_item(("a",), {"b": "d"}))
    assert text == "a:\n  - {b: c}\n  - {b: d}\n"


def test_amend_stays_above_empty_lines() -> None:
    """What is added stands next to what was there, not next to what comes after."""
    text = amended("a:\n  - b: >-\n      c\n\n\nd: 1\n", lambda f: f.add_item(("a",), {"b": "x"}))
    assert text == "a:\n  - b: >-\n      c\n  - {b: x}\n\n\nd: 1\n"


def test_amend_keeps_the_order() -> None:
    """Two entries at one place stand in the order in which they were added."""

    def two(file: amend.Amended) -> None:
        file.add_entry(("a",), "x", {"n": 1})
        file.add_entry(("a",), "y", {"n": 2})

    assert list(amended("a:\n  w: {n: 0}\nb: 1\n", two).split()) == (
        "a: w: {n: 0} x: n: 1 y: n: 2 b: 1".split()
    )


@pytest.mark.parametrize(
    "value", ["yes", "null", "1:2", "a: b", "x #y", "ü", "2024-08-06", "", "a'b"]
)
def test_amend_values_come_back(value: str) -> None:
    """Whatever is written is read as the same text by the project's own reader."""
    text = amended("a: []\n", lambda f: f.add_item(("a",), {"b": value}))
    assert yaml.load(text, Loader=yaml.BaseLoader) == {"a": [{"b": value}]}
