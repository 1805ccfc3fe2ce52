"""Compares what the study file says of trials with their live records at ClinicalTrials.gov.

Usage: trials.py [--write] [--issues DIR]

Prints a list of differences. With --write, a status that has changed is added to the study file,
with the day of asking and its source; all else is for a person. With --issues, each difference
becomes an issue in that folder, `written-….md` or `told-….md`, with its title in the first line.

Exit status: 0 no difference, 3 differences, 2 a wrong call, 1 where something failed: what was
found out is told and written all the same.
"""

import argparse
import datetime
import io
import json
import sys
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any, Final, NamedTuple

import build_tables
from checks.ids import WATCHED, WATCHED_NUMBER
from study import evidence, model, read
from study.facts import references, texts
from watch import registry
from watch.changes import as_a_command, plain
from watch.registry import ADDRESS, Record, Unanswered
from words import numbers, sentences

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "data" / "study.yaml"
PLACE: Final = "recruitment status"  # in a record: what its page calls it

# The registry's words where the model has others. What it has no word for is told and not written.
WORDS: Final = {
    "NOT_YET_RECRUITING": "planned",
    "ENROLLING_BY_INVITATION": "inviting",
    "ACTIVE_NOT_RECRUITING": "continuing",
}
# Words by which the file names a step of a trial, and what the registry dates of it.
STEPS: Final = {
    "registered": ("registration",),
    **dict.fromkeys(("start", "started", "enrolled"), ("start",)),
    **dict.fromkeys(("end", "ended", "completed"), ("main end", "end")),
}
WRITTEN: Final = """
The new statuses were added. A person must look at this before it is published:

- Read each live record, and what else the site says of that trial: results, dates, who took part.
- Sentences that say that the live entries were not opened may no longer be true: adapt them.
- The day “last checked” stays as it is. If you have looked through the other sources too, take
  `trials_alone` out of the new entry of the log.
"""
ENTRY: Final = {
    "checked": f"A program read the live records of trials at {WATCHED}, and no other source.",
    "changed": "The status of trials, as their live records give it.",
    "conclusion_changed": False,
    "trials_alone": True,  # the day on which all sources were looked at stays
}
ISSUE: Final = """\
{each.asked.record.number}: {each.short}

{each.line}

Read the live record, <{each.asked.url}>, and adapt `data/study.yaml` where it is no longer right.
Then, or if nothing is to be done, close this: it is not opened a second time.
"""


Additions = Iterator[tuple[tuple[str, ...], Any]]  # where in the study file, and what


class Unfit(Exception):
    """The study file has problems, or would have them: a line each."""


class Asked(NamedTuple):
    """A trial of the file and its live record."""

    ident: str
    trial: evidence.Trial
    record: Record
    url: str  # of the live record, for readers


class Difference(NamedTuple):
    """What a live record says otherwise: in few words that stay the same, and in a sentence."""

    asked: Asked
    short: str
    sentence: str
    word: str = ""  # the model's word for a status that can be written

    @property
    def line(self) -> str:
        """The sentence with the trial that it is about, as an item of a list."""
        name, number = self.asked.trial.name, self.asked.record.number
        return f"- {plain(f'{name} ({number}): {self.sentence}')}"


def main(
    words: list[str], file: Path = FILE, today: datetime.date | None = None, base: str = ADDRESS
) -> int:
    """Ask, compare, print, write if told to; give the exit status."""
    parser = argparse.ArgumentParser(description="Compare trials with their live records.")
    parser.add_argument("--write", action="store_true", help="add changed statuses to the file")
    parser.add_argument("--issues", type=Path, metavar="DIR", help="for texts of issues")
    told, today = parser.parse_args(words), today or datetime.date.today()
    try:
        study = sound(file.read_bytes(), file)
    except (OSError, Unfit) as error:
        sys.exit(str(error))
    asked, failures = ask(study, base)
    found = [difference for each in asked for difference in differences(each, study, today)]
    print("\n".join(each.line for each in found) or f"No difference in {len(asked)} records.")
    wanted = [each for each in found if each.word and told.write]
    written, refused = write(wanted, file, study, today)
    if written:
        print(WRITTEN)
    for index, each in enumerate(found if told.issues else ()):
        name = f"{'written' if each in written else 'told'}-{index}.md"
        (told.issues / name).write_text(ISSUE.format(each=each), encoding="utf-8")
    if failures or refused:
        print("\nWhat failed:\n", *(f"- {plain(line)}" for line in failures + refused), sep="\n")
        return 1
    return 3 if found else 0


def sound(data: bytes, file: Path = FILE) -> model.Study:
    """The study of a file that can be built. Raises Unfit."""
    problems = build_tables.files(data, ROOT)[1]
    study: model.Study | None = read.read(data).study
    if study is None or problems:
        raise Unfit(
            "\n".join(f"{file}:{p.line}:{p.column}: {p.path}: {p.message}" for p in problems)
        )
    return study


def ask(study: model.Study, base: str) -> tuple[list[Asked], list[str]]:
    """Each trial that the registry has a record of, and what went wrong; one stops no other."""
    asked, failures = [], []
    for ident, trial in study.trials.items():
        for each in trial.registrations:
            if WATCHED_NUMBER.fullmatch(each.number):
                url = each.url or f"{ADDRESS}/study/{each.number}"
                try:
                    asked.append(Asked(ident, trial, registry.ask(each.number, base), url))
                except Unanswered as error:
                    failures.append(str(error))
    return asked, failures


def differences(asked: Asked, study: model.Study, today: datetime.date) -> Iterator[Difference]:
    """Every difference between the file and a live record."""
    trial, record = asked.trial, asked.record
    word = WORDS.get(record.status, record.status.lower())
    if word not in _said(asked, study):
        known, spoken = word in sentences.STATUSES, record.status.replace("_", " ").lower()
        of = f" of {numbers.date(str(record.updated))}" if record.updated else ""
        yield Difference(
            asked,
            f"status “{spoken}”",
            f"the file says: {sentences.status_sentence(trial, study)} {WATCHED} says “{spoken}” "
            f"in its record{of}, read on {numbers.date(str(today))}."
            + ("" if known else " The model has no word for that, so it cannot be written."),
            word if known else "",
        )
    for event in trial.dates:
        if given := _dates_instead(event.event, event.date, record):
            names = "; ".join(study.sources[citation.source].name for citation in event.cite)
            said = f"“{event.event}” {numbers.date(event.date)} ({names})"
            yield Difference(asked, given, f"the file says {said}. {WATCHED} gives: {given}.")
    people = _people(trial, study)
    if record.people is not None and people and record.people not in people.values():
        named = "; ".join(f"{name} {number:g}" for name, number in people.items())
        given = f"{record.people} people ({'planned' if 'people' in record.planned else 'actual'})"
        yield Difference(asked, given, f"the file says: {named}. {WATCHED} says {given}.")
    if record.has_results and trial.reported == "no":
        how = "the field `reported` of the trial says that this was done"
        posted = f"{WATCHED} says that results are posted. Read them; {how}."
        yield Difference(asked, "results are posted", posted)


def _said(asked: Asked, study: model.Study) -> set[str]:
    """The status that the file gives of late, and the last one as that of the live record."""
    live = {ident for ident, source in study.sources.items() if source.url == asked.url}
    told = asked.trial.status
    from_live = [each for each in told if any(cite.source in live for cite in each.cite)]
    return {status.status for status in [sentences.latest_status(asked.trial), *from_live[-1:]]}


def _dates_instead(event: str, date: str, record: Record) -> str:
    """What the registry gives for a step, where that differs; as exact as both are."""
    kinds = next((STEPS[word] for word in event.lower().split() if word in STEPS), ())
    given = {of: record.dates[of] or "" for of in kinds if record.dates[of]}
    if any(each.startswith(date) or date.startswith(each) for each in given.values()):
        return ""
    return "; ".join(
        f"{of}{' planned' if of in record.planned else ''} {numbers.date(each)}"
        for of, each in given.items()
    )


def _people(trial: evidence.Trial, study: model.Study) -> dict[str, float]:
    """The numbers of people that the sentences about a trial name."""
    named = [ident for _, text in texts(trial) for ident, _ in references(text)]
    facts = [fact for ident, fact in study.quantities.items() if ident in named]
    people = [fact for fact in facts if fact.unit == "people"]
    return {fact.name: fact.value for fact in people if fact.value is not None}


def write(
    wanted: list[Difference], file: Path, study: model.Study, today: datetime.date
) -> tuple[list[Difference], list[str]]:
    """Write each new status that can be written; give those, and why others could not."""
    written, refused = [], []
    for each in wanted:
        added = list(additions(each, study, today))
        try:
            data = amended(file.read_bytes(), added)
            study = sound(data, file)
            file.write_bytes(data)
            written.append(each)
        except (OSError, Unfit) as error:
            print("\nTo be added by hand:\n\n```yaml")
            for path, value in added:
                print(f"{'.'.join(path)}: {json.dumps(value, ensure_ascii=False, default=str)}")
            print("```")
            refused.append(f"{each.asked.record.number} was not written: {error}")
    return written, refused


def additions(each: Difference, study: model.Study, today: datetime.date) -> Additions:
    """A status, its source, an entry of the log: what is to be put where in the study file."""
    number, updated, url = each.asked.record.number, each.asked.record.updated, each.asked.url
    ident = next((ident for ident, source in study.sources.items() if source.url == url), "")
    if not ident:
        ident = f"{each.asked.ident[:20]}-registry"
        while ident in study.sources:
            ident += "-b"
        source = {"name": f"{WATCHED}, {number}", "citation": f"{WATCHED}, record {number}."}
        dated = {"date": updated} if updated else {}
        yield ("sources", ident), source | dated | {"seen": "first part", "url": url}
    elif updated and study.sources[ident].date:
        yield ("sources", ident, "date"), updated
    status = {"status": each.word, "date": today, "cite": [{"source": ident, "at": PLACE}]}
    yield ("trials", each.asked.ident, "status"), status
    newest = study.log[0]
    if newest.date < str(today):
        major, minor = newest.version.split(".")
        yield ("log",), {"date": today, "version": f"{major}.{int(minor) + 1}", **ENTRY}


def amended(data: bytes, added: list[tuple[tuple[str, ...], Any]]) -> bytes:
    """The file with the additions; all else stays letter by letter. Raises Unfit."""
    from ruamel.yaml import YAML  # which only writing needs
    from ruamel.yaml.comments import CommentedMap

    yaml, text = YAML(), io.BytesIO()
    yaml.preserve_quotes, yaml.width = True, 4096
    yaml.representer.ignore_aliases = lambda _: True
    yaml.indent(mapping=2, sequence=4, offset=2)
    document = yaml.load(data)
    yaml.dump(document, text)
    if text.getvalue() != data:
        raise Unfit("the file is laid out in a way that a program cannot keep")
    for (*above, key), value in added:
        place = reduce(lambda part, step: part[step], above, document)
        if key == "status":
            place[key].append(CommentedMap(value))
            place[key][-1].fa.set_flow_style()
        elif key == "log":
            place[key].insert(0, CommentedMap(value))
        elif key in place:
            place[key] = value
        else:  # above the last source: a comment below that one belongs to the next part
            place.insert(len(place) - 1, key, CommentedMap(value))
    yaml.dump(document, text := io.BytesIO())
    return text.getvalue()


if __name__ == "__main__":
    as_a_command()
    sys.exit(main(sys.argv[1:]))
