"""Search in a real browser: what a person types finds the page that the person means first."""

import json
from pathlib import Path

from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect

import oracle
import wording
from conftest import Servers
from test_accessibility import WORD, soup

# What is typed -> the page that is meant. That a figure cannot be stands with the results.
MEANT = wording.RULES["search"] | {oracle.printed(i): "results/" for i in oracle.IMPOSSIBLE}


def first_result(page: Page, address: str, query: str) -> str:
    """The address of the first result, below the root of the site."""
    if page.url != address:
        page.goto(address)
    field = page.locator("input[name=query]")
    field.click()
    field.fill("")
    expect(page.locator(".md-search-result__item")).to_have_count(0)
    field.press_sequentially(query, delay=10)
    found = page.locator(".md-search-result__item a").first
    found.wait_for()
    page.wait_for_timeout(300)  # the list is filled in steps
    link = found.get_attribute("href") or ""
    return link.removeprefix(address).split("#")[0].split("?")[0]


def test_a_search_finds_the_page_that_is_meant_first(server: Servers, page: Page) -> None:
    """The first result for words that people use is the page that answers; in a folder too."""
    assert {query: first_result(page, server.sub, query) for query in MEANT} == MEANT


def test_signs_and_ligatures_do_not_matter(server: Servers, page: Page) -> None:
    """A word finds the same with signs around it, and with letters drawn as one."""
    joined = next(query for query in MEANT if "ff" in query)
    meant = {sign.format(WORD): MEANT[WORD] for sign in ("{}'s", "({})", "“{}”", "{}:", "{}?")}
    meant[joined.replace("ff", "ﬀ")] = MEANT[joined]
    assert {query: first_result(page, server.root, query) for query in meant} == meant


def test_what_is_found_is_told_cell_by_cell(site: Path) -> None:
    """No two cells of a table run together in a result, as a count and a percentage would."""
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))["docs"]
    texts = (BeautifulSoup(entry["text"], "html.parser").get_text() for entry in index)
    told = " ".join(" ".join(texts).split())
    rows = [
        " ".join(" ".join(cell.get_text() for cell in row.find_all(["th", "td"])).split())
        for page in {entry["location"].partition("#")[0] for entry in index}
        for row in soup(site / page / "index.html").select(
            "article tr:not([data-search-exclude] *)"
        )
    ]
    assert len(rows) > 50
    assert [row for row in rows if row not in told] == []
