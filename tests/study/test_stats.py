"""The statistics agree with published examples, with the site's own check values and with SciPy."""

from __future__ import annotations

import math
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
    upper_limit,
    wilson,
)

Comparison = tuple[int, int, int, int]

CONFIDENCES = (0.8, 0.95, 0.99)
PROPORTIONS = [(count, total) for total in range(1, 61) for count in range(total + 1)]
SMALL_GROUPS = [(count, total) for total in range(1, 13) for count in range(total + 1)]
SMALL_COMPARISONS = [group1 + group2 for group1, group2 in product(SMALL_GROUPS, repeat=2)]


def sampled_comparisons() -> list[Comparison]:
    """Return 300 larger comparisons, the same ones on every run."""
    generator = random.Random(1927)
    groups = []
    for _ in range(600):
        total = generator.randint(13, 200)
        groups.append((generator.randint(0, total), total))
    return [group1 + group2 for group1, group2 in zip(groups[::2], groups[1::2], strict=True)]


COMPARISONS = SMALL_COMPARISONS + sampled_comparisons()


def same_test(comparison: Comparison) -> Comparison:
    """Return one representative of the comparisons that swap groups or outcomes."""
    count1, total1, count2, total2 = comparison
    rest1, rest2 = total1 - count1, total2 - count2
    return min(
        comparison,
        (count2, total2, count1, total1),
        (rest1, total1, rest2, total2),
        (rest2, total2, rest1, total1),
    )


# SciPy is slow, so that it is asked once for all swaps of one test; these are tested on their own.
DIFFERENT_TESTS = sorted({same_test(comparison) for comparison in COMPARISONS})


# Published worked examples


@pytest.mark.parametrize(
    ("count", "total", "score", "exact"),
    [
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0.0000, 0.1611), (0.0000, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
    ],
)
def test_single_proportions_of_newcombe_1998(
    count: int, total: int, score: tuple[float, float], exact: tuple[float, float]
) -> None:
    """Both intervals print as in Statist. Med. 17:857-872, table I, methods 3 and 5."""
    assert wilson(count, total) == pytest.approx(score, abs=5e-5)
    assert clopper_pearson(count, total) == pytest.approx(exact, abs=5e-5)


@pytest.mark.parametrize(
    ("comparison", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0000),
        ((10, 10, 0, 10), 0.6075, 1.0000),
    ],
)
def test_differences_of_newcombe_1998(comparison: Comparison, low: float, high: float) -> None:
    """The interval prints as in Statist. Med. 17:873-890, table II, method 10."""
    assert newcombe(*comparison) == pytest.approx((low, high), abs=5e-5)


def test_lady_tasting_tea() -> None:
    """Fisher's tea taster, right on 3 cups of each 4, gives p = 34/70."""
    assert fisher(3, 4, 1, 4) == 34 / 70


@pytest.mark.parametrize(
    ("comparison", "expected"),
    [
        ((3, 4, 1, 4), 0.25714),  # the lady tasting tea
        ((7, 34, 1, 34), 0.02966),  # Perondi et al. 2004
        ((9, 13, 4, 14), 0.03914),  # Lampasona et al. 2013
        ((0, 16, 15, 72), 0.04466),  # Ritland et al. 2007
    ],
)
def test_mid_p_of_fagerland_lydersen_laake(comparison: Comparison, expected: float) -> None:
    """Their chapter 4 examples come out as in the tests of their R package, contingencytables."""
    assert mid_p(*comparison) == pytest.approx(expected, abs=5e-6)


# The check values that the site was planned with


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        (9, 28, 17.9, 50.7),
        (3, 28, 3.7, 27.2),
        (6, 11, 28.0, 78.7),
        (3, 17, 6.2, 41.0),
        (11, 35, 18.6, 48.0),
        (2, 7, 8.2, 64.1),
        (1, 28, 0.6, 17.7),
    ],
)
def test_wilson_check_values(count: int, total: int, low: float, high: float) -> None:
    """The interval, in percent, prints as it was worked out independently."""
    assert [round(100 * end, 1) for end in wilson(count, total)] == [low, high]


def test_clopper_pearson_check_value() -> None:
    """9 of 28 prints as 15.9 to 52.4 percent."""
    assert [round(100 * end, 1) for end in clopper_pearson(9, 28)] == [15.9, 52.4]


def test_comparison_check_values() -> None:
    """6 of 11 minus 3 of 17 prints as 1.5 to 63.7 points with p = 0.095."""
    assert [round(100 * end, 1) for end in newcombe(6, 11, 3, 17)] == [1.5, 63.7]
    assert round(fisher(6, 11, 3, 17), 3) == 0.095


def test_upper_limit_check_value() -> None:
    """No event in 28 leaves up to 10.1 percent."""
    assert round(100 * upper_limit(0, 28), 1) == 10.1


# Independent implementations


@pytest.mark.parametrize("confidence", CONFIDENCES)
@pytest.mark.parametrize(("ours", "theirs"), [(wilson, "wilson"), (clopper_pearson, "beta")])
def test_intervals_agree_with_statsmodels(
    ours: Callable[[int, int, float], Interval], theirs: str, confidence: float
) -> None:
    """Every proportion of up to 60 people has the interval that statsmodels gives."""
    counts, totals = np.array(PROPORTIONS).T
    expected = proportion_confint(counts, totals, alpha=1 - confidence, method=theirs)
    found = [ours(count, total, confidence) for count, total in PROPORTIONS]
    np.testing.assert_allclose(found, np.transpose(expected), rtol=0, atol=1e-12)


@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_newcombe_agrees_with_statsmodels(confidence: float) -> None:
    """All pairs of groups of up to 12, and 300 larger ones, have the interval of statsmodels."""
    columns = np.array(COMPARISONS).T
    expected = confint_proportions_2indep(*columns, method="newcomb", alpha=1 - confidence)
    found = [newcombe(*comparison, confidence) for comparison in COMPARISONS]
    np.testing.assert_allclose(found, np.transpose(expected), rtol=0, atol=1e-12)


def test_fisher_agrees_with_scipy() -> None:
    """All pairs of groups of up to 12, and 300 larger ones, have SciPy's p-value."""
    for count1, total1, count2, total2 in DIFFERENT_TESTS:
        table = [[count1, total1 - count1], [count2, total2 - count2]]
        expected = fisher_exact(table).pvalue
        assert fisher(count1, total1, count2, total2) == pytest.approx(expected, rel=1e-9), table


def test_mid_p_agrees_with_the_hypergeometric_distribution() -> None:
    """All pairs of groups of up to 12, and 300 larger ones, have the mid-p value from SciPy."""
    for comparison in DIFFERENT_TESTS:
        count1, total1, count2, total2 = comparison
        events = count1 + count2
        possible = np.arange(max(0, events - total2), min(total1, events) + 1)
        chance = hypergeom.pmf(possible, total1 + total2, total1, events)
        observed = chance[count1 - possible[0]]
        tied = np.isclose(chance, observed, rtol=1e-9, atol=0)
        expected = chance[(chance < observed) & ~tied].sum() + chance[tied].sum() / 2
        assert mid_p(*comparison) == pytest.approx(expected, rel=1e-9), comparison


# Properties


@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
def test_interval_contains_its_proportion(interval: Callable[[int, int], Interval]) -> None:
    """The proportion lies within the interval, and the interval within 0 and 1."""
    for count, total in PROPORTIONS:
        low, high = interval(count, total)
        assert 0 <= low <= count / total <= high <= 1, (count, total)


@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
def test_interval_reaches_the_extremes_exactly(interval: Callable[[int, int], Interval]) -> None:
    """Nobody gives a lower end of exactly 0, everybody an upper end of exactly 1."""
    for total in range(1, 200):
        assert interval(0, total).low == 0.0
        assert interval(total, total).high == 1.0


@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
def test_wider_confidence_nests(interval: Callable[[int, int, float], Interval]) -> None:
    """A more confident interval contains a less confident one."""
    for count, total in PROPORTIONS:
        inner, outer = interval(count, total, 0.9), interval(count, total, 0.95)
        assert outer.low <= inner.low <= inner.high <= outer.high, (count, total)


def test_newcombe_contains_its_difference() -> None:
    """The difference lies within the interval, and the interval within -1 and 1."""
    for comparison in COMPARISONS:
        count1, total1, count2, total2 = comparison
        low, high = newcombe(*comparison)
        assert -1 <= low <= count1 / total1 - count2 / total2 <= high <= 1, comparison


def test_newcombe_nests() -> None:
    """A more confident interval of a difference contains a less confident one."""
    for comparison in COMPARISONS:
        inner, outer = newcombe(*comparison, 0.9), newcombe(*comparison, 0.95)
        assert outer.low <= inner.low <= inner.high <= outer.high, comparison


def test_swapping_groups_mirrors_the_difference() -> None:
    """The second group minus the first has the same interval with its signs turned."""
    for count1, total1, count2, total2 in COMPARISONS:
        low, high = newcombe(count1, total1, count2, total2)
        assert newcombe(count2, total2, count1, total1) == pytest.approx((-high, -low), abs=1e-15)


@pytest.mark.parametrize("p_value", [fisher, mid_p])
def test_swapping_groups_or_outcomes_keeps_the_p_value(
    p_value: Callable[[int, int, int, int], float],
) -> None:
    """It does not matter which group comes first or which outcome is counted."""
    for comparison in COMPARISONS:
        assert p_value(*comparison) == p_value(*same_test(comparison)), comparison


def test_mid_p_is_below_fisher() -> None:
    """0 < mid-p < Fisher's p <= 1 for every comparison."""
    for comparison in COMPARISONS:
        assert 0 < mid_p(*comparison) < fisher(*comparison) <= 1, comparison


@pytest.mark.parametrize("confidence", [0.6, 0.95, 0.995])
def test_upper_limit_is_one_end_of_clopper_pearson(confidence: float) -> None:
    """The one-sided limit is the upper end of the interval with that tail on both sides."""
    for count, total in PROPORTIONS:
        two_sided = clopper_pearson(count, total, 1 - 2 * (1 - confidence))
        assert upper_limit(count, total, confidence) == pytest.approx(two_sided.high, abs=1e-12)


def test_upper_limit_at_any_confidence() -> None:
    """The limit of no event is known in closed form, from hardly confident to nearly certain."""
    for total, confidence in product((1, 2, 28, 1000), (1e-17, 0.1, 0.5, 0.9, 1 - 1e-12)):
        expected = -math.expm1(math.log1p(-confidence) / total)
        assert upper_limit(0, total, confidence) == pytest.approx(expected, abs=1e-12)


def test_clopper_pearson_has_equal_tails() -> None:
    """At each end, in thousands of people too, the observed count or beyond has probability 2.5%.

    An oracle that needs no library: the binomial probabilities are summed with math.fsum.
    """
    count, total = 1200, 4000
    low, high = clopper_pearson(count, total)

    def probability(counts: range, p: float) -> float:
        ways = (math.log(math.comb(total, events)) for events in counts)
        return math.fsum(
            math.exp(log_ways + events * math.log(p) + (total - events) * math.log1p(-p))
            for events, log_ways in zip(counts, ways, strict=True)
        )

    assert probability(range(count, 1500), low) == pytest.approx(0.025, rel=1e-9)
    assert probability(range(900, count + 1), high) == pytest.approx(0.025, rel=1e-9)


# One person's outcome changed


def test_fragility_of_the_check_value() -> None:
    """With one child fewer improved, 5 of 11 against 3 of 17, p is 0.20."""
    fewer, *others = fragility(6, 11, 3, 17)
    assert (fewer.count1, fewer.count2) == (5, 3)
    assert round(fewer.p_value, 2) == 0.20
    assert [(other.count1, other.count2) for other in others] == [(7, 3), (6, 2), (6, 4)]


def test_fragility_is_made_of_the_other_functions() -> None:
    """Each neighbour carries its own difference, interval at that confidence, and p-value."""
    for neighbour in fragility(6, 11, 3, 17, confidence=0.9):
        comparison = (neighbour.count1, 11, neighbour.count2, 17)
        assert neighbour.difference == neighbour.count1 / 11 - neighbour.count2 / 17
        assert neighbour.interval == newcombe(*comparison, 0.9)
        assert neighbour.p_value == fisher(*comparison)


def test_fragility_leaves_out_what_cannot_be() -> None:
    """Nobody cannot become one fewer, and everybody cannot become one more."""
    neighbours = fragility(0, 5, 4, 4)
    assert [(neighbour.count1, neighbour.count2) for neighbour in neighbours] == [(1, 4), (0, 3)]


# Counts out of percentages


@pytest.mark.parametrize(
    ("percent", "total", "counts"),
    [
        ("54.5%", 11, (6,)),
        ("17.6%", 17, (3,)),
        ("51%", 35, (18,)),
        ("51%", 28, ()),
        ("51%", 19, ()),
        ("51%", 200, (101, 102, 103)),
        ("0%", 28, (0,)),
        ("100%", 28, (28,)),
        ("100.0%", 28, (28,)),
        ("120%", 28, ()),
        ("33.333333333333333333%", 3, (1,)),
        ("33.333333333333333334%", 3, ()),
    ],
)
def test_reconstruct(percent: str, total: int, counts: tuple[int, ...]) -> None:
    """Exactly the counts that print as the percentage come back, without rounding on the way."""
    assert reconstruct(percent, total) == counts


def test_reconstruct_takes_a_half_either_way() -> None:
    """1 of 8 is 12.5 percent, which some print as 12 and others as 13."""
    assert reconstruct("12%", 8) == reconstruct("13%", 8) == (1,)


@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_reconstruct_contains_the_count_it_was_printed_from(decimals: int) -> None:
    """Printing a count as a percentage and reconstructing it brings the count back."""
    for count, total in PROPORTIONS:
        assert count in reconstruct(f"{100 * count / total:.{decimals}f}%", total)


# Wrong input


@pytest.mark.parametrize(
    ("count", "total", "message"),
    [
        (-1, 28, "from 0 to total, not -1 of 28"),
        (29, 28, "from 0 to total, not 29 of 28"),
        (0, 0, "at least 1, not 0"),
        (0, -5, "at least 1, not -5"),
        (9.0, 28, "whole numbers, not 9.0 of 28"),
        (9, 28.0, "whole numbers, not 9 of 28.0"),
        (True, 28, "whole numbers, not True of 28"),
        ("9", 28, "whole numbers, not '9' of 28"),
    ],
)
def test_counts_that_cannot_be(count: int, total: int, message: str) -> None:
    """Every function refuses such counts, in either group, and says what it was given."""
    for one_group in (wilson, clopper_pearson, upper_limit):
        with pytest.raises(ValueError, match=message):
            one_group(count, total)
    for two_groups in (newcombe, fisher, mid_p, fragility):
        with pytest.raises(ValueError, match=message):
            two_groups(count, total, 3, 17)
        with pytest.raises(ValueError, match=message):
            two_groups(3, 17, count, total)


@pytest.mark.parametrize("total", [0, -5, 28.0, True])
def test_reconstruct_refuses_a_total_that_cannot_be(total: int) -> None:
    """A percentage of nobody, or of a part of a person, is refused."""
    with pytest.raises(ValueError, match="total must be"):
        reconstruct("50%", total)


@pytest.mark.parametrize("confidence", [0.0, 1.0, -0.5, 95.0, math.nan, 1, True, "0.95"])
def test_confidence_that_cannot_be(confidence: float) -> None:
    """A confidence that is not strictly between 0 and 1 is refused, percent among them."""
    message = "confidence must be a number between 0 and 1"
    for one_group in (wilson, clopper_pearson, upper_limit):
        with pytest.raises(ValueError, match=message):
            one_group(9, 28, confidence)
    for two_groups in (newcombe, fragility):
        with pytest.raises(ValueError, match=message):
            two_groups(6, 11, 3, 17, confidence)


@pytest.mark.parametrize(
    "percent",
    ["", "%", "51", "51 %", "-51%", "51%%", "51,5%", ".5%", "51.%", "5e1%", "\u0665%"],
)
def test_percentage_that_cannot_be_read(percent: str) -> None:
    """Anything but ASCII digits, perhaps a point and decimals, and a percent sign is refused."""
    with pytest.raises(ValueError, match="a percentage must be written like"):
        reconstruct(percent, 28)
