"""The facts as tables: groups, counts, other numbers, where they come from, what we calculated."""

from collections.abc import Iterator
from typing import Final

from exports.rows import CitationRow, ComparisonRow, CountRow, GroupRow, LimitRow, QuantityRow
from exports.tables import Table, counted, filled, rounded
from study import analysis, stats
from study.facts import Fact, Facts
from study.model import Study
from words import caveats, numbers
from words.edition import Edition

LEDGER: Final = "../numbers/#n-"
CITED: Final = ("fact", "source", "at")


def tables(study: Study, facts: Facts) -> list[Table]:
    """The tables of facts, each in the order of the study file."""
    trials = caveats.trials_of(study)
    groups: list[GroupRow] = []
    counts: list[CountRow] = []
    quantities: list[QuantityRow] = []
    for fact in facts.values():
        if fact.section == "groups":
            groups.append(_group(fact, study, facts))
        elif fact.is_count:
            counts.append(_count(fact, study, facts))
        else:
            quantities.append(_quantity(fact, study, facts, trials.get(fact.id)))
    cited = [row for fact in facts.values() for row in _citations(fact, study, facts, trials)]
    return [
        Table("groups", "Groups of people", GroupRow, tuple(groups)),
        Table("counts", "Counts of people", CountRow, tuple(counts)),
        Table("quantities", "Other numbers", QuantityRow, tuple(quantities)),
        Table("citations", "Where the numbers come from", CitationRow, tuple(cited), CITED),
        _comparison(study, facts),
        _limits(study, facts),
    ]


def _group(fact: Fact, study: Study, facts: Facts) -> GroupRow:
    return GroupRow(
        id=fact.id,
        name=fact.name,
        people=numbers.filled(fact.people, facts),
        kind=fact.kind,
        size=fact.number,
        part_of=fact.group or None,
        formula=fact.formula,
        caveat=caveats.of_fact(fact, Edition(study, facts)),
        note=filled(fact.note, facts),
        ledger=LEDGER + fact.id,
    )


def _count(fact: Fact, study: Study, facts: Facts) -> CountRow:
    """What needs a denominator is left empty where there is none, or no count."""
    out_of = fact.is_proportion
    low, high = fact.wilson if out_of else (0.0, 0.0)
    exact_low, exact_high = fact.clopper_pearson if out_of else (0.0, 0.0)
    stated = fact.group_stated
    return CountRow(
        id=fact.id,
        name=fact.name,
        section="results" if fact.section == "results" else "features",
        kind=fact.kind,
        group=fact.group if stated else None,
        people=numbers.filled(facts[fact.group].people, facts) if stated else None,
        count=fact.count,
        total=fact.total if out_of else None,
        rest=fact.out_of - fact.number if out_of else None,
        share=rounded(fact.share) if out_of else None,
        low=rounded(low) if out_of else None,
        high=rounded(high) if out_of else None,
        exact_low=rounded(exact_low) if out_of else None,
        exact_high=rounded(exact_high) if out_of else None,
        printed=fact.printed,
        within=fact.within,
        formula=fact.formula,
        conditional=fact.conditional,
        group_stated=stated,
        caveat=caveats.of_count(fact, Edition(study, facts)),
        note=filled(fact.note, facts),
        ledger=LEDGER + fact.id,
    )


def _quantity(fact: Fact, study: Study, facts: Facts, trial: str | None) -> QuantityRow:
    return QuantityRow(
        id=fact.id,
        name=fact.name,
        kind=fact.kind,
        value=fact.value,
        low=fact.low,
        high=fact.high,
        unit=fact.unit,
        trial=trial,
        caveat=caveats.of_fact(fact, Edition(study, facts), trial),
        note=filled(fact.note, facts),
        ledger=LEDGER + fact.id,
    )


def _citations(
    fact: Fact, study: Study, facts: Facts, trials: dict[str, str]
) -> Iterator[CitationRow]:
    for citation in fact.cite:
        yield CitationRow(
            fact=fact.id,
            kind=fact.kind,
            source=citation.source,
            at=citation.at,
            prints=citation.prints,
            counted=counted(fact) if citation.prints and fact.is_proportion else None,
            caveat=caveats.of_fact(fact, Edition(study, facts), trials.get(fact.id)),
            ledger=LEDGER + fact.id,
        )


def _comparison(study: Study, facts: Facts) -> Table:
    """The difference as counted, and with one person's outcome changed in each possible way."""
    both = analysis.compare(study, facts)
    count1, count2 = both.first.number, both.second.number
    counts = stats.Neighbour(count1, count2, both.difference, both.interval, both.fisher)
    rows = [_compared("as-counted", counts, both, study, facts)]
    for changed in both.neighbours:
        side = "second" if changed.count1 == count1 else "first"
        more = changed.count1 + changed.count2 > count1 + count2
        name = f"{side}-one-{'more' if more else 'fewer'}"
        rows.append(_compared(name, changed, both, study, facts))
    return Table("comparison", "Two groups side by side", ComparisonRow, tuple(rows))


def _compared(
    name: str, counts: stats.Neighbour, both: analysis.Compared, study: Study, facts: Facts
) -> ComparisonRow:
    total1, total2 = both.first.out_of, both.second.out_of
    return ComparisonRow(
        id=name,
        first=both.first.id,
        first_count=counts.count1,
        first_total=total1,
        second=both.second.id,
        second_count=counts.count2,
        second_total=total2,
        difference=rounded(counts.difference),
        low=rounded(counts.interval.low),
        high=rounded(counts.interval.high),
        fisher_p=rounded(counts.p_value),
        mid_p=rounded(stats.mid_p(counts.count1, total1, counts.count2, total2)),
        caveat=caveats.of_comparison(Edition(study, facts)),
    )


def _limits(study: Study, facts: Facts) -> Table:
    rows = tuple(
        LimitRow(
            group=limit.group.id,
            size=limit.group.number,
            unseen=rounded(limit.unseen),
            seen=rounded(limit.seen),
            caveat=caveats.of_fact(facts[study.headline.harm], Edition(study, facts)),
        )
        for limit in analysis.harm_limits(study, facts)
    )
    return Table("harm_limits", "What could have been missed", LimitRow, rows, ("group",))
