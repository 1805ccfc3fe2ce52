"""Where things stand on the site, and the promise that no published address is ever lost.

`docs/` is the same wherever the site is published, so a text that needs a whole address holds the
stand-in there, and `finish.py` puts the real one in its place when the site is built.

As a command it adds the new addresses of `docs/` to data/addresses.txt: make addresses
"""

import re
from collections.abc import Iterable, Iterator, Mapping
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
    for number, line in enumerate(listed.splitlines(), start=1):
        if line and not line.startswith("#") and line not in there:
            yield (
                number,
                (
                    f"{line} was published and is not there any more; expected it, or a line under "
                    f"`moved` in the study file that says where it has gone"
                ),
            )


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
        if (target or "./") not in there:
            yield ("moved", old), f"{target} is no address of the site; expected one that is"
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
