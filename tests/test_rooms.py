"""The rooms of scripts/ import each other in one direction alone."""

import ast
from pathlib import Path

from studies import ROOT

# What each room may import of ours beside itself; the command may import all but `watch`
BELOW = {
    "addresses": set[str](),
    "study": set[str](),
    "checks": {"addresses", "study"},
    "words": {"addresses", "study"},
    "pictures": {"addresses", "study", "words"},
    "exports": {"addresses", "study", "words"},
    "pages": {"addresses", "study", "words", "pictures", "exports"},
    "publish": {"addresses"},
    "watch": {"addresses", "study", "words", "checks"},
}


def imported(file: Path) -> set[str]:
    """The rooms and modules that a file imports, inside of functions too."""
    nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
    found = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    found |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in found}


def test_a_room_imports_what_is_below_it_alone() -> None:
    """Pictures and exports know nothing of each other, and nobody but the command knows all."""
    wrong = {}
    for file in (ROOT / "scripts").rglob("*.py"):
        room = file.relative_to(ROOT / "scripts").parts[0].removesuffix(".py")
        allowed = BELOW.get(room, BELOW.keys() - {"watch"}) | {room}
        if extra := (imported(file) & BELOW.keys()) - allowed:
            wrong[str(file.relative_to(ROOT))] = extra
    assert wrong == {}
