"""What the build computes from what sources reported: a `Fact` for each group, count and quantity.

Authored and computed never look alike: `study.` is the file as typed, `facts.` is this.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal

import msgspec

from study import stats
from study.model import Citation, Count, Group, Path, Quantity, Study

SECTIONS = ("groups", "results", "features", "quantities")

Kind = Literal["reported", "reconstructed", "computed", "impossible", "unknown"]
Entry = Group | Count | Quantity


class Fact:
    """A number with its meaning and its ground.

    `kind` says how the number is known: *reported* by a source, *reconstructed* (the one whole
    number that gives a printed percentage), *computed* by a formula, *impossible* (a printed
    percentage that no whole number gives), or *unknown* (the file has a problem; see checks).
    `count` and `total` are people; both are None for a quantity.
    """

    def __init__(
        self,
        ident: str,
        section: str,
        entry: Entry,
        kind: Kind,
        count: int | None = None,
        total: int | None = None,
    ) -> None:
        self.id = ident
        self.section = section
        self.entry = entry
        self.kind = kind
        self.count = count
        self.total = total

    @property
    def name(self) -> str:
        """The label of the fact."""
        return self.entry.name

    @property
    def cite(self) -> tuple[Citation, ...]:
        """Where sources say it; empty for what only the build worked out."""
        return self.entry.cite

    @property
    def printed(self) -> str | None:
        """The percentage that a source prints, as printed."""
        return next((c.prints for c in self.cite if c.prints), None)

    @property
    def is_proportion(self) -> bool:
        """Whether it is a count out of a known group, so that it has a share and a range."""
        return (
            isinstance(self.entry, Count)
            and self.entry.group_stated
            and self.count is not None
            and bool(self.total)
        )

    @property
    def share(self) -> float:
        """The proportion, 0 to 1. Raises ValueError when the fact is none."""
        if self.count is None or not self.total:
            raise ValueError(f"{self.id} is not a proportion")
        return self.count / self.total

    @cached_property
    def wilson(self) -> stats.Interval:
        """The 95% Wilson interval of the share."""
        return stats.wilson(*self._counts())

    @cached_property
    def clopper_pearson(self) -> stats.Interval:
        """The 95% Clopper-Pearson interval of the share."""
        return stats.clopper_pearson(*self._counts())

    def _counts(self) -> tuple[int, int]:
        if self.count is None or not self.total:
            raise ValueError(f"{self.id} is not a proportion")
        return self.count, self.total


Facts = dict[str, Fact]


def entries(study: Study) -> Iterator[tuple[str, str, Entry]]:
    """Every fact of the file as (section, id, entry), in the order of the file."""
    for section in SECTIONS:
        for ident, entry in getattr(study, section).items():
            yield section, ident, entry


def formula_ids(formula: str) -> tuple[str, ...]:
    """The ids that a formula names, in its order."""
    return tuple(formula.split()[::2])


def compute(study: Study, unreadable: frozenset[str] = frozenset()) -> Facts:
    """Work out every fact; one that cannot be worked out has the kind "unknown".

    `unreadable` names entries that broke the model's limits: nothing is computed from them. Never
    raises: `checks` says what is wrong.
    """
    return _Computing(study, unreadable).all()


class _Computing:
    """The walk over formulas, which may name facts that stand further down."""

    def __init__(self, study: Study, unreadable: frozenset[str]) -> None:
        self.entries = {ident: (section, entry) for section, ident, entry in entries(study)}
        self.groups = study.groups
        self.unreadable = unreadable
        self.done: Facts = {}
        self.under_way: set[str] = set()

    def all(self) -> Facts:
        return {ident: self.fact(ident) for ident in self.entries}

    def fact(self, ident: str) -> Fact:
        if ident not in self.done:
            self.under_way.add(ident)
            self.done[ident] = self._computed(ident)
            self.under_way.discard(ident)
        return self.done[ident]

    def people(self, ident: str) -> int | None:
        """The number of people of a group or count, or None where that is not known."""
        if ident not in self.entries or ident in self.under_way:
            return None
        return self.fact(ident).count

    def _computed(self, ident: str) -> Fact:
        section, entry = self.entries[ident]
        if ident in self.unreadable:
            return Fact(ident, section, entry, "unknown")
        if isinstance(entry, Quantity):
            return Fact(ident, section, entry, "reported")
        total = self._total(entry)
        authored = entry.size if isinstance(entry, Group) else entry.count
        if authored is not None:
            return Fact(ident, section, entry, "reported", authored, total)
        if entry.formula is not None:
            count = self._evaluated(entry.formula)
            kind: Kind = "unknown" if count is None else "computed"
            return Fact(ident, section, entry, kind, count, total)
        return self._reconstructed(ident, section, entry, total)

    def _total(self, entry: Group | Count) -> int | None:
        whole = entry.part_of if isinstance(entry, Group) else entry.group
        return self.people(whole) if whole in self.groups else None

    def _evaluated(self, formula: str) -> int | None:
        first, *rest = formula.split()
        count = self.people(first)
        for sign, ident in zip(rest[::2], rest[1::2], strict=True):
            part = self.people(ident)
            if count is None or part is None:
                return None
            count += part if sign == "+" else -part
        return count if count is None or count >= 0 else None

    def _reconstructed(self, ident: str, section: str, entry: Entry, total: int | None) -> Fact:
        printed = next((c.prints for c in entry.cite if c.prints), None)
        if printed is None or not total:
            return Fact(ident, section, entry, "unknown", None, total)
        fits = stats.reconstruct(printed, total)
        if len(fits) == 1:
            return Fact(ident, section, entry, "reconstructed", fits[0], total)
        return Fact(ident, section, entry, "unknown" if fits else "impossible", None, total)


# -- references in sentences: {fact-id} and {fact-id:form} ------------------------------------------

REFERENCE = re.compile(r"\{([a-z]+(?:-[a-z]+)*)(?::([A-Za-z-]+))?\}")


def texts(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every sentence of a record, with the path to it. Only sentences may hold a brace."""
    if isinstance(value, str):
        if "{" in value or "}" in value:
            yield path, value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from texts(getattr(value, name), (*path, name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts(item, (*path, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from texts(item, (*path, index))


def references(text: str) -> Iterator[tuple[str, str]]:
    """The (id, form) pairs that a sentence names; form is "" where it gives none."""
    for match in REFERENCE.finditer(text):
        yield match[1], match[2] or ""


def stray_brace(text: str) -> bool:
    """Whether braces are left over that make no reference, such as {9 of 28 or { improved }."""
    rest = REFERENCE.sub("", text)
    return "{" in rest or "}" in rest
