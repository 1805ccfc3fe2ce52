"""Says when the sources were last checked, and writes an issue before that is too long ago.

The issue goes to the standard output, its title in the first line; while nothing is due, nothing
does. A date after today is a slip, and an issue too. How things stand goes to the standard error.
Exit status: 0, or 1 for a file that cannot be read.
"""

import datetime
import sys
from pathlib import Path
from typing import Final

from study.model import STALE_DAYS
from watch.changes import as_a_command
from watch.trials import FILE, Unfit, sound
from words import numbers

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


def main(file: Path = FILE, today: datetime.date | None = None) -> None:
    """Print the issue, if one is due. Raises SystemExit for a file that cannot be read."""
    try:
        checked = datetime.date.fromisoformat(sound(file.read_bytes(), file).last_checked)
    except (OSError, Unfit) as error:
        sys.exit(str(error))
    due = checked + datetime.timedelta(STALE_DAYS - NOTICE)
    today = today or datetime.date.today()
    age, day = (today - checked).days, numbers.date(str(checked))
    print(f"Last checked on {day}; a look is due on {numbers.date(str(due))}.", file=sys.stderr)
    if age < -1:  # where the entry was written, tomorrow may have begun
        print(SLIP.format(day=day), end="")
    elif today >= due:
        print(ISSUE.format(day=day, age=age, limit=STALE_DAYS), end="")


if __name__ == "__main__":
    as_a_command()
    main()
