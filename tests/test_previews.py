"""What other programs make of a page: link previews, and the reader view of browsers."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page

from conftest import ADDRESS, ROOT, Servers
from studies import TYPED
from test_accessibility import FACT, pages_of, soup

LARGEST = 100_000  # bytes of a card
READABILITY = ROOT / "node_modules" / "@mozilla" / "readability" / "Readability.js"
READ = "() => {%s; return new Readability(document.cloneNode(true)).parse(); }"
TRIAL = next(ident for ident, shared in TYPED["shared"].items() if "trial" in shared)
PUBLISHED = TYPED["log"][-1]["date"]


def metas(file: Path) -> dict[str, str]:
    """What the meta tags of a page say, by name."""
    tags = soup(file).find_all("meta")
    return {str(tag.get("property") or tag.get("name")): str(tag.get("content")) for tag in tags}


def test_every_page_has_a_preview_of_its_own(site: Path) -> None:
    """Title, description with its caveat, whole address, and a picture that no other page has."""
    own = ("title", "description", "image")
    seen: dict[str, set[str]] = {name: set() for name in (*own, "<title>")}
    pages = {a: f for a, f in pages_of(site).items() if not a.startswith(("404", "maintainers/"))}
    for address, file in pages.items():
        found = metas(file)
        seen["<title>"].add(soup(file).select("title")[0].get_text())
        assert found["og:url"] == ADDRESS + address
        assert found["twitter:card"] == "summary_large_image"
        assert found["format-detection"] == "telephone=no"  # or 9 of 28 may become a link
        ahead = soup(file).select("link[rel=next], link[rel=prev], link[rel*=prefetch]")
        assert not ahead, "Firefox would fetch it, which the policy forbids"
        assert 40 < len(found["description"]) <= 200, address
        assert len(found["og:image:alt"]) > 40, address
        for name in (*own, "image:alt"):
            assert found[f"twitter:{name}"] == found[f"og:{name}"], address
        picture = (site / found["og:image"].removeprefix(ADDRESS)).read_bytes()
        assert len(picture) < LARGEST, address
        assert Image.open(BytesIO(picture)).size == (1200, 630), address
        for name in own:
            seen[name].add(found[f"og:{name}"])
    assert {len(values) for values in seen.values()} == {len(pages)}


def test_another_name_of_a_fact_has_the_preview_of_the_fact(site: Path) -> None:
    """Not every client follows a redirect in a page, so the redirect has the same preview."""
    redirects = pages_of(site, leading_on=True)
    assert redirects
    for file in redirects.values():
        found = {key: value for key, value in metas(file).items() if ":" in key}
        fact = site / found["og:url"].removeprefix(ADDRESS) / "index.html"
        assert found.items() <= metas(fact).items()


def test_nothing_points_to_the_stand_in(site: Path) -> None:
    """The real address stands in every file of the built site."""
    for path in site.rglob("*"):
        assert not path.is_file() or b"address.invalid" not in path.read_bytes(), path


@pytest.mark.parametrize("address", ["", "certainty/", "questions/", FACT, TRIAL])
def test_a_reader_view_keeps_the_answer(server: Servers, page: Page, address: str) -> None:
    """Firefox and Safari head the page with its own title and date, and keep its whole answer."""
    page.goto(server.root + address)
    heading = page.locator("h1").evaluate("h1 => h1.textContent.replace('¶', '')")
    answer = page.locator(".key-messages, .answer, .certainty, .fact, .fact-box").first
    parts = answer.locator("p:not(.ground), li, td, .level").all()
    told = ["".join(part.inner_text().split()) for part in parts if part.is_visible()]
    read: dict[str, Any] = page.evaluate(READ % READABILITY.read_text("utf-8"))
    assert (read["title"], (read["publishedTime"] or PUBLISHED)[:10]) == (heading, PUBLISHED)
    assert told
    assert [text for text in told if text not in "".join(read["textContent"].split())] == []
