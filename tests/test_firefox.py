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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from conftest import Servers
from test_accessibility import WORD

FIREFOX = next(
    filter(None, map(shutil.which, (os.environ.get("FIREFOX", ""), "firefox-esr", "firefox"))), None
)
SECONDS = 60


class Firefox:
    """A running Firefox; `firefox(command, parameter=…)` does one thing and gives its value."""

    def __init__(self, wire: socket.socket) -> None:
        self.wire = wire
        self._next()  # it says who it is
        self("NewSession")

    def __call__(self, command: str, **parameters: Any) -> Any:
        """One command of WebDriver. Raises AssertionError with what Firefox says against it."""
        message = json.dumps([0, 1, f"WebDriver:{command}", parameters]).encode()
        self.wire.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self._next()
        assert error is None, error
        return result.get("value", result) if isinstance(result, dict) else result

    def _next(self) -> Any:
        size, message = b"", b""
        while (digit := self.wire.recv(1)) != b":":
            size += digit
        while len(message) < int(size):
            message += self.wire.recv(int(size) - len(message))
        return json.loads(message)

    def script(self, script: str) -> Any:
        """The value of an expression in the page."""
        return self("ExecuteScript", script=f"return {script}", args=[])

    def wait_for(self, script: str) -> None:
        """Wait until an expression holds."""
        wait_until(lambda: bool(self.script(script)), script)

    def element(self, selector: str) -> str:
        """The first element that a selector finds."""
        found = self("FindElement", using="css selector", value=selector)
        return str(next(iter(found.values())))

    def click(self, selector: str) -> None:
        """Click as a person does."""
        self("ElementClick", id=self.element(selector))


def wait_until(holds: Any, what: str) -> None:
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
        wait_until(lambda: port.exists() and port.read_text(), "Firefox starts")
        try:
            with socket.create_connection(("127.0.0.1", int(port.read_text()))) as wire:
                wire.settimeout(SECONDS)
                yield Firefox(wire)
        finally:
            process.terminate()


def test_the_site_works_in_firefox(server: Servers, firefox: Firefox) -> None:
    """First page, search, a number's card, copying and printing do what they do elsewhere."""
    firefox("Navigate", url=server.root)
    heading = firefox.script("document.querySelector('h1').firstChild.textContent")
    firefox("ElementSendKeys", id=firefox.element("input[name=query]"), text=WORD)
    firefox.wait_for("document.querySelector('.md-search-result__item a') !== null")
    firefox("Navigate", url=server.root)
    firefox.click("article data.opens")
    firefox.wait_for("document.querySelector('.card li') !== null")
    firefox.click(".card__close")
    firefox.wait_for("document.querySelector('.card') === null")
    firefox.click(".copies summary")
    firefox.click(".copies button")
    firefox.wait_for("document.querySelector('.copies__told').textContent !== ''")
    assert firefox.script("document.querySelector('.copies button').matches('.copied')")
    paper = base64.b64decode(firefox("Print"))
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(paper)).pages)
    for part in (heading, "Printed from"):
        assert "".join(part.split()) in "".join(text.split())
    # Letters of drawings are printed as lines, so that they are no text there
    firefox.script("document.querySelectorAll('.chart text').forEach(label => label.remove())")
    without = base64.b64decode(firefox("Print"))
    assert len(without) < len(paper) - 1000, "the labels of drawings are not printed"
