"""The data package: what frictionless says of it, and that it describes every file as it is."""

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import frictionless
import pytest
from test_tables import PROMISED, YAML, understood

from exports import export, package
from pictures import charts
from studies import REAL, SMALLEST
from words.edition import Edition


def text(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A table as CSV."""
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerows([head, *rows])
    return made.getvalue()


def everything(file: Path) -> dict[str, str]:
    """The downloads and the figures' numbers of a study file, by their paths."""
    study, facts = understood(file.read_text(encoding="utf-8"))
    drawn = charts.pictures(Edition(study, facts)).values()
    numbers = {f"figures/{each.id}.csv": text(*each.table("With its caveat.")) for each in drawn}
    made = export.tables(study, facts)
    return {**package.downloads(study, facts, made, numbers), **numbers}


FILES = {"real": everything(REAL), "smallest": everything(SMALLEST)}
PACKAGES = {name: json.loads(files[package.PATH]) for name, files in FILES.items()}
RESOURCES = {each["path"]: each for each in PACKAGES["real"]["resources"]}


def errors(files: dict[str, str], folder: Path) -> list[str]:
    """The kinds of errors that frictionless finds, with the path of each."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    report = frictionless.validate(str(folder / package.PATH))
    assert report.valid == (report.stats["errors"] == 0)
    found = [f"{error.type}: {error.note}" for error in report.errors]
    return found + [f"{task.place}: {error.type}" for task in report.tasks for error in task.errors]


@pytest.mark.parametrize("name", FILES)
def test_frictionless_finds_nothing_wrong(name: str, tmp_path: Path) -> None:
    """Types, limits, keys, sizes and hashes are right, in empty tables too."""
    assert errors(FILES[name], tmp_path) == []


def test_one_changed_character_is_found(tmp_path: Path) -> None:
    """A file that was changed after it was made no longer fits its hash, at the same length."""
    broken = {package.PATH: FILES["real"][package.PATH]}
    for path in RESOURCES:
        before, _, after = FILES["real"][path].rpartition("e")
        broken[path] = f"{before}a{after}"
    found = errors(broken, tmp_path)
    assert {f"{path}: hash-count" for path in RESOURCES} <= set(found)


BREAKS = {
    "a reference that leads nowhere": ("counts", "group", "nobody", "foreign-key"),
    "a word in place of a number": ("counts", "count", "nine", "type-error"),
    "a share above one": ("counts", "share", "1.5", "constraint-error"),
    "a kind that there is not": ("counts", "kind", "guessed", "constraint-error"),
    "a row without its caveat": ("counts", "caveat", "", "constraint-error"),
    "an id that was used before": ("counts", "id", "disappeared", "unique-error"),
    "a date in other signs": ("sources", "date", "8.1.2024", "constraint-error"),
    "a day that there is not": ("changes", "date", "2026-02-30", "type-error"),
}


@pytest.mark.parametrize("what", BREAKS)
def test_what_the_columns_promise_is_checked(what: str, tmp_path: Path) -> None:
    """The types and limits that the package tells are those that a program holds the cells to."""
    table, column, cell, error = BREAKS[what]
    path = f"data/{table}.csv"
    head, first, *rest = csv.reader(io.StringIO(FILES["real"][path]))
    first[head.index(column)] = cell
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([head, first, *rest])
    found = errors({**FILES["real"], path: text.getvalue()}, tmp_path)
    assert f"{path}: {error}" in found


@pytest.mark.parametrize("name", FILES)
def test_every_download_is_described(name: str) -> None:
    """Each promised file and each figure's numbers are named once, with size and hash."""
    described = PACKAGES[name]["resources"]
    paths = [resource["path"] for resource in described]
    assert sorted(paths) == sorted(set(FILES[name]) - {package.PATH})
    assert set(paths) >= PROMISED - {package.PATH}
    for resource in described:
        body = FILES[name][resource["path"]].encode()
        assert resource["bytes"] == len(body)
        assert resource["hash"] == f"sha256:{hashlib.sha256(body).hexdigest()}"
        assert not resource["path"].startswith(("/", ".."))


def test_every_column_is_described_and_every_number_of_people_has_its_unit() -> None:
    """The fields are the columns of the file, each with a sentence of its own."""
    for path, resource in RESOURCES.items():
        if not path.startswith("data/") or "schema" not in resource:
            continue
        fields: list[dict[str, Any]] = resource["schema"]["fields"]
        head = next(csv.reader(io.StringIO(FILES["real"][path])))
        assert [field["name"] for field in fields] == head
        assert all(len(field["description"]) > 8 for field in fields), path
    units = {
        field["name"]: field.get("unit")
        for field in RESOURCES["data/counts.csv"]["schema"]["fields"]
    }
    assert units["count"] == units["total"] == "people"
    assert units["share"] == units["low"] == "share from 0 to 1"


def test_the_numbers_of_a_figure_are_numbers() -> None:
    """A column of whole numbers is told from one of others and from one of words."""
    fields = RESOURCES["figures/ranges.csv"]["schema"]["fields"]
    types = {field["name"]: field["type"] for field in fields}
    assert (types["Id"], types["People"], types["Share, %"]) == ("string", "integer", "number")


def test_the_package_says_what_it_is_and_under_which_licence() -> None:
    """Licence, version, day, sources, and what the numbers must not be passed on without."""
    package = PACKAGES["real"]
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert (package["version"], package["created"][:10]) == ("1.0", "2026-11-22")
    assert "There was no comparison group" in package["description"]
    assert [source["title"] for source in package["sources"]] == [
        source["name"] for source in YAML["sources"].values()
    ]
    assert "contributors" not in package  # nobody has been named
