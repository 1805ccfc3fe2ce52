"""A wrong digit in a number of people or a printed percentage does not pass unseen.

Each digit is typed wrong, once in every way, and neighbours in the wrong order. Unnoticed are only
numbers that nothing else follows from: a second pair of eyes compares them with their source.
Quantities (ages, doses, weeks, years) are all of that sort and left out.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import msgspec

from checks import register
from studies import TYPED
from study import facts
from study.fields import Path
from study.model import Study

Slip = tuple[Path, str]  # where a number stands, and how it was typed by mistake


def numbers(values: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """The numbers of people and printed percentages of a study, as they are typed."""
    for section in ("groups", "results", "features"):
        for ident, fact in values[section].items():
            for field in ("size", "count"):
                if field in fact:
                    yield (section, ident, field), fact[field]
            for index, citation in enumerate(fact.get("cite", [])):
                if "prints" in citation:
                    yield (section, ident, "cite", index, "prints"), citation["prints"]


def slips(path: Path, text: str) -> Iterator[Slip]:
    """Every digit as every other one, and every two digits beside each other swapped."""
    for at, digit in enumerate(text):
        if digit.isdigit():
            for other in sorted(set("0123456789") - {digit}):
                yield path, text[:at] + other + text[at + 1 :]
    for at, (left, right) in enumerate(pairwise(text)):
        if (left + right).isdigit() and left != right:
            yield path, text[:at] + right + left + text[at + 2 :]


def noticed(path: Path, wrong: str) -> bool:
    """Whether the build stops at a slip."""
    *way, last = path
    record: Any = TYPED
    for step in way:
        record = record[step]
    right, record[last] = record[last], wrong
    try:
        study = msgspec.convert(TYPED, Study, strict=False)
        return any(register.check(study, facts.compute(study)))
    except msgspec.ValidationError:
        return True
    finally:
        record[last] = right


def test_nine_slips_in_ten_are_noticed() -> None:
    """And every one in a printed percentage, which has to fit a count and its group."""
    tried = [slip for path, text in numbers(TYPED) for slip in slips(path, text)]
    passed = [(path, wrong) for path, wrong in tried if not noticed(path, wrong)]
    assert [slip for slip in passed if slip[0][-1] == "prints"] == []
    assert len(passed) <= 0.1 * len(tried), sorted({path[1] for path, _ in passed})
