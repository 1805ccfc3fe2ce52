"""Pictures of every page for a person to look at, in tests/shots/: `make shots`.

Three widths in light and dark, and each page as it is printed.
"""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from threading import Thread

from playwright.sync_api import sync_playwright

from conftest import ROOT, chromium
from test_accessibility import pages_of

SITE, SHOTS = ROOT / "site", ROOT / "tests" / "shots"


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and writes no log."""

    def log_message(self, *_: object) -> None:
        """Leave the terminal alone."""


def main() -> None:
    """Take a picture of every page of the built site in every way."""
    SHOTS.mkdir(exist_ok=True)
    host = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(SITE)))
    Thread(target=host.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium())
        for scheme, width in product(("light", "dark"), (360, 768, 1280)):
            page = browser.new_page(viewport={"width": width, "height": 800})
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            for address in pages_of(SITE):
                page.goto(f"http://127.0.0.1:{host.server_port}/{address}")
                name = address.strip("/").replace("/", "-") or "index"
                page.screenshot(path=SHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
                if (scheme, width) == ("light", 1280):
                    page.pdf(path=SHOTS / f"{name}.pdf", format="A4")
            page.close()
    print(f"{len(list(SHOTS.iterdir()))} pictures in {SHOTS.relative_to(ROOT)}/")


if __name__ == "__main__":
    main()
