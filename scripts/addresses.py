"""Where things stand on the site, and the promise that no published address is ever lost.

`docs/` is the same wherever the site is published, so a text that needs a whole address holds the
stand-in there, and `finish.py` puts the real one in its place when the site is built.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final

# The top-level domain "invalid" is reserved (RFC 2606): left in by mistake, it leads nowhere.
SITE: Final = "https://address.invalid/"
LIST: Final = "addresses.txt"  # beside the study file: every address that was ever published
FOLDERS: Final = frozenset({"assets", "cards", "figures", "maintainers", "search"})
MOST_HINTS: Final = 5  # each is slow, and a list may hold thousands of addresses

# Parts of a page; those that are promised; those that can answer to another id, with their begin
_IDS: Final = re.compile(r' id="([^"\n]*)"| \{ #([^ \n]+) \}$', re.MULTILINE)
_PROMISED: Final = re.compile(r'^<div class="entry" id="([ns]-[^"\n]*)">', re.MULTILINE)
_NAMED: Final = re.compile(
    r'^<div class="entry" id="([^"\n]*)">$|^#{1,6} (?=[^\n]*\{ #([^ \n]+) \}$)', re.MULTILINE
)
_MERGE: Final = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")  # marks that git leaves in a file


def slug(name: str) -> str:
    """The address of a page below the site's: "" for the first page, else "name/"."""
    return "" if name == "index" else f"{name}/"


def whole(name: str, anchor: str = "") -> str:
    """The whole address of a page, or of a part of it."""
    return f"{SITE}{slug(name)}" + (f"#{anchor}" if anchor else "")


def published(files: Mapping[str, str]) -> Iterator[str]:
    """What is promised: pages, files to download, and the ledger's entries of facts and sources."""
    for name, text in files.items():
        if name.endswith(".md"):
            page = slug(name.removesuffix(".md"))
            yield page or "./"
            yield from (f"{page}#{part}" for part in _PROMISED.findall(text))
        elif not name.startswith((".", "cards/")):
            yield name.removesuffix("index.html")


def ids(text: str) -> list[str]:
    """The ids of the parts of a page, in its order."""
    return [match[1] or match[2] for match in _IDS.finditer(text)]


def parts(files: Mapping[str, str]) -> Iterator[str]:
    """The addresses of all parts of pages, promised or not."""
    for name, text in files.items():
        if name.endswith(".md"):
            yield from (f"{slug(name.removesuffix('.md'))}#{part}" for part in ids(text))


def lost(path: Path, files: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """What is promised and gone, or is wrong with the list itself, as (line of it, message).

    A study may have no list; then nothing is promised, and the build makes none. Raises OSError.
    """
    if not path.exists():
        return
    try:
        lines = _lines(path)
    except UnicodeDecodeError as error:
        number = error.object.count(b"\n", 0, error.start) + 1
        found = f"found the byte 0x{error.object[error.start]:02X}"
        yield number, f"{found}; expected UTF-8: save the file so"
        return
    if not any(lines):
        expected = "expected an address a line: take the list back from git, or begin it with a"
        yield 1, f'found nothing; {expected} comment, "# none yet", where nothing was published'
    marks = [(n, line[:7]) for n, line in enumerate(lines, start=1) if line.startswith(_MERGE)]
    for number, mark in marks:
        expected = "expected addresses: keep those of both sides, and delete this line"
        yield number, f"found {mark}, which git left in a merge; {expected}"
    if not marks:
        yield from _gone(lines, files)


def _gone(lines: list[str], files: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    promised = set(published(files))
    there, fresh = {*promised, *parts(files)}, promised.difference(lines)
    hints = MOST_HINTS
    for number, line in enumerate(lines, start=1):
        page, mark, _ = line.partition("#")
        if not line or line.startswith("# ") or line in there:
            continue
        if mark and f"{page.removesuffix('/') or 'index'}.md" not in files:
            continue  # its page has gone too, which is told, or leads on
        # A file to download, with its full stop, cannot lead on
        mend = "" if "." in line or not hints else _moved(line, fresh) or _moved(line, there)
        hints -= bool(mend)
        where = f", or where it has gone, in the study file:\n{mend}" if mend else ""
        expected = "expected it (or no such line, if it never was on the web)"
        yield number, f"{line} was published and is not there any more; {expected}{where}"


def _lines(path: Path) -> list[str]:
    return [line.strip() for line in path.read_text("utf-8-sig").splitlines()]


def _moved(old: str, among: Iterable[str]) -> str:
    """The lines that say where an address has gone, with the one of its sort most like it."""
    page, mark, part = old.partition("#")
    start = page + mark + (part[:2] if part[1:2] == "-" else "")  # n- of a fact, s- of a source
    sort = {a for a in among if (a.startswith(start) if mark else a.endswith("/"))}
    near = get_close_matches(old, sorted(sort - {"./"}), n=1, cutoff=0)
    quote = "'" if old.startswith("#") else ""  # or YAML would take it for a comment
    return f"moved:\n  {quote}{old}{quote}: {quote}{near[0]}{quote}" if near else ""


def new(path: Path, files: Mapping[str, str]) -> list[str]:
    """The addresses that a list does not hold yet, sorted; none where there is no list."""
    return sorted({*published(files)}.difference(_lines(path))) if path.exists() else []


def add(path: Path, files: Mapping[str, str]) -> list[str]:
    """Put what is new into a list: comments first, then addresses, sorted. Gives what was added."""
    if added := new(path, files):
        lines = {line: None for line in (*_lines(path), *added) if line}
        sort = sorted(lines, key=lambda line: "" if line.startswith("# ") else line)
        beside = path.with_name(f"{path.name}.new")
        beside.write_text("".join(f"{line}\n" for line in sort), "utf-8")
        beside.replace(path)
    return added


def wrongly_moved(
    moved: Mapping[str, str], files: Mapping[str, str]
) -> Iterator[tuple[tuple[str, str], str]]:
    """What is wrong with the addresses that are said to have moved, as (path, message)."""
    there = {*published(files), *parts(files)} if moved else set()
    for old, target in moved.items():
        page, mark, part = target.partition("#")
        if not old.endswith("/") and "#" not in old:
            said = f'an address without its last /; did you mean "{old}/"?'
        elif (target or "./") not in there:
            near = f"{page}/{mark}{part}"
            repair = f'did you mean "{near}"?' if near in there else "expected one that is"
            said = f"{target} is no address of the site; {repair}"
        elif "#" in old and (old.partition("#")[0] != page or not part):
            said = f"{target} is on another page; a part of a page can move within its page alone, "
            said += "because a redirect does not see what stands behind #"
        elif "#" in old and old not in there:
            expected = "expected a heading, or a fact or source of the ledger"
            said = f"{target} cannot answer to another address; {expected}"
        else:
            continue
        yield ("moved", old), said


def with_old_parts(page: str, body: str, moved: Mapping[str, str]) -> str:
    """The text of a page whose headings and entries also answer to the ids that they had before."""
    before: dict[str, str] = {}
    for old in moved:
        at, _, part = old.partition("#")
        if at == page and part:
            now, seen = old, set[str]()
            while now not in seen:  # it may have moved more than once
                seen.add(now)
                now = moved.get(now, now)
            before[now] = before.get(now, "") + f'<span id="{part}"></span>'

    def answering(match: re.Match[str]) -> str:
        return match[0] + before.get(f"{page}#{match[1] or match[2]}", "")

    return _NAMED.sub(answering, body) if before else body
