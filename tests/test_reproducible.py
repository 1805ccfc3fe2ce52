"""One commit gives one site, byte for byte: wherever, whenever and by whomever it is built."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import ADDRESS, copy_repository
from test_build_tables import PROGRAM, contents

ELSEWHERE = {"PYTHONHASHSEED": "2", "TZ": "Pacific/Apia", "LC_ALL": "C", "LANGUAGE": "fr"}
LONG_AGO = 400 * 24 * 3600  # seconds
# Found on the path, or named: PYTHON3_13=/home/me/venv/bin/python pytest tests/test_reproducible.py
OTHERS = ("python3.11", "python3.12", "python3.13", "python3.14")


def test_every_home_gives_the_same_site(site: Path, tmp_path: Path) -> None:
    """Folder, time, time zone, locale, file mask and hash seed change no byte of any file."""
    home = copy_repository(tmp_path / "another folder")
    for path in home.rglob("*"):
        os.utime(path, (time.time() - LONG_AGO,) * 2)
    done = subprocess.run(
        [sys.executable, "-m", "publish.finish"],
        cwd=home,
        env={**os.environ, **ELSEWHERE, "PYTHONPATH": "scripts", "SITE_URL": ADDRESS},
        umask=0o077,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    here, there = contents(site), contents(home / "site")
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []
    assert "index.html" in here


def has_packages(python: str) -> bool:
    """Whether an interpreter runs and has what the build imports."""
    done = subprocess.run(
        [python, "-c", "import jinja2, msgspec, yaml"], capture_output=True, check=False
    )
    return done.returncode == 0


@pytest.mark.parametrize("name", OTHERS)
def test_every_python_gives_the_same_pages(name: str, tmp_path: Path) -> None:
    """docs/ does not depend on the version of Python, where another one has the packages."""
    python = shutil.which(os.environ.get(name.upper().replace(".", "_"), name))
    if python is None or not has_packages(python):
        pytest.skip(f"no {name} with the packages of requirements.txt")
    made = []
    for folder, interpreter in (("ours", sys.executable), ("theirs", python)):
        subprocess.run(
            [interpreter, PROGRAM, "--docs", tmp_path / folder], check=True, capture_output=True
        )
        made.append(contents(tmp_path / folder))
    assert made[0] == made[1]
