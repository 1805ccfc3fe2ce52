"""What would change for readers between a revision and the working tree, in words.

Usage: changes.py REVISION

Compares the generated pages under docs/, so nothing has to be understood or built again, and a
revision of any age will do. `make changes` asks first whether docs/ is what the data give. Prints
Markdown for the summary of a pull request. Exit status: 0, or 2 where there is no such revision.
"""

import argparse
import io
import json
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final, NamedTuple

import markdown
from bs4 import BeautifulSoup, Tag

from study import read

ROOT = Path(__file__).resolve().parents[2]
STUDY: Final = "data/study.yaml"
SAME: Final = "Nothing changes for readers.\n"
# What begins and ends a piece of text. A row of a table is one piece: it says one thing.
BLOCKS: Final = (
    "h1 h2 h3 h4 h5 h6 p li dt dd tr caption figcaption summary blockquote pre div aside figure "
    "section details ul ol table br label"
).split()
# Said elsewhere on the page: a picture has its table, and a text to copy repeats what stands there.
SILENT: Final = "svg script style textarea button".split()
FRONT: Final = re.compile(r"---\n(.*?\n)---\n(.*)", re.DOTALL)
TITLES: Final = re.compile(r'^(?:title|description): (".*")$', re.MULTILINE)
SENTENCE_END: Final = re.compile(r"(?<=[.?!])\s+(?=[A-Z0-9“])")
MARKS: Final = re.compile(r"([\\`*_{}\[\]<>#|~@])")  # that Markdown would not show as they are


class NoRevision(Exception):
    """What is asked for cannot be compared with: one line that says why."""


class Page(NamedTuple):
    """A page as readers have it."""

    sentences: tuple[str, ...]
    facts: dict[str, tuple[str, ...]]  # id: how the fact is written here, in order
    entries: dict[str, str]  # id: the fact's line in the ledger, where this page has it
    ids: frozenset[str]  # the parts that links can lead to
    links: frozenset[str]  # outside addresses


def main(words: list[str] | None = None) -> int:
    """Print the changes; give the exit status."""
    parser = argparse.ArgumentParser(description="Say what changed for readers, in words.")
    parser.add_argument("revision", metavar="REVISION", help="main, HEAD~1, a1b2c3d")
    parser.add_argument("--root", type=Path, default=ROOT, metavar="DIR", help=argparse.SUPPRESS)
    told = parser.parse_args(words)
    try:
        before = committed(told.root, told.revision)
    except NoRevision as error:
        print(error, file=sys.stderr)
        return 2
    paths = [told.root / STUDY, *(told.root / "docs").rglob("*")]
    there = (path for path in paths if path.is_file())
    after = {path.relative_to(told.root).as_posix(): path.read_bytes() for path in there}
    text = report(_below_docs(before), _below_docs(after))
    print(text, end="")
    if text != SAME and unlogged(before.get(STUDY, b""), after.get(STUDY, b"")):
        print(f"\n{STUDY} has changed, but its log has no new entry")
    return 0


def _below_docs(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name.removeprefix("docs/"): files[name] for name in files if name.startswith("docs/")}


def unlogged(before: bytes, after: bytes) -> bool:
    """Whether a study file says something else, and its log begins as it did."""
    was, now = read.read(before).study, read.read(after).study
    return was is not None and now is not None and was != now and was.log == now.log


def committed(root: Path, revision: str) -> dict[str, bytes]:
    """The study file and the files under docs/ at a revision, by path. Raises NoRevision."""
    name = f"{revision}^{{commit}}"
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
    archive = _git(root, "archive", "--format=tar", commit.decode().strip())
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return {
            member.name: file.read()
            for member in tar
            if member.name.startswith(("docs/", STUDY)) and (file := tar.extractfile(member))
        }


def _git(root: Path, *words: str) -> bytes:
    try:
        run = subprocess.run(["git", *words], cwd=root, capture_output=True)
    except FileNotFoundError as error:
        raise NoRevision("git is not installed, so there is no revision to compare with") from error
    if run.returncode:
        told = run.stderr.decode(errors="replace").strip().splitlines()
        why = told[-1] if told else "no such revision here; expected one that `git log` lists"
        raise NoRevision(f"git {words[0]} {words[-1].removesuffix('^{commit}')}: {why}")
    return run.stdout


def report(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    """The changes between two folders of pages, in Markdown."""
    old, new = _pages(before), _pages(after)
    parts = {
        "Facts": _facts(old, new),
        "Pages": _added_and_removed(old, new),
        "Addresses": _addresses(old, new),
        "Sentences": _sentences(old, new),
        "Other files": _files(before, after),
    }
    told = ["\n".join([f"## {title}", "", *lines, ""]) for title, lines in parts.items() if lines]
    return "\n".join(told) or SAME


def _pages(files: Mapping[str, bytes]) -> dict[str, Page]:
    """The pages among the files, by address below the site's: "" is the first page."""
    return {
        re.sub(r"(^|(?<=/))index/$", "", name.removesuffix(".md") + "/"): page(body.decode())
        for name, body in sorted(files.items())
        if name.endswith(".md")
    }


def page(text: str) -> Page:
    """A page out of its Markdown, with the title and description of its front matter."""
    parts = FRONT.match(text)
    front, rest = parts.groups() if parts else ("", text)
    titles = [json.loads(title) for title in TITLES.findall(front)]
    html = markdown.markdown(rest, extensions=["attr_list"])
    soup = BeautifulSoup("".join(f"<p>{title}</p>" for title in titles) + html, "html.parser")
    for part in soup.find_all(SILENT):
        part.decompose()
    facts: dict[str, tuple[str, ...]] = {}
    for data in soup.select("data[data-fact]"):
        ident = str(data["data-fact"])
        facts[ident] = (*facts.get(ident, ()), _text(data))
    entries = {
        str(entry["id"]).removeprefix("n-"): _text(line)
        for entry in soup.select('[id^="n-"]')
        if (line := entry.find("p"))
    }
    ids = frozenset(str(part["id"]) for part in soup.select("[id]"))
    links = frozenset(str(link["href"]) for link in soup.select('a[href^="http"]'))
    return Page(_sentences_of(soup), facts, entries, ids, links)


def _sentences_of(soup: BeautifulSoup) -> tuple[str, ...]:
    """Every sentence in order. The soup is changed on the way."""
    for text in soup.find_all(string=True):
        text.replace_with(re.sub(r"\s+", " ", text))  # so that a line's end is a block's
    for cell in soup.select("td + td, td + th, th + td, th + th"):
        cell.insert_before(" | ")
    for block in soup.find_all(BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")
    pieces = [" ".join(piece.split()) for piece in soup.get_text().split("\n")]
    return tuple(sentence for piece in pieces if piece for sentence in SENTENCE_END.split(piece))


def _text(part: Tag) -> str:
    return " ".join(part.get_text().split())


def _facts(old: Mapping[str, Page], new: Mapping[str, Page]) -> list[str]:
    """A row for each fact that is written otherwise somewhere."""
    touched: dict[str, list[str]] = {}
    for address in sorted({*old, *new}):
        was, now = (side[address].facts if address in side else {} for side in (old, new))
        for ident in {*was, *now}:
            if set(was.get(ident, ())) != set(now.get(ident, ())):
                touched.setdefault(ident, []).append(_shown(address))
    rows = [
        f"| {ident} | {_plain(before)} | {_plain(after)} | {', '.join(touched[ident])} |"
        for ident in sorted(touched)
        if (before := _said(ident, old)) != (after := _said(ident, new))
    ]
    return ["| Fact | Before | After | Pages |", "|---|---|---|---|", *rows] if rows else []


def _said(ident: str, pages: Mapping[str, Page]) -> str:
    """What a fact is: its line in the ledger, else the ways in which it is written."""
    for each in pages.values():
        if ident in each.entries:
            return each.entries[ident]
    written = [said for each in pages.values() for said in each.facts.get(ident, ())]
    return ", ".join(sorted(set(written))) or "—"


def _added_and_removed(old: Mapping[str, Page], new: Mapping[str, Page]) -> list[str]:
    """The pages that only one side has, each with its title."""
    return [
        f"- {word}: {_shown(address)} {_quoted(there[address].sentences[:1])}"
        for word, there, other in (("New", new, old), ("Gone", old, new))
        for address in sorted(there.keys() - other.keys())
    ]


def _addresses(old: Mapping[str, Page], new: Mapping[str, Page]) -> list[str]:
    """Parts of pages that links led to and do no more, and outside addresses."""
    gone = [
        f"- Links to this part would break: {_plain(f'{_shown(address)}#{ident}')}"
        for address in sorted(old.keys() & new.keys())
        for ident in sorted(old[address].ids - new[address].ids)
    ]
    was, now = ({link for each in side.values() for link in each.links} for side in (old, new))
    gone += [f"- New outside address: {_plain(link)}" for link in sorted(now - was)]
    return gone + [f"- Outside address gone: {_plain(link)}" for link in sorted(was - now)]


def _sentences(old: Mapping[str, Page], new: Mapping[str, Page]) -> list[str]:
    """For each page that stays: what it said and what it says in its place."""
    lines: list[str] = []
    for address in sorted(old.keys() & new.keys()):
        told = list(_differences(old[address].sentences, new[address].sentences))
        lines += [f"**{_shown(address)}**", "", *told, ""] if told else []
    return lines[:-1]


def _differences(was: tuple[str, ...], now: tuple[str, ...]) -> Iterator[str]:
    for kind, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "replace" and b - a == d - c:  # each in the place of one
            pairs = zip(was[a:b], now[c:d], strict=True)
            yield from (f"- {_quoted([old])} → {_quoted([new])}" for old, new in pairs)
        elif kind != "equal":
            yield from (f"- Gone: {_quoted([each])}" for each in was[a:b])
            yield from (f"- New: {_quoted([each])}" for each in now[c:d])


def _quoted(sentences: Sequence[str]) -> str:
    return f"“{_plain(' '.join(sentences))}”"


def _files(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """Pictures and data that differ, by name; pages are told above."""
    lines: list[str] = []
    for name in sorted({*before, *after}):
        told = name.endswith((".md", ".png")) or name.startswith(".")
        if not told and before.get(name) != after.get(name):
            word = "Gone" if name not in after else "Changed" if name in before else "New"
            lines.append(f"- {word}: {_plain(name)}")
    return lines


def _shown(address: str) -> str:
    return address or "first page"


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return MARKS.sub(r"\\\1", text)


if __name__ == "__main__":
    sys.exit(main())
