"""What is said in whole sentences: a trial's status, a fact with its caveat.

A text is copied on from post to post, so each text here is one piece that stands alone.
"""

from collections.abc import Callable
from math import inf
from typing import Final, NamedTuple

import addresses
from study.evidence import Design, Status, Trial
from study.model import MAX_DESCRIPTION, Shared, Study
from words import numbers
from words.edition import Edition

# A trial's status in a sentence, and as the label of a mark. Another language replaces these.
STATUSES: Final = {
    "planned": ("listed as not yet recruiting", "not yet recruiting"),
    "recruiting": ("listed as recruiting", "recruiting"),
    "inviting": ("listed as open by invitation alone", "by invitation"),
    "continuing": ("said to continue", "continuing"),
    "suspended": ("listed as suspended", "suspended"),
    "terminated": ("listed as ended early", "ended early"),
    "completed": ("listed as completed", "completed"),
    "withdrawn": ("listed as withdrawn", "withdrawn"),
    "transitioned": (
        "listed as moved to another registry system",
        "moved to another registry system",
    ),
    "listed": ("listed", "listed"),
    "unknown": ("listed with an unknown status", "status unknown"),
}
STATUS_LABELS: Final = {status: label for status, (_, label) in STATUSES.items()}


def status_line(status: Status, date: Callable[[str], str] = numbers.date) -> tuple[str, str]:
    """The words for a status, and its date as `date` writes it ("" for a page without a date)."""
    words = STATUSES[status.status][0].capitalize()
    if status.date:
        exact = "on" if len(status.date) == len("2024-01-08") else "in"
        return f"{words} {'about' if status.about else exact} ", date(status.date)
    if status.before:
        return f"{words}, some time before ", date(status.before)
    return f"{words}, on a page without a date", ""


def latest_status(trial: Trial) -> Status:
    """The newest status that bears a date; the last one where none does."""
    dated = [status for status in trial.status if status.date]
    return max(dated, key=lambda status: status.date or "", default=trial.status[-1])


def status_sentence(trial: Trial, study: Study, room: float = inf) -> str:
    """The latest status with its date and who said so, as plain text.

    In fewer characters than that, it is said without the sources, or not at all.
    """
    status = latest_status(trial)
    said = "".join(status_line(status))
    names = "; ".join(study.sources[citation.source].name for citation in status.cite)
    texts = (f"{said} ({names}).", f"{said}.")
    return next((text for text in texts if len(text) <= room), "")


class Passage(NamedTuple):
    """A fact as plain text, ready to be passed on. `says` and `caveat` stay together."""

    id: str
    title: str
    says: str
    caveat: str

    @property
    def text(self) -> str:
        """The fact with its caveat."""
        return f"{self.says} {self.caveat}"

    @property
    def address(self) -> str:
        """The whole address of its page."""
        return addresses.whole(self.id)


def passages(edition: Edition) -> dict[str, Passage]:
    """Every fact that has a page of its own, by its id."""
    shared = edition.study.shared
    return {ident: passage(ident, each, edition) for ident, each in shared.items()}


def passage(ident: str, shared: Shared, edition: Edition) -> Passage:
    """A fact with its numbers filled in; that of a trial with the latest status."""
    title, says, caveat = map(edition.filled, (shared.title, shared.says, shared.caveat))
    if shared.trial:
        # A program writes statuses too: none of them may make a description too long
        room = MAX_DESCRIPTION - len(f"{says}  {caveat}")
        trial = edition.study.trials[shared.trial]
        says = f"{says} {status_sentence(trial, edition.study, room)}".rstrip()
    return Passage(ident, title, says, caveat)


def about(shared: Shared, edition: Edition) -> str:
    """What a fact is about and how sure it is, for those who know neither study nor site."""
    study = edition.study
    if shared.trial:
        return edition.filled(study.summary.about_trials)
    told = edition.filled(study.summary.about)
    if shared.fact and edition.facts[shared.fact].kind == "impossible":
        return told
    return f"{told} {certain_about(edition)}: {study.certainty.level}, in our judgement."


def certain_about(edition: Edition) -> str:
    """What the certainty is about: the treatment, or the difference from another one."""
    study = edition.study
    if not study.arms:
        return f"Certainty about what {edition.filled(study.subject.treatment)} does"
    first, second = (study.arms[0].first_people, study.arms[0].second_people)
    return edition.filled(f"Certainty about the difference between {first} and {second}")


class Copy(NamedTuple):
    """A text to copy, and what it is for."""

    name: str
    text: str


OPEN = ("recruiting", "inviting")  # statuses of a trial that takes people


def design(made: Design) -> str:
    """How a study was made, in words: "Randomised trial, open label, looked back"."""
    blinding = f", {made.blinding}" if made.blinding != "unknown" else ""
    back = ", looked back at records" if made.looked_back else ""
    return f"{made.kind}{blinding}{back}.".capitalize()


def open_trials(edition: Edition) -> str:
    """Whether a trial of the treatment itself is open, as far as we know, with the day."""
    study, subject = edition.study, edition.study.subject
    known = {ident: each for ident, each in study.trials.items() if each.same_treatment}
    found = [each for each in known.values() if latest_status(each).status in OPEN]
    if found:
        told = " ".join(f"{each.name}: {status_sentence(each, study)}" for each in found)
        return f"A trial of {subject.treatment} was listed as open. {told}"
    return (
        f"No open trial of {subject.treatment} was found. We looked on {edition.last_checked}, and "
        "not in the live registries."
    )
