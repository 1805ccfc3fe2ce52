"""Checks of dates and of what is dated."""

import datetime
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from checks.ids import places
from study.facts import Facts
from study.fields import Finding, Path
from study.model import Study

SEEN: Final = ("sources.*.date", "trials.*.status.*.date", "trials.*.status.*.before")
DATES: Final = (*SEEN, "trials.*.dates.*.date", "log.*.date")  # the end of a trial may be a plan


def is_date(text: str) -> bool:
    """Whether a text such as 2024-02-30, 2024-02 or 2024 is in the calendar."""
    try:
        datetime.date(*([int(part) for part in text.split("-")] + [1, 1])[:3])
    except ValueError:
        return False
    return True


def dates_are_dates(study: Study, facts: Facts) -> Iterator[Finding]:
    """Every date is in the calendar."""
    for path, date in places(study, *DATES):
        if not is_date(date):
            yield path, f"{date} is no date; expected year-month-day, year-month or 'year'"


def _ordered(dates: list[tuple[Path, str]]) -> Iterator[tuple[Path, str, str]]:
    """Two dates of one list that stand below each other, with the path of the second."""
    for (above, first), (path, second) in pairwise((p, d) for p, d in dates if is_date(d)):
        if above[:-1] == path[:-1]:
            yield path, first, second


def dates_are_in_order(study: Study, facts: Facts) -> Iterator[Finding]:
    """The log starts with the newest day, after which nothing on the site can have been seen."""
    newest = study.log[0].date
    for path, date in places(study, *SEEN):
        if date > newest and is_date(date) and is_date(newest):
            yield path, f"{date} is after {newest}, the newest date of the log"
    for path, newer, older in _ordered([(p, each.date) for p, each in places(study, "log.*")]):
        if older > newer:
            yield (*path, "date"), f"{older} is after {newer}, which stands above"
    events = [(path, event.date) for path, event in places(study, "trials.*.dates.*")]
    statuses = [(p, each.date or each.before) for p, each in places(study, "trials.*.status.*")]
    for path, earlier, later in _ordered([*events, *((p, date) for p, date in statuses if date)]):
        if later < earlier:
            yield path, f"{later} stands below {earlier}; expected the earliest first"


def versions_rise(study: Study, facts: Facts) -> Iterator[Finding]:
    """An entry of the log has a higher version than the one below; 1.10 is above 1.9."""
    for index, (entry, below) in enumerate(pairwise(study.log)):
        if _version(entry.version) <= _version(below.version):
            found = f"{entry.version} is not above {below.version}, the version of the entry below"
            yield ("log", index, "version"), f"{found}; expected a higher one"


def _version(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))


def today() -> datetime.date:
    """The day of this build."""
    return datetime.datetime.now(datetime.UTC).date()


def the_log_is_of_the_past(study: Study, facts: Facts) -> Iterator[Finding]:
    """Nobody has checked anything after today; tomorrow has begun in other time zones."""
    latest = today() + datetime.timedelta(days=1)
    for path, date in places(study, "log.*.date"):
        if is_date(date) and date > str(latest):
            yield path, f"{date} is in the future; expected {latest} at the latest"


def statuses_have_dates(study: Study, facts: Facts) -> Iterator[Finding]:
    """A trial's status is of a day, of before a day, or plainly undated."""
    for path, status in places(study, "trials.*.status.*"):
        if [status.date, status.before, status.undated or None].count(None) != 2:
            yield path, "a status without one date; expected date, before, or undated: true"
        if status.about and status.date is None:
            yield (*path, "about"), "about: true stands beside a date, and here is none"
