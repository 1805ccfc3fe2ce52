"""Where things stand on the site, and the promise that no published address is ever lost.

`docs/` is the same wherever the site is published, so a text that needs a whole address holds the
stand-in there, and `finish.py` puts the real one in its place when the site is built.

As a command it adds the new addresses of `docs/` to data/addresses.txt: make addresses
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

_NOT_LINKED_TO: Final = re.compile(r".*-\d+-(?:title|desc)|(?:copy|cite)-.*")


def slug(name: str) -> str:
    """The address of a page below the site's: "" for the first page, else "name/"."""
    return "" if name == "index" else f"{name}/"


def whole(name: str, anchor: str = "") -> str:
    """The whole address of a page, or of a part of it."""
    return f"{SITE}{slug(name)}" + (f"#{anchor}" if anchor else "")


def published(files: Mapping[str, str]) -> Iterator[str]:
    """The addresses that the files of `docs/` give: pages, their parts, and files to download."""
    for name, text in files.items():
        if name.endswith(".md"):
            page = slug(name.removesuffix(".md"))
            yield page or "./"
            # Splitting takes a tenth of what a regular expression would over all pages
            ids = [rest.partition('"')[0] for rest in text.split(' id="')[1:]]
            ids += [rest.partition(" ")[0] for rest in text.split("{ #")[1:]]
            yield from (f"{page}#{part}" for part in ids if not _NOT_LINKED_TO.fullmatch(part))
        elif not name.startswith((".", "cards/")):
            yield name.removesuffix("index.html")


def lost(listed: str, files: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """What was published and is there no longer, as (line of the list, message)."""
    there = set(published(files))
    fresh = there.difference(listed.splitlines())
    for number, line in enumerate(listed.splitlines(), start=1):
        page, mark, _ = line.partition("#")
        if not line or line.startswith("# ") or line in there:
            continue
        if mark and f"{page.removesuffix('/') or 'index'}.md" not in files:
            continue  # its page has gone too, which is told, or leads on
        # A file to download, with its full stop, cannot lead on
        mend = "" if "." in line else _moved(line, fresh) or _moved(line, there)
        where = f", or where it has gone, in the study file:\n{mend}" if mend else ""
        yield number, f"{line} was published and is not there any more; expected it{where}"


def _moved(old: str, among: Iterable[str]) -> str:
    """The lines that say where an address has gone, with the one of its sort most like it."""
    page, mark, _ = old.partition("#")
    sort = {a for a in among if (a.startswith(page + mark) if mark else a.endswith("/"))}
    near = get_close_matches(old, sorted(sort - {"./"}), n=1, cutoff=0)
    quote = "'" if old.startswith("#") else ""  # or YAML would take it for a comment
    return f"moved:\n  {quote}{old}{quote}: {quote}{near[0]}{quote}" if near else ""


def new(listed: str, files: Mapping[str, str]) -> list[str]:
    """The addresses that the list does not hold yet, sorted."""
    return sorted(set(published(files)) - set(listed.splitlines()))


def wrongly_moved(
    moved: Mapping[str, str], there: Iterable[str]
) -> Iterator[tuple[tuple[str, str], str]]:
    """What is wrong with the addresses that are said to have moved, as (path, message)."""
    there = set(there)
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


def with_old_parts(page: str, body: str, moved: Mapping[str, str]) -> str:
    """The text of a page whose headings also answer to the ids that they had before."""
    for old, target in moved.items():
        at, _, part = old.partition("#")
        if at == page and part:
            heading = re.escape(target.partition("#")[2])
            anchor = f'<span id="{part}"></span>'
            body = re.sub(rf"^(#+ )(.*\{{ #{heading} \}})$", rf"\1{anchor}\2", body, flags=re.M)
    return body


def main() -> None:
    """Add what is new in docs/ to the list."""
    root = Path(__file__).resolve().parent.parent
    docs, path = root / "docs", root / "data" / LIST
    files = {
        file.relative_to(docs).as_posix(): file.read_text("utf-8")
        for file in docs.rglob("*")
        if file.is_file() and file.suffix != ".png"
    }
    listed = path.read_text("utf-8")
    added = new(listed, files)
    path.write_text(listed + "".join(f"{address}\n" for address in added), "utf-8")
    print(f"{len(added)} addresses added to {path.relative_to(root)}")


if __name__ == "__main__":
    main()
