"""What pages say beyond single facts: a comparison, what could be missed, the flow of people.

Every number here is ours, and pages label it so.
"""

from collections.abc import Iterator
from typing import NamedTuple

from study import stats
from study.evidence import Comparison, Disagreement
from study.facts import Fact, Facts, terms
from study.model import Study


class Compared(NamedTuple):
    """Two proportions side by side; differences are first minus second, from -1 to 1."""

    first: Fact
    second: Fact
    difference: float
    interval: stats.Interval
    ratio: stats.Ratio | None
    fisher: float
    mid_p: float
    neighbours: tuple[stats.Neighbour, ...]

    @property
    def excludes_zero(self) -> bool:
        """Whether the interval of the difference leaves zero out."""
        return self.interval.excludes_zero


class HarmLimit(NamedTuple):
    """What a group could have missed: exact one-sided 95% upper limits, 0 to 1."""

    group: Fact
    unseen: float  # for a harm that nobody had
    seen: float | None  # for the harm that was seen; None: counted in another group alone
    unseen_in_100: int  # the most people in 100 that a harm could have without being seen


class Trying(NamedTuple):
    """A printed percentage tried on a group: the counts that give it, or the two around it."""

    denominator: Fact
    fits: bool
    counts: tuple[int, ...]  # in rising order; of those that fit the first and the last
    shares: tuple[tuple[int, float], ...]  # each count with its share of the group, 0 to 1


def compare(both: Comparison, facts: Facts) -> Compared:
    """A comparison of the study file, with its fragility."""
    first, second = facts[both.first], facts[both.second]
    counts = (first.number, first.out_of, second.number, second.out_of)
    return Compared(
        first,
        second,
        first.share - second.share,
        stats.newcombe(*counts),
        stats.risk_ratio(*counts),
        stats.fisher(*counts),
        stats.mid_p(*counts),
        stats.fragility(*counts),
    )


def harm_limits(study: Study, facts: Facts) -> tuple[HarmLimit, ...]:
    """The limits for each arm, or else each group that the side effect may have been counted in."""
    if study.arms:
        return tuple(_limit(group, count) for group, count in _arms(study, facts))
    seen = facts[study.headline.harm].number if study.headline.harm else 0
    chosen = (study.headline.people, study.headline.analysed, study.headline.received)
    groups = (facts[ident] for ident in dict.fromkeys(chosen))
    # Who had it was in none that is smaller
    return tuple(_limit(group, seen) for group in groups if group.number >= max(seen, 1))


def _limit(group: Fact, seen: int | None) -> HarmLimit:
    unseen = stats.upper_limit(0, group.number)
    shown = None if seen is None else stats.upper_limit(seen, group.number)
    return HarmLimit(group, unseen, shown, int(unseen * 100))


def _arms(study: Study, facts: Facts) -> Iterator[tuple[Fact, int | None]]:
    """Each arm, with how many in it had the side effect; None where that is not known."""
    harm = study.headline.harm
    sides = [(both.first, both.second) for both in study.arms]
    counts = {harm, *(ident for pair in sides if harm in pair for ident in pair)} if harm else ()
    known = {facts[i].group: facts[i].number for i in counts if facts[i].group_stated}
    for ident in dict.fromkeys(facts[side].group for pair in sides for side in pair):
        yield facts[ident], known.get(ident, None if harm else 0)


def tried(row: Disagreement, facts: Facts) -> tuple[Trying, ...]:
    """How near the groups of a disagreement come to its impossible percentage."""
    printed = next(facts[i].printed for i in row.facts if facts[i].kind == "impossible")
    return tuple(trying(facts[ident], printed or "") for ident in row.tried)


def trying(denominator: Fact, printed: str) -> Trying:
    """How near a group of at least one person comes to a printed percentage."""
    size = denominator.number
    fits = stats.reconstruct(printed, size)
    below = int(float(printed.rstrip("%")) * size / 100)
    counts = tuple(dict.fromkeys((fits[0], fits[-1]))) if fits else (below, below + 1)
    return Trying(denominator, bool(fits), counts, tuple((n, n / size) for n in counts))


class Branch(NamedTuple):
    """A group in the flow of people, with the groups that it divides into."""

    group: Fact
    parts: tuple["Branch", ...]


def flow(study: Study, facts: Facts) -> Branch:
    """How the people who got the treatment divide; each group by its first partition.

    `checks` has seen to it that no partition leads back to itself.
    """
    chosen = [each for each in study.partitions if study.groups.keys() >= set(each.parts)]
    divisions = {each.whole: each.parts for each in reversed(chosen)}

    def branch(ident: str) -> Branch:
        return Branch(facts[ident], tuple(branch(part) for part in divisions.get(ident, ())))

    return branch(study.headline.received)


def formula_parts(fact: Fact, facts: Facts) -> tuple[tuple[str, Fact], ...]:
    """The signs and facts of a computed fact's formula: ("", received), ("−", analysed)."""
    (_, first), *rest = terms(fact.formula)
    signed = (("−" if sign == "-" else sign, facts[ident]) for sign, ident in rest)
    return (("", facts[first]), *signed)
