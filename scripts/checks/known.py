"""Checks of what is said not to be known: it ends when it is known, with all that says so."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from checks.ids import places
from study.evidence import Outcome, Source
from study.facts import Facts, marks, texts
from study.fields import Finding
from study.model import Study

# What a sentence says of something that is not known; it must bear the mark {unknown:id}.
SAYS_SO = re.compile(
    r"\bnot found\b|\bnot stated\b|\bhave not (?:read|seen)\b|\bsources? do(?:es)? not say\b"
    r"|\bnever splits\b|\bno [^.;]{3,60} found\b",
    re.IGNORECASE,
)


def what_is_known_is_not_unknown(study: Study, facts: Facts) -> Iterator[Finding]:
    """An entry of not_found ends when what it is about is there; its sentences are named."""
    ended: dict[str, str] = {}
    for ident, entry in study.not_found.items():
        for at, path in enumerate(entry.about):
            if known(study, path):
                ended[ident] = path
                yield (
                    ("not_found", ident, "about", at),
                    f"{path} is there, so it is known; take the entry out, and mend its sentences",
                )
    for place, ident in marks(study):
        if ident in ended:
            yield place, f"says that {ident} is not known, and {ended[ident]} is there; say it anew"
        elif ident not in study.not_found:
            entries = ", ".join(study.not_found)
            expected = f"expected one of: {entries}" if entries else "there is none"
            yield place, f"{{unknown:{ident}}} is no entry of not_found; {expected}"


def paths_can_be_known(study: Study, facts: Facts) -> Iterator[Finding]:
    """What an entry of not_found is about has a place in the file: one mistyped would never end."""
    for path, where in places(study, "not_found.*.about.*"):
        values: list[Any] = [study]
        for part in where.split("."):
            records = [each for each in values if isinstance(each, msgspec.Struct)]
            if records and part not in (fields := records[0].__struct_fields__):
                found = f'{where}: no field "{part}"; expected one of: {", ".join(fields)}'
                yield path, found
                break
            values = _inside(values, part)


def _inside(values: list[Any], part: str) -> list[Any]:
    """What stands under a name in values; the items of a list, each for itself."""
    found = [it.get(part) if isinstance(it, dict) else getattr(it, part, None) for it in values]
    lists = [list(each) if isinstance(each, tuple) else [each] for each in found]
    return [item for each in lists for item in each]


def known(study: Study, path: str) -> bool:
    """Whether what a path names is there: `sources.paper` when it was seen whole."""
    values: list[Any] = [study]
    for part in path.split("."):
        values = _inside(values, part)
    return any(map(_is_there, values))


def _is_there(value: Any) -> bool:
    if isinstance(value, Source):
        return value.seen == "whole"
    if isinstance(value, Outcome):
        return bool(value.result or value.comparison)
    return isinstance(value, msgspec.Struct) or bool(value)


def sentences_name_what_is_not_known(study: Study, facts: Facts) -> Iterator[Finding]:
    """A sentence that says that something was not found names the entry that it rests on."""
    for path, text in texts(study):
        found = SAYS_SO.search(text)
        if found and "{unknown:" not in text and path[0] not in ("not_found", "log"):
            yield (
                path,
                f'says "{found[0]}"; expected the mark {{unknown:id}} with an entry of not_found, '
                "so that the sentence is named when that becomes known",
            )
