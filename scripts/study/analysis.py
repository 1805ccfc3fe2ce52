"""What pages say beyond single facts: a comparison, what could be missed, the flow of people.

Every number here is ours, and pages label it so.
"""

from typing import NamedTuple

from study import stats
from study.facts import Fact, Facts
from study.model import Disagreement, Study


class Compared(NamedTuple):
    """Two proportions side by side; differences are first minus second, from -1 to 1."""

    first: Fact
    second: Fact
    difference: float
    interval: stats.Interval
    fisher: float
    mid_p: float
    neighbours: tuple[stats.Neighbour, ...]


class HarmLimit(NamedTuple):
    """What a group could have missed: exact one-sided 95% upper limits, 0 to 1."""

    group: Fact
    unseen: float  # for a harm that nobody had
    seen: float  # for the harm that was seen
    unseen_in_100: int  # the most people in 100 that a harm could have without being seen


class Trying(NamedTuple):
    """A printed percentage tried on a group: the counts around it, or the one that fits."""

    denominator: Fact
    fits: int | None
    below: int
    above: int


def compare(study: Study, facts: Facts) -> Compared:
    """The comparison of the study file, with its fragility."""
    first, second = facts[study.comparison.first], facts[study.comparison.second]
    counts = (first.count or 0, first.total or 1, second.count or 0, second.total or 1)
    return Compared(
        first,
        second,
        first.share - second.share,
        stats.newcombe(*counts),
        stats.fisher(*counts),
        stats.mid_p(*counts),
        stats.fragility(*counts),
    )


def harm_limits(study: Study, facts: Facts) -> tuple[HarmLimit, ...]:
    """The limits for each group that the side effect may have been counted in."""
    seen = facts[study.headline.harm].count or 0
    chosen = (study.headline.people, study.headline.analysed, study.headline.received)
    groups = [facts[ident] for ident in dict.fromkeys(chosen)]
    # Who had it was in none that is smaller
    return tuple(_harm_limit(group, seen) for group in groups if (group.count or 1) >= seen)


def _harm_limit(group: Fact, seen: int) -> HarmLimit:
    size = group.count or 1
    unseen = stats.upper_limit(0, size)
    return HarmLimit(group, unseen, stats.upper_limit(seen, size), int(unseen * 100))


def tried(row: Disagreement, facts: Facts) -> tuple[Trying, ...]:
    """How near the groups of a disagreement come to its impossible percentage."""
    printed = next(facts[i].printed for i in row.facts if facts[i].kind == "impossible")
    return tuple(_trying(facts[ident], printed or "") for ident in row.tried)


def _trying(denominator: Fact, printed: str) -> Trying:
    size = denominator.count or 0
    fits = stats.reconstruct(printed, size)
    below = int(float(printed.rstrip("%")) * size / 100)
    return Trying(denominator, fits[0] if len(fits) == 1 else None, below, below + 1)


class Branch(NamedTuple):
    """A group in the flow of people, with the groups that it divides into."""

    group: Fact
    parts: tuple["Branch", ...]


def flow(study: Study, facts: Facts) -> Branch:
    """How the people who got the treatment divide; each group by its first partition."""
    divisions: dict[str, tuple[str, ...]] = {}
    for partition in study.partitions:
        if all(part in study.groups for part in partition.parts):
            divisions.setdefault(partition.whole, partition.parts)

    def branch(ident: str) -> Branch:
        parts = tuple(branch(part) for part in divisions.get(ident, ()))
        return Branch(facts[ident], parts)

    return branch(study.headline.received)


def formula_parts(fact: Fact, facts: Facts) -> tuple[tuple[str, Fact], ...]:
    """The signs and facts of a computed fact's formula: ("", received), ("−", analysed)."""
    first, *rest = getattr(fact.entry, "formula", "").split()
    signs = ("−" if sign == "-" else "+" for sign in rest[::2])
    return (("", facts[first]), *zip(signs, (facts[i] for i in rest[1::2]), strict=True))
