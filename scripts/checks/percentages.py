"""Checks of printed percentages: that they follow, or are explained. See checks.py."""

import math
from collections.abc import Iterator

from study import stats
from study.facts import Facts, entries
from study.model import Count, Path, Study
from words.numbers import percent

Finding = tuple[Path, str]


def printed_percentages_follow(study: Study, facts: Facts) -> Iterator[Finding]:
    """A percentage that a source prints is what the count and its group give."""
    for section, ident, entry in entries(study):
        fact = facts[ident]
        for index, citation in enumerate(entry.cite):
            if citation.prints is None or fact.count is None or not fact.total:
                continue
            if fact.count not in stats.reconstruct(citation.prints, fact.total):
                share = f"{100 * fact.share:.2f}%"
                yield (
                    (section, ident, "cite", index, "prints"),
                    f"{fact.count} of {fact.total} is {share}; found {citation.prints}",
                )


def explained(study: Study) -> set[str]:
    """The ids of the percentages that a row of disagreements says were tried on other groups."""
    return {ident for row in study.disagreements if row.tried for ident in row.facts}


def _nearby(printed: str, total: int) -> str:
    """The percentages of the whole numbers around one that is impossible: "6 is 54.5%, …"."""
    number = printed.removesuffix("%")
    below = math.floor(float(number) * total / 100)
    digits = len(number.partition(".")[2])
    around = (count for count in (below, below + 1) if count <= total)
    return ", ".join(f"{count} is {percent(count / total, digits)}" for count in around)


def percentages_are_possible(study: Study, facts: Facts) -> Iterator[Finding]:
    """A percentage that no whole number gives is explained, one that several give is not used."""
    for section, ident, entry in entries(study):
        fact = facts[ident]
        if not isinstance(entry, Count) or fact.count is not None or not fact.total:
            continue
        if entry.formula or fact.printed is None:
            continue
        fits = stats.reconstruct(fact.printed, fact.total)
        if not fits and ident not in explained(study):
            yield (
                (section, ident),
                f'no whole number of the {fact.total} people of "{entry.group}" gives '
                f"{fact.printed} ({_nearby(fact.printed, fact.total)}); expected a figure as the "
                "source prints it; if it prints this one, a row of disagreements with facts and "
                "tried that explains it",
            )
        if len(fits) > 1:
            yield (
                (section, ident),
                f"{fact.printed} of {fact.total} can be {' or '.join(map(str, fits))}; "
                "expected a percentage that one whole number gives",
            )


def explained_figures_are_impossible(study: Study, facts: Facts) -> Iterator[Finding]:
    """A row that says what a percentage was tried on has an impossible one to explain."""
    for index, row in enumerate(study.disagreements):
        kinds = {facts[ident].kind if ident in facts else "unknown" for ident in row.facts}
        if row.tried and not kinds & {"impossible", "unknown"}:
            yield ("disagreements", index, "tried"), "none of its facts is an impossible percentage"


def explained_figures_are_one_figure(study: Study, facts: Facts) -> Iterator[Finding]:
    """What an impossible percentage would be in another group is printed as the same percentage."""
    for index, row in enumerate(study.disagreements):
        shown = [facts[ident] for ident in row.facts if ident in facts]
        printed = {fact.printed for fact in shown if row.tried and fact.printed}
        if len(printed) > 1:
            found = " and ".join(sorted(printed))
            yield ("disagreements", index, "facts"), f"found {found}; expected one percentage"
