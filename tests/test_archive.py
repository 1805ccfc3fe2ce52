"""The archive of the site: whole, the same each time, and never of a site without an address."""

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import archive
from studies import ROOT

PAGE = '<link rel="canonical" href="{}">'


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A site of two files, built for a real address."""
    (tmp_path / "site" / "one").mkdir(parents=True)
    (tmp_path / "site" / "index.html").write_text(PAGE.format("https://a.example/"))
    (tmp_path / "site" / "one" / "index.html").write_text("one")
    return tmp_path / "site"


def run(built: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a person runs it."""
    program, target = ROOT / "scripts" / "archive.py", built.parent / "site.zip"
    return subprocess.run(
        [sys.executable, program, "--site", built, "--to", target],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_archive_holds_the_site_and_its_digest_fits(built: Path) -> None:
    """Every file with its bytes; what other tools say of the archive agrees."""
    assert run(built).returncode == 0
    packed = built.parent / "site.zip"
    with zipfile.ZipFile(packed) as opened:
        assert opened.testzip() is None
        assert opened.namelist() == ["index.html", "one/index.html"]
        assert opened.read("one/index.html") == b"one"
    digest, name = (built.parent / "site.zip.sha256").read_text().split()
    assert (digest, name) == (hashlib.sha256(packed.read_bytes()).hexdigest(), "site.zip")


def test_the_same_site_gives_the_same_archive(built: Path) -> None:
    """Another clock, another time zone and other times of files change no byte."""
    first = run(built, SOURCE_DATE_EPOCH="1700000000", TZ="UTC").stdout
    os.utime(built / "one" / "index.html", (1, 1))
    (built / "index.html").chmod(0o600)
    assert run(built, SOURCE_DATE_EPOCH="1700000000", TZ="Asia/Tokyo").stdout == first


@pytest.mark.parametrize(
    ("address", "must"),
    [
        ("http://127.0.0.1:8000/", "; it must begin with https://"),
        ("http://a.example/", "; it must begin with https://"),
        ("https://a.example/b", "; it must end with /"),
        ("http://a.example", "; it must begin with https:// and end with /"),
        ("https://address.invalid/", ""),
    ],
)
def test_a_site_without_an_address_is_not_packed(address: str, must: str, built: Path) -> None:
    """What would send readers to another machine is refused, with what the address must be."""
    (built / "index.html").write_text(PAGE.format(address))
    done = run(built)
    assert done.returncode == 1
    assert done.stderr == (
        f"nothing was packed: the site was built for {address}; "
        f"set SITE_URL to the address it will have{must}\n"
    )
    assert not (built.parent / "site.zip").exists()


def test_a_date_before_archives_is_taken_as_their_first(built: Path, tmp_path: Path) -> None:
    """A repository without a commit has no date; the archive is made nevertheless."""
    assert archive.pack(built, tmp_path / "a.zip", 0) == archive.pack(built, tmp_path / "b.zip", 9)
