"""The study file as a whole: the site, its pages, its words, and the study with all trials."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, NamedTuple, get_args

import msgspec

from study.evidence import (
    Answered,
    Certainty,
    Comparison,
    Count,
    Design,
    Disagreement,
    Domain,
    Evidence,
    Judged,
    NotFound,
    Partition,
    Source,
    Statement,
    Trial,
)
from study.fields import (
    Address,
    Day,
    Id,
    Language,
    Name,
    Place,
    Record,
    Text,
    Url,
    Version,
    field,
)

STALE_DAYS = 90  # since the sources were last checked: from then on pages warn readers
MAX_DESCRIPTION = 200  # characters of a description that link previews and search engines show

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Section(Record, frozen=True):
    """A heading with what stands under it."""

    id: Annotated[Id, field("The heading's address on the page.")]
    heading: Text
    text: Annotated[tuple[Text, ...], field("Paragraphs.")] = ()
    points: Annotated[tuple[Text, ...], field("A list under the paragraphs.")] = ()
    facts: Annotated[tuple[Id, ...], field("Facts shown as a table under the text.")] = ()


class Page(Record, frozen=True, kw_only=True):
    """One page of the site."""

    title: Annotated[Text, field("Unique; also the entry in the menu.")]
    description: Annotated[Text, field("For search engines and previews: a fact with its caveat.")]
    lead: Annotated[tuple[Text, ...], field("The paragraphs under the title.")] = ()
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

    title: Annotated[Text, field("Unique; with the figure, where there is one.")]
    says: Annotated[Text, field("The fact: counts, those not counted in them, and when.")]
    caveat: Annotated[Text, field("What the fact must not be passed on without.")]
    more: Annotated[tuple[Text, ...], field("Further paragraphs of its page.")] = ()
    fact: Annotated[Id, field("The fact that the link to the ledger goes to.")] | None = None
    trial: Annotated[Id, field("The trial whose latest status stands with it.")] | None = None
    figure: Annotated[Id, field("A picture: a key of `figures` or of its `bars`.")] | None = None
    page: Annotated[Id, field("The full page about it: a key of `pages`.")]
    section: Annotated[Id, field("The heading on that page.")] | None = None
    also: Annotated[tuple[Address, ...], field("Other addresses of the same fact.")] = ()


class Site(Record, frozen=True, kw_only=True):
    """The site as a whole."""

    title: Annotated[Text, field("The name of the site.")]
    short_title: Annotated[Text, field("The name in the header and in browser tabs.")]
    language: Annotated[Language, field("The language of the pages.")]
    contact: Annotated[Url, field("Where errors can be reported; never invented.")] | None = None
    published_by: Annotated[Text, field("Who publishes the site; never invented.")] | None = None
    names: Annotated[dict[Id, Name], field("Names with digits, for sentences: {their-id}.")] = {}


class Subject(Record, frozen=True):
    """The words of this study that sentences in the templates need."""

    study: Annotated[Name, field("The study's name.")]
    paper: Annotated[Id, field("The source that is the study's own report, read or not.")]
    treatment: Annotated[Text, field("In the middle of a sentence: 'the tablets'.")]
    follow_up: Annotated[Text, field("When it was counted: 'after a year'.")]


class Headline(Record, frozen=True, kw_only=True):
    """Which facts are the answer."""

    people: Annotated[Id, field("The group of the main result.")]
    improved: Annotated[Id, field("The main result.")]
    not_improved: Annotated[Id, field("The others.")]
    disappeared: Annotated[Id, field("The part of it with the largest change.")] | None = None
    harm: Annotated[Id, field("The people with a side effect.")] | None = None
    received: Annotated[Id, field("The group that got the treatment; all, with arms.")]
    analysed: Annotated[Id, field("The group that was analysed.")]
    not_analysed: Annotated[Id, field("The group that was not.")] | None = None


class Summary(Record, frozen=True, kw_only=True):
    """The answer in few words; repeated on every page that gives a result."""

    about: Annotated[Text, field("What this is about, for those who come from a link.")]
    about_trials: Annotated[Text, field("For those who come to a trial: that it is another.")]
    question: Text
    answer: Annotated[Text, field("What was counted.")]
    nested: Annotated[Text, field("The part that is included in it.")] | None = None
    comparison: Annotated[Text, field("Who was there for comparison, or that nobody was.")]
    sureness: Annotated[Text, field("How sure we are.")]
    harm: Annotated[Text, field("What is known of harm, and its limit.")]
    without: Annotated[Text, field("The column for those without it, if nobody was.")] | None = None
    shared: Annotated[tuple[Id, ...], field("Keys of `shared`: what is copied.")] = ()
    harm_asked: (
        Annotated[Text, field("Whether everyone was asked about harms: their limits rest on it.")]
        | None
    ) = None


class BoxRow(Record, frozen=True, kw_only=True):
    """A row of the fact box."""

    name: Annotated[Text, field("What happened.")]
    result: Annotated[Id, field("A count.")] | None = None
    comparison: Annotated[Id, field("A comparison of arms, in place of `result`.")] | None = None
    kind: Annotated[
        Literal["benefit", "within", "rest", "harm"],
        field("A benefit, a part of it, the others, or a harm."),
    ]
    note: Annotated[Text, field("What stands with the number.")] | None = None


class Term(Record, frozen=True, kw_only=True):
    """A word of the glossary."""

    term: Name
    also: Annotated[tuple[Name, ...], field("Other spellings and names.")] = ()
    meaning: Text
    tip: Annotated[bool, field("Whether its first use on a page links here.")] = True


class Change(Record, frozen=True):
    """An entry of the log."""

    date: Day
    version: Version
    checked: Text
    changed: Text
    conclusion_changed: Annotated[bool, field("Did the answer to the question change?")]
    trials_alone: Annotated[bool, field("True when nothing but live records was checked.")] = False


class Picture(Record, frozen=True, kw_only=True):
    """What stands beside a picture; what it shows is taken from the facts."""

    title: Annotated[Text, field("What the picture shows.")]
    sentence: Annotated[Text, field("The sentence that says the same as the picture.")]
    caveat: Annotated[Text, field("Stands with it; otherwise: no comparison group.")] | None = None


class FactsPicture(Picture, frozen=True, kw_only=True):
    """A picture of chosen facts."""

    facts: Annotated[tuple[Id, ...], field("Counts out of stated groups.", min_length=1)]


class TimePicture(Picture, frozen=True, kw_only=True):
    """The picture of trials in time."""

    years: Annotated[Id, field("The quantity with the years of the study.")] | None = None


class Figures(Record, frozen=True, kw_only=True):
    """The pictures that pages show; one that is left out is not drawn."""

    people: Annotated[Picture, field("A figure for each person of the main result.")] | None = None
    groups: Annotated[Picture, field("The same for the two groups compared.")] | None = None
    flow: Annotated[Picture, field("How those who got the treatment divide.")] | None = None
    ranges: Annotated[FactsPicture, field("Shares with ranges on one axis.")] | None = None
    change: Annotated[Picture, field("One person's outcome changed.")] | None = None
    limits: Annotated[Picture, field("What groups of such sizes could have missed.")] | None = None
    time: Annotated[TimePicture, field("The study and the trials in time.")] | None = None
    bars: Annotated[dict[Id, FactsPicture], field("Counts as bars, by address.")] = {}


class Study(Evidence, frozen=True, kw_only=True):
    """The whole study file."""

    design: Design
    certainty: Certainty
    site: Site
    subject: Subject
    summary: Summary
    headline: Headline
    fact_box: Annotated[tuple[BoxRow, ...], field("In the order shown.", min_length=1)]
    pages: Pages
    sources: dict[Id, Source]
    features: Annotated[dict[Id, Count], field("Who the people were.")]
    partitions: tuple[Partition, ...]
    method: Annotated[tuple[Statement, ...], field("How the study was done.", min_length=1)]
    trials: dict[Id, Trial]
    not_found: Annotated[dict[Id, NotFound], field("What we looked for and did not find.")]
    disagreements: tuple[Disagreement, ...]
    questions: Annotated[tuple[Text, ...], field("Questions to take to a doctor.", min_length=1)]
    glossary: dict[Id, Term]
    log: Annotated[tuple[Change, ...], field("The newest entry first.", min_length=1)]
    shared: Annotated[dict[Id, Shared], field("Facts with a page of their own, by address.")]
    background: Annotated[tuple[Statement, ...], field("What else is known; no support.")] = ()
    moved: Annotated[dict[Place, Place], field("Old addresses, and where each has gone.")] = {}
    figures: Annotated[Figures, field("The pictures.")] = Figures()

    @property
    def subgroups(self) -> Comparison | None:
        """The comparison of subgroups that the page about them is of: the first one."""
        return next((each for each in self.comparisons.values() if each.of == "subgroups"), None)

    @property
    def subgroups_id(self) -> str:
        """Its id; "" without one."""
        return next((i for i, each in self.comparisons.items() if each.of == "subgroups"), "")

    @property
    def last_checked(self) -> str:
        """The day on which the sources were last looked at, as an ISO date."""
        return next((each.date for each in self.log if not each.trials_alone), self.log[-1].date)


class Asked(NamedTuple):
    """A question of a checklist, as it stands beside its field, with our answer."""

    id: str
    name: str  # "" where it has none but the question
    question: str
    answer: Any


def asked(checklist: Record) -> Iterator[Asked]:
    """The questions of a checklist with our answers, in its order."""
    for ident, hint in type(checklist).__annotations__.items():
        if get_args(hint) and get_args(hint)[0] in (Answered, Domain, Judged):
            meta = hint.__metadata__[0]
            yield Asked(ident, meta.title or "", meta.description, getattr(checklist, ident))


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a study file, for completion in editors."""
    schema = {"$schema": SCHEMA_DIALECT, **msgspec.json.schema(Study)}
    for record in schema["$defs"].values():  # Python 3.13 dedents docstrings, earlier ones do not
        record["description"] = " ".join(record["description"].split())
    return schema
