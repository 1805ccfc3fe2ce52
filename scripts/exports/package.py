"""Describes all downloads in one file that programs read: `datapackage.json` (Data Package 2.0).

It stands at the site's root, because the standard allows no path that leads upwards. The parts are
described at https://datapackage.org/standard/data-package/ and beside it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import msgspec

import addresses
from exports import tables
from exports.citing import key
from exports.tables import Column, Table
from study.evidence import Certainty, Evidence
from words import caveats
from words.edition import Edition

PATH: Final = "datapackage.json"


class Offer(NamedTuple):
    """A file that people and programs can take away."""

    path: str  # below the site's address
    media_type: str
    name: str
    says: str


STUDY: Final = Offer(
    "data/study.json",
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


class Drawing(NamedTuple):
    """The numbers of a picture, as they are drawn, so that every cell is a text."""

    ident: str
    title: str
    says: str  # with its caveat
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    @property
    def path(self) -> str:
        """Where it stands, below the site's address."""
        return f"figures/{self.ident}.csv"


def offered(made: Iterable[Table]) -> tuple[Offer, ...]:
    """All downloads but the pictures, in the reader’s order; `made` is from `tables.tables`."""
    files = (Offer(table.path, "text/csv", table.title, table.says) for table in made)
    return (*files, STUDY, PACKAGE)


def downloads(
    edition: Edition, made: Sequence[Table], pictures: Sequence[Drawing]
) -> dict[str, str]:
    """The files as {path below the site's address: text}."""
    every: list[Table | Drawing] = [*made, *pictures]
    files = {each.path: tables.csv_text(each.head, each.rows) for each in every}
    files[STUDY.path] = tables.as_json(whole(edition, made))
    everything = {
        "name": "study",
        "title": STUDY.name,
        "description": STUDY.says,
        "format": "json",
        "mediatype": STUDY.media_type,
        "path": STUDY.path,
    }
    resources = [*map(_table, made), everything, *map(_drawing, pictures)]
    for each in resources:
        body = files[each["path"]].encode()
        digest = hashlib.sha256(body).hexdigest()
        each |= {"encoding": "utf-8", "bytes": len(body), "hash": f"sha256:{digest}"}
    return {**files, PATH: tables.as_json(_package(edition, resources))}


def _package(edition: Edition, resources: list[dict[str, Any]]) -> dict[str, Any]:
    study, summary, latest = edition.study, edition.study.summary, edition.study.log[0]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": key(study.subject.study),
        "title": edition.filled(study.site.title),
        "description": edition.filled(f"{summary.about} {summary.comparison} {summary.sureness}"),
        "homepage": addresses.SITE,
        "version": latest.version,
        "created": f"{latest.date}T00:00:00Z",  # the time of day is not known
        "licenses": [tables.LICENCE],
        "sources": [
            _known({"title": each.name, "path": each.url, "citation": each.citation})
            for each in study.sources.values()
        ],
        "resources": resources,
    }


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty."""
    return {name: value for name, value in fields.items() if value}


def _csv(name: str, title: str, each: Table | Drawing, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "type": "table",
        "title": title,
        "description": each.says,
        "format": "csv",
        "mediatype": "text/csv",
        "schema": _known(schema),
        "path": each.path,
    }


def _table(table: Table) -> dict[str, Any]:
    schema = {
        "fields": [_field(column, table.key) for column in table.columns],
        "missingValues": [""],
        "primaryKey": table.key,
        "foreignKeys": [_foreign_key(each, table.name) for each in table.columns if each.names],
    }
    return _csv(table.name, table.title, table, schema)


def _field(column: Column, primary: tuple[str, ...]) -> dict[str, Any]:
    rules = _known({"required": column.required, "unique": primary == (column.name,)})
    field = {"name": column.name, "type": column.type, "description": column.says}
    return field | _known({"unit": column.unit, "constraints": {**column.limits, **rules}})


def _foreign_key(column: Column, table: str) -> dict[str, Any]:
    """The table that a column names; the standard wants no name for the column's own table."""
    other = {} if column.names == table else {"resource": column.names}
    return {"fields": [column.name], "reference": {**other, "fields": ["id"]}}


def _drawing(drawing: Drawing) -> dict[str, Any]:
    """The type of a column is the one that all its cells fit."""
    fields = [
        {"name": name, "type": _type(row[place] for row in drawing.rows)}
        for place, name in enumerate(drawing.head)
    ]
    schema = {"fields": fields, "missingValues": [""]}
    return _csv(f"figure-{drawing.ident}", f"Picture: {drawing.title}", drawing, schema)


def _type(cells: Iterable[str]) -> str:
    found = [tables.NUMBER.fullmatch(cell) for cell in cells if cell]
    if not found or None in found:
        return "string"
    return "number" if any(match and match[1] for match in found) else "integer"


# -- everything in one file ------------------------------------------------------------------------


def whole(edition: Edition, made: Iterable[Table]) -> dict[str, Any]:
    """Everything in one: what it is and its caveats first, then the tables with their columns."""
    study, summary, plain = edition.study, edition.study.summary, edition.filled
    answer = (summary.answer, summary.nested, summary.comparison, summary.harm)
    return {
        "title": plain(study.site.title),
        "about": plain(summary.about),
        "study": study.subject.study,
        "version": study.log[0].version,
        "last_checked": study.last_checked,
        "language": study.site.language,
        "licence": tables.LICENCE,
        "site": "../",
        "caveats": [plain(text) for text in (summary.comparison, summary.sureness, summary.harm)],
        "question": plain(summary.question),
        "answer": plain(" ".join(each for each in answer if each)),
        **_evidence(study, edition),
        "trials": {
            ident: {"name": trial.name, "caveat": caveats.of_trial(trial, edition)}
            | _evidence(trial, edition)
            for ident, trial in study.trials.items()
        },
        "headline": study.headline,
        "partitions": study.partitions,
        "not_found": {
            ident: {"text": plain(each.text or "") or None, "about": each.about}
            for ident, each in study.not_found.items()
        },
        "words": [
            {"term": term.term, "also": term.also, "meaning": plain(term.meaning)}
            for term in study.glossary.values()
        ],
        "tables": {table.name: _as_object(table) for table in made},
    }


def _evidence(evidence: Evidence, edition: Edition) -> dict[str, Any]:
    """How one study was made, what it compared, what was found, and how sure one can be."""
    plain = edition.filled
    comparisons = {
        ident: {
            "of": both.of,
            "first": both.first,
            "second": both.second,
            "first_people": plain(both.first_people),
            "second_people": plain(both.second_people),
            "answer": plain(both.answer),
            "caveat": caveats.of_comparison(both, edition),
        }
        for ident, both in evidence.comparisons.items()
    }
    outcomes = {
        ident: {
            "name": each.name,
            "result": each.result,
            "comparison": each.comparison,
            "comment": plain(each.comment or "") or None,
            "certainty": _certainty(each.certainty, edition),
        }
        for ident, each in evidence.outcomes.items()
    }
    return {
        "design": evidence.design,
        "comparisons": comparisons,
        "outcomes": outcomes,
        "certainty": _certainty(evidence.certainty, edition),
    }


def _certainty(certainty: Certainty | None, edition: Edition) -> dict[str, Any] | None:
    if not certainty:
        return None
    plain = edition.filled
    return {
        "level": certainty.level,
        "begins": certainty.begins,
        "whose": plain(certainty.judged or "The judgement is ours."),
        "start": plain(certainty.start),
        "domains": {
            name: {"judgement": domain.judgement, "reason": plain(domain.reason)}
            for name, domain in msgspec.structs.asdict(certainty.domains).items()
        },
    }


def _as_object(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "description": table.says,
        "file": table.path.removeprefix("data/"),
        "columns": {column.name: column.says for column in table.columns},
        "rows": [dict(zip(table.head, row, strict=True)) for row in table.rows],
    }
