"""What pages say beyond single facts."""

from test_facts import REAL_FACTS

from studies import REAL, STUDIES
from study import analysis

STUDY = STUDIES[REAL][0]


def test_the_comparison_has_the_check_values() -> None:
    """Children minus adults: 36.9 points, 1.5 to 63.7, p = 0.095; one fewer child: p = 0.20."""
    compared = analysis.compare(STUDY, REAL_FACTS)
    assert round(100 * compared.difference, 1) == 36.9
    assert [round(100 * end, 1) for end in compared.interval] == [1.5, 63.7]
    assert round(compared.fisher, 3) == 0.095
    fewer = next(n for n in compared.neighbours if (n.count1, n.count2) == (5, 3))
    assert round(fewer.p_value, 2) == 0.20


def test_the_limits_of_a_harm_are_those_of_each_group_it_may_belong_to() -> None:
    """No event in 28: 10.1%, so that 10 in 100 could have gone unseen."""
    limits = analysis.harm_limits(STUDY, REAL_FACTS)
    assert [limit.group.count for limit in limits] == [28, 35, 126]
    assert round(100 * limits[0].unseen, 1) == 10.1
    assert limits[0].unseen_in_100 == 10
    assert all(limit.unseen < limit.seen for limit in limits)


def test_the_impossible_percentage_fits_one_group() -> None:
    """51% is 18 of 35, and neither 14 nor 15 of 28, nor 9 nor 10 of 19."""
    tried = analysis.tried(STUDY.disagreements[0], REAL_FACTS)
    assert [(t.denominator.count, t.fits, t.below, t.above) for t in tried] == [
        (28, None, 14, 15),
        (19, None, 9, 10),
        (35, 18, 17, 18),
    ]


def test_the_flow_follows_the_partitions_of_groups() -> None:
    """126 divide into 35 and 91, 35 into 28 and 7, 28 into 11 and 17."""

    def sizes(branch: analysis.Branch) -> object:
        return (branch.group.count, [sizes(part) for part in branch.parts])

    assert sizes(analysis.flow(STUDY, REAL_FACTS)) == (
        126,
        [(35, [(28, [(11, []), (17, [])]), (7, [])]), (91, [])],
    )


def test_a_formula_is_shown_with_its_signs() -> None:
    """Received minus analysed."""
    parts = analysis.formula_parts(REAL_FACTS["not-analysed"], REAL_FACTS)
    assert [(sign, fact.id) for sign, fact in parts] == [("", "received"), ("−", "analysed")]
