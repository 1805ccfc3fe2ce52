"""The bytes of a study file to a `Study`, or to everything that does not fit, with line and column.

YAML says where each text stands, and the model what it is: no reader can take NO for false, or 1.10
for 1.1. Whatever two readers of YAML could understand differently is refused.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from math import inf
from types import NoneType
from typing import Any, Literal, NamedTuple, get_args, get_origin

import msgspec
import yaml

from study.fields import Path
from study.model import Study

MAX_BYTES = 2_000_000
MAX_DEPTH = 20

# libyaml is six times as fast; where it is missing, the same events come from Python.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# At most 15 digits: such a number goes through a double, and so JSON, unchanged.
_NUMBER = re.compile(r"(?!-0(\.0)?$|([-.]?[0-9]){16})-?(0|[1-9][0-9]*)(\.([0-9]*[1-9]|0))?")
_COMMENT = re.compile(" +(#[^\n]{,60})")
_MARK = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"  # put upon the letter before it
# What cannot be seen, has no meaning of its own, or turns the direction of text. Some of it ends a
# line in YAML but not in an editor, so that every line number after it would be off.
_HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    f"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff]|(?<={_MARK * 3}){_MARK}"
)
_SPACE = "[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]"  # may stand within a sentence
_START = "^ *(?:- +)*"
_ONE_SIDE = "one version of these lines: git left a conflict; keep one side, delete its marks"
_SIGNS = {  # at the end of a match: not what it looks like in this place; and what is expected
    re.compile("\t"): "spaces: write them in its place",
    _HIDDEN: "visible text: delete it",
    re.compile("^(?:<{7}|={7}|>{7}|[|]{7})(?![^ ])"): _ONE_SIDE,
    re.compile(f"{_START}(?:[a-z][a-z_-]*:)?{_SPACE}|{_SPACE}(?= *$)"): "a plain space, or none",
    re.compile(f"{_START}[a-z][a-z_-]*\uff1a"): "a plain colon and a space",
    re.compile("^ *(?:[*•·‣▪●◦]|[–—](?= +(?:{|[a-z_]+: )))(?= )"): "a hyphen before each item",
}
_REPAIRS = {  # of broken YAML, by what stands in the line or what the parser says, after a \0
    ": +[“„«]": 'write straight quotation marks (") around the text, not curly ones',
    r"(?:[-:,] |[\[{]) *\{[a-z-]+[:}]": "put a text that begins with { in quotes",
    "\0.*mapping values": 'put a text that holds ": " in quotes, and check the indentation',
    "\0.*expected ':'": "write a colon and a space after the name of a value, here or just above",
    "\0.*(?:cannot start|alphabetic)": "put a text that starts with this character in quotes",
    "\0.*unexpected end of stream": "close the quotation mark",
    "\0.*escape": "use single quotes around a text that holds a backslash",
    "\0.*',' or": "close the bracket",
    "": "check the indentation, quotes and brackets here and just above",
}
_DEEP = f"found more than {MAX_DEPTH} levels of nesting; expected at most {MAX_DEPTH}: "
_DEEP += "look for brackets or dashes too many"
_LINES = "lines such as `name: value`"
_WORDS = {bool: "true or false", dict: _LINES, tuple: "a list, each item after a hyphen"}
_TYPED = {bool: re.compile("true|false"), int: _NUMBER, int | float: _NUMBER}


class Problem(NamedTuple):
    """One thing to mend; line and column count from 1."""

    line: int
    column: int
    path: str
    message: str


class Reading(NamedTuple):
    """The study, or all that is wrong with the YAML and the types; and where each value stands."""

    study: Study | None
    problems: list[Problem]
    places: dict[Path, tuple[int, int]]

    def problem(self, path: Path, message: str) -> Problem:
        """A problem with a value; a missing one takes its nearest parent's position."""
        known = path
        while known not in self.places:
            known = known[:-1]
        return Problem(*self.places[known], _dotted(path), " ".join(message.split()))


def read(data: bytes) -> Reading:
    """Read a file. Never raises."""
    if len(data) > MAX_BYTES:
        found = f"found {len(data):,} bytes; expected at most {MAX_BYTES:,}"
        return Reading(None, [Problem(1, 1, "", f"{found}: check that this is the right file")], {})
    try:
        # Some editors add a byte order mark, which is harmless at the start.
        text = data.removeprefix(b"\xef\xbb\xbf").decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        lines, byte = error.object[: error.start].decode().split("\n"), error.object[error.start]
        found = f"found the byte 0x{byte:02X}; expected UTF-8: save the file so"
        return Reading(None, [Problem(len(lines), len(lines[-1]) + 1, "", found)], {})
    reading = Reading(None, list(_signs(text)), {})
    if reading.problems:
        return reading
    try:
        values = _Reader(text, reading).document()
    except (yaml.YAMLError, ValueError) as error:  # ValueError: an escape out of range
        reading.problems.append(_syntax(error, text))
    reading.problems.sort()
    study = None if reading.problems else msgspec.convert(values, Study, strict=False)
    return reading._replace(study=study)


def _signs(text: str) -> Iterator[Problem]:
    """What is not what it looks like, at most one a line: YAML would make something else of it."""
    for number, line in enumerate(text.split("\n"), 1):
        for pattern, expected in _SIGNS.items():
            if match := pattern.search(line):
                sign = match[0].lstrip(" ") if match[0].isascii() else match[0][-1]
                column = match.end() - len(sign) + 1
                yield Problem(number, column, "", f"found {_named(sign)}; expected {expected}")
                break


def _named(sign: str) -> str:
    if sign.isascii() and sign.isprintable():
        return f'"{sign}"'
    if sign in "\t\n":
        return "a tab" if sign == "\t" else "a line end (>- in place of > or | has none)"
    return f"U+{ord(sign):04X} ({unicodedata.name(sign, 'control character')})"


def _odd(text: str) -> str:
    """The first sign that is not as plain as it may look."""
    match = re.search("[^ -~]", text)
    return f" with {_named(match[0])}" if match else ""


def _short(text: str) -> str:
    line = " ".join(text[:200].split())
    return line if len(line) <= 60 else f"{line[:60]}… ({len(text)} characters)"


def _dotted(path: Path) -> str:
    """The path as people write it: `log[2].date`; items of a list count from 0."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{_short(part)}" for part in path)
    return "".join(parts).removeprefix(".")


def _syntax(error: Any, text: str) -> Problem:
    told = getattr(error, "problem", None) or "found an escape or a number out of range"
    mark, start = (getattr(error, name, None) for name in ("problem_mark", "context_mark"))
    if mark and start and start.line < mark.line:
        told += f" ({error.context}, from line {start.line + 1})"
    # libyaml counts one line more after a last line that does not end.
    line, column = (min(mark.line, text.count("\n")) + 1, mark.column + 1) if mark else (1, 1)
    near = "\n".join(text.split("\n")[max(line - 2, 0) : line])
    repair = next(hint for sign, hint in _REPAIRS.items() if re.search(sign, f"{near}\0{told}"))
    return Problem(line, column, "", f"not valid YAML: {told}; {repair}")


class _Reader:
    """Builds values out of YAML's events, which, unlike nodes, show aliases, and notes faults."""

    def __init__(self, text: str, reading: Reading) -> None:
        self.text, self.reading = text, reading
        self.events: Iterator[Any] = yaml.parse(text, Loader=LOADER)

    def note(self, path: Path, message: str) -> None:
        self.reading.problems.append(self.reading.problem(path, message))

    def document(self) -> Any:
        """All that the file holds."""
        starts: Any = (event for event in self.events if isinstance(event, yaml.DocumentStartEvent))
        self.reading.places[()] = 1, 1
        if not next(starts, None):
            return self.note((), f"found nothing; expected {_LINES}")
        values = self.value(Study, next(self.events), ())
        if second := next(starts, None):
            self.reading.places[()] = second.start_mark.line + 1, 1
            self.note((), "found a second document; expected one: delete this `---`")
        return values

    def value(self, annotation: Any, event: Any, path: Path) -> Any:
        """What stands here; notes what the model refuses in it."""
        kind = _kind(annotation)
        self.reading.places[path] = event.start_mark.line + 1, event.start_mark.column + 1
        if event.anchor is not None or getattr(event, "tag", None) is not None:
            found = self.text[event.start_mark.index : event.start_mark.index + 60].split()[0]
            expected = "the value itself: write it out, without anchors, aliases and tags"
            self.note(path, f"found {found}; expected {expected}")
            kind = _kind(Any)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(kind, event, path)
        if isinstance(event, yaml.AliasEvent):
            return None
        if len(path) == MAX_DEPTH:
            raise yaml.MarkedYAMLError(problem=_DEEP, problem_mark=event.start_mark)
        is_list = isinstance(event, yaml.SequenceStartEvent)
        if kind.shape not in (list if is_list else dict, Any):
            found = f"found a {'list' if is_list else 'mapping'}; expected {kind.expected}"
            quotes = ': put a text that begins with [ or {, or that holds ": ", in quotes'
            self.note(path, found + quotes * (kind.shape is str))
            kind = _kind(Any)
        return self.items(kind, path) if is_list else self.pairs(kind, event, path)

    def scalar(self, kind: "_Kind", event: Any, path: Path) -> str | None:
        text: str = event.value
        free = not event.style and kind.never  # not in quotes, and may hold any words
        if match := _HIDDEN.search(text):  # none was left in the file's text
            self.note(path, f"found an escape for {_named(match[0])}; expected none")
        elif not event.style and text in ("", "~", "null"):
            if not kind.optional:
                self.note(path, f"found nothing; expected {kind.expected}")
            return None
        elif not kind.fits(text):
            self.note(path, kind.refusal(text))
        elif free and text[0] in "“„‘«" and text[-1] in "”“’»":
            found = "found curly quotation marks around a text"
            self.note(path, f'{found}; expected straight ones ("), or those around them')
        elif free and (cut := _COMMENT.match(self.text, event.end_mark.index)):
            found = f"found a comment, {cut[1]}, which cuts this text short"
            expected = "quotes around the text, or the comment on a line of its own"
            self.note(path, f"{found}; expected {expected}")
        return text

    def items(self, kind: "_Kind", path: Path) -> list[Any]:
        values: list[Any] = []
        while not isinstance(item := next(self.events), yaml.SequenceEndEvent):
            values.append(self.value(kind.item, item, (*path, len(values))))
        if not kind.least <= len(values) <= kind.most:
            limit = f"least {kind.least}" if len(values) < kind.least else f"most {kind.most}"
            self.note(path, f"found {len(values)} items; expected at {limit}")
        return values

    def pairs(self, kind: "_Kind", event: Any, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        comma = "; in braces a comma ends a text: write a decimal point, or put the text in quotes"
        while not isinstance(name := next(self.events), yaml.MappingEndEvent):
            key = getattr(name, "value", "?")
            place, field = (*path, key), kind.fields.get(key)
            earlier = self.reading.places.get(place)
            if self.value(kind.key, name, place) != key:
                self.note(place, "found no name before a colon; expected one")
            elif earlier:
                found = f"found {_short(key)} again; expected it once, and it stands on line"
                self.note(place, f"{found} {earlier[0]}: keep one")
            elif kind.fields and not field:
                names = ", ".join(kind.fields) + comma * bool(event.flow_style)
                near = difflib.get_close_matches(key[:60], kind.fields, n=1)
                hint = f'did you mean "{near[0]}"?' if near else f"expected one of: {names}"
                self.note(place, f"unknown key{_odd(key)}; {hint}")
            item = self.value(field.type if field else kind.item, next(self.events), place)
            values.setdefault(key, item)
        for missing in [each for each in kind.required if each not in values]:
            expected = _kind(kind.fields[missing].type).expected
            self.note((*path, missing), f"missing key; expected {expected}")
        return values


class _Kind:
    """What the model says of a value: its type with its limits, and both in words."""

    def __init__(self, annotation: Any) -> None:
        options = get_args(annotation)
        self.optional = NoneType in options or annotation is Any
        self.type = options[0] if NoneType in options else annotation
        metas = getattr(self.type, "__metadata__", ())
        bare = self.type.__origin__ if metas else self.type
        origin, parts = get_origin(bare) or bare, get_args(bare)
        fields = msgspec.structs.fields(bare) if hasattr(bare, "__struct_fields__") else ()
        self.fields = {field.name: field for field in fields}
        self.required = [field.name for field in fields if field.required]
        self.shape = {tuple: list, dict: dict, Any: Any}.get(origin, dict if fields else str)
        self.key = parts[0] if origin is dict else Any
        self.item = {tuple: parts[:1], dict: parts[1:]}.get(origin, (Any,))[0]
        self.least = max((meta.min_length or 0 for meta in metas), default=0)
        self.most = min((meta.max_length or inf for meta in metas), default=inf)
        self.typed = _TYPED.get(bare, re.compile("(?s:.*)"))
        extra: dict[str, str] = next((meta.extra for meta in metas if meta.extra), {})
        self.never = extra.get("never", "")
        words = extra.get("says") or _WORDS.get(origin, "a number such as 5 or 8.9")
        words = "one of: " + ", ".join(parts) if origin is Literal else words
        about = metas[-1].description.rstrip(".") if metas and not metas[-1].pattern else ""
        self.expected = f"{words} ({about})" if about else words
        if fields:
            self.expected = "a record with " + ", ".join(self.required)

    def fits(self, text: str) -> bool:
        """Whether a text may stand here."""
        with suppress(msgspec.ValidationError):
            msgspec.convert(text, self.type, strict=False)
            return bool(self.typed.fullmatch(text))
        return False

    def refusal(self, text: str) -> str:
        """What is wrong with a text, where the sign that is the reason, and what was meant."""
        if self.never and (sign := re.search(rf"\n|{self.never}", text)):
            cut, after = max(sign.start() - 30, 0), text[sign.start() : sign.end() + 30]
            found = f'{_named(sign[0])} in "{"…" * (cut > 0)}{text[cut : sign.start()]}{after}"'
            return f"found {found}; expected {self.expected}"
        plain = unicodedata.normalize("NFKC", text).strip(" \n'\"“”„‘’")
        small = plain.lower()
        tries = [plain, small, plain.replace(",", "."), re.sub("[ _/]+", "-", small)]
        with suppress(ValueError):
            tries.append(f"{float(plain):.15g}")
        likely = next((f": write {_short(each)}" for each in tries if self.fits(each)), "")
        odd = "" if self.never else _odd(text)
        return f'found "{_short(text)}"{odd}; expected {self.expected}{likely}'


_kind = cache(_Kind)
