"""The data package: what frictionless says of it, and that it describes every file as it is."""

import csv
import io
import json
from pathlib import Path

import frictionless

from exports import package, tables
from studies import REAL, STUDIES
from words.edition import Edition

HEAD = ("Id", "What", "People", "Share, %", "On")
ROWS = [
    ("warmer", "morning", "4", "44.4", "2020-02"),
    ("warmer", "evening", "", "-0.5", "in spring"),
    ("hot", "all", "12", "7", ""),
]
DRAWING = package.Drawing("warm", "Who got warmer", "Nobody was compared.", HEAD, ROWS)


EDITION = Edition(*STUDIES[REAL])
FILES = package.downloads(EDITION, tables.tables(EDITION), [DRAWING])
PACKAGE = json.loads(FILES[package.PATH])


def errors(files: dict[str, str], folder: Path) -> set[str]:
    """What frictionless finds in a package, as "path: kind of error"."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    report = frictionless.validate(str(folder / package.PATH))
    found = {f"{package.PATH}: {error.type} {error.note}" for error in report.errors}
    return found | {f"{task.place}: {error.type}" for task in report.tasks for error in task.errors}


def test_frictionless_finds_nothing_wrong(tmp_path: Path) -> None:
    """Types, limits, keys, references, sizes and hashes are right, and each file is named once."""
    assert errors(FILES, tmp_path) == set()
    named = [each["path"] for each in PACKAGE["resources"]]
    assert sorted([*named, package.PATH]) == sorted(FILES)


def test_what_the_package_promises_is_checked(tmp_path: Path) -> None:
    """A program that reads it holds each cell to the type and limits of its column."""
    # In a row each, beginning with the second; None is the cell of the first row
    slips: dict[str, list[tuple[str, str | None, str]]] = {
        "data/counts.csv": [
            ("group", "nobody", "foreign-key"),
            ("count", "nine", "type-error"),
            ("share", "1.5", "constraint-error"),
            ("id", None, "unique-error"),
        ],
        "data/groups.csv": [("kind", "guessed", "constraint-error")],
        "data/citations.csv": [("caveat", "", "constraint-error")],
        "data/sources.csv": [("date", "8.1.2024", "constraint-error")],
        "data/changes.csv": [("date", "2026-02-30", "type-error")],
    }
    broken = dict(FILES)
    for path, cells in slips.items():
        head, *rows = csv.reader(io.StringIO(FILES[path]))
        rows.insert(0, rows[0][:])
        for row, (column, cell, _) in zip(rows[1:], cells, strict=False):
            place = head.index(column)
            row[place] = rows[0][place] if cell is None else cell
        broken[path] = tables.csv_text(head, rows)
    found = errors(broken, tmp_path)
    assert {f"{path}: {kind}" for path, cells in slips.items() for *_, kind in cells} <= found
    assert {f"{path}: hash-count" for path in slips} <= found


def test_every_column_of_a_table_has_a_meaning_and_people_have_their_unit() -> None:
    """Nobody has to guess what a column holds."""
    described = [each for each in PACKAGE["resources"] if "primaryKey" in each.get("schema", {})]
    for field in [field for each in described for field in each["schema"]["fields"]]:
        assert len(field["description"]) > 8, field
        assert field["name"] not in ("count", "total", "rest", "size") or field["unit"] == "people"


def test_the_columns_of_a_picture_have_the_type_that_all_cells_fit() -> None:
    """Whole numbers are told from others and from words; an empty cell fits every type."""
    (drawn,) = [each for each in PACKAGE["resources"] if each["path"] == DRAWING.path]
    types = [field["type"] for field in drawn["schema"]["fields"]]
    assert types == ["string", "string", "integer", "number", "string"]
    assert list(csv.reader(io.StringIO(FILES[DRAWING.path]))) == [[*row] for row in (HEAD, *ROWS)]


def test_the_package_says_what_it_is_and_under_which_licence() -> None:
    """Version, day, sources, and what the numbers must not be passed on without."""
    study = EDITION.study
    assert PACKAGE["licenses"][0]["name"] == "CC-BY-4.0"
    assert PACKAGE["version"] == study.log[0].version
    assert PACKAGE["created"].startswith(study.log[0].date)
    assert EDITION.filled(study.summary.comparison) in PACKAGE["description"]
    titles = [source["title"] for source in PACKAGE["sources"]]
    assert titles == [source.name for source in study.sources.values()]
