"""The downloads for programs: a table a file (CSV), and all of them in one file (JSON).

Files are named in the data package with their hashes, so none of them may hold the address of the
site, which is put in later: links in them are relative to the file.
"""

from typing import Any, Final

import msgspec

from exports import fact_tables, source_tables
from exports.tables import Table, csv_text
from study.facts import Facts
from study.model import Study
from words import numbers

STUDY: Final = "data/study.json"
LICENCE: Final = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}


def tables(study: Study, facts: Facts) -> list[Table]:
    """Every table, in the reader's order."""
    return fact_tables.tables(study, facts) + source_tables.tables(study, facts)


def files(study: Study, facts: Facts, made: list[Table]) -> dict[str, str]:
    """The files as {path below the site's address: text}; `made` is what `tables` gives."""
    return {
        **{table.path: csv_text(table) for table in made},
        STUDY: as_json(_whole(study, facts, made)),
    }


def as_json(value: object) -> str:
    """JSON that can be read in a diff."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n"


def _whole(study: Study, facts: Facts, made: list[Table]) -> dict[str, Any]:
    """Everything in one: what it is and its caveats first, then the tables with their columns."""

    def plain(text: str) -> str:
        return numbers.filled(text, facts)

    summary, latest = study.summary, study.log[0]
    return {
        "title": plain(study.site.title),
        "about": plain(summary.about),
        "study": study.subject.study,
        "version": latest.version,
        "last_checked": latest.date,
        "language": study.site.language,
        "licence": LICENCE,
        "site": "../",
        "caveats": [plain(text) for text in (summary.comparison, summary.sureness, summary.harm)],
        "question": plain(summary.question),
        "answer": " ".join(
            plain(text)
            for text in (summary.answer, summary.nested, summary.comparison, summary.harm)
        ),
        "certainty": _certainty(study, facts),
        "headline": study.headline,
        "partitions": study.partitions,
        "not_found": [plain(text) for text in study.not_found],
        "words": [
            {"term": term.term, "also": term.also, "meaning": plain(term.meaning)}
            for term in study.glossary.values()
        ],
        "tables": {table.name: _table(table) for table in made},
    }


def _certainty(study: Study, facts: Facts) -> dict[str, Any]:
    domains = study.certainty.domains
    return {
        "level": study.certainty.level,
        "whose": "Our judgement, by GRADE. Nobody outside the project has reviewed it.",
        "start": numbers.filled(study.certainty.start, facts),
        "domains": {
            name: {
                "judgement": getattr(domains, name).judgement,
                "reason": numbers.filled(getattr(domains, name).reason, facts),
            }
            for name in domains.__struct_fields__
        },
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "description": table.says,
        "file": table.path.removeprefix("data/"),
        "columns": {column.name: column.says for column in table.columns()},
        "rows": table.rows,
    }
