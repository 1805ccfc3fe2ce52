"""Checks of dates and of what is dated."""

import datetime
from collections.abc import Iterator
from itertools import pairwise

from study.facts import Facts
from study.fields import Finding, Path
from study.model import Study


def _dates(study: Study) -> Iterator[tuple[Path, str]]:
    for ident, source in study.sources.items():
        if source.date is not None:
            yield ("sources", ident, "date"), source.date
    for ident, trial in study.trials.items():
        for index, event in enumerate(trial.dates):
            yield ("trials", ident, "dates", index, "date"), event.date
        for index, status in enumerate(trial.status):
            for name, date in (("date", status.date), ("before", status.before)):
                if date is not None:
                    yield ("trials", ident, "status", index, name), date
    for index, change in enumerate(study.log):
        yield ("log", index, "date"), change.date


def is_date(text: str) -> bool:
    """Whether a text such as 2024-02-30, 2024-02 or 2024 is in the calendar."""
    try:
        datetime.date(*([int(part) for part in text.split("-")] + [1, 1])[:3])
    except ValueError:
        return False
    return True


def dates_are_dates(study: Study, facts: Facts) -> Iterator[Finding]:
    """Every date is in the calendar."""
    for path, date in _dates(study):
        if not is_date(date):
            yield path, f"{date} is no date; expected year-month-day, year-month or 'year'"


def dates_are_in_order(study: Study, facts: Facts) -> Iterator[Finding]:
    """The log starts with the newest day, after which nothing on the site can have been seen."""
    newest = study.log[0].date if is_date(study.log[0].date) else "9999"
    for path, date in _dates(study):
        is_plan = path[0] == "trials" and path[2] == "dates"  # an end may be planned for later
        if date > newest and is_date(date) and path[0] != "log" and not is_plan:
            yield path, f"{date} is after {newest}, the newest date of the log"
    for index, (newer, older) in enumerate(pairwise(study.log)):
        if older.date > newer.date and is_date(older.date) and is_date(newer.date):
            yield (
                ("log", index + 1, "date"),
                f"{older.date} is after {newer.date}, which stands above",
            )
    for ident, trial in study.trials.items():
        yield from _disorder(("trials", ident, "dates"), [event.date for event in trial.dates])
        seen = [s.date or s.before for s in trial.status if s.date or s.before]
        yield from _disorder(("trials", ident, "status"), [date for date in seen if date])


def _disorder(place: Path, dates: list[str]) -> Iterator[Finding]:
    for index, (earlier, later) in enumerate(pairwise(dates)):
        if later < earlier and is_date(later) and is_date(earlier):
            yield (
                (*place, index + 1),
                f"{later} stands below {earlier}; expected the earliest first",
            )


def versions_are_new(study: Study, facts: Facts) -> Iterator[Finding]:
    """No two entries of the log are of one version of the site."""
    versions = [change.version for change in study.log]
    for index, version in enumerate(versions):
        if version in versions[index + 1 :]:
            path = ("log", index, "version")
            yield path, f"an older entry has the version {version} too; expected another"


def statuses_have_dates(study: Study, facts: Facts) -> Iterator[Finding]:
    """A trial's status is of a day, of before a day, or plainly undated."""
    for ident, trial in study.trials.items():
        for index, status in enumerate(trial.status):
            path = ("trials", ident, "status", index)
            if [status.date, status.before, status.undated or None].count(None) != 2:
                yield path, "a status without one date; expected date, before, or undated: true"
            if status.about and status.date is None:
                yield (*path, "about"), "about: true stands beside a date, and here is none"
