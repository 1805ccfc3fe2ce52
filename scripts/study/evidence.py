"""What studies report: sources, people, measures, comparisons, how sure one can be, and trials.

The main study and every trial are an `Evidence`; `model` adds what the site as a whole has. These
two are the one home of a field: validation, its messages, the JSON Schema for editors and the data
dictionary all come from them. A class is a record; a mapping's keys are ids.
"""

from typing import Annotated, Literal, get_args

from study.fields import (
    MOST_PEOPLE,
    Date,
    Formula,
    Id,
    Name,
    Percentage,
    Printed,
    PValue,
    Quote,
    Record,
    Text,
    Url,
    Where,
    Whole,
    field,
)


class Person(Record, frozen=True):
    """An author of a work."""

    family: Name
    given: Annotated[Name, field("Given names or initials, as the work prints them.")]


class Work(Record, frozen=True, kw_only=True):
    """A published work in parts, so that programs that manage references can read it."""

    authors: Annotated[tuple[Person, ...], field("Those that we know of.", min_length=1)]
    more_authors: Annotated[bool, field("True when there are others, as in 'et al.'.")] = False
    title: Quote
    journal: Annotated[Quote, field("The journal, as the citation abbreviates it.")]
    volume: Name
    number: Annotated[Name, field("The article's number in the volume, or its first page.")]


class Source(Record, frozen=True, kw_only=True):
    """A document that facts are taken from."""

    name: Annotated[Name, field("What readers see: 'News article, The Daily Planet'.")]
    citation: Annotated[Quote, field("The work in full, as a library would cite it.")]
    language: Annotated[Name, field("The language it is written in.")] | None = None
    date: Annotated[Date, field("When it was published or last updated.")] | None = None
    seen: Annotated[
        Literal["whole", "first part", "abstract", "citation", "not opened"],
        field("How much of it we have read."),
    ]
    url: Url | None = None
    work: Annotated[Work, field("The citation in parts.")] | None = None
    background: Annotated[bool, field("True for mere context: no fact is cited to it.")] = False
    note: Text | None = None


class Citation(Record, frozen=True):
    """Where one source says one thing."""

    source: Annotated[Id, field("A key of `sources`.")]
    at: Annotated[Name, field("The place in the source: 'second paragraph'.")]
    prints: Annotated[Percentage, field("The percentage that this source prints.")] | None = None
    interval: Annotated[Printed, field("The interval that this source prints.")] | None = None
    p: Annotated[PValue, field("The p-value that this source prints.")] | None = None


class Group(Record, frozen=True):
    """People who were counted together; every denominator is the size of a group."""

    name: Annotated[Name, field("A short label: 'people over sixty'.")]
    people: Annotated[Text, field("The group in a sentence: 'people who are over sixty'.")]
    size: Whole | None = None
    formula: Formula | None = None
    part_of: Annotated[Id, field("The group that this one is a part of.")] | None = None
    cite: tuple[Citation, ...] = ()
    note: Text | None = None


class Count(Record, frozen=True):
    """A number of people out of a group.

    Without `count` and `formula`, the build works the count out of the printed percentage, which is
    allowed where exactly one whole number fits.
    """

    name: Annotated[Name, field("A short label: 'got better'.")]
    group: Annotated[Id, field("The key of `groups` that the people are counted in.")]
    count: Whole | None = None
    formula: Formula | None = None
    within: Annotated[Id, field("The count that this one is included in.")] | None = None
    conditional: Annotated[bool, field("True if it rests on how we read a disagreement.")] = False
    group_stated: Annotated[bool, field("False when no source names the group.")] = True
    missing: Annotated[Text, field("Who is not counted, and why.")] | None = None
    cite: tuple[Citation, ...] = ()
    note: Text | None = None


class Quantity(Record, frozen=True, kw_only=True):
    """Another number: an age, a dose, a duration, a year. Either a value or a range."""

    name: Annotated[Name, field("A short label: 'shortest use'.")]
    value: Annotated[int | float, field("The number.")] | None = None
    low: Annotated[int | float, field("The lower end of a range.")] | None = None
    high: Annotated[int | float, field("The upper end of a range.")] | None = None
    unit: Annotated[Name, field("What is written after the number: 'months', '%'.")] | None = None
    cite: Annotated[tuple[Citation, ...], field("At least one source.", min_length=1)]
    note: Text | None = None


class Scale(Record, frozen=True):
    """The ends of a scale, and which of them is better."""

    low: int | float
    high: int | float
    better: Annotated[Literal["low", "high"], field("The end that people wish for.")]


class Measured(Record, frozen=True, kw_only=True):
    """One number of a measure, of one group at one time: a mean or a median, with its spread."""

    name: Annotated[Name, field("A short label: 'pain after the treatment'.")]
    when: Annotated[
        Literal["before", "after", "change", "difference"],
        field("A state before or after, the change between, or the difference to another group."),
    ]
    time: Annotated[Text, field("When it was measured: 'after {weeks}'.")]
    group: Annotated[Id, field("The key of `groups` of those who were measured.")]
    against: Annotated[Id, field("The other group, of a difference.")] | None = None
    n: Annotated[
        int,
        field(
            "How many were measured.",
            ge=1,
            le=MOST_PEOPLE,
            extra={"says": f"a whole number from 1 to {MOST_PEOPLE}"},
        ),
    ]
    mean: Annotated[int | float, field("The mean.")] | None = None
    sd: Annotated[float, field("The standard deviation.", ge=0)] | None = None
    low: Annotated[int | float, field("Lower end of the 95% interval, as reported.")] | None = None
    high: Annotated[int | float, field("Its upper end.")] | None = None
    median: Annotated[int | float, field("The median.")] | None = None
    q1: Annotated[int | float, field("The lower quartile.")] | None = None
    q3: Annotated[int | float, field("The upper quartile.")] | None = None
    missing: Annotated[Text, field("Who was not measured, and why.")] | None = None
    cite: Annotated[tuple[Citation, ...], field("At least one source.", min_length=1)]
    note: Text | None = None


class Measure(Record, frozen=True, kw_only=True):
    """What was measured on a scale: the instrument, and its numbers by id."""

    name: Annotated[Name, field("'pain'")]
    instrument: Annotated[Name, field("'SF-36, bodily pain'")]
    scale: Scale
    unit: Annotated[Name, field("What is written after the number: 'points'.")] | None = None
    values: Annotated[dict[Id, Measured], field("Each number with an id of its own.")]


class Partition(Record, frozen=True):
    """Parts that add up to a whole; the build checks the sum."""

    whole: Annotated[Id, field("A group, or a count.")]
    parts: Annotated[tuple[Id, ...], field("Groups or counts.", min_length=2)]


class Answered(Record, frozen=True):
    """An answer to a question of a published checklist, with our reason."""

    answer: Annotated[Literal["yes", "no", "unclear", "not applicable"], field("Our answer.")]
    reason: Text


class Credibility(Record, frozen=True):
    """Answers to the core questions of ICEMAN (Schandelmaier et al. 2020) for a subgroup claim.

    The meaning of a field is its question in plain words, as pages ask it.
    """

    before: Annotated[
        Answered, field("Was it said before the study which way the groups would differ?")
    ]
    prior: Annotated[Answered, field("Do earlier studies point the same way?")]
    chance: Annotated[Answered, field("Can chance be ruled out?")]
    number: Annotated[Answered, field("Were few subgroups looked at?")]
    cut: Annotated[Answered, field("Was the line between the groups drawn for a good reason?")]
    overall: Annotated[Text, field("Our answer to the five together.")]
    fit: (
        Annotated[Text, field("How well these questions fit the study, where they fit it badly.")]
        | None
    ) = None


class Comparison(Record, frozen=True, kw_only=True):
    """Two results set side by side: of arms that were treated differently, or of subgroups."""

    of: Annotated[Literal["arms", "subgroups"], field("What sets the two groups apart.")]
    first: Annotated[Id, field("A count; of arms, that of those who got the treatment.")]
    second: Annotated[Id, field("A count of another group.")]
    first_people: Annotated[Text, field("Who they are, in plural: 'people over sixty'.")]
    second_people: Annotated[Text, field("Who they are, in plural: 'younger people'.")]
    first_person: Annotated[Text, field("One of the first: 'person over sixty'.")]
    second_person: Annotated[Text, field("One of the second: 'younger person'.")]
    answer: Annotated[Text, field("What was counted on each side.")]
    caution: Annotated[Text, field("The sentence that always stands with it.")]
    published: Annotated[Text, field("Whether a source gives the difference.")] | None = None
    fragile: (
        Annotated[
            Text, field("What one person's outcome does to it, before the rows that show it.")
        ]
        | None
    ) = None
    credibility: (
        Annotated[Credibility, field("Asked of subgroups, and of nothing else.")] | None
    ) = None


class Domain(Record, frozen=True):
    """One reason for more or less certainty (GRADE)."""

    judgement: Annotated[
        Literal["no concern", "some concern", "serious", "very serious", "cannot be judged"],
        field("How much it lowers certainty, in our judgement."),
    ]
    plain: Annotated[Text, field("For everybody.")]
    reason: Annotated[Text, field("For clinicians.")]


class Domains(Record, frozen=True):
    """The five reasons of GRADE: their names, and what they ask in plain words."""

    risk_of_bias: Annotated[
        Domain, field("Could the way of studying mislead?", title="Risk of bias")
    ]
    imprecision: Annotated[Domain, field("Were there enough people?", title="Imprecision")]
    indirectness: Annotated[
        Domain,
        field("Is it about the people and the results that matter?", title="Indirectness"),
    ]
    inconsistency: Annotated[Domain, field("Do studies agree?", title="Inconsistency")]
    publication_bias: Annotated[
        Domain, field("Could other results be missing?", title="Publication bias")
    ]


Level = Literal["very low", "low", "moderate", "high"]
LEVELS: tuple[Level, ...] = get_args(Level)


class Certainty(Record, frozen=True):
    """How sure we are, by our own judgement."""

    level: Annotated[Level, field("It follows from `begins` and `domains`.")]
    begins: Annotated[Level, field("The level that the judgement began at.")]
    start: Annotated[Text, field("Why it began there.")]
    domains: Domains
    judged: (
        Annotated[Text, field("Whose judgement it is, and who else has looked at it.")] | None
    ) = None


class Outcome(Record, frozen=True, kw_only=True):
    """A row of the summary-of-findings table."""

    name: Name
    result: Annotated[Id, field("A count or a measured number, if one was found.")] | None = None
    comparison: Annotated[Id, field("A comparison of arms, in place of `result`.")] | None = None
    comment: Text | None = None
    certainty: Annotated[Certainty, field("Where it differs from that of the study.")] | None = None


class Checklist(Record, frozen=True):
    """Answers to the JBI checklist for case series (Munn et al. 2020); its questions."""

    inclusion_criteria: Annotated[Answered, field("Were there clear criteria for inclusion?")]
    condition_measured: Annotated[
        Answered,
        field("Was the condition measured in a standard, reliable way for everyone?"),
    ]
    condition_identified: Annotated[
        Answered, field("Were valid methods used to identify the condition?")
    ]
    consecutive_inclusion: Annotated[Answered, field("Were participants included consecutively?")]
    complete_inclusion: Annotated[Answered, field("Were all eligible participants included?")]
    demographics: Annotated[Answered, field("Were demographics reported clearly?")]
    clinical_information: Annotated[Answered, field("Was clinical information reported clearly?")]
    outcomes: Annotated[Answered, field("Were outcomes or follow-up reported clearly?")]
    site_information: Annotated[
        Answered, field("Was information about the sites reported clearly?")
    ]
    statistics: Annotated[Answered, field("Was the statistical analysis appropriate?")]


class Judged(Record, frozen=True):
    """Our judgement of one domain of RoB 2."""

    answer: Literal["low", "some concerns", "high"]
    reason: Text


class RiskOfBias(Record, frozen=True):
    """Judgements by RoB 2 (Sterne et al. 2019), the tool for randomised trials."""

    randomisation: Annotated[Judged, field("Did chance alone decide who got what?")]
    deviations: Annotated[Judged, field("Did everyone get what they were to get?")]
    missing_data: Annotated[Judged, field("Are results known for nearly everyone?")]
    measurement: Annotated[Judged, field("Was the outcome measured alike in both groups?")]
    selection: Annotated[Judged, field("Was the result that is reported planned before?")]
    overall: Annotated[Judged, field("All five together.")]


class Appraisal(Record, frozen=True, kw_only=True):
    """What clinicians ask of a study."""

    jbi: Annotated[Checklist, field("Of a case series.")] | None = None
    rob: Annotated[RiskOfBias, field("Of a randomised trial.")] | None = None
    not_scored: Annotated[Text, field("Why another tool was not used.")] | None = None
    funding: Text
    conflicts: Text
    findings: (
        Annotated[
            Text, field("What is true of all outcomes: what was published, what was compared.")
        ]
        | None
    ) = None


TrialStatus = Literal["planned", "recruiting", "inviting", "continuing", "suspended", "terminated",
                      "completed", "withdrawn", "transitioned", "listed", "unknown"]  # fmt: skip
TRIAL_STATUSES: tuple[TrialStatus, ...] = get_args(TrialStatus)


class Design(Record, frozen=True, kw_only=True):
    """How a study was made. Its caveats and the tool of its appraisal follow from it."""

    kind: Annotated[
        Literal["case series", "single-group trial", "cohort study", "randomised trial"],
        field("The nearest of these."),
    ]
    looked_back: Annotated[bool, field("True when it looked back at records.")] = False
    blinding: Literal["open label", "single blind", "double blind", "unknown"] = "unknown"


class Evidence(Record, frozen=True, kw_only=True):
    """What one study reports: the main study and every trial have it in this form.

    The ids of facts are unique over the whole file.
    """

    design: Annotated[Design, field("Left out where it is not known.")] | None = None
    groups: dict[Id, Group] = {}
    results: Annotated[dict[Id, Count], field("What happened to people.")] = {}
    quantities: Annotated[dict[Id, Quantity], field("Ages, doses, durations, years.")] = {}
    measures: Annotated[dict[Id, Measure], field("What was measured on scales.")] = {}
    comparisons: Annotated[dict[Id, Comparison], field("Of arms, or of subgroups.")] = {}
    outcomes: Annotated[dict[Id, Outcome], field("Every outcome that matters.")] = {}
    certainty: Certainty | None = None
    appraisal: Appraisal | None = None

    @property
    def arms(self) -> tuple[Comparison, ...]:
        """Its comparisons of people who were treated differently; none: nobody for comparison."""
        return tuple(each for each in self.comparisons.values() if each.of == "arms")


class Status(Record, frozen=True, kw_only=True):
    """What a source said of a trial, and when."""

    status: Annotated[TrialStatus, field("The source's word, or the nearest of these.")]
    date: Annotated[Date, field("When it was true.")] | None = None
    before: Annotated[Date, field("It was true some time before this date.")] | None = None
    about: Annotated[bool, field("True when the source gives the date as approximate.")] = False
    undated: Annotated[bool, field("True when the source bears no date.")] = False
    cite: Annotated[tuple[Citation, ...], field("Who said so.", min_length=1)]


class Registration(Record, frozen=True, kw_only=True):
    """A trial's number in a registry."""

    registry: Name
    number: Name
    url: Annotated[Url, field("The live entry, for readers to look up.")] | None = None


class Event(Record, frozen=True):
    """A dated step of a trial."""

    event: Annotated[Text, field("'first person enrolled'")]
    date: Date
    cite: Annotated[tuple[Citation, ...], field("Who said so.", min_length=1)]


class Trial(Evidence, frozen=True, kw_only=True):
    """Another trial of the same substance, or one that could be taken for it."""

    name: Annotated[Name, field("What readers see.")]
    role: Annotated[Id, field("The section of the trials page that it stands in.")]
    title: Annotated[Quote, field("The registered title.")] | None = None
    route: Annotated[Text, field("How the drug is given.")]
    treatment: Annotated[Text, field("What it gives, in a sentence: 'the tablets'.")]
    same_treatment: Annotated[bool, field("True when it gives what the main study gave.")] = False
    substance: Annotated[Text, field("Another substance, where it is one.")] | None = None
    country: Text | None = None
    sponsor: Name | None = None
    phase: Name | None = None
    who: Annotated[Text, field("Who can join.")] | None = None
    schedule: Text | None = None
    registrations: tuple[Registration, ...] = ()
    dates: tuple[Event, ...] = ()
    status: Annotated[tuple[Status, ...], field("The earliest first.", min_length=1)]
    reported: Annotated[
        Literal["yes", "no", "posted, not seen"], field("Whether results are known to us.")
    ] = "no"
    told: Annotated[tuple[Text, ...], field("What is known of results, in sentences.")] = ()
    match: Annotated[Text, field("Why we take it to be the trial that is meant.")] | None = None
    cite: tuple[Citation, ...] = ()


class Statement(Record, frozen=True):
    """Something a source says without a figure, or with figures of facts."""

    label: Text
    text: Text
    cite: Annotated[tuple[Citation, ...], field("At least one source.", min_length=1)]


class Said(Record, frozen=True):
    """One side of a disagreement."""

    source: Annotated[Id, field("A key of `sources`.")]
    text: Text


class NotFound(Record, frozen=True):
    """Something that we looked for and did not find.

    A sentence that is true as long as it stands here, and no longer, says so with the mark
    {unknown:id}, which shows nothing. When what it is about is there, the build stops and names
    those sentences.
    """

    about: Annotated[
        tuple[Where, ...],
        field("What would have to be there: outcomes.pain, sources.paper.", min_length=1),
    ]
    text: Annotated[Text, field("Its line in the list of what we did not find.")] | None = None


class Disagreement(Record, frozen=True, kw_only=True):
    """A place where sources do not agree, and how we read it."""

    title: Text
    says: Annotated[tuple[Said, ...], field("Who says what.", min_length=1)]
    reading: Annotated[Text, field("How we read it, and what the site does.")]
    facts: Annotated[tuple[Id, ...], field("The facts it is about.")] = ()
    tried: Annotated[tuple[Id, ...], field("What an impossible percentage was tried on.")] = ()
