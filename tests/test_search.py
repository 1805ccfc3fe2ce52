"""Search in a real browser: what a person types finds the page that the person means first."""

import json
from pathlib import Path

from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect

from conftest import Servers

# What is typed -> the page that is meant, and why.
MEANT = {
    "children": "subgroups/",  # what happened to children
    "side effects": "harms/",
    "cream": "",  # people say cream and mean the ointment: the answer
    "STS": "",  # the drug's short name: the answer
    "thiosulphate": "",  # the British spelling: the answer
    "France": "trials/",  # the trial in France
    "calcium": "",  # calcium deposits: the answer
    "51": "results/",  # the figure in the news: why it is no result
    "doctor": "questions/",
    "ossification": "words/",  # what the word means
}


def first_result(page: Page, address: str, query: str) -> str:
    """The address of the first result, below the root of the site."""
    if page.url != address:
        page.goto(address)
    field = page.locator("input[name=query]")
    field.click()
    field.fill("")
    expect(page.locator(".md-search-result__item")).to_have_count(0)
    field.press_sequentially(query, delay=10)
    page.wait_for_function(
        "() => document.querySelector('.md-search-result__item a') !== null", timeout=10_000
    )
    page.wait_for_timeout(300)  # the list is filled in steps
    link = page.locator(".md-search-result__item a").first.get_attribute("href") or ""
    return link.removeprefix(address).split("#")[0].split("?")[0]


def test_a_search_finds_the_page_that_is_meant_first(server: Servers, page: Page) -> None:
    """The first result for these words is the page that answers."""
    page.set_viewport_size({"width": 1280, "height": 900})
    assert {query: first_result(page, server.root, query) for query in MEANT} == MEANT


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


def test_search_works_below_a_folder(server: Servers, page: Page) -> None:
    """The index and the results' addresses hold under a sub-path."""
    page.set_viewport_size({"width": 1280, "height": 900})
    assert first_result(page, server.sub, "children") == "subgroups/"
