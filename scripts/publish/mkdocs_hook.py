"""MkDocs hook: keeps compiled templates between builds; lets `mkdocs serve` follow the data.

It changes nothing in the site: a builder that does not know hooks loses nothing but time.
"""

import socket
import subprocess
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "theme"
serving = False


class Compiled(BytecodeCache):
    """Compiled templates of earlier builds, with checksums: a damaged one is compiled anew."""

    def load_bytecode(self, bucket: Bucket) -> None:  # noqa: D102
        with suppress(OSError):
            kept = (CACHE / bucket.key).read_bytes()
            if sha256(kept[32:]).digest() == kept[:32]:
                bucket.bytecode_from_string(kept[32:])

    def dump_bytecode(self, bucket: Bucket) -> None:  # noqa: D102
        body = bucket.bytecode_to_string()
        with suppress(OSError):
            CACHE.mkdir(parents=True, exist_ok=True)
            (CACHE / bucket.key).write_bytes(sha256(body).digest() + body)


def on_env(env: Environment, **_: Any) -> None:
    """Let the theme's templates be kept."""
    env.bytecode_cache = Compiled()


def on_startup(command: str, **_: Any) -> None:
    """Note whether the site is served."""
    global serving
    serving = command == "serve"


def on_pre_build(**_: Any) -> None:
    """Make docs/ anew; when that fails it says why, and the pages stay as they were."""
    for step in (["scripts/build_tables.py"], ["-m", "publish.draw"]) if serving else ():
        if subprocess.run([sys.executable, *step], cwd=ROOT).returncode:
            print("Mend that and save. Until then the pages stay as they were.")
            return


def on_serve(server: Any, config: Any, **_: Any) -> None:
    """Follow the sources alone: docs/, made by each build, would set off another."""
    server.unwatch(config.docs_dir)
    with socket.socket() as probe:
        if probe.connect_ex(server.server_address) == 0:
            raise SystemExit("This port is taken. Try another: make serve PORT=8001")
