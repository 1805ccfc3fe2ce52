"""The data dictionary says in words what the schema asks."""

import pytest

from pages.dictionary import allowed, meaning
from study import model

SCHEMA = model.json_schema()["$defs"]


@pytest.mark.parametrize(
    ("record", "field", "expected"),
    [
        ("Count", "count", "whole number; minimum <code>0</code>; maximum <code>5000</code>"),
        ("Count", "conditional", "true or false"),
        ("Count", "cite", 'a list of: <a href="#citation">Citation</a>'),
        ("Study", "groups", 'ids, each with: <a href="#group">Group</a>'),
        ("Certainty", "level", "one of <code>high</code>, <code>low</code>, <code>moderate</code>, "
         "<code>very low</code>"),
    ],
)  # fmt: skip
def test_a_field_is_said_in_words(record: str, field: str, expected: str) -> None:
    """Numbers with their limits, lists, records and choices."""
    assert allowed(SCHEMA[record]["properties"][field]) == expected


def test_a_pattern_cannot_break_the_page() -> None:
    """The signs of a pattern are escaped."""
    assert "&lt;&gt;" in allowed({"type": "string", "pattern": "^[^<>]+$"})


def test_every_field_has_a_meaning() -> None:
    """A field of a plain type is described; a record describes itself."""
    silent = [
        f"{name}.{field}"
        for name, record in SCHEMA.items()
        for field, node in record["properties"].items()
        if not meaning(node) and "Ref" not in str(node) and "$ref" not in str(node)
    ]
    assert silent == []
