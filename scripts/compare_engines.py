"""Builds the same sources with MkDocs' successors, and tells where their sites differ from ours.

Usage: compare_engines.py

What must stay the same when the engine changes is what readers and links rely on: addresses,
anchors and the text of pages. The look may differ. Needs a network: the newest versions are
installed into folders of their own below .cache/. Prints Markdown. Exit status: 0 all the same, 1
otherwise.
"""

import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Final, NamedTuple

from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parent.parent
SOURCES: Final = ("docs", "templates", "scripts", "mkdocs.yml")
MOST: Final = 10  # differences of a kind that are told; more have one cause


class Engine(NamedTuple):
    """A program that reads mkdocs.yml: what is installed, and the words that build."""

    name: str
    install: tuple[tuple[str, ...], ...]
    build: tuple[str, ...]


ENGINES: Final = (
    Engine(
        "ProperDocs",
        # MkDocs' own fork: it runs the theme and the extensions that we have locked
        (("--require-hashes", "--no-deps", "-r", "requirements.txt"), ("properdocs",)),
        ("properdocs", "build", "--strict", "--quiet", "--config-file", "mkdocs.yml"),
    ),
    Engine("Zensical", (("zensical",),), ("zensical", "build", "--config-file", "mkdocs.yml")),
)


class Page(NamedTuple):
    """What links and readers rely on in a page."""

    anchors: frozenset[str]
    text: str


def compare(ours: Path, theirs: Path) -> list[str]:
    """Where a site differs from ours, in sentences; an anchor more does no harm."""
    old, new = _pages(ours), _pages(theirs)
    lost = [f"address lost: {name}" for name in sorted(old.keys() - new.keys())]
    added = [f"address added: {name}" for name in sorted(new.keys() - old.keys())]
    both = sorted(old.keys() & new.keys())
    anchors = [
        f"anchor lost: {name}#{ident}"
        for name in both
        for ident in sorted(old[name].anchors - new[name].anchors)
    ]
    texts = [
        f"text differs: {name}: {_first_difference(old[name].text, new[name].text)}"
        for name in both
        if old[name].text != new[name].text
    ]
    return [line for kind in (lost, added, anchors, texts) for line in _shortened(kind)]


def _shortened(lines: list[str]) -> list[str]:
    more = len(lines) - MOST
    return [*lines[:MOST], f"… and {more} more of this kind"] if more > 0 else lines


def _pages(site: Path) -> dict[str, Page]:
    return {
        path.relative_to(site).as_posix(): _page(path.read_text(encoding="utf-8"))
        for path in site.rglob("*.html")
    }


def _page(html: str) -> Page:
    soup = BeautifulSoup(html, "html.parser")
    part = soup.find("article") or soup.body or soup  # the page's own text, without its frame
    for silent in part.find_all(["script", "style"]):
        silent.decompose()
    anchors = frozenset(str(each["id"]) for each in part.select("[id]"))
    return Page(anchors, " ".join(part.get_text(" ").split()))


def _first_difference(old: str, new: str) -> str:
    pairs = enumerate(zip(old, new, strict=False))
    start = next((n for n, (a, b) in pairs if a != b), min(len(old), len(new)))
    return " → ".join(f"“{text[max(0, start - 20) : start + 40]}”" for text in (old, new))


def _run(words: list[str], folder: Path) -> str:
    """Run a command; give what it said if it failed, else ""."""
    run = subprocess.run(
        words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    told = run.stdout.strip().splitlines() or ["it said nothing"]
    return f"{Path(words[0]).name} failed: {told[-1]}" if run.returncode else ""


def _installed(engine: Engine) -> tuple[Path, str]:
    """The folder with the engine's programs, and what went wrong, or ""."""
    folder = ROOT / ".cache" / "engines" / engine.name.lower()
    venv.create(folder, with_pip=True, clear=True)
    programs = folder / "bin"
    pip = [str(programs / "python"), "-m", "pip", "install", "--quiet"]
    for words in engine.install:
        if trouble := _run([*pip, "--disable-pip-version-check", *words], ROOT):
            return programs, trouble
    return programs, ""


def _built(words: list[str], folder: Path) -> str:
    """Build a copy of the sources in a folder; give what went wrong, or ""."""
    for source in SOURCES:
        path = ROOT / source
        copy = shutil.copytree if path.is_dir() else shutil.copy
        copy(path, folder / source)
    return _run(words, folder)


def _differences(engine: Engine, ours: Path, folder: Path) -> list[str]:
    folder.mkdir()
    programs, trouble = _installed(engine)
    trouble = trouble or _built([str(programs / engine.build[0]), *engine.build[1:]], folder)
    return [trouble] if trouble else compare(ours, folder / "site")


def main() -> int:
    """Build with all engines and print how they differ; give the exit status."""
    same = True
    with tempfile.TemporaryDirectory() as workshop:
        ours = Path(workshop, "mkdocs")
        ours.mkdir()
        words = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
        if trouble := _built(words, ours):
            print(trouble, file=sys.stderr)
            return 1
        for engine in ENGINES:
            found = _differences(engine, ours / "site", Path(workshop, engine.name))
            same = same and not found
            lines = [f"- {line}" for line in found] or ["The same addresses, anchors and texts."]
            print("\n".join([f"## {engine.name}", "", *lines, ""]), flush=True)
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
