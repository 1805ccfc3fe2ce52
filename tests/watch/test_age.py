"""The notice that sources are due to be looked at again."""

import datetime
import re
from pathlib import Path
from textwrap import dedent, indent

import pytest

from studies import ROOT, SMALLEST, STUDIES, changed, messages
from study.model import STALE_DAYS
from watch import age

CHECKED = datetime.date.fromisoformat(STUDIES[SMALLEST][0].last_checked)


@pytest.mark.parametrize(
    ("days", "title"),
    [
        (-2, "The log says that the sources were last checked on "),  # a slip of the year
        (-1, ""),  # where the entry was written, the next day may have begun
        (STALE_DAYS - age.NOTICE - 1, ""),
        (STALE_DAYS - age.NOTICE, "The sources were last checked on "),
    ],
)
def test_issue(capsys: pytest.CaptureFixture[str], days: int, title: str) -> None:
    """There is an issue in good time before pages warn, named by the date alone."""
    age.main(SMALLEST, CHECKED + datetime.timedelta(days))
    issue, told = capsys.readouterr()
    assert issue.startswith(title)
    assert bool(issue) == bool(title)
    assert told.startswith("Last checked on ")


def test_speaks_before_it_is_switched_off() -> None:
    """A weekly look comes before GitHub, after 60 quiet days, no longer starts it."""
    assert STALE_DAYS - age.NOTICE + 6 < 60


def test_example_of_an_entry() -> None:
    """The entry to copy in README.md is one that the program accepts."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    example = re.search(r"^( *)- date: .*\n(?:\1  .*\n)+", text, re.MULTILINE)
    assert example
    entry = indent(dedent(example[0]), "  ")
    assert messages(changed("\nlog:\n", f"\nlog:\n{entry}")) == []


def test_no_date(tmp_path: Path) -> None:
    """A file that is not there, or has problems, is told."""
    file = tmp_path / "study.yaml"
    for problem in ("No such file", "study.yaml:1:1: "):
        with pytest.raises(SystemExit, match=problem):
            age.main(file)
        file.write_text("a: [\n")
