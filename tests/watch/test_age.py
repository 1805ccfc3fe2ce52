"""The notice that sources are due to be looked at again."""

import re
from pathlib import Path

import msgspec
import pytest
import yaml

from studies import ROOT, SMALLEST
from study import model
from watch import age


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A study file that was last checked on 1 January 2026."""
    path = tmp_path / "study.yaml"
    path.write_text("log:\n  - {date: 2026-01-01, checked: all}\n  - {date: 2025-01-01}\n")
    return path


@pytest.mark.parametrize("today", ["2025-12-31", "2026-01-01", "2026-02-19"])
def test_fresh(file: Path, capsys: pytest.CaptureFixture[str], today: str) -> None:
    """Until the day, the date is told and there is no issue."""
    assert age.main(["--data", str(file), "--today", today]) == 0
    told = "Last checked on 1 January 2026; due on 20 February 2026.\n"
    assert capsys.readouterr() == ("", told)


@pytest.mark.parametrize(("today", "days"), [("2026-02-20", 50), ("2026-04-01", 90)])
def test_due(file: Path, capsys: pytest.CaptureFixture[str], today: str, days: int) -> None:
    """Forty days before the pages warn readers, there is an issue, named by the date alone."""
    assert age.main(["--data", str(file), "--today", today]) == 0
    issue, told = capsys.readouterr()
    assert told == "Last checked on 1 January 2026; due.\n"
    title, empty, first, *_ = issue.split("\n")
    assert (title, empty) == ("The sources were last checked on 1 January 2026", "")
    assert first.startswith(f"That was {days} days ago. From 90 days on")


def test_speaks_before_it_is_switched_off() -> None:
    """A weekly look comes before GitHub, after 60 quiet days, no longer starts it."""
    assert age.LIMIT - age.NOTICE + 6 < 60


def test_slip_of_the_year(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A date after today is told, and opens an issue too: it would put off every reminder."""
    assert age.main(["--data", str(file), "--today", "2025-12-30"]) == 0
    issue, told = capsys.readouterr()
    assert told == "Last checked on 1 January 2026; that day has not come yet.\n"
    title, empty, first, *_ = issue.split("\n")
    assert title == "The log says that the sources were last checked on 1 January 2026"
    assert (empty, first.split(".")[0]) == ("", "That day has not come yet")


def test_tomorrow_is_no_slip(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the entry was written, the next day may have begun."""
    assert age.main(["--data", str(file), "--today", "2025-12-31"]) == 0
    assert capsys.readouterr().out == ""


def test_example_of_an_entry() -> None:
    """The entry to copy in CONTRIBUTING.md is one that the program accepts."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    example = re.search(r"^( *)- date: .*\n(?:\1  .*\n)+", text, re.MULTILINE)
    assert example
    typed = yaml.load(example[0], Loader=yaml.BaseLoader)
    (entry,) = msgspec.convert(typed, list[model.Change], strict=False)
    assert not entry.conclusion_changed


def test_study_file(capsys: pytest.CaptureFixture[str]) -> None:
    """A whole study file has its date where it is looked for."""
    assert age.main(["--data", str(SMALLEST), "--today", "2099-01-01"]) == 0
    assert capsys.readouterr().out.startswith("The sources were last checked on ")


@pytest.mark.parametrize("text", ["", "log: []\n", "log: [{date: soon}]\n", "log: 5\n", "a: [\n"])
def test_no_date(file: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    """A file without a date is told in one line."""
    file.write_text(text)
    assert age.main(["--data", str(file)]) == 2
    assert capsys.readouterr().err.endswith("no date in `log`; expected one: make check\n")


def test_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there is told in one line."""
    assert age.main(["--data", str(tmp_path / "none.yaml")]) == 2
    assert capsys.readouterr().err.endswith("none.yaml: No such file or directory\n")
