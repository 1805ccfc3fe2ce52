"""The data can change: each rehearsal leaves every rule green, and red without a line it needs."""

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, get_args, get_type_hints

import pytest
import yaml

import rehearse
from rehearse import HOME, Over
from studies import REAL, STUDIES
from study.evidence import TRIAL_STATUSES, Source
from study.facts import evaluated

FILES = sorted(HOME.glob("*.yaml"))
NEEDED = [
    pytest.param(file, number, id=f"{file.stem}:{number + 1}")
    for file in FILES
    for number, line in enumerate(file.read_text("utf-8").splitlines())
    if line.endswith("# needed")
]
ENTRY = {
    "date": "today",
    "version": "next",
    "checked": "All.",
    "changed": "Nothing.",
    "conclusion_changed": "false",
}


@pytest.fixture(scope="module")
def before() -> dict[str, str]:
    """The files that the real study gives with a new day in its log, and no other change."""
    made = rehearse.build(rehearse.changed({"log": [ENTRY]}))
    assert not made.problems
    return made.files


def complaints(
    rehearsal: dict[str, Any],
    before: dict[str, str],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> list[str]:
    """What the build says of a rehearsal, or which rules its site breaks."""
    try:
        made = rehearse.build(rehearse.changed(rehearsal))
    except Over as over:
        pytest.skip(f"the real study has it no longer: {over}; take the rehearsal out")
    if made.problems:
        assert all(each.line > 0 and each.column > 0 and each.message for each in made.problems)
        return [f"{each.line}:{each.column}: {each.path}: {each.message}" for each in made.problems]
    assert made.edition
    rehearse.use_words(made.edition, monkeypatch)
    if unsaid := [*rehearse.unsaid(rehearsal, made)]:
        return unsaid
    told = rehearse.with_mkdocs(made.files, folder)
    return [*told, *rehearse.broken(made.files, before, made.edition)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_change_leaves_every_rule_green(
    file: Path, before: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The site says what it must, says no longer what it must not, and keeps its rules."""
    found = complaints(rehearse.typed(file), before, tmp_path, monkeypatch)
    assert found == [], "\n".join(found)


@pytest.mark.parametrize(("file", "number"), NEEDED)
def test_a_change_with_a_line_left_out_is_stopped(
    file: Path,
    number: int,
    before: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The build stops with a place in the file, or a rule fails."""
    lines = file.read_text("utf-8").splitlines()
    del lines[number]
    rehearsal = yaml.load("\n".join(lines), Loader=yaml.BaseLoader)
    assert complaints(rehearsal, before, tmp_path, monkeypatch)


# -- changes made by a program ---------------------------------------------------------------------

SEEDS = range(50)


def percent(share: float, like: str) -> str:
    """A share with as many decimals as a printed percentage has."""
    return f"{100 * share:.{len(like.rstrip('%').partition('.')[2])}f}%"


def a_count(study: dict[str, Any], random: Random) -> object:
    """A number of people, with every percentage that sources print of it and of what follows."""
    now = STUDIES[REAL][1]
    counts = study["results"] | study["features"]
    ident = random.choice([name for name, each in counts.items() if "formula" not in each])
    number = now[ident].count
    if number is None:
        return ident
    typed = {name: each.count for name, each in now.items() if each.count is not None}
    typed[ident] = max(0, number + random.choice([-2, -1, 1, 2]))
    if "count" in counts[ident]:
        counts[ident]["count"] = str(typed[ident])
    for _ in range(len(counts)):  # formulas of formulas
        for name, each in counts.items():
            if "formula" in each:
                typed[name] = evaluated(each["formula"], typed) or 0
    for name, each in counts.items():
        for cite in each.get("cite", ()):
            if "prints" in cite and name in typed:
                cite["prints"] = percent(typed[name] / now[name].out_of, cite["prints"])
    return ident


def a_date(study: dict[str, Any], random: Random) -> object:
    """The date of a source or of a status."""
    dated = [each for each in study["sources"].values() if "date" in each]
    dated += [s for trial in study["trials"].values() for s in trial["status"] if "date" in s]
    chosen = random.choice(dated)
    day = date.fromisoformat(f"{chosen['date']}-01-01"[:10]) + timedelta(random.randint(-400, 400))
    chosen["date"] = str(day)[: len(chosen["date"])]
    return day


def a_status(study: dict[str, Any], random: Random) -> object:
    """What a source said of a trial."""
    status = random.choice(random.choice([*study["trials"].values()])["status"])
    status["status"] = random.choice(TRIAL_STATUSES)
    return status["status"]


def a_source(study: dict[str, Any], random: Random) -> object:
    """What a source is called, how much of it was seen, and what is said of it."""
    source = random.choice([*study["sources"].values()])
    key = random.choice(["name", "citation", "note", "seen", "language"])
    seen = get_args(get_args(get_type_hints(Source, include_extras=True)["seen"])[0])
    said = source.get(key, "A note")
    source[key] = random.choice(seen) if key == "seen" else f"{said} (second edition)"
    return f"{key}: {source[key]}"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_consistent_change_is_green_or_stopped_with_a_place(
    seed: int, before: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is changed with all that must follow: the rules hold, or the build names a place."""
    random, study = Random(seed), rehearse.changed({"log": [ENTRY]})
    done = [a_count, a_date, a_status, a_source][seed % 4](study, random)
    made = rehearse.build(study)
    if made.problems:
        assert all(each.line > 1 and each.path and each.message for each in made.problems), done
        return
    assert made.edition
    rehearse.use_words(made.edition, monkeypatch)
    assert [*rehearse.broken(made.files, before, made.edition)] == [], done
