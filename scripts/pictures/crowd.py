"""Rows of figures on a link-preview card, one for each person of a group."""

from collections.abc import Iterator
from math import ceil
from typing import Final

from pictures.sheet import Mark

ACROSS: Final = 45  # more people in a row could not be told apart
MOST: Final = 3 * ACROSS
PITCH: Final = (26.5, 33)  # from one figure to the next, across and down, at scale 1
LARGEST: Final = 1.45  # the scale of a figure

People = tuple[tuple[str, int], ...]  # kinds of figures, and how many of each


def height(people: People, room: float) -> float:
    """The height of the rows, in the unit of the room from side to side."""
    columns, rows = _shape(people)
    return rows * PITCH[1] * _scale(columns, room)


def figures(people: People, room: float, left: float, top: float) -> Iterator[Mark]:
    """A figure for each person, kind after kind, in as few rows as can be."""
    columns, _ = _shape(people)
    scale = _scale(columns, room)
    kinds = [kind for kind, number in people for _ in range(number)]
    for place, kind in enumerate(kinds):
        down, across = divmod(place, columns)
        x, y = left + across * PITCH[0] * scale, top + down * PITCH[1] * scale
        yield Mark(round(x, 1), round(y, 1), kind, round(scale, 2))


def _shape(people: People) -> tuple[int, int]:
    """The number of columns and of rows."""
    number = sum(number for _, number in people)
    rows = ceil(number / ACROSS)
    return ceil(number / max(rows, 1)), rows


def _scale(columns: int, room: float) -> float:
    return min(LARGEST, room / max(columns, 1) / PITCH[0])
