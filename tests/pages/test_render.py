"""Templates are filled in whole or not at all, and a change reaches every page."""

from pathlib import Path

import pytest
from jinja2 import UndefinedError

import build_tables
from pages.render import Renderer
from studies import ROOT, SMALLEST, changed, understood


def test_a_missing_name_in_a_template_stops_the_build(tmp_path: Path) -> None:
    """A template that asks for what is not there fails instead of leaving a gap."""
    study, facts = understood(SMALLEST.read_text("utf-8"))
    renderer = Renderer(study, facts, ROOT / "templates", tmp_path)
    with pytest.raises(UndefinedError, match="'nothing' is undefined"):
        renderer.environment.from_string("{{ nothing }}").render()


def test_every_page_says_what_it_was_made_from() -> None:
    """Whoever opens a file under docs/ learns where to change it."""
    pages, _ = build_tables.files(SMALLEST.read_bytes(), ROOT)
    for name, text in pages.items():
        if name.endswith(".md"):
            assert text.startswith("---\n# Made by scripts/build_tables.py"), name


def test_a_change_of_one_number_reaches_every_page_that_shows_it() -> None:
    """A number is typed once: a new count changes sentences, tables, titles and the ledger."""
    text = changed("count: 10, cite", "count: 11, cite").replace(", prints: 41.7%", "")
    before, _ = build_tables.files(SMALLEST.read_bytes(), ROOT)
    after, problems = build_tables.files(text.encode(), ROOT)
    assert problems == []
    assert "10 of 24" not in "".join(after.values())
    for name in ("index.md", "results.md", "certainty.md", "clinicians.md", "numbers.md"):
        assert ("10 of 24" in before[name], "11 of 24" in after[name]) == (True, True), name
