"""A wrong digit in a number of people or a printed percentage does not pass unseen.

Each digit is typed wrong, once in every way, and neighbouring digits in the wrong order. What the
checks cannot notice is read from its source once more, by hand, and stands in `UNNOTICED`.

Quantities (ages, doses, weeks, years) are all of that sort: nothing follows from one, so that a
second pair of eyes has to compare it with its source. They are not listed here.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec

from checks import register
from studies import TYPED
from study import facts
from study.fields import Path
from study.model import Study


class Unnoticed(NamedTuple):
    """A number that the checks cannot vouch for: as read again, and how many slips pass."""

    read_again: int
    slips: int
    reason: str


UNNOTICED = {
    "received": Unnoticed(126, 28, "The others are what is left of it: 91 follows from it."),
    "disappeared": Unnoticed(3, 9, "Part of the improved, and no source counts the other part."),
    "side-effect": Unnoticed(1, 9, "One source counts it, as a part of nothing."),
    "systemic-sclerosis": Unnoticed(6, 9, "Other diseases are what is left: any number fits."),
    "pseudohypoparathyroidism": Unnoticed(7, 9, "Other diseases are what is left, as above."),
}


class Slip(NamedTuple):
    """A number as it was typed by mistake: its path, the wrong text, and what went wrong."""

    path: Path
    text: str
    swapped: bool


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
                yield Slip(path, text[:at] + other + text[at + 1 :], swapped=False)
    for at, (left, right) in enumerate(pairwise(text)):
        if (left + right).isdigit() and left != right:
            yield Slip(path, text[:at] + right + left + text[at + 2 :], swapped=True)


def noticed(slip: Slip) -> bool:
    """Whether the build stops at a slip."""
    *way, last = slip.path
    record: Any = TYPED
    for step in way:
        record = record[step]
    right, record[last] = record[last], slip.text
    try:
        study = msgspec.convert(TYPED, Study, strict=False)
        return any(register.check(study, facts.compute(study)))
    except msgspec.ValidationError:
        return True
    finally:
        record[last] = right


@cache
def tried() -> dict[Slip, bool]:
    """Every slip in the real study, and whether it is noticed."""
    return {slip: noticed(slip) for path, text in numbers(TYPED) for slip in slips(path, text)}


def test_a_slip_is_noticed_or_known_not_to_be() -> None:
    """Slips that pass are of the listed numbers alone, and are as many as the list says."""
    unseen = Counter(slip.path[1] for slip, seen in tried().items() if not seen)
    assert unseen == {ident: known.slips for ident, known in UNNOTICED.items()}


def test_what_the_checks_cannot_notice_was_read_twice() -> None:
    """A number on the list is the same in the study file as when it was read again."""
    typed = {path[1]: text for path, text in numbers(TYPED) if path[1] in UNNOTICED}
    assert typed == {ident: str(known.read_again) for ident, known in UNNOTICED.items()}


def test_most_slips_are_noticed() -> None:
    """Every slip in a printed percentage, and nine in ten of all."""
    seen = tried()
    assert all(noticed for slip, noticed in seen.items() if slip.path[-1] == "prints")
    assert sum(seen.values()) >= 0.9 * len(seen)
