"""What the build computes: counts worked out, formulas, and what cannot be."""

import pytest

from studies import REAL, SMALLEST, changed
from study import facts, read
from study.facts import Facts


def facts_of(text: str) -> Facts:
    """The facts of a study file, whether or not they fit together."""
    study = read.read(text.encode()).study
    assert study is not None
    return facts.compute(study)


REAL_FACTS = facts_of(REAL.read_text(encoding="utf-8"))

# The check values of the real study: how each is known, and "x of n".
EXPECTED = {
    "not-analysed": ("computed", 91, 126),
    "children-calcifications": ("computed", 11, 28),
    "adults-calcifications": ("computed", 17, 28),
    "improved": ("reported", 9, 28),
    "not-improved": ("computed", 19, 28),
    "improved-all": ("computed", 11, 35),
    "improved-children": ("reconstructed", 6, 11),
    "improved-adults": ("reconstructed", 3, 17),
    "improved-any-children": ("computed", 8, 18),
    "stable-news": ("impossible", None, 28),
    "stable-if": ("reconstructed", 18, 35),
    "larger-if": ("computed", 6, 35),
    "other-conditions": ("computed", 8, 35),
    "single": ("reconstructed", 13, 35),
    "multiple": ("reconstructed", 22, 35),
    "site-lower": ("reconstructed", 11, 35),
    "site-upper": ("reconstructed", 13, 35),
    "site-both": ("reconstructed", 10, 35),
    "site-axial": ("reconstructed", 1, 35),
    "site-upper-other": ("reconstructed", 9, 35),
    "site-extremities": ("reconstructed", 4, 35),
}


@pytest.mark.parametrize("ident", EXPECTED)
def test_the_real_facts_are_those_that_were_worked_out_by_hand(ident: str) -> None:
    """Each count agrees with the notes on the sources."""
    fact = REAL_FACTS[ident]
    assert (fact.kind, fact.count, fact.total) == EXPECTED[ident]


def test_an_event_of_an_unstated_group_is_no_proportion() -> None:
    """One person with a side effect, out of nobody knows how many: no share, no range."""
    assert not REAL_FACTS["side-effect"].is_proportion
    assert REAL_FACTS["improved"].is_proportion


def test_what_cannot_be_worked_out_is_unknown_and_spreads() -> None:
    """A formula that leads back to itself gives no number, and neither does what builds on it."""
    facts = facts_of(changed("formula: counted - warmer}", "formula: counted - not-warmer}"))
    assert facts["not-warmer"].kind == "unknown"
    facts = facts_of(changed("size: 24, ", ""))
    assert {facts[i].kind for i in ("counted", "lost", "evening")} == {"unknown"}


def test_every_fact_of_the_smallest_study_is_known() -> None:
    """Nothing is unknown where nothing is wrong."""
    facts = facts_of(SMALLEST.read_text(encoding="utf-8"))
    assert {fact.kind for fact in facts.values()} == {"reported", "reconstructed", "computed"}


def test_a_share_is_refused_where_there_is_none() -> None:
    """An impossible figure has no share to draw or to reckon with."""
    with pytest.raises(ValueError, match="stable-news is not a proportion"):
        _ = REAL_FACTS["stable-news"].share
    with pytest.raises(ValueError, match="stable-news is not a proportion"):
        _ = REAL_FACTS["stable-news"].wilson
