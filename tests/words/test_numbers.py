"""How numbers and dates are written."""

import pytest

from study.facts import Fact
from study.model import Count, Quantity
from words import numbers


def quantity(**fields: object) -> Fact:
    """A quantity with the given value, range or unit."""
    return Fact("q", "quantities", Quantity(name="q", cite=(), **fields), "reported")  # type: ignore[arg-type]


def proportion(count: int, total: int) -> Fact:
    """A count out of a group."""
    return Fact("c", "results", Count(name="c", group="g"), "reported", count, total)


@pytest.mark.parametrize(
    ("share", "digits", "expected"),
    [
        (9 / 28, 0, "32%"),
        (9 / 28, 1, "32.1%"),
        (0.125, 0, "13%"),
        (0.545, 0, "55%"),
        (0, 1, "0.0%"),
    ],
)
def test_percentages_are_rounded_half_up(share: float, digits: int, expected: str) -> None:
    """12.5% is 13%, as people round by hand, and not 12% as Python does."""
    assert numbers.percent(share, digits) == expected


@pytest.mark.parametrize(
    ("iso", "expected"),
    [("2024-01-08", "8 January 2024"), ("2024-01", "January 2024"), ("2016", "2016")],
)
def test_dates_are_as_exact_as_they_are_known(iso: str, expected: str) -> None:
    """A month stays a month and a year a year."""
    assert numbers.date(iso) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(28, "28"), (8.9, "8.9"), (2014, "2014"), (126_000, "126,000")]
)
def test_numbers_keep_their_digits(value: float, expected: str) -> None:
    """Years have no comma; large numbers have one."""
    assert numbers.number(value) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"value": 25, "unit": "%"}, "25%"),
        ({"value": 6, "unit": "months"}, "6 months"),
        ({"low": 1.5, "high": 16, "unit": "years"}, "1.5 to 16 years"),
        ({"low": 2014, "high": 2020}, "2014 to 2020"),
        ({"value": 0.002}, "0.002"),
    ],
)
def test_quantities_carry_their_units(fields: dict[str, object], expected: str) -> None:
    """A percentage sign stands close, a word apart, and a range has its unit once."""
    assert numbers.figure(quantity(**fields)) == expected


def test_the_forms_of_a_proportion() -> None:
    """What a sentence may ask of a count out of a group."""
    forms = ("", "count", "total", "percent", "percent-exact", "range", "range-exact", "Word")
    assert [numbers.figure(proportion(9, 28), form) for form in forms] == [
        "9 of 28", "9", "28", "32%", "32.1%", "18% to 51%", "17.9% to 50.7%", "Nine",
    ]  # fmt: skip


def test_a_small_number_can_be_a_word_and_a_large_one_stays_a_number() -> None:
    """None, one, ten; eleven is 11."""
    words = [numbers.figure(proportion(n, 28), "word") for n in (0, 1, 10, 11)]
    assert words == ["none", "one", "ten", "11"]


def test_people_in_words_agree_with_their_number() -> None:
    """A corrected count leaves no "two person" behind."""
    words = [numbers.figure(proportion(n, 28), "Word-people") for n in (0, 1, 2, 11)]
    assert words == ["Nobody", "One person", "Two people", "11 people"]


def test_a_form_that_a_fact_has_not_is_an_error() -> None:
    """A month has no percentage."""
    with pytest.raises(KeyError):
        numbers.figure(quantity(value=6), "percent")


@pytest.mark.parametrize(
    ("p", "expected"), [(0.0946, "0.095"), (0.2, "0.200"), (0.00004, "4e-05"), (0.072, "0.072")]
)
def test_p_values_have_three_decimals(p: float, expected: str) -> None:
    """Very small ones keep one digit."""
    assert numbers.p_value(p) == expected


def test_differences_are_in_points_with_a_true_minus_sign() -> None:
    """-0.058 is −5.8 points."""
    assert (numbers.points(0.36898), numbers.points(-0.0583)) == ("36.9", "−5.8")
