"""Show the site on this machine and follow changes: build anew, then reload the browser.

`mkdocs serve` would not do: it knows nothing of data/, it answers no request after a build that
failed, and it reloads by an inline script, which the site's Content-Security-Policy forbids.

Usage: serve.py [--port 8000]
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("data", "templates", "scripts", "mkdocs.yml")

# A page carries the version it was built as, so it notices a newer one however late it asks.
RELOAD_SCRIPT = """\
const asked = document.currentScript?.src.split("?")[1];
setInterval(async () => {
  const reply = await fetch("/reload-version.txt").catch(() => null);
  if (asked && reply?.ok && (await reply.text()) !== asked) location.reload();
}, 1000);
"""
NOT_BUILT = (
    "<!doctype html><html lang=en><title>Not built</title>"
    "<body><p>The site could not be built. The terminal says why.</p></body></html>"
)


class SiteServer(ThreadingHTTPServer):
    """Serves the folder `root` on 127.0.0.1 under `prefix`, as a static host would."""

    def __init__(self, root: Path, prefix: str = "/", port: int = 0) -> None:
        self.root = root
        self.prefix = prefix
        super().__init__(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}{prefix}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep silent about a browser that went away in the middle of an answer."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def start(self) -> None:
        """Answer requests from now on, beside whatever else the program does."""
        threading.Thread(target=self.serve_forever, args=[0.05], daemon=True).start()


class Handler(SimpleHTTPRequestHandler):
    """Static files, the site's own 404 page, no listings, and nothing outside the prefix."""

    server: SiteServer
    protocol_version = "HTTP/1.1"  # one connection for many requests: pages load faster

    def translate_path(self, path: str) -> str:
        """Give the file for an address, below the folder that is served just now."""
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
        """Answer "not found" with the site's own page."""
        page = self.server.root / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def end_headers(self) -> None:
        """Keep browsers from showing what an earlier build left in their cache."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *args: object) -> None:
        """Leave the terminal to what the build has to say."""


def build(root: Path, site: Path, env: dict[str, str] | None = None) -> str:
    """Build the repository at `root` into the folder `site`; give what went wrong, or ""."""
    mkdocs = ["-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(site)]
    finish = ["-m", "publish.finish", "--site", str(site)]
    for step in (["scripts/build_tables.py"], ["-m", "publish.draw"], mkdocs, finish):
        more = env if env and step in (mkdocs, finish) else {}
        run = subprocess.run(
            [sys.executable, *step],
            cwd=root,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": "scripts", **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # Ctrl-C is for this program, which ends the step itself
        )
        if run.returncode:
            return run.stdout.strip() or f"{step} ended with exit code {run.returncode}"
    return ""


def add_reload(site: Path) -> None:
    """Make every page of a built site reload itself once another version is served."""
    version = str(time.time_ns())
    (site / "reload-version.txt").write_text(version)
    (site / "reload.js").write_text(RELOAD_SCRIPT)
    tag = f'<script src="/reload.js?{version}"></script></body>'
    for page in site.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        page.write_text(tag.join(html.rsplit("</body>", 1)), encoding="utf-8")


def snapshot(root: Path) -> dict[Path, tuple[int, int]]:
    """Give every source file's time and size: when they differ, something was saved."""
    files: dict[Path, tuple[int, int]] = {}
    for source in SOURCES:
        for path in (root / source, *(root / source).rglob("*")):
            if "__pycache__" in path.parts or not path.is_file():
                continue
            try:
                stat = path.stat()
            except FileNotFoundError:  # an editor is just replacing it
                continue
            files[path] = (stat.st_mtime_ns, stat.st_size)
    return files


def settled(root: Path) -> dict[Path, tuple[int, int]]:
    """Give the snapshot once nothing has changed for a moment: editors save in several steps."""
    before = snapshot(root)
    while True:
        time.sleep(0.2)
        now = snapshot(root)
        if now == before:
            return now
        before = now


def serve(server: SiteServer, workshop: Path) -> None:
    """Build into `workshop` and show the outcome; again after every change, without end."""
    count = 0
    while True:
        sources = settled(ROOT)
        count += 1
        site = workshop / str(count)
        problems = build(ROOT, site, {"SITE_URL": server.url})
        if problems:
            shutil.rmtree(site, ignore_errors=True)
            print(f"{problems}\nNot built. Mend and save; the last good pages stay up.", flush=True)
        else:
            add_reload(site)
            before, server.root = server.root, site
            shutil.rmtree(before, ignore_errors=True)
            print(f"Built. {server.url} shows it; Ctrl-C ends.", flush=True)
        while snapshot(ROOT) == sources:
            time.sleep(0.5)


def port_number(text: str) -> int:
    """Read a port from the command line; 0 stands for any free one."""
    port = int(text)
    if not 0 <= port <= 65535:
        raise ValueError(text)
    return port


def main() -> int:
    """Run until Ctrl-C."""
    parser = argparse.ArgumentParser(description="Show the site and follow changes.")
    parser.add_argument("--port", type=port_number, default=8000, help="0: any free one")
    port = parser.parse_args().port
    # Ended by another program, clean up as after Ctrl-C
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as folder:
        start = Path(folder, "0")
        start.mkdir()
        (start / "index.html").write_text(NOT_BUILT)
        add_reload(start)
        try:
            server = SiteServer(start, port=port)
        except OSError as error:
            message = f"Port {port} cannot be used ({error.strerror}). Try: make serve PORT=8001"
            print(message, file=sys.stderr)
            return 1
        server.start()
        try:
            serve(server, Path(folder))
        except KeyboardInterrupt:
            print()
        server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
