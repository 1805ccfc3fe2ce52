"""The evidence model: every field of a study file, with its limits and its meaning.

This is the one home of a field. Validation, its messages, the JSON Schema for editors and the data
dictionary for maintainers all come from here. A class is a record; a mapping's keys are ids.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta

Path = tuple[str | int, ...]  # ("results", "improved", "count"); () is the whole file
Finding = tuple[Path, str]  # what is wrong with a value, and where it stands

STALE_DAYS = 90  # since the sources were last checked: from then on pages warn readers
MAX_DESCRIPTION = 200  # characters of a description that link previews and search engines show


def _field(description: str, **limits: Any) -> Meta:
    return Meta(description=description, **limits)


def _text(says: str, pattern: str = "", more: str = "", never: str = "", **size: Any) -> Meta:
    """A text that is all of a pattern, or one line that holds nothing of another; and in words."""
    description = f"{says[0].upper()}{says[1:]}. {more}".rstrip()
    # Python and JavaScript understand it alike. "$" alone would let a line end follow.
    whole = rf"^{pattern or f'(?!.*({never})).+'}$(?!\n)"
    if size:
        says += f", of {size.get('min_length', 1)} to {size['max_length']} characters"
    extra = {"says": says, "never": never}
    return Meta(description=description, pattern=whole, extra=extra, **size)


_ID = _text(
    "an id of small letters and hyphens such as not-improved",
    "[a-z]+(-[a-z]+)*",
    "It is a name inside the file and in addresses, and never changes once published.",
    max_length=40,
)
# In Python \d is a digit of any script; then superscripts, fractions, Roman and circled numbers.
_DIGIT = r"[\d\xB2\xB3\xB9\xBC-\xBE\u2070-\u2089\u2150-\u2189\u2460-\u24FF\u2776-\u2793]"
_TEXT = _text(
    "a text without digits (write {fact-id}), <, > and signs of Markdown",
    more="Words of ours; the build puts figures in the place of {fact-id} and {fact-id:form}.",
    never=rf"{_DIGIT}|[<>*`]|__|\]\(",
    min_length=2,
    max_length=700,
)
_QUOTE = _text("words of a source, without <, >, { and }", never="[<>{}]", max_length=400)
_URL = _text(
    "an https address without @, quotes and parentheses such as https://example.org/page",
    "https://[A-Za-z0-9.-]+(/[A-Za-z0-9._~/?#&=%+,;:!-]*)?",
    max_length=300,
)
Id = Annotated[str, _ID]
Text = Annotated[str, _TEXT]
Quote = Annotated[str, _QUOTE]
Url = Annotated[str, _URL]
Name = Annotated[str, _text("a label without <, >, { and }", never="[<>{}]", max_length=120)]
# Quotes around a year or a version keep other programs from reading a number.
Date = Annotated[
    str, _text("a date such as 2024-01-08, 2024-01 or '2024'", "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
]
Day = Annotated[str, _text("a whole date such as 2024-01-31", "[0-9]{4}-[0-9]{2}-[0-9]{2}")]
Version = Annotated[str, _text("a version of the site such as '1.0'", r"[0-9]+\.[0-9]+")]
Language = Annotated[str, _text("the two letters of a language such as en", "[a-z]{2}")]
_FORMULA, _PLACE = "[a-z-]+( [+-] [a-z-]+)+", "[a-z0-9/-]*(#[a-z0-9-]+)?"
Formula = Annotated[
    str,
    _text("ids of facts joined by + and - such as received - analysed", _FORMULA, max_length=200),
]
Percentage = Annotated[
    str, _text("a percentage such as 54.5%", r"(100(\.0{1,3})?|[1-9]?[0-9](\.[0-9]{1,3})?)%")
]
_ADDRESS = _text(
    "an address of small letters, digits and hyphens such as not-improved",
    "[a-z0-9]+(-[a-z0-9]+)*",
    "It is below the site's own, as people type it, without the slash at its end.",
    max_length=40,
)
Address = Annotated[str, _ADDRESS]
Place = Annotated[
    str, _text("a page or a part of one such as results/#stable", _PLACE, max_length=90)
]
MOST_PEOPLE = 5_000  # exact tests and a figure for each take seconds and megabytes beyond this
_WHOLE = {"says": f"a whole number from 0 to {MOST_PEOPLE}"}
Whole = Annotated[int, _field("A number of people.", ge=0, le=MOST_PEOPLE, extra=_WHOLE)]
Seen = Literal["whole", "first part", "abstract", "citation", "not opened"]
Judgement = Literal["no concern", "some concern", "serious", "very serious", "cannot be judged"]
Level = Literal["very low", "low", "moderate", "high"]
LEVELS: tuple[Level, ...] = get_args(Level)
TrialStatus = Literal["planned", "recruiting", "inviting", "continuing", "suspended", "terminated",
                      "completed", "withdrawn", "transitioned", "listed", "unknown"]  # fmt: skip
TRIAL_STATUSES: tuple[TrialStatus, ...] = get_args(TrialStatus)


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the study file; unknown keys are refused."""


class Person(Record, frozen=True):
    """An author of a work."""

    family: Name
    given: Annotated[Name, _field("Given names or initials, as the work prints them.")]


class Work(Record, frozen=True, kw_only=True):
    """A published work in parts, so that programs that manage references can read it."""

    authors: Annotated[tuple[Person, ...], _field("Those that we know of.", min_length=1)]
    more_authors: Annotated[bool, _field("True when there are others, as in 'et al.'.")] = False
    title: Quote
    journal: Annotated[Quote, _field("The journal, as the citation abbreviates it.")]
    volume: Name
    number: Annotated[Name, _field("The article's number in the volume, or its first page.")]


class Source(Record, frozen=True, kw_only=True):
    """A document that facts are taken from."""

    name: Annotated[Name, _field("What readers see: 'News article, The Daily Planet'.")]
    citation: Annotated[Quote, _field("The work in full, as a library would cite it.")]
    language: Annotated[Name, _field("The language it is written in.")] | None = None
    date: Annotated[Date, _field("When it was published or last updated.")] | None = None
    seen: Annotated[Seen, _field("How much of it we have read.")]
    url: Url | None = None
    work: Annotated[Work, _field("The citation in parts.")] | None = None
    background: Annotated[bool, _field("True for mere context: no fact is cited to it.")] = False
    note: Text | None = None


class Citation(Record, frozen=True):
    """Where one source says one thing."""

    source: Annotated[Id, _field("A key of `sources`.")]
    at: Annotated[Name, _field("The place in the source: 'second paragraph'.")]
    prints: Annotated[Percentage, _field("The percentage that this source prints.")] | None = None


class Group(Record, frozen=True):
    """People who were counted together; every denominator is the size of a group."""

    name: Annotated[Name, _field("A short label: 'people over sixty'.")]
    people: Annotated[Text, _field("The group in a sentence: 'people who are over sixty'.")]
    size: Whole | None = None
    formula: Formula | None = None
    part_of: Annotated[Id, _field("The group that this one is a part of.")] | None = None
    cite: tuple[Citation, ...] = ()
    note: Text | None = None


class Count(Record, frozen=True):
    """A number of people out of a group.

    Without `count` and `formula`, the build works the count out of the printed percentage, which is
    allowed where exactly one whole number fits.
    """

    name: Annotated[Name, _field("A short label: 'got better'.")]
    group: Annotated[Id, _field("The key of `groups` that the people are counted in.")]
    count: Whole | None = None
    formula: Formula | None = None
    within: Annotated[Id, _field("The count that this one is included in.")] | None = None
    conditional: Annotated[bool, _field("True if it rests on how we read a disagreement.")] = False
    group_stated: Annotated[bool, _field("False when no source names the group.")] = True
    cite: tuple[Citation, ...] = ()
    note: Text | None = None


class Quantity(Record, frozen=True, kw_only=True):
    """Another number: an age, a dose, a duration, a year. Either a value or a range."""

    name: Annotated[Name, _field("A short label: 'shortest use'.")]
    value: Annotated[int | float, _field("The number.")] | None = None
    low: Annotated[int | float, _field("The lower end of a range.")] | None = None
    high: Annotated[int | float, _field("The upper end of a range.")] | None = None
    unit: Annotated[Name, _field("What is written after the number: 'months', '%'.")] | None = None
    cite: Annotated[tuple[Citation, ...], _field("At least one source.", min_length=1)]
    note: Text | None = None


class Partition(Record, frozen=True):
    """Parts that add up to a whole; the build checks the sum."""

    whole: Annotated[Id, _field("A group, or a count.")]
    parts: Annotated[tuple[Id, ...], _field("Groups or counts.", min_length=2)]


class Section(Record, frozen=True):
    """A heading with what stands under it."""

    id: Annotated[Id, _field("The heading's address on the page.")]
    heading: Text
    text: Annotated[tuple[Text, ...], _field("Paragraphs.")] = ()
    points: Annotated[tuple[Text, ...], _field("A list under the paragraphs.")] = ()
    facts: Annotated[tuple[Id, ...], _field("Facts shown as a table under the text.")] = ()


class Page(Record, frozen=True, kw_only=True):
    """One page of the site."""

    title: Annotated[Text, _field("Unique; also the entry in the menu.")]
    description: Annotated[Text, _field("For search engines and previews: a fact with its caveat.")]
    lead: Annotated[tuple[Text, ...], _field("The paragraphs under the title.")] = ()
    sections: tuple[Section, ...] = ()


class Pages(Record, frozen=True):
    """The pages of the site, in the reader's order."""

    index: Page
    results: Page
    subgroups: Page
    harms: Page
    certainty: Page
    study: Page
    trials: Page
    questions: Page
    young: Page
    clinicians: Page
    numbers: Page
    words: Page
    data: Page
    about: Page


class Shared(Record, frozen=True, kw_only=True):
    """A fact that is passed on by itself: a short page, a preview, texts for posts.

    Its key is its address. What is said and the caveat always travel together.
    """

    title: Annotated[Text, _field("Unique; with the figure, where there is one.")]
    says: Annotated[Text, _field("The fact: counts, those not counted in them, and when.")]
    caveat: Annotated[Text, _field("What the fact must not be passed on without.")]
    more: Annotated[tuple[Text, ...], _field("Further paragraphs of its page.")] = ()
    fact: Annotated[Id, _field("The fact that the link to the ledger goes to.")] | None = None
    trial: Annotated[Id, _field("The trial whose latest status stands with it.")] | None = None
    figure: Annotated[Id, _field("A picture: a key of `figures` or of its `bars`.")] | None = None
    page: Annotated[Id, _field("The full page about it: a key of `pages`.")]
    section: Annotated[Id, _field("The heading on that page.")] | None = None
    also: Annotated[tuple[Address, ...], _field("Other addresses of the same fact.")] = ()


class Site(Record, frozen=True, kw_only=True):
    """The site as a whole."""

    title: Annotated[Text, _field("The name of the site.")]
    short_title: Annotated[Text, _field("The name in the header and in browser tabs.")]
    language: Annotated[Language, _field("The language of the pages.")]
    contact: Annotated[Url, _field("Where errors can be reported; never invented.")] | None = None
    published_by: Annotated[Text, _field("Who publishes the site; never invented.")] | None = None


class Subject(Record, frozen=True):
    """The words of this study that sentences in the templates need."""

    study: Annotated[Name, _field("The study's name.")]
    paper: Annotated[Id, _field("The source that is the study's own report, read or not.")]
    treatment: Annotated[Text, _field("In the middle of a sentence: 'the tablets'.")]
    follow_up: Annotated[Text, _field("When it was counted: 'after a year'.")]


class Headline(Record, frozen=True):
    """Which facts are the answer."""

    received: Annotated[Id, _field("The group that got the treatment.")]
    analysed: Annotated[Id, _field("The group that was analysed.")]
    not_analysed: Annotated[Id, _field("The group that was not.")]
    people: Annotated[Id, _field("The group of the main result.")]
    improved: Annotated[Id, _field("The main result.")]
    disappeared: Annotated[Id, _field("The part of it with the largest change.")]
    not_improved: Annotated[Id, _field("The others.")]
    harm: Annotated[Id, _field("The people with a side effect.")]


class Summary(Record, frozen=True):
    """The answer in few words; repeated on every page that gives a result."""

    about: Annotated[Text, _field("What this is about, for those who come from a link.")]
    about_trials: Annotated[Text, _field("For those who come to a trial: that it is another.")]
    question: Text
    answer: Annotated[Text, _field("What was counted.")]
    nested: Annotated[Text, _field("The part that is included in it.")]
    comparison: Annotated[Text, _field("That nobody was there for comparison.")]
    sureness: Annotated[Text, _field("How sure we are.")]
    harm: Annotated[Text, _field("What is known of harm, and its limit.")]
    no_comparison: Annotated[Text, _field("The comparison column of the fact box.")]
    measured_benefit: Annotated[Text, _field("The name of the benefit row of the fact box.")]
    measured_nested: Annotated[Text, _field("The name of the row within it.")]
    measured_rest: Annotated[Text, _field("The name of the row for the others.")]
    measured_harm: Annotated[Text, _field("The name of the harm row.")]
    harm_group: Annotated[Text, _field("What is known of the group of the side effect.")]
    shared: Annotated[
        tuple[Id, ...], _field("Keys of `shared`: what is copied.", min_length=3, max_length=3)
    ]
    harm_asked: Annotated[Text, _field("Whether all were asked: limits rest on it.")] | None = None


class Answered(Record, frozen=True):
    """An answer to a question of a published checklist, with our reason."""

    answer: Annotated[Literal["yes", "no", "unclear", "not applicable"], _field("Our answer.")]
    reason: Text


class Credibility(Record, frozen=True):
    """Answers to the core questions of ICEMAN (Schandelmaier et al. 2020) for a subgroup claim.

    The meaning of a field is its question in plain words, as pages ask it.
    """

    before: Annotated[
        Answered, _field("Was it said before the study which way the groups would differ?")
    ]
    prior: Annotated[Answered, _field("Do earlier studies point the same way?")]
    chance: Annotated[Answered, _field("Can chance be ruled out?")]
    number: Annotated[Answered, _field("Were few subgroups looked at?")]
    cut: Annotated[Answered, _field("Was the line between the groups drawn for a good reason?")]
    overall: Annotated[Text, _field("Our answer to the five together.")]
    fit: Annotated[Text, _field("How well the questions fit, where they fit badly.")] | None = None


class Comparison(Record, frozen=True, kw_only=True):
    """Two results set side by side."""

    first: Annotated[Id, _field("A count.")]
    second: Annotated[Id, _field("A count of another group.")]
    first_people: Annotated[Text, _field("Who they are, in plural: 'people over sixty'.")]
    second_people: Annotated[Text, _field("Who they are, in plural: 'younger people'.")]
    first_person: Annotated[Text, _field("One of the first: 'person over sixty'.")]
    second_person: Annotated[Text, _field("One of the second: 'younger person'.")]
    answer: Annotated[Text, _field("What was counted on each side.")]
    caution: Annotated[Text, _field("The sentence that always stands with it.")]
    published: Annotated[Text, _field("Whether a source gives the difference.")] | None = None
    fragile: Annotated[Text, _field("What one changed outcome does, above the rows.")] | None = None
    credibility: Credibility


class Domain(Record, frozen=True):
    """One reason for more or less certainty (GRADE)."""

    judgement: Annotated[Judgement, _field("How much it lowers certainty, in our judgement.")]
    plain: Annotated[Text, _field("For everybody.")]
    reason: Annotated[Text, _field("For clinicians.")]


class Domains(Record, frozen=True):
    """The five reasons of GRADE: their names, and what they ask in plain words."""

    risk_of_bias: Annotated[Domain, _field("Could the way of studying mislead?")]
    imprecision: Annotated[Domain, _field("Were there enough people?")]
    indirectness: Annotated[Domain, _field("Is it about the people and the results that matter?")]
    inconsistency: Annotated[Domain, _field("Do studies agree?")]
    publication_bias: Annotated[Domain, _field("Could other results be missing?")]


class Certainty(Record, frozen=True):
    """How sure we are, by our own judgement."""

    level: Annotated[Level, _field("GRADE's four levels.")]
    start: Annotated[Text, _field("The level that the judgement began at, and why.")]
    domains: Domains
    judged: Annotated[Text, _field("Whose judgement it is, and who looked at it.")] | None = None


class Outcome(Record, frozen=True, kw_only=True):
    """A row of the summary-of-findings table."""

    name: Name
    result: Annotated[Id, _field("A count; left out when nothing was found.")] | None = None
    comment: Text


class Checklist(Record, frozen=True):
    """Answers to the JBI checklist for case series (Munn et al. 2020); its questions."""

    inclusion_criteria: Annotated[Answered, _field("Were there clear criteria for inclusion?")]
    condition_measured: Annotated[
        Answered,
        _field("Was the condition measured in a standard, reliable way for everyone?"),
    ]
    condition_identified: Annotated[
        Answered, _field("Were valid methods used to identify the condition?")
    ]
    consecutive_inclusion: Annotated[Answered, _field("Were participants included consecutively?")]
    complete_inclusion: Annotated[Answered, _field("Were all eligible participants included?")]
    demographics: Annotated[Answered, _field("Were demographics reported clearly?")]
    clinical_information: Annotated[Answered, _field("Was clinical information reported clearly?")]
    outcomes: Annotated[Answered, _field("Were outcomes or follow-up reported clearly?")]
    site_information: Annotated[
        Answered, _field("Was information about the sites reported clearly?")
    ]
    statistics: Annotated[Answered, _field("Was the statistical analysis appropriate?")]


class Appraisal(Record, frozen=True):
    """What clinicians ask of a study."""

    outcomes: Annotated[tuple[Outcome, ...], _field("Every outcome that matters.", min_length=1)]
    checklist: Checklist
    not_scored: Annotated[Text, _field("Why a tool for comparative studies was not used.")]
    funding: Text
    conflicts: Text
    findings: Annotated[Text, _field("True of all outcomes: what was published.")] | None = None


class Status(Record, frozen=True, kw_only=True):
    """What a source said of a trial, and when."""

    status: Annotated[TrialStatus, _field("The source's word, or the nearest of these.")]
    date: Annotated[Date, _field("When it was true.")] | None = None
    before: Annotated[Date, _field("It was true some time before this date.")] | None = None
    about: Annotated[bool, _field("True when the source gives the date as approximate.")] = False
    undated: Annotated[bool, _field("True when the source bears no date.")] = False
    cite: Annotated[tuple[Citation, ...], _field("Who said so.", min_length=1)]


class Registration(Record, frozen=True, kw_only=True):
    """A trial's number in a registry."""

    registry: Name
    number: Name
    url: Annotated[Url, _field("The live entry, for readers to look up.")] | None = None


class Event(Record, frozen=True):
    """A dated step of a trial."""

    event: Annotated[Text, _field("'first person enrolled'")]
    date: Date
    cite: Annotated[tuple[Citation, ...], _field("Who said so.", min_length=1)]


class Trial(Record, frozen=True, kw_only=True):
    """Another trial of the same substance."""

    name: Annotated[Name, _field("What readers see.")]
    role: Annotated[Id, _field("The section of the trials page that it stands in.")]
    title: Annotated[Quote, _field("The registered title.")] | None = None
    route: Annotated[Text, _field("How the drug is given.")]
    country: Text | None = None
    sponsor: Name | None = None
    phase: Name | None = None
    design: Text | None = None
    who: Annotated[Text, _field("Who can join.")] | None = None
    schedule: Text | None = None
    registrations: tuple[Registration, ...] = ()
    dates: tuple[Event, ...] = ()
    status: Annotated[tuple[Status, ...], _field("The earliest first.", min_length=1)]
    results: Annotated[tuple[Text, ...], _field("What is known of results.", min_length=1)]
    match: Annotated[Text, _field("Why we take it to be the trial that is meant.")] | None = None
    cite: tuple[Citation, ...] = ()


class Statement(Record, frozen=True):
    """Something a source says without a figure, or with figures of facts."""

    label: Text
    text: Text
    cite: Annotated[tuple[Citation, ...], _field("At least one source.", min_length=1)]


class Said(Record, frozen=True):
    """One side of a disagreement."""

    source: Annotated[Id, _field("A key of `sources`.")]
    text: Text


class Disagreement(Record, frozen=True, kw_only=True):
    """A place where sources do not agree, and how we read it."""

    title: Text
    says: Annotated[tuple[Said, ...], _field("Who says what.", min_length=1)]
    reading: Annotated[Text, _field("How we read it, and what the site does.")]
    facts: Annotated[tuple[Id, ...], _field("The facts it is about.")] = ()
    tried: Annotated[tuple[Id, ...], _field("What an impossible percentage was tried on.")] = ()


class Term(Record, frozen=True, kw_only=True):
    """A word of the glossary."""

    term: Name
    also: Annotated[tuple[Name, ...], _field("Other spellings and names.")] = ()
    meaning: Text
    tip: Annotated[bool, _field("Whether its first use on a page links here.")] = True


class Change(Record, frozen=True):
    """An entry of the log."""

    date: Day
    version: Version
    checked: Text
    changed: Text
    conclusion_changed: Annotated[bool, _field("Did the answer to the question change?")]
    trials_alone: Annotated[bool, _field("True when nothing but live records was checked.")] = False


class Picture(Record, frozen=True, kw_only=True):
    """What stands beside a picture; what it shows is taken from the facts."""

    title: Annotated[Text, _field("What the picture shows.")]
    sentence: Annotated[Text, _field("The sentence that says the same as the picture.")]
    caveat: Annotated[Text, _field("Stands with it; otherwise: no comparison group.")] | None = None


class FactsPicture(Picture, frozen=True, kw_only=True):
    """A picture of chosen facts."""

    facts: Annotated[tuple[Id, ...], _field("Counts out of stated groups.", min_length=1)]


class TimePicture(Picture, frozen=True, kw_only=True):
    """The picture of trials in time."""

    years: Annotated[Id, _field("The quantity with the years of the study.")] | None = None


class Figures(Record, frozen=True, kw_only=True):
    """The pictures that pages show; one that is left out is not drawn."""

    people: Annotated[Picture, _field("A figure for each person of the main result.")] | None = None
    groups: Annotated[Picture, _field("The same for the two groups compared.")] | None = None
    flow: Annotated[Picture, _field("How those who got the treatment divide.")] | None = None
    ranges: Annotated[FactsPicture, _field("Shares with ranges on one axis.")] | None = None
    change: Annotated[Picture, _field("One person's outcome changed.")] | None = None
    limits: Annotated[Picture, _field("What groups of such sizes could have missed.")] | None = None
    time: Annotated[TimePicture, _field("The study and the trials in time.")] | None = None
    bars: Annotated[dict[Id, FactsPicture], _field("Counts as bars, by address.")] = {}


class Study(Record, frozen=True):
    """The whole study file."""

    site: Site
    subject: Subject
    summary: Summary
    headline: Headline
    pages: Pages
    sources: dict[Id, Source]
    groups: dict[Id, Group]
    results: Annotated[dict[Id, Count], _field("What happened to people.")]
    features: Annotated[dict[Id, Count], _field("Who the people were.")]
    quantities: Annotated[dict[Id, Quantity], _field("Ages, doses, durations, years.")]
    partitions: tuple[Partition, ...]
    comparison: Comparison
    certainty: Certainty
    appraisal: Appraisal
    method: Annotated[tuple[Statement, ...], _field("How the study was done.", min_length=1)]
    trials: dict[Id, Trial]
    not_found: Annotated[tuple[Text, ...], _field("What we looked for and did not find.")]
    disagreements: tuple[Disagreement, ...]
    questions: Annotated[tuple[Text, ...], _field("Questions to take to a doctor.", min_length=1)]
    glossary: dict[Id, Term]
    log: Annotated[tuple[Change, ...], _field("The newest entry first.", min_length=1)]
    shared: Annotated[dict[Id, Shared], _field("Facts with a page of their own, by address.")]
    background: Annotated[tuple[Statement, ...], _field("What else is known; no support.")] = ()
    moved: Annotated[dict[Place, Place], _field("Old addresses, and where each has gone.")] = {}
    figures: Annotated[Figures, _field("The pictures.")] = Figures()

    @property
    def last_checked(self) -> str:
        """The day on which the sources were last looked at, as an ISO date."""
        return next((each.date for each in self.log if not each.trials_alone), self.log[-1].date)


def asked(checklist: Record) -> Iterator[dict[str, Any]]:
    """The questions of a checklist, as they stand beside its fields, with our answers."""
    for ident, hint in type(checklist).__annotations__.items():
        if get_args(hint)[:1] in ((Answered,), (Domain,)):
            name, question = ident.replace("_", " ").capitalize(), hint.__metadata__[0].description
            answer = getattr(checklist, ident)
            yield {"id": ident, "name": name, "question": question, "answer": answer}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a study file, for completion in editors."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **msgspec.json.schema(Study),
    }
    for record in schema["$defs"].values():  # Python 3.13 dedents docstrings, earlier ones do not
        record["description"] = " ".join(record["description"].split())
    return schema
