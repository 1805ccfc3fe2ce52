"""Builds the pages under docs/ out of data/study.yaml: one call a stage.

    data/study.yaml - read - check - make - write -> docs/

Exit status: 0 when all is well, 1 for problems in the data or (with --check) for stale pages, 2 for
a wrong call. With any problem, nothing is written.
"""

import os
import sys
from pathlib import Path
from typing import NamedTuple

import addresses
from checks import register
from pages import site
from pages.render import Renderer
from pictures import cards
from publish import write
from study import facts, read
from words.edition import Edition

ROOT = Path(__file__).resolve().parent.parent


def files(data: bytes, root: Path) -> tuple[dict[str, str], list[read.Problem]]:
    """The files that a study file gives, or what is wrong with it: first its types, then the rest.

    `root` is the folder of the project, with its templates and its cache.
    """
    reading = read.read(data)
    if reading.study is None:
        return {}, reading.problems
    edition = Edition(reading.study, facts.compute(reading.study))
    findings = [*register.check(*edition)] or [*cards.unfit(edition)]
    if findings:
        return {}, sorted({reading.problem(*finding) for finding in findings})
    made = site.files(Renderer(edition, root / "templates", root / ".cache" / "jinja"))
    misfits = sorted({reading.problem(*finding) for finding in site.misfits(edition.study, made)})
    return {} if misfits else made, misfits


class Arguments(NamedTuple):
    """What the command is told."""

    data: Path = ROOT / "data" / "study.yaml"
    docs: Path = ROOT / "docs"
    check: bool = False


def _arguments(words: list[str]) -> Arguments:
    if not words:
        return Arguments()
    import argparse  # takes as long as all the checks, and most builds have no arguments

    standard = Arguments()
    parser = argparse.ArgumentParser(description="Build the pages of the site from the study data.")
    parser.add_argument("--data", type=Path, default=standard.data, metavar="FILE")
    parser.add_argument("--docs", type=Path, default=standard.docs, metavar="DIR")
    parser.add_argument("--check", action="store_true", help="name stale pages; write nothing")
    return Arguments(**vars(parser.parse_args(words)))


def _say(message: str) -> None:
    print(message, file=sys.stderr)


def _shown(path: Path) -> str:
    """The path as short as it can be from where the person stands."""
    near = os.path.relpath(path)
    return str(path) if near.startswith("..") else near


def _report(file: str, problems: list[read.Problem]) -> None:
    for line, column, path, message in problems:
        _say(f"{file}:{line}:{column}: {path + ': ' if path else ''}{message}")
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    _say(f"{count} in {file}; nothing was written")


def main() -> int:
    """Run the build and return the exit status."""
    arguments = _arguments(sys.argv[1:])
    file = _shown(arguments.data)
    try:
        data = arguments.data.read_bytes()
    except (FileNotFoundError, IsADirectoryError) as error:
        _say(f"{file}: {error.strerror}; expected a study file")
        return 2
    except OSError as error:
        unread = read.Problem(1, 1, "", f"{error.strerror}; expected a file that can be read")
        _report(file, [unread])
        return 1
    pages, problems = files(data, ROOT)
    if problems:
        _report(file, problems)
        return 1
    listed = arguments.data.with_name(addresses.LIST)
    if lost := [read.Problem(line, 1, "", said) for line, said in addresses.lost(listed, pages)]:
        _report(_shown(listed), lost)
        return 1
    try:
        return (_check if arguments.check else _write)(arguments.docs, pages, listed)
    except OSError as error:
        where = Path(error.filename2 or error.filename or arguments.docs)
        _say(f"{_shown(where)}: {error.strerror}; mend that, then run the build again")
        return 1


def _check(docs: Path, pages: dict[str, str], listed: Path) -> int:
    stale = [f"{_shown(docs)}/{line}" for line in write.stale(docs, pages)]
    if new := addresses.new(listed, pages):
        stale.append(f"{_shown(listed)}: {len(new)} addresses are not on it yet: {new[0]} …")
    for line in stale:
        _say(line)
    if stale:
        _say(f"{len(stale)} stale; mend with: make site (another folder: the same without --check)")
    return 1 if stale else 0


def _write(docs: Path, pages: dict[str, str], listed: Path) -> int:
    changed = write.write(docs, pages)
    added = addresses.add(listed, pages)
    for name in changed:
        if name not in pages:
            _say(f"{_shown(docs)}/{name}: removed, because the build does not make it")
    print(f"{len(pages)} files in {_shown(docs)}, {len(changed)} changed")
    if added:
        print(f"{len(added)} addresses added to {_shown(listed)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
