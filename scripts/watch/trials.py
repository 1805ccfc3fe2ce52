"""Compares what the study file says of trials with their live records at ClinicalTrials.gov.

Usage: check_trials.py [--write] [--today 2026-11-22]

Prints a list of differences. With --write, a status that has changed is added to the study file,
with the day of asking and its source. A status that the model has no word for, dates, numbers of
people and posted results are told and never written: they are for a person.

Exit status, as of `diff`: 0 no difference, 1 differences, 2 the registry could not be asked, or
what it says does not fit into the file. With 2, nothing is written.
"""

import argparse
import datetime
import sys
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import build_tables
from study import read
from study.model import Change, Study
from watch import registry
from watch.amend import Amended
from watch.compare_trials import REGISTRY, Asked, differences, registered, status_differs

ROOT = Path(__file__).resolve().parents[2]
PLACE: Final = "recruitment status"  # in a record: what its page calls it
REMINDER: Final = """
A person must look at this before it is published:

- Read each live record, and what else the site says of that trial: results, dates, who took part.
- Sentences that say that the live entries were not opened may no longer be true: adapt them.
- The day “last checked” stays as it is. If you have looked through the other sources too, take
  `trials_alone` out of the new entry of the log."""


class Arguments(NamedTuple):
    """What the command is told."""

    write: bool
    data: Path
    today: str
    base: str
    pause: float


class Unfit(Exception):
    """The study file has problems, before or after a change: all of them, a line each."""


def main(words: list[str] | None = None) -> int:
    """Ask, compare, print, and write if told to; give the exit status."""
    told = _arguments(words)
    try:
        text = told.data.read_bytes().decode()  # with its line ends as they are
        study = _understood(text, told.data)
        asked = [
            Asked(ident, trial, entry, registry.ask(entry.number, told.base, told.pause))
            for ident, trial, entry in registered(study)
        ]
        sentences = [
            f"- {each.trial.name} ({each.record.number}): {sentence}"
            for each in asked
            for sentence in differences(each, study, told.today)
        ]
        print("\n".join(sentences) or f"{REGISTRY} says what the file says ({len(asked)} asked).")
        changed = [each for each in asked if each.word and status_differs(each, study)]
        if told.write and changed:
            amended = _amended(text, study, changed, told.today)
            _understood(amended, told.data)
            told.data.write_bytes(amended.encode())
            print(REMINDER)
    except (registry.Unanswered, Unfit, OSError, UnicodeDecodeError) as error:
        print(error, file=sys.stderr)
        if told.write:
            print(f"{told.data} was not changed.", file=sys.stderr)
        return 2
    return 1 if sentences else 0


def _understood(text: str, file: Path) -> Study:
    """The study of a file that passes all checks. Raises Unfit."""
    study = read.read(text.encode()).study
    problems = build_tables.files(text.encode(), build_tables.ROOT)[1]
    if study and not problems:
        return study
    raise Unfit("\n".join(f"{file}:{p.line}:{p.column}: {p.path}: {p.message}" for p in problems))


def _amended(text: str, study: Study, changed: list[Asked], today: str) -> str:
    """The file with the new statuses, their sources and an entry of the log."""
    amended, taken = Amended(text), set(study.sources)
    for each in changed:
        source = _source(each, study, amended, taken)
        cite = [{"source": source, "at": PLACE}]
        status = {"status": each.word, "date": today, "cite": cite}
        amended.add_item(("trials", each.ident, "status"), status)
    if study.log[0].date < today:
        amended.add_first_item(("log",), _log_entry(study.log[0], len(changed), today))
    return amended.text()


def _source(asked: Asked, study: Study, amended: Amended, taken: set[str]) -> str:
    """The id of the source that is the live record: brought up to date, or added."""
    updated = asked.record.updated
    for ident, source in study.sources.items():
        if source.url == asked.url:
            if updated and source.date:
                amended.replace(("sources", ident, "date"), updated)
            return ident
    ident = next(
        ident
        for ending in ("registry", "live-registry", "live-registry-record")
        if (ident := f"{asked.ident}-{ending}") not in taken
    )
    taken.add(ident)
    entry = {
        "name": f"{REGISTRY}, {asked.record.number}",
        "citation": f"{REGISTRY}, live record of {asked.record.number}.",
        **({"date": updated} if updated else {}),
        "seen": "first part",
        "url": asked.url,
    }
    amended.add_entry(("sources",), ident, entry)
    return ident


def _log_entry(newest: Change, count: int, today: str) -> dict[str, object]:
    major, minor = newest.version.split(".")
    trials = "a trial" if count == 1 else "trials"
    return {
        "date": today,
        "version": f"{major}.{int(minor) + 1}",
        "checked": f"A program read the live records of trials at {REGISTRY}, and no other source.",
        "changed": f"The status of {trials}, as the live record gives it.",
        "conclusion_changed": False,
        "trials_alone": True,  # the day on which all sources were looked at stays
    }


def _arguments(words: list[str] | None) -> Arguments:
    parser = argparse.ArgumentParser(description="Compare trials with their live records.")
    parser.add_argument("--write", action="store_true", help="add changed statuses to the file")
    parser.add_argument("--data", type=Path, default=ROOT / "data" / "study.yaml", metavar="FILE")
    parser.add_argument(
        "--today", type=_day, default=str(datetime.date.today()), metavar="DATE", help="2026-11-22"
    )
    parser.add_argument("--base", type=_base, default=registry.ADDRESS, metavar="URL")
    parser.add_argument(
        "--pause", type=float, default=1.0, metavar="SECONDS", help="before a retry"
    )
    return Arguments(**vars(parser.parse_args(words)))


def _day(text: str) -> str:
    return str(datetime.date.fromisoformat(text))


def _base(text: str) -> str:
    """An address to ask instead, for tests: without https on this machine alone."""
    parts = urlsplit(text)
    if parts.scheme != "https" and (parts.scheme, parts.hostname) != ("http", "127.0.0.1"):
        raise ValueError(text)
    return text.rstrip("/")


if __name__ == "__main__":
    sys.exit(main())
