"""Adds entries to the text of a study file and leaves every other line as it is.

A YAML writer would reflow comments and long lines, and hide one new status among many changes. So
a parser says where things stand, and lines are put there. What comes out must pass the checks.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

import yaml

Path = tuple[str | int, ...]

# What every reader of YAML takes as written; all else is put in quotes.
_PLAIN: Final = re.compile(
    r"(?!(true|false|null|yes|no|on|off|y|n)$)[a-z]+([ -][a-z]+)*|\d{4}-\d{2}(-\d{2})?"
)


class Amended:
    """A study file as lines, and the changes to be made to it.

    All places are those of the file as read, so changes are kept and made at the end, the last
    place first. Raises KeyError for a path that leads nowhere.
    """

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines(keepends=True)
        self.root = yaml.compose(text, Loader=yaml.SafeLoader)
        self.changes: list[tuple[int, int, int, str]] = []  # line, from column, to column, new text

    def text(self) -> str:
        """The file with all changes made."""
        lines = list(self.lines)
        for line, start, end, new in sorted(self.changes, key=lambda each: each[:3])[::-1]:
            before = lines[line] if line < len(lines) else ""
            lines[line : line + 1] = [before[:start] + new + before[end:]]
        return "".join(lines)

    def add_item(self, path: Path, item: Mapping[str, Any]) -> None:
        """Put an item at the end of a list, as one line."""
        node = self._node(path)
        if node.flow_style:
            self._add_inside(node, _flow(item))
        else:
            self._insert(self._after(node), f"{' ' * node.start_mark.column}- {_flow(item)}\n")

    def add_first_item(self, path: Path, item: Mapping[str, Any]) -> None:
        """Put an item at the start of a list that is written in lines, with a line for each key."""
        start = self._node(path).start_mark
        indent = " " * start.column
        lines = [f"{key}: {_scalar(value)}\n" for key, value in item.items()]
        self._insert(start.line, f"{indent}- " + f"{indent}  ".join(lines))

    def add_entry(self, path: Path, key: str, entry: Mapping[str, Any]) -> None:
        """Put an entry at the end of a mapping, with a line for each key of it."""
        node = self._node(path)
        if node.flow_style:
            self._add_inside(node, f"{key}: {_flow(entry)}")
            return
        indent = " " * node.start_mark.column
        lines = "".join(f"{indent}  {name}: {_scalar(value)}\n" for name, value in entry.items())
        self._insert(self._after(node), f"{indent}{key}:\n{lines}")

    def replace(self, path: Path, value: str) -> None:
        """Replace a value that stands on one line."""
        node = self._node(path)
        start, end = node.start_mark, node.end_mark
        if start.line != end.line:
            raise KeyError(path)
        self.changes.append((start.line, start.column, end.column, _scalar(value)))

    def _insert(self, line: int, new: str) -> None:
        if line and not self.lines[line - 1].endswith("\n"):
            new = "\n" + new
        self.changes.append((line, 0, 0, new))

    def _add_inside(self, node: Any, new: str) -> None:
        last = _last(node)
        mark = last.end_mark if last else node.start_mark
        column = mark.column + (0 if last else 1)  # after the bracket of an empty one
        self.changes.append((mark.line, column, column, f", {new}" if last else new))

    def _after(self, node: Any) -> int:
        """The number of the line after the last one of a value: before what follows it."""
        while not getattr(node, "flow_style", True) and (last := _last(node)):
            node = last
        line: int = node.end_mark.line + (node.end_mark.column > 0)
        while line and not self.lines[line - 1].strip():
            line -= 1
        return line

    def _node(self, path: Path) -> Any:  # types of yaml's nodes are looser than they are
        node: Any = self.root
        for part in path:
            if isinstance(node, yaml.MappingNode):
                node = {key.value: value for key, value in node.value}[part]
            else:
                node = node.value[part]
        return node


def _last(node: Any) -> Any:
    """The last value in a list or mapping."""
    last = node.value[-1] if node.value else None
    return last[1] if isinstance(last, tuple) else last


def _flow(value: Any) -> str:
    """A value on one line, as the file's authors write it: {source: paper, at: abstract}."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)
