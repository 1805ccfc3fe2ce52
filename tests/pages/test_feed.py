"""What programs fetch: the feed of changes, llms.txt and robots.txt, each with the caveats."""

import functools
import re
from itertools import pairwise
from pathlib import Path
from urllib.robotparser import RobotFileParser

import feedparser
import pytest

import addresses
import wording
from addresses import SITE, slug
from pages import site
from pages.render import Renderer
from studies import REAL, ROOT, SMALLEST, changed, cited, understood
from words.edition import Edition

OLD = "  - {date: 2020-02-29, version:"
# Two entries of one day above the first, with signs of XML in them
NEWER = """  - date: 2021-01-05
    version: "1.2"
    checked: All & more.
    changed: It's “]]”, 'it' and "it".
    conclusion_changed: true
"""
MIDDLE = """  - date: 2021-01-05
    version: "1.1"
    checked: One.
    changed: "&amp; two"
    conclusion_changed: false
"""
THREE = changed(OLD, NEWER + MIDDLE + OLD)
LINK = re.compile(r"- \[(.+?)\]\((\S+)\): (.+)")
STUDIES = pytest.mark.parametrize("file", [REAL, SMALLEST], ids=lambda file: file.parent.name)


@functools.cache
def files(text: str) -> tuple[Edition, dict[str, str]]:
    """The edition of a study file, and what is made of it."""
    edition = Edition(*understood(text))
    return edition, site.files(Renderer(edition, ROOT / "templates", ROOT / ".cache" / "jinja"))


def parsed(text: str) -> feedparser.FeedParserDict:
    """The feed of a study file as feedparser reads it; a slip in XML or encoding fails."""
    read = feedparser.parse(
        files(text)[1]["feed.xml"].encode(),
        response_headers={"content-type": "application/atom+xml"},
    )
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    return read


@STUDIES
def test_the_feed_has_all_that_atom_asks_for(file: Path) -> None:
    """Feed and entries have id, title and time; the feed an author and a link to itself."""
    text = file.read_text("utf-8")
    study, read = files(text)[0].study, parsed(text)
    assert read.feed.id.startswith("urn:uuid:")
    assert study.site.short_title in read.feed.title
    assert read.feed.updated == read.entries[0].updated
    assert read.feed.author
    assert {(link.rel, link.type, link.href) for link in read.feed.links} == {
        ("self", "application/atom+xml", f"{SITE}feed.xml"),
        ("alternate", "text/html", f"{SITE}about/#log"),
    }
    for entry, change in zip(read.entries, study.log, strict=True):
        assert entry.id.startswith("urn:uuid:")
        assert change.version in entry.title
        assert re.fullmatch(rf"{change.date}T\d\d:\d\d:00Z", entry.updated)
        assert entry.link.removeprefix(SITE) in addresses.parts(files(text)[1])
        assert entry.content[0].type == "text/plain"


@STUDIES
def test_an_entry_says_what_changed_and_what_the_answer_is(file: Path) -> None:
    """Readers see entries one by one, so each has the answer with its caveats."""
    text = file.read_text("utf-8")
    edition, _ = files(text)
    summary, said = edition.study.summary, parsed(text).entries[-1].content[0].value
    assert f"Changed: {edition.filled(edition.study.log[-1].changed)}" in said
    assert "Did the conclusion change? There was no earlier one." in said
    told = (summary.answer, summary.nested or "", summary.comparison, summary.sureness)
    for sentence in filter(None, told):
        assert edition.filled(sentence) in said


def test_ids_stay_when_entries_are_added_and_none_is_used_twice() -> None:
    """A feed reader shows nothing a second time, and misses no second entry of a day."""
    before, after = parsed(SMALLEST.read_text("utf-8")), parsed(THREE)
    middle = parsed(changed(OLD, MIDDLE + OLD))
    ids = [entry.id for entry in after.entries]
    assert len(set(ids)) == 3
    assert ids[1:] == [entry.id for entry in middle.entries]
    assert ids[2:] == [entry.id for entry in before.entries]
    for newer, older in pairwise(after.entries):  # some programs tell entries by these
        assert (newer.updated > older.updated, newer.link != older.link) == (True, True)
    assert before.feed.id == after.feed.id
    # Typed here, so that a change of the code that makes them cannot go unseen
    assert before.feed.id == "urn:uuid:52fd4258-68db-5a3a-8ea9-a2f8a0873e54"
    assert ids[2] == "urn:uuid:69247e3f-e399-579c-a30a-d45b73cfd108"


def test_signs_of_xml_stay_text() -> None:
    """An ampersand, a quotation mark and the end of a CDATA section are read as they were typed."""
    newer, middle, _ = (entry.content[0].value for entry in parsed(THREE).entries)
    assert "Checked: All & more." in newer
    assert "Changed: It's “]]”, 'it' and \"it\"." in newer
    assert "Did the conclusion change? Yes." in newer
    assert "Changed: &amp; two" in middle


def test_robots_may_read_everything_and_are_told_of_the_list_of_pages() -> None:
    """No program is shut out, and the list of pages has a whole address."""
    robots = RobotFileParser()
    robots.parse(files(THREE)[1]["robots.txt"].splitlines())
    assert robots.can_fetch("AnyBot", f"{SITE}numbers/")
    assert robots.site_maps() == [f"{SITE}sitemap.xml"]


@STUDIES
def test_llms_txt_names_every_page_after_the_answer_with_its_caveats(file: Path) -> None:
    """In the form that assistants look for: a title, the summary, then lists of links."""
    edition, made = files(file.read_text("utf-8"))
    study, (first, *lists) = edition.study, made["llms.txt"].split("\n## ")
    summary = study.summary
    assert first.startswith(f"# {study.site.title}\n\n> ")
    assert "What must not be concluded:" in first
    assert edition.date(study.last_checked) in first
    told = (summary.answer, summary.nested or "", summary.comparison, summary.sureness)
    for said in filter(None, told):
        assert edition.filled(said) in first
    links = [LINK.fullmatch(line) for part in lists for line in part.split("\n")[2:] if line]
    assert [link and link[2] for link in links] == [
        f"{SITE}{slug(name)}" for name in (*study.pages.__struct_fields__, *study.shared)
    ]


@STUDIES
@pytest.mark.parametrize("name", ["feed.xml", "llms.txt"])
def test_what_programs_fetch_holds_to_the_wording(name: str, file: Path) -> None:
    """They are exports like the others; the rules read HTML, so the first line of XML is left."""
    edition, made = files(file.read_text("utf-8"))
    text = made[name].removeprefix('<?xml version="1.0" encoding="utf-8"?>')
    assert wording.check_export(name, text, cited(edition.study)) == []
