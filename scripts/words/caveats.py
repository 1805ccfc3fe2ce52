"""What a number must not be passed on without: every row of an export carries its own caveat.

A row is copied out of its table sooner or later, so each caveat is one piece that stands alone.
"""

from study.evidence import Disagreement
from study.facts import Fact, references, texts
from study.model import Study
from words import numbers
from words.edition import Edition


def of_fact(fact: Fact, edition: Edition, trial: str | None = None) -> str:
    """The caveat of a fact; `trial` is the other trial that it belongs to, if there is one."""
    if fact.is_count:
        return of_count(fact, edition)
    return of_trial(edition) if trial else edition.filled(edition.study.summary.sureness)


def of_trial(edition: Edition) -> str:
    """The caveat of everything about another trial."""
    subject = edition.study.subject
    says = f"Not part of {subject.study}. It says nothing about what {subject.treatment} does."
    return edition.filled(says)


def of_comparison(edition: Edition) -> str:
    """The caveat of two groups side by side."""
    return edition.filled(f"{edition.study.comparison.caution} {edition.study.summary.comparison}")


def of_disagreement(row: Disagreement, edition: Edition) -> str:
    """The caveat of what sources do not agree on: where it is a result, that of results."""
    results = any(edition.facts[ident].section == "results" for ident in row.facts)
    summary = edition.study.summary
    return edition.filled(summary.comparison if results else summary.sureness)


def of_count(fact: Fact, edition: Edition) -> str:
    """The caveat of a count: who is not in it, and what it does not say."""
    study, summary = edition.study, edition.study.summary
    if fact.kind == "impossible":
        return (
            "No whole number of people gives it, so it is no result. Nothing is calculated from it."
        )
    if fact.id == study.headline.harm:
        said = [summary.harm, summary.harm_group]
    elif fact.section == "features":
        said = [*_others(fact, edition), "It is about who took part, and no result."]
    else:
        when = f", {study.subject.follow_up}"
        said = [*_others(fact, edition, when), *_beside(fact, edition), summary.comparison]
    if fact.conditional:
        said.insert(0, "It holds if our reading of a disagreement is right.")
    return edition.filled(" ".join(said))


def trials_of(study: Study) -> dict[str, str]:
    """Which other trial a quantity belongs to: the one whose sentences alone name it."""
    named: dict[str, set[str]] = {}
    for path, text in texts(study):
        place = str(path[1]) if path[0] == "trials" else ""
        for ident, _ in references(text):
            named.setdefault(ident, set()).add(place)
    alone = {ident: places.pop() for ident, places in named.items() if len(places) == 1}
    return {ident: alone[ident] for ident in study.quantities if alone.get(ident)}


def _others(fact: Fact, edition: Edition, when: str = "") -> list[str]:
    """That the rest of the group was counted too, and what the count is a part of."""
    if not fact.is_proportion:
        return []
    counted, rest = numbers.written(fact, "of"), numbers.number(fact.out_of - fact.number)
    said = [f"This was so in {counted} people and not in the other {rest}{when}."]
    return [*said, f"Included in: {edition.facts[fact.within].name}."] if fact.within else said


def _beside(fact: Fact, edition: Edition) -> list[str]:
    """What stands with a count of one of the two groups that are compared."""
    both, facts = edition.study.comparison, edition.facts
    sides = {both.first: both.second_people, both.second: both.first_people}
    if fact.id in sides:
        other = facts[both.second if fact.id == both.first else both.first]
        return [f"Of the {sides[fact.id]} it was {numbers.written(other, 'of')}.", both.caution]
    return [both.caution] if fact.group in {facts[side].group for side in sides} else []
