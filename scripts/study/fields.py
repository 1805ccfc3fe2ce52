"""The kinds of values that a field of a study file can hold: texts, numbers, and their limits.

A limit and what it means, in words for the person who types, stand side by side.
"""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

Path = tuple[str | int, ...]  # ("results", "improved", "count"); () is the whole file
Finding = tuple[Path, str]  # what is wrong with a value, and where it stands


def field(description: str, **limits: Any) -> Meta:
    """What a field means, and its limits as JSON Schema names them."""
    return Meta(description=description, **limits)


def text(says: str, pattern: str = "", more: str = "", never: str = "", **size: Any) -> Meta:
    """A text that is all of a pattern, or one line that holds nothing of another; and in words.

    Python and JavaScript understand it alike. "$" alone would let a line end follow.
    """
    description = f"{says[0].upper()}{says[1:]}. {more}".rstrip()
    whole = rf"^{pattern or f'(?!.*({never})).+'}$(?!\n)"
    if size:
        says += f", of {size.get('min_length', 1)} to {size['max_length']} characters"
    extra = {"says": says, "never": never}
    return Meta(description=description, pattern=whole, extra=extra, **size)


# -- the kinds of text ----------------------------------------------------------------------------

Id = Annotated[
    str,
    text(
        "an id of small letters and hyphens such as not-improved",
        "[a-z]+(-[a-z]+)*",
        "It is a name inside the file and in addresses, and never changes once published.",
        max_length=40,
    ),
]
# In Python \d is a digit of any script; then superscripts, fractions, Roman and circled numbers.
_DIGIT = r"[\d\xB2\xB3\xB9\xBC-\xBE\u2070-\u2089\u2150-\u2189\u2460-\u24FF\u2776-\u2793]"
Text = Annotated[
    str,
    text(
        "a text without digits (write {fact-id}), <, > and signs of Markdown",
        more="Words of ours; the build puts figures in the place of {fact-id} and {fact-id:form}.",
        never=rf"{_DIGIT}|[<>*`]|__|\]\(",
        min_length=2,
        max_length=700,
    ),
]
Name = Annotated[str, text("a label without <, >, { and }", never="[<>{}]", max_length=120)]
Quote = Annotated[
    str, text("words of a source, without <, >, { and }", never="[<>{}]", max_length=400)
]
Url = Annotated[
    str,
    text(
        "an https address without @, quotes and parentheses such as https://example.org/page",
        "https://[A-Za-z0-9.-]+(/[A-Za-z0-9._~/?#&=%+,;:!-]*)?",
        max_length=300,
    ),
]
# Quotes around a year or a version keep other programs from reading a number.
Date = Annotated[
    str, text("a date such as 2024-01-08, 2024-01 or '2024'", "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
]
Day = Annotated[str, text("a whole date such as 2024-01-31", "[0-9]{4}-[0-9]{2}-[0-9]{2}")]
Version = Annotated[str, text("a version of the site such as '1.0'", r"[0-9]+\.[0-9]+")]
Language = Annotated[str, text("the two letters of a language such as en", "[a-z]{2}")]
Formula = Annotated[
    str,
    text(
        "ids of facts joined by + and - such as received - analysed",
        "[a-z-]+( [+-] [a-z-]+)+",
        max_length=200,
    ),
]
Percentage = Annotated[
    str, text("a percentage such as 54.5%", r"(100(\.0{1,3})?|[1-9]?[0-9](\.[0-9]{1,3})?)%")
]
Printed = Annotated[
    str,
    text(
        "an interval as printed such as '28.0% to 78.7%'",
        "[−-]?[0-9.]+%? to [−-]?[0-9.]+%?",
        max_length=40,
    ),
]
PValue = Annotated[
    str, text("a p-value as printed such as '0.026' or '<0.001'", r"[<>]?0?\.[0-9]+", max_length=12)
]
Address = Annotated[
    str,
    text(
        "an address of small letters, digits and hyphens such as not-improved",
        "[a-z0-9]+(-[a-z0-9]+)*",
        "It is below the site's own, as people type it, without the slash at its end.",
        max_length=40,
    ),
]
Where = Annotated[
    str,
    text("a path in this file such as outcomes.pain", r"[a-z_-]+(\.[a-z_-]+)*", max_length=120),
]
_PLACE = "[a-z0-9/-]*(#[a-z0-9-]+)?"
Place = Annotated[
    str, text("a page or a part of one such as results/#stable", _PLACE, max_length=90)
]
MOST_PEOPLE = 5_000  # exact tests and a figure for each take seconds and megabytes beyond this
_WHOLE = {"says": f"a whole number from 0 to {MOST_PEOPLE}"}
Whole = Annotated[int, field("A number of people.", ge=0, le=MOST_PEOPLE, extra=_WHOLE)]


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the study file; unknown keys are refused."""
