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

_IDS: Final = re.compile(r' id="([^"\n]*)"| \{ #([^ \n]+) \}$', re.MULTILINE)
# What can answer to another id: an entry of the ledger, a heading
_NAMED: Final = re.compile(
    r'^(?:<div class="entry" id="([^"\n]*)">|#{1,6} [^\n]*\{ #([^ \n]+) \})$', re.MULTILINE
)
_PROMISED: Final = re.compile(r'^<div class="entry" id="([ns]-[^"\n]*)">', re.MULTILINE)
_MARKS: Final = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")  # that git leaves in a file


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

    A study may have no list; then nothing is promised, and the build makes none.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return
    except OSError as error:
        yield 1, f"{error.strerror}; expected a file that can be read"
        return
    if problems := list(_unreadable(data)):
        yield from problems
        return
    lines = _lines(data)
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


def _unreadable(data: bytes) -> Iterator[tuple[int, str]]:
    """What makes a list unfit to be read."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        found = f"found the byte 0x{data[error.start]:02X}"
        yield data.count(b"\n", 0, error.start) + 1, f"{found}; expected UTF-8: save the file so"
        return
    if not text.strip():
        yield (
            1,
            "found nothing; expected an address a line: take the list back from git, or begin it "
            'with a comment, "# none yet", where nothing was ever published',
        )
    for number, line in enumerate(_lines(data), start=1):
        if line.startswith(_MARKS):
            yield (
                number,
                f"found {line[:7]}, which git left in a merge; expected addresses: keep those of "
                "both sides, and delete this line",
            )


def _lines(data: bytes) -> list[str]:
    return [line.strip() for line in data.decode().removeprefix("\ufeff").splitlines()]


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
    if not path.exists():
        return []
    return sorted({*published(files)}.difference(_lines(path.read_bytes())))


def add(path: Path, files: Mapping[str, str]) -> list[str]:
    """Put what is new into a list: comments first, then addresses, sorted. Gives what was added."""
    if added := new(path, files):
        lines = [line for line in _lines(path.read_bytes()) if line]
        comments = [line for line in lines if line.startswith("# ")]
        listed = sorted({*lines, *added}.difference(comments))
        beside = path.with_name(f"{path.name}.new")
        beside.write_text("".join(f"{line}\n" for line in (*comments, *listed)), "utf-8")
        beside.replace(path)
    return added


def wrongly_moved(
    moved: Mapping[str, str], files: Mapping[str, str]
) -> Iterator[tuple[tuple[str, str], str]]:
    """What is wrong with the addresses that are said to have moved, as (path, message)."""
    there = {*published(files), *parts(files)} if moved else set()
    for old, target in moved.items():
        page, _, part = target.partition("#")
        if not old.endswith("/") and "#" not in old:
            yield ("moved", old), f'an address without its last /; did you mean "{old}/"?'
        elif (target or "./") not in there:
            near = f"{page}/#{part}" if part else f"{page}/"
            repair = f'did you mean "{near}"?' if near in there else "expected one that is"
            yield ("moved", old), f"{target} is no address of the site; {repair}"
        elif "#" in old and (old.partition("#")[0] != page or not part):
            yield (
                ("moved", old),
                f"{target} is on another page; a part of a page can move within its page alone, "
                "because a redirect does not see what stands behind #",
            )
        elif "#" in old and old not in there:
            expected = "expected a heading, or a fact or source of the ledger"
            yield ("moved", old), f"{target} cannot answer to another address; {expected}"


def with_old_parts(page: str, body: str, moved: Mapping[str, str]) -> str:
    """The text of a page whose headings and entries also answer to the ids that they had before."""
    before: dict[str, str] = {}
    for old in moved:
        at, _, part = old.partition("#")
        if at == page and part:
            now = _now(old, moved).partition("#")[2]
            before[now] = before.get(now, "") + f'<span id="{part}"></span>'

    def answering(match: re.Match[str]) -> str:
        if match[1]:
            return match[0] + before.get(match[1], "")
        signs, _, rest = match[0].partition(" ")
        return f"{signs} {before.get(match[2], '')}{rest}"

    return _NAMED.sub(answering, body) if before else body


def _now(old: str, moved: Mapping[str, str]) -> str:
    """Where an address has gone, which may have moved more than once."""
    seen = {old}
    while (new := moved.get(old)) is not None and new not in seen:
        seen.add(new)
        old = new
    return old
