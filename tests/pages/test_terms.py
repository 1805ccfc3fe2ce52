"""The first use of a glossary word on a page links to its meaning."""

import time
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown
from msgspec import structs
from test_markup import HOSTILE

from pages import markup
from pages.terms import TermLinks
from studies import SMALLEST, understood
from study.facts import REFERENCE
from study.model import Term
from words.edition import Edition

STUDY, FACTS = understood(SMALLEST.read_text("utf-8"))
GLOSSARY = {
    "chilblain": Term(term="chilblain", also=("itchy toe", "CB"), meaning="A sore spot."),
    "spa": Term(term="hot spa", meaning='For {weeks}, water & "salt".'),
    "silent": Term(term="silent", meaning="Never linked.", tip=False),
}
LINK = '<a class="term" href="../words/#chilblain" title="A sore spot.">{}</a>'


def linked(page: str, **glossary: Term) -> str:
    """The page with links to ../words/#id."""
    study = structs.replace(STUDY, glossary=glossary or GLOSSARY)
    return TermLinks(Edition(study, FACTS)).linked(page, lambda ident: f"../words/#{ident}")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("A chilblain. A chilblain.", f"A {LINK.format('chilblain')}. A chilblain."),
        ("Chilblain first.", f"{LINK.format('Chilblain')} first."),
        ("An itchy toe, a chilblain.", f"An {LINK.format('itchy toe')}, a chilblain."),
        ("<p>A chilblain</p>", f"<p>A {LINK.format('chilblain')}</p>"),
        ("<cite>A chilblain</cite>, a chilblain", "<cite>A chilblain</cite>, a "
         f"{LINK.format('chilblain')}"),
    ],
)  # fmt: skip
def test_the_first_use_is_linked(page: str, expected: str) -> None:
    """Once a page, in any spelling, and the text stays as it was."""
    assert linked(page) == expected


@pytest.mark.parametrize(
    "page",
    [
        "# A chilblain",
        '<a href="x">a <b>chilblain</b></a>',
        '<p title="chilblain">x</p>',
        "[a chilblain](words.md)",
        "<cite>The chilblain</cite>",
        "<cite>The chilblain, never closed",
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


def test_a_meaning_stays_a_title() -> None:
    """Whatever a meaning holds, the page has one link, and its title is what was typed."""
    for meaning in (text for text in HOSTILE if not REFERENCE.search(text)):
        page = linked("A hot spa.", spa=Term(term="hot spa", meaning=meaning))
        soup = BeautifulSoup(Markdown(extensions=["attr_list", "toc"]).convert(page), "html.parser")
        assert [tag.name for tag in soup.find_all(True)] == ["p", "a"], meaning
        assert soup.a is not None
        title = " ".join(meaning.split())
        assert soup.a.attrs == {"class": ["term"], "href": "../words/#spa", "title": title}


def test_a_word_in_a_longer_word_is_not_its_first_use() -> None:
    """Of two words that begin at one place the longer is meant; a number in a title is text."""
    page = linked("A hot spa. A spa.", **GLOSSARY, bath=Term(term="spa.", meaning="A bath."))
    assert page.count('title="For 3 weeks, water &#38; &#34;salt&#34;."') == 1
    assert "spa</a>. A" in page
    assert ">spa.</a>" in page


@pytest.mark.parametrize(
    "sign", ["1", "-", " ", "&", "<", "<a ", "<a>", "[", "[a](", "\n#", "chilblain "]
)
@pytest.mark.parametrize("safe", [linked, markup.encode, markup.in_markdown, markup.lines])
def test_a_long_text_takes_no_longer_for_each_letter(safe: Callable[[str], str], sign: str) -> None:
    """Work that grew with the square of the length would take minutes, not parts of a second."""
    start = time.process_time()
    assert safe(f"{sign * 50_000}!")
    assert time.process_time() - start < 5
