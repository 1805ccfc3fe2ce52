"""Search in a real browser: what a person types finds the page that the person means first."""

import json
from pathlib import Path

from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect

import wording
from conftest import Servers
from test_accessibility import WORD

MEANT = wording.RULES["search"]  # what is typed -> the page that is meant
SIGNS = ("{}'s", "({})", "“{}”", "{}:", "{}?")


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
    """A word finds the same as it is, with signs around it, and with letters drawn as one."""
    typed = [sign.format(WORD) for sign in SIGNS]
    assert {q: first_result(page, server.root, q) for q in typed} == dict.fromkeys(
        typed, MEANT[WORD]
    )
    query = next(q for q in MEANT if "ff" in q)
    assert first_result(page, server.root, query.replace("ff", "ﬀ")) == MEANT[query]


def test_what_is_found_is_told_cell_by_cell(site: Path) -> None:
    """No two cells of a table run together in a result, as "9 of 28" and "32%" would."""
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))
    told = " ".join(
        BeautifulSoup(entry["text"], "html.parser").get_text() for entry in index["docs"]
    )
    pages = {entry["location"].partition("#")[0] for entry in index["docs"]}
    rows = [
        " ".join(" ".join(cell.get_text() for cell in row.find_all(["th", "td"])).split())
        for page in pages
        for row in BeautifulSoup((site / page / "index.html").read_text("utf-8"), "html.parser")
        .select("article tr:not([data-search-exclude] *)")
    ]  # fmt: skip
    assert len(rows) > 50
    assert [row for row in rows if row not in " ".join(told.split())] == []
