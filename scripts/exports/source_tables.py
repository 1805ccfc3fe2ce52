"""Sources, other trials, disagreements and the log as tables."""

from typing import Final

from exports.rows import (
    ChangeRow,
    DisagreementRow,
    SourceRow,
    StatusRow,
    TrialDateRow,
    TrialRow,
)
from exports.tables import Table, counted, filled
from study.facts import Fact, Facts
from study.model import Status, Study, Trial
from words import caveats, numbers, sentences
from words.edition import Edition

STEP: Final = ("trial", "event", "source", "at")
SAID: Final = ("trial", "number", "source", "at")
READ: Final = ("number", "source", "says")


def tables(study: Study, facts: Facts) -> list[Table]:
    """The tables, each in the order of the study file."""
    trials = tuple(_trial(ident, trial, study, facts) for ident, trial in study.trials.items())
    return [
        Table("sources", "The sources", SourceRow, _sources(study, facts)),
        Table("trials", "Other trials", TrialRow, trials),
        Table("trial_dates", "Dates of other trials", TrialDateRow, _dates(study), STEP),
        Table(
            "trial_statuses",
            "What was said of other trials",
            StatusRow,
            _statuses(study, facts),
            SAID,
        ),
        Table(
            "disagreements",
            "Where sources disagree",
            DisagreementRow,
            _disagreements(study, facts),
            READ,
        ),
        Table(
            "changes",
            "What was checked and changed",
            ChangeRow,
            _changes(study, facts),
            ("version", "date"),
        ),
    ]


def _sources(study: Study, facts: Facts) -> tuple[SourceRow, ...]:
    return tuple(
        SourceRow(
            id=ident,
            name=source.name,
            citation=source.citation,
            language=source.language,
            date=source.date,
            seen=source.seen,
            background=source.background,
            url=source.url,
            note=filled(source.note, facts),
            ledger=f"../numbers/#s-{ident}",
        )
        for ident, source in study.sources.items()
    )


def _trial(ident: str, trial: Trial, study: Study, facts: Facts) -> TrialRow:
    registered = "; ".join(f"{each.registry}: {each.number}" for each in trial.registrations)
    return TrialRow(
        id=ident,
        name=trial.name,
        role=trial.role,
        title=trial.title,
        route=numbers.filled(trial.route, facts),
        country=trial.country,
        sponsor=trial.sponsor,
        # Alone, a spreadsheet takes "2/3" for a day
        phase=f"phase {trial.phase}" if trial.phase else None,
        design=filled(trial.design, facts),
        who=filled(trial.who, facts),
        schedule=filled(trial.schedule, facts),
        registrations=registered or None,
        match=filled(trial.match, facts),
        results=numbers.filled(" ".join(trial.results), facts),
        caveat=caveats.of_trial(Edition(study, facts)),
        page=f"../trials/#{ident}",
    )


def _dates(study: Study) -> tuple[TrialDateRow, ...]:
    return tuple(
        TrialDateRow(
            trial=ident,
            event=step.event,
            date=step.date,
            source=citation.source,
            at=citation.at,
        )
        for ident, trial in study.trials.items()
        for step in trial.dates
        for citation in step.cite
    )


def _statuses(study: Study, facts: Facts) -> tuple[StatusRow, ...]:
    return tuple(
        _status(ident, number, status, citation.source, citation.at, study, facts)
        for ident, trial in study.trials.items()
        for number, status in enumerate(trial.status, 1)
        for citation in status.cite
    )


def _status(
    trial: str, number: int, status: Status, source: str, at: str, study: Study, facts: Facts
) -> StatusRow:
    return StatusRow(
        trial=trial,
        number=number,
        status=status.status,
        said=f"{''.join(sentences.status_line(status))} ({study.sources[source].name})",
        date=status.date,
        before=status.before,
        about=status.about,
        undated=status.undated,
        source=source,
        at=at,
        caveat=caveats.of_trial(Edition(study, facts)),
    )


def _disagreements(study: Study, facts: Facts) -> tuple[DisagreementRow, ...]:
    return tuple(
        DisagreementRow(
            number=number,
            title=numbers.filled(row.title, facts),
            source=said.source,
            source_date=study.sources[said.source].date,
            says=numbers.filled(said.text, facts),
            reading=numbers.filled(row.reading, facts),
            facts=" ".join(row.facts) or None,
            counted="; ".join(_counted(facts[ident]) for ident in row.facts) or None,
            caveat=caveats.of_disagreement(row, Edition(study, facts)),
            ledger=f"../numbers/#d-{number}",
        )
        for number, row in enumerate(study.disagreements, 1)
        for said in row.says
    )


def _counted(fact: Fact) -> str:
    """A fact in figures, with those of its group who are not in it."""
    if fact.kind == "impossible":
        return f"{fact.name}: no number of people"
    if not fact.is_proportion:
        return f"{fact.name}: {numbers.written(fact)}"
    rest = numbers.number((fact.total or 0) - (fact.count or 0))
    return f"{fact.name}: {counted(fact)}, not so in the other {rest}"


def _changes(study: Study, facts: Facts) -> tuple[ChangeRow, ...]:
    return tuple(
        ChangeRow(
            date=change.date,
            version=change.version,
            checked=numbers.filled(change.checked, facts),
            changed=numbers.filled(change.changed, facts),
            conclusion_changed=change.conclusion_changed,
        )
        for change in study.log
    )
