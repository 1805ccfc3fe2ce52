"""The statistics agree with published examples, with SciPy and with statsmodels."""

import random
from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from scipy.stats import fisher_exact, hypergeom
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from study.stats import (
    Interval,
    clopper_pearson,
    fisher,
    fragility,
    mid_p,
    newcombe,
    reconstruct,
    risk_ratio,
    upper_limit,
    wilson,
)

Comparison = tuple[int, int, int, int]
OneGroup = Callable[[int, int], Interval]

PROPORTIONS = [(count, total) for total in range(1, 61) for count in range(total + 1)]
PROPORTIONS += [(0, 5000), (1, 5000), (1200, 4000), (4999, 5000), (5000, 5000)]
CHANCE = random.Random(1927)
SMALL = [group for group in PROPORTIONS if group[1] <= 7]
LARGE = [(CHANCE.randint(0, total), total) for total in CHANCE.choices(range(8, 201), k=600)]
PAIRS = [*product(SMALL, repeat=2), *zip(LARGE[::2], LARGE[1::2], strict=True)]
COMPARISONS = [group1 + group2 for group1, group2 in PAIRS]


SINGLE = [
    (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
    (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
    (0, 20, (0.0000, 0.1611), (0.0000, 0.1684)),
    (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
]


def test_single_proportions_of_newcombe_1998() -> None:
    """Both intervals print as in Statist. Med. 17:857-872, table I, methods 3 and 5."""
    for count, total, score, exact in SINGLE:
        assert wilson(count, total) == pytest.approx(score, abs=5e-5)
        assert clopper_pearson(count, total) == pytest.approx(exact, abs=5e-5)


DIFFERENCES = {
    (56, 70, 48, 80): (0.0524, 0.3339),
    (9, 10, 3, 10): (0.1705, 0.8090),
    (6, 7, 2, 7): (0.0582, 0.8062),
    (5, 56, 0, 29): (-0.0381, 0.1926),
    (0, 10, 0, 20): (-0.1611, 0.2775),
    (0, 10, 0, 10): (-0.2775, 0.2775),
    (10, 10, 0, 20): (0.6791, 1.0000),
    (10, 10, 0, 10): (0.6075, 1.0000),
}


def test_differences_of_newcombe_1998() -> None:
    """The interval prints as in Statist. Med. 17:873-890, table II, method 10."""
    for comparison, ends in DIFFERENCES.items():
        assert newcombe(*comparison) == pytest.approx(ends, abs=5e-5)


def test_exact_tests_of_published_tables() -> None:
    """Fisher's tea taster has p = 34/70; mid-p is as in the R package contingencytables.

    The examples are those of chapter 4 of Fagerland, Lydersen and Laake.
    """
    assert fisher(3, 4, 1, 4) == 34 / 70
    tables = [(3, 4, 1, 4), (7, 34, 1, 34), (9, 13, 4, 14), (0, 16, 15, 72)]
    found = [mid_p(*comparison) for comparison in tables]
    assert found == pytest.approx([0.25714, 0.02966, 0.03914, 0.04466], abs=5e-6)


@pytest.mark.parametrize(("ours", "theirs"), [(wilson, "wilson"), (clopper_pearson, "beta")])
def test_intervals_agree_with_statsmodels(ours: OneGroup, theirs: str) -> None:
    """Proportions of up to 60 people, and some of thousands, have the intervals of statsmodels."""
    counts, totals = np.array(PROPORTIONS).T
    expected = proportion_confint(counts, totals, alpha=0.05, method=theirs)
    found = [ours(count, total) for count, total in PROPORTIONS]
    np.testing.assert_allclose(found, np.transpose(expected), rtol=0, atol=1e-12)


def test_upper_limit_agrees_with_statsmodels() -> None:
    """The limit is the upper end of the exact interval that leaves 5% over on each side."""
    counts, totals = np.array(PROPORTIONS).T
    expected = proportion_confint(counts, totals, alpha=0.1, method="beta")[1]
    found = [upper_limit(count, total) for count, total in PROPORTIONS]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


def test_newcombe_agrees_with_statsmodels() -> None:
    """All pairs of groups of up to 7, and 300 larger ones, have the interval of statsmodels."""
    columns = np.array(COMPARISONS).T
    expected = confint_proportions_2indep(*columns, method="newcomb", alpha=0.05)
    found = [newcombe(*comparison) for comparison in COMPARISONS]
    np.testing.assert_allclose(found, np.transpose(expected), rtol=0, atol=1e-12)


def test_ratios_agree_with_statsmodels() -> None:
    """All pairs have its ratio and interval; with nobody on a side, those of half a person more."""
    for a, m, b, n in COMPARISONS:
        found = risk_ratio(a, m, b, n)
        if a == b == 0:
            assert found is None  # nobody had it: there is no ratio
            continue
        assert found is not None
        assert found.adjusted == (0 in (a, b, m - a, n - b))
        method = "log-adjusted" if found.adjusted else "log"
        ends = confint_proportions_2indep(a, m, b, n, compare="ratio", method=method)
        half = 0.5 if found.adjusted else 0
        value = (a + half) / (m + half) / ((b + half) / (n + half))
        assert (found.value, *found.interval) == pytest.approx((value, *ends), rel=1e-9)


def test_fisher_agrees_with_scipy() -> None:
    """All pairs of groups of up to 7, and 300 larger ones, have SciPy's p-value."""
    for count1, total1, count2, total2 in COMPARISONS:
        table = [[count1, total1 - count1], [count2, total2 - count2]]
        expected = fisher_exact(table).pvalue
        assert fisher(count1, total1, count2, total2) == pytest.approx(expected, rel=1e-9), table


def test_mid_p_agrees_with_the_hypergeometric_distribution() -> None:
    """All pairs of groups of up to 7, and 300 larger ones, have the mid-p value from SciPy."""
    for comparison in COMPARISONS:
        count1, total1, count2, total2 = comparison
        events = count1 + count2
        possible = np.arange(max(0, events - total2), min(total1, events) + 1)
        chance = hypergeom.pmf(possible, total1 + total2, total1, events)
        observed = chance[count1 - possible[0]]
        tied = np.isclose(chance, observed, rtol=1e-9, atol=0)
        expected = chance[(chance < observed) & ~tied].sum() + chance[tied].sum() / 2
        assert mid_p(*comparison) == pytest.approx(expected, rel=1e-9), comparison


@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
def test_an_interval_holds_its_proportion_and_reaches_the_extremes(interval: OneGroup) -> None:
    """0 <= low <= share <= high <= 1; nobody begins at exactly 0, everybody ends at exactly 1."""
    for count, total in PROPORTIONS:
        low, high = interval(count, total)
        assert 0 <= low <= count / total <= high <= 1, (count, total)
        assert count or low == 0.0
        assert count < total or high == 1.0


def test_a_difference_lies_in_its_interval_and_mirrors() -> None:
    """Within -1 and 1; the second group minus the first has the same interval, signs turned."""
    for count1, total1, count2, total2 in COMPARISONS:
        low, high = newcombe(count1, total1, count2, total2)
        assert -1 <= low <= count1 / total1 - count2 / total2 <= high <= 1
        assert newcombe(count2, total2, count1, total1) == pytest.approx((-high, -low), abs=1e-15)


def test_p_values_are_ordered_and_do_not_mind_the_order() -> None:
    """0 < mid-p < Fisher's p <= 1, whichever group comes first and whichever outcome is counted."""
    for comparison in COMPARISONS:
        count1, total1, count2, total2 = comparison
        swapped = (total2 - count2, total2, total1 - count1, total1)
        assert 0 < mid_p(*comparison) < fisher(*comparison) <= 1, comparison
        assert mid_p(*comparison) == mid_p(*swapped), comparison
        assert fisher(*comparison) == fisher(*swapped), comparison


def test_fragility_is_made_of_the_other_functions() -> None:
    """One fewer and one more on each side where that can be, each with its own three numbers."""
    assert [(each.count1, each.count2) for each in fragility(0, 5, 4, 4)] == [(1, 4), (0, 3)]
    neighbours = fragility(5, 9, 5, 15)
    assert [(each.count1, each.count2) for each in neighbours] == [(4, 5), (6, 5), (5, 4), (5, 6)]
    for each in neighbours:
        comparison = (each.count1, 9, each.count2, 15)
        assert each.difference == each.count1 / 9 - each.count2 / 15
        assert each.interval == newcombe(*comparison)
        assert each.p_value == fisher(*comparison)


RECONSTRUCTED = {
    ("55.6%", 9): (5,),
    ("55%", 9): (),
    ("51%", 200): (101, 102, 103),
    ("12%", 8): (1,),  # 12.5% is printed as 12% by some and as 13% by others
    ("13%", 8): (1,),
    ("100.0%", 28): (28,),
    ("33.333333333333333333%", 3): (1,),
    ("33.333333333333333334%", 3): (),
}


def test_reconstruct() -> None:
    """Exactly the counts that print as the percentage come back, without rounding on the way."""
    assert {given: reconstruct(*given) for given in RECONSTRUCTED} == RECONSTRUCTED


def test_reconstruct_contains_the_count_it_was_printed_from() -> None:
    """Printing a count as a percentage and reconstructing it brings the count back."""
    for (count, total), decimals in product(PROPORTIONS, (0, 1, 2)):
        assert count in reconstruct(f"{100 * count / total:.{decimals}f}%", total)


@pytest.mark.parametrize(("count", "total"), [(-1, 28), (29, 28), (0, 0)])
def test_counts_that_cannot_be(count: int, total: int) -> None:
    """Every function refuses such counts, in either group, and says what it was given."""
    for one_group in (wilson, clopper_pearson, upper_limit):
        with pytest.raises(ValueError, match=f"{count} of {total}"):
            one_group(count, total)
    for two_groups in (newcombe, fisher, mid_p, fragility):
        for given in ((count, total, 3, 17), (3, 17, count, total)):
            with pytest.raises(ValueError, match=f"{count} of {total}"):
                two_groups(*given)
    with pytest.raises(ValueError, match="0 of 0"):
        reconstruct("50%", 0)
