"""What the build computes from what sources reported: a `Fact` for each group, count and quantity.

Authored and computed never look alike: `study.` is the file as typed, `facts.` is this.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final, Literal

import msgspec

from study import stats
from study.evidence import Citation, Count, Evidence, Group, Measure, Measured, Quantity
from study.fields import MOST_PEOPLE, Path
from study.model import Study

SECTIONS: Final = ("groups", "results", "features", "quantities")  # and values of `measures`

# The forms in which facts may be written, by name; `words.numbers` writes them.
PEOPLE_FORMS: Final = ("count", "people", "word", "Word", "word-people", "Word-people")
PROPORTION_FORMS: Final = ("of", "total", "percent", "percent-exact", "range", "range-exact")
VALUE_FORMS: Final = ("quantity", "value", "word", "Word")
RANGE_FORMS: Final = ("quantity", "value", "low", "high")
MEASURED_FORMS: Final = ("measured", "value", "number")
PLAIN_FORMS: Final = ("of", "quantity", "measured", "count", "printed", "name")

Kind = Literal["reported", "reconstructed", "computed", "impossible", "unknown"]
Entry = Group | Count | Quantity | Measured


class Fact(msgspec.Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """A number with its meaning and its ground.

    `kind` says how the number is known: *reported* by a source, *reconstructed* (the one whole
    number that gives a printed percentage), *computed* by a formula, *impossible* (a printed
    percentage that no whole number gives, which a disagreement explains), or *unknown* (it cannot
    be worked out: `checks` says why, and no page is made).
    """

    id: str
    path: Path  # of the mapping that it stands in
    section: str
    kind: Kind
    name: str
    cite: tuple[Citation, ...]  # empty for what only the build worked out
    note: str | None = None
    background: bool = False  # of another report: `background` names it, no other sentence
    # Of groups and counts: people
    count: int | None = None
    total: int | None = None  # the size of `group`
    group: str = ""  # the group that the people are a part of
    formula: str | None = None
    people: str = ""  # of a group: who they are, in a sentence
    # Of counts
    within: str | None = None  # the count that this one is included in
    conditional: bool = False
    group_stated: bool = True
    # Of quantities: a value, or a range
    value: int | float | None = None
    low: int | float | None = None
    high: int | float | None = None
    unit: str | None = None
    # Of results and measures
    missing: str | None = None  # who is not in it
    measure: Measure | None = None
    measured: Measured | None = None

    @property
    def trial(self) -> str:
        """The id of the trial that it belongs to; "" for the main study."""
        return str(self.path[1]) if self.path[0] == "trials" else ""

    @property
    def printed(self) -> str | None:
        """The percentage that a source prints, as printed."""
        return next((c.prints for c in self.cite if c.prints), None)

    @property
    def is_count(self) -> bool:
        """Whether it is a number of people out of a group: a result or a feature."""
        return self.section in ("results", "features")

    @property
    def is_proportion(self) -> bool:
        """Whether it is a count out of a known group, so that it has a share and a range."""
        return self.is_count and self.group_stated and self.count is not None and bool(self.total)

    @property
    def forms(self) -> tuple[str, ...]:
        """The names of the forms in which it may be written."""
        if self.section == "names":
            return ("name",)
        if self.section == "measures":
            return ("name", *MEASURED_FORMS)
        if self.section == "quantities":
            return ("name", *(VALUE_FORMS if self.value is not None else RANGE_FORMS))
        printed = ("printed",) if self.printed else ()
        if self.kind == "impossible":
            return ("name", *printed)
        if self.is_count and self.group_stated and self.total != 0:
            return ("name", *PEOPLE_FORMS, *PROPORTION_FORMS, *printed)
        return ("name", *PEOPLE_FORMS)

    @property
    def plain_form(self) -> str:
        """The form of a reference without one: "9 of 28", "28", "6 months"."""
        return next(form for form in PLAIN_FORMS if form in self.forms)

    @property
    def number(self) -> int:
        """The number of people. Raises ValueError for a fact that is not known to be one."""
        if self.count is None:
            raise ValueError(f"{self.id} is not known to be a number of people")
        return self.count

    @property
    def out_of(self) -> int:
        """The size of its group. Raises ValueError where that is nobody or not known."""
        if not self.total:
            raise ValueError(f"{self.id} is out of no known group")
        return self.total

    @property
    def share(self) -> float:
        """The proportion, 0 to 1. Raises ValueError as `number` and `out_of` do."""
        return self.number / self.out_of

    @cached_property
    def wilson(self) -> stats.Interval:
        """The 95% Wilson interval of the share. Raises ValueError as `share` does."""
        return stats.wilson(self.number, self.out_of)

    @cached_property
    def clopper_pearson(self) -> stats.Interval:
        """The 95% Clopper-Pearson interval of the share. Raises ValueError as `share` does."""
        return stats.clopper_pearson(self.number, self.out_of)


Facts = dict[str, Fact]


def studies(study: Study) -> Iterator[tuple[Path, Evidence]]:
    """The main study and every trial, each with the path to it."""
    yield (), study
    for ident, trial in study.trials.items():
        yield ("trials", ident), trial


def entries(study: Study) -> Iterator[tuple[Path, str, Entry]]:
    """Every fact of the file as (path of its mapping, id, entry), in the order of the file."""
    for place, evidence in studies(study):
        for section in SECTIONS:
            for ident, entry in getattr(evidence, section, {}).items():
                yield (*place, section), ident, entry
        for name, measure in evidence.measures.items():
            for ident, value in measure.values.items():
                yield (*place, "measures", name, "values"), ident, value


def terms(formula: str | None) -> tuple[tuple[str, str], ...]:
    """The signs and ids of a formula, in its order; none without one."""
    words = f"+ {formula}".split() if formula else []
    return tuple(zip(words[::2], words[1::2], strict=True))


def formula_ids(formula: str | None) -> tuple[str, ...]:
    """The ids that a formula names, in its order; none without one."""
    return tuple(ident for _, ident in terms(formula))


def compute(study: Study) -> Facts:
    """Work out every fact. Never raises: one that cannot be worked out has the kind "unknown"."""
    typed = {each[1]: _typed(study, *each) for each in entries(study)}
    groups = {ident for ident, fact in typed.items() if fact.section == "groups"}
    excused = {ident for row in study.disagreements if row.tried for ident in row.facts}
    kinds: dict[str, Kind] = {}
    counts: dict[str, int] = {}

    def total(fact: Fact) -> int | None:
        return counts.get(fact.group) if fact.group in groups else None

    for ident in _in_order(typed):
        fact = typed[ident]
        kinds[ident], count = _worked_out(fact, counts, total(fact), ident in excused)
        if count is not None:
            counts[ident] = count
    facts, background = {}, _background(study)
    for ident, fact in typed.items():
        found = {"kind": kinds.get(ident, fact.kind), "count": counts.get(ident)}
        found["background"] = ident in background
        facts[ident] = msgspec.structs.replace(fact, total=total(fact), **found)
    named: dict[str, Any] = {
        "path": ("site", "names"),
        "section": "names",
        "kind": "reported",
        "cite": (),
    }
    names = {i: Fact(id=i, name=name, **named) for i, name in study.site.names.items()}
    return facts | {i: name for i, name in names.items() if i not in facts}


def _typed(study: Study, path: Path, ident: str, entry: Entry) -> Fact:
    """A fact as it stands in the file, before anything is worked out."""
    own: dict[str, Any] = {"id": ident, "path": path, "kind": "unknown"}
    if isinstance(entry, Measured):
        owner = study.trials[str(path[1])] if path[0] == "trials" else study
        own |= {"measure": owner.measures[str(path[-2])], "measured": entry, "section": "measures"}
        shared = ("name", "cite", "note", "group", "missing")
        return Fact(**own, **{name: getattr(entry, name) for name in shared})
    own |= msgspec.structs.asdict(entry)
    if isinstance(entry, Group):
        own |= {"count": own.pop("size"), "group": own.pop("part_of") or ""}
    return Fact(**own, section=str(path[-1]))


def _in_order(typed: Facts) -> Iterator[str]:
    """The ids, each after those that it needs; without what leads back to itself."""
    unknown = {ident: fact for ident, fact in typed.items() if fact.count is None}
    needs = {ident: formula_ids(fact.formula) or (fact.group,) for ident, fact in unknown.items()}
    sorter = TopologicalSorter({ident: typed.keys() & needs.get(ident, ()) for ident in typed})
    with suppress(CycleError):  # what stands in no circle is given all the same
        sorter.prepare()
    while ready := sorter.get_ready():
        yield from ready
        sorter.done(*ready)


def _worked_out(
    typed: Fact, counts: dict[str, int], total: int | None, excused: bool
) -> tuple[Kind, int | None]:
    """How a number is known, and the number of people."""
    if typed.section in ("quantities", "measures") or typed.count is not None:
        return "reported", typed.count
    if typed.formula:
        count = evaluated(typed.formula, counts)
        possible = count is not None and 0 <= count <= MOST_PEOPLE
        return ("computed", count) if possible else ("unknown", None)
    if not (typed.printed and total and typed.group_stated):
        return "unknown", None
    fits = stats.reconstruct(typed.printed, total)
    if len(fits) == 1:
        return "reconstructed", fits[0]
    return ("impossible" if excused and not fits else "unknown"), None


def evaluated(formula: str, counts: Mapping[str, int]) -> int | None:
    """The value of a formula, which may be below 0; None where one of its parts is not known."""
    if not all(ident in counts for ident in formula_ids(formula)):
        return None
    return sum(counts[ident] if sign == "+" else -counts[ident] for sign, ident in terms(formula))


# -- references in sentences: {fact-id} and {fact-id:form} ----------------------------------------

MARK = re.compile(r"\{unknown:([a-z]+(?:-[a-z]+)*)\} ?")
REFERENCE = re.compile(r"\{([a-z]+(?:-[a-z]+)*)(?::([A-Za-z-]+))?\}")


def texts(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text of a record, with the path to it. Only sentences may hold a brace."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple | dict | msgspec.Struct):
        parts = msgspec.structs.asdict(value) if isinstance(value, msgspec.Struct) else value
        for key, item in parts.items() if isinstance(parts, dict) else enumerate(parts):
            yield from texts(item, (*path, key))


def _background(study: Study) -> set[str]:
    """The ids that statements of `background` name, and no other sentence."""
    if not study.background:
        return set()
    named: dict[bool, set[str]] = {True: set(), False: set()}
    for path, text in texts(study):
        named[path[0] == "background"].update(ident for ident, _ in references(text))
    return named[True] - named[False]


def marks(study: Study) -> Iterator[tuple[Path, str]]:
    """Every {unknown:id}, with the path of the sentence that is true only while that entry is."""
    for path, text in texts(study):
        for match in MARK.finditer(text):
            yield path, match[1]


def unmarked(value: Any) -> Any:
    """The same value without those marks, which show nothing to readers."""
    if isinstance(value, str):
        return MARK.sub("", value).strip() if "{unknown:" in value else value
    if isinstance(value, msgspec.Struct):
        own = {name: unmarked(getattr(value, name)) for name in value.__struct_fields__}
        return type(value)(**own)
    if isinstance(value, dict):
        return {key: unmarked(item) for key, item in value.items()}
    return tuple(map(unmarked, value)) if isinstance(value, tuple) else value


def references(text: str) -> Iterator[tuple[str, str]]:
    """The (id, form) pairs that a sentence names; form is "" where it gives none."""
    found = REFERENCE.finditer(MARK.sub("", text))
    return ((match[1], match[2] or "") for match in found)


def stray_brace(text: str) -> bool:
    """Whether braces are left over that make no reference, such as {9 of 28 or { improved }."""
    return bool(re.search("[{}]", REFERENCE.sub("", text)))
