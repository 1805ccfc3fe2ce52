"""The pages for patients are easy to read.

Flesch–Kincaid grade (United States school years), over paragraphs, points of lists and table cells.
Fragments of fewer than four words are left out: they would make a page look easier than it is.
Terms of the site's own glossary and names count as one short word, "word"; so do the extra names
in tests/wording.yaml under `reading`. Nothing else is left out, and the grade with nothing left out
at all has a limit too.
"""

import re
from functools import cache
from pathlib import Path

import pytest
import textstat
import yaml
from bs4 import BeautifulSoup, Tag

SETTINGS = yaml.safe_load(Path(__file__).with_name("wording.yaml").read_text("utf-8"))["reading"]
LEAVES = frozenset(["p", "li", "td", "th", "caption", "figcaption", "dd", "summary"])
SHORTEST = 4  # words
MEDICAL = 2  # grades that terms and names may add, lest too much be declared a name
SEEDED = (
    "Notwithstanding considerable heterogeneity, retrospective ascertainment of radiographic "
    "modification precludes unambiguous attribution of observed alterations to the intervention. "
    "Consequently, interpretation necessitates circumspection regarding unmeasured determinants."
)


def page_file(site: Path, name: str) -> Path:
    """The file of a page."""
    return site / "index.html" if name == "index" else site / name / "index.html"


def content(html: str) -> Tag:
    """The running part of a page, without navigation, header and footer."""
    soup = BeautifulSoup(html, "html.parser")
    article = soup.find("article") or soup.find("main") or soup
    for tag in article.select(SETTINGS["skip"]):
        tag.decompose()
    return article


@cache
def left_out(site: Path) -> list[str]:
    """The glossary's terms with their other names, the sources' names, and the settings' names."""
    words = content(page_file(site, "words").read_text("utf-8"))
    terms = [tag.get_text() for tag in words.find_all("h2")]
    for also in words.find_all("p"):
        if also.get_text().startswith("Also: "):
            terms += also.get_text().strip().removeprefix("Also: ").rstrip(".").split(", ")
    numbers = content(page_file(site, "numbers").read_text("utf-8"))
    sources = [tag.get_text() for tag in numbers.select("[id^=s-] strong")]
    return [*terms, *sources, *SETTINGS["names"]]


def running_text(html: str, names: list[str]) -> list[str]:
    """The sentences and longer fragments of a page, each ending in a full stop."""
    article = content(html)
    pieces: dict[int, list[str]] = {}
    for string in article.find_all(string=True):
        owner = next((tag for tag in string.parents if tag.name in LEAVES), None)
        if owner is not None:
            pieces.setdefault(id(owner), []).append(str(string))
    longest_first = sorted({name.strip() for name in names if len(name) > 1}, key=len, reverse=True)
    either = "|".join(map(re.escape, longest_first)) or "(?!)"
    pattern = re.compile(rf"\b(?:{either})(?!\w)", re.IGNORECASE)
    found = []
    for parts in pieces.values():
        text = re.sub(r"\s+", " ", "".join(parts)).strip()
        text = pattern.sub("word", re.sub(r"(?<=\d)\.(?=\d)", "", text))  # 8.9 ends no sentence
        if len(text.split()) >= SHORTEST:
            found.append(text if text[-1] in ".?!" else f"{text.rstrip(':;,')}.")
    return found


def grade(text: list[str]) -> float:
    """The Flesch–Kincaid grade."""
    return float(textstat.flesch_kincaid_grade(" ".join(text)))


@pytest.mark.parametrize(("name", "limit"), SETTINGS["pages"].items())
def test_a_page_for_patients_is_easy_to_read(site: Path, name: str, limit: float) -> None:
    """A page for patients has at most the reading grade that is set for it."""
    html = page_file(site, name).read_text("utf-8")
    text = running_text(html, left_out(site))
    found, found_raw = grade(text), grade(running_text(html, []))
    hardest = sorted(text, key=lambda one: grade([one]), reverse=True)[:5]
    grades = (
        f"{name}: grade {found:.1f} of at most {limit}; with every name and term {found_raw:.1f}"
    )
    print(grades)
    assert max(found, found_raw - MEDICAL) <= limit, "\n  ".join([grades, "The hardest:", *hardest])


def test_a_hard_text_is_found() -> None:
    """A text that a lawyer would write is far above the limit."""
    html = f"<article><p>{SEEDED}</p></article>"
    assert grade(running_text(html, ["term"])) > 15


def test_names_are_left_out_but_still_count_as_words() -> None:
    """A glossary term counts as one short word: it neither hardens nor shortens a sentence."""
    html = "<article><p>Some people had pseudohypoparathyroidism as children did.</p></article>"
    assert running_text(html, ["pseudohypoparathyroidism"]) == [
        "Some people had word as children did."
    ]


def test_short_fragments_do_not_make_a_page_look_easier() -> None:
    """A table of counts is left out of the grade; a cell with a sentence is not."""
    html = (
        "<article><table><tr><td>9 of 28</td><td>Nobody was there to compare</td></tr></table>"
        "<nav><p>This is a menu and not text</p></nav></article>"
    )
    assert running_text(html, ["term"]) == ["Nobody was there to compare."]
