"""What a first visit costs, counted in bytes and requests, never in seconds."""

import gzip
from pathlib import Path

from playwright.sync_api import Page

from conftest import ROOT, Servers
from test_accessibility import pages_of, soup

BYTES = 90_000  # gzipped, with everything that is loaded
REQUESTS = 8
SCRIPT_BYTES = 4_000  # our own scripts together
INDEX_BYTES = 30_000  # what the first search fetches; it grows with what the data say
LOADED = "script[src], link[rel=stylesheet], link[rel=icon], img[src]"


def gzipped(*files: Path) -> int:
    """The size of files as a host would send them."""
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def loaded(file: Path) -> set[Path]:
    """The files that a page loads, and its own."""
    tags = soup(file).select(LOADED)
    return {file, *((file.parent / str(t.get("src") or t["href"])).resolve() for t in tags)}


def test_first_visit_is_light(site: Path) -> None:
    """Each page, opened first, stays within its limits, and so do search and scripts."""
    for address, file in pages_of(site).items():
        if address != "404.html":  # its addresses start at the host
            assert len(loaded(file)) <= REQUESTS, address
            assert gzipped(*loaded(file)) <= BYTES, address
    assert gzipped(site / "search" / "search_index.json") <= INDEX_BYTES
    assert 0 < gzipped(*(ROOT / "templates" / "theme" / "assets").glob("*.js")) <= SCRIPT_BYTES


def test_nothing_else_is_fetched(site: Path, server: Servers, page: Page) -> None:
    """A browser asks for files that the page names and for no other."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(server.root)))
    page.goto(server.root, wait_until="networkidle")
    named = {file.relative_to(site).as_posix() for file in loaded(site / "index.html")}
    # Material looks for other languages there. Chromium without a window does not fetch the icon.
    assert named - {"index.html", "assets/mark.svg"} <= set(asked) <= named | {"", "sitemap.xml"}
