"""How numbers and dates are written in English: the one place where a figure becomes text."""

from collections.abc import Callable
from functools import cache
from typing import Final

from study.facts import REFERENCE, Fact, Facts
from study.model import Quantity

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
    return f"{value:,}" if abs(value) >= 10_000 else f"{value}"


def percent(share: float, digits: int = 0) -> str:
    """A share from 0 to 1 as a percentage; halves are rounded up, as people do by hand."""
    scaled = int(share * 100 * 10**digits + 0.5 + 1e-9)
    return f"{scaled / 10**digits:.{digits}f}%"


def points(difference: float) -> str:
    """A difference of shares from -1 to 1 in percentage points, with one decimal: 36.9."""
    return f"{difference * 100:.1f}".replace("-", "−")


def p_value(p: float) -> str:
    """A p-value with three decimals, or two significant ones below that."""
    return f"{p:.3f}" if p >= 0.001 else f"{p:.1g}"


def date(text: str) -> str:
    """An ISO date as people write it: 2024-01-08 is 8 January 2024, 2024-01 is January 2024."""
    year, *rest = text.split("-")
    month = MONTHS[int(rest[0]) - 1] if rest else ""
    day = str(int(rest[1])) if len(rest) == 2 else ""
    return " ".join(part for part in (day, month, year) if part)


def _word(fact: Fact) -> str:
    value = fact.entry.value if isinstance(fact.entry, Quantity) else fact.count
    whole = isinstance(value, int) and value < len(WORDS)
    return WORDS[int(value)] if whole and value is not None else number(value or 0)


def _people_in_words(fact: Fact) -> str:
    return {0: "nobody", 1: "one person"}.get(fact.count or 0, f"{_word(fact)} people")


def _quantity(fact: Fact) -> str:
    entry = fact.entry
    assert isinstance(entry, Quantity)  # the forms of a fact are chosen by its section
    value = _value(fact)
    if not entry.unit:
        return value
    return f"{value}%" if entry.unit == "%" else f"{value} {entry.unit}"


def _value(fact: Fact) -> str:
    entry = fact.entry
    assert isinstance(entry, Quantity)
    if entry.value is not None:
        return number(entry.value)
    return f"{number(entry.low or 0)} to {number(entry.high or 0)}"


def _range(digits: int) -> Callable[[Fact], str]:
    return lambda fact: " to ".join(percent(end, digits) for end in fact.wilson)


_NAME: dict[str, Callable[[Fact], str]] = {"name": lambda fact: fact.name}
_PEOPLE: dict[str, Callable[[Fact], str]] = {
    **_NAME,
    "count": lambda fact: number(fact.count or 0),
    "people": lambda fact: "1 person" if fact.count == 1 else f"{number(fact.count or 0)} people",
    "word": _word,
    "Word": lambda fact: _word(fact).capitalize(),
    "word-people": _people_in_words,
    "Word-people": lambda fact: _people_in_words(fact).capitalize(),
}
_PROPORTION: dict[str, Callable[[Fact], str]] = {
    "of": lambda fact: f"{number(fact.count or 0)} of {number(fact.total or 0)}",
    "total": lambda fact: number(fact.total or 0),
    "percent": lambda fact: percent(fact.share),
    "percent-exact": lambda fact: percent(fact.share, 1),
    "range": _range(0),
    "range-exact": _range(1),
}
_PRINTED: dict[str, Callable[[Fact], str]] = {"printed": lambda fact: fact.printed or ""}
_QUANTITY: dict[str, Callable[[Fact], str]] = {
    **_NAME,
    "quantity": _quantity,
    "value": _value,
    "word": _word,
    "Word": lambda fact: _word(fact).capitalize(),
}


_RANGE: dict[str, Callable[[Fact], str]] = {
    "low": lambda fact: number(getattr(fact.entry, "low", None) or 0),
    "high": lambda fact: number(getattr(fact.entry, "high", None) or 0),
}


@cache  # the pages name some facts hundreds of times
def forms(fact: Fact) -> dict[str, Callable[[Fact], str]]:
    """The ways in which a fact may be written; the first that is not "name" is the plain one."""
    if isinstance(fact.entry, Quantity):
        return _QUANTITY if fact.entry.value is not None else _QUANTITY | _RANGE
    printed = _PRINTED if fact.printed else {}
    if fact.kind in ("impossible", "unknown"):
        return _NAME | printed
    if fact.is_proportion:
        return _PEOPLE | _PROPORTION | printed
    return _PEOPLE


@cache
def plain_form(fact: Fact) -> str:
    """The form of a reference without one: "9 of 28", "28", "6 months"."""
    available = forms(fact)
    return next((form for form in ("of", "quantity", "count", "printed") if form in available), "")


def filled(text: str, facts: Facts) -> str:
    """A sentence of the data with its figures filled in, as plain text on one line."""
    said = REFERENCE.sub(lambda match: figure(facts[match[1]], match[2] or ""), text)
    return " ".join(said.split())


@cache
def figure(fact: Fact, form: str = "") -> str:
    """The fact in a form, as text. Raises KeyError for a form that the fact does not have."""
    return forms(fact)[form or plain_form(fact)](fact)
