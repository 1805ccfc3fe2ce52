"""The last step of the build: the address, names by content, the policy, and site/ in whole."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from fnmatch import fnmatch
from pathlib import Path

import pytest

from addresses import SITE
from conftest import ADDRESS as REAL_ADDRESS
from hosting import begun, build
from publish import finish
from studies import ROOT
from test_build_tables import contents

ADDRESS = "https://a.example/s/"
CARD = f"{SITE}cards/one.png".encode()
NAMED = re.compile(r"\.[0-9a-f]{16}\.")  # by its content
PAGE = (
    '<html><head>\n<meta charset="utf-8">\n<link rel="canonical" href="https://a.example/s/{}">\n'
    '<link rel="stylesheet" href="{}assets/site.css"><meta property="og:image" '
    'content="https://a.example/s/cards/one.png"></head>\n<body><article><h1>One</h1>\n'
    "<p>See " + SITE + "one/.</p></article></body></html>"
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


def test_the_stand_in_becomes_the_address(built: Path) -> None:
    """In pages and in the other texts; what is no text is left alone."""
    finish.finish(built, ADDRESS)
    files = contents(built)
    assert b"See https://a.example/s/one/." in files["one/index.html"]
    assert files["feed.xml"] == b"https://a.example/s/feed.xml"
    assert [body for name, body in files.items() if name.endswith(".png")] == [CARD]


def test_previews_styles_and_scripts_are_named_by_their_content(built: Path) -> None:
    """A changed card has another name, and each page names the file that is there."""
    finish.finish(built, ADDRESS)
    files = contents(built)
    names = [name for name in files if name.startswith(("cards/", "assets/"))]
    assert all(NAMED.search(name) for name in names)
    assert all(name in files["one/index.html"].decode() for name in names)


def test_hosts_keep_named_files_for_ever_and_pages_for_minutes(built: Path) -> None:
    """`_headers` is about each file that bears its content in its name, and about each page."""
    finish.finish(built, ADDRESS)
    told = (built / "_headers").read_text("utf-8")
    rules = dict(re.findall(r"^(/\S*)\n  (Cache-Control: .*)$", told, re.MULTILINE))
    named = {name for name in contents(built) if NAMED.search(name)}
    kept = [path for path, rule in rules.items() if "immutable" in rule]
    assert {n for n in contents(built) if any(fnmatch(f"/{n}", path) for path in kept)} == named
    assert {path for path, rule in rules.items() if "max-age=600" in rule} == {"/", "/one/"}


def test_the_real_site_has_no_more_rules_than_hosts_read(site: Path) -> None:
    """Cloudflare Pages reads the first hundred rules of `_headers` and passes over the rest."""
    rules = [line for line in (site / "_headers").read_text("utf-8").splitlines() if line[0] == "/"]
    assert 40 < len(rules) <= 80  # so that there is room for more facts
    assert rules[0] == "/*"


def test_everybody_may_read_the_site(built: Path) -> None:
    """Files are 0644 and folders 0755, whatever the file mask of who builds."""
    for path in built.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    finish.finish(built, ADDRESS)
    paths = [built, *built.rglob("*")]
    modes = {path.is_dir(): path.stat().st_mode & 0o777 for path in paths}
    assert modes == {True: 0o755, False: 0o644}


@pytest.mark.parametrize(
    "script",
    [
        "<script>window.pwned = 1</script>",
        "<SCRIPT type=module>1</SCRIPT>",
        '<script type="application/javascript">1</script>',
        '<script\nid="a">1',
        '<script>__md_scope=new URL(".",location);pwned()</script>',
    ],
)
def test_an_inline_script_that_is_not_the_theme_s_stops_the_build(script: str) -> None:
    """The policy would allow it to run. The message names the page; data blocks are no scripts."""
    data = '<script src="a.js"></script><script type="application/ld+json">{}</script>'
    assert finish.inline_scripts("one/index.html", data) == []
    with pytest.raises(ValueError, match=r"^one/index\.html has an inline script that is not"):
        finish.inline_scripts("one/index.html", f"{data}<p>{script}</p>")


SAVED = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<!-- Made by a program -->\n'
    '<svg width="210mm" height="297mm" viewBox="0 0 210 297" xmlns="http://www.w3.org/2000/svg">'
    '<sodipodi:namedview/><style>.a { fill: red }</style><path class="a" style="fill:red"/></svg>'
)


@pytest.mark.parametrize(
    ("mark", "named"),
    [
        (SAVED, ["an XML header", "styles, which the pol", "elements of a draw", "a width of its"]),
        ('<svg viewBox="0 0 1 1" onload="a()"><image/></svg>', ["what could run", "a picture in"]),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', ["no viewBox"]),
        ("PNG", ["no <svg"]),
    ],
)
def test_a_logo_that_cannot_stand_in_a_page_is_refused(mark: str, named: list[str]) -> None:
    """As drawing programs save it: the file, all that is in the way, and what to do."""
    with pytest.raises(
        ValueError, match=rf"^{finish.MARK} cannot stand in a page\. It has"
    ) as told:
        finish.fit(mark)
    assert [each for each in named if each not in str(told.value)] == []
    assert finish.fit((ROOT / finish.MARK).read_text("utf-8"))


@pytest.mark.parametrize(
    ("named", "gone"),
    [
        ("assets/other.css", "assets/other.css"),
        ("../one/?a#b", ""),
        ("one", ""),
        ("./", ""),
        ("#part", ""),
        ("two/", "two/"),
        ("two&#45;b.csv#x", "two-b.csv"),
        ("/s/t%77o.txt", "two.txt"),
        ("https://a.example/s/two.png", "two.png"),
        ("https://b.example/two.png", ""),
        ("mailto:a@b.example", ""),
        ("javascript:void(0)", ""),
        ("data:image/png;base64,AA", ""),
    ],
)
def test_every_file_that_a_page_names_is_there(named: str, gone: str, built: Path) -> None:
    """Relative, from the host's root or whole; what is elsewhere is not looked for."""
    page = built / "index.html"
    page.write_text(page.read_text().replace("<p>", f'<p><a href="{named}">x</a>'))
    if not gone:
        finish.finish(built, ADDRESS)
        return
    with pytest.raises(ValueError, match=rf"^index\.html names what is not there: {gone}$"):
        finish.finish(built, ADDRESS)


@pytest.mark.parametrize("part", ["a", "<script ", ' href="', "<", '"', "new URL(", "&#45", "./"])
def test_a_long_row_of_letters_takes_no_time(part: str, built: Path) -> None:
    """Work grows with the length of a page, not with its square: this would take minutes."""
    page = built / "index.html"
    page.write_text(page.read_text().replace("<p>", "<p>" + part * (50_000 // len(part))))
    with contextlib.suppress(ValueError):  # it may name what is not there
        finish.finish(built, ADDRESS)


@pytest.mark.parametrize(
    "address",
    "example.org https://example.org https://a/b https://a%20b/ ftp://x/ https://example.org/../x/ "
    "https://../ https://-/ https://a..b/ https://a:99999/ https://a:٤٤/ https://a:/ https://u@a/ "
    "https://a/b/?c/ https://a/./ https://a//b/ https://a/ü/ https://a/\n".split(" "),
)
def test_a_wrong_address_is_refused(address: str) -> None:
    """It would go into every preview, copied text and export."""
    with pytest.raises(
        ValueError, match=r"^SITE_URL is .*; expected .* https://example\.org/name/$"
    ):
        finish.site_address(address)


def test_a_whole_address_is_taken() -> None:
    """With a port, with folders; nothing told is this machine."""
    for (
        address
    ) in "https://Me.github.io/a_b/v1.0/ http://127.0.0.1:8000/ https://a:65535/~b/".split():
        assert finish.site_address(address) == address
    assert finish.site_address("") == finish.LOCAL


@pytest.mark.parametrize(
    "wrong",
    [{"SITE_URL": "https://a b/"}] + [{"SOURCE_DATE_EPOCH": e} for e in ("x", "-5", "9" * 12)],
)
def test_a_wrong_call_gets_one_line(wrong: dict[str, str]) -> None:
    """Before anything is done."""
    run = begun(ROOT, **wrong)
    out, err = run.communicate()
    assert (run.returncode, out, err.count("\n")) == (2, "", 1)
    assert re.match(f"{next(iter(wrong))} is .*; expected ", err)


@pytest.mark.parametrize("git", ["none", "refusing"])
def test_without_a_commit_pages_are_dated_by_the_log(git: str, repository: Path) -> None:
    """In a folder without .git, and where git fails: never 1970, and it is said."""
    if git == "refusing":
        (repository / ".git").mkdir()
    out, err = begun(repository).communicate()
    citation = (repository / "docs/CITATION.cff").read_text("utf-8")
    day = re.findall(r'^date-released: "(.*)"$', citation, re.MULTILINE)
    assert out.count(f"pages are dated {day[0]}") == 1
    sitemap = (repository / "site" / "sitemap.xml").read_text("utf-8")
    assert set(re.findall("<lastmod>(.*)</lastmod>", sitemap)) == set(day)
    assert "make site SITE_URL=https://example.org/name/" in err


@pytest.fixture
def earlier(repository: Path) -> Path:
    """The folder site/ of a repository, with a file of an earlier build."""
    (repository / "site").mkdir()
    (repository / "site" / "index.html").write_text("old")
    return repository / "site"


def test_a_broken_link_stops_the_build(repository: Path, earlier: Path) -> None:
    """Strict is strict: what MkDocs warns of is told, and site/ stays as it was."""
    with (repository / "templates/pages/maintainers/publishing.md.j2").open("a") as page:
        page.write("\n[nowhere](nowhere.md)\n")
    told = build(repository)
    assert "'nowhere.md'" in told
    assert "INFO" not in told
    assert contents(earlier) == {"index.html": b"old"}


def test_a_killed_run_leaves_the_old_site_and_the_next_one_makes_the_new(
    site: Path, repository: Path, earlier: Path
) -> None:
    """Stopped or killed while pages are built or finished, alone or with its steps."""
    beside = repository / ".cache" / "site"
    for seen, kill, how in (
        ("assets", os.kill, signal.SIGKILL),
        ("numbers/*", os.killpg, signal.SIGKILL),
        ("numbers/*", os.killpg, signal.SIGINT),
        ("cards/index.*.png", os.killpg, signal.SIGKILL),
    ):
        shutil.rmtree(beside, ignore_errors=True)
        run = begun(repository, SITE_URL="https://killed.example/")
        while run.poll() is None and not any(beside.glob(seen)):
            time.sleep(0.001)
        kill(run.pid, how)
        assert "Traceback" not in run.communicate()[1]
        assert contents(earlier) == {"index.html": b"old"}
    assert build(repository, SITE_URL=REAL_ADDRESS) == ""
    assert contents(earlier) == contents(site)
    assert not beside.exists()


def test_of_two_runs_at_once_one_waits(site: Path, repository: Path) -> None:
    """Both end well, and the site is whole."""
    runs = [begun(repository, SITE_URL=REAL_ADDRESS) for _ in range(2)]
    said = [run.communicate() for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert sorted("waiting for its end" in out for out, _ in said) == [False, True]
    assert contents(repository / "site") == contents(site)


def test_damaged_caches_stop_and_falsify_nothing(site: Path, repository: Path) -> None:
    """Two bits that are others in each compiled template and each picture that is kept."""
    assert build(repository, SITE_URL=REAL_ADDRESS) == ""  # templates are kept by their whole path
    for path in repository.glob(".cache/*/*"):
        body = bytearray(path.read_bytes())
        body[len(body) // 2] ^= 1
        body[len(body) // 4] ^= 1
        path.write_bytes(body)
    assert build(repository, SITE_URL=REAL_ADDRESS) == ""
    assert contents(repository / "site") == contents(site)


def test_a_site_that_cannot_be_replaced_is_told(repository: Path, tmp_path: Path) -> None:
    """A link or a repository is left alone, in one line."""
    (tmp_path / "host").mkdir()
    (repository / "site").symlink_to(tmp_path / "host")
    assert re.fullmatch("site/ .*: site/ is a link or a repository; expected.*", build(repository))
    assert not list((tmp_path / "host").iterdir())


def test_a_change_without_an_entry_of_the_log_is_told_at_once(repository: Path) -> None:
    """A changed study file whose log is as in the last commit gets a line; with an entry, none."""
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "data", "docs"], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *words], cwd=repository, check=True)
    code = "from publish import finish; print(finish.forgotten())"
    env = {**os.environ, "PYTHONPATH": "scripts"}

    def told() -> str:
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=repository, env=env, capture_output=True, text=True
        )
        return done.stdout.strip()

    assert told() == ""
    with (repository / "data" / "study.yaml").open("a") as file:
        file.write("# more\n")
    assert "log has no new entry" in told()
    with (repository / "docs" / "data" / "changes.csv").open("a") as file:
        file.write("more\n")
    assert told() == ""
