"""Study files for the tests: the smallest valid one, and copies of it with one thing changed."""

from functools import reduce
from pathlib import Path
from typing import Any

import yaml

import build_tables
from checks import register
from study import facts, read
from study.facts import Facts
from study.model import Study
from study.read import Problem

ROOT = Path(__file__).parents[1]
SMALLEST = ROOT / "tests" / "smallest" / "study.yaml"
REAL = ROOT / "data" / "study.yaml"


def changed(old: str, new: str, file: str | Path = SMALLEST) -> str:
    """The text of a file with one piece, which it must hold once, replaced by another."""
    text = file if isinstance(file, str) else file.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def problems(text: str) -> list[Problem]:
    """Everything that the build says about a study file."""
    return build_tables.files(text.encode(), ROOT)[1]


def messages(text: str) -> list[str]:
    """The problems as "path: message", without their places."""
    return [f"{problem.path}: {problem.message}" for problem in problems(text)]


def study_of(text: str) -> Study:
    """The study of a file without problems of types, whatever its facts are like."""
    study, problems, _ = read.read(text.encode())
    assert study is not None, problems
    return study


def understood(text: str) -> tuple[Study, Facts]:
    """The study of a file without problems, as pages are made of it, and its facts."""
    study = study_of(text)
    assert not list(register.check(study, facts.compute(study)))
    study = facts.unmarked(study)
    return study, facts.compute(study)


def cited(study: Study) -> list[str]:
    """What sources are called by others, whose words are not ours, and their addresses."""
    sources = study.sources.values()
    works = [source.work.title for source in sources if source.work]
    titles = [trial.title for trial in study.trials.values() if trial.title]
    addresses = [source.url for source in sources if source.url]
    return [*(source.citation for source in sources), *works, *titles, *addresses]


# What a study may have over the smallest, as changes of it: a comparison of subgroups, a harm, a
# part of the improved, facts to copy
_REASON = "{answer: unclear, reason: It is unclear.}"
_ASKED = ", ".join(f"{name}: {_REASON}" for name in ("before", "prior", "chance", "number", "cut"))
MORE = {
    "\npages:\n": f"""
comparisons:
  times:
    of: subgroups
    first: warmer-morning
    second: warmer-evening
    first_people: morning people
    second_people: evening people
    first_person: morning person
    second_person: evening person
    answer: "{{warmer-morning}} people in the morning and {{warmer-evening}} in the evening."
    caution: The difference could be chance.
    credibility: {{{_ASKED}, overall: Very low.}}

pages:
""",
    "description: Whether the time of day may matter.}": """description: Whether the time matters.,
    sections: [{id: counts, heading: The counts, facts: [warmer-morning, warmer-evening]}]}""",
    "not_improved: not-warmer\n": """not_improved: not-warmer
  not_analysed: lost
  disappeared: hot
  harm: blister
""",
    "\nheadline:\n": """  nested: These {warmer:count} include {hot:count} people with hot feet.
  shared: [warmer, unsure, blisters]

headline:
""",
}


def fuller() -> str:
    """The smallest study with those."""
    text = SMALLEST.read_text("utf-8")
    return reduce(lambda text, old: changed(old, MORE[old], text), MORE, text)


def with_trial(fields: str, text: str | Path = SMALLEST) -> str:
    """A study file with a trial "t", with these fields over the fewest; fields in YAML's flow."""
    whole = f"name: T, role: context, route: By foot., treatment: the walk, {fields}"
    if "status:" not in fields:
        whole += ", status: [{status: listed, undated: true, cite: [{source: letter, at: end}]}]"
    return changed("trials: {}", f"trials: {{t: {{{whole}}}}}", text)


# Both valid studies, with their facts
STUDIES = {file: understood(file.read_text("utf-8")) for file in (REAL, SMALLEST)}

# The real study as a reader sees it that is not ours: every value is the text that was typed
TYPED: dict[str, Any] = yaml.load(REAL.read_text("utf-8"), Loader=yaml.BaseLoader)
