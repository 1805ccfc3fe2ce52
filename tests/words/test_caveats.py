"""Caveats come from the design and the route of the study that a number belongs to."""

import pytest

from studies import fuller, understood, with_trial
from words import caveats
from words.edition import Edition

TEXT = fuller()
CITE = "cite: [{source: letter, at: end}]"
ARMS = f"""reported: "yes", groups: {{
    first: {{name: first, people: walkers, size: 20, {CITE}}},
    second: {{name: second, people: sitters, size: 20, {CITE}}}}},
  results: {{
    well-first: {{name: well, group: first, count: 9, {CITE}}},
    well-second: {{name: well, group: second, count: 4, {CITE}}}}}"""
BOTH = """comparisons: {both: {of: arms, first: well-first, second: well-second, answer: So.,
    first_people: walkers, second_people: sitters, first_person: walker, second_person: sitter,
    caution: It was short.}}"""
OURS = "There was no comparison group, so we do not know if the footbath caused the change."
OTHER = "It says nothing about what the footbath does."
NOBODY = "Nobody without the walk was followed, so nobody can tell if it was the walk."
CHANCE = "Chance decided who got the walk."
NO_CHANCE = (
    "Chance did not decide who got the walk, so other differences between the groups may be the "
    "reason."
)
RANDOM = "design: {kind: randomised trial}"
SAME = "same_treatment: true"
# Fields of a trial -> what is said of it and of each of its numbers, in this order
CASES = {
    f"{ARMS}, design: {{kind: case series}}": [OTHER, NOBODY],
    f"{ARMS}, {RANDOM}": [OTHER, NOBODY],
    f"{ARMS}, {BOTH}, {RANDOM}": [OTHER, CHANCE],
    f"{ARMS}, {BOTH}, design: {{kind: randomised trial, blinding: double blind}}": [
        OTHER,
        CHANCE,
        "The trial was double blind.",
    ],
    f"{ARMS}, {BOTH}, design: {{kind: cohort study}}": [OTHER, NO_CHANCE],
    f"{ARMS}, {BOTH}": [OTHER, NO_CHANCE],
    f"{ARMS}, {BOTH}, {RANDOM}, {SAME}": [CHANCE],
    f"{ARMS}, {SAME}": [NOBODY],
    f"{ARMS}, {BOTH}, {RANDOM}, substance: vinegar": [
        "It gives another substance: vinegar.",
        OTHER,
        CHANCE,
    ],
    "sponsor: X": [OTHER],
    f"sponsor: X, {SAME}": [],
}


def edition(fields: str) -> Edition:
    """The small study with a trial of these fields."""
    return Edition(*understood(with_trial(fields, TEXT)))


@pytest.mark.parametrize("fields", CASES)
def test_a_trial_has_the_caveats_of_its_own_design_and_route(fields: str) -> None:
    """On the trial, and on each number and comparison of it; never that of the main study."""
    told, said = edition(fields), " ".join(["Not part of FOOT.", *CASES[fields]])
    trial = told.study.trials["t"]
    assert caveats.of_trial(trial, told) == said
    of_facts = [caveats.of_fact(fact, told) for fact in told.facts.values() if fact.trial]
    of_facts += [caveats.of_comparison(both, told) for both in trial.comparisons.values()]
    assert len(of_facts) == (0 if "sponsor" in fields else 4 + ("comparisons" in fields))
    assert all(text.endswith(said) and OURS not in text for text in of_facts)


def test_a_number_of_the_main_study_has_the_caveat_of_the_main_study() -> None:
    """Whatever trials stand beside it."""
    told = edition(f"{ARMS}, {BOTH}, {RANDOM}")
    for ident in told.study.results:
        said = caveats.of_fact(told.facts[ident], told)
        assert "Not part of" not in said
        assert CHANCE not in said
        assert (OURS in said) == (ident != told.study.headline.harm)
