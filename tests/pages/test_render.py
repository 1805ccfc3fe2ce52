"""Templates are filled in whole or not at all, and each kind of file has its own signs."""

from pathlib import Path

import pytest
from jinja2 import UndefinedError

import build_tables
from pages.render import Renderer
from studies import ROOT, SMALLEST, changed, understood
from words.edition import Edition

SAID = "[{warmer}] & *more*"


def rendered(template: str, folder: Path) -> str:
    """What a template of this name gives; it says SAID and asks for what is there."""
    (folder / template).write_text("{{ said }}|{{ numbers.CONFIDENCE }}|{{ 3 }}", "utf-8")
    edition = Edition(*understood(SMALLEST.read_text("utf-8")))
    return Renderer(edition, folder, folder / "cache").template(template, said=SAID)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("a.md.j2", '&#91;<data class="n" data-fact="warmer" value="10">10 of 24</data>&#93; &#38; '
         "&#42;more&#42;|95%|3"),
        ("a.html.j2", "&#91;10 of 24&#93; &#38; &#42;more&#42;|95%|3"),
        ("a.xml.j2", "&#91;10 of 24&#93; &#38; &#42;more&#42;|95%|3"),
        ("a.txt.j2", "\\[10 of 24\\] & \\*more\\*|95%|3"),
    ],
)  # fmt: skip
def test_what_a_template_puts_out_is_filled_in_and_safe(
    template: str, expected: str, tmp_path: Path
) -> None:
    """On a page a number is an element, elsewhere it is text; signs are those of the file."""
    assert rendered(template, tmp_path) == expected


def test_a_missing_name_in_a_template_stops_the_build(tmp_path: Path) -> None:
    """A template that asks for what is not there fails instead of leaving a gap."""
    edition = Edition(*understood(SMALLEST.read_text("utf-8")))
    renderer = Renderer(edition, ROOT / "templates", tmp_path)
    with pytest.raises(UndefinedError, match="'nothing' is undefined"):
        renderer.environment.from_string("{{ nothing }}").render()


def test_a_change_of_one_number_reaches_every_page_that_shows_it() -> None:
    """A number is typed once: a new count changes sentences, tables, titles and the ledger."""
    text = changed("count: 10, cite", "count: 11, cite").replace(", prints: 41.7%", "")
    before, _ = build_tables.files(SMALLEST.read_bytes(), ROOT)
    after, problems = build_tables.files(text.encode(), ROOT)
    assert problems == []
    assert "10 of 24" not in "".join(after.values())
    for name in ("index.md", "results.md", "certainty.md", "clinicians.md", "numbers.md"):
        assert ("10 of 24" in before[name], "11 of 24" in after[name]) == (True, True), name
