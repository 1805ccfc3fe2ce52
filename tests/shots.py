"""Pictures of every page of site/ for a person to look at, in tests/shots/.

Three widths in light and dark, and each page as it is printed:
PYTHONPATH=scripts .venv/bin/python tests/shots.py
"""

from itertools import product

from playwright.sync_api import sync_playwright

from conftest import ROOT, chromium
from hosting import serving
from test_accessibility import pages_of

SITE, SHOTS = ROOT / "site", ROOT / "tests" / "shots"

if __name__ == "__main__":
    SHOTS.mkdir(exist_ok=True)
    with serving(SITE) as host, sync_playwright() as playwright:
        page = playwright.chromium.launch(**chromium()).new_page()
        for address, width in product(pages_of(SITE), (360, 768, 1280)):
            name = address.strip("/").replace("/", "-") or "index"
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(host.url + address)
            for dark in (False, True):
                page.emulate_media(color_scheme="dark" if dark else "light")
                picture = f"{name}-{width}-{'dark' if dark else 'light'}.png"
                page.screenshot(path=SHOTS / picture, full_page=True)
            page.pdf(path=SHOTS / f"{name}.pdf", format="A4")
    print(f"{len(list(SHOTS.iterdir()))} pictures in tests/shots/")
