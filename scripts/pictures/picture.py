"""What every picture has beside its drawing: table, sources, and the files that it is passed on as.

Nothing is drawn of a fact that is not known to be a count: asking for it raises ValueError.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from pictures.sheet import Chart, Sheet
from study.facts import Fact, Facts, formula_ids
from study.model import Picture

# The words of drawings that are not out of the data. Another language replaces this mapping.
SAID: Final = {
    "nested": "of these:", "and": " and ", "minus": "{} minus {}, in points",
    "counted": "as counted", "fewer": "one {} fewer", "more": "one {} more",
    "on": "on", "in": "in", "before": "before", "about": "about", "undated": "no date",
    "missing": "not given",
    "recruiting": "recruiting", "continuing": "continuing", "completed": "completed",
    "withdrawn": "withdrawn", "transitioned": "moved to another registry system",
    "listed": "listed", "planned": "not yet recruiting", "inviting": "by invitation",
    "suspended": "suspended", "terminated": "ended early", "unknown": "status unknown",
}  # fmt: skip


class Row(msgspec.Struct, frozen=True):
    """A row of the table that says the same; `id` is that of what it is about."""

    id: str
    name: str
    cells: tuple[str, ...]


class Drawn(msgspec.Struct, frozen=True):
    """A picture: its charts, the sentence and the table that say the same, and its sources."""

    id: str
    kind: str
    text: Picture
    charts: tuple[Chart, ...]
    head: tuple[str, ...]  # of the names of the rows, then of the cells
    rows: tuple[Row, ...]
    sources: tuple[str, ...]
    ledger: str  # the entry of the ledger that a reader is sent to


def counted(fact: Fact) -> int:
    """The number of people of a fact. Raises ValueError for one that must not be drawn."""
    if fact.kind in ("impossible", "unknown") or fact.count is None:
        raise ValueError(f"{fact.id} is not known to be a count, so it cannot be drawn")
    return fact.count


def out_of(fact: Fact) -> int:
    """The size of the group of a fact. Raises ValueError where that is not known."""
    counted(fact)
    if not fact.is_proportion or fact.total is None:
        raise ValueError(f"{fact.id} is out of no stated group, so it cannot be drawn")
    return fact.total


def sources(shown: Iterable[Fact], facts: Facts) -> tuple[str, ...]:
    """The ids of the sources behind facts; those of a computed one are those of its parts."""
    found: dict[str, None] = {}
    waiting = list(shown)
    for fact in waiting:
        found |= dict.fromkeys(citation.source for citation in fact.cite)
        if not fact.cite:
            parts = (facts[ident] for ident in formula_ids(fact.formula))
            waiting += [part for part in parts if part not in waiting]
    return tuple(found)


def made(
    kind: str, text: Picture, charts: list[Chart], head: tuple[str, ...], rows: list[Row],
    shown: Iterable[Fact], facts: Facts, ident: str = "",
) -> Drawn:  # fmt: skip
    """A picture with its sources and the place in the ledger that a reader is sent to."""
    shown = list(shown)
    worked_out = {"change": "comparison", "limits": "limits"}  # entries that are no single fact's
    ledger = worked_out.get(kind) or (shown[0].id if shown else "")
    cited = sources(shown, facts)
    return Drawn(ident or kind, kind, text, tuple(charts), head, tuple(rows), cited, ledger)


class Poster(msgspec.Struct, frozen=True):
    """The text of a picture that is passed on by itself, and where its charts begin."""

    sheet: Chart
    tops: tuple[float, ...]


def poster(drawn: Drawn, title: str, says: Iterable[str], small: Iterable[str]) -> Poster:
    """Title, room for the charts, what the picture says, and where it comes from."""
    sheet, tops = Sheet(), list[float]()
    sheet.y = 14
    sheet.say(title, look="title", size=1.1)
    for chart in drawn.charts:
        sheet.y += 14
        tops.append(sheet.y)
        sheet.y += chart.height
    for lines, look, size in ((says, "says", 0.84), (small, "small", 0.74)):
        sheet.y += 12
        for line in lines:
            sheet.say(line, look=look, size=size)
    sheet.y += 16
    return Poster(sheet.chart(), tuple(tops))


def csv_text(drawn: Drawn, note: str) -> str:
    """The numbers of a picture as CSV; each row carries the note, so that none is without it."""
    lines = [("Id", *drawn.head, "Note")]
    for row in drawn.rows:
        # With the sign of people, a spreadsheet takes a number for text
        cells = (cell.replace("−", "-") for cell in row.cells)
        lines.append((row.id, row.name, *cells, note))
    return "".join(f"{','.join(map(_quoted, line))}\n" for line in lines)


def _quoted(cell: str) -> str:
    """A cell as RFC 4180 wants it; one that a spreadsheet would take for a formula is marked."""
    if cell.startswith(("=", "+", "@")) or (cell[:1] == "-" and not cell[1:2].isdigit()):
        cell = f"'{cell}"
    return '"' + cell.replace('"', '""') + '"' if any(c in cell for c in ',"\n') else cell
