"""A plain static host for the tests, and the build of a copy of the repository."""

import os
import shutil
import subprocess
import sys
import threading
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO


class SiteServer(ThreadingHTTPServer):
    """Serves the folder `root` on 127.0.0.1 under `prefix`, as a static host would."""

    def __init__(self, root: Path, prefix: str = "/") -> None:
        self.root, self.prefix = root, prefix
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}{prefix}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep silent about a browser that went away in the middle of an answer."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def start(self) -> None:
        """Answer requests from now on, beside whatever else the program does."""
        threading.Thread(target=self.serve_forever, args=[0.05], daemon=True).start()


class Handler(SimpleHTTPRequestHandler):
    """Static files, the site's own 404 page, nothing outside the prefix, nothing to be kept."""

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
        """Let browsers keep nothing of an earlier build."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def build(root: Path, site: Path, env: dict[str, str] | None = None) -> str:
    """Build the repository at `root` into the folder `site`; gives what went wrong, or ""."""
    run = subprocess.run(
        [sys.executable, "-m", "publish.finish"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": "scripts", **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    if run.returncode:
        return run.stdout.strip() or f"exit status {run.returncode}"
    if site != root / "site":
        shutil.rmtree(site, ignore_errors=True)
        shutil.move(root / "site", site)
    return ""
