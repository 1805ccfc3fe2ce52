"""Checks of names: ids, references in sentences, sources."""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from study.evidence import Citation
from study.facts import SECTIONS, Facts, entries, formula_ids, references, stray_brace, texts
from study.fields import Finding, Path
from study.model import Study

MOST_HINTS: Final = 5  # each is slow, and a file may hold thousands of unknown ids
# What an id must be, and the sections that hold such
SORTS: Final = {
    "group": ("groups",),
    "count": ("results", "features"),
    "group or count": ("groups", "results", "features"),
    "quantity": ("quantities",),
    "fact": SECTIONS,
}


def one_id_one_fact(study: Study, facts: Facts) -> Iterator[Finding]:
    """Groups, results, features and quantities share one set of ids."""
    counted = Counter(ident for _, ident, _ in entries(study))
    for section, ident, _ in entries(study):
        if counted[ident] > 1:
            others = [s for s in SECTIONS if s != section and ident in getattr(study, s)]
            yield (section, ident), f'two facts have the id "{ident}"; the other is in {others[0]}'


def _used_ids(study: Study, facts: Facts) -> Iterator[tuple[Path, str, str]]:
    """Every use of an id outside sentences, as (path, id, what it must be)."""
    for fact in facts.values():
        place: Path = (fact.section, fact.id)
        if fact.group:
            yield (*place, "group" if fact.is_count else "part_of"), fact.group, "group"
        if fact.within is not None:
            yield (*place, "within"), fact.within, "count"
        for part in formula_ids(fact.formula):
            yield (*place, "formula"), part, "group or count"
    for index, partition in enumerate(study.partitions):
        yield ("partitions", index, "whole"), partition.whole, "group or count"
        yield from _listed(("partitions", index, "parts"), partition.parts, "group or count")
    yield from _shown_ids(study)


def _shown_ids(study: Study) -> Iterator[tuple[Path, str, str]]:
    """The ids that pages and pictures are asked to show."""
    groups = ("received", "analysed", "not_analysed", "people")
    for name in study.headline.__struct_fields__:
        kind = "group" if name in groups else "count"
        yield ("headline", name), getattr(study.headline, name), kind
    yield ("comparison", "first"), study.comparison.first, "count"
    yield ("comparison", "second"), study.comparison.second, "count"
    for page in study.pages.__struct_fields__:
        for index, section in enumerate(getattr(study.pages, page).sections):
            yield from _listed(("pages", page, "sections", index, "facts"), section.facts, "count")
    asked = study.figures
    if asked.ranges:
        yield from _listed(("figures", "ranges", "facts"), asked.ranges.facts, "count")
    for ident, bars in asked.bars.items():
        yield from _listed(("figures", "bars", ident, "facts"), bars.facts, "count")
    if asked.time and asked.time.years is not None:
        yield ("figures", "time", "years"), asked.time.years, "quantity"
    for ident, shared in study.shared.items():
        if shared.fact is not None:
            yield ("shared", ident, "fact"), shared.fact, "fact"
    for index, outcome in enumerate(study.appraisal.outcomes):
        if outcome.result is not None:
            yield ("appraisal", "outcomes", index, "result"), outcome.result, "count"
    for index, row in enumerate(study.disagreements):
        yield from _listed(("disagreements", index, "facts"), row.facts, "fact")
        yield from _listed(("disagreements", index, "tried"), row.tried, "group or count")


def _listed(place: Path, idents: tuple[str, ...], kind: str) -> Iterator[tuple[Path, str, str]]:
    yield from (((*place, number), ident, kind) for number, ident in enumerate(idents))


def ids_are_known(study: Study, facts: Facts) -> Iterator[Finding]:
    """An id that is used stands for a fact of the right sort."""
    for path, ident, kind in _used_ids(study, facts):
        if ident not in facts:
            yield path, f'unknown id "{ident}"; expected the id of a {kind}'
        elif facts[ident].section not in SORTS[kind]:
            found = facts[ident].section
            yield path, f'"{ident}" is in {found}; expected the id of a {kind}'


def references_are_known(study: Study, facts: Facts) -> Iterator[Finding]:
    """A {reference} in a sentence names a fact and a form that the fact has."""
    for path, text in texts(study):
        if stray_brace(text):
            yield path, "a brace that is not part of a {fact-id} or {fact-id:form}"
        for ident, form in references(text):
            if ident not in facts:
                yield path, f"{{{ident}}} is no fact; expected an id of {', '.join(SECTIONS)}"
            elif form and form not in facts[ident].forms:
                expected = ", ".join(facts[ident].forms)
                yield path, f'"{ident}" has no form "{form}"; expected one of: {expected}'


def impossible_percentages_are_not_used(study: Study, facts: Facts) -> Iterator[Finding]:
    """An impossible percentage that is explained stands in its disagreement and nowhere else."""
    for path, ident, kind in _used_ids(study, facts):
        if kind != "fact" and ident in facts and facts[ident].kind == "impossible":
            yield path, f'"{ident}" is an impossible percentage; it cannot be counted with or shown'


def _citations(study: Study) -> Iterator[tuple[Path, Citation]]:
    """Every citation with its path."""
    cited: list[tuple[Path, tuple[Citation, ...]]] = []
    cited += [((section, ident), entry.cite) for section, ident, entry in entries(study)]
    for name in ("method", "background"):
        cited += [((name, at), each.cite) for at, each in enumerate(getattr(study, name))]
    for ident, trial in study.trials.items():
        place: Path = ("trials", ident)
        cited.append((place, trial.cite))
        cited += [((*place, "dates", at), event.cite) for at, event in enumerate(trial.dates)]
        cited += [((*place, "status", at), status.cite) for at, status in enumerate(trial.status)]
    for place, cite in cited:
        yield from (((*place, "cite", index), citation) for index, citation in enumerate(cite))


def _named_sources(study: Study) -> Iterator[tuple[Path, str]]:
    """Every use of the id of a source."""
    for path, citation in _citations(study):
        yield (*path, "source"), citation.source
    yield ("subject", "paper"), study.subject.paper
    for index, row in enumerate(study.disagreements):
        for number, said in enumerate(row.says):
            yield ("disagreements", index, "says", number, "source"), said.source


def sources_are_known_and_cited(study: Study, facts: Facts) -> Iterator[Finding]:
    """Every citation names a source, and every source is cited or marked as background."""
    unknown = [named for named in _named_sources(study) if named[1] not in study.sources]
    for number, (path, ident) in enumerate(unknown):
        near = get_close_matches(ident, study.sources, n=1) if number < MOST_HINTS else []
        repair = (
            f'did you mean "{near[0]}"?' if near else "put it back under sources, or cite another"
        )
        yield path, f'unknown source "{ident}"; {repair}'
    cited = {citation.source for _, citation in _citations(study)}
    for ident, source in study.sources.items():
        if ident not in cited and not source.background:
            yield (
                ("sources", ident),
                "nothing cites this source; expected a citation, or background: true",
            )
        if ident in cited and source.background:
            yield ("sources", ident, "background"), "a source that is cited is not background"


def trials_stand_in_a_section(study: Study, facts: Facts) -> Iterator[Finding]:
    """The role of a trial is a section of the trials page."""
    sections = [section.id for section in study.pages.trials.sections]
    for ident, trial in study.trials.items():
        if trial.role not in sections:
            expected = f"expected one of: {', '.join(sections)}" if sections else "there is none"
            path = ("trials", ident, "role")
            yield path, f'no section of pages.trials has the id "{trial.role}"; {expected}'


def pictures_have_their_own_ids(study: Study, facts: Facts) -> Iterator[Finding]:
    """No picture of bars has the id of another picture, which it would replace."""
    for ident in study.figures.bars:
        if ident in study.figures.__struct_fields__:
            path = ("figures", "bars", ident)
            yield path, f'"{ident}" is the name of a field of figures; expected another id'


WATCHED = "ClinicalTrials.gov"  # the registry that the weekly look asks, and what its numbers are
WATCHED_NUMBER = re.compile(r"NCT[0-9]{8}")
_MEANS_WATCHED = re.compile(r"clinical ?trials\.? ?gov|nct\W?[0-9]", re.IGNORECASE)


def registrations_can_be_watched(study: Study, facts: Facts) -> Iterator[Finding]:
    """A registration that the weekly look should ask for is typed so that it does."""
    for ident, trial in study.trials.items():
        for index, each in enumerate(trial.registrations):
            place: Path = ("trials", ident, "registrations", index)
            watched = _MEANS_WATCHED.search(f"{each.registry} {each.number} {each.url}")
            if watched and each.registry != WATCHED:
                yield (*place, "registry"), f'found "{each.registry}"; expected "{WATCHED}"'
            if watched and not WATCHED_NUMBER.fullmatch(each.number):
                expected = "expected NCT and eight digits, such as NCT01234567"
                yield (*place, "number"), f'found "{each.number}"; {expected}'
            elif each.url and each.number not in each.url:
                form = re.sub("[0-9]", "[0-9]", re.escape(each.number))
                other = re.search(form, each.url) if len(each.number) > 5 else None
                if watched or other:
                    found = f"of {other[0]}" if other else "of something else"
                    yield (*place, "url"), f"the address is {found}; expected that of {each.number}"
