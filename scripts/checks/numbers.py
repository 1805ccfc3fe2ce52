"""Checks of numbers: grounds, formulas, groups, sums, quantities. See checks.py."""

from collections.abc import Iterator

from study.facts import Facts, entries, formula_ids
from study.model import Count, Group, Path, Quantity, Study

Finding = tuple[Path, str]


def every_fact_has_a_ground(study: Study, facts: Facts) -> Iterator[Finding]:
    """A number comes from a source or from a formula, and from one of them."""
    for section, ident, entry in entries(study):
        if isinstance(entry, Quantity):
            continue
        authored = entry.size if isinstance(entry, Group) else entry.count
        field = "size" if isinstance(entry, Group) else "count"
        if authored is not None and entry.formula is not None:
            yield (
                (section, ident, "formula"),
                f"{field} and formula both given; expected one of them",
            )
        elif entry.formula is None and not entry.cite:
            yield (section, ident), "no source backs this fact; expected cite, or formula"
        elif authored is None and entry.formula is None and facts[ident].printed is None:
            yield (section, ident), f"no number; expected {field}, formula or a printed percentage"


def formulas_can_be_worked_out(study: Study, facts: Facts) -> Iterator[Finding]:
    """A formula does not lead back to itself and does not give less than nobody."""
    for section, ident, entry in entries(study):
        if isinstance(entry, Quantity) or not entry.formula or facts[ident].kind != "unknown":
            continue
        parts = formula_ids(entry.formula)
        if all(part in facts and facts[part].count is not None for part in parts):
            yield (section, ident, "formula"), f"{entry.formula} is below 0; expected 0 or more"
        elif ident in _reached(study, facts, ident):
            yield (section, ident, "formula"), f'{entry.formula} leads back to "{ident}"'


def _reached(study: Study, facts: Facts, start: str) -> set[str]:
    """The ids that the formula of a fact leads to, itself where it leads back."""
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        entry = facts[waiting.pop()].entry
        formula = None if isinstance(entry, Quantity) else entry.formula
        new = {i for i in formula_ids(formula or "") if i in facts} - reached
        reached |= new
        waiting.extend(new)
    return reached


def counts_fit_their_groups(study: Study, facts: Facts) -> Iterator[Finding]:
    """Nobody is counted who is not in the group."""
    for section, ident, entry in entries(study):
        fact = facts[ident]
        if isinstance(entry, Quantity) or fact.count is None or fact.total is None:
            continue
        if fact.count > fact.total:
            field = "size" if isinstance(entry, Group) else "count"
            whole = entry.part_of if isinstance(entry, Group) else entry.group
            yield (
                (section, ident, field),
                f'{fact.count} is more than the {fact.total} people of "{whole}"; '
                f"expected 0–{fact.total}",
            )


def nested_counts_fit(study: Study, facts: Facts) -> Iterator[Finding]:
    """A count within another is not larger, and is made in the same group or a part of it."""
    for section, ident, entry in entries(study):
        if not isinstance(entry, Count) or entry.within not in facts:
            continue
        outer = facts[entry.within]
        if not isinstance(outer.entry, Count):
            continue
        inner_count = facts[ident].count
        if inner_count is not None and outer.count is not None and inner_count > outer.count:
            yield (
                (section, ident, "within"),
                f'{inner_count} is more than the {outer.count} of "{outer.id}" that it is within',
            )
        around = _groups_around(study, entry.group)
        known = all(i in study.groups and facts[i].kind != "unknown" for i in around)
        if known and outer.entry.group in study.groups and outer.entry.group not in around:
            yield (
                (section, ident, "within"),
                f'"{entry.group}" is no part of "{outer.entry.group}", the group of "{outer.id}"',
            )


def _groups_around(study: Study, ident: str) -> set[str]:
    """The group and all groups that it is a part of, the last of which may be unknown."""
    around: set[str] = set()
    current: str | None = ident
    while current is not None and current not in around:
        around.add(current)
        current = study.groups[current].part_of if current in study.groups else None
    return around


def groups_are_nested(study: Study, facts: Facts) -> Iterator[Finding]:
    """No group is a part of itself."""
    for ident, group in study.groups.items():
        if group.part_of is not None and ident in _groups_around(study, group.part_of):
            yield ("groups", ident, "part_of"), f'"{ident}" is a part of itself'


def parts_make_the_whole(study: Study, facts: Facts) -> Iterator[Finding]:
    """The parts of a partition add up to its whole."""
    for index, partition in enumerate(study.partitions):
        known = [facts[i].count for i in (partition.whole, *partition.parts) if i in facts]
        counts = [count for count in known if count is not None]
        if len(counts) == 1 + len(partition.parts) and sum(counts[1:]) != counts[0]:
            sums = " + ".join(str(count) for count in counts[1:])
            yield (
                ("partitions", index, "parts"),
                f"{sums} = {sum(counts[1:])}; expected {counts[0]}, "
                f'the number of "{partition.whole}"',
            )


def years_are_years(study: Study, facts: Facts) -> Iterator[Finding]:
    """The years of the study, in the picture of trials in time, are years."""
    ident = study.figures.time.years if study.figures.time else None
    entry = study.quantities.get(ident or "")
    for name in ("low", "high"):
        year = getattr(entry, name, None)
        if year is not None and not (isinstance(year, int) and 1900 <= year <= 2100):
            path = ("quantities", ident or "", name)
            yield path, f"{year} is no year of a study; expected one from 1900 to 2100"


def quantities_are_values_or_ranges(study: Study, facts: Facts) -> Iterator[Finding]:
    """A quantity has a value, or a range from low to high."""
    for ident, entry in study.quantities.items():
        place = ("quantities", ident)
        if facts[ident].kind == "unknown":
            continue
        ends = (entry.low, entry.high)
        if entry.value is not None and ends != (None, None):
            yield place, "value and a range both given; expected one of them"
        elif entry.value is None and None in ends:
            yield place, "no number; expected value, or low and high"
        elif entry.low is not None and entry.high is not None and entry.low >= entry.high:
            yield (*place, "high"), f"{entry.high} is not above low, {entry.low}"


def comparisons_are_of_different_people(study: Study, facts: Facts) -> Iterator[Finding]:
    """Nobody is counted on both sides of a comparison."""
    chosen = (study.comparison.first, study.comparison.second)
    sides = [facts[i].entry for i in chosen if i in facts]
    if len(sides) < 2 or not all(isinstance(side, Count) for side in sides):
        return
    first, second = (side.group for side in sides if isinstance(side, Count))
    if not {first, second} <= study.groups.keys():
        return
    if first in _groups_around(study, second) or second in _groups_around(study, first):
        yield ("comparison", "second"), f'"{second}" and "{first}" have people in common'


def results_are_out_of_somebody(study: Study, facts: Facts) -> Iterator[Finding]:
    """What is compared or drawn is a number out of a stated group that holds somebody."""
    asked = study.figures
    chosen: list[tuple[Path, str]] = [
        (("comparison", name), getattr(study.comparison, name)) for name in ("first", "second")
    ]
    for name in ("improved", "disappeared", "not_improved"):
        chosen.append((("headline", name), getattr(study.headline, name)))
    if asked.ranges:
        chosen += [(("figures", "ranges", "facts", i), f) for i, f in enumerate(asked.ranges.facts)]
    for key, bars in asked.bars.items():
        chosen += [(("figures", "bars", key, "facts", i), f) for i, f in enumerate(bars.facts)]
    for path, ident in chosen:
        fact = facts.get(ident)
        if fact and fact.total == 0:
            yield path, f'"{ident}" is out of nobody; expected a group of one person or more'
        elif fact and fact.kind != "unknown" and not getattr(fact.entry, "group_stated", True):
            yield path, f'no source states the group of "{ident}"; expected a count whose group is'
    received = facts.get(study.headline.received)
    if received and received.count == 0:
        yield ("headline", "received"), f'"{received.id}" is nobody; expected one person or more'
