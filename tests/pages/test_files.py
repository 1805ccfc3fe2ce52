"""Every file that the build makes: what the model takes is published, with numbers filled in."""

import re
from importlib.util import find_spec
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown
from msgspec import structs

from pages import site
from pages.render import Renderer
from studies import ROOT, SMALLEST, changed, fuller, understood
from study import facts, fields, model
from study.fields import Text
from study.model import Page, Section, Study
from words.edition import Edition

SENTENCES = (  # what stood in templates and was true of one study alone
    "has a comparison group",
    "no published",
    "published range",
    "so small that",
    "loosely",
    "was not found",
    "We have not read",
    "Nobody outside the project",
    "A study this small",
)
# What the smallest study leaves out
MORE = {
    "trials: {}": """trials:
  other:
    name: Another one
    role: context
    route: By hand.
    treatment: the walk
    country: Norway
    registrations: [{registry: A registry, number: "7"}]
    dates: [{event: begun, date: 2019-01-01, cite: [{source: letter, at: line nine}]}]
    status: [{status: listed, date: 2019-02-01, cite: [{source: letter, at: line nine}]}]""",
    "disagreements: []": """disagreements:
  - {title: One thing, says: [{source: letter, text: It says so.}], reading: We read it so.}""",
    "glossary:": """figures:
  people: {title: People, sentence: Some of them.}
  groups: {title: Two groups, sentence: Some of each.}
  flow: {title: Everybody, sentence: Some were lost.}
  ranges: {title: Ranges, sentence: They are wide., facts: [warmer]}
  change: {title: One changed, sentence: One matters.}
  limits: {title: Limits, sentence: They are high.}
  time: {title: In time, sentence: It began.}
  bars: {some: {title: Some, sentence: Some of them., facts: [warmer]}}
glossary:""",
}


def more() -> Study:
    """The smallest study with a record of each kind."""
    text = fuller()
    for old, new in MORE.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    return understood(text)[0]


def made(study: Study, folder: Path) -> dict[str, str]:
    """The files of a study, without the checks before them."""
    edition = Edition(study, facts.compute(study))
    return site.files(Renderer(edition, ROOT / "templates", folder))


def shown(page: str) -> str:
    """What people see of a page, as one line."""
    html = Markdown(extensions=["attr_list", "toc"]).convert(page.split("---\n", 2)[2])
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def with_sections(study: Study) -> Study:
    """A study whose pages all have a lead and sections, with texts that stand nowhere else."""

    def section(name: str, at: str) -> Section:
        head = f"Head {at} of {name}"
        said = tuple(f"{kind} {at} of {name}" for kind in ("Text", "More text"))
        listed = tuple(f"{kind} {at} of {name}" for kind in ("Point", "More points"))
        # The name of a count stands in a table, and with the page's own heading in its caption
        return Section(f"section-{at}", head, said, listed, ("warmer",))

    pages = {}
    for name in study.pages.__struct_fields__:
        page: Page = getattr(study.pages, name)
        lead = tuple(f"Lead {at} of {name}" for at in ("one", "two"))
        sections = tuple(section(name, at) for at in ("one", "two"))
        pages[name] = structs.replace(page, lead=lead, sections=sections)
    return structs.replace(study, pages=structs.replace(study.pages, **pages))


@pytest.mark.parametrize("name", model.Pages.__struct_fields__)
def test_whatever_a_page_has_is_published(name: str, tmp_path: Path) -> None:
    """Title, lead and every part of every section stand on the page, whichever page it is."""
    study = with_sections(understood(SMALLEST.read_text("utf-8"))[0])
    text = shown(made(study, tmp_path)[f"{name}.md"])
    page: Page = getattr(study.pages, name)
    expected = [*page.lead]
    for section in page.sections:
        expected += [section.heading, *section.text, *section.points]
    assert [each for each in expected if each not in text] == []
    assert all(text.count(section.heading) == 2 for section in page.sections)  # with its table


def referred(hint: Any, value: Any) -> Any:
    """A value with a reference to a fact in each sentence, those that it leaves out among them."""
    for kind in get_args(hint) if isinstance(hint, UnionType) else (hint,):
        if get_args(Text)[1] in getattr(kind, "__metadata__", ()):
            return f"{value or 'More'} {{weeks:value}}"
        inner = get_args(kind.__origin__ if get_origin(kind) is Annotated else kind)
        if isinstance(value, tuple):
            return tuple(referred(inner[0], each) for each in value)
        if isinstance(value, dict):
            return {key: referred(inner[1], each) for key, each in value.items()}
    if isinstance(value, fields.Record):
        hints = get_type_hints(type(value), include_extras=True)
        parts = {name: referred(hints[name], getattr(value, name)) for name in hints}
        return structs.replace(value, **parts)
    return value


def test_a_number_can_be_named_in_every_sentence(tmp_path: Path) -> None:
    """No file shows the name of a fact in braces to readers, whichever field it stands in."""
    study = referred(Study, with_sections(more()))
    files = made(study, tmp_path)
    for name in ("study.schema.json", "maintainers/data-dictionary.md"):  # which explain the form
        del files[name]
    assert {
        name: found
        for name, text in files.items()
        if (found := re.findall(r".{0,60}\{weeks:value\}", text))
    } == {}


def test_a_number_breaks_no_tag(tmp_path: Path) -> None:
    """Where a sentence stands in an attribute or a title, its number is plain text."""
    study = more()
    plain, named = made(study, tmp_path), made(referred(Study, study), tmp_path)
    for name in (name for name in plain if name.endswith((".md", ".html"))):
        for text in plain[name], named[name]:
            soup = BeautifulSoup(text, "html.parser")
            values = [str(value) for tag in soup.find_all(True) for value in tag.attrs.values()]
            assert not [value for value in values if "<" in value], name
            assert not soup.select("title data, textarea data"), name


def test_no_sentence_of_one_study_stands_in_a_template(tmp_path: Path) -> None:
    """The pages of another study say nothing that nobody has said of it."""
    files = made(understood(SMALLEST.read_text("utf-8"))[0], tmp_path)
    said = SMALLEST.read_text("utf-8")
    assert {
        (name, sentence): files[name].count(sentence)
        for name in files
        for sentence in SENTENCES
        if sentence in files[name] and sentence not in said
    } == {}


def test_the_language_of_a_study_is_that_of_its_pages(tmp_path: Path) -> None:
    """The theme takes its words from it, and each file that names a language names this one."""
    files = made(understood(changed("language: en", "language: fr"))[0], tmp_path)
    assert 'theme: {"language": "fr"}' in files[".site.yml"]
    assert 'xml:lang="fr"' in files["feed.xml"]
    named = re.findall(r'"(?:inLanguage|language)": ?"(\w+)"', "".join(files.values()))
    assert set(named) == {"fr"}


def test_the_theme_has_the_words_that_it_is_said_to_have() -> None:
    """For a language that Material does not know, its words are English and none is missing."""
    spec = find_spec("material")
    assert spec is not None
    languages = Path(str(spec.origin)).parent / "templates" / "partials" / "languages"
    there = {file.stem for file in languages.iterdir() if len(file.stem) == 2}
    text = (ROOT / "templates" / "theme" / "partials" / "language.html").read_text("utf-8")
    known = re.search(r'set known = "([a-z ]+)"', text)
    assert known is not None
    assert set(known[1].split()) == there


def test_a_registration_without_an_address_is_no_link(tmp_path: Path) -> None:
    """Its number can be read and looked up; a link to nowhere would lead to the page itself."""
    page = BeautifulSoup(made(more(), tmp_path)["trials.md"], "html.parser")
    assert not page.select('a[href=""]')
    assert "A registry: 7" in page.get_text()


def test_every_page_says_what_it_was_made_from(tmp_path: Path) -> None:
    """Whoever opens a file under docs/ learns where to change it."""
    for name, text in made(understood(SMALLEST.read_text("utf-8"))[0], tmp_path).items():
        if name.endswith(".md"):
            assert text.startswith("---\n# Made by scripts/build_tables.py"), name


def test_every_field_has_a_meaning_in_the_data_dictionary(tmp_path: Path) -> None:
    """A field is described, or it is a record, which describes itself; its limits stand beside."""
    page = made(more(), tmp_path)["maintainers/data-dictionary.md"]
    soup = BeautifulSoup(page, "html.parser")
    said = " ".join(soup.get_text().split())
    for field in soup.select("dl.fields dd"):
        limits = field.span
        assert limits is not None
        assert field.get_text() != limits.get_text() or limits.a, field
    for expected in (
        "whole number; minimum 0",
        "true or false",
        "a list of: Citation",
        "ids, each with: Group",
        "one of high, low, moderate, very low",
        "{fact-id:form}",
    ):
        assert expected in said
