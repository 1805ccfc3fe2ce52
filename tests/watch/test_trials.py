"""Trials compared with their live records, and what is written of that into a study file."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import reduce
from pathlib import Path

import pytest
from msgspec.structs import replace
from test_registry import Registry, Reply, record
from test_registry import answering as answering  # a fixture

from checks import dates
from pictures import cards
from studies import REAL, STUDIES, changed, problems
from study.evidence import Status
from study.model import MAX_DESCRIPTION
from watch import trials
from words import sentences
from words.edition import Edition

TODAY = date(2026, 12, 24)
TRIALS = """\
trials:
  bath: # a comment at a trial
    name: A bath for hands @ home
    role: context
    route: In warm water.
    treatment: the bath
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
  shower:
    name: A shower
    role: context
    route: In the rain.
    treatment: the shower
    registrations: [{registry: ClinicalTrials.gov, number: NCT07654321}]
    status: [{status: planned, date: 2019-01, cite: [{source: letter, at: end}]}]
    cite: [{source: letter, at: end}]
"""
TARGET = """\
quantities:
  bath-target: {name: people planned, value: 24, unit: people, cite: [{source: letter, at: end}]}
"""
SHOWER = Reply(record(("NCT01234567", "NCT07654321"), ("COMPLETED", "NOT_YET_RECRUITING")))
AGREED = ("status: recruiting,", "status: completed,")
Told = tuple[int, str, str, dict[str, str]]
Run = Callable[..., Told]


def study(*changes: tuple[str, str]) -> str:
    """The smallest study with two trials in it, and pieces of it replaced by others."""
    text = changed("trials: {}\n", TRIALS).replace("quantities:\n", TARGET)
    return reduce(lambda text, pair: changed(pair[0], pair[1], text), changes, text)


@pytest.fixture
def run(
    tmp_path: Path,
    answering: Callable[..., Registry],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Run:
    """Run the command on a file, with the record of the bath changed.

    Gives the exit status, what was printed, the file, and the first lines of issues by their names.
    """

    def start(
        text: str, *changes: tuple[str, str], shower: Reply = SHOWER, today: date = TODAY
    ) -> Told:
        monkeypatch.setattr(dates, "today", lambda: max(today, TODAY))
        file = tmp_path / "study.yaml"
        file.write_text(text)
        for old in tmp_path.glob("*.md"):
            old.unlink()
        server = answering(NCT01234567=Reply(record(*changes)), NCT07654321=shower)
        status = trials.main(["--write", "--issues", str(tmp_path)], file, today, server.url)
        issues = {path.stem: path.read_text().split("\n")[0] for path in tmp_path.glob("*.md")}
        return status, capsys.readouterr().out, file.read_text(), issues

    return start


def test_agreement(run: Run) -> None:
    """Where the registry says what the file says, as exactly as both do, nothing differs."""
    assert run(study(AGREED)) == (0, "No difference in 2 records.\n", study(AGREED), {})


def test_status(run: Run) -> None:
    """A new status is told and written with its source and a log entry; no other line changes."""
    status, printed, text, issues = run(study())
    assert (status, issues) == (3, {"written-0": "NCT01234567: status “completed”"})
    assert printed.startswith(
        "- A bath for hands ＠ home (NCT01234567): the file says: Listed as recruiting in January "
        "2019 (A letter). ClinicalTrials.gov says “completed” in its record of 6 August 2024, read "
        "on 24 December 2026.\n\nThe new statuses were added. A person must look at this"
    )
    before, after = study().splitlines(), text.splitlines()
    assert [line for line in after if line in before] == before
    cite = "[{source: bath-registry, at: recruitment status}]"
    lines = f"- {{status: completed, date: {TODAY}, cite: {cite}}}\nbath-registry:\n"
    lines += f"date: 2024-08-06\n- date: {TODAY}\ntrials_alone: true"
    assert {line.strip() for line in after if line not in before} >= set(lines.split("\n"))
    assert run(text)[0] == 0  # asked again, what was written agrees


def test_source_that_is_there(run: Run) -> None:
    """The source of an earlier time is brought up to date; another one of that id stays."""
    other = "  bath-registry: {name: List, citation: A list., seen: whole, background: true}\n"
    first = run(study(("\nsources:\n", f"\nsources:\n{other}")))[2]
    later = run(first, ("COMPLETED", "WITHDRAWN"), ("2024-08-06", "2025-12-20"))[2]
    assert other in later
    assert later.count("\n  bath-registry-b:\n") == 1
    assert later.count("{source: bath-registry-b, at: recruitment status}") == 2
    assert "date: 2024-08-06" not in later


def test_each_trial_for_itself(run: Run) -> None:
    """A record that is not answered hides no other; the failure is told after it."""
    status, printed, text, issues = run(study(), shower=Reply(b"", 404))
    assert (status, list(issues)) == (1, ["written-0"])
    assert "status: completed" in text
    assert printed.index("A person must look") < printed.index("- NCT07654321: 127.0.0.1:")


@pytest.mark.parametrize(
    ("old", "new", "title"),
    [
        ("COMPLETED", "NO_LONGER_AVAILABLE", "status “no longer available”"),
        ("2018-10-12", "2019-02", "start February 2019"),
        ("2018-09-10", "2018-08-10", "registration 10 August 2018"),
        ("2020-04-27", "2020-04-28", "main end 28 April 2020; end planned June 2020"),
        (": 24,", ": 23,", "23 people (actual)"),
        ("false", "true", "results are posted"),
    ],
)
def test_told_and_not_written(run: Run, old: str, new: str, title: str) -> None:
    """What is for a person to look at is told, and becomes an issue; the file stays."""
    status, printed, text, issues = run(study(AGREED), (old, new))
    assert (status, text, issues) == (3, study(AGREED), {"told-0": f"NCT01234567: {title}"})
    assert printed.count("\n") == 1


def test_results_that_were_read(run: Run) -> None:
    """A trial of which the file says that results are posted, or known, is not told again."""
    posted = Reply(SHOWER.body.replace(b"false", b"true"))
    assert run(study(AGREED), shower=posted)[0] == 3
    seen = ("treatment: the shower", "treatment: the shower\n    reported: posted, not seen")
    assert run(study(AGREED, seen), shower=posted)[0] == 0


@pytest.mark.parametrize(
    ("name", "today", "why"),
    [
        ("name:  A shower", TODAY, "laid out in a way"),
        ("name: A rain", date(2018, 12, 1), "expected the earliest first"),
    ],
)
def test_what_cannot_be_written(run: Run, name: str, today: date, why: str) -> None:
    """A status that cannot be written is told, with what is to be added, and becomes an issue."""
    text = study(("name: A shower", name))
    status, printed, after, issues = run(text, ("2024-08-06", "2018-08-06"), today=today)
    assert (status, after, list(issues)) == (1, text, ["told-0"])
    assert why in printed
    assert 'trials.bath.status: {"status": "completed",' in printed


def test_wrong_calls_and_broken_files(run: Run) -> None:
    """Neither is taken for differences."""
    with pytest.raises(SystemExit, match="2"):
        trials.main(["--wirte"])
    with pytest.raises(SystemExit, match="No such file"):
        trials.main([], Path("none.yaml"))
    with pytest.raises(SystemExit, match=r"yaml:[0-9]+:[0-9]+: trials.shower.nmae: "):
        run(study(("name: A shower", "nmae: A shower")))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ('ClinicalTrials.gov, number: "NCT 0765"', 'number: found "NCT 0765"; expected NCT and'),
        ("ClinicalTrials.gov, number: NCT０７６５４３２１", "number: found"),
        ("WHO, number: NCT07654321", 'registry: found "WHO"; expected "ClinicalTrials.gov"'),
        ("ClinicalTrials.gov, number: NCT07654321, url: https://a.org/NCT07654312", "url: the"),
        ("EU, number: 2018-001978-22, url: https://a.org/2018-001978-23", "url: the address is of"),
    ],
)
def test_registrations(typed: str, message: str) -> None:
    """A registration that the weekly look would pass over, or another's address, is told."""
    (found,) = problems(study(("ClinicalTrials.gov, number: NCT07654321", typed)))
    assert f"{found.path}: {found.message}".startswith(f"trials.shower.registrations[0].{message}")


def test_real_study(
    tmp_path: Path,
    answering: Callable[..., Registry],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On the real file, too, what is written fits: the longest words, and a day of a long name."""
    real = STUDIES[REAL][0]
    word = max(trials.WORDS, key=lambda word: len(sentences.STATUSES[trials.WORDS[word]]))
    day = date(int(real.log[0].date[:4]) + 1, 9, 27)
    monkeypatch.setattr(dates, "today", lambda: day)
    numbers = [each.number for trial in real.trials.values() for each in trial.registrations]
    change = ("COMPLETED", word)
    records = {number: Reply(record(("NCT01234567", number), change)) for number in numbers}
    file = tmp_path / "study.yaml"
    file.write_bytes(REAL.read_bytes())
    assert trials.main(["--write"], file, day, answering(**records).url) == 3
    assert "To be added by hand" not in capsys.readouterr().out
    assert f"{{status: {trials.WORDS[word]}, date: {day}, " in file.read_text("utf-8")


@pytest.mark.parametrize("ident", [i for i, s in STUDIES[REAL][0].shared.items() if s.trial])
def test_every_status_fits(ident: str) -> None:
    """On the real file: each status on each Monday of a year, in a preview and on its card."""
    study, facts = STUDIES[REAL]
    shared, newest = study.shared[ident], date.fromisoformat(study.log[0].date)
    trial = study.trials[shared.trial or ""]
    monday, made = newest + timedelta(7 - newest.weekday()), dict[str, Edition]()
    for word in sentences.STATUSES:
        for week in range(53):
            day = str(monday + timedelta(weeks=week))
            status = Status(status=word, date=day, cite=trial.status[-1].cite)  # type: ignore[arg-type]
            told = {
                **study.trials,
                str(shared.trial): replace(trial, status=(*trial.status, status)),
            }
            edition = Edition(replace(study, trials=told), facts)
            made[sentences.passage(ident, shared, edition).text] = edition
    longest = max(made, key=len)
    assert len(made) > 1
    assert len(longest) <= MAX_DESCRIPTION
    assert list(cards.unfit(made[longest])) == []
