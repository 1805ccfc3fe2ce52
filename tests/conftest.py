"""What the tests share: a fresh copy of the repository, the built site, servers and a browser."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
    sync_playwright,
)

from hosting import SiteServer, build, serving

ROOT = Path(__file__).resolve().parents[1]
# Left out of copies: what git ignores, and docs/, which the build must be able to make from nothing
MADE = shutil.ignore_patterns(
    *(".git", ".venv", ".cache", "__pycache__", ".hypothesis", "node_modules", "docs", "site")
)
ADDRESS = "https://example.org/sub/name/"  # that the site is built for; `server.sub` is as deep
DESKTOP = ViewportSize(width=1280, height=720)
# What can be set for a page alone; any other option takes a browser context of its own
OF_A_PAGE = {"viewport", "color_scheme", "reduced_motion", "forced_colors", "contrast"}
CHROMIUMS = (  # the same places as in tests/setup_tools.sh
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


class Servers(NamedTuple):
    """The built site's addresses, each ending in a slash."""

    root: str  # http://127.0.0.1:PORT/
    sub: str  # http://127.0.0.1:PORT/sub/name/, where nothing else is found on that port


def copy_repository(target: Path) -> Path:
    """Copy what the site is built from into a folder that is not there yet."""
    return Path(shutil.copytree(ROOT, target, ignore=MADE))


@pytest.fixture
def repository(site: Path, tmp_path: Path) -> Path:
    """A copy of this repository after a build: a test may change what it likes."""
    return Path(shutil.copytree(site.parent / "built", tmp_path / "repository"))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The real site, built once a test run from a fresh copy. For reading only."""
    base = tmp_path_factory.getbasetemp()
    if worker_id != "master":  # a pytest-xdist process: its siblings share the folder above
        base = base.parent
    with (base / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # let go when the file is closed
        if not (base / "site").exists():
            repository = copy_repository(base / f"repository-{worker_id}")
            if problems := build(repository, SITE_URL=ADDRESS):
                pytest.fail(f"The site could not be built:\n{problems}", pytrace=False)
            (repository / "site").rename(base / "site")
            repository.rename(base / "built")
    return base / "site"


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[Servers]:
    """The built site, served at the top of one address and below a folder of another."""
    with serving(site, "/", True) as root, serving(site, "/sub/name/", True) as sub:
        yield Servers(root.url, sub.url)


@pytest.fixture
def plain_host(site: Path) -> Iterator[SiteServer]:
    """A host that knows nothing of `_headers`, and lets browsers keep nothing."""
    with serving(site) as server:
        yield server


def chromium() -> dict[str, Any]:
    """How to start the system's Chromium: without a window, with no way out of this machine."""
    names = (os.environ.get("CHROMIUM", ""), *CHROMIUMS)
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("No Chromium. Mend: bash tests/setup_tools.sh", pytrace=False)
    return {
        "executable_path": path,
        "chromium_sandbox": os.geteuid() != 0,  # Chromium's sandbox refuses to run as root
        "args": [
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        ],
    }


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium())
        yield browser
        browser.close()


@pytest.fixture
def console_errors() -> list[str]:
    """What the test's pages have reported so far: console errors and uncaught exceptions."""
    return []


@pytest.fixture(scope="session")
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """A person with a plain browser, who comes back again and again: a new one costs a second."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def new_page(
    browser: Browser, visitor: BrowserContext, console_errors: list[str]
) -> Iterator[Callable[..., Page]]:
    """Open a page with Playwright's options, such as `color_scheme="dark"` or `viewport`.

    A request to any other machine fails the test.
    """
    pages: list[Page] = []
    foreign: list[str] = []
    origins: set[str] = set()

    def on_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("data", "blob"):
            return
        origins.add(f"{address.scheme}://{address.netloc}")
        if address.hostname != "127.0.0.1":
            foreign.append(request.url)

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            console_errors.append(message.text)

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**options) if options.keys() - OF_A_PAGE else visitor
        page = context.new_page()
        pages.append(page)
        page.on("request", on_request)
        page.on("console", on_console)
        page.on("pageerror", lambda error: console_errors.append(str(error)))
        if context is visitor:
            page.set_viewport_size(options.pop("viewport", DESKTOP))
            page.emulate_media(**options)
        return page

    yield open_page
    for page in pages:
        if page.context is not visitor:
            page.context.close()
            continue
        session = visitor.new_cdp_session(page)
        for origin in origins:  # the next test shall find nothing of what this one has stored
            session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        page.close()
    assert not foreign, f"requests to other machines: {foreign}"


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page on a desktop screen. A request to any other machine fails the test."""
    return new_page()
