"""References in the sentences of the study file: {fact-id} and {fact-id:form}."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

Path = tuple[str | int, ...]

REFERENCE = re.compile(r"\{([a-z]+(?:-[a-z]+)*)(?::([A-Za-z-]+))?\}")


def texts(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every sentence of a record, with the path to it. Only sentences may hold a brace."""
    if isinstance(value, str):
        if "{" in value or "}" in value:
            yield path, value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from texts(getattr(value, name), (*path, name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts(item, (*path, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from texts(item, (*path, index))


def references(text: str) -> Iterator[tuple[str, str]]:
    """The (id, form) pairs that a sentence names; form is "" where it gives none."""
    for match in REFERENCE.finditer(text):
        yield match[1], match[2] or ""


def stray_brace(text: str) -> bool:
    """Whether braces are left over that make no reference, such as {9 of 28 or { improved }."""
    rest = REFERENCE.sub("", text)
    return "{" in rest or "}" in rest
