"""Says everything that is wrong with the types of a study file, and reads the rest of it.

Runs only when the fast conversion in `read` has refused a file. It walks the model beside the
values, notes each problem, and puts a stand-in where a value cannot be used, so that the checks
between facts can still run and all problems of a file are told at once.
"""

import difflib
import re
from functools import cache
from typing import Any

from msgspec import inspect

from study.facts import SECTIONS
from study.model import Study
from study.read import Document, Path, Problem


@cache  # of every file the same
def _kind_of_study() -> inspect.Type:
    return inspect.type_info(Study)


# Sections whose records the others name
NAMED_ELSEWHERE = (*SECTIONS, "sources")
# What the patterns of the model ask for, as people say it. The last words are an example that fits.
MEANINGS = {
    r"^[^0-9<>]+$": "a text without digits (write {fact-id}), < or >",
    r"^[^<>{}]+$": "a text without <, >, { or }",
    r"^[a-z]+(-[a-z]+)*$": "an id of small letters and hyphens such as not-improved",
    r"^[a-z]{2}$": "the two letters of a language such as en",
    r"^https://[A-Za-z0-9.-]+(/[A-Za-z0-9._~/?#&=%+,;:!-]*)?$": (
        "an address that begins with https:// such as https://example.org/page"
    ),
    r"^\d{4}(-\d{2}(-\d{2})?)?$": "a date such as 2024-01-31",
    r"^\d{4}-\d{2}-\d{2}$": "a whole date such as 2024-01-31",
    r"^\d+\.\d+$": "a version in quotes such as '1.0'",
    r"^[a-z-]+( [+-] [a-z-]+)+$": "ids of facts joined by + and - such as received - analysed",
    r"^(100(\.0{1,3})?|[1-9]?\d(\.\d{1,3})?)%$": "a percentage such as 54.5%",
    r"^[a-z0-9]+(-[a-z0-9]+)*$": (
        "an address of small letters, digits and hyphens such as not-improved"
    ),
    r"^[a-z0-9/-]*(#[a-z0-9-]+)?$": "a page or a part of one such as results/#stable",
}
_KINDS = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}


class Diagnosis:
    """The readable part of a study, and the problems of the rest."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self.broken: set[Path] = set()
        self.misspelt: set[Path] = set()  # records with a key that nobody knows
        # The walk goes on to build a Study of stand-ins where it must, hence the plain type.
        self.study: Study = self._value(_kind_of_study(), document.values, ())

    @property
    def unreadable(self) -> frozenset[str]:
        """The ids of the records that have a broken part; nothing is computed from them."""
        return frozenset(str(path[1]) for path in self.broken if len(path) > 1)

    def covers(self, path: Path) -> bool:
        """Whether a problem at the path may be a consequence of one that has been told.

        It may where the value or a part around it is broken, where a record may lack what stands
        in it under a misspelt key, and anywhere where all facts or sources of a section are lost.
        """
        if path in self.misspelt or any((name,) in self.broken for name in NAMED_ELSEWHERE):
            return True
        return any(path[: len(broken)] == broken for broken in self.broken)

    def _refuse(self, path: Path, message: str, *, key: bool = False) -> None:
        self.broken.add(path)
        report = self.document.key_problem if key else self.document.problem
        self.problems.append(report(path, message))

    def _value(self, described: Any, value: Any, path: Path) -> Any:
        kind = _bare(described)
        if isinstance(kind, inspect.UnionType):
            return self._union(kind, value, path)
        if isinstance(kind, inspect.StructType):
            return self._record(kind, value, path)
        if isinstance(kind, inspect.DictType):
            return self._mapping(kind, value, path)
        if isinstance(kind, inspect.VarTupleType):
            return self._list(kind, value, path)
        if message := _leaf_problem(described, value):
            self._refuse(path, message)
            return _stand_in(kind)
        return value

    def _union(self, kind: Any, value: Any, path: Path) -> Any:
        """X or nothing; or, for numbers, whole or not."""
        rest = [o for o in kind.types if not isinstance(o, inspect.NoneType)]
        if value is None and len(rest) < len(kind.types):
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            rest = [o for o in rest if isinstance(_bare(o), inspect.IntType)] or rest
        elif any(isinstance(_bare(o), inspect.FloatType) for o in rest):
            rest = [o for o in rest if isinstance(_bare(o), inspect.FloatType)]
        return self._value(rest[0], value, path)

    def _record(self, kind: Any, value: Any, path: Path) -> Any:
        if not isinstance(value, dict):
            self._refuse(path, f"found {_found(value)}; expected {_expected(kind)}")
            return _stand_in(kind)
        known = {field.name: field for field in kind.fields}
        for key in value:
            if key not in known:
                self.misspelt.add(path)
                self._refuse((*path, key), _unknown(key, known), key=True)
        fields = {}
        for name, field in known.items():
            if name in value:
                fields[name] = self._value(field.type, value[name], (*path, name))
            elif field.required:
                self._refuse((*path, name), f"missing key; expected {_expected(field.type)}")
                fields[name] = _stand_in(_bare(field.type))
        return kind.cls(**fields)

    def _mapping(self, kind: Any, value: Any, path: Path) -> Any:
        if not isinstance(value, dict):
            self._refuse(path, f"found {_found(value)}; expected ids with a record each")
            return {}
        result = {}
        for key, item in value.items():
            if message := _leaf_problem(kind.key_type, key):
                self._refuse((*path, key), f"the id: {message}", key=True)
            result[key] = self._value(kind.value_type, item, (*path, key))
        return result

    def _list(self, kind: Any, value: Any, path: Path) -> Any:
        if not isinstance(value, list):
            self._refuse(path, f"found {_found(value)}; expected a list")
            return ()
        if kind.min_length and len(value) < kind.min_length:
            self._refuse(path, f"found {len(value)} items; expected at least {kind.min_length}")
        if kind.max_length is not None and len(value) > kind.max_length:
            self._refuse(path, f"found {len(value)} items; expected at most {kind.max_length}")
        items = enumerate(value)
        return tuple(self._value(kind.item_type, item, (*path, i)) for i, item in items)


def _bare(kind: Any) -> Any:
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    return kind


def _leaf_problem(described: Any, value: Any) -> str | None:
    """What is wrong with a single value, or None."""
    kind = _bare(described)
    if isinstance(kind, inspect.LiteralType):
        fits = isinstance(value, str) and value in kind.values
    elif isinstance(kind, inspect.StrType):
        fits = isinstance(value, str) and _text_fits(kind, value)
    elif isinstance(kind, inspect.BoolType):
        fits = isinstance(value, bool)
    elif isinstance(value, bool):
        fits = False
    elif isinstance(kind, inspect.IntType):
        fits = isinstance(value, int) and _between(kind, value)
    else:
        fits = isinstance(value, int | float) and _between(kind, value)
    return None if fits else f"found {_found(value)}; expected {_expected(described)}"


def _text_fits(kind: Any, value: str) -> bool:
    return (
        (kind.pattern is None or re.search(kind.pattern, value) is not None)
        and len(value) >= (kind.min_length or 0)
        and (kind.max_length is None or len(value) <= kind.max_length)
    )


def _between(kind: Any, value: float) -> bool:
    return (kind.ge is None or value >= kind.ge) and (kind.le is None or value <= kind.le)


def _found(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    if isinstance(value, str):
        shown = value if len(value) <= 60 else f"{value[:60]}… ({len(value)} characters)"
        return f'the text "{shown}"'
    return f"{_KINDS[type(value)]}, {str(value).lower() if isinstance(value, bool) else value}"


def _expected(kind: Any) -> str:
    """What the model wants, in a few words."""
    described = ""
    while isinstance(kind, inspect.Metadata):
        described = described or (kind.extra_json_schema or {}).get("description", "")
        kind = kind.type
    if isinstance(kind, inspect.UnionType):
        return _expected(kind.types[0])
    if isinstance(kind, inspect.LiteralType):
        return "one of: " + ", ".join(map(str, kind.values))
    if isinstance(kind, inspect.StructType):
        return "a record with " + ", ".join(f.name for f in kind.fields if f.required)
    return _expected_leaf(kind) + (f" ({described.rstrip('.')})" if described else "")


def _expected_leaf(kind: Any) -> str:
    if isinstance(kind, inspect.StrType):
        size = f", of at most {kind.max_length} characters" if kind.max_length else ""
        if kind.min_length:
            size = f", of {kind.min_length} to {kind.max_length} characters"
        return MEANINGS.get(kind.pattern or "", "a text") + size
    if isinstance(kind, inspect.IntType):
        return "a whole number" + (f" from {kind.ge} to {kind.le}" if kind.ge is not None else "")
    if isinstance(kind, inspect.FloatType):
        return "a number"
    if isinstance(kind, inspect.BoolType):
        return "true or false"
    return "a list" if isinstance(kind, inspect.VarTupleType) else "ids with a record each"


def _unknown(key: str, known: dict[str, Any]) -> str:
    near = difflib.get_close_matches(str(key), known, n=1)
    hint = f'did you mean "{near[0]}"?' if near else "expected one of: " + ", ".join(known)
    return f"unknown key; {hint}"


def _stand_in(kind: Any) -> Any:
    """A harmless value in the place of one that cannot be used."""
    kind = _bare(kind)
    if isinstance(kind, inspect.StructType):
        required = (f for f in kind.fields if f.required)
        return kind.cls(**{f.name: _stand_in(f.type) for f in required})
    if isinstance(kind, inspect.UnionType):
        return None
    if isinstance(kind, inspect.DictType):
        return {}
    if isinstance(kind, inspect.VarTupleType):
        return ()
    if isinstance(kind, inspect.LiteralType):
        return kind.values[0]
    if isinstance(kind, inspect.StrType):
        return ""
    return False if isinstance(kind, inspect.BoolType) else 0
