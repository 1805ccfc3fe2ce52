"""Text of the data stays text: no value becomes markup, in any place where a page puts it."""

from html import escape, unescape

import bbcode
import pytest
import yaml
from bs4 import BeautifulSoup
from markdown import Markdown
from markdown_it import MarkdownIt

from pages import markup
from studies import ROOT, SMALLEST, understood
from words.sentences import Passage

FACTS = understood(SMALLEST.read_text("utf-8"))[1]

TEXTS = yaml.safe_load((ROOT / "tests" / "hostile.yaml").read_text("utf-8"))
# The model refuses what cannot be seen, and < and >; encode() must hold for the latter all the same
HOSTILE = [text for name, texts in TEXTS.items() if name != "what cannot be seen" for text in texts]


def _converted(text: str) -> BeautifulSoup:
    """What MkDocs' Markdown makes of a page."""
    markdown = Markdown(extensions=["toc", "tables", "fenced_code", "attr_list", "abbr"])
    return BeautifulSoup(markdown.convert(text), "html.parser")


PLACES = {
    "a paragraph": ("{}\n", "p"),
    "the middle of a paragraph": ("Before {} after.\n", "p"),
    "a list": ("- {}\n", "li"),
    "a numbered list": ("1. {}\n", "li"),
    "a heading": ("## {} {{ #fixed }}\n", "h2"),
    "a cell": ("<table><tbody><tr><td>{}</td></tr></tbody></table>\n", "td"),
    "a link": ("[{}](numbers.md)\n", "a"),
    "an attribute": ('<p title="{}">x</p>\n', "p"),
    "an aside": ("<aside>\n<p>{}</p>\n</aside>\n", "aside p"),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_hostile_value_is_shown_as_typed(place: str) -> None:
    """The page has the elements of its template and no other, and shows the value as it is."""
    template, selector = PLACES[place]
    plain = [tag.name for tag in _converted(template.format("plain")).find_all(True)]
    for value in HOSTILE:
        soup = _converted(template.format(markup.encode(value)))
        assert [tag.name for tag in soup.find_all(True)] == plain, value
        (element,) = soup.select(selector)
        shown = str(element["title"]) if place == "an attribute" else element.get_text()
        assert " ".join(value.split()) in " ".join(shown.split())
        assert set(element.attrs) <= {"title", "id", "href"}, value
        assert element.get("id") in (None, "fixed"), value


def test_a_hostile_title_stays_in_its_line() -> None:
    """The head of a page is two lines of YAML, whatever the title; tags are escaped in it."""
    for value in HOSTILE:
        matter = markup.front_matter(title=value, description=value)
        read = yaml.safe_load(matter.removeprefix("---\n").removesuffix("---\n\n"))
        assert {unescape(said) for said in read.values()} == {value}
        assert not set("<>") & set(read["title"])


def test_readable_punctuation_is_left_as_it_is() -> None:
    """A change of a page can be read in a diff: commas, full stops and quotes stay."""
    sentence = "It did, as “they” say: yes; 54.5% (or 6 of 11), don't know - or/and?"
    assert str(markup.encode(sentence)) == sentence


def test_a_sentence_gets_its_numbers_as_elements() -> None:
    """{warmer} becomes a <data> element with the fact's id, its value and its text."""
    assert str(markup.prose("In {warmer} of *us*.", FACTS)) == (
        'In <data class="n" data-fact="warmer" value="10">10 of 24</data> of &#42;us&#42;.'
    )
    assert str(markup.prose("# {hot:count} - {hot:count}", FACTS)).startswith("&#35; <data")


@pytest.mark.parametrize("text", ["TY  - ELEC\nAU  - A\nER  - ", " a\n   b  c\n\nd", "a *b* <c>"])
def test_a_text_to_copy_keeps_every_letter(text: str) -> None:
    """Lines, indents and double spaces come back from a page as they were."""
    page = _converted(f"<div>\n<textarea>{markup.lines(text)}</textarea>\n</div>\n")
    assert page.textarea is not None
    assert page.textarea.text == text


@pytest.mark.parametrize("form", ["percent", "range", "count", ""])
def test_numbers_carry_their_value_for_machines(form: str) -> None:
    """A share, the ends of a range, a count; people read the text."""
    fact = FACTS["warmer"]
    element = BeautifulSoup(str(markup.number_element(fact, form)), "html.parser").data
    assert element is not None
    assert element["data-fact"] == "warmer"
    expected = {"percent": [10 / 24], "range": list(fact.wilson)}.get(form, [10])
    assert [float(end) for end in str(element["value"]).split("/")] == pytest.approx(expected, 1e-5)


def test_names_with_digits_and_dates_are_marked_as_such() -> None:
    """The 1A of a name is no number of the study; people read a date, machines the ISO form."""
    assert str(markup.label("type 1A")) == '<span class="id">type 1A</span>'
    assert str(markup.label("type")) == "type"
    assert str(markup.date_element("2024-01")) == '<time datetime="2024-01">January 2024</time>'


MARKDOWN = [
    "*one* _two_ `three` \\four", "[link](javascript:x)", "<b>", "- item", "1. item", "# heading",
    "---", "===", "a | b\n--- | ---\n1 | 2", "~~a~~", "&lt;b&gt; &copy;", "51%. And -5.8",
]  # fmt: skip


@pytest.mark.parametrize("text", MARKDOWN)
def test_text_stays_text_in_markdown(text: str) -> None:
    """A Markdown program shows it letter by letter, in a paragraph, on one line."""
    shown = MarkdownIt().enable(["table", "strikethrough"]).render(markup.in_markdown(text))
    assert shown == f"<p>{escape(' '.join(text.split()))}</p>\n"


def in_a_forum(text: str) -> str:
    """A text as it is in BBCode, which has no escape: brackets are round, three hyphens a dash."""
    return text.replace("[", "(").replace("]", ")").replace("---", "—")


@pytest.mark.parametrize("text", MARKDOWN)
def test_a_post_is_one_piece_in_every_form(text: str) -> None:
    """Fact, caveat, date and link stand in one quotation, and no sign in them ends it."""
    passage = Passage("a", text, f"Says {text}", "But [/quote] </blockquote>.")
    plain, quoted, bb, html = markup.posts(passage, "X", "About.", "Checked.")
    said = (" ".join(passage.text.split()), "About.", "Checked.")
    assert passage.text in plain.text
    for page in (MarkdownIt().render(quoted.text), html.text, bbcode.render_html(bb.text)):
        (quotation,) = BeautifulSoup(page, "html.parser").find_all(True, recursive=False)
        assert quotation.name == "blockquote"
        shown = " ".join(quotation.get_text(" ").split())
        assert all(in_a_forum(each) in in_a_forum(shown) for each in said)
        assert [link["href"] for link in quotation.find_all("a")] == [passage.address]
