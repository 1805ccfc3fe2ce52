"""What sources said of a trial, in words, each with the date for which it was said."""

from collections.abc import Callable
from math import inf
from typing import Final

from study.model import Status, Study, Trial
from words import numbers

# Another language replaces this mapping.
WORDS: Final = {
    "planned": "listed as not yet recruiting",
    "recruiting": "listed as recruiting",
    "inviting": "listed as open by invitation alone",
    "continuing": "said to continue",
    "suspended": "listed as suspended",
    "terminated": "listed as ended early",
    "completed": "listed as completed",
    "withdrawn": "listed as withdrawn",
    "transitioned": "listed as moved to another registry system",
    "listed": "listed",
    "unknown": "listed with an unknown status",
}


def line(status: Status, date: Callable[[str], str] = numbers.date) -> tuple[str, str]:
    """The words for a status, and its date as `date` writes it ("" for a page without a date)."""
    words = WORDS[status.status].capitalize()
    if status.date:
        exact = "on" if len(status.date) == 10 else "in"
        return f"{words} {'about' if status.about else exact} ", date(status.date)
    if status.before:
        return f"{words}, some time before ", date(status.before)
    return f"{words}, on a page without a date", ""


def latest(trial: Trial) -> Status:
    """The newest status that bears a date; the last one where none does."""
    dated = [status for status in trial.status if status.date]
    return max(dated, key=lambda status: status.date or "", default=trial.status[-1])


def sentence(trial: Trial, study: Study, room: float = inf) -> str:
    """The latest status with its date and who said so, as plain text.

    In fewer characters than that, it is said without the sources, or not at all.
    """
    status = latest(trial)
    said = "".join(line(status))
    names = "; ".join(study.sources[citation.source].name for citation in status.cite)
    texts = (f"{said} ({names}).", f"{said}.")
    return next((text for text in texts if len(text) <= room), "")
