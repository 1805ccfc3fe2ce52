"""A walk through the site in Firefox, where it is installed (Playwright drives its own alone).

Firefox is led by Marionette, the protocol that it speaks itself: lengths and JSON over a socket.
"""

import base64
import io
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from conftest import Servers
from test_accessibility import WORD

NAMES = (os.environ.get("FIREFOX", ""), "firefox-esr", "firefox")
FIREFOX = next(filter(None, map(shutil.which, NAMES)), None)
SECONDS = 60


class Firefox:
    """A running Firefox; `firefox(command, parameter=…)` does one thing and gives its value."""

    def __init__(self, wire: socket.socket) -> None:
        self.wire = wire.makefile("rwb")
        self._next()  # it says who it is
        self("NewSession")

    def __call__(self, command: str, **parameters: Any) -> Any:
        """One command of WebDriver. Raises AssertionError with what Firefox says against it."""
        message = json.dumps([0, 1, f"WebDriver:{command}", parameters]).encode()
        self.wire.write(b"%d:%s" % (len(message), message))
        self.wire.flush()
        _, _, error, result = self._next()
        assert error is None, error
        return result.get("value", result) if isinstance(result, dict) else result

    def _next(self) -> Any:
        size = b"".join(iter(lambda: self.wire.read(1), b":"))
        return json.loads(self.wire.read(int(size)))

    def script(self, script: str) -> Any:
        """The value of an expression in the page."""
        return self("ExecuteScript", script=f"return {script}", args=[])

    def element(self, selector: str) -> str:
        """The first element that a selector finds."""
        found = self("FindElement", using="css selector", value=selector)
        return str(next(iter(found.values())))

    def click(self, selector: str, then: str) -> None:
        """Click as a person does, and wait until an expression holds."""
        self("ElementClick", id=self.element(selector))
        wait_until(lambda: bool(self.script(then)), then)

    def paper(self) -> bytes:
        """The page as it is printed."""
        return base64.b64decode(self("Print"))


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Wait for something; fail when it takes too long."""
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, f"did not happen: {what}"
        time.sleep(0.1)


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[Firefox]:
    """Firefox without a window and with a profile of its own."""
    if FIREFOX is None:
        pytest.skip("Firefox is not installed (on Debian: apt install firefox-esr)")
    (tmp_path / "user.js").write_text('user_pref("marionette.port", 0);')  # any free one
    command = [FIREFOX, "--headless", "--marionette", "--profile", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        port = tmp_path / "MarionetteActivePort"
        try:
            wait_until(lambda: port.exists() and bool(port.read_text()), "Firefox starts")
            with socket.create_connection(("127.0.0.1", int(port.read_text()))) as wire:
                wire.settimeout(SECONDS)
                yield Firefox(wire)
        finally:
            process.terminate()


def test_the_site_works_in_firefox(server: Servers, firefox: Firefox) -> None:
    """First page, search, a number's card, copying and printing do what they do elsewhere."""
    firefox("Navigate", url=server.root)
    heading = firefox.script("document.querySelector('h1').firstChild.textContent")
    firefox.click("article data.opens", "document.querySelector('.card li') !== null")
    firefox.click(".card__close", "document.querySelector('.card') === null")
    firefox.click(".copies summary", "document.querySelector('.copies').open")
    firefox.click(".copies button", "document.querySelector('.copies button').matches('.copied')")
    paper = firefox.paper()
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(paper)).pages)
    for part in (heading, "Printed from"):
        assert "".join(part.split()) in "".join(text.split())
    # Letters of drawings are printed as lines, so that they are no text there
    firefox.script("document.querySelectorAll('.chart text').forEach(label => label.remove())")
    assert len(firefox.paper()) < len(paper) - 1000, "the labels of drawings are not printed"
    firefox("ElementSendKeys", id=firefox.element("input[name=query]"), text=WORD)
    found = "document.querySelector('.md-search-result__item a') !== null"
    wait_until(lambda: bool(firefox.script(found)), found)
