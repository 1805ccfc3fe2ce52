"""What the study file says of a trial, set beside the live record of it at ClinicalTrials.gov."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple, get_args, get_type_hints

from study.facts import references, texts
from study.model import Citation, Quantity, Registration, Status, Study, Trial
from watch import registry
from words import numbers, sentences

REGISTRY: Final = "ClinicalTrials.gov"
NUMBER: Final = re.compile(r"NCT\d{8}")
MODEL_WORDS: Final = get_args(get_type_hints(Status)["status"])

# The registry's words, and the model's for them; one that the model lacks is told and not written.
WORDS: Final = {
    "NOT_YET_RECRUITING": "planned",
    "RECRUITING": "recruiting",
    "ENROLLING_BY_INVITATION": "inviting",
    "ACTIVE_NOT_RECRUITING": "continuing",
    "SUSPENDED": "suspended",
    "TERMINATED": "terminated",
    "COMPLETED": "completed",
    "WITHDRAWN": "withdrawn",
    "UNKNOWN": "unknown",
}
# Words by which the file names a step of a trial, and what the registry dates of it.
STEPS: Final = {
    "registered": ("registration",),
    **dict.fromkeys(("start", "started", "enrolled"), ("start",)),
    **dict.fromkeys(("end", "ended", "completed"), ("end", "main end")),
}


class Asked(NamedTuple):
    """A trial of the file and its live record."""

    ident: str
    trial: Trial
    registration: Registration
    record: registry.Record

    @property
    def url(self) -> str:
        """The address of the live record, for readers."""
        return self.registration.url or f"{registry.ADDRESS}/study/{self.record.number}"

    @property
    def word(self) -> str:
        """The model's word for the status, or "" where it has none."""
        word = WORDS.get(self.record.status, "")
        return word if word in MODEL_WORDS else ""


def registered(study: Study) -> Iterator[tuple[str, Trial, Registration]]:
    """The trials of the file that the registry has a record of."""
    for ident, trial in study.trials.items():
        for registration in trial.registrations:
            if registration.registry == REGISTRY and NUMBER.fullmatch(registration.number):
                yield ident, trial, registration


def status_differs(asked: Asked, study: Study) -> bool:
    """Whether the file says another status, both of late and as that of the live record."""
    live = {ident for ident, source in study.sources.items() if source.url == asked.url}
    from_live = [
        status for status in asked.trial.status if any(c.source in live for c in status.cite)
    ]
    said = {status.status for status in [sentences.latest_status(asked.trial), *from_live[-1:]]}
    return WORDS.get(asked.record.status) not in said


def differences(asked: Asked, study: Study, today: str) -> Iterator[str]:
    """Every difference between the file and the live record, in a sentence each."""
    trial, record = asked.trial, asked.record
    if status_differs(asked, study):
        yield (
            f"the file says: {sentences.status_sentence(trial, study)} {REGISTRY} says "
            f"“{_spoken(record.status)}”{_known(record)} in its record{_of(record)}, read on "
            f"{numbers.date(today)}."
            + ("" if asked.word else " The model has no word for that, so it cannot be written.")
        )
    for event in trial.dates:
        if given := _dates_instead(event.event, event.date, record):
            yield (
                f"the file says “{event.event}” {numbers.date(event.date)} "
                f"({_names(event.cite, study)}). {REGISTRY} gives: {given}."
            )
    people = _people(trial, study)
    if record.people is not None and people and record.people not in people.values():
        named = "; ".join(f"{name} {number:g}" for name, number in people.items())
        kind = "planned" if record.planned else "actual"
        yield f"the file says: {named}. {REGISTRY} says {record.people} people ({kind})."
    if record.has_results and not any("results" in cite.at for cite in trial.cite):
        yield (
            f"{REGISTRY} says that results are posted. Read them; a citation of the trial whose "
            "place names “results” says that this was done."
        )


def _dates_instead(event: str, date: str, record: registry.Record) -> str:
    """What the registry gives for a step, where that differs; as exact as both are."""
    kinds = next((STEPS[word] for word in event.lower().split() if word in STEPS), ())
    given = [each for each in record.dates if each.of in kinds]
    if any(each.date.startswith(date) or date.startswith(each.date) for each in given):
        return ""
    return "; ".join(
        f"{each.of}{' planned' if each.planned else ''} {numbers.date(each.date)}" for each in given
    )


def _people(trial: Trial, study: Study) -> dict[str, float]:
    """The numbers of people that the sentences about a trial name."""
    named = [ident for _, text in texts(trial) for ident, _ in references(text)]
    facts = {ident: study.quantities[ident] for ident in named if ident in study.quantities}
    return {
        fact.name: fact.value
        for fact in facts.values()
        if isinstance(fact, Quantity) and fact.unit == "people" and fact.value is not None
    }


def _spoken(word: str) -> str:
    return word.replace("_", " ").lower()


def _known(record: registry.Record) -> str:
    return f" (last known: {_spoken(record.last_known)})" if record.last_known else ""


def _of(record: registry.Record) -> str:
    return f" of {numbers.date(record.updated)}" if record.updated else ""


def _names(cite: tuple[Citation, ...], study: Study) -> str:
    return "; ".join(study.sources[citation.source].name for citation in cite)
