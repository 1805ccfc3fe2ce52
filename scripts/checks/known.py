"""Checks of what is said not to be known: it ends when it is known, with all that says so."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

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
            entries = ", ".join(study.not_found) or "there is none"
            yield place, f"{{unknown:{ident}}} is no entry of not_found; expected one of: {entries}"


def known(study: Study, path: str) -> bool:
    """Whether what a path names is there: `sources.paper` when it was seen whole."""
    value: Any = study
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else getattr(value, part, None)
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
