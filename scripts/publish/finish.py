"""Finishes the built site: its address, names by content, its security policy. Run after MkDocs.

Works on the files of the site alone, so it does not matter which engine built them:

1. The stand-in for the site's address (addresses.SITE) becomes the real one. That is the one that
   the engine was told, so it is read from the first page's canonical link.
2. Previews and our own styles and scripts get names made of their content. Previews are kept for
   ever by those who fetch them, so a changed one needs another name.
3. Each page gets a Content-Security-Policy with the hashes of its own inline scripts, and hosts
   that can set headers find the same in `_headers`.

Usage: finish.py [--site DIR]
"""

import argparse
import base64
import hashlib
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from addresses import SITE

ROOT = Path(__file__).resolve().parents[2]
TEXTS: Final = {".html", ".xml", ".txt", ".md", ".json", ".svg", ".cff"}
NAMED_BY_CONTENT: Final = ("cards/*.png", "assets/*.css", "assets/*.js")
CANONICAL: Final = re.compile(r'<link rel="canonical" href="([^"]*)"')
HASH: Final = re.compile(r"\.[0-9a-f]{8,}\.")
# Data blocks, such as application/ld+json, run nothing and need no hash
INLINE_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
FIRST_IN_HEAD: Final = '<meta charset="utf-8">'

POLICY: Final = (
    "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
FOR_EVER: Final = "Cache-Control: public, max-age=31536000, immutable"
SHORTLY: Final = "Cache-Control: public, max-age=600"
# Apart from the policy, what hosts send with each file
HEADERS: Final = (
    "X-Content-Type-Options: nosniff",
    "Referrer-Policy: no-referrer",
    "Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy: same-origin",
)


def site_address(site: Path) -> str:
    """The address that the site was built for. Raises ValueError where the first page has none."""
    found = CANONICAL.search((site / "index.html").read_text("utf-8"))
    if not found:
        raise ValueError("index.html has no canonical link; expected one: set SITE_URL")
    return found[1]


def name_by_content(site: Path) -> dict[str, str]:
    """Rename files after their content; gives {old name: new name}, below the site."""
    renamed = {}
    for path in sorted(path for pattern in NAMED_BY_CONTENT for path in site.glob(pattern)):
        if HASH.search(path.name):
            continue
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        new = path.with_name(f"{path.stem}.{digest}{path.suffix}")
        path.replace(new)
        renamed[path.relative_to(site).as_posix()] = new.relative_to(site).as_posix()
    return renamed


def policy(pages: Iterable[str]) -> str:
    """The Content-Security-Policy under which pages run their own inline scripts and no others."""
    scripts = {script for page in pages for script in INLINE_SCRIPT.findall(page)}
    hashes = sorted(f"'sha256-{_hash(script)}'" for script in scripts)
    return POLICY.format(scripts=" ".join(["'self'", *hashes]))


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def headers(site: Path, pages: dict[Path, str]) -> str:
    """The file `_headers` of Netlify, Cloudflare Pages and others."""
    every = policy(pages.values()) + "; frame-ancestors 'self'"
    lines = ["/*", f"  Content-Security-Policy: {every}", *(f"  {line}" for line in HEADERS)]
    for page in sorted(pages):
        address = page.relative_to(site).as_posix().removesuffix("index.html")
        lines += [f"/{address}", f"  {SHORTLY}"]
    lines += ["/cards/*", f"  {FOR_EVER}"]  # all of them; some hosts read no more than 100 rules
    for path in sorted(site.glob("assets/**/*")):
        if path.is_file() and HASH.search(path.name):
            lines += [f"/{path.relative_to(site).as_posix()}", f"  {FOR_EVER}"]
    return "".join(f"{line}\n" for line in lines)


def finish(site: Path) -> str:
    """Finish the built site; gives its address."""
    address, renamed = site_address(site), name_by_content(site)
    names = re.compile("|".join(map(re.escape, sorted(renamed, reverse=True))) or "(?!)")
    pages: dict[Path, str] = {}
    for path in sorted(path for path in site.rglob("*") if path.suffix in TEXTS):
        text = old = path.read_text("utf-8")
        text = text.replace(SITE, address)
        if path.suffix == ".html":
            text = names.sub(lambda match: renamed[match[0]], text)
            meta = f'<meta http-equiv="Content-Security-Policy" content="{policy([text])}">'
            if meta not in text:
                text = text.replace(FIRST_IN_HEAD, f"{FIRST_IN_HEAD}\n  {meta}", 1)
            pages[path] = text
        if text != old:
            path.write_text(text, "utf-8")
    (site / "_headers").write_text(headers(site, pages), "utf-8")
    return address


def main() -> int:
    """Finish the site, and say when it has no address of its own."""
    parser = argparse.ArgumentParser(description="Finish the built site.")
    parser.add_argument("--site", type=Path, default=ROOT / "site", metavar="DIR")
    try:
        address = finish(parser.parse_args().site)
    except (OSError, ValueError) as error:
        print(f"the site could not be finished: {error}; run mkdocs build first", file=sys.stderr)
        return 1
    if not os.environ.get("SITE_URL"):
        print(
            f"SITE_URL is not set, so previews, copied texts and exports point to {address}\n"
            "Before you publish: make site SITE_URL=https://example.org/name/",
            file=sys.stderr,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
