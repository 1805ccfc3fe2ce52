"""The feed of changes: what Atom asks for, ids that stay, and the caveats in each entry."""

from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest

import wording
from addresses import SITE
from pages import feed
from studies import REAL, SMALLEST, STUDIES, changed, cited, understood

STUDY, FACTS = STUDIES[REAL]
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


def parsed(text: str) -> feedparser.FeedParserDict:
    """The feed as feedparser reads it; a slip in the XML or in the encoding fails."""
    read = feedparser.parse(
        text.encode(), response_headers={"content-type": "application/atom+xml"}
    )
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    return read


@pytest.mark.parametrize("file", [REAL, SMALLEST], ids=lambda file: file.parent.name)
def test_the_feed_has_all_that_atom_asks_for(file: Path) -> None:
    """Feed and entries have id, title and time; the feed an author and a link to itself."""
    study, facts = STUDIES[file]
    read = parsed(feed.atom(study, facts))
    assert read.feed.id.startswith("urn:uuid:")
    assert study.site.short_title in read.feed.title
    assert read.feed.updated == f"{study.log[0].date}T00:00:00Z"
    assert read.feed.author == f"{study.site.short_title} (website)"
    assert {(link.rel, link.type, link.href) for link in read.feed.links} == {
        ("self", "application/atom+xml", f"{SITE}feed.xml"),
        ("alternate", "text/html", f"{SITE}about/#log"),
    }
    assert len(read.entries) == len(study.log)
    for entry, change in zip(read.entries, study.log, strict=True):
        assert entry.id.startswith("urn:uuid:")
        assert change.version in entry.title
        assert entry.updated == f"{change.date}T00:00:00Z"
        assert entry.link == f"{SITE}about/#log"
        assert entry.content[0].type == "text/plain"


def test_the_namespace_and_the_language_are_said() -> None:
    """What feedparser forgives is looked for in the XML itself."""
    root = ElementTree.fromstring(feed.atom(STUDY, FACTS))
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_an_entry_says_what_changed_and_what_the_answer_is() -> None:
    """Readers see entries one by one, so each has the answer with its caveats."""
    (entry,) = parsed(feed.atom(STUDY, FACTS)).entries
    said = entry.content[0].value
    assert "Changed: First version." in said
    assert "Did the conclusion change? There was no earlier one." in said
    assert "9 of 28 people" in said
    assert "There was no comparison group" in said
    assert "very uncertain" in said


def test_ids_stay_when_entries_are_added_and_none_is_used_twice() -> None:
    """A feed reader shows nothing a second time, and misses no second entry of a day."""
    before = parsed(feed.atom(*STUDIES[SMALLEST]))
    after = parsed(feed.atom(*understood(changed(OLD, NEWER + MIDDLE + OLD))))
    middle = parsed(feed.atom(*understood(changed(OLD, MIDDLE + OLD))))
    ids = [entry.id for entry in after.entries]
    assert len(set(ids)) == 3
    assert ids[1:] == [entry.id for entry in middle.entries]
    assert ids[2:] == [entry.id for entry in before.entries]
    assert before.feed.id == after.feed.id
    assert after.feed.updated == "2021-01-05T00:00:00Z"


def test_ids_never_change() -> None:
    """Typed here, so that a change of the code that makes them cannot go unseen."""
    read = parsed(feed.atom(STUDY, FACTS))
    assert read.feed.id == "urn:uuid:da5d075f-218f-5d84-bedf-436f8698cbd1"
    assert read.entries[-1].id == "urn:uuid:05bcb790-1f4b-5267-b282-632e36a1a4d0"


def test_signs_of_xml_stay_text() -> None:
    """An ampersand, a quotation mark and the end of a CDATA section are read as they were typed."""
    entries = parsed(feed.atom(*understood(changed(OLD, NEWER + MIDDLE + OLD)))).entries
    assert "Checked: All & more." in entries[0].content[0].value
    assert "Changed: It's “]]”, 'it' and \"it\"." in entries[0].content[0].value
    assert "Did the conclusion change? Yes." in entries[0].content[0].value
    assert "Changed: &amp; two" in entries[1].content[0].value


def test_the_feed_holds_to_the_wording() -> None:
    """It is an export like the others."""
    body = feed.atom(STUDY, FACTS).partition("\n")[2]  # the rules read HTML
    assert wording.check_export("feed.xml", body, cited(STUDY)) == []
