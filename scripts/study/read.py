"""YAML bytes to plain values, with the line and column of each.

A strict part of YAML 1.2: whatever two YAML readers could understand differently is refused.
"""

import re
import unicodedata
from typing import Any, NamedTuple

import yaml

MAX_BYTES = 2_000_000
MAX_DEPTH = 20
MAX_DIGITS = 15  # any decimal of 15 digits goes through a double, and so JSON, unchanged
MAX_NAME = 100

Path = tuple[str | int, ...]  # ("results", "improved", "count"); () is the whole file
Position = tuple[int, int]  # line and column, both from 1

# libyaml is six times as fast; where it is missing, the same events come from Python.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Tabs, control characters, and what cannot be seen or turns the direction of text. Some of them
# end a line in YAML but not in an editor, so that every line number after them would be off.
_HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_WORD_ALIKE = {
    **dict.fromkeys(("true", "yes", "on", "y"), "true"),
    **dict.fromkeys(("false", "no", "off", "n"), "false"),
    "null": "null",
}
_NUMBER = re.compile(r"(?!-0(\.0)?$)-?(0|[1-9][0-9]*)(\.([0-9]*[1-9]|0))?")
_NUMBER_ALIKE = re.compile(
    r"""[-+]?( 0x[0-9a-f_]+ | 0o[0-7_]+ | 0b[01_]+ | \.(inf|nan)
             | [0-9][0-9_]* (:[0-9]+)+ (\.[0-9_]*)?
             | ( [0-9][0-9_]* (\.[0-9_]*)? | \.[0-9][0-9_]* ) (e[-+]?[0-9]+)? )""",
    re.IGNORECASE | re.VERBOSE,
)
_COMMENT = re.compile(" +(#.*)")
_HINTS = (  # a part of what the YAML parser says, and the likely repair; the first that fits
    ("mapping values", 'put a text that holds ": " in quotes, and check the indentation'),
    ("cannot start any token", "put a text that starts with this character in quotes"),
    ("unexpected end of stream", "close the quotation mark"),
    ("escape", "use single quotes around a text that holds a backslash"),
    ("',' or", "close the bracket"),
    ("", "check the indentation, quotes and brackets here and just above"),
)


class Problem(NamedTuple):
    """One thing to mend. Problems sort by line, then column."""

    line: int
    column: int
    path: str
    message: str


class Document(NamedTuple):
    """What a file says, and where each value and each key stands."""

    values: dict[str, Any]
    positions: dict[Path, Position]
    keys: dict[Path, Position]

    def problem(self, path: Path, message: str) -> Problem:
        """A problem with a value; a missing one takes its nearest parent's position."""
        known = path
        while known not in self.positions:
            known = known[:-1]
        return Problem(*self.positions[known], dotted(path), _one_line(message))

    def key_problem(self, path: Path, message: str) -> Problem:
        """A problem with a key itself, such as one that nobody knows."""
        if path not in self.keys:
            return self.problem(path, message)
        return Problem(*self.keys[path], dotted(path), _one_line(message))


def load(data: bytes) -> tuple[Document | None, list[Problem]]:
    """The document, where the file holds a mapping, and all problems, sorted. Never raises.

    A refused value stands in the document as its text, so that later stages can go on and all
    problems be told at once: those should add none at a position that has one already.
    """
    if len(data) > MAX_BYTES:
        found = f"found {len(data):,} bytes; expected at most {MAX_BYTES:,}"
        return None, [Problem(1, 1, "", f"{found}: check that this is the right file")]
    try:
        # A byte order mark, which some editors add, is harmless at the start and may stay.
        text = data.removeprefix(b"\xef\xbb\xbf").decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        return None, [_not_utf8(error)]
    hidden = [
        Problem(number, match.start() + 1, "", f"found {_named(match.group())}")
        for number, line in enumerate(text.split("\n"), 1)
        if (match := _HIDDEN.search(line))
    ]
    reader = _Reader(_HIDDEN.sub(" ", text))
    try:
        document = reader.document()
    except RecursionError:  # the reader's own, and noted there
        document = None
    except (yaml.YAMLError, ValueError) as error:  # ValueError: PyYAML on numbers out of range
        return None, hidden or [_syntax(error, text.count("\n"))]
    return document, sorted(hidden + reader.problems)


def dotted(path: Path) -> str:
    """The path as people write it: `log[2].date`; items of a list count from 0."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


def _one_line(message: str) -> str:
    """A message without the line ends of a text that it quotes."""
    return " ".join(message.split())


def _not_utf8(error: UnicodeDecodeError) -> Problem:
    before = error.object[: error.start].decode()
    message = f"found the byte 0x{error.object[error.start]:02X}; expected UTF-8: save the file so"
    return Problem(before.count("\n") + 1, len(before) - before.rfind("\n"), "", message)


def _named(character: str) -> str:
    if character == "\t":
        return "a tab (U+0009); expected spaces: write spaces in its place"
    name = unicodedata.name(character, "control character")
    return f"U+{ord(character):04X} ({name}); expected visible text: delete it"


def _syntax(error: Exception, last: int) -> Problem:
    told = getattr(error, "problem", None) or "found a number or an escape out of range"
    mark, start = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    hint = next(hint for part, hint in _HINTS if part in told)
    if mark and start and start.line < mark.line:
        told += f" ({getattr(error, 'context', '')}, from line {start.line + 1})"
    # libyaml counts one line more after a last line that does not end.
    line, column = (min(mark.line, last) + 1, mark.column + 1) if mark else (1, 1)
    return Problem(line, column, "", f"not valid YAML: {told}; {hint}")


def _plain(text: str) -> Any:
    """What an unquoted text means. Raises ValueError with the repair for a look-alike."""
    if text in _WORDS:
        return _WORDS[text]
    if text == "<<":
        raise ValueError("found the merge key <<; expected the keys themselves: write them out")
    if word := _WORD_ALIKE.get(text.lower()):
        raise ValueError(
            f"found {text}, which some YAML readers take for {word}; expected true, false, null "
            f"or text: write {word}, or put it in quotes if text is meant"
        )
    if not _NUMBER_ALIKE.fullmatch(text):
        return text
    if not _NUMBER.fullmatch(text):
        raise ValueError(
            f"found {_short(text)}, which YAML readers do not keep as written; expected a number "
            f"such as 5 or 8.9, or text: {_rewritten(text)}put it in quotes if text is meant"
        )
    if sum(map(str.isdigit, text)) > MAX_DIGITS:
        raise ValueError(
            f"found {_short(text)}, which some readers round; expected at most {MAX_DIGITS} "
            "digits: put it in quotes if text is meant"
        )
    return float(text) if "." in text else int(text)


def _rewritten(text: str) -> str:
    """The plain way to write a number, where there is no doubt which one is meant."""
    whole, _, part = text.replace("_", "").removeprefix("+").partition(".")
    number = f"{whole or 0}.{part}".rstrip("0").removesuffix(".")
    return f"write {_short(number)}, or " if _NUMBER.fullmatch(number) else ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_NAME else line[:MAX_NAME] + "…"


class _Reader:
    """Builds values out of the YAML parser's events, noting positions and problems.

    Events, unlike the nodes of yaml.compose, show aliases and tags as they are written, and can be
    left off at the first level that is too deep.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.events = yaml.parse(text, Loader=_LOADER)
        self.problems: list[Problem] = []
        self.positions: dict[Path, Position] = {}
        self.keys: dict[Path, Position] = {}

    def note(self, event: Any, path: Path, message: str) -> None:
        self.problems.append(Problem(*_position(event), dotted(path), message))

    def document(self) -> Document | None:
        """Raises YAMLError or ValueError for broken syntax, RecursionError for deep nesting."""
        next(self.events)  # the start of the stream
        event, values = next(self.events), None
        if isinstance(event, yaml.DocumentStartEvent):
            event = next(self.events)
            values = self.value(event, ())
        if not isinstance(values, dict):
            found = {type(None): "nothing", list: "a list"}.get(type(values), "a single value")
            message = f"found {found}; expected lines such as `name: value`"
            self.problems.append(Problem(1, 1, "", message))
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                self.note(event, (), "found a second document; expected one: delete this `---`")
                break
        return Document(values, self.positions, self.keys) if isinstance(values, dict) else None

    def value(self, event: Any, path: Path) -> Any:
        self.positions.setdefault(path, _position(event))
        self.refuse_properties(event, path)
        if isinstance(event, yaml.AliasEvent):
            return f"*{event.anchor}"
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, path)
        if len(path) == MAX_DEPTH:
            found = f"found more than {MAX_DEPTH} levels of nesting; expected at most {MAX_DEPTH}"
            self.note(event, path, f"{found}: look for brackets or dashes too many")
            raise RecursionError
        return self.items(path) if isinstance(event, yaml.SequenceStartEvent) else self.pairs(path)

    def refuse_properties(self, event: Any, path: Path) -> None:
        """Notes anchor, alias and tag: what is meant must stand where it is meant."""
        if event.anchor is not None:
            kind = "alias *" if isinstance(event, yaml.AliasEvent) else "anchor &"
            found = f"found the {kind}{_short(event.anchor)}"
            self.note(event, path, f"{found}; expected the value itself: write it out")
        if getattr(event, "tag", None) is not None:
            tag = _short(event.tag.replace("tag:yaml.org,2002:", "!!"))
            self.note(event, path, f"found the tag {tag!r}; expected none: delete it")

    def scalar(self, event: Any, path: Path) -> Any:
        text = event.value
        if match := _HIDDEN.search(text):  # none was left in the file's text: an escape made it
            self.note(event, path, f"found an escape for {_named(match.group())}")
            text = _HIDDEN.sub(" ", text)
        if event.style:
            return text
        try:
            value = _plain(text)
        except ValueError as error:
            self.note(event, path, str(error))
            return text
        if isinstance(value, str):
            self.refuse_comment(event, path)
        return value

    def refuse_comment(self, event: Any, path: Path) -> None:
        """Notes a comment behind an unquoted text: " #" may be meant as a part of the text.

        A number, a quoted text or a bracket ends where anybody sees it: a comment may follow.
        """
        if match := _COMMENT.match(self.text, event.end_mark.index):
            self.note(
                event,
                path,
                f"found a comment, {_short(match[1])}, which cuts this text short; expected quotes "
                "around the text, or the comment on a line of its own",
            )

    def items(self, path: Path) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self.value(event, (*path, len(values))))
        return values

    def pairs(self, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.key(event, path)
            place = (*path, key)
            line, _ = self.keys.setdefault(place, _position(event))
            if key in values:
                found = f"found {key} again; expected it once, and it stands on line {line}"
                self.note(event, place, f"{found}: keep one")
            values.setdefault(key, self.value(next(self.events), place))
        return values

    def key(self, event: Any, path: Path) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self.note(event, path, "found a list, mapping or alias as a key; expected a name")
            self.value(event, (*path, "?"))
            return "?"
        name = _short(_HIDDEN.sub(" ", event.value))
        place = (*path, name)
        self.refuse_properties(event, place)
        if self.scalar(event, place) != name or not name:
            found = f"found {name or 'nothing'} as a key; expected a name of one line, up to "
            self.note(event, place, f"{found}{MAX_NAME} letters: put a number or word in quotes")
        return name


def _position(event: Any) -> Position:
    return event.start_mark.line + 1, event.start_mark.column + 1


class Reading(NamedTuple):
    """Stand-in until this file is written anew: what `read` gives."""

    study: Any
    problems: list[Problem]


def read(data: bytes) -> Reading:
    """Stand-in: the study of a file, where it has one."""
    import msgspec

    from study import model

    document, problems = load(data)
    try:
        return Reading(model.convert(document.values) if document else None, problems)
    except msgspec.ValidationError as error:
        return Reading(None, problems or [Problem(1, 1, "", str(error))])
