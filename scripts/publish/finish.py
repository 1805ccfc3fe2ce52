"""Makes site/: runs the steps of the build, finishes what MkDocs has built, puts it in place.

MkDocs builds into a folder beside. There the site is finished, on its files alone, whichever engine
built them; then it takes the place of site/ in whole. The stand-in for the site's address becomes
the real one. Previews and our styles and scripts get names made of their content, for previews are
kept for ever by those who fetch them. Each page gets a Content-Security-Policy with the hashes of
the theme's inline scripts, and hosts that can set headers find it in `_headers`; any other inline
script stops the build, and so does a file that a page names and that is not there.

Usage: python -m publish.finish. It reads SITE_URL and SOURCE_DATE_EPOCH. Exit status: 0 when all is
well, 1 where a step failed, 2 for a wrong call; then site/ stays as it was.
"""

import base64
import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urljoin

from addresses import SITE

ROOT = Path(__file__).resolve().parents[2]
STEPS: Final = (
    ("scripts/build_tables.py",),
    ("-m", "publish.draw"),
    ("-m", "mkdocs", "build", "--strict", "--site-dir", ".cache/site"),
)
STUDY: Final = "data/study.yaml"
LOG: Final = "docs/data/changes.csv"  # what the build makes of the log of the study
LOCAL: Final = "http://127.0.0.1:8000/"
_NAME: Final = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
ADDRESS: Final = re.compile(
    rf"https?://{_NAME}(?:\.{_NAME})*(?::([1-9][0-9]{{0,4}}))?/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*"
)

MARK: Final = "templates/theme/assets/mark.svg"  # it stands in every page, and is its icon
UNFIT: Final = {  # what drawing programs save: what it is called, and what to do
    r"<\?|<![A-Z]": ("an XML header or a document type", "delete all before <svg"),
    r"<style|\sstyle\s*=": (
        "styles, which the policy of the site shuts out",
        'write them as attributes, such as fill="#fff", or save it with presentation attributes',
    ),
    r"<script|\son[a-z]+\s*=|<foreignObject": ("what could run", "delete it"),
    r"<[a-z]+:": ("elements of a drawing program", "save it as a plain SVG"),
    r"""href\s*=\s*["'](?!#)|<image""": ("a link or a picture in it", "draw it with shapes alone"),
}

TEXTS: Final = {".html", ".xml", ".txt", ".md", ".json", ".svg", ".cff"}
NAMED_BY_CONTENT: Final = ("cards/*.png", "assets/*.css", "assets/*.js")
HASH: Final = re.compile(r"\.[0-9a-f]{8,}\.")
NAMED: Final = re.compile(r'\s(?:(?:src|href)="|content="(?=https?:))([^"]*)')

FIRST_IN_HEAD: Final = '<meta charset="utf-8">'
# The theme's inline scripts, by the hash of their text without the one thing in them that differs
# from page to page: how deep the page lies.
DEPTH: Final = re.compile(r'new URL\("[^"\\]*",location\)')
KNOWN: Final = {
    "frNoT9rNKIH2e5QomDJzop2HdNi8gmIq+bZajsEDKpA=",  # javascripts/base.html
    "DrEMJJ29sL7vIloQzly+VUGMxKcBTMII+OfW7Y8AkG4=",  # javascripts/palette.html
    "/8wPdzX9q0NNJXyA5lzsLojXFpkeaXVxhbfkUOQaWy8=",  # javascripts/content.html
}
# A file, which must be there, or data, which runs nothing
NO_INLINE_SCRIPT: Final = (' src="', ' type="application/json"', ' type="application/ld+json"')
POLICY: Final = (
    "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
FOR_EVER: Final = "Cache-Control: public, max-age=31536000, immutable"
SHORTLY: Final = "Cache-Control: public, max-age=600"
# What hosts send with each file
HEADERS: Final = """/*
  Content-Security-Policy: {policy}; frame-ancestors 'self'
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
  Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()
  Cross-Origin-Opener-Policy: same-origin
"""


def site_address(told: str) -> str:
    """The address that the site is built for. Raises ValueError."""
    match = ADDRESS.fullmatch(told or LOCAL)
    if not match or int(match[1] or 0) > 65535:
        raise ValueError(
            f"SITE_URL is {told!r}; expected an address with / at its end and no other signs than "
            "letters, digits and - . _ ~ such as https://example.org/name/"
        )
    return match[0]


def date(told: str) -> str:
    """What pages are dated by, in seconds since 1970: as told, or else the commit's, or "".

    Raises ValueError.
    """
    if told and not (re.fullmatch("[0-9]{1,10}", told) and int(told) < 2**32):
        expected = "expected seconds since 1970, such as 1700000000"
        raise ValueError(f"SOURCE_DATE_EPOCH is {told!r}; {expected}")
    if told or not (ROOT / ".git").exists() or not shutil.which("git"):
        return told
    # It fails, and says nothing here, where git does not trust the folder's owner
    git = ["git", "log", "-1", "--no-show-signature", "--format=%ct"]
    return subprocess.run(git, cwd=ROOT, capture_output=True, text=True).stdout.strip()


def log_date() -> str:
    """The day of the newest entry of the log, in seconds since 1970. Raises OSError, ValueError."""
    citation = (ROOT / "docs" / "CITATION.cff").read_text("utf-8")
    day = citation.partition("date-released:")[2].partition("\n")[0].strip(' "')
    print(f"git tells no commit of this folder, so pages are dated {day}, as the log is.")
    return f"{datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp():.0f}"


def fit(mark: str) -> str:
    """The site's mark, an SVG. Raises ValueError where it cannot stand in a page as it is saved."""
    root = re.search(r"<svg\b([^<>]*)>", mark)
    wrong = [f"{found}: {mend}" for sign, (found, mend) in UNFIT.items() if re.search(sign, mark)]
    if root and (size := re.search(r"\s(width|height)\s*=", root[1])):
        wrong.append(f"a {size[1]} of its own: delete width and height, the site sets its size")
    if root and "viewBox=" not in root[1]:
        wrong.append('no viewBox: write one, such as viewBox="0 0 32 32", of its width and height')
    if not (root or wrong):
        wrong.append("no <svg …> at its beginning: save it as a plain SVG")
    if wrong:
        raise ValueError(f"{MARK} cannot stand in a page. It has {'; '.join(wrong)}")
    return mark


def name_by_content(site: Path) -> dict[str, str]:
    """Rename files after their content; gives {old name: new name}, below the site."""
    renamed = {}
    for path in sorted(path for pattern in NAMED_BY_CONTENT for path in site.glob(pattern)):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        new = path.replace(path.with_name(f"{path.stem}.{digest}{path.suffix}"))
        renamed[path.relative_to(site).as_posix()] = new.relative_to(site).as_posix()
    return renamed


def inline_scripts(name: str, html: str) -> list[str]:
    """The scripts that stand in a page itself; only the theme's may. Raises ValueError."""
    scripts = []
    for part in re.split("<script", html, flags=re.IGNORECASE)[1:]:
        attributes, _, rest = part.partition(">")
        if any(mark in attributes for mark in NO_INLINE_SCRIPT):
            continue
        script = rest.partition("</script")[0]
        known = _hash(DEPTH.sub('new URL("",location)', script))
        if known not in KNOWN:
            raise ValueError(
                f"{name} has an inline script that is not the theme's: {script[:60]!r}. If a newer "
                f"theme brought it, put {known} into KNOWN of scripts/publish/finish.py"
            )
        scripts.append(script)
    return scripts


def policy(scripts: Iterable[str]) -> str:
    """The Content-Security-Policy under which these inline scripts run and no others do."""
    hashes = sorted({f"'sha256-{_hash(script)}'" for script in scripts})
    return POLICY.format(scripts=" ".join(["'self'", *hashes]))


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def headers(files: Iterable[str], scripts: Iterable[str]) -> str:
    """The file `_headers` of Netlify, Cloudflare Pages and others."""
    rules = {"/cards/*": FOR_EVER}  # one for all cards; some hosts read no more than 100
    for name in files:
        if name.endswith(".html"):
            rules[f"/{name.removesuffix('index.html')}"] = SHORTLY
        elif name.startswith("assets/") and HASH.search(name):
            rules[f"/{name}"] = FOR_EVER
    lines = "".join(f"{path}\n  {rule}\n" for path, rule in rules.items())
    return HEADERS.format(policy=policy(scripts)) + lines


def missing(page: str, html: str, files: set[str], address: str) -> list[str]:
    """The files of the site that a page names and that are not there."""
    named = {urljoin(address + page, unescape(each)) for each in NAMED.findall(html)}
    ours = {each.removeprefix(address) for each in named if each.startswith(address)}
    paths = {unquote(re.split("[#?]", each, maxsplit=1)[0]) for each in ours}
    return sorted(
        path for path in paths if not {path, f"{path}index.html", f"{path}/index.html"} & files
    )


def finish(site: Path, address: str) -> None:
    """Finish a built site for its address. Raises OSError and ValueError."""
    renamed = name_by_content(site)
    names = re.compile("|".join(map(re.escape, sorted(renamed, reverse=True))) or "(?!)")
    paths = {path.relative_to(site).as_posix(): path for path in [site, *sorted(site.rglob("*"))]}
    files = {name for name, path in paths.items() if path.is_file()}
    scripts: set[str] = set()
    for name, path in paths.items():
        path.chmod(0o644 if name in files else 0o755)  # hosts have to read it, whatever the umask
        if path.suffix not in TEXTS:
            continue
        text = path.read_text("utf-8").replace(SITE, address)
        if path.suffix == ".html":
            text = names.sub(lambda match: renamed[match[0]], text)
            if gone := missing(name, text, files, address):
                raise ValueError(f"{name} names what is not there: {', '.join(gone)}")
            if FIRST_IN_HEAD not in text:
                raise ValueError(f"{name} has no {FIRST_IN_HEAD}, behind which the policy stands")
            own = inline_scripts(name, text)
            scripts.update(own)
            meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(own)}">'
            text = text.replace(FIRST_IN_HEAD, f"{FIRST_IN_HEAD}\n  {meta}", 1)
        path.write_text(text, "utf-8")
    (site / "_headers").write_text(headers(sorted(files), scripts), "utf-8")


def forgotten() -> str:
    """What to say where the study changed since the last commit, and its log did not; or ""."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        return ""
    git = ["git", "diff", "--quiet", "HEAD", "--"]
    status = [subprocess.run([*git, file], cwd=ROOT, capture_output=True) for file in (STUDY, LOG)]
    if [done.returncode for done in status] != [1, 0]:  # any other one: git failed
        return ""
    return f"{STUDY} has changed, and its log has no new entry: put one on top of `log`"


def alone() -> int:
    """Wait until no other run is at work here; gives the lock, which ends with the process."""
    (ROOT / ".cache").mkdir(exist_ok=True)
    lock = os.open(ROOT / ".cache" / "lock", os.O_CREAT | os.O_WRONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another make site is at work here; waiting for its end.", flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def make(address: str, dated: str) -> int:
    """Run all steps; gives the exit status of the one that failed, or 0."""
    lock = alone()
    made, site, old = ROOT / ".cache" / "site", ROOT / "site", ROOT / ".cache" / "site-old"
    if site.is_symlink() or (site / ".git").exists():
        raise ValueError("site/ is a link or a repository; expected a folder, to put another there")
    fit((ROOT / MARK).read_text("utf-8"))
    env = {**os.environ, "PYTHONPATH": "scripts", "SITE_URL": address, "NO_MKDOCS_2_WARNING": "1"}
    for step in STEPS:
        if "mkdocs" in step:
            env["SOURCE_DATE_EPOCH"] = dated or log_date()
        # A step holds the lock too, for it may outlive this process when that is killed
        done = subprocess.run(
            [sys.executable, *step], cwd=ROOT, env=env, pass_fds=[lock], capture_output=True
        )
        sys.stdout.write(done.stdout.decode(errors="replace"))
        # Not --quiet, which hides the warnings that --strict counts
        told = done.stderr.decode(errors="replace").splitlines(keepends=True)
        sys.stderr.writelines(line for line in told if not line.startswith("INFO"))
        if done.returncode:
            return done.returncode
    finish(made, address)
    shutil.rmtree(old, ignore_errors=True)
    if site.exists():
        site.replace(old)
    made.replace(site)
    return 0


def main() -> int:
    """Make the site, and say when it has no address of its own."""
    told = os.environ.get("SITE_URL", "")
    try:
        address, dated = site_address(told), date(os.environ.get("SOURCE_DATE_EPOCH", ""))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    try:
        status = make(address, dated)
    except (OSError, ValueError) as error:
        print(f"site/ is as it was, for it could not be made: {error}", file=sys.stderr)
        return 1
    if not status and (note := forgotten()):
        print(note, file=sys.stderr)
    if not told and not status:
        print(
            f"SITE_URL is not set, so previews, copied texts and exports point to {address}\n"
            "Before you publish: make site SITE_URL=https://example.org/name/",
            file=sys.stderr,
        )
    return status


if __name__ == "__main__":
    # Stopped, or nobody reads on: it ends without a word, as commands do
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main())
