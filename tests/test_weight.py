"""What a first visit costs, counted in bytes and requests, never in seconds."""

import gzip
from pathlib import Path

from bs4 import BeautifulSoup
from playwright.sync_api import Page

from conftest import ROOT, Servers
from test_accessibility import pages_of

BYTES = 90_000  # gzipped, with everything that is loaded
REQUESTS = 8
SCRIPT_BYTES = 4_000  # our own scripts together
INDEX_BYTES = 30_000  # what the first search fetches; it grows with what the data say
ICON = "assets/mark.svg"
LOADED = "script[src], link[rel=stylesheet], link[rel=icon], img[src]"


def gzipped(body: bytes) -> int:
    """The size of a file as a host would send it."""
    return len(gzip.compress(body, 9))


def loaded(site: Path, address: str) -> set[Path]:
    """The files that a page loads, and its own."""
    file = site / address
    file = file if file.suffix else file / "index.html"
    tags = BeautifulSoup(file.read_bytes(), "html.parser").select(LOADED)
    return {file, *((file.parent / str(t.get("src") or t["href"])).resolve() for t in tags)}


def test_first_visit_is_light(site: Path) -> None:
    """Each page, opened first, stays within its bytes and requests."""
    for address in pages_of(site):
        if address != "404.html":  # its addresses start at the host
            files = loaded(site, address)
            assert len(files) <= REQUESTS, address
            assert sum(gzipped(file.read_bytes()) for file in files) <= BYTES, address


def test_nothing_else_is_fetched(site: Path, server: Servers, page: Page) -> None:
    """A browser asks for files that the page names and for no other."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(server.root)))
    page.goto(server.root, wait_until="networkidle")
    named = {file.relative_to(site).as_posix() for file in loaded(site, "")} - {"index.html"}
    # Material looks for other languages there. Chromium without a window does not fetch the icon.
    assert named - {ICON} <= set(asked) <= named | {"", "sitemap.xml"}


def test_what_is_not_loaded_at_first_is_small_too(site: Path) -> None:
    """Our own scripts can be read in a sitting; the search's index holds what repeats once."""
    scripts = (ROOT / "templates" / "theme" / "assets").glob("*.js")
    assert 0 < sum(gzipped(script.read_bytes()) for script in scripts) <= SCRIPT_BYTES
    assert gzipped((site / "search" / "search_index.json").read_bytes()) <= INDEX_BYTES
