"""The last step of the build: the address, names by content, and what hosts are told."""

import os
import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from addresses import SITE
from publish import finish
from studies import ROOT

PAGE = (
    '<html><head>\n<meta charset="utf-8">\n<link rel="canonical" href="https://a.example/s/{}">\n'
    '<link rel="stylesheet" href="{}assets/site.css"><meta property="og:image" '
    'content="https://a.example/s/cards/one.png"></head>\n<body><article><h1>One</h1>\n'
    "<p>See " + SITE + "one/.</p></article><script>let a</script></body></html>"
)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A site of two pages as the engine leaves it."""
    for name, root in (("", ""), ("one/", "../")):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / "index.html").write_text(PAGE.format(name, root))
    for name in ("cards/one.png", "assets/site.css", "feed.xml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{SITE}{name}")
    return tmp_path


def contents(site: Path) -> dict[str, str]:
    """Every file of a site."""
    return {
        path.relative_to(site).as_posix(): path.read_text("utf-8")
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def test_the_stand_in_becomes_the_address_that_the_engine_was_told(built: Path) -> None:
    """In pages and in the other texts; what is no text is left alone."""
    assert finish.finish(built) == "https://a.example/s/"
    files = contents(built)
    assert "See https://a.example/s/one/." in files["one/index.html"]
    assert files["feed.xml"] == "https://a.example/s/feed.xml"


def test_previews_styles_and_scripts_are_named_by_their_content(built: Path) -> None:
    """A changed card has another name, and each page names the file that is there."""
    finish.finish(built)
    first = contents(built)
    names = [name for name in first if name.startswith(("cards/", "assets/"))]
    assert all(re.search(r"\.[0-9a-f]{16}\.", name) for name in names)
    page = first["one/index.html"]
    assert all(name in page for name in names)
    assert "cards/one.png" not in page


def test_the_step_can_be_repeated(built: Path) -> None:
    """A second run finds nothing to do."""
    finish.finish(built)
    first = contents(built)
    finish.finish(built)
    assert contents(built) == first


def test_hosts_keep_named_files_for_ever_and_pages_for_minutes(built: Path) -> None:
    """`_headers` is about each file that bears its content in its name, and about each page."""
    finish.finish(built)
    files = contents(built)
    rules = dict(re.findall(r"^(/\S*)\n  (Cache-Control: .*)$", files["_headers"], re.MULTILINE))
    named = {name for name in files if re.search(r"\.[0-9a-f]{16}\.", name)}
    kept = [path for path, rule in rules.items() if "immutable" in rule]
    assert {name for name in files if any(fnmatch(f"/{name}", path) for path in kept)} == named
    assert {path for path, rule in rules.items() if "max-age=600" in rule} == {"/", "/one/"}


def test_the_real_site_has_no_more_rules_than_hosts_read(site: Path) -> None:
    """Cloudflare Pages reads the first hundred rules of `_headers` and passes over the rest."""
    rules = [line for line in (site / "_headers").read_text("utf-8").splitlines() if line[0] == "/"]
    assert 40 < len(rules) <= 80  # so that there is room for more facts
    assert rules[0] == "/*"


def run(site: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a person runs it."""
    return subprocess.run(
        [sys.executable, ROOT / "scripts" / "finish.py", "--site", site],
        env={**{k: v for k, v in os.environ.items() if k != "SITE_URL"}, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_address_is_said(built: Path) -> None:
    """Without SITE_URL the site is built for this machine, and the repair is said."""
    done = run(built)
    assert done.returncode == 0
    assert done.stderr == (
        "SITE_URL is not set, so previews, copied texts and exports point to https://a.example/s/\n"
        "Before you publish: make site SITE_URL=https://example.org/name/\n"
    )
    assert run(built, SITE_URL="https://a.example/s/").stderr == ""


@pytest.mark.parametrize("missing", ["the site", "the address"])
def test_a_site_that_is_not_built_gets_one_line(missing: str, built: Path) -> None:
    """No page, or one that does not say its address: what was expected, and the repair."""
    page = built / "index.html"
    page.unlink() if missing == "the site" else page.write_text("<html></html>")
    done = run(built)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("the site could not be finished: ")
    assert done.stderr.count("\n") == 1
