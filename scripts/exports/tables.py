"""The tables for programs: every column once.

A column is written in one place with its name, type and meaning, and how its cell comes out of a
row. The files are named in the data package with their hashes, so none of them may hold the address
of the site, which is put in later: links in them are relative to the file.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import attrgetter
from string import ascii_uppercase
from types import UnionType
from typing import Any, Final, NamedTuple, get_args

import msgspec

from study import analysis, stats
from study.evidence import LEVELS, Comparison
from study.facts import Fact, studies
from study.model import Study
from words import caveats, numbers, sentences
from words.edition import Edition

LICENCE: Final = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
# A spreadsheet takes a text that begins so for a formula, and runs it; the last four are full-width
FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")
NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?(e-?[0-9]+)?")
_TYPES: Final[dict[object, str]] = {
    str: "string", int: "integer", float: "number", bool: "boolean", date: "date",
}  # fmt: skip

Getter = Callable[[Any, Edition], object]


class Column(NamedTuple):
    """A column, described as in a Table Schema (https://datapackage.org/standard/table-schema/).

    Nothing is checked against `limits` here: who reads the files does.
    """

    name: str
    kind: type | UnionType  # the type of its cells, or that `| None` where one may be empty
    says: str
    value: Getter | str = ""  # of a row: a path into it; if empty, the field of the entry
    unit: str = ""
    names: str = ""  # the table whose ids it holds
    limits: Mapping[str, object] = {}  # minimum, maximum, pattern, enum

    @property
    def type(self) -> str:
        """The type, as a Table Schema names it."""
        return _TYPES[(*get_args(self.kind), self.kind)[0]]

    @property
    def required(self) -> bool:
        """Whether no row leaves it empty."""
        return not get_args(self.kind)

    def cell(self, row: Any, edition: Edition) -> object:
        """The cell of a row, with the numbers of sentences filled in; None is an empty one."""
        value = self.value or f"entry.{self.name}"
        found = value(row, edition) if callable(value) else attrgetter(value)(row)
        if isinstance(found, str):
            return edition.filled(found) or None
        if isinstance(found, float) and self.value:
            # Calculated: what is behind six digits is no knowledge; 0.0 is made of -0.0
            return float(f"{found:.6g}") + 0.0
        return found


class Table(NamedTuple):
    """A table. No two rows agree in all columns of `key`."""

    name: str
    title: str
    says: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...] = ()

    @property
    def path(self) -> str:
        """Where it stands, below the site's address."""
        return f"data/{self.name}.csv"

    @property
    def head(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def of(self, items: Iterable[object], edition: Edition) -> "Table":
        """The table with a row for each item."""
        cells = (tuple(each.cell(item, edition) for each in self.columns) for item in items)
        return self._replace(rows=tuple(cells))

    def letter(self, name: str) -> str:
        """The letter by which a spreadsheet knows a column; there are at most 26."""
        return ascii_uppercase[self.head.index(name)]


def tables(edition: Edition) -> tuple[Table, ...]:
    """Every table, in the reader's order; its rows are in the order of the study file."""
    study = edition.study
    limits = analysis.harm_limits(study, edition.facts) if study.headline.harm else ()
    facts = [_Row(i, fact, trial=fact.trial or None) for i, fact in edition.facts.items()]
    trials = [_Row(*each) for each in study.trials.items()]
    dates = [row._replace(entry=each) for row in trials for each in row.entry.dates]
    statuses = [each for row in trials for each in _numbered(row.entry.status, row.id)]
    return (
        GROUPS.of([row for row in facts if row.entry.section == "groups"], edition),
        COUNTS.of([row for row in facts if row.entry.is_count], edition),
        QUANTITIES.of([row for row in facts if row.entry.section == "quantities"], edition),
        MEASURES.of(
            [row._replace(entry=row.entry.measured) for row in facts if row.entry.measured], edition
        ),
        CITATIONS.of(_for_each(facts, "cite"), edition),
        OUTCOMES.of(_outcomes(study), edition),
        COMPARISON.of(_compared(edition), edition),
        LIMITS.of(limits, edition),
        SOURCES.of([_Row(*each) for each in study.sources.items()], edition),
        TRIALS.of(trials, edition),
        TRIAL_DATES.of(_for_each(dates, "cite"), edition),
        TRIAL_STATUSES.of(_for_each(statuses, "cite"), edition),
        DISAGREEMENTS.of(_for_each(_numbered(study.disagreements), "says"), edition),
        CHANGES.of(_numbered(study.log), edition),
    )


def csv_text(head: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """A table as CSV: RFC 4180, but with the line ends of a text file, and none within a cell.

    A text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows(map(_cell, row) for row in (head, *rows))
    return text.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "" if value is None else " ".join(str(value).splitlines())
    return f"'{text}" if text.startswith(FORMULA_SIGNS) and not NUMBER.fullmatch(text) else text


def as_json(value: object) -> str:
    """JSON that can be read in a diff."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n"


# -- rows and columns of several tables -----------------------------------------------------------


class _Row(NamedTuple):
    """What a row is about: a fact, or another entry of the study file."""

    id: str
    entry: Any
    number: int = 0  # its place from 1 in its list
    trial: str | None = None  # the other trial that it belongs to
    said: Any = None  # one who says it: a `Citation` or `Said`


def _numbered(entries: Iterable[object], ident: str = "") -> Iterator[_Row]:
    yield from (_Row(ident or str(number), each, number) for number, each in enumerate(entries, 1))


def _for_each(rows: Iterable[_Row], field: str) -> Iterator[_Row]:
    """Each row as often as somebody says it."""
    yield from (row._replace(said=said) for row in rows for said in getattr(row.entry, field))


def _table(name: str, key: str, title: str, says: str, *columns: Column) -> Table:
    """A table without rows."""
    return Table(name, title, says, columns, tuple(key.split()))


def _caveat(value: Getter) -> Column:
    return Column("caveat", str, "What must be passed on with the row.", value)


def _ledger(start: str) -> Column:
    says = "Its entry on the site, seen from the folder of this file."
    return Column("ledger", str, says, lambda row, _: f"../numbers/#{start}-{row.id}")


_PEOPLE: dict[str, Any] = {"unit": "people", "limits": {"minimum": 0}}
_SHARE: dict[str, Any] = {"unit": "share from 0 to 1", "limits": {"minimum": 0, "maximum": 1}}
_SIGNED: dict[str, Any] = {"unit": "from -1 to 1", "limits": {"minimum": -1, "maximum": 1}}
_RATIO: dict[str, Any] = {"limits": {"minimum": 0}}
_P: dict[str, Any] = {"limits": {"minimum": 0, "maximum": 1}}
_DATE: dict[str, Any] = {"limits": {"pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}}

_NAME: Final = Column("name", str, "A short label.")
_NOTE: Final = Column("note", str | None, "What else is known.")
_SOURCE: Final = Column("source", str, "The source that says it.", "said.source", names="sources")
_AT: Final = Column("at", str, "The place in the source.", "said.at")
_TRIAL: Final = Column("trial", str, "The trial.", "id", names="trials")
_TRIALS_CAVEAT: Final = _caveat(lambda row, e: caveats.of_trial(e.study.trials[row.id], e))


def _out_of(value: Callable[[Fact], object]) -> Getter:
    """What only a count out of a known group has; empty for others."""
    return lambda row, _: value(row.entry) if row.entry.is_proportion else None


def _share(name: str, says: str, path: str) -> Column:
    said, value = f"{says} Calculated by us.", _out_of(attrgetter(path))
    return Column(name, float | None, said, value, **_SHARE)


def _counted(fact: Fact) -> str:
    """A count as text: "9 of 28 (range 17.9% to 50.7%)". Calculated by us."""
    return f"{numbers.written(fact, 'of')} (range {numbers.written(fact, 'range-exact')})"


_ID: Final = Column(
    "id", str, "The fact’s name in all files and in addresses. It never changes.", "id"
)
_KIND: Final = Column(
    "kind", str,
    "How the number is known. reported: by a source; reconstructed: the one count that fits a "
    "printed percentage, worked out by us; computed: calculated by us; impossible: printed by "
    "a source, and no whole number of people gives it.",
    limits={"enum": ["reported", "reconstructed", "computed", "impossible"]},
)  # fmt: skip
_FORMULA: Final = Column("formula", str | None, "How it is calculated by us: ids of other facts.")
_OF_TRIAL: Final = Column(
    "trial", str | None, "The trial it belongs to, if not to the study.", "trial", names="trials"
)
_MISSING: Final = Column("missing", str | None, "Who is not in it, and why.")
_FACTS_CAVEAT: Final = _caveat(lambda row, e: caveats.of_fact(e.facts[row.id], e))
_FACTS_LEDGER: Final = _ledger("n")

GROUPS: Final = _table("groups", "id", "Groups of people",
    "People who were counted together. Every denominator is the size of a group.",
    _ID, _NAME,
    Column("people", str, "The group in words."),
    _KIND,
    Column("size", int, "How many people are in the group.", "entry.count", **_PEOPLE),
    Column("part_of", str | None, "The group it is a part of.", "entry.group", names="groups"),
    _FORMULA, _OF_TRIAL, _FACTS_CAVEAT, _NOTE, _FACTS_LEDGER,
)  # fmt: skip

COUNTS: Final = _table("counts", "id", "Counts of people",
    "Counts of people out of groups, with shares and ranges that were calculated by us.",
    _ID, _NAME,
    Column("section", str, "results: what happened to people; features: who took part.",
           limits={"enum": ["results", "features"]}),
    _KIND,
    Column("group", str | None, "The group. Empty where no source says it.",
           lambda row, _: row.entry.group if row.entry.group_stated else None, names="groups"),
    Column("people", str | None, "The group in words.",
           lambda row, e: e.facts[row.entry.group].people if row.entry.group_stated else None),
    Column("count", int | None, "How many people.", **_PEOPLE),
    Column("total", int | None, "How many people are in the group.",
           _out_of(lambda fact: fact.out_of), "people", limits={"minimum": 1}),
    Column("rest", int | None, "Total minus count. Calculated by us.",
           _out_of(lambda fact: fact.out_of - fact.number), **_PEOPLE),
    _share("share", "Count divided by total.", "share"),
    _share("low", "Lower end of the 95% Wilson interval.", "wilson.low"),
    _share("high", "Upper end of the 95% Wilson interval.", "wilson.high"),
    _share("exact_low", "Lower end of the 95% Clopper-Pearson interval.", "clopper_pearson.low"),
    _share("exact_high", "Upper end of the 95% Clopper-Pearson interval.", "clopper_pearson.high"),
    Column("printed", str | None, "The percentage as a source prints it."),
    Column("within", str | None, "The count that includes this one.", names="counts"),
    _FORMULA,
    Column("conditional", bool,
           "Whether it holds if our reading of a disagreement is right, and else not."),
    Column("group_stated", bool, "Whether a source says which group they are out of."),
    _OF_TRIAL, _MISSING, _FACTS_CAVEAT, _NOTE, _FACTS_LEDGER,
)  # fmt: skip

QUANTITIES: Final = _table("quantities", "id", "Other numbers",
    "Ages, doses, times and other numbers, as sources report them.",
    _ID, _NAME, _KIND,
    Column("value", float | None, "The number. Empty where it is a range."),
    Column("low", float | None, "The lower end of a range."),
    Column("high", float | None, "The upper end of a range."),
    Column("unit", str | None, "The unit of the number."),
    _OF_TRIAL, _FACTS_CAVEAT, _NOTE, _FACTS_LEDGER,
)  # fmt: skip


def _of_measure(path: str) -> Getter:
    """What the measure of a measured number says of it."""
    return lambda row, e: attrgetter(path)(e.facts[row.id].measure)


MEASURES: Final = _table("measures", "id", "What was measured on scales",
    "Means and medians on scales, as sources report them.",
    _ID, _NAME, _OF_TRIAL,
    Column("measure", str, "What was measured.", _of_measure("name")),
    Column("instrument", str, "What it was measured with.", _of_measure("instrument")),
    Column("scale_low", float, "The lower end of the scale.", _of_measure("scale.low")),
    Column("scale_high", float, "The upper end of the scale.", _of_measure("scale.high")),
    Column("better", str, "The end that people wish for.", _of_measure("scale.better"),
           limits={"enum": ["low", "high"]}),
    Column("unit", str | None, "The unit of the numbers.", _of_measure("unit")),
    Column("when", str, "A state before or after, the change between, or the difference of the "
           "group minus another one.",
           limits={"enum": ["before", "after", "change", "difference"]}),
    Column("time", str, "When it was measured."),
    Column("group", str, "The group of those who were measured.", names="groups"),
    Column("against", str | None, "The other group, of a difference.", names="groups"),
    Column("n", int, "How many were measured.", unit="people", limits={"minimum": 1}),
    Column("mean", float | None, "The mean."),
    Column("sd", float | None, "The standard deviation.", limits={"minimum": 0}),
    Column("low", float | None, "Lower end of the 95% interval of the mean, as reported."),
    Column("high", float | None, "Upper end of that interval."),
    Column("median", float | None, "The median."),
    Column("q1", float | None, "The lower quartile."),
    Column("q3", float | None, "The upper quartile."),
    _MISSING, _FACTS_CAVEAT, _NOTE, _FACTS_LEDGER,
)  # fmt: skip


def _printed(field: str) -> Getter:
    """What a citation prints, with the minus of the site, which no spreadsheet reckons with."""
    return lambda row, _: numbers.as_printed(getattr(row.said, field) or "")


CITATIONS: Final = _table("citations", "fact source at", "Where the numbers come from",
    "Where sources say the facts. A fact that was calculated from others has no row here.",
    Column("fact", str, "An id of groups, counts, quantities or measures.", "id"),
    _KIND, _SOURCE, _AT,
    Column("prints", str | None, "The percentage that this source prints.", "said.prints"),
    Column("interval", str | None, "The interval that this source prints.", _printed("interval")),
    Column("p", str | None, "The p-value that this source prints.", _printed("p")),
    Column("counted", str | None, "That percentage as a count, with the range of the share. Ours.",
           lambda row, e: _out_of(_counted)(row, e) if row.said.prints else None),
    _FACTS_CAVEAT, _FACTS_LEDGER,
)  # fmt: skip


class _Compared(NamedTuple):
    """The two counts of the comparison, as they are or as they would be."""

    id: str
    first: Fact
    second: Fact
    counts: stats.Neighbour
    mid_p: float
    both: Comparison
    ratio: stats.Ratio | None  # of the counts as they are

    @property
    def trial(self) -> str | None:
        """The trial that it belongs to, if not to the study."""
        return self.first.trial or None


def _ratio(path: str) -> Getter:
    """What is known of the ratio, where there is one."""
    return lambda row, _: attrgetter(path)(row.ratio) if row.ratio else None


COMPARISON: Final = _table("comparison", "id", "Two groups side by side",
    "Two groups side by side, as counted and with one person’s outcome changed. Ours.",
    Column("id", str, "The comparison: as counted, or with one fewer or more in a group.", "id"),
    Column("of", str, "arms: people who were treated differently; subgroups: kinds of people.",
           "both.of", limits={"enum": ["arms", "subgroups"]}),
    _OF_TRIAL,
    Column("first", str, "The first count.", "first.id", names="counts"),
    Column("first_count", int, "A number of people.", "counts.count1", **_PEOPLE),
    Column("first_total", int, "A number of people.", "first.total", **_PEOPLE),
    Column("second", str, "The second count.", "second.id", names="counts"),
    Column("second_count", int, "A number of people.", "counts.count2", **_PEOPLE),
    Column("second_total", int, "A number of people.", "second.total", **_PEOPLE),
    Column("difference", float, "The first share minus the second.", "counts.difference",
           **_SIGNED),
    Column("low", float, "Lower end of Newcombe’s 95% interval.", "counts.interval.low", **_SIGNED),
    Column("high", float, "Upper end of Newcombe’s 95% interval.", "counts.interval.high",
           **_SIGNED),
    Column("ratio", float | None, "The first share divided by the second, in the rows as counted. "
           "Empty where nobody was counted on either side.", _ratio("value"), **_RATIO),
    Column("ratio_low", float | None, "Lower end of its 95% interval, by the log method of Katz.",
           _ratio("interval.low"), **_RATIO),
    Column("ratio_high", float | None, "Upper end of that interval.", _ratio("interval.high"),
           **_RATIO),
    Column("ratio_adjusted", bool | None, "Whether half a person was added to each number for the "
           "ratio, because one of the numbers is zero.", _ratio("adjusted")),
    Column("fisher_p", float, "p of Fisher’s exact test, two-sided.", "counts.p_value", **_P),
    Column("mid_p", float, "mid-p of that test, two-sided.", "mid_p", **_P),
    _caveat(lambda row, e: caveats.of_comparison(row.both, e)),
)  # fmt: skip


def _compared(edition: Edition) -> Iterator[_Compared]:
    """Each comparison as counted, and with one person's outcome changed in each possible way."""
    for _, evidence in studies(edition.study):
        for ident, both in evidence.comparisons.items():
            yield from _changed(ident, both, analysis.compare(both, edition.facts))


def _changed(ident: str, both: Comparison, seen: analysis.Compared) -> Iterator[_Compared]:
    first, second, found = seen.first, seen.second, (seen.difference, seen.interval, seen.fisher)
    counted = stats.Neighbour(first.number, second.number, *found)
    for each in (counted, *seen.neighbours):
        changed1, changed2 = each.count1 - first.number, each.count2 - second.number
        more = "more" if changed1 + changed2 > 0 else "fewer"
        change = f"{'first' if changed1 else 'second'}-one-{more}"
        name = "as-counted" if each is counted else change
        mid_p = stats.mid_p(each.count1, first.out_of, each.count2, second.out_of)
        ratio = seen.ratio if each is counted else None
        yield _Compared(f"{ident}-{name}", first, second, each, mid_p, both, ratio)


def _outcomes(study: Study) -> Iterator[_Row]:
    for place, evidence in studies(study):
        trial = str(place[1]) if place else None
        for ident, outcome in evidence.outcomes.items():
            shown = outcome.result or outcome.comparison
            judged = outcome.certainty or evidence.certainty
            name = f"{trial}/{ident}" if trial else ident  # those of two studies may have one id
            yield _Row(name, outcome, trial=trial, said=judged if shown else None)


OUTCOMES: Final = _table("outcomes", "id", "Outcomes that matter",
    "What people want to know, and what was found of it, with how sure one can be.",
    Column("id", str, "The outcome; one of a trial stands after the trial and a slash.", "id"),
    _OF_TRIAL, _NAME,
    Column("result", str | None, "The id of a count or of a measured number, if one was found."),
    Column("comparison", str | None, "The two arms side by side, as counted.",
           lambda row, _: row.entry.comparison and f"{row.entry.comparison}-as-counted",
           names="comparison"),
    Column("level", str | None, "How sure we are, in our judgement (GRADE). Empty where nothing "
           "was found or judged.", lambda row, _: row.said and row.said.level,
           limits={"enum": list(LEVELS)}),
    Column("comment", str | None, "What stands with it."),
    _caveat(lambda row, e: caveats.of_outcome(row.entry, row.trial or "", e)),
)  # fmt: skip


LIMITS: Final = _table("harm_limits", "group", "What could have been missed",
    "What a group of this size could have missed: exact one-sided 95% upper limits. Ours.",
    Column("group", str, "The group.", "group.id", names="groups"),
    Column("size", int, "A number of people.", "group.count", **_PEOPLE),
    Column("unseen", float, "Largest share that fits with a harm nobody had.", "unseen", **_SHARE),
    Column("seen", float | None, "Largest share that fits with the harm that was seen, if the "
           "people with it were counted in this group, where no source says in which. Of an arm: "
           "with those counted in it; empty where that is not known.", "seen", **_SHARE),
    _caveat(lambda _, e: caveats.of_limits(e)),
)  # fmt: skip


SOURCES: Final = _table("sources", "id", "The sources",
    "The documents that the facts are taken from, and how much of each we saw.",
    Column("id", str, "The source’s name in all files.", "id"),
    _NAME,
    Column("citation", str, "The work in full."),
    Column("language", str | None, "The language it is written in."),
    Column("date", str | None, "When it was published or last updated.", **_DATE),
    Column("seen", str, "How much of it we read."),
    Column("background", bool, "Whether no number is taken from it."),
    Column("url", str | None, "Where it can be opened."),
    _NOTE, _ledger("s"),
)  # fmt: skip

TRIALS: Final = _table("trials", "id", "Other trials",
    "Other trials, with what they give and how. They are no part of the study.",
    Column("id", str, "The trial’s name in all files and in addresses.", "id"),
    _NAME,
    Column("role", str, "The part of the page that it stands in."),
    Column("title", str | None, "The registered title."),
    Column("treatment", str, "What it gives."),
    Column("same_treatment", bool, "Whether it gives what the study gave."),
    Column("route", str, "How it is given."),
    Column("country", str | None, "The country."),
    Column("sponsor", str | None, "Who runs it."),
    # Alone, a spreadsheet takes "2/3" for a day
    Column("phase", str | None, "The phase of drug development.",
           lambda row, _: row.entry.phase and f"phase {row.entry.phase}"),
    Column("design", str | None, "How it is designed.",
           lambda row, _: row.entry.design and sentences.design(row.entry.design)),
    Column("who", str | None, "Who can join."),
    Column("schedule", str | None, "How often and how long."),
    Column("registrations", str | None, "Registries with numbers, parted by semicolons.",
           lambda row, _: "; ".join(
               f"{each.registry}: {each.number}" for each in row.entry.registrations)),
    Column("match", str | None, "Why we take it to be the trial that is meant."),
    Column("reported", str, "Whether results are known to us.",
           limits={"enum": ["yes", "no", "posted, not seen"]}),
    Column("results", str | None, "What is known of results, in words.",
           lambda row, _: " ".join(row.entry.told)),
    _TRIALS_CAVEAT,
    Column("page", str, "Its place on the site, seen from the folder of this file.",
           lambda row, _: f"../trials/#{row.id}"),
)  # fmt: skip

TRIAL_DATES: Final = _table("trial_dates", "trial event source at", "Dates of other trials",
    "Dated steps of the trials, as sources give them.",
    _TRIAL,
    Column("event", str, "What happened, or was planned."),
    Column("date", str, "A date, as exact as it is known.", **_DATE),
    _SOURCE, _AT,
)  # fmt: skip

TRIAL_STATUSES: Final = _table("trial_statuses", "trial number source at",
    "What was said of other trials",
    "What sources said of each trial, and when. A status may have changed since.",
    _TRIAL,
    Column("number", int, "Its place among what was said of the trial.", "number",
           limits={"minimum": 1}),
    Column("status", str, "The source’s word, or the nearest of ours."),
    Column("said", str, "The status with its date and its source, in words.",
           lambda row, e: "{}{} ({})".format(*sentences.status_line(row.entry),
                                             e.study.sources[row.said.source].name)),
    Column("date", str | None, "When it was true.", **_DATE),
    Column("before", str | None, "It was true some time before this date.", **_DATE),
    Column("about", bool, "Whether the date is approximate."),
    Column("undated", bool, "Whether the source bears no date."),
    _SOURCE, _AT, _TRIALS_CAVEAT,
)  # fmt: skip

DISAGREEMENTS: Final = _table("disagreements", "number source says", "Where sources disagree",
    "Where sources do not agree, a row for each source, and how we read it.",
    Column("number", int, "The disagreement.", "number", limits={"minimum": 1}),
    Column("title", str, "What it is about."),
    _SOURCE,
    Column("source_date", str | None, "When that source was published or last updated.",
           lambda row, e: e.study.sources[row.said.source].date, **_DATE),
    Column("says", str, "What this source says.", "said.text"),
    Column("reading", str, "How we read it, and what the site does."),
    Column("facts", str | None, "The ids of facts that it is about, parted by spaces.",
           lambda row, _: " ".join(row.entry.facts)),
    Column("counted", str | None, "These facts as counts, with ranges of the shares. Ours.",
           lambda row, e: "; ".join(_with_the_rest(e.facts[i]) for i in row.entry.facts)),
    _caveat(lambda row, e: caveats.of_disagreement(row.entry, e)), _ledger("d"),
)  # fmt: skip

CHANGES: Final = _table("changes", "version date", "What was checked and changed",
    "What was checked and changed, newest first.",
    Column("date", date, "The day of the entry."),
    Column("version", str, "The version of the site, with a v: 1.10 would be read as 1.1.",
           lambda row, _: f"v{row.entry.version}"),
    Column("checked", str, "What was checked."),
    Column("changed", str, "What was changed."),
    Column("conclusion_changed", bool, "Whether the answer to the question changed."),
)  # fmt: skip


def _with_the_rest(fact: Fact) -> str:
    """A fact in numbers, with those of its group who are not in it."""
    if fact.kind == "impossible":
        return f"{fact.name}: no number of people"
    if not fact.is_proportion:
        return f"{fact.name}: {numbers.written(fact)}"
    rest = numbers.number(fact.out_of - fact.number)
    return f"{fact.name}: {_counted(fact)}, not so in the other {rest}"
