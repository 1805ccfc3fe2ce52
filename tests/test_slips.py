"""A wrong digit in a number of people or a printed percentage does not pass unseen.

Each digit is typed wrong, once in every way, and neighbouring digits in the wrong order. What the
checks cannot notice is read from its source once more, by hand, and stands in `UNNOTICED`.

Quantities (ages, doses, weeks, years) are all of that sort: nothing follows from one, so that a
second pair of eyes has to compare it with its source. They are not listed here.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import msgspec

from checks import register
from studies import TYPED
from study import facts
from study.fields import Path
from study.model import Study

# Numbers that the checks cannot vouch for: as read again, and how many slips pass
UNNOTICED = {
    "received": ("126", 28),  # the others are what is left of it: 91 follows from it
    "disappeared": ("3", 9),  # part of the improved, and no source counts the other part
    "side-effect": ("1", 9),  # one source counts it, as a part of nothing
    "systemic-sclerosis": ("6", 9),  # other diseases are what is left: any number fits
    "pseudohypoparathyroidism": ("7", 9),  # as above
}

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


def test_a_slip_is_noticed_or_known_not_to_be() -> None:
    """Slips that pass are of the listed numbers alone, as many as listed, and one in ten at most.

    None of them is in a printed percentage, and a listed number is as when it was read again.
    """
    typed = dict(numbers(TYPED))
    tried = [slip for path, text in typed.items() for slip in slips(path, text)]
    passed = Counter(path for path, wrong in tried if not noticed(path, wrong))
    assert {path[1]: (typed[path], times) for path, times in passed.items()} == UNNOTICED
    assert all(path[-1] != "prints" for path in passed)
    assert passed.total() <= 0.1 * len(tried)
