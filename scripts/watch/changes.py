"""Says in words what changes for readers between a revision and the working tree, as Markdown.

Usage: changes.py REVISION. Compares the generated files under docs/, so any revision will do.
"""

import html
import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT = Path(__file__).resolve().parents[2]
STUDY, LOG = "data/study.yaml", "docs/data/changes.csv"
# Said elsewhere: a picture has its table, a text to copy repeats the page, a card its description.
SILENT: Final = re.compile(r"(?m)(?s:<(svg|script|textarea)\b.*?</\1>)|^(# Made|card|search|---).*")
CELL_END: Final = re.compile(r"</t[hd]>\s*(?=<t[hd])")
SIGNS: Final = re.compile(r"<[^>]*>|^(#+|[-*]) | *\{ #.*\}$|\]\([^)]*\)|\*\*|\[", re.M)
SENTENCE_END: Final = re.compile(r"(?<=[.?!])\s+(?=[A-Z0-9“])|\n")
FACTS: Final = {"groups": "size", "counts": "count total", "quantities": "value low high unit"}


def main(revision: str, root: Path = ROOT) -> None:
    """Print the changes. Raises SystemExit where git, which says so, finds no such revision."""
    with TemporaryDirectory() as folder:
        archive = f"{folder}/archive.zip"
        words = ["git", "archive", "-o", archive, "--end-of-options", f"{revision}^{{commit}}"]
        try:
            subprocess.run(words, cwd=root, check=True)
        except FileNotFoundError:
            sys.exit("git is not installed: there is nothing to compare with")
        except subprocess.CalledProcessError as error:
            sys.exit(error.returncode)
        shutil.unpack_archive(archive, folder)
        before, after = files(Path(folder)), files(root)
    told = report(before, after)
    print(told or "Nothing changes for readers.")
    if told and [before.get(name) == after.get(name) for name in (STUDY, LOG)] == [False, True]:
        print(f"{STUDY} has changed, but its log has no new entry")


def files(root: Path) -> dict[str, bytes]:
    """The study file below a folder, and what was made of it."""
    paths = [path for path in [root / STUDY, *(root / "docs").rglob("*")] if path.is_file()]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def report(before: dict[str, bytes], after: dict[str, bytes]) -> str:
    """The changes between two sets of generated files, in Markdown; "" where there are none."""
    parts = {"Facts and files": list(_listed(_things(before), _things(after)))}
    for name in sorted(before.keys() & after.keys()):
        if name.endswith(".md"):
            parts[name] = list(_said(*(sentences(side[name].decode()) for side in (before, after))))
    return "\n".join("\n".join([f"## {part}\n", *told, ""]) for part, told in parts.items() if told)


def sentences(text: str) -> list[str]:
    """What a page says, in order: its title, its sentences, the rows of its tables."""
    text = html.unescape(SIGNS.sub("", CELL_END.sub(" | ", SILENT.sub("", text))))
    return [" ".join(each.split()) for each in SENTENCE_END.split(text) if each.strip()]


def plain(text: str) -> str:
    """Text on one line of limited length, which Markdown shows as it is and which calls nobody."""
    line = " ".join(text.split()).replace("@", "＠")
    return re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", line if len(line) < 1000 else f"{line[:999]}…")


def as_a_command() -> None:
    """End without a word where nobody reads on; say what the terminal's signs can say."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def _things(files: dict[str, bytes]) -> dict[str, str | bytes]:
    """Facts as text, and files; of pages that they are there, since what they say is told too."""
    tables = json.loads(files.get("docs/data/study.json", b"{}")).get("tables", {})
    facts = {
        row["id"]: ", ".join(str(row[key]) for key in keys.split() if row.get(key) is not None)
        for table, keys in FACTS.items()
        for row in tables.get(table, {}).get("rows", [])
    }
    return {**facts, **files, **{name: b"" for name in files if name.endswith((".md", STUDY))}}


def _listed(was: Mapping[str, object], now: Mapping[str, object]) -> Iterator[str]:
    for name in sorted({*was, *now}):
        if (old := was.get(name)) != (new := now.get(name)):
            word = "New" if old is None else "Gone" if new is None else "Changed"
            said = [plain(each) for each in (old, new) if isinstance(each, str)]
            yield f"- {word}: {plain(name)}{': ' if said else ''}{' → '.join(said)}"


def _said(was: list[str], now: list[str]) -> Iterator[str]:
    """What a page said, and what it says in its place."""
    for kind, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        word = {"replace": "", "delete": "Gone: ", "insert": "New: "}.get(kind)
        if word is not None:
            said = (" ".join(part) for part in (was[a:b], now[c:d]) if part)
            yield f"- {word}" + " → ".join(f"“{plain(each)}”" for each in said)


if __name__ == "__main__":
    as_a_command()
    main(sys.argv[1])
