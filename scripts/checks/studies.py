"""Checks of how studies are made and judged: designs, comparisons, measures, certainty."""

from collections.abc import Iterator

from study.evidence import LEVELS, Certainty, Comparison, Evidence, Measure, Measured
from study.facts import Facts, studies
from study.fields import Finding, Path
from study.model import Study

LOWERED = {"serious": 1, "very serious": 2}  # levels, by the judgement of a domain
TOOLS = {"jbi": "case series", "rob": "randomised trial"}
ENDS = {"mean": ("low", "high"), "median": ("q1", "q3")}  # of a measured number


def levels_follow(study: Study, facts: Facts) -> Iterator[Finding]:
    """A level of certainty is where it began, less what its domains take off (GRADE)."""
    for place, evidence in studies(study):
        judged: list[tuple[Path, Certainty | None]] = [((*place, "certainty"), evidence.certainty)]
        for ident, outcome in evidence.outcomes.items():
            judged.append(((*place, "outcomes", ident, "certainty"), outcome.certainty))
        for path, certainty in judged:
            if certainty:
                yield from _level_follows(path, certainty)


def _level_follows(path: Path, certainty: Certainty) -> Iterator[Finding]:
    names = certainty.domains.__struct_fields__
    judged = [getattr(certainty.domains, name).judgement for name in names]
    steps = sum(LOWERED.get(each, 0) for each in judged)
    expected = LEVELS[max(LEVELS.index(certainty.begins) - steps, 0)]
    if certainty.level != expected:
        why = ", ".join(each for each in judged if each in LOWERED) or "nothing serious"
        found = f"found {certainty.level}, which does not follow from {certainty.begins} with {why}"
        yield (*path, "level"), f"{found}; expected {expected}"


def tools_fit_the_design(study: Study, facts: Facts) -> Iterator[Finding]:
    """A study is appraised with the tool that was made for its design."""
    for place, evidence in studies(study):
        kind = evidence.design.kind if evidence.design else "study whose design is not given"
        for tool, made_for in TOOLS.items():
            if evidence.appraisal and getattr(evidence.appraisal, tool) and kind != made_for:
                path = (*place, "appraisal", tool)
                yield path, f"this is a {kind}; expected a {made_for} for this tool"


def comparisons_are_of_two_groups(study: Study, facts: Facts) -> Iterator[Finding]:
    """Nobody is counted on both sides, somebody on each, and subgroups alone are asked ICEMAN."""
    for place, evidence in studies(study):
        for ident, both in evidence.comparisons.items():
            path = (*place, "comparisons", ident)
            yield from _two_groups(path, both, facts)
            if (both.of == "subgroups") != bool(both.credibility):
                of = (
                    "it is asked of subgroups: give it"
                    if both.of == "subgroups"
                    else "leave it out"
                )
                yield (*path, "credibility"), f"of a comparison of {both.of}; {of}"


def _two_groups(path: Path, both: Comparison, facts: Facts) -> Iterator[Finding]:
    sides = [facts[ident] for ident in (both.first, both.second) if ident in facts]
    if len(sides) < 2 or not all(side.is_count for side in sides):
        return  # told with the ids
    first, second = (side.group for side in sides)
    if first in around(facts, second) or second in around(facts, first):
        yield (*path, "second"), f'"{second}" and "{first}" have people in common'
    for name, side in zip(("first", "second"), sides, strict=True):
        if not side.group_stated:
            yield (*path, name), f'no source states the group of "{side.id}"; expected one that is'
        elif side.total == 0:
            yield (*path, name), f'"{side.id}" is out of nobody; expected a group of one or more'


def around(facts: Facts, ident: str) -> set[str]:
    """A group and all groups that it is a part of."""
    found: set[str] = set()
    while ident in facts and ident not in found:
        found.add(ident)
        ident = facts[ident].group
    return found


def rows_have_one_result(study: Study, facts: Facts) -> Iterator[Finding]:
    """A row of outcomes or of the fact box shows a number or a comparison of arms, not both."""
    rows: list[tuple[Path, str | None, str | None, Evidence]] = [
        (("fact_box", at), row.result, row.comparison, study)
        for at, row in enumerate(study.fact_box)
    ]
    for place, evidence in studies(study):
        for ident, outcome in evidence.outcomes.items():
            path = (*place, "outcomes", ident)
            rows.append((path, outcome.result, outcome.comparison, evidence))
    for path, result, comparison, evidence in rows:
        if result and comparison:
            yield (*path, "comparison"), "result and comparison both given; expected one of them"
        elif path[0] == "fact_box" and not (result or comparison):
            yield path, "no number; expected result or comparison"
        arms = [name for name, both in evidence.comparisons.items() if both.of == "arms"]
        if comparison and comparison not in arms:
            expected = f"expected one of: {', '.join(arms)}" if arms else "there is none"
            yield (*path, "comparison"), f'no comparison of arms "{comparison}"; {expected}'


def results_are_told_of(study: Study, facts: Facts) -> Iterator[Finding]:
    """A trial with numbers as results says that results are known."""
    for ident, trial in study.trials.items():
        numbers, path = trial.results or trial.measures or trial.comparisons, ("trials", ident)
        if numbers and trial.reported != "yes":
            yield (*path, "reported"), f"found {trial.reported}, with results; expected yes"
        elif trial.reported == "yes" and not (numbers or trial.told):
            yield (*path, "reported"), "found yes; expected results, measures or told"


def measures_are_whole(study: Study, facts: Facts) -> Iterator[Finding]:
    """A measured number has its middle and its spread, on its scale, of people who are there."""
    for place, evidence in studies(study):
        for name, measure in evidence.measures.items():
            path: Path = (*place, "measures", name)
            if measure.scale.low >= measure.scale.high:
                found = f"{measure.scale.high} is not above {measure.scale.low}"
                yield (*path, "scale", "high"), found
            for ident, value in measure.values.items():
                here = (*path, "values", ident)
                yield from _has_its_spread(here, value)
                yield from _is_on_its_scale(here, value, measure)
                yield from _is_of_people(here, value, facts)


def _has_its_spread(path: Path, value: Measured) -> Iterator[Finding]:
    if (value.mean is None) == (value.median is None):
        yield path, "expected a mean or a median, and one of them"
        return
    middle, other = ("mean", "median") if value.median is None else ("median", "mean")
    for name in (*ENDS[other], *(["sd"] if middle == "median" else [])):
        if getattr(value, name) is not None:
            yield (*path, name), f"{name} belongs to a {other}; found a {middle}"
    low, high = ENDS[middle]
    if (getattr(value, low) is None) != (getattr(value, high) is None):
        yield path, f"{low} and {high} belong together; found one of them"
    numbers = [n for n in (getattr(value, each) for each in (low, middle, high)) if n is not None]
    if numbers != sorted(numbers):
        yield (
            (*path, middle),
            f"{', '.join(map(str, numbers))} do not rise; expected {low} to {high}",
        )


def _is_on_its_scale(path: Path, value: Measured, measure: Measure) -> Iterator[Finding]:
    middle, scale = value.mean if value.mean is not None else value.median, measure.scale
    reach = scale.high - scale.low
    state = value.when in ("before", "after")
    low, high = (scale.low, scale.high) if state else (-reach, reach)
    if middle is not None and not low <= middle <= high:
        yield path, f"{middle} is not on the scale; expected a number from {low} to {high}"


def _is_of_people(path: Path, value: Measured, facts: Facts) -> Iterator[Finding]:
    names = [ident for ident in (value.group, value.against) if ident in facts]
    people = [facts[ident].count for ident in names]  # of a difference, those of both groups
    if names and None not in people and value.n > (most := sum(each or 0 for each in people)):
        yield (*path, "n"), f'{value.n} is more than the {most} people of "{" and ".join(names)}"'
    if (value.when == "difference") != bool(value.against):
        yield (*path, "against"), "a difference is against another group, and nothing else is"
    elif value.against and (
        value.against in around(facts, value.group) or value.group in around(facts, value.against)
    ):
        yield (*path, "against"), f'"{value.against}" and "{value.group}" have people in common'
