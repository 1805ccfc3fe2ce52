"""Link previews, as two clients see them that are not ours, on a real server."""

import json
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

import pytest
from PIL import Image

from conftest import ROOT, copy_built
from hosting import SiteServer, build
from test_accessibility import pages_of, redirects_of

CLIENTS = ("open-graph-scraper", "unfurl.js")
LARGEST = 100_000  # bytes of a card


class Published(NamedTuple):
    """A site that was built for the address at which it is served."""

    address: str
    site: Path
    previews: dict[str, list[dict[str, Any]]]  # by address below the site's, one for each client


@pytest.fixture(scope="module", params=["/", "/sub/name/"])
def published(
    request: pytest.FixtureRequest, site: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Published]:
    """The real site, built with SITE_URL and served there, at the root and in a folder."""
    folder = tmp_path_factory.mktemp("published")
    server = SiteServer(folder, prefix=request.param)
    repository = copy_built(site, folder / "repository")
    problems = build(repository, folder / "site", {"SITE_URL": server.url})
    assert problems == ""
    server.root = folder / "site"
    server.start()
    names = [n for n in pages_of(server.root) if n != "404.html"] + redirects_of(server.root)
    asked = subprocess.run(
        ["node", ROOT / "tests" / "preview.cjs", *(server.url + name for name in names)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=ROOT / "tests",
    )
    assert asked.returncode == 0, asked.stderr
    yield Published(
        server.url, server.root, dict(zip(names, json.loads(asked.stdout), strict=True))
    )
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("client", CLIENTS)
def test_every_page_has_a_preview_of_its_own(published: Published, client: str) -> None:
    """Title, description with its caveat, whole address, and a picture that no other page has."""
    titles, images = set(), set()
    for name in pages_of(published.site):
        if name == "404.html" or name.startswith("maintainers/"):
            continue
        found = published.previews[name][CLIENTS.index(client)]
        assert found["address"] == published.address + name
        assert found["card"] == "summary_large_image"
        assert 40 < len(found["description"]) <= 200, name
        assert found["image"]["url"].startswith(published.address + "cards/"), name
        assert len(found["image"]["alt"]) > 40, name
        titles.add(found["title"])
        images.add(found["image"]["url"])
    assert len(titles) == len(images) > 20


def test_both_clients_see_the_same(published: Published) -> None:
    """What one client reads, the other reads too, for both kinds of tags."""
    for name, (one, other) in published.previews.items():
        for key in ("title", "description", "address", "site", "card"):
            assert one[key] == other[key], name


def test_pictures_are_there_and_fit(published: Published) -> None:
    """Every card is fetched from its address: PNG, 1200 x 630, small, named by its content."""
    images = {
        found["image"]["url"] for both in published.previews.values() for found in both
        if found.get("image")
    }  # fmt: skip
    for image in sorted(images):
        with urlopen(image) as reply:
            assert reply.headers["Content-Type"] == "image/png"
            body = reply.read()
        assert len(body) < LARGEST, image
        assert Image.open(BytesIO(body)).size == (1200, 630)
    assert all(len(image.split(".")[-2]) == 16 for image in images)


def test_another_name_of_a_fact_has_the_preview_of_the_fact(published: Published) -> None:
    """Not every client follows a redirect in a page, so the redirect has the same preview."""
    for both in zip(published.previews["adults/"], published.previews["children/"], strict=True):
        for key in ("title", "description", "address"):
            assert both[0][key] == both[1][key]
        assert both[0]["image"]["url"] == both[1]["image"]["url"]


def test_nothing_points_to_the_stand_in(published: Published) -> None:
    """The real address stands in every file of the built site."""
    for path in published.site.rglob("*"):
        if path.is_file():
            assert b"address.invalid" not in path.read_bytes(), path.relative_to(published.site)
