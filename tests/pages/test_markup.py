"""Text of the data stays text: no value becomes markup, in any place where a page puts it."""

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown

from pages import markup
from study.facts import Fact
from words import numbers

NINE = Fact(id="nine", section="results", kind="reported", name="nine", cite=(), count=9, total=28)

# Signs of HTML, Markdown, attribute lists, templates and YAML. Those with < or > are refused by the
# model before they come here; encode() must hold all the same.
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</p></aside><h1>hi</h1>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "<!-- comment",
    "--> out",
    "*emphasis* and **strong**",
    "_emphasis_ and __strong__",
    "`code` and ``code``",
    "[link](https://evil.example)",
    "[link](javascript:alert(1))",
    "![picture](https://evil.example/x.png)",
    "[ref]: https://evil.example",
    "<https://evil.example>",
    "someone@example.org",
    "# heading",
    "## heading { #taken }",
    "heading\n===",
    "- item",
    "+ item",
    "1. item",
    "1) item",
    "> quote",
    "    code by indentation",
    "```\nfence\n```",
    "~~~\nfence\n~~~",
    "| a | b |\n|---|---|\n| c | d |",
    "***",
    "---",
    "a  \nb",
    "back\\*slash",
    "{: #id .class onclick=alert(1) }",
    "{ #id .class }",
    "word{: .class }",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "{# comment #}",
    "*[abbr]: title",
    "[^1] and [^1]: note",
    "$x$ and $$y$$",
    "^sup^ ~sub~ ==mark==",
    ":smile:",
    "!!! note",
    "??? note",
    "title: x\n---\n",
    "=> & co; &amp; &copy",
    "5 < 6 > 4",
    "x" * 300,
]


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
@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_is_shown_as_typed(value: str, place: str) -> None:
    """The page has the elements of its template and no other, and shows the value as it is."""
    template, selector = PLACES[place]
    soup = _converted(template.format(markup.encode(value)))
    plain = _converted(template.format("plain"))
    assert [tag.name for tag in soup.find_all(True)] == [tag.name for tag in plain.find_all(True)]
    (element,) = soup.select(selector)
    shown = str(element["title"]) if place == "an attribute" else element.get_text()
    expected = " ".join(value.split())
    assert expected in " ".join(shown.split())
    assert set(element.attrs) <= {"title", "id", "href"}
    assert element.get("id") in (None, "fixed")


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_title_stays_in_its_line(value: str) -> None:
    """The head of a page is two lines of YAML, whatever the title; tags are escaped in it."""
    lines = markup.front_matter(title=value, description=value).splitlines()
    assert len(lines) == 6
    assert lines[2].startswith('title: "')
    assert not set("<>") & set(lines[2])


def test_readable_punctuation_is_left_as_it_is() -> None:
    """A change of a page can be read in a diff: commas, full stops and quotes stay."""
    sentence = "It did, as “they” say: yes; 54.5% (or 6 of 11), don't know - or/and?"
    assert str(markup.encode(sentence)) == sentence


def test_a_sentence_gets_its_figures_as_elements() -> None:
    """{nine} becomes a <data> element with the fact's id, its value and its text."""
    assert str(markup.prose("In {nine} of *us*.", {"nine": NINE})) == (
        'In <data class="n" data-fact="nine" value="9">9 of 28</data> of &#42;us&#42;.'
    )


@pytest.mark.parametrize("text", ["TY  - ELEC\nAU  - A\nER  - ", " a\n   b  c\n\nd", "a *b* <c>"])
def test_a_text_to_copy_keeps_every_letter(text: str) -> None:
    """Lines, indents and double spaces come back from a page as they were."""
    page = _converted(f"<div>\n<textarea>{markup.lines(text)}</textarea>\n</div>\n")
    assert page.textarea is not None
    assert page.textarea.text == text


@pytest.mark.parametrize(
    ("form", "value"),
    [("percent", "0.321429"), ("range", "0.179332/0.506612"), ("count", "9"), ("", "9")],
)
def test_figures_carry_their_value_for_machines(form: str, value: str) -> None:
    """A share, the ends of a range, a count."""
    element = BeautifulSoup(str(markup.figure_element(NINE, form)), "html.parser")
    assert element.data is not None
    assert element.data["value"] == value
    assert element.data.text == numbers.written(NINE, form)


def test_names_with_digits_are_marked_as_names() -> None:
    """The 1A of a disease is no figure."""
    assert str(markup.label("type 1A")) == '<span class="id">type 1A</span>'
    assert str(markup.label("type")) == "type"


def test_dates_carry_their_value() -> None:
    """People read a date, machines the ISO form."""
    assert str(markup.date_element("2024-01")) == '<time datetime="2024-01">January 2024</time>'
