"""Builds the pages under docs/ out of data/study.yaml: one call a stage.

    data/study.yaml - read - check - make - write -> docs/

Exit status: 0 when all is well, 1 for problems in the data or (with --check) for stale pages, 2 for
a wrong call. With any problem, nothing is written.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # stopped, or nobody reads on: it ends without a word, as commands do
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)

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
    findings = [*register.check(*edition)]
    study = facts.unmarked(reading.study)
    edition = Edition(study, facts.compute(study))
    if findings := findings or [*cards.unfit(edition)]:
        return {}, sorted({reading.problem(*finding) for finding in findings})
    made = site.files(Renderer(edition, root / "templates", root / ".cache" / "jinja"))
    misfits = sorted({reading.problem(*finding) for finding in site.misfits(edition.study, made)})
    return {} if misfits else made, misfits


def main(
    data: Path = ROOT / "data/study.yaml", docs: Path = ROOT / "docs", check: bool = False
) -> int:
    """Run the build and return the exit status."""
    try:
        text = data.read_bytes()
    except OSError as error:
        _say(f"{_shown(data)}: {error.strerror}; expected a study file that can be read")
        return 2
    pages, problems = files(text, ROOT)
    if problems:
        return _report(data, problems)
    listed = data.with_name(addresses.LIST)
    try:
        if lost := [*addresses.lost(listed, pages)]:
            return _report(listed, [read.Problem(line, 1, "", said) for line, said in lost])
        return (_check if check else _write)(docs, pages, listed)
    except OSError as error:
        where = Path(error.filename2 or error.filename or docs)
        _say(f"{_shown(where)}: {error.strerror}; mend that, then run the build again")
        return 1


def _report(file: Path, problems: list[read.Problem]) -> int:
    for line, column, path, message in problems:
        _say(f"{_shown(file)}:{line}:{column}: {path + ': ' if path else ''}{message}")
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    _say(f"{count} in {_shown(file)}; nothing was written")
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


def _say(message: str) -> None:
    print(message, file=sys.stderr)


def _shown(path: Path) -> str:
    """The path as short as it can be from where the person stands."""
    near = os.path.relpath(path)
    return str(path) if near.startswith("..") else near


def _told(words: list[str]) -> dict[str, Any]:
    """What the command is told; the rest is as ever."""
    if not words:
        return {}
    import argparse  # takes as long as all the checks, and most builds have no arguments

    parser = argparse.ArgumentParser(
        description="Build the pages of the site from the study data.",
        argument_default=argparse.SUPPRESS,
    )
    parser.add_argument("--data", type=Path, metavar="FILE")
    parser.add_argument("--docs", type=Path, metavar="DIR")
    parser.add_argument("--check", action="store_true", help="name stale pages; write nothing")
    return vars(parser.parse_args(words))


if __name__ == "__main__":
    sys.exit(main(**_told(sys.argv[1:])))
