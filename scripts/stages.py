"""The stages from a study file to its files: load, model, facts, checks, render, pages.

Each returns values and writes nothing; a problem in any of them means that there are no pages.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

import addresses
import checks
import facts
import load
import model
import pages
import sharing
from render import Renderer


def files(
    data: bytes, root: Path, measured: Mapping[str, Any] | None = None
) -> tuple[dict[str, str], list[load.Problem]]:
    """The files that a study file gives, or everything that is wrong with it.

    `root` is the folder of the project, with its templates and its cache; `measured` is what
    bench.py kept, where it has run.
    """
    document, unread = load.load(data)
    if document is None:
        return {}, unread
    study, computed, problems = understood(document)
    # A value that could not be read is not told again for its type.
    places = {(problem.line, problem.column) for problem in unread}
    problems = [problem for problem in problems if (problem.line, problem.column) not in places]
    if unread or problems:
        return {}, sorted({*unread, *problems})
    renderer = Renderer(study, computed, root / "templates", root / ".cache" / "jinja")
    made = pages.files(renderer, measured)
    there = set(addresses.published(made))
    misled = [*addresses.wrongly_moved(study.moved, there), *sharing.misled(study, there)]
    return {} if misled else made, sorted(document.problem(*finding) for finding in misled)


def understood(
    document: load.Document,
) -> tuple[model.Study, facts.Facts, list[load.Problem]]:
    """The study with its facts, and what is wrong with its types and between its facts."""
    try:
        study = model.convert(document.values)
        computed = facts.compute(study)
        findings = checks.check(study, computed)
        return study, computed, [document.problem(*finding) for finding in findings]
    except msgspec.ValidationError:
        import diagnose  # slow to import, and needed for a broken file alone

        diagnosis = diagnose.Diagnosis(document)
    computed = facts.compute(diagnosis.study, diagnosis.unreadable)
    findings = checks.check(diagnosis.study, computed)
    further = [document.problem(*each) for each in findings if not diagnosis.covers(each[0])]
    return diagnosis.study, computed, diagnosis.problems + further
