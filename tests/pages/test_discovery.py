"""What programs find at fixed addresses: robots.txt and llms.txt."""

import re
from html import escape
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest
from markdown_it import MarkdownIt

import wording
from addresses import SITE, slug
from pages import discovery
from studies import REAL, SMALLEST, STUDIES, cited
from words import numbers

STUDY, FACTS = STUDIES[REAL]
LLMS = discovery.llms(STUDY, FACTS)
LINK = re.compile(r"^- \[(.+?)\]\((\S+)\): (.+)$", re.MULTILINE)


def test_robots_may_read_everything_and_are_told_of_the_list_of_pages() -> None:
    """No program is shut out, and the list of pages has a whole address."""
    robots = RobotFileParser()
    robots.parse(discovery.ROBOTS.splitlines())
    assert robots.can_fetch("AnyBot", f"{SITE}numbers/")
    assert robots.site_maps() == [f"{SITE}sitemap.xml"]


def test_llms_txt_has_the_form_that_assistants_look_for() -> None:
    """One title, the summary as a quotation below it, then sections that are lists of links."""
    lines = LLMS.split("\n")
    assert lines[0] == f"# {STUDY.site.title}"
    assert lines[2].startswith("> ")
    assert [line for line in lines if line.startswith("#")][1:] == [
        "## Pages",
        "## Single facts, each with its caveat",
    ]
    after = LLMS.partition("## Pages\n")[2]
    listed = [line for line in after.split("\n") if line and not line.startswith("#")]
    assert all(LINK.fullmatch(line) for line in listed)


@pytest.mark.parametrize("file", [REAL, SMALLEST], ids=lambda file: file.parent.name)
def test_every_page_and_every_fact_has_its_copy_listed(file: Path) -> None:
    """Each link leads to the Markdown copy of a page, with what the page is about."""
    study, facts = STUDIES[file]
    names = [*study.pages.__struct_fields__, *study.shared]
    found = LINK.findall(discovery.llms(study, facts))
    assert [address for _, address, _ in found] == [f"{SITE}{slug(name)}index.md" for name in names]


def test_the_answer_comes_with_its_caveats_before_any_link() -> None:
    """An assistant that reads the first lines has the caveats too."""
    first = LLMS.partition("## ")[0]
    summary = STUDY.summary
    for text in (summary.about, summary.answer, summary.comparison, summary.sureness, summary.harm):
        assert numbers.filled(text, FACTS) in first
    assert "What must not be concluded:" in first
    assert f"That {STUDY.subject.treatment} caused a change, or that it did not." in first
    assert "last checked on 22 November 2026" in first


def test_a_trial_is_listed_with_the_status_and_its_date() -> None:
    """A status without its day and its source is not passed on."""
    assert "Listed as completed on 4 March 2024 (WHO registry portal" in LLMS


@pytest.mark.parametrize(
    "text",
    [
        "*one* _two_ `three` \\four",
        "[link](javascript:x)",
        "<b>",
        "- item",
        "1. item",
        "# heading",
        "---",
        "===",
        "a | b\n--- | ---\n1 | 2",
        "~~a~~",
        "&lt;b&gt; &copy;",
        "51%. And -5.8",
    ],
)
def test_text_stays_text_in_markdown(text: str) -> None:
    """A Markdown program shows the text letter by letter, in a paragraph."""
    shown = MarkdownIt().enable(["table", "strikethrough"]).render(discovery.escaped(text))
    assert shown == f"<p>{escape(text)}</p>\n"


def test_what_programs_read_first_holds_to_the_wording() -> None:
    """It is an export like the others."""
    assert wording.check_export("llms.txt", LLMS, cited(STUDY)) == []
