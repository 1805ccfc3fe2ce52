"""Study files for the tests: the smallest valid one, and copies of it with one thing changed."""

from pathlib import Path

import build_tables
from load import Problem

SMALLEST = Path(__file__).parent / "smallest" / "study.yaml"
REAL = Path(__file__).parents[1] / "data" / "study.yaml"


def changed(old: str, new: str, file: Path = SMALLEST) -> str:
    """The file with one piece of text, which it must hold once, replaced by another."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    return text.replace(old, new)


def problems(text: str) -> list[Problem]:
    """Everything that the build says about a study file."""
    return build_tables.read(text.encode())[1]


def messages(text: str) -> list[str]:
    """The problems as "path: message", without their places."""
    return [f"{problem.path}: {problem.message}" for problem in problems(text)]
