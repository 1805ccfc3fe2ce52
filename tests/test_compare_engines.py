"""Two built sites compared: what readers and links rely on."""

from pathlib import Path

import pytest

from compare_engines import MOST, compare

PAGE = """\
<html><body><nav id="menu">Menu</nav>
<article><h1 id="top">A page</h1><p>Feet got <b>warmer</b>.</p><script>x()</script></article>
</body></html>
"""


def written(folder: Path, pages: dict[str, str]) -> Path:
    """A site of these pages."""
    for name, html in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(html, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Menu", "Another menu", []),
        ("x()", "y()", []),
        ("<p>Feet got", '<p id="more">\n  Feet   got', []),
        ('id="top"', 'id="start"', ["anchor lost: index.html#top"]),
        (
            "warmer",
            "colder",
            ["text differs: index.html: “A page Feet got warmer .” → “A page Feet got colder .”"],
        ),
    ],
)
def test_pages(tmp_path: Path, old: str, new: str, told: list[str]) -> None:
    """The frame of a page and anchors more make no difference; its anchors and its text do."""
    assert old in PAGE
    ours = written(tmp_path / "ours", {"index.html": PAGE})
    theirs = written(tmp_path / "theirs", {"index.html": PAGE.replace(old, new)})
    assert compare(ours, theirs) == told


def test_addresses(tmp_path: Path) -> None:
    """Pages that only one of the two has are told; other files are the theme's own affair."""
    ours = written(tmp_path / "ours", {"index.html": PAGE, "a/index.html": PAGE, "old.css": ""})
    theirs = written(tmp_path / "theirs", {"index.html": PAGE, "b/index.html": PAGE})
    assert compare(ours, theirs) == ["address lost: a/index.html", "address added: b/index.html"]


def test_page_without_an_article(tmp_path: Path) -> None:
    """A page that is a file of our own is compared as a whole."""
    ours = written(tmp_path / "ours", {"gone.html": "<p id=a>Moved</p>"})
    theirs = written(tmp_path / "theirs", {"gone.html": "<p id=b>Moved</p>"})
    assert compare(ours, theirs) == ["anchor lost: gone.html#a"]


def test_many_of_a_kind(tmp_path: Path) -> None:
    """Of many differences with one cause, some are told, and how many more there are."""
    ours = written(tmp_path / "ours", {f"{number:02}.html": "" for number in range(MOST + 2)})
    theirs = written(tmp_path / "theirs", {"new.html": ""})
    told = compare(ours, theirs)
    assert len(told) == MOST + 2
    assert told[MOST:] == ["… and 2 more of this kind", "address added: new.html"]
