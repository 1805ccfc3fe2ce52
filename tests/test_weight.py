"""What a first visit costs, counted in bytes and requests, never in seconds."""

import gzip
from collections.abc import Callable
from functools import partial
from pathlib import Path

from playwright.sync_api import Page, Response

import bench
from conftest import ROOT
from hosting import SiteServer
from test_accessibility import pages_of

BYTES = 90_000  # gzipped, with everything that is loaded
REQUESTS = 8
SCRIPT_BYTES = 4_000  # our own scripts together
INDEX_BYTES = 20_000


def gzipped(body: bytes) -> int:
    """The size of a response as a host would send it."""
    return len(gzip.compress(body, 9))


def _note(responses: list[Response], response: Response) -> None:
    responses.append(response)


def test_first_visit_is_light(
    site: Path, plain_host: SiteServer, page: Page, record_property: Callable[..., None]
) -> None:
    """Each page, opened first, stays within its bytes and requests and asks no other host."""
    wrong = []
    for address in pages_of(site):  # of a host that lets nothing be kept from the visit before
        responses: list[Response] = []
        note = partial(_note, responses)
        page.on("response", note)
        page.goto(plain_host.url + address, wait_until="load")
        # Chromium without a window does not fetch the icon; it is the logo's file
        size = sum(gzipped(response.body()) for response in responses)
        record_property(address or "/", f"{size} bytes, {len(responses)} requests")
        if size > BYTES or len(responses) > REQUESTS:
            wrong.append(f"{address}: {size} bytes, {len(responses)} requests")
        missing = [response.url for response in responses if not response.ok]
        wrong += [f"{address}: not there: {url}" for url in missing]
        page.remove_listener("response", note)
    assert not wrong, "\n".join(wrong)


def test_every_page_is_light(site: Path) -> None:
    """Each page with its styles, scripts and icon, as `make bench` counts them."""
    for address in pages_of(site):
        if address != "404.html":  # it names its files from the root of the host
            size, requests = bench.first_visit(site / address / "index.html")
            assert size <= BYTES, address
            assert requests <= REQUESTS, address


def test_own_scripts_are_small() -> None:
    """The scripts that this repository brings are small enough to be read in a sitting."""
    scripts = sorted((ROOT / "templates" / "theme" / "assets").glob("*.js"))
    assert scripts
    assert sum(gzipped(script.read_bytes()) for script in scripts) <= SCRIPT_BYTES


def test_search_index_is_small(site: Path) -> None:
    """What the first search fetches is small: what repeats on many pages is in it once."""
    assert gzipped((site / "search" / "search_index.json").read_bytes()) <= INDEX_BYTES
