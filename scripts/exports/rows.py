"""The rows of the tables for programs: every column with its type, its meaning and its unit.

This is the one home of a column. CSV, JSON and the data package's descriptions all come from here.
A docstring is the description of the table.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from study.facts import Kind


def _column(says: str, **more: object) -> Meta:
    """A column: its meaning, and in the words of JSON Schema its limits.

    `unit` is that of a number, `names` the table whose ids the column holds. Nothing is checked
    against the limits here: whoever reads the files checks them.
    """
    return Meta(description=says, extra=more)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a table. None is an empty cell."""


FactId = Annotated[str, _column("The fact’s name in all files and in addresses. It never changes.")]
Name = Annotated[str, _column("A short label.")]
Known = Annotated[
    Kind,
    _column(
        "How the number is known. reported: by a source; reconstructed: the one count that fits a "
        "printed percentage, worked out by us; computed: calculated by us; impossible: printed by "
        "a source, and no whole number of people gives it.",
        enum=["reported", "reconstructed", "computed", "impossible"],
    ),
]
Sum = Annotated[str, _column("How it is calculated by us: ids of other facts.")]
Caveat = Annotated[str, _column("What must be passed on with the row.")]
Note = Annotated[str, _column("What else is known.")]
Entry = Annotated[str, _column("Its entry on the site, seen from the folder of this file.")]
People = Annotated[int, _column("A number of people.", unit="people", minimum=0)]
Calculated = Annotated[
    float, _column("Calculated by us.", unit="share from 0 to 1", minimum=0, maximum=1)
]
Date = Annotated[
    str, _column("A date, as exact as it is known.", pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")
]
SourceId = Annotated[str, _column("The source that says it.", names="sources")]
At = Annotated[str, _column("The place in the source.")]
TrialId = Annotated[str, _column("The trial.", names="trials")]


class GroupRow(Row, frozen=True, kw_only=True):
    """People who were counted together. Every denominator is the size of a group."""

    id: FactId
    name: Name
    people: Annotated[str, _column("The group in words.")]
    kind: Known
    size: Annotated[int, _column("How many people are in the group.", unit="people", minimum=0)]
    part_of: Annotated[str, _column("The group it is a part of.", names="groups")] | None
    formula: Sum | None
    caveat: Caveat
    note: Note | None
    ledger: Entry


class CountRow(Row, frozen=True, kw_only=True):
    """Counts of people out of groups, with shares and ranges that were calculated by us."""

    id: FactId
    name: Name
    section: Annotated[
        Literal["results", "features"],
        _column("results: what happened to people; features: who took part."),
    ]
    kind: Known
    group: (
        Annotated[str, _column("The group. Empty where no source says it.", names="groups")] | None
    )
    people: Annotated[str, _column("The group in words.")] | None
    count: Annotated[int, _column("How many people.", unit="people", minimum=0)] | None
    total: (
        Annotated[int, _column("How many people are in the group.", unit="people", minimum=1)]
        | None
    )
    rest: (
        Annotated[int, _column("Total minus count. Calculated by us.", unit="people", minimum=0)]
        | None
    )
    share: Annotated[Calculated, _column("Count divided by total. Calculated by us.")] | None
    low: (
        Annotated[Calculated, _column("Lower end of the 95% Wilson interval. Calculated by us.")]
        | None
    )
    high: (
        Annotated[Calculated, _column("Upper end of the 95% Wilson interval. Calculated by us.")]
        | None
    )
    exact_low: (
        Annotated[
            Calculated, _column("Lower end of the 95% Clopper-Pearson interval. Calculated by us.")
        ]
        | None
    )
    exact_high: (
        Annotated[
            Calculated, _column("Upper end of the 95% Clopper-Pearson interval. Calculated by us.")
        ]
        | None
    )
    printed: Annotated[str, _column("The percentage as a source prints it.")] | None
    within: Annotated[str, _column("The count that includes this one.", names="counts")] | None
    formula: Sum | None
    conditional: Annotated[
        bool, _column("Whether it holds if our reading of a disagreement is right, and else not.")
    ]
    group_stated: Annotated[bool, _column("Whether a source says which group they are out of.")]
    caveat: Caveat
    note: Note | None
    ledger: Entry


class QuantityRow(Row, frozen=True, kw_only=True):
    """Ages, doses, times and other numbers, as sources report them."""

    id: FactId
    name: Name
    kind: Known
    value: Annotated[float, _column("The number. Empty where it is a range.")] | None
    low: Annotated[float, _column("The lower end of a range.")] | None
    high: Annotated[float, _column("The upper end of a range.")] | None
    unit: Annotated[str, _column("The unit of the number.")] | None
    trial: (
        Annotated[str, _column("The trial it is about, if not the study.", names="trials")] | None
    )
    caveat: Caveat
    note: Note | None
    ledger: Entry


class CitationRow(Row, frozen=True, kw_only=True):
    """Where sources say the facts. A fact that was calculated from others has no row here."""

    fact: Annotated[str, _column("An id of groups, counts or quantities.")]
    kind: Known
    source: SourceId
    at: At
    prints: Annotated[str, _column("The percentage that this source prints.")] | None
    counted: (
        Annotated[str, _column("That percentage as a count, with the range of the share. Ours.")]
        | None
    )
    caveat: Caveat
    ledger: Entry


class ComparisonRow(Row, frozen=True, kw_only=True):
    """Two groups side by side, as counted and with one person’s outcome changed. Ours."""

    id: Annotated[
        str, _column("as-counted, or which group has one fewer or one more in the count.")
    ]
    first: Annotated[str, _column("The first count.", names="counts")]
    first_count: People
    first_total: People
    second: Annotated[str, _column("The second count.", names="counts")]
    second_count: People
    second_total: People
    difference: Annotated[
        float,
        _column("The first share minus the second.", unit="from -1 to 1", minimum=-1, maximum=1),
    ]
    low: Annotated[
        float,
        _column(
            "Lower end of Newcombe’s 95% interval.", unit="from -1 to 1", minimum=-1, maximum=1
        ),
    ]
    high: Annotated[
        float,
        _column(
            "Upper end of Newcombe’s 95% interval.", unit="from -1 to 1", minimum=-1, maximum=1
        ),
    ]
    fisher_p: Annotated[
        float, _column("p of Fisher’s exact test, two-sided.", minimum=0, maximum=1)
    ]
    mid_p: Annotated[float, _column("mid-p of that test, two-sided.", minimum=0, maximum=1)]
    caveat: Caveat


class LimitRow(Row, frozen=True, kw_only=True):
    """What a group of this size could have missed: exact one-sided 95% upper limits. Ours."""

    group: Annotated[str, _column("The group.", names="groups")]
    size: People
    unseen: Annotated[Calculated, _column("Largest share that fits with a harm nobody had.")]
    seen: Annotated[
        Calculated,
        _column(
            "Largest share that fits with the harm that was seen, if the people "
            "with it were counted in this group, which may not be so."
        ),
    ]
    caveat: Caveat


class SourceRow(Row, frozen=True, kw_only=True):
    """The documents that the facts are taken from, and how much of each we saw."""

    id: Annotated[str, _column("The source’s name in all files.")]
    name: Name
    citation: Annotated[str, _column("The work in full.")]
    language: Annotated[str, _column("The language it is written in.")] | None
    date: Annotated[Date, _column("When it was published or last updated.")] | None
    seen: Annotated[str, _column("How much of it we read.")]
    background: Annotated[bool, _column("Whether no number is taken from it.")]
    url: Annotated[str, _column("Where it can be opened.")] | None
    note: Note | None
    ledger: Entry


class TrialRow(Row, frozen=True, kw_only=True):
    """Other trials of the same substance. They are no part of the study."""

    id: Annotated[str, _column("The trial’s name in all files and in addresses.")]
    name: Name
    role: Annotated[str, _column("The part of the page that it stands in.")]
    title: Annotated[str, _column("The registered title.")] | None
    route: Annotated[str, _column("How the drug is given.")]
    country: Annotated[str, _column("The country.")] | None
    sponsor: Annotated[str, _column("Who runs it.")] | None
    phase: Annotated[str, _column("The phase of drug development.")] | None
    design: Annotated[str, _column("How it is designed.")] | None
    who: Annotated[str, _column("Who can join.")] | None
    schedule: Annotated[str, _column("How often and how long.")] | None
    registrations: Annotated[str, _column("Registries with numbers, parted by semicolons.")] | None
    match: Annotated[str, _column("Why we take it to be the trial that is meant.")] | None
    results: Annotated[str, _column("What is known of results.")]
    caveat: Caveat
    page: Annotated[str, _column("Its place on the site, seen from the folder of this file.")]


class TrialDateRow(Row, frozen=True, kw_only=True):
    """Dated steps of the trials, as sources give them."""

    trial: TrialId
    event: Annotated[str, _column("What happened, or was planned.")]
    date: Date
    source: SourceId
    at: At


class StatusRow(Row, frozen=True, kw_only=True):
    """What sources said of each trial, and when. A status may have changed since."""

    trial: TrialId
    number: Annotated[int, _column("Its place among what was said of the trial.", minimum=1)]
    status: Annotated[str, _column("The source’s word, or the nearest of ours.")]
    said: Annotated[str, _column("The status with its date and its source, in words.")]
    date: Annotated[Date, _column("When it was true.")] | None
    before: Annotated[Date, _column("It was true some time before this date.")] | None
    about: Annotated[bool, _column("Whether the date is approximate.")]
    undated: Annotated[bool, _column("Whether the source bears no date.")]
    source: SourceId
    at: At
    caveat: Caveat


class DisagreementRow(Row, frozen=True, kw_only=True):
    """Where sources do not agree, a row for each source, and how we read it."""

    number: Annotated[int, _column("The disagreement.", minimum=1)]
    title: Annotated[str, _column("What it is about.")]
    source: SourceId
    source_date: Annotated[Date, _column("When that source was published or last updated.")] | None
    says: Annotated[str, _column("What this source says.")]
    reading: Annotated[str, _column("How we read it, and what the site does.")]
    facts: Annotated[str, _column("The ids of facts that it is about, parted by spaces.")] | None
    counted: (
        Annotated[str, _column("These facts as counts, with ranges of the shares. Ours.")] | None
    )
    caveat: Caveat
    ledger: Entry


class ChangeRow(Row, frozen=True, kw_only=True):
    """What was checked and changed, newest first."""

    date: Annotated[str, _column("The day of the entry.", format="date")]
    version: Annotated[str, _column("The version of the site.")]
    checked: Annotated[str, _column("What was checked.")]
    changed: Annotated[str, _column("What was changed.")]
    conclusion_changed: Annotated[bool, _column("Whether the answer to the question changed.")]
