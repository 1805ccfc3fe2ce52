"""Checks of numbers: grounds, formulas, groups, sums, percentages, quantities."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from checks.ids import places
from study import analysis, stats
from study.facts import Fact, Facts, evaluated, formula_ids
from study.fields import MOST_PEOPLE, Finding, Path
from study.model import Study

MOST_LEVELS: Final = 10  # of partitions within each other; a picture has no room for more
SHARES: Final = (  # where what is named is compared or drawn
    "headline.improved", "headline.disappeared",
    "headline.not_improved", "figures.ranges.facts.*", "figures.bars.*.facts.*",
)  # fmt: skip


def _field(fact: Fact) -> Path:
    """The path of the number of people of a group or count."""
    return (*fact.path, fact.id, "count" if fact.is_count else "size")


def every_fact_has_a_ground(study: Study, facts: Facts) -> Iterator[Finding]:
    """A number comes from a source or from a formula, and from one of them."""
    for fact in facts.values():
        if fact.section in ("quantities", "measures", "names"):
            continue
        *place, field = _field(fact)
        if fact.formula and fact.kind == "reported":
            yield (*place, "formula"), f"{field} and formula both given; expected one of them"
        elif not fact.formula and not fact.cite:
            yield tuple(place), "no source backs this fact; expected cite, or formula"
        elif not fact.formula and fact.count is None and not _has_percentage(fact):
            yield tuple(place), f"no number; expected {field}, formula or a printed percentage"


def _has_percentage(fact: Fact) -> bool:
    """Whether a source prints a percentage of it, out of a group that is known."""
    return bool(fact.printed and fact.group and fact.group_stated)


def formulas_can_be_worked_out(study: Study, facts: Facts) -> Iterator[Finding]:
    """A formula does not lead back to itself and gives a number of people."""
    counts = {ident: fact.count for ident, fact in facts.items() if fact.count is not None}
    needs = {ident: formula_ids(fact.formula) for ident, fact in facts.items()}
    for fact in facts.values():
        if not fact.formula or fact.kind != "unknown":
            continue
        path = (*fact.path, fact.id, "formula")
        if (count := evaluated(fact.formula, counts)) is not None:
            yield path, f"{fact.formula} is {count}; expected 0–{MOST_PEOPLE}"
        elif fact.id in _reached(fact.id, needs):
            yield path, f'{fact.formula} leads back to "{fact.id}"'


def _reached(start: str, leads: Mapping[str, Iterable[str]]) -> set[str]:
    """The ids that an id leads to, those that these lead to, and so on."""
    found: set[str] = set()
    ahead = {*leads.get(start, ())}
    while ahead:
        found |= ahead
        ahead = {each for ident in ahead for each in leads.get(ident, ())} - found
    return found


def _group(facts: Facts) -> dict[str, tuple[str]]:
    """The group that each group or count is a part of."""
    return {ident: (fact.group,) for ident, fact in facts.items() if fact.group}


def counts_fit_their_groups(study: Study, facts: Facts) -> Iterator[Finding]:
    """Nobody is counted who is not in the group."""
    for fact in facts.values():
        if fact.count is not None and fact.total is not None and fact.count > fact.total:
            found = f'{fact.count} is more than the {fact.total} people of "{fact.group}"'
            yield _field(fact), f"{found}; expected 0–{fact.total}"


def nested_counts_fit(study: Study, facts: Facts) -> Iterator[Finding]:
    """A count within another is not larger, and is made in the same group or a part of it."""
    group = _group(facts)
    for fact in facts.values():
        outer = facts.get(fact.within or "")
        if not outer or not outer.is_count:
            continue
        path = (*fact.path, fact.id, "within")
        if fact.count is not None and outer.count is not None and fact.count > outer.count:
            found = f'{fact.count} is more than the {outer.count} of "{outer.id}"'
            yield path, f"{found} that it is within"
        around = _reached(fact.id, group)
        if {*around, outer.group} <= facts.keys() and outer.group not in around:
            found = f'"{fact.group}" is no part of "{outer.group}"'
            yield path, f'{found}, the group of "{outer.id}"'


def groups_are_nested(study: Study, facts: Facts) -> Iterator[Finding]:
    """No group is a part of itself."""
    group = _group(facts)
    for ident in (each.id for each in facts.values() if each.section == "groups"):
        if ident in _reached(ident, group):
            yield (*facts[ident].path, ident, "part_of"), f'"{ident}" is a part of itself'


def parts_make_the_whole(study: Study, facts: Facts) -> Iterator[Finding]:
    """The parts of a partition add up to its whole."""
    for path, partition in places(study, "partitions.*"):
        known = [facts[i].count for i in (partition.whole, *partition.parts) if i in facts]
        whole, *parts = [count for count in known if count is not None] or [0]
        if len(parts) == len(partition.parts) and sum(parts) != whole:
            found = f"{' + '.join(map(str, parts))} = {sum(parts)}"
            expected = f'expected {whole}, the number of "{partition.whole}"'
            yield (*path, "parts"), f"{found}; {expected}"


def partitions_end(study: Study, facts: Facts) -> Iterator[Finding]:
    """The parts of parts do not go on without end, nor further than a picture can show."""
    level = {study.headline.received}
    for _ in range(MOST_LEVELS):
        level = {part for each in study.partitions if each.whole in level for part in each.parts}
    expected = f"expected at most {MOST_LEVELS}, and none that leads back to itself"
    for path, whole in places(study, "partitions.*.whole"):
        if whole in level:
            found = f'"{whole}" is a part of a part, and so on, more than {MOST_LEVELS} times'
            yield path, f"{found}; {expected}"


def printed_percentages_follow(study: Study, facts: Facts) -> Iterator[Finding]:
    """A percentage that a source prints is what the count and its group give."""
    for fact in facts.values():
        for index, citation in enumerate(fact.cite):
            if citation.prints is None or fact.count is None or not fact.total:
                continue
            if fact.count not in stats.reconstruct(citation.prints, fact.total):
                given = f"{fact.count} of {fact.total} is {100 * fact.share:.2f}%"
                path = (*fact.path, fact.id, "cite", index, "prints")
                yield path, f"{given}; found {citation.prints}"


def percentages_are_possible(study: Study, facts: Facts) -> Iterator[Finding]:
    """A percentage that no whole number gives is explained, one that several give is not used."""
    for fact in facts.values():
        if fact.kind != "unknown" or fact.formula or not _has_percentage(fact):
            continue
        tried = analysis.trying(facts[fact.group], fact.printed or "") if fact.total else None
        if fact.total == 0:
            yield (*fact.path, fact.id), f'{fact.printed} of "{fact.group}", which is nobody'
        elif tried and tried.fits:
            found = f"can be {tried.counts[0]} to {tried.counts[-1]}"
            expected = "expected a percentage that one whole number gives"
            yield (*fact.path, fact.id), f"{fact.printed} of {fact.total} {found}; {expected}"
        elif tried:
            near = ", ".join(f"{count} is {100 * share:.4g}%" for count, share in tried.shares)
            yield (
                (*fact.path, fact.id),
                f'no whole number of the {fact.total} people of "{fact.group}" gives '
                f"{fact.printed} ({near}); expected a percentage as the source prints it; if it "
                "prints this one, a row of disagreements with facts and tried that explains it",
            )


def explained_percentages_are_impossible(study: Study, facts: Facts) -> Iterator[Finding]:
    """A row that says what a percentage was tried on has one impossible percentage to explain."""
    for path, row in places(study, "disagreements.*"):
        shown = [facts[ident] for ident in row.facts if ident in facts]
        printed = {fact.printed for fact in shown if fact.printed}
        if row.tried and not any(fact.kind in ("impossible", "unknown") for fact in shown):
            yield (*path, "tried"), "none of its facts is an impossible percentage"
        elif row.tried and len(printed) > 1:
            found = " and ".join(sorted(printed))
            yield (*path, "facts"), f"found {found}; expected one percentage"


def quantities_are_values_or_ranges(study: Study, facts: Facts) -> Iterator[Finding]:
    """A quantity has a value, or a range from low to high."""
    for place, entry in places(study, "quantities.*", "trials.*.quantities.*"):
        if entry.value is not None and (entry.low, entry.high) != (None, None):
            yield place, "value and a range both given; expected one of them"
        elif entry.value is None and (entry.low is None or entry.high is None):
            yield place, "no number; expected value, or low and high"
        elif entry.value is None and entry.low >= entry.high:
            yield (*place, "high"), f"{entry.high} is not above low, {entry.low}"


def years_are_years(study: Study, facts: Facts) -> Iterator[Finding]:
    """The years of the study, in the picture of trials in time, are years."""
    ident = (study.figures.time and study.figures.time.years) or ""
    if entry := study.quantities.get(ident):
        for name, year in (("low", entry.low), ("high", entry.high)):
            if year is not None and not (isinstance(year, int) and 1900 <= year <= 2100):
                path = ("quantities", ident, name)
                yield path, f"{year} is no year of a study; expected one from 1900 to 2100"


def results_are_out_of_somebody(study: Study, facts: Facts) -> Iterator[Finding]:
    """What is compared or drawn is a number out of a stated group that holds somebody."""
    for path, ident in places(study, *SHARES):
        fact = facts.get(ident)
        if fact and fact.total == 0:
            yield path, f'"{ident}" is out of nobody; expected a group of one person or more'
        elif fact and not fact.group_stated:
            yield path, f'no source states the group of "{ident}"; expected a count whose group is'


def groups_hold_somebody(study: Study, facts: Facts) -> Iterator[Finding]:
    """What shares are worked out of is not nobody, and not fewer than had the harm."""
    head = study.headline
    for path, ident in places(study, "headline.received", "disagreements.*.tried.*"):
        if ident in facts and facts[ident].count == 0:
            yield path, f'"{ident}" is nobody; expected one person or more'
    harm, received = (
        facts[ident].count if ident in facts else None for ident in (head.harm or "", head.received)
    )
    if harm and received and harm > received:
        found = f'{harm} is more than the {received} of "{head.received}"'
        yield ("headline", "harm"), f"{found}; expected people who got the treatment"
