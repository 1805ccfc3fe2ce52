"""A table for programs: its rows with their columns, and how it becomes CSV."""

import csv
import io
from types import NoneType
from typing import Annotated, Any, Final, Literal, NamedTuple, get_args, get_origin

from exports.rows import Row
from study.facts import Fact, Facts
from words import numbers

TYPES: Final = {str: "string", int: "integer", float: "number", bool: "boolean"}

# A spreadsheet takes a text that begins so for a formula, and runs it. So it does with a tab and a
# line end, which no study file can hold.
FORMULA_SIGNS: Final = ("=", "+", "-", "@")


class Column(NamedTuple):
    """A column, as the type of the rows describes it."""

    name: str
    type: str  # string, integer, number or boolean
    says: str
    always: bool  # whether no row leaves it empty
    more: dict[str, Any]  # its limits in the words of JSON Schema, `unit`, and `names`: see rows.py


class Table(NamedTuple):
    """A table. No two rows agree in all columns of `key`."""

    name: str
    title: str
    row: type[Row]
    rows: tuple[Row, ...]
    key: tuple[str, ...] = ("id",)

    @property
    def path(self) -> str:
        """Where it stands, below the site's address."""
        return f"data/{self.name}.csv"

    @property
    def says(self) -> str:
        """What the table holds."""
        return " ".join((self.row.__doc__ or "").split())

    def columns(self) -> tuple[Column, ...]:
        """The columns, in their order."""
        return tuple(_column(name, hint) for name, hint in self.row.__annotations__.items())


def _column(name: str, hint: Any) -> Column:
    """A column out of `Annotated[int, Meta(…)]`, or that `| None`."""
    options = [each for each in get_args(hint) if each is not NoneType]
    always = get_origin(hint) is Annotated
    annotated = hint if always else options[0]
    more: dict[str, Any] = {}
    for meta in annotated.__metadata__:  # the last one is the column's own
        says, more = meta.description, {**more, **meta.extra}
    kind = annotated.__origin__
    if get_origin(kind) is Literal:
        return Column(name, "string", says, always, {"enum": list(get_args(kind)), **more})
    return Column(name, TYPES[kind], says, always, more)


def filled(text: str | None, facts: Facts) -> str | None:
    """A sentence of the study file with its figures filled in, or an empty cell."""
    return numbers.filled(text, facts) if text else None


def counted(fact: Fact) -> str:
    """A count as text: "9 of 28 (range 17.9% to 50.7%)". Calculated by us."""
    return f"{numbers.written(fact, 'of')} (range {numbers.written(fact, 'range-exact')})"


def rounded(value: float) -> float:
    """A calculated value with six significant digits: what is behind them is no knowledge."""
    return float(f"{value:.6g}")


def csv_text(table: Table) -> str:
    """The table as CSV (RFC 4180, but with the line ends of a text file)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = table.row.__struct_fields__
    writer.writerow(names)
    writer.writerows([_cell(getattr(row, name)) for name in names] for row in table.rows)
    return text.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return f"'{value}"  # what spreadsheets put before a text that is no formula
    return "" if value is None else str(value)
