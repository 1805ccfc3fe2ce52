"""What the build computes: counts worked out, formulas, and what cannot be."""

from itertools import product

import pytest
from msgspec import structs

from studies import SMALLEST, STUDIES, changed, study_of
from study.facts import Facts, compute, entries, references, stray_brace, texts
from study.model import Study

LETTER = "cite: [{source: letter, at: line nine%s}]"


def facts_of(text: str) -> Facts:
    """The facts of a study file without problems of types."""
    return compute(study_of(text))


def with_features(features: str) -> Facts:
    """The facts of the smallest study with these features, written as lines of YAML."""
    return facts_of(changed("features: {}", f"features:\n{features}"))


FACTS = STUDIES[SMALLEST][1]

# How each is known, and how many of how many: worked out by hand from the smallest study
EXPECTED = {
    "counted": ("reported", 24, 50),
    "lost": ("computed", 26, 50),
    "evening": ("computed", 15, 24),
    "warmer": ("reported", 10, 24),
    "not-warmer": ("computed", 14, 24),
    "warmer-morning": ("reconstructed", 4, 9),
    "warmer-evening": ("computed", 6, 15),
}


def test_a_fact_is_worked_out() -> None:
    """From a source, from a printed percentage that one whole number gives, or from a formula."""
    found = {
        ident: (FACTS[ident].kind, FACTS[ident].count, FACTS[ident].total) for ident in EXPECTED
    }
    assert found == EXPECTED


@pytest.mark.parametrize(("study", "facts"), STUDIES.values())
def test_every_fact_of_a_good_file_is_known(study: Study, facts: Facts) -> None:
    """Nothing is unknown, and the order is that of the file."""
    assert all(fact.kind != "unknown" for fact in facts.values())
    assert list(facts) == [*(ident for _, ident, _ in entries(study)), *study.site.names]


@pytest.mark.parametrize("circle", ["counted - not-warmer", "counted - later"])
def test_what_cannot_be_worked_out_is_unknown_and_spreads(circle: str) -> None:
    """A formula that leads back to itself gives no number, and neither does what builds on it."""
    later = "features:\n  later: {name: x, group: counted, formula: counted - not-warmer}"
    text = changed("features: {}", later)
    facts = facts_of(changed("formula: counted - warmer}", f"formula: {circle}}}", text))
    assert {facts[ident].kind for ident in ("not-warmer", "later")} == {"unknown"}
    assert facts["warmer-evening"].kind == "computed"


@pytest.mark.parametrize("formula", ["blister - warmer", "big + big", "warmer + nobody"])
def test_a_formula_gives_a_number_of_people_or_nothing(formula: str) -> None:
    """Below nobody, above what the model takes, or of an id that is not there: unknown."""
    big = f"  big: {{name: x, group: counted, count: 5000, {LETTER % ''}}}\n"
    facts = with_features(f"{big}  sum: {{name: x, group: counted, formula: {formula}}}")
    assert (facts["sum"].kind, facts["sum"].count) == ("unknown", None)


@pytest.mark.parametrize("prints", ["55%", "41%"])
def test_a_percentage_is_impossible_where_it_is_explained(prints: str) -> None:
    """One that no count gives and no disagreement explains is unknown, for a check to tell."""
    cited = LETTER % f", prints: {prints}"
    text = changed("features: {}", f"features: {{odd: {{name: odd, group: counted, {cited}}}}}")
    says = "title: Odd, says: [{source: letter, text: So.}], reading: So."
    row = f"{{{says}, facts: [odd], tried: [counted]}}"
    assert facts_of(text)["odd"].kind == "unknown"
    explained = changed("disagreements: []", f"disagreements: [{row}]", text)
    assert facts_of(explained)["odd"].kind == "impossible"


def test_a_chain_of_any_length_is_worked_out() -> None:
    """A thousand formulas, each naming the next; a thousand groups, each a part of the next."""
    chain = ["".join(each) for each in product("abcdefghij", repeat=3)]
    steps = list(zip(chain, [*chain[1:], "counted"], strict=True))
    counts = [
        f"  {each}: {{name: x, group: enrolled, formula: {after} + blister}}\n"
        for each, after in steps
    ]
    facts = with_features("".join(counts))
    assert {facts[ident].count for ident in chain} == {24}
    groups = [
        f"  {each}: {{name: x, people: all, part_of: {after}, {LETTER % ', prints: 100%'}}}\n"
        for each, after in steps
    ]
    facts = facts_of(changed("\ngroups:\n", "\ngroups:\n" + "".join(groups)))
    assert {(facts[ident].kind, facts[ident].count) for ident in chain} == {("reconstructed", 24)}


def test_a_share_is_refused_where_there_is_none() -> None:
    """A group, a quantity, a count out of nobody have no share to draw or to reckon with."""
    nobody = structs.replace(FACTS["blister"], id="x", count=0, total=0)
    for fact in (FACTS["weeks"], FACTS["enrolled"], nobody):
        assert not fact.is_proportion
        for part in ("share", "wilson", "clopper_pearson"):
            with pytest.raises(ValueError, match=fact.id):
                getattr(fact, part)


def test_a_count_of_an_unstated_group_is_no_proportion() -> None:
    """Out of nobody knows how many: no share, no range, and no form that would show one."""
    text = changed("count: 0, cite", "count: 0, group_stated: false, cite")
    fact = facts_of(text)["blister"]
    assert not fact.is_proportion
    assert not {"of", "total", "percent", "range"} & set(fact.forms)
    assert fact.plain_form == "count"


def test_the_references_of_a_sentence_are_found() -> None:
    """With their forms; braces that make none are told apart."""
    text = "In {warmer:percent} of {counted}, {Warmer} and {warmer."
    assert list(references(text)) == [("warmer", "percent"), ("counted", "")]
    assert stray_brace(text)
    assert not stray_brace("In {warmer:percent} of {counted}.")
    assert (("summary", "nested"), "{a} b") in texts(
        {"summary": {"nested": "{a} b", "answer": "b"}}
    )
