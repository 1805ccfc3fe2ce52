"""The server: what it answers, and how it follows changes in a copy of this repository."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from serve import SiteServer


def get(url: str, method: str = "GET") -> tuple[HTTPResponse, str]:
    """Ask for an address, follow nothing, and give the reply with its text."""
    address = urlsplit(url)
    connection = HTTPConnection(address.hostname or "", address.port, timeout=10)
    connection.request(method, address.path)
    reply = connection.getresponse()
    text = reply.read().decode()
    connection.close()
    return reply, text


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SiteServer]:
    """A site of two pages under a sub-path."""
    (tmp_path / "folder" / "empty").mkdir(parents=True)
    (tmp_path / "index.html").write_text("front")
    (tmp_path / "folder" / "index.html").write_text("inner")
    (tmp_path / "404.html").write_text("no such page")
    server = SiteServer(tmp_path, prefix="/sub/name/")
    server.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/sub/name/", 200, "front"),
        ("/sub/name/folder/", 200, "inner"),
        ("/sub/name/folder/?query", 200, "inner"),
        ("/sub/name/missing", 404, "no such page"),
        ("/sub/name/folder/empty/", 404, "no such page"),
        ("/sub/name/../../../etc/passwd", 404, "no such page"),
        ("/sub/name/%2e%2e/%2e%2e/etc/passwd", 404, "no such page"),
        ("/", 404, "no such page"),
        ("/index.html", 404, "no such page"),
    ],
)
def test_answers(small: SiteServer, path: str, status: int, text: str) -> None:
    """Pages below the prefix are found; all else gets the site's own 404 page, listings too."""
    reply, got = get(f"http://127.0.0.1:{small.server_port}{path}")
    assert (reply.status, got) == (status, text)


def test_folder_without_slash(small: SiteServer) -> None:
    """A folder's address without the slash leads on to the one with it, prefix and all."""
    reply, _ = get(small.url + "folder")
    assert (reply.status, reply.getheader("Location")) == (301, "/sub/name/folder/")


def test_head_of_missing_page(small: SiteServer) -> None:
    """HEAD of a missing page says 404 and sends no text."""
    reply, text = get(small.url + "missing", "HEAD")
    assert (reply.status, text) == (404, "")


def test_a_browser_that_goes_away_is_no_news(
    small: SiteServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """An answer that nobody waits for any more prints nothing; any other fault is told."""
    told = []
    for fault in (BrokenPipeError(), ValueError("a fault")):
        try:
            raise fault
        except (OSError, ValueError):
            small.handle_error(None, ("127.0.0.1", 0))
        told.append("a fault" in capsys.readouterr().err)
    assert told == [False, True]


class Run(NamedTuple):
    """A running `serve.py` in a copy of the repository."""

    process: subprocess.Popen[str]
    repository: Path
    url: str
    output: Path

    def wait(self, what: str, true: Callable[[], bool], seconds: float = 60) -> None:
        """Wait until something is true; fail with what the server printed."""
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end or self.process.poll() is not None:
                pytest.fail(f"{what}: not so. The server printed:\n{self.output.read_text()}")
            time.sleep(0.1)

    def said(self) -> str:
        """Give all that was printed so far."""
        return self.output.read_text()

    def builds(self) -> int:
        """Count the builds, good and bad, that were reported so far."""
        return len(re.findall(r"^(?:Built|Not built)\.", self.said(), re.MULTILINE))


@pytest.fixture
def run(repository: Path, tmp_path: Path) -> Iterator[Run]:
    """`serve.py` on a free port, as Ctrl-C would end it."""
    output = tmp_path / "output.txt"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with output.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "scripts/serve.py", "--port", str(port)],
            cwd=repository,
            stdout=stream,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    run = Run(process, repository, f"http://127.0.0.1:{port}/", output)
    try:
        run.wait("first build", lambda: run.builds() > 0)
        yield run
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        try:
            code = process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert code == 0, run.said()
    assert "Traceback" not in run.said()


def test_follows_changes(run: Run, page: Page) -> None:
    """A change in the data reaches an open page; a broken one is told, and the old page stays."""
    data = run.repository / "data" / "study.yaml"
    good = data.read_text(encoding="utf-8")

    def name(new: str) -> str:
        text, count = re.subn(r"(?m)^(  measured_benefit:) .*$", rf"\1 {new}", good)
        assert count == 1
        return text

    def served(text: str) -> bool:
        return text in get(run.url)[1]

    page.goto(run.url)
    assert get(run.url + "missing")[0].status == 404
    assert not served("Quite another name")

    data.write_text(name("Quite another name"), encoding="utf-8")
    run.wait("changed page", lambda: served("Quite another name"))
    page.get_by_text("Quite another name").first.wait_for(state="attached")  # with no click

    seen = run.builds()
    data.write_text(name("A third name") + "broken: [\n", encoding="utf-8")
    run.wait("message", lambda: run.builds() > seen)
    assert "data/study.yaml:" in run.said()
    assert "the last good pages stay up" in run.said()
    assert served("Quite another name")

    data.write_text(name("A third name"), encoding="utf-8")
    run.wait("mended page", lambda: served("A third name"))


def test_watches_every_source(run: Run) -> None:
    """A file saved among the templates or scripts, or the configuration, sets off a build."""
    seen = run.builds()
    (run.repository / "data" / "study.yaml").write_text("[")  # so that each build ends soon
    run.wait("build after data", lambda: run.builds() > seen)
    for source in ("templates/note.txt", "scripts/note.txt", "mkdocs.yml"):
        seen = run.builds()
        with (run.repository / source).open("a") as file:
            file.write("\n")
        run.wait(f"build after {source}", lambda seen=seen: run.builds() > seen)  # type: ignore[misc]


def test_port_in_use(repository: Path) -> None:
    """A port that is taken gives one line, which names a way out."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = subprocess.run(
            [sys.executable, "scripts/serve.py", "--port", str(port)],
            cwd=repository,
            capture_output=True,
            text=True,
            timeout=20,
        )
    assert run.returncode == 1
    assert run.stdout == ""
    assert run.stderr.count("\n") == 1
    assert f"Port {port} cannot be used" in run.stderr
    assert "PORT=" in run.stderr


@pytest.mark.parametrize("port", ["x", "-1", "65536"])
def test_wrong_port(repository: Path, port: str) -> None:
    """What is no port is a wrong call."""
    run = subprocess.run(
        [sys.executable, "scripts/serve.py", f"--port={port}"],
        cwd=repository,
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
