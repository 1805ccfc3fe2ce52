"""The tables for programs, as CSV and in one JSON file: every column once.

A column is written in one place with its name, type and meaning, and how its cell comes out of a
row. The files are named in the data package with their hashes, so none of them may hold the address
of the site, which is put in later: links in them are relative to the file.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import UnionType
from typing import Any, Final, NamedTuple, get_args

import msgspec

from study import analysis, stats
from study.evidence import Citation, Said
from study.facts import Fact
from words import caveats, numbers, sentences
from words.edition import Edition

STUDY: Final = "data/study.json"
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

Getter = Callable[[Any, Edition], object]  # the cell of a row; None is an empty one


class Column(NamedTuple):
    """A column, described as in a Table Schema (https://datapackage.org/standard/table-schema/).

    `names` is the table whose ids it holds, `unit` that of a number. Nothing is checked against
    `limits` here (minimum, maximum, pattern, enum): who reads the files does.
    """

    name: str
    type: str
    says: str
    value: Getter
    required: bool = False  # whether no row leaves it empty
    unit: str = ""
    names: str = ""
    limits: Mapping[str, object] = {}


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
        cells = (tuple(each.value(item, edition) for each in self.columns) for item in items)
        return self._replace(rows=tuple(cells))

    def letter(self, name: str) -> str:
        """The letters by which a spreadsheet knows a column: A, B … Z, AA."""
        letters, place = "", self.head.index(name) + 1
        while place:
            place, letter = divmod(place - 1, 26)
            letters = chr(ord("A") + letter) + letters
        return letters


def tables(edition: Edition) -> tuple[Table, ...]:
    """Every table, in the reader's order; its rows are in the order of the study file."""
    study, trials = edition.study, caveats.trials_of(edition.study)
    facts = [_OfFact(fact, trials.get(fact.id)) for fact in edition.facts.values()]
    return (
        GROUPS.of([row for row in facts if row.fact.section == "groups"], edition),
        COUNTS.of([row for row in facts if row.fact.is_count], edition),
        QUANTITIES.of([row for row in facts if row.fact.section == "quantities"], edition),
        CITATIONS.of([row._replace(said=each) for row in facts for each in row.fact.cite], edition),
        COMPARISON.of(_compared(edition), edition),
        LIMITS.of(analysis.harm_limits(study, edition.facts), edition),
        SOURCES.of([_Entry(*each) for each in study.sources.items()], edition),
        TRIALS.of([_Entry(*each) for each in study.trials.items()], edition),
        TRIAL_DATES.of(_of_trials("dates", edition), edition),
        TRIAL_STATUSES.of(_of_trials("status", edition), edition),
        DISAGREEMENTS.of(_disagreements(edition), edition),
        CHANGES.of([_Entry(each.version, each) for each in study.log], edition),
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


# -- how tables are written down ------------------------------------------------------------------


def _table(name: str, title: str, says: str, *columns: Column, key: str = "id") -> Table:
    """A table without rows."""
    return Table(name, title, says, columns, tuple(key.split()))


def _column(
    name: str, kind: type | UnionType, says: str, value: Getter | None = None,
    unit: str = "", names: str = "", **limits: object,
) -> Column:  # fmt: skip
    """A column of a type, or of that `| None` where a cell may be empty.

    Without `value` it holds the field of its name, sentences with their numbers filled in.
    """
    either = get_args(kind)
    type_ = _TYPES[either[0] if either else kind]
    return Column(name, type_, says, value or _field(name), not either, unit, names, limits)


def _field(name: str) -> Getter:
    def value(row: Any, edition: Edition) -> object:
        found = getattr(row.entry, name)
        return edition.filled(found) if isinstance(found, str) else found

    return value


def _share(value: Callable[[Fact], float]) -> Getter:
    """What needs a denominator; empty where there is none, or no count."""
    return lambda r, _: _rounded(value(r.fact)) if r.fact.is_proportion else None


def _rounded(value: float) -> float:
    """A calculated value with six significant digits: what is behind them is no knowledge."""
    return float(f"{value:.6g}") + 0.0  # which makes 0.0 of -0.0


def _counted(fact: Fact) -> str:
    """A count as text: "9 of 28 (range 17.9% to 50.7%)". Calculated by us."""
    return f"{numbers.written(fact, 'of')} (range {numbers.written(fact, 'range-exact')})"


def _joined(texts: Iterable[str], sign: str = "; ") -> str | None:
    """Several texts in one cell, which is empty where there are none."""
    return sign.join(texts) or None


_PEOPLE: Final[dict[str, Any]] = {"unit": "people", "minimum": 0}
_SHARE: Final[dict[str, Any]] = {"unit": "share from 0 to 1", "minimum": 0, "maximum": 1}
_DIFFERENCE: Final[dict[str, Any]] = {"unit": "from -1 to 1", "minimum": -1, "maximum": 1}
_P: Final[dict[str, Any]] = {"minimum": 0, "maximum": 1}
_DATE: Final[dict[str, Any]] = {"pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}

# Columns of several tables
_NAME: Final = _column("name", str, "A short label.")
_NOTE: Final = _column("note", str | None, "What else is known.")
_SOURCE: Final = _column("source", str, "The source that says it.",
                         lambda r, _: r.said.source, names="sources")  # fmt: skip
_AT: Final = _column("at", str, "The place in the source.", lambda r, _: r.said.at)


def _caveat(value: Getter) -> Column:
    return _column("caveat", str, "What must be passed on with the row.", value)


def _ledger(value: Callable[[Any], str]) -> Column:
    says = "Its entry on the site, seen from the folder of this file."
    return _column("ledger", str, says, lambda r, _: f"../numbers/#{value(r)}")


# -- facts ----------------------------------------------------------------------------------------


class _OfFact(NamedTuple):
    """A fact, the other trial that it belongs to, and one of its citations."""

    fact: Fact
    trial: str | None
    said: Citation | None = None

    @property
    def entry(self) -> Fact:
        """What columns take the field of their name from."""
        return self.fact


_ID: Final = _column("id", str, "The fact’s name in all files and in addresses. It never changes.",
                     lambda r, _: r.fact.id)  # fmt: skip
_KIND: Final = _column(
    "kind", str,
    "How the number is known. reported: by a source; reconstructed: the one count that fits a "
    "printed percentage, worked out by us; computed: calculated by us; impossible: printed by "
    "a source, and no whole number of people gives it.",
    lambda r, _: r.fact.kind, enum=["reported", "reconstructed", "computed", "impossible"],
)  # fmt: skip
_FORMULA: Final = _column("formula", str | None, "How it is calculated by us: ids of other facts.")
_FACTS_CAVEAT: Final = _caveat(lambda r, e: caveats.of_fact(r.fact, e, r.trial))
_FACTS_LEDGER: Final = _ledger(lambda r: f"n-{r.fact.id}")

GROUPS: Final = _table(
    "groups", "Groups of people",
    "People who were counted together. Every denominator is the size of a group.",
    _ID, _NAME,
    _column("people", str, "The group in words."),
    _KIND,
    _column("size", int, "How many people are in the group.", lambda r, _: r.fact.count, **_PEOPLE),
    _column("part_of", str | None, "The group it is a part of.",
            lambda r, _: r.fact.group or None, names="groups"),
    _FORMULA, _FACTS_CAVEAT, _NOTE, _FACTS_LEDGER,
)  # fmt: skip

COUNTS: Final = _table(
    "counts", "Counts of people",
    "Counts of people out of groups, with shares and ranges that were calculated by us.",
    _ID, _NAME,
    _column("section", str, "results: what happened to people; features: who took part.",
            lambda r, _: r.fact.section, enum=["results", "features"]),
    _KIND,
    _column("group", str | None, "The group. Empty where no source says it.",
            lambda r, _: r.fact.group if r.fact.group_stated else None, names="groups"),
    _column("people", str | None, "The group in words.",
            lambda r, e: e.filled(e.facts[r.fact.group].people)
            if r.fact.group_stated else None),
    _column("count", int | None, "How many people.", lambda r, _: r.fact.count, **_PEOPLE),
    _column("total", int | None, "How many people are in the group.",
            lambda r, _: r.fact.total if r.fact.is_proportion else None, unit="people", minimum=1),
    _column("rest", int | None, "Total minus count. Calculated by us.",
            lambda r, _: r.fact.total - r.fact.count if r.fact.is_proportion else None, **_PEOPLE),
    _column("share", float | None, "Count divided by total. Calculated by us.",
            _share(lambda fact: fact.share), **_SHARE),
    _column("low", float | None, "Lower end of the 95% Wilson interval. Calculated by us.",
            _share(lambda fact: fact.wilson.low), **_SHARE),
    _column("high", float | None, "Upper end of the 95% Wilson interval. Calculated by us.",
            _share(lambda fact: fact.wilson.high), **_SHARE),
    _column("exact_low", float | None,
            "Lower end of the 95% Clopper-Pearson interval. Calculated by us.",
            _share(lambda fact: fact.clopper_pearson.low), **_SHARE),
    _column("exact_high", float | None,
            "Upper end of the 95% Clopper-Pearson interval. Calculated by us.",
            _share(lambda fact: fact.clopper_pearson.high), **_SHARE),
    _column("printed", str | None, "The percentage as a source prints it.",
            lambda r, _: r.fact.printed),
    _column("within", str | None, "The count that includes this one.", names="counts"),
    _FORMULA,
    _column("conditional", bool,
            "Whether it holds if our reading of a disagreement is right, and else not."),
    _column("group_stated", bool, "Whether a source says which group they are out of."),
    _FACTS_CAVEAT, _NOTE, _FACTS_LEDGER,
)  # fmt: skip

QUANTITIES: Final = _table(
    "quantities", "Other numbers", "Ages, doses, times and other numbers, as sources report them.",
    _ID, _NAME, _KIND,
    _column("value", float | None, "The number. Empty where it is a range."),
    _column("low", float | None, "The lower end of a range."),
    _column("high", float | None, "The upper end of a range."),
    _column("unit", str | None, "The unit of the number."),
    _column("trial", str | None, "The trial it is about, if not the study.",
            lambda r, _: r.trial, names="trials"),
    _FACTS_CAVEAT, _NOTE, _FACTS_LEDGER,
)  # fmt: skip

CITATIONS: Final = _table(
    "citations", "Where the numbers come from",
    "Where sources say the facts. A fact that was calculated from others has no row here.",
    _column("fact", str, "An id of groups, counts or quantities.", lambda r, _: r.fact.id),
    _KIND, _SOURCE, _AT,
    _column("prints", str | None, "The percentage that this source prints.",
            lambda r, _: r.said.prints),
    _column("counted", str | None, "That percentage as a count, with the range of the share. Ours.",
            lambda r, _: _counted(r.fact) if r.said.prints and r.fact.is_proportion else None),
    _FACTS_CAVEAT, _FACTS_LEDGER,
    key="fact source at",
)  # fmt: skip


class _Compared(NamedTuple):
    """The two counts of the comparison, as they are or as they would be."""

    name: str
    first: Fact
    second: Fact
    counts: stats.Neighbour


COMPARISON: Final = _table(
    "comparison", "Two groups side by side",
    "Two groups side by side, as counted and with one person’s outcome changed. Ours.",
    _column("id", str, "as-counted, or which group has one fewer or one more in the count.",
            lambda r, _: r.name),
    _column("first", str, "The first count.", lambda r, _: r.first.id, names="counts"),
    _column("first_count", int, "A number of people.", lambda r, _: r.counts.count1, **_PEOPLE),
    _column("first_total", int, "A number of people.", lambda r, _: r.first.total, **_PEOPLE),
    _column("second", str, "The second count.", lambda r, _: r.second.id, names="counts"),
    _column("second_count", int, "A number of people.", lambda r, _: r.counts.count2, **_PEOPLE),
    _column("second_total", int, "A number of people.", lambda r, _: r.second.total, **_PEOPLE),
    _column("difference", float, "The first share minus the second.",
            lambda r, _: _rounded(r.counts.difference), **_DIFFERENCE),
    _column("low", float, "Lower end of Newcombe’s 95% interval.",
            lambda r, _: _rounded(r.counts.interval.low), **_DIFFERENCE),
    _column("high", float, "Upper end of Newcombe’s 95% interval.",
            lambda r, _: _rounded(r.counts.interval.high), **_DIFFERENCE),
    _column("fisher_p", float, "p of Fisher’s exact test, two-sided.",
            lambda r, _: _rounded(r.counts.p_value), **_P),
    _column("mid_p", float, "mid-p of that test, two-sided.",
            lambda r, _: _rounded(stats.mid_p(r.counts.count1, r.first.total,
                                              r.counts.count2, r.second.total)), **_P),
    _caveat(lambda _, e: caveats.of_comparison(e)),
)  # fmt: skip


def _compared(edition: Edition) -> Iterator[_Compared]:
    """The comparison as counted, and with one person's outcome changed in each possible way."""
    both = analysis.compare(edition.study, edition.facts)
    count1, count2 = both.first.count or 0, both.second.count or 0
    counted = stats.Neighbour(count1, count2, both.difference, both.interval, both.fisher)
    yield _Compared("as-counted", both.first, both.second, counted)
    for changed in both.neighbours:
        side = "second" if changed.count1 == count1 else "first"
        more = changed.count1 + changed.count2 > count1 + count2
        name = f"{side}-one-{'more' if more else 'fewer'}"
        yield _Compared(name, both.first, both.second, changed)


LIMITS: Final = _table(
    "harm_limits", "What could have been missed",
    "What a group of this size could have missed: exact one-sided 95% upper limits. Ours.",
    _column("group", str, "The group.", lambda r, _: r.group.id, names="groups"),
    _column("size", int, "A number of people.", lambda r, _: r.group.count, **_PEOPLE),
    _column("unseen", float, "Largest share that fits with a harm nobody had.",
            lambda r, _: _rounded(r.unseen), **_SHARE),
    _column("seen", float, "Largest share that fits with the harm that was seen, if the people "
            "with it were counted in this group, which may not be so.",
            lambda r, _: _rounded(r.seen), **_SHARE),
    _caveat(lambda _, e: caveats.of_fact(e.facts[e.study.headline.harm], e)),
    key="group",
)  # fmt: skip


# -- sources, other trials, disagreements, the log ------------------------------------------------


class _Entry(NamedTuple):
    """An entry of the study file, its place from 1 in its list, and one who says it."""

    id: str
    entry: Any
    number: int = 0
    said: Citation | Said | None = None


SOURCES: Final = _table(
    "sources", "The sources",
    "The documents that the facts are taken from, and how much of each we saw.",
    _column("id", str, "The source’s name in all files.", lambda r, _: r.id),
    _NAME,
    _column("citation", str, "The work in full."),
    _column("language", str | None, "The language it is written in."),
    _column("date", str | None, "When it was published or last updated.", **_DATE),
    _column("seen", str, "How much of it we read."),
    _column("background", bool, "Whether no number is taken from it."),
    _column("url", str | None, "Where it can be opened."),
    _NOTE, _ledger(lambda r: f"s-{r.id}"),
)  # fmt: skip

TRIALS: Final = _table(
    "trials", "Other trials", "Other trials of the same substance. They are no part of the study.",
    _column("id", str, "The trial’s name in all files and in addresses.", lambda r, _: r.id),
    _NAME,
    _column("role", str, "The part of the page that it stands in."),
    _column("title", str | None, "The registered title."),
    _column("route", str, "How the drug is given."),
    _column("country", str | None, "The country."),
    _column("sponsor", str | None, "Who runs it."),
    # Alone, a spreadsheet takes "2/3" for a day
    _column("phase", str | None, "The phase of drug development.",
            lambda r, _: f"phase {r.entry.phase}" if r.entry.phase else None),
    _column("design", str | None, "How it is designed."),
    _column("who", str | None, "Who can join."),
    _column("schedule", str | None, "How often and how long."),
    _column("registrations", str | None, "Registries with numbers, parted by semicolons.",
            lambda r, _: _joined(f"{x.registry}: {x.number}" for x in r.entry.registrations)),
    _column("match", str | None, "Why we take it to be the trial that is meant."),
    _column("results", str, "What is known of results.",
            lambda r, e: e.filled(" ".join(r.entry.results))),
    _caveat(lambda _, e: caveats.of_trial(e)),
    _column("page", str, "Its place on the site, seen from the folder of this file.",
            lambda r, _: f"../trials/#{r.id}"),
)  # fmt: skip

_TRIAL: Final = _column("trial", str, "The trial.", lambda r, _: r.id, names="trials")

TRIAL_DATES: Final = _table(
    "trial_dates", "Dates of other trials", "Dated steps of the trials, as sources give them.",
    _TRIAL,
    _column("event", str, "What happened, or was planned."),
    _column("date", str, "A date, as exact as it is known.", **_DATE),
    _SOURCE, _AT,
    key="trial event source at",
)  # fmt: skip

TRIAL_STATUSES: Final = _table(
    "trial_statuses", "What was said of other trials",
    "What sources said of each trial, and when. A status may have changed since.",
    _TRIAL,
    _column("number", int, "Its place among what was said of the trial.",
            lambda r, _: r.number, minimum=1),
    _column("status", str, "The source’s word, or the nearest of ours."),
    _column("said", str, "The status with its date and its source, in words.",
            lambda r, e: "{}{} ({})".format(*sentences.status_line(r.entry),
                                            e.study.sources[r.said.source].name)),
    _column("date", str | None, "When it was true.", **_DATE),
    _column("before", str | None, "It was true some time before this date.", **_DATE),
    _column("about", bool, "Whether the date is approximate."),
    _column("undated", bool, "Whether the source bears no date."),
    _SOURCE, _AT, _caveat(lambda _, e: caveats.of_trial(e)),
    key="trial number source at",
)  # fmt: skip

DISAGREEMENTS: Final = _table(
    "disagreements", "Where sources disagree",
    "Where sources do not agree, a row for each source, and how we read it.",
    _column("number", int, "The disagreement.", lambda r, _: r.number, minimum=1),
    _column("title", str, "What it is about."),
    _SOURCE,
    _column("source_date", str | None, "When that source was published or last updated.",
            lambda r, e: e.study.sources[r.said.source].date, **_DATE),
    _column("says", str, "What this source says.", lambda r, e: e.filled(r.said.text)),
    _column("reading", str, "How we read it, and what the site does."),
    _column("facts", str | None, "The ids of facts that it is about, parted by spaces.",
            lambda r, _: _joined(r.entry.facts, " ")),
    _column("counted", str | None, "These facts as counts, with ranges of the shares. Ours.",
            lambda r, e: _joined(_with_the_rest(e.facts[ident]) for ident in r.entry.facts)),
    _caveat(lambda r, e: caveats.of_disagreement(r.entry, e)), _ledger(lambda r: r.id),
    key="number source says",
)  # fmt: skip

CHANGES: Final = _table(
    "changes", "What was checked and changed", "What was checked and changed, newest first.",
    _column("date", date, "The day of the entry."),
    _column("version", str, "The version of the site."),
    _column("checked", str, "What was checked."),
    _column("changed", str, "What was changed."),
    _column("conclusion_changed", bool, "Whether the answer to the question changed."),
    key="version date",
)  # fmt: skip


def _of_trials(field: str, edition: Edition) -> Iterator[_Entry]:
    """A list of each of the trials, as often as there are sources for an entry of it."""
    for ident, trial in edition.study.trials.items():
        for number, entry in enumerate(getattr(trial, field), 1):
            yield from (_Entry(ident, entry, number, citation) for citation in entry.cite)


def _disagreements(edition: Edition) -> Iterator[_Entry]:
    for number, row in enumerate(edition.study.disagreements, 1):
        yield from (_Entry(f"d-{number}", row, number, said) for said in row.says)


def _with_the_rest(fact: Fact) -> str:
    """A fact in numbers, with those of its group who are not in it."""
    if fact.kind == "impossible":
        return f"{fact.name}: no number of people"
    if not fact.is_proportion:
        return f"{fact.name}: {numbers.written(fact)}"
    rest = numbers.number(fact.out_of - fact.number)
    return f"{fact.name}: {_counted(fact)}, not so in the other {rest}"


# -- everything in one file -----------------------------------------------------------------------


def whole(edition: Edition, made: Iterable[Table]) -> dict[str, Any]:
    """Everything in one: what it is and its caveats first, then the tables with their columns."""
    study, summary, plain = edition.study, edition.study.summary, edition.filled
    answer = (summary.answer, summary.nested, summary.comparison, summary.harm)
    return {
        "title": plain(study.site.title),
        "about": plain(summary.about),
        "study": study.subject.study,
        "version": study.log[0].version,
        "last_checked": study.last_checked,
        "language": study.site.language,
        "licence": LICENCE,
        "site": "../",
        "caveats": [plain(text) for text in (summary.comparison, summary.sureness, summary.harm)],
        "question": plain(summary.question),
        "answer": plain(" ".join(answer)),
        "certainty": _certainty(edition),
        "headline": study.headline,
        "partitions": study.partitions,
        "not_found": [plain(text) for text in study.not_found],
        "words": [
            {"term": term.term, "also": term.also, "meaning": plain(term.meaning)}
            for term in study.glossary.values()
        ],
        "tables": {table.name: _as_object(table) for table in made},
    }


def _certainty(edition: Edition) -> dict[str, Any]:
    certainty, domains = edition.study.certainty, edition.study.certainty.domains
    judged = {name: getattr(domains, name) for name in domains.__struct_fields__}
    return {
        "level": certainty.level,
        "whose": edition.filled(certainty.judged or "The judgement is ours."),
        "start": edition.filled(certainty.start),
        "domains": {
            name: {"judgement": domain.judgement, "reason": edition.filled(domain.reason)}
            for name, domain in judged.items()
        },
    }


def _as_object(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "description": table.says,
        "file": table.path.removeprefix("data/"),
        "columns": {column.name: column.says for column in table.columns},
        "rows": [dict(zip(table.head, row, strict=True)) for row in table.rows],
    }
