"""Templates and scripts know no study: its words and its numbers stand in the data alone."""

import re
from pathlib import Path

import pytest

import wording
from studies import REAL, ROOT, TYPED

SOURCES = [
    path
    for folder in ("scripts", "templates")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".j2", ".html", ".js", ".css", ".svg"}
]
WORDS = wording.RULES["this study"].split()
# Ids of one word are words of the language
IDS = [
    ident for part in ("quantities", "sources", "trials") for ident in TYPED[part] if "-" in ident
]
PAGES = [path for path in SOURCES if path.match("pages/*.md.j2") or path.match("partials/*.j2")]


def named(path: Path) -> str:
    """The path below the root of the project."""
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_no_word_of_the_study_stands_in_templates_or_scripts(path: Path) -> None:
    """Another patient group can publish its own study by writing its own data file."""
    text = path.read_text("utf-8").lower()
    assert [word for word in WORDS + IDS if word in text] == []


def test_the_words_looked_for_are_those_of_the_study() -> None:
    """Each word stands in the data, so that the list cannot go out of date unseen."""
    data = REAL.read_text("utf-8").lower()
    assert [word for word in WORDS if word not in data] == []


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_no_result_is_typed_into_a_template(path: Path) -> None:
    """Outside expressions, tags and the years of cited methods, a template holds no digits."""
    prose = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", " ", path.read_text("utf-8"), flags=re.S)
    prose = re.sub(r"<cite>.*?</cite>|<[^>]*>", " ", prose)
    prose = re.sub(r"^1\. ", "", prose, flags=re.MULTILINE)  # Markdown's numbered list
    assert re.findall(r"\d+", prose) == []
