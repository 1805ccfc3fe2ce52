"""Says when the sources were last checked, and writes an issue before that is too long ago.

Usage: age.py [--today 2026-11-22]

The issue goes to the standard output, its title in the first line; while nothing is due, nothing
does. A date after today is a slip, and an issue too. How things stand goes to the standard error.
Exit status: 0, or 1 for a file that cannot be read.
"""

import argparse
import datetime
import sys
from pathlib import Path
from typing import Final

from study import read
from study.model import STALE_DAYS
from words import numbers

ROOT = Path(__file__).resolve().parents[2]
# Days before pages warn. In a public repository, GitHub switches scheduled workflows off after 60
# days without activity: the weekly look must speak before, on day 56 at the latest.
NOTICE: Final = 40

ISSUE: Final = """\
The sources were last checked on {day}

That was {age} days ago. From {limit} days on, the pages warn readers that they may be out of date.

1. Open each source of `sources` in `data/study.yaml` and look for what has changed.
2. Look for new reports of the study, and look each trial up (`make trials`).
3. Add an entry at the top of `log`: what was checked, what changed, whether the conclusion changed.
4. `make site`, read `make changes`, `make test`, commit.
"""
SLIP: Final = """\
The log says that the sources were last checked on {day}

That day has not come yet. Pages show it to readers, and nobody would be reminded in time.

1. Correct the `date` of the entry at the top of `log` in `data/study.yaml`. Is it the year?
2. `make site`, read `make changes`, `make test`, commit.
"""


def last_checked(file: Path) -> datetime.date:
    """The day on which the sources were last looked at. Raises OSError and ValueError."""
    study = read.read(file.read_bytes()).study
    if study is None:
        raise ValueError("it has problems; make check tells them")
    return datetime.date.fromisoformat(study.last_checked)


def main(words: list[str] | None = None) -> int:
    """Print the issue, if one is due; give the exit status."""
    parser = argparse.ArgumentParser(description="Write an issue when sources are due.")
    day = datetime.date.fromisoformat
    parser.add_argument("--data", type=Path, default=ROOT / "data" / "study.yaml", metavar="FILE")
    parser.add_argument("--today", type=day, default=datetime.date.today(), metavar="DATE")
    told = parser.parse_args(words)
    try:
        checked = last_checked(told.data)
    except (OSError, ValueError) as error:
        print(f"{told.data}: {error}", file=sys.stderr)
        return 1
    age, said = (told.today - checked).days, numbers.date(str(checked))
    due = numbers.date(str(checked + datetime.timedelta(STALE_DAYS - NOTICE)))
    print(f"Last checked on {said}; a look is due on {due}.", file=sys.stderr)
    if age < -1:  # where the entry was written, tomorrow may have begun
        print(SLIP.format(day=said), end="")
    elif age >= STALE_DAYS - NOTICE:
        print(ISSUE.format(day=said, age=age, limit=STALE_DAYS), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
