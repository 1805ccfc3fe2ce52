"""The first use of a glossary word on a page links to its meaning."""

import pytest

from pages.terms import TermLinks
from study.model import Term

GLOSSARY = {
    "chilblain": Term(term="chilblain", also=("itchy toe", "CB"), meaning="A sore spot."),
    "spa": Term(term="hot spa", meaning='Water & "salt".'),
    "silent": Term(term="silent", meaning="Never linked.", tip=False),
}
LINK = '<a class="term" href="../words/#chilblain" title="A sore spot.">{}</a>'


def linked(page: str) -> str:
    """The page with links to ../words/#id."""
    return TermLinks(GLOSSARY).linked(page, lambda ident: f"../words/#{ident}")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("A chilblain. A chilblain.", f"A {LINK.format('chilblain')}. A chilblain."),
        ("Chilblain first.", f"{LINK.format('Chilblain')} first."),
        ("An itchy toe, a chilblain.", f"An {LINK.format('itchy toe')}, a chilblain."),
        ("<p>A chilblain</p>", f"<p>A {LINK.format('chilblain')}</p>"),
    ],
)
def test_the_first_use_is_linked(page: str, expected: str) -> None:
    """Once a page, in any spelling, and the text stays as it was."""
    assert linked(page) == expected


@pytest.mark.parametrize(
    "page",
    [
        "# A chilblain",
        '<a href="x">a chilblain</a>',
        '<p title="chilblain">x</p>',
        "[a chilblain](words.md)",
        "<cite>The chilblain</cite>",
        '<th scope="row">chilblain</th>',
        "<svg><text>chilblain</text></svg>",
        "chilblains and archilblain",
        "CB is an abbreviation",
        "a silent word",
    ],
)
def test_headings_links_titles_and_parts_of_words_are_left_alone(page: str) -> None:
    """No link in a link, none in a heading, none in somebody's title."""
    assert linked(page) == page


def test_a_word_after_a_closed_element_is_linked() -> None:
    """What is left alone ends where its element ends."""
    page = "<cite>A chilblain</cite> and a chilblain"
    assert linked(page) == f"<cite>A chilblain</cite> and a {LINK.format('chilblain')}"


def test_a_meaning_cannot_break_out_of_its_attribute() -> None:
    """Quotes and ampersands of a meaning are escaped."""
    assert 'title="Water &amp; &#34;salt&#34;."' in linked("A hot spa.")


def test_an_empty_glossary_changes_nothing() -> None:
    """A study without a glossary is published too."""
    assert TermLinks({}).linked("A chilblain.", str) == "A chilblain."
