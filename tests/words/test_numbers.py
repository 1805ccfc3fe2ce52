"""How numbers and dates are written."""

from typing import Any

import pytest

from studies import SMALLEST, STUDIES, changed, understood
from study import facts
from study.facts import Fact
from words import numbers
from words.edition import Edition


def fact(section: str = "results", **fields: Any) -> Fact:
    """A fact of a section with the given fields."""
    own: dict[str, Any] = {"id": "f", "path": (section,), "section": section, "name": "f"}
    return Fact(**own, kind="reported", cite=(), **fields)


def proportion(count: int, total: int) -> Fact:
    """A count out of a group."""
    return fact(count=count, total=total, group="g")


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
    ("value", "expected"),
    [(28, "28"), (8.9, "8.9"), (2014, "2014"), (126_000, "126,000"), (12345.5, "12,345.5"),
     (0.00001, "0.00001"), (1e-9, "0.000000001"), (1e16, "10,000,000,000,000,000"),
     (0.1 + 0.2, "0.30000000000000004"), (-0.0, "0"), (0, "0"), (-3, "−3")],
)  # fmt: skip
def test_numbers_keep_their_digits(value: float, expected: str) -> None:
    """Years have no comma, large numbers one; there is no exponent and no minus before nought."""
    assert numbers.number(value) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"value": 25, "unit": "%"}, "25%"),
        ({"value": 6, "unit": "months"}, "6 months"),
        ({"low": 1.5, "high": 16, "unit": "years"}, "1.5 to 16 years"),
        ({"low": 0, "high": 2020}, "0 to 2020"),
    ],
)
def test_quantities_carry_their_units(fields: dict[str, Any], expected: str) -> None:
    """A percentage sign stands close, a word apart, and a range has its unit once."""
    assert numbers.written(fact("quantities", **fields)) == expected


def test_the_forms_of_a_proportion() -> None:
    """What a sentence may ask of a count out of a group."""
    forms = ("", "count", "total", "percent", "percent-exact", "range", "range-exact", "Word")
    assert [numbers.written(proportion(9, 28), form) for form in forms] == [
        "9 of 28", "9", "28", "32%", "32.1%", "18% to 51%", "17.9% to 50.7%", "Nine",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("count", "word", "people"),
    [(0, "none", "Nobody"), (1, "one", "One person"), (2, "two", "Two people"),
     (10, "ten", "Ten people"), (11, "11", "11 people"), (20, "20", "20 people")],
)  # fmt: skip
def test_small_numbers_of_people_are_words(count: int, word: str, people: str) -> None:
    """Up to ten, and in agreement: a corrected count leaves no "two person" behind."""
    written = [numbers.written(proportion(count, 28), form) for form in ("word", "Word-people")]
    assert written == [word, people]


def test_a_form_that_a_fact_has_not_is_an_error() -> None:
    """A month has no percentage, and a range is no word."""
    for wrong, form in (({"value": 6}, "percent"), ({"low": 1, "high": 2}, "word")):
        with pytest.raises(KeyError):
            numbers.written(fact("quantities", **wrong), form)


def test_the_names_of_forms_and_what_writes_them_agree() -> None:
    """Each form that a fact may have can be written, and no other is there."""
    named = {"name", "printed", *facts.PEOPLE_FORMS, *facts.PROPORTION_FORMS}
    named |= {*facts.VALUE_FORMS, *facts.RANGE_FORMS, *facts.MEASURED_FORMS}
    assert named == numbers.FORMS.keys()
    for _, computed in STUDIES.values():
        for each in computed.values():
            assert all(numbers.written(each, form) for form in ("", *each.forms))


@pytest.mark.parametrize(
    ("p", "expected"),
    [(1.0, "1.000"), (0.2, "0.200"), (0.0946, "0.095"), (0.001, "0.001"), (0.000996, "0.0010"),
     (0.00012, "0.00012"), (0.00004, "0.000040"), (1.26e-7, "0.00000013")],
)  # fmt: skip
def test_p_values_have_three_decimals_or_two_digits(p: float, expected: str) -> None:
    """Small ones keep two significant digits, and none has an exponent."""
    assert numbers.p_value(p) == expected


@pytest.mark.parametrize(
    ("difference", "expected"),
    [(0.36898, "36.9"), (-0.0583, "−5.8"), (-0.0004, "0.0"), (0.0, "0.0"), (-1.0, "−100.0")],
)
def test_differences_are_in_points_with_a_true_minus_sign(difference: float, expected: str) -> None:
    """-0.058 is −5.8 points, and what rounds to nought has no sign."""
    assert numbers.points(difference) == expected


def test_a_sentence_is_filled_in_on_one_line() -> None:
    """References become numbers, and line ends spaces."""
    edition = Edition(STUDIES[SMALLEST][0], {"f": proportion(9, 28)})
    said = edition.filled("In {f} people,\n{f:percent}.")
    assert said == "In 9 of 28 people, 32%."


def test_a_negative_number_has_a_minus_and_no_hyphen() -> None:
    """In values, ranges, measured numbers and what sources print: −2.6 to −1.2."""
    cite = "cite: [{source: letter, at: end}]"
    typed = f"  fall: {{name: fall, low: -2.6, high: -1.2, unit: points, {cite}}}\n  weeks: {{"
    scale = "name: cold, instrument: FEET, scale: {low: 0, high: 9, better: low}"
    change = "name: change, when: change, time: later, group: counted, n: 9, mean: -1.9"
    measured = f"{{{change}, low: -2.6, high: -1.2, {cite}}}"
    measures = f"measures: {{cold: {{{scale}, values: {{colder: {measured}}}}}}}"
    edition = Edition(*understood(changed("  weeks: {", typed) + f"{measures}\n"))
    assert edition.written("fall") == "−2.6 to −1.2 points"
    assert [edition.written("fall", form) for form in ("low", "high")] == ["−2.6", "−1.2"]
    assert edition.written("colder") == "−1.9 (95% interval −2.6 to −1.2)"
    assert edition.written("colder", "value") == "−1.9"
    assert numbers.as_printed("-2.6 to -1.2") == "−2.6 to −1.2"
    assert numbers.points(-0.0123) == "−1.2"
