"""What a number must not be passed on without: every row of an export carries its own caveat.

A row is copied out of its table sooner or later, so each caveat is one piece that stands alone.
"""

from study.evidence import Comparison, Disagreement, Evidence, Outcome, Trial
from study.facts import Fact
from words import numbers
from words.edition import Edition


def of_fact(fact: Fact, edition: Edition) -> str:
    """The caveat of a fact, from the study that it belongs to."""
    if fact.trial:
        said = [of_trial(edition.study.trials[fact.trial], edition)]
        if fact.is_count:
            said = [*_others(fact, edition), *said]
        return edition.filled(" ".join(said))
    if fact.is_count:
        return of_count(fact, edition)
    summary = edition.study.summary
    if fact.background:
        subject = edition.study.subject
        said = [f"Not part of {subject.study}.", _says_nothing(subject.treatment)]
        return edition.filled(" ".join(said))
    results = fact.section == "measures"
    return edition.filled(summary.comparison if results else summary.sureness)


def of_trial(trial: Trial, edition: Edition) -> str:
    """The caveat of everything about another trial: its design, and what it gives."""
    subject, treatment = edition.study.subject, trial.treatment
    said = [f"Not part of {subject.study}."]
    if trial.substance:
        said.append(f"It gives another substance: {trial.substance}.")
    if not trial.same_treatment:
        said.append(_says_nothing(subject.treatment))
    if trial.results or trial.measures:
        said.append(of_design(trial, treatment))
    return edition.filled(" ".join(said))


def _says_nothing(treatment: str) -> str:
    return f"It says nothing about what {treatment} does."


def of_design(evidence: Evidence, treatment: str) -> str:
    """What the design of a study leaves open, in a sentence about its treatment."""
    if not evidence.arms:
        return f"Nobody without {treatment} was followed, so nobody can tell if it was {treatment}."
    if evidence.design and evidence.design.kind == "randomised trial":
        blinding = evidence.design.blinding
        known = "" if blinding == "unknown" else f" The trial was {blinding}."
        return f"Chance decided who got {treatment}.{known}"
    return (
        f"Chance did not decide who got {treatment}, so other differences between the groups may "
        "be the reason."
    )


def of_comparison(both: Comparison, edition: Edition) -> str:
    """The caveat of two groups side by side, from the study that they belong to."""
    trial, said = edition.facts[both.first].trial, [both.caution]
    if trial:
        said.append(of_trial(edition.study.trials[trial], edition))
    else:
        said.append(edition.study.summary.comparison)
    return edition.filled(" ".join(said))


def of_outcome(row: Outcome, trial: str, edition: Edition) -> str:
    """The caveat of an outcome: that of its number, or of the study where none was found."""
    study = edition.study
    if row.result:
        return of_fact(edition.facts[row.result], edition)
    evidence = study.trials[trial] if trial else study
    if row.comparison:
        return of_comparison(evidence.comparisons[row.comparison], edition)
    return (
        of_trial(study.trials[trial], edition) if trial else edition.filled(study.summary.sureness)
    )


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
    if fact.id in _harms(edition):
        notes = (row.note for row in study.fact_box if row.result == fact.id and row.note)
        beside = [*_others(fact, edition), summary.comparison] if study.arms else []
        said = [*beside, summary.harm, *notes]
    elif fact.section == "features":
        said = [*_others(fact, edition), "It is about who took part, and no result."]
    else:
        when = f", {study.subject.follow_up}"
        said = [*_others(fact, edition, when), *_beside(fact, edition), summary.comparison]
    if fact.conditional:
        said.insert(0, "It holds if our reading of a disagreement is right.")
    return edition.filled(" ".join(said))


def of_limits(edition: Edition) -> str:
    """The caveat of what groups could have missed: with arms, that of the harm in all of them."""
    study = edition.study
    if study.arms:
        return edition.filled(study.summary.harm)
    return of_fact(edition.facts[study.headline.harm or ""], edition)


def _others(fact: Fact, edition: Edition, when: str = "") -> list[str]:
    """That the rest of the group was counted too, and what the count is a part of."""
    if not fact.is_proportion:
        return []
    counted, rest = numbers.written(fact, "of"), numbers.number(fact.out_of - fact.number)
    said = [f"This was so in {counted} people and not in the other {rest}{when}."]
    return [*said, f"Included in: {edition.facts[fact.within].name}."] if fact.within else said


def _beside(fact: Fact, edition: Edition) -> list[str]:
    """What stands with a count of one of two groups that are compared."""
    facts, said = edition.facts, list[str]()
    for both in edition.study.comparisons.values():
        sides = {both.first: both.second_people, both.second: both.first_people}
        if fact.id in sides:
            other = facts[both.second if fact.id == both.first else both.first]
            said.append(f"Of the {sides[fact.id]} it was {numbers.written(other, 'of')}.")
        groups = {facts[side].group for side in sides if both.of == "subgroups"}
        if fact.id in sides or fact.group in groups:
            said.append(both.caution)
    return list(dict.fromkeys(said))


def _harms(edition: Edition) -> set[str]:
    """The count of a harm, and where arms are compared by it, that of the other arm."""
    harm = edition.study.headline.harm
    sides = [{both.first, both.second} for both in edition.study.arms]
    return {harm or ""}.union(*(each for each in sides if harm in each))
