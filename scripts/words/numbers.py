"""How numbers and dates are written in English: the one place where a number becomes text."""

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Final

from study.evidence import Measured
from study.facts import Fact

WORDS: Final = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
CONFIDENCE: Final = "95%"  # of every interval on the site


def number(value: float) -> str:
    """A number as people read it: 28, 8.9, 0.002; with a comma from 10,000 on, so not in years."""
    comma = "," if abs(value) >= 10_000 else ""
    exact = Decimal(str(value or 0))  # str() gives the digits as typed, and `or` takes -0.0
    return f"{exact:{comma}f}".replace("-", "−")


def percent(share: float, digits: int = 0) -> str:
    """A share from 0 to 1 as a percentage; halves are rounded up, as people do by hand."""
    scaled = int(share * 100 * 10**digits + 0.5 + 1e-9)
    return f"{scaled / 10**digits:.{digits}f}%"


def points(difference: float) -> str:
    """A difference of shares from -1 to 1 in percentage points, with one decimal: 36.9."""
    return f"{difference * 100:z.1f}".replace("-", "−")


def p_value(p: float) -> str:
    """A p-value with three decimals, or two significant ones below that: 0.095, 0.00012."""
    return f"{p:.3f}" if p >= 0.001 else f"{Decimal(f'{p:.1e}'):f}"


def date(text: str) -> str:
    """An ISO date as people write it: 2024-01-08 is 8 January 2024, 2024-01 is January 2024."""
    year, *rest = text.split("-")
    month = MONTHS[int(rest[0]) - 1] if rest else ""
    day = str(int(rest[1])) if len(rest) == 2 else ""
    return " ".join(part for part in (day, month, year) if part)


def _word(fact: Fact) -> str:
    value = fact.number if fact.value is None else fact.value
    return WORDS[int(value)] if value in range(len(WORDS)) else number(value)


def _word_people(fact: Fact) -> str:
    return {0: "nobody", 1: "one person"}.get(fact.number, f"{_word(fact)} people")


def _ends(fact: Fact) -> list[str]:
    ends = (fact.low, fact.high) if fact.value is None else (fact.value,)
    return [number(end) for end in ends if end is not None]


def _value(fact: Fact) -> str:
    return " to ".join(_ends(fact))


def _quantity(fact: Fact) -> str:
    space = "" if fact.unit in (None, "%") else " "
    return f"{_value(fact)}{space}{fact.unit or ''}"


def _of(fact: Fact) -> Measured:
    assert fact.measured  # by its forms
    return fact.measured


def middle(fact: Fact) -> float:
    """The mean or the median of a measured number."""
    value = _of(fact)
    return value.mean if value.mean is not None else value.median or 0


def _measured(fact: Fact) -> str:
    """A measured number with its unit and its spread: "6.1 points (SD 2)"."""
    value, unit = _of(fact), fact.measure.unit if fact.measure else None
    said = f"{number(middle(fact))} {unit}" if unit else number(middle(fact))
    spread = [f"SD {number(value.sd)}"] if value.sd is not None else []
    if value.low is not None and value.high is not None:
        spread.append(f"{CONFIDENCE} interval {number(value.low)} to {number(value.high)}")
    if value.q1 is not None and value.q3 is not None:
        spread.append(f"quartiles {number(value.q1)} to {number(value.q3)}")
    kind = "" if value.median is None else "median "
    return f"{kind}{said} ({'; '.join(spread)})" if spread else f"{kind}{said}"


def ratio(value: float) -> str:
    """A ratio with two decimals; below a tenth with two digits that count: 2.33, 0.045."""
    return f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"


def as_printed(text: str) -> str:
    """What a source prints, with the minus of the site."""
    return text.replace("-", "−")


def _range(fact: Fact, digits: int = 0) -> str:
    return " to ".join(percent(end, digits) for end in fact.wilson)


# How each form is written; which ones a fact has, `Fact.forms` says.
FORMS: Final[dict[str, Callable[[Fact], str]]] = {
    "name": lambda fact: fact.name,
    "count": lambda fact: number(fact.number),
    "people": lambda fact: "1 person" if fact.number == 1 else f"{number(fact.number)} people",
    "word": _word,
    "Word": lambda fact: _word(fact).capitalize(),
    "word-people": _word_people,
    "Word-people": lambda fact: _word_people(fact).capitalize(),
    "of": lambda fact: f"{number(fact.number)} of {number(fact.out_of)}",
    "total": lambda fact: number(fact.out_of),
    "percent": lambda fact: percent(fact.share),
    "percent-exact": lambda fact: percent(fact.share, 1),
    "range": _range,
    "range-exact": lambda fact: _range(fact, 1),
    "printed": lambda fact: fact.printed or "",
    "quantity": _quantity,
    "value": lambda fact: number(middle(fact)) if fact.measured else _value(fact),
    "low": lambda fact: _ends(fact)[0],
    "high": lambda fact: _ends(fact)[-1],
    "measured": _measured,
    "number": lambda fact: number(_of(fact).n),
}


@cache  # the pages name some facts hundreds of times
def written(fact: Fact, form: str = "") -> str:
    """The fact in a form, as text. Raises KeyError for a form that the fact does not have."""
    form = form or fact.plain_form
    if form not in fact.forms:
        raise KeyError(f"{fact.id} has no form {form}")
    return FORMS[form](fact)
