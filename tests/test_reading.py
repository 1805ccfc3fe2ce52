"""The pages for patients are easy to read.

Flesch–Kincaid grade (United States school years), over paragraphs, points of lists and table cells.
Fragments of fewer than four words are left out: they would make a page look easier than it is.
Terms of the site's own glossary and names count as one short word, "word"; so do the extra names
in tests/wording.yaml under `reading`. Nothing else is left out, and the grade with nothing left out
at all has a limit too.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
import textstat
from bs4 import BeautifulSoup

import wording
from studies import TYPED

SETTINGS = wording.RULES["reading"]
TERMS = [
    name for term in TYPED["glossary"].values() for name in (term["term"], *term.get("also", []))
]
SOURCES = [source["name"] for source in TYPED["sources"].values()]
LEAVES = frozenset(["p", "li", "td", "th", "caption", "figcaption", "dd", "summary"])
SHORTEST = 4  # words
MEDICAL = 2  # grades that terms and names may add, lest too much be declared a name


def running_text(html: str, names: Iterable[str]) -> list[str]:
    """The sentences and longer fragments of a page, each ending in a full stop."""
    soup = BeautifulSoup(html, "html.parser")
    article = soup.find("article") or soup
    for tag in article.select(SETTINGS["skip"]):
        tag.decompose()
    pieces: dict[int, list[str]] = {}
    for string in article.find_all(string=True):
        owner = next((tag for tag in string.parents if tag.name in LEAVES), None)
        if owner is not None:
            pieces.setdefault(id(owner), []).append(str(string))
    longest_first = sorted((name for name in names if len(name) > 1), key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{wording.either(longest_first)})(?!\w)", re.IGNORECASE)
    found = []
    for parts in pieces.values():
        text = " ".join("".join(parts).split())
        text = pattern.sub("word", re.sub(r"(?<=\d)\.(?=\d)", "", text))  # 1.5 ends no sentence
        if len(text.split()) >= SHORTEST:
            found.append(text if text[-1] in ".?!" else f"{text.rstrip(':;,')}.")
    return found


def grade(text: list[str]) -> float:
    """The Flesch–Kincaid grade."""
    return float(textstat.flesch_kincaid_grade(" ".join(text)))


@pytest.mark.parametrize(("name", "limit"), SETTINGS["pages"].items())
def test_a_page_for_patients_is_easy_to_read(site: Path, name: str, limit: float) -> None:
    """A page for patients has at most the reading grade that is set for it."""
    html = (site / name.removeprefix("index") / "index.html").read_text("utf-8")
    text = running_text(html, [*TERMS, *SOURCES, *SETTINGS["names"]])
    found, found_raw = grade(text), grade(running_text(html, []))
    hardest = sorted(text, key=lambda one: grade([one]), reverse=True)[:5]
    grades = f"grade {found:.1f} of at most {limit}; with every name and term {found_raw:.1f}"
    assert max(found, found_raw - MEDICAL) <= limit, "\n  ".join([grades, "The hardest:", *hardest])


def test_a_hard_text_is_found() -> None:
    """A text that a lawyer would write is far above the limit."""
    html = (
        "<p>Notwithstanding considerable heterogeneity, retrospective ascertainment precludes "
        "unambiguous attribution of radiographic modification.</p>"
    )
    assert grade(running_text(html, [])) > 15


def test_names_and_fragments_neither_harden_nor_ease_a_page() -> None:
    """A name counts as one short word; a fragment and a menu are no sentences."""
    html = (
        "<article><p>Some people had pseudoexfoliation as adults did.</p><table><tr><td>9 of 15"
        "</td><td>Nobody was there to compare</td></tr></table><nav><p>This is no text.</p></nav>"
    )
    told = ["Some people had word as adults did.", "Nobody was there to compare."]
    assert running_text(html, ["pseudoexfoliation"]) == told
