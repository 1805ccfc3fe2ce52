"""Templates and scripts know no study: its words and its numbers stand in the data alone."""

import re
from pathlib import Path

import pytest

from studies import REAL

ROOT = Path(__file__).parents[1]
SOURCES = [
    path
    for folder in ("scripts", "templates")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".j2", ".html", ".js", ".css", ".svg"}
]
WORDS = tuple(
    """
    adults calcif calcino catss centerwatch cream dermatomyo deposit france gauffenic
    infusion inflammation injection lariboisière limoges ointment ossif pseudohypo registry-years
    rheumat sclero stsinj thiosul x-ray
    """.split()
)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_word_of_the_study_stands_in_templates_or_scripts(path: Path) -> None:
    """Another patient group can publish its own study by writing its own data file."""
    text = path.read_text(encoding="utf-8").lower()
    assert [word for word in WORDS if word in text] == []


def test_the_words_looked_for_are_those_of_the_study() -> None:
    """Each word above stands in the data, so that the list cannot go out of date unseen."""
    data = REAL.read_text(encoding="utf-8").lower()
    assert [word for word in WORDS if word not in data] == []


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in SOURCES
        if path.suffix == ".j2" and {"charts", "maintainers"}.isdisjoint(path.parts)
    ],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_no_result_is_typed_into_a_template(path: Path) -> None:
    """Outside expressions, tags and the years of cited methods, a template holds no digits."""
    text = path.read_text(encoding="utf-8")
    prose = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", " ", text, flags=re.DOTALL)
    prose = re.sub(r"<cite>.*?</cite>|<[^>]*>", " ", prose)
    prose = re.sub(r"^1\. ", "", prose, flags=re.MULTILINE)  # Markdown's numbered list
    assert re.findall(r"\d+", prose) == []
