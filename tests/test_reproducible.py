"""One commit gives one site, byte for byte: wherever, whenever and by whomever it is built."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ADDRESS, copy_repository
from hosting import build
from test_build_tables import PROGRAM, contents

ELSEWHERE = {"PYTHONHASHSEED": "2", "TZ": "Pacific/Apia", "LC_ALL": "C", "LANGUAGE": "fr"}
LONG_AGO = 1_600_000_000  # when every file is said to have been written
# Found on the path, or named: PYTHON3_13=/home/me/venv/bin/python pytest tests/test_reproducible.py
OTHERS = ("python3.11", "python3.12", "python3.13", "python3.14")


def test_every_home_gives_the_same_site(site: Path, tmp_path: Path) -> None:
    """Folder, time, time zone, locale, file mask and hash seed change no byte of any file."""
    home = copy_repository(tmp_path / "another folder")
    for path in home.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))
    before = os.umask(0o077)
    try:
        assert build(home, SITE_URL=ADDRESS, **ELSEWHERE) == ""
    finally:
        os.umask(before)
    here, there = contents(site), contents(home / "site")
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []


@pytest.mark.parametrize("name", OTHERS)
def test_every_python_gives_the_same_pages(name: str, tmp_path: Path) -> None:
    """docs/ does not depend on the version of Python, where another one has the packages."""
    python = shutil.which(os.environ.get(name.upper().replace(".", "_"), name))
    packages = [python or "false", "-c", "import jinja2, msgspec, yaml"]
    if subprocess.run(packages, capture_output=True).returncode:
        pytest.skip(f"no {name} with the packages of requirements.txt")
    for folder, interpreter in (("ours", sys.executable), ("theirs", python)):
        command = [str(interpreter), str(PROGRAM), "--docs", str(tmp_path / folder)]
        subprocess.run(command, check=True, capture_output=True)
    assert contents(tmp_path / "ours") == contents(tmp_path / "theirs")
