"""Describes all downloads in one file that programs read: `datapackage.json` (Data Package 2.0).

It stands at the site's root, because the standard allows no path that leads upwards.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

import addresses
from exports import export
from exports.tables import Column, Table
from study.facts import Facts
from study.model import Source, Study
from words import numbers

PATH: Final = "datapackage.json"
# The standard's page of each: https://datapackage.org/standard/data-package/ and so on
PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
LIMITS: Final[tuple[str, ...]] = ("minimum", "maximum", "pattern", "enum")
FIGURE: Final = re.compile(r"figures/([^/]+)\.csv")


class Offer(NamedTuple):
    """A file that people and programs can take away."""

    path: str  # below the site's address
    media_type: str
    name: str
    says: str


STUDY: Final = Offer(
    export.STUDY,
    "application/json",
    "Everything in one file",
    "All tables, with what they are and what they do not say first.",
)
PACKAGE: Final = Offer(
    PATH,
    "application/json",
    "What the files hold, for programs",
    "Columns, types, units, sources, licence and a hash of each file (Data Package).",
)


def offered(made: Iterable[Table]) -> tuple[Offer, ...]:
    """All downloads but the pictures, in the reader’s order; `made` is from `export.tables`."""
    tables = (Offer(table.path, "text/csv", table.title, table.says) for table in made)
    return (*tables, STUDY, PACKAGE)


def downloads(
    study: Study, facts: Facts, made: list[Table], pictures: Mapping[str, str]
) -> dict[str, str]:
    """The files as {path below the site's address: text}.

    `pictures` are the files of the pictures; those with numbers are described too.
    """
    files = export.files(study, facts, made)
    described = [
        *({**_tabular(table), **_contents(table.path, files[table.path])} for table in made),
        {**_json(STUDY), **_contents(STUDY.path, files[STUDY.path])},
        *(
            {**_figure(found[1], text, study, facts), **_contents(path, text)}
            for path, text in pictures.items()
            if (found := FIGURE.fullmatch(path))
        ),
    ]
    return {**files, PATH: _package(study, facts, described)}


def _package(study: Study, facts: Facts, resources: list[dict[str, Any]]) -> str:
    summary, latest = study.summary, study.log[0]
    said = (summary.about, summary.comparison, summary.sureness)
    return export.as_json(
        {
            "$schema": PROFILE,
            "name": re.sub(r"[^a-z0-9]+", "-", study.subject.study.lower()).strip("-"),
            "title": numbers.filled(study.site.title, facts),
            "description": " ".join(numbers.filled(text, facts) for text in said),
            "homepage": addresses.SITE,
            "version": latest.version,
            "created": f"{latest.date}T00:00:00Z",  # the time of day is not known
            "licenses": [export.LICENCE],
            "sources": [_source(source) for source in study.sources.values()],
            "resources": resources,
        }
    )


def _source(source: Source) -> dict[str, str]:
    described = {"title": source.name, "path": source.url, "citation": source.citation}
    return {key: value for key, value in described.items() if value}


def _contents(path: str, text: str) -> dict[str, Any]:
    body = text.encode()
    return {
        "path": path,
        "encoding": "utf-8",
        "bytes": len(body),
        "hash": f"sha256:{hashlib.sha256(body).hexdigest()}",
    }


# -- tables ---------------------------------------------------------------------------------------


def _tabular(table: Table) -> dict[str, Any]:
    columns = table.columns()
    fields = [_field(column, table.key) for column in columns]
    links = [_foreign_key(column, table.name) for column in columns if "names" in column.more]
    schema: dict[str, Any] = {
        "fields": fields,
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    if links:
        schema["foreignKeys"] = links
    return {**_csv(table.name, table.title, table.says), "schema": schema}


def _csv(name: str, title: str, says: str) -> dict[str, Any]:
    return {
        "name": name,
        "type": "table",
        "title": title,
        "description": says,
        "format": "csv",
        "mediatype": "text/csv",
    }


def _field(column: Column, key: tuple[str, ...]) -> dict[str, Any]:
    constraints = {name: column.more[name] for name in LIMITS if name in column.more}
    if column.always:
        constraints["required"] = True
    if key == (column.name,):
        constraints["unique"] = True
    # Of all forms of text that JSON Schema knows, a whole day is a type here
    form = "date" if column.more.get("format") == "date" else column.type
    field = {"name": column.name, "type": form, "description": column.says}
    if "unit" in column.more:
        field["unit"] = column.more["unit"]
    return {**field, "constraints": constraints} if constraints else field


def _foreign_key(column: Column, table: str) -> dict[str, Any]:
    named = column.more["names"]
    reference = {"fields": ["id"]} if named == table else {"resource": named, "fields": ["id"]}
    return {"fields": [column.name], "reference": reference}


# -- other files ----------------------------------------------------------------------------------


def _json(offer: Offer) -> dict[str, Any]:
    return {
        "name": PurePosixPath(offer.path).name.split(".")[0],
        "title": offer.name,
        "description": offer.says,
        "format": "json",
        "mediatype": offer.media_type,
    }


def _figure(ident: str, text: str, study: Study, facts: Facts) -> dict[str, Any]:
    """The numbers of a picture, as they are drawn; the types are those that all cells fit."""
    shown = getattr(study.figures, ident, None) or study.figures.bars[ident]
    said = f"{shown.sentence} {shown.caveat or study.summary.comparison}"
    head, *rows = csv.reader(text.splitlines())
    fields = [
        {"name": name, "type": _type(row[place] for row in rows)} for place, name in enumerate(head)
    ]
    title, says = (numbers.filled(sentence, facts) for sentence in (shown.title, said))
    described = _csv(f"figure-{ident}", f"Picture: {title}", says)
    return {**described, "schema": {"fields": fields, "missingValues": [""]}}


def _type(cells: Iterable[str]) -> str:
    filled = [cell for cell in cells if cell]
    if filled and all(re.fullmatch(r"-?\d+", cell) for cell in filled):
        return "integer"
    if filled and all(re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell) for cell in filled):
        return "number"
    return "string"
