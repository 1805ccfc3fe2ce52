"""A plain static host for the tests, and the build of a copy of the repository."""

import functools
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import BinaryIO


class SiteServer(ThreadingHTTPServer):
    """Serves the folder `root` on 127.0.0.1 under `prefix`, as a static host would."""

    def __init__(self, root: Path, prefix: str, obedient: bool) -> None:
        self.root, self.prefix, self.obedient = root, prefix, obedient
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}{prefix}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep silent about a browser that went away in the middle of an answer."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Handler(SimpleHTTPRequestHandler):
    """Static files, the site's own 404 page, nothing outside the prefix."""

    server: SiteServer
    protocol_version = "HTTP/1.1"  # one connection for many requests: pages load faster

    def translate_path(self, path: str) -> str:
        """The file for an address, below the folder that is served just now."""
        self.directory = str(self.server.root)
        return super().translate_path("/" + path.removeprefix(self.server.prefix))

    def send_head(self) -> BinaryIO | None:
        """Answer with "not found" what lies outside the prefix."""
        if self.path.startswith(self.server.prefix):
            return super().send_head()
        self.send_error(HTTPStatus.NOT_FOUND)
        return None

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        """Show no listing of a folder without a page of its own."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page."""
        body = (self.server.root / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def end_headers(self) -> None:
        """Send what `_headers` asks for, on a host that reads it; else, that nothing be kept."""
        sent = {} if self.server.obedient else {"Cache-Control": "no-store"}
        if self.server.obedient:
            address = "/" + self.path.removeprefix(self.server.prefix)
            for pattern, fields in rules(self.server.root / "_headers").items():
                sent |= fields if fnmatchcase(address, pattern) else {}
        for name, value in sent.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@functools.cache
def rules(file: Path) -> dict[str, dict[str, str]]:
    """The header fields that `_headers` asks for, by pattern of address."""
    found: dict[str, dict[str, str]] = {}
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("/"):
            pattern = found.setdefault(line, {})
        else:
            name, value = line.strip().split(": ", 1)
            pattern[name] = value
    return found


@contextmanager
def serving(root: Path, prefix: str = "/", obedient: bool = False) -> Iterator[SiteServer]:
    """A host that answers; an obedient one does what `_headers` asks."""
    with SiteServer(root, prefix, obedient) as server:
        Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        yield server
        server.shutdown()


def begun(root: Path, **environment: str) -> subprocess.Popen[str]:
    """The command that makes the site of the repository at `root`, as make begins it."""
    untold = {"PYTHONPATH": "scripts", "SITE_URL": "", "SOURCE_DATE_EPOCH": ""}
    return subprocess.Popen(
        [sys.executable, "-m", "publish.finish"],
        cwd=root,
        env=os.environ | untold | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def build(root: Path, **environment: str) -> str:
    """Build the repository at `root`; gives what went wrong, or ""."""
    run = begun(root, **environment)
    _, told = run.communicate()
    return (told.strip() or f"exit status {run.returncode}") if run.returncode else ""
