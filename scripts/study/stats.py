"""Intervals and exact tests for counts of people: numbers in, numbers out.

A proportion is `count` of `total` people; a comparison is two such groups that share nobody.
Proportions and p-values lie in [0, 1], differences of proportions in [-1, 1]; nothing is in
percent and nothing is rounded. Every interval and limit has a confidence of 95%. Every function
raises ValueError, saying what it was given, unless 0 <= count <= total and total >= 1.
"""

import math
from typing import Final, NamedTuple

ALPHA: Final = 0.05  # the probability that an interval or a limit leaves over
Z: Final = 1.959963984540054  # P(|Z| > z) = ALPHA of a standard normal Z


class Interval(NamedTuple):
    """The two ends of an interval, low <= high: of a proportion or a difference of proportions."""

    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether all of it lies on one side of zero."""
        return not self.low <= 0 <= self.high


class Ratio(NamedTuple):
    """A ratio of two proportions, above 0; `adjusted` where half a person was added to each."""

    value: float
    interval: Interval
    adjusted: bool


class Neighbour(NamedTuple):
    """A comparison of two groups after one person's outcome was changed."""

    count1: int
    count2: int
    difference: float
    interval: Interval
    p_value: float


def wilson(count: int, total: int) -> Interval:
    """Return the two-sided score interval of a proportion, without continuity correction.

    Source: Wilson 1927, J. Am. Stat. Assoc. 22:209-212; method 3 of Newcombe 1998,
    Statist. Med. 17:857-872.
    """
    _check_group(count, total)
    proportion = count / total
    shrink = 1 + Z * Z / total
    centre = (proportion + Z * Z / (2 * total)) / shrink
    half = Z / shrink * math.sqrt((proportion * (1 - proportion) + Z * Z / (4 * total)) / total)
    # At the two extremes the formula gives 0 and 1; floating point only nearly does.
    low = 0.0 if count == 0 else centre - half
    high = 1.0 if count == total else centre + half
    return Interval(low, high)


def clopper_pearson(count: int, total: int) -> Interval:
    """Return the two-sided exact interval of a proportion, with equal tails.

    Source: Clopper & Pearson 1934, Biometrika 26:404-413; method 5 of Newcombe 1998,
    Statist. Med. 17:857-872.
    """
    _check_group(count, total)
    low, rest = (_exact_lower_limit(part, total, ALPHA / 2) for part in (count, total - count))
    return Interval(low, 1 - rest)


def upper_limit(count: int, total: int) -> float:
    """Return the one-sided exact upper limit of a proportion.

    For no event it answers how common the event could still be: 0 of 28 gives 0.101.
    Source: Clopper & Pearson 1934, Biometrika 26:404-413, with the whole error in one tail.
    """
    _check_group(count, total)
    return 1 - _exact_lower_limit(total - count, total, ALPHA)


def newcombe(count1: int, total1: int, count2: int, total2: int) -> Interval:
    """Return the two-sided hybrid score interval of the first proportion minus the second.

    Source: method 10 of Newcombe 1998, Statist. Med. 17:873-890 (no continuity correction).
    """
    (low1, high1), (low2, high2) = wilson(count1, total1), wilson(count2, total2)
    proportion1, proportion2 = count1 / total1, count2 / total2
    difference = proportion1 - proportion2
    return Interval(
        difference - math.hypot(proportion1 - low1, high2 - proportion2),
        difference + math.hypot(high1 - proportion1, proportion2 - low2),
    )


def risk_ratio(count1: int, total1: int, count2: int, total2: int) -> Ratio | None:
    """Return the first proportion divided by the second, with its two-sided log interval.

    Where one of the four numbers of people is zero, half a person is added to each count and total,
    and `adjusted` says so. None where nobody in either group had it: then there is no ratio.
    Source: method C of Katz et al. 1978, Biometrics 34:469-474; for the half, Walter 1975,
    Biometrika 62:371-374.
    """
    _check_group(count1, total1)
    _check_group(count2, total2)
    if count1 == count2 == 0:
        return None
    adjusted = 0 in (count1, count2, total1 - count1, total2 - count2)
    half = 0.5 if adjusted else 0.0
    a, m, b, n = count1 + half, total1 + half, count2 + half, total2 + half
    value = (a / m) / (b / n)
    spread = math.exp(Z * math.sqrt(1 / a - 1 / m + 1 / b - 1 / n))
    return Ratio(value, Interval(value / spread, value * spread), adjusted)


def fisher(count1: int, total1: int, count2: int, total2: int) -> float:
    """Return the two-sided p-value of Fisher's exact test that the two proportions are equal.

    It is the probability of all tables with the same margins that are no more probable than the
    observed one. Source: Fisher 1935, The Design of Experiments, chapter 2, for the test; Irwin
    1935, Metron 12:83-94, for this choice of the second side.
    """
    less, equal, every = _tables(count1, total1, count2, total2)
    return (less + equal) / every


def mid_p(count1: int, total1: int, count2: int, total2: int) -> float:
    """Return the two-sided mid-p version of Fisher's exact test.

    As `fisher`, but tables exactly as probable as the observed one, itself among them, count half.
    It is less conservative; its error rate may exceed the nominal one slightly.
    Source: Lydersen, Fagerland & Laake 2009, Statist. Med. 28:1159-1175, who recommend it; for
    equally probable tables, Fagerland, Lydersen & Laake 2017, Statistical Analysis of Contingency
    Tables, chapter 4.
    """
    less, equal, every = _tables(count1, total1, count2, total2)
    return (2 * less + equal) / (2 * every)


def fragility(count1: int, total1: int, count2: int, total2: int) -> tuple[Neighbour, ...]:
    """Return the comparison as it would be with one person's outcome changed.

    The order is one fewer and one more in the first group, then in the second, leaving out what
    cannot be. Intervals are those of `newcombe`, p-values those of `fisher`.
    Source: the idea is that of the fragility index, Walsh et al. 2014, J. Clin. Epidemiol.
    67:622-628, for a single change and in both directions.
    """
    _check_group(count1, total1)
    _check_group(count2, total2)
    steps = ((-1, 0), (1, 0), (0, -1), (0, 1))
    changed = ((count1 + step1, count2 + step2) for step1, step2 in steps)
    return tuple(
        Neighbour(
            new1,
            new2,
            difference=new1 / total1 - new2 / total2,
            interval=newcombe(new1, total1, new2, total2),
            p_value=fisher(new1, total1, new2, total2),
        )
        for new1, new2 in changed
        if 0 <= new1 <= total1 and 0 <= new2 <= total2
    )


def reconstruct(percent: str, total: int) -> tuple[int, ...]:
    """Return every count of `total` that prints as `percent` at its precision, in rising order.

    "54.5%" of 11 gives (6,), "51%" of 28 gives (). A count half-way between two printed values
    fits both, because we do not know which way its authors round. `percent` is as the model takes
    it: digits, perhaps a point and decimals, and a percent sign.
    """
    _check_group(0, total)
    whole, _, decimals = percent.removesuffix("%").partition(".")
    printed, scale = int(whole + decimals), 10 ** len(decimals)
    # |100 count/total - printed/scale| <= 1/2 of the last printed digit, in whole numbers.
    every = range(total + 1)
    return tuple(n for n in every if 2 * abs(100 * n * scale - printed * total) <= total)


def _check_group(count: int, total: int) -> None:
    if not 0 <= count <= total or total < 1:
        raise ValueError(f"count must be from 0 to total, and total at least 1: {count} of {total}")


def _exact_lower_limit(count: int, total: int, tail: float) -> float:
    """Return the proportion that makes `count` or more of `total` have probability `tail` < 1/2."""
    if count == 0:
        return 0.0
    # Newton's method on log(probability) as a function of log(proportion). That function is
    # concave, so that no step but the first can pass the solution and no bracket is needed. Each
    # step is about the square of the one before: after 1e-9 the next would be lost in rounding.
    proportion = count / (total + 1)
    log_ways = math.log(math.comb(total, count))
    step = 1.0
    while abs(step) > 1e-9:
        log_share, log_rest = math.log(proportion), math.log1p(-proportion)
        log_point = log_ways + count * log_share + (total - count) * log_rest
        ratio = _tail_to_point_ratio(count, total, proportion)
        # The slope is count / ratio, since dP(X >= count)/dp = P(X = count) * count / p.
        step = (math.log(tail) - log_point - math.log(ratio)) * ratio / count
        proportion *= math.exp(step)
    return proportion


def _tail_to_point_ratio(count: int, total: int, proportion: float) -> float:
    """Return P(X >= count) / P(X = count) of a binomial X, 0 < proportion < 1."""
    odds = proportion / (1 - proportion)
    ratio = term = 1.0
    for events in range(count, total):
        term *= (total - events) / (events + 1) * odds
        ratio += term
        # From here on the terms only shrink, and these no longer change the sum.
        if term < ratio * 1e-17:
            break
    return ratio


def _tables(count1: int, total1: int, count2: int, total2: int) -> tuple[int, int, int]:
    """Return in how many ways people can be dealt into the tables with the observed margins.

    The three numbers are for tables less probable than the observed one, for those exactly as
    probable, and for all: whole numbers, because floats would miss ties.
    """
    _check_group(count1, total1)
    _check_group(count2, total2)
    events = count1 + count2
    ways = [
        math.comb(total1, first) * math.comb(total2, events - first)
        for first in range(max(0, events - total2), min(total1, events) + 1)
    ]
    observed = math.comb(total1, count1) * math.comb(total2, count2)
    less = sum(way for way in ways if way < observed)
    equal = sum(way for way in ways if way == observed)
    return less, equal, sum(ways)
