"""The notice that sources are due to be looked at again."""

from pathlib import Path

import pytest

import check_age
from studies import SMALLEST


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A study file that was last checked on 1 January 2026."""
    path = tmp_path / "study.yaml"
    path.write_text("log:\n  - {date: 2026-01-01, checked: all}\n  - {date: 2025-01-01}\n")
    return path


@pytest.mark.parametrize("today", ["2025-12-31", "2026-01-01", "2026-03-17"])
def test_fresh(file: Path, capsys: pytest.CaptureFixture[str], today: str) -> None:
    """Until the day, the date is told and there is no issue."""
    assert check_age.main(["--data", str(file), "--today", today]) == 0
    told = "Last checked on 1 January 2026; due on 18 March 2026.\n"
    assert capsys.readouterr() == ("", told)


@pytest.mark.parametrize(("today", "age"), [("2026-03-18", 76), ("2026-04-01", 90)])
def test_due(file: Path, capsys: pytest.CaptureFixture[str], today: str, age: int) -> None:
    """Two weeks before the pages warn readers, there is an issue, named by the date alone."""
    assert check_age.main(["--data", str(file), "--today", today]) == 0
    issue, told = capsys.readouterr()
    assert told == "Last checked on 1 January 2026; due.\n"
    title, empty, first, *_ = issue.split("\n")
    assert (title, empty) == ("The sources were last checked on 1 January 2026", "")
    assert first.startswith(f"That was {age} days ago. From 90 days on")


def test_study_file(capsys: pytest.CaptureFixture[str]) -> None:
    """A whole study file has its date where it is looked for."""
    assert check_age.main(["--data", str(SMALLEST), "--today", "2099-01-01"]) == 0
    assert capsys.readouterr().out.startswith("The sources were last checked on ")


@pytest.mark.parametrize("text", ["", "log: []\n", "log: [{date: soon}]\n", "log: 5\n", "a: [\n"])
def test_no_date(file: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    """A file without a date is told in one line."""
    file.write_text(text)
    assert check_age.main(["--data", str(file)]) == 2
    assert capsys.readouterr().err.endswith("no date in `log`; expected one: make check\n")


def test_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there is told in one line."""
    assert check_age.main(["--data", str(tmp_path / "none.yaml")]) == 2
    assert capsys.readouterr().err.endswith("none.yaml: No such file or directory\n")
