"""Study files for the tests: the smallest valid one, and copies of it with one thing changed."""

from pathlib import Path

import stages
from load import Problem

ROOT = Path(__file__).parents[1]
SMALLEST = ROOT / "tests" / "smallest" / "study.yaml"
REAL = ROOT / "data" / "study.yaml"


def changed(old: str, new: str, file: Path = SMALLEST) -> str:
    """The file with one piece of text, which it must hold once, replaced by another."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    return text.replace(old, new)


def problems(text: str) -> list[Problem]:
    """Everything that the build says about a study file."""
    return stages.files(text.encode(), ROOT)[1]


def messages(text: str) -> list[str]:
    """The problems as "path: message", without their places."""
    return [f"{problem.path}: {problem.message}" for problem in problems(text)]
