"""Checks of names: ids, references in sentences, sources, addresses. See checks.py."""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches

from checks.percentages import explained
from study.facts import SECTIONS, Entry, Facts, entries, formula_ids, references, stray_brace, texts
from study.model import Citation, Count, FactsPicture, Group, Path, Quantity, Study
from words.numbers import forms, plain_form

Finding = tuple[Path, str]


def one_id_one_fact(study: Study, facts: Facts) -> Iterator[Finding]:
    """Groups, results, features and quantities share one set of ids."""
    counted = Counter(ident for _, ident, _ in entries(study))
    for section, ident, _ in entries(study):
        if counted[ident] > 1:
            others = [s for s in SECTIONS if s != section and ident in getattr(study, s)]
            yield (section, ident), f'two facts have the id "{ident}"; the other is in {others[0]}'


def _used_ids(study: Study) -> Iterator[tuple[Path, str, str]]:
    """Every use of an id outside sentences, as (path, id, what it must be)."""
    for section, ident, entry in entries(study):
        place: Path = (section, ident)
        if isinstance(entry, Group) and entry.part_of is not None:
            yield (*place, "part_of"), entry.part_of, "group"
        if isinstance(entry, Count):
            yield (*place, "group"), entry.group, "group"
            if entry.within is not None:
                yield (*place, "within"), entry.within, "count"
        if isinstance(entry, Group | Count) and entry.formula:
            for part in formula_ids(entry.formula):
                yield (*place, "formula"), part, "group or count"
    for index, partition in enumerate(study.partitions):
        yield ("partitions", index, "whole"), partition.whole, "group or count"
        for number, part in enumerate(partition.parts):
            yield ("partitions", index, "parts", number), part, "group or count"
    yield from _chosen_ids(study)


def _chosen_ids(study: Study) -> Iterator[tuple[Path, str, str]]:
    """The ids that pages are asked to show."""
    groups = ("received", "analysed", "not_analysed", "people")
    for name in study.headline.__struct_fields__:
        kind = "group" if name in groups else "count"
        yield ("headline", name), getattr(study.headline, name), kind
    for name in ("first", "second"):
        yield ("comparison", name), getattr(study.comparison, name), "count"
    for page in study.pages.__struct_fields__:
        for index, section in enumerate(getattr(study.pages, page).sections):
            for number, ident in enumerate(section.facts):
                yield ("pages", page, "sections", index, "facts", number), ident, "count"
    yield from _drawn_ids(study)
    for ident, shared in study.shared.items():
        if shared.fact is not None:
            yield ("shared", ident, "fact"), shared.fact, "fact"
    for index, outcome in enumerate(study.appraisal.outcomes):
        if outcome.result is not None:
            yield ("appraisal", "outcomes", index, "result"), outcome.result, "count"
    for index, row in enumerate(study.disagreements):
        for number, ident in enumerate(row.facts):
            yield ("disagreements", index, "facts", number), ident, "fact"
        for number, ident in enumerate(row.tried):
            yield ("disagreements", index, "tried", number), ident, "group or count"


def _drawn_ids(study: Study) -> Iterator[tuple[Path, str, str]]:
    """The ids that pictures are asked to show."""
    asked = study.figures
    pictures: list[tuple[Path, FactsPicture | None]] = [(("figures", "ranges"), asked.ranges)]
    pictures += [(("figures", "bars", ident), bars) for ident, bars in asked.bars.items()]
    for place, picture in pictures:
        for number, ident in enumerate(picture.facts if picture else ()):
            yield (*place, "facts", number), ident, "count"
    if asked.time and asked.time.years is not None:
        yield ("figures", "time", "years"), asked.time.years, "quantity"


def _is(entry: Entry, kind: str) -> bool:
    return {
        "group": isinstance(entry, Group),
        "count": isinstance(entry, Count),
        "group or count": isinstance(entry, Group | Count),
        "quantity": isinstance(entry, Quantity),
        "fact": True,
    }[kind]


def ids_are_known(study: Study, facts: Facts) -> Iterator[Finding]:
    """An id that is used stands for a fact of the right sort."""
    for path, ident, kind in _used_ids(study):
        if ident not in facts:
            yield path, f'unknown id "{ident}"; expected the id of a {kind}'
        elif not _is(facts[ident].entry, kind):
            found = facts[ident].section
            yield path, f'"{ident}" is in {found}; expected the id of a {kind}'


def _told(study: Study, facts: Facts) -> set[str]:
    """Facts of which another check tells: unknown, impossible and unexplained, or of no group."""
    unknown = {ident for ident, fact in facts.items() if fact.kind == "unknown"}
    impossible = {ident for ident, fact in facts.items() if fact.kind == "impossible"}
    counts = {ident: fact.entry for ident, fact in facts.items() if isinstance(fact.entry, Count)}
    known = study.groups.keys() - unknown
    lost = {ident for ident, count in counts.items() if count.group not in known}
    return unknown | (impossible - explained(study)) | lost


def references_are_known(study: Study, facts: Facts) -> Iterator[Finding]:
    """A {reference} in a sentence names a fact and a form that the fact has."""
    told = _told(study, facts)
    for path, text in texts(study):
        if stray_brace(text):
            yield path, "a brace that is not part of a {fact-id} or {fact-id:form}"
        for ident, form in references(text):
            if ident not in facts:
                yield path, f"{{{ident}}} is no fact; expected an id of {', '.join(SECTIONS)}"
            elif ident not in told and (form or plain_form(facts[ident])) not in (
                available := forms(facts[ident])
            ):
                expected = ", ".join(available)
                yield path, f'"{ident}" has no form "{form}"; expected one of: {expected}'


def _citations(study: Study) -> Iterator[tuple[Path, Citation]]:
    for section, ident, entry in entries(study):
        yield from (((section, ident, "cite", i), c) for i, c in enumerate(entry.cite))
    for index, statement in enumerate(study.method):
        yield from ((("method", index, "cite", i), c) for i, c in enumerate(statement.cite))
    for ident, trial in study.trials.items():
        yield from ((("trials", ident, "cite", i), c) for i, c in enumerate(trial.cite))
        for name in ("dates", "status"):
            for number, item in enumerate(getattr(trial, name)):
                place: Path = ("trials", ident, name, number, "cite")
                yield from (((*place, i), c) for i, c in enumerate(item.cite))


def _unknown_source(ident: str, study: Study) -> str:
    near = get_close_matches(ident, study.sources, n=1)
    repair = f'did you mean "{near[0]}"?' if near else "put it back under sources, or cite another"
    return f'unknown source "{ident}"; {repair}'


def sources_are_known_and_cited(study: Study, facts: Facts) -> Iterator[Finding]:
    """Every citation names a source, and every source is cited or marked as background."""
    cited = {citation.source for _, citation in _citations(study)}
    for path, citation in _citations(study):
        if citation.source not in study.sources:
            yield (*path, "source"), _unknown_source(citation.source, study)
    if study.subject.paper not in study.sources:
        yield ("subject", "paper"), _unknown_source(study.subject.paper, study)
    for index, row in enumerate(study.disagreements):
        for number, said in enumerate(row.says):
            if said.source not in study.sources:
                path = ("disagreements", index, "says", number, "source")
                yield path, _unknown_source(said.source, study)
    for ident, source in study.sources.items():
        # An empty citation is one that could not be read: it may be of this source.
        if ident not in cited and "" not in cited and not source.background:
            yield (
                ("sources", ident),
                "nothing cites this source; expected a citation, or background: true",
            )
        if ident in cited and source.background:
            yield ("sources", ident, "background"), "a source that is cited is not background"


def impossible_figures_are_not_used(study: Study, facts: Facts) -> Iterator[Finding]:
    """An impossible percentage that is explained stands in its disagreement and nowhere else."""
    impossible = {ident for ident, fact in facts.items() if fact.kind == "impossible"}
    impossible -= _told(study, facts)
    for path, ident, kind in _used_ids(study):
        if kind != "fact" and ident in impossible:
            yield path, f'"{ident}" is an impossible percentage; it cannot be counted with or shown'


def trials_stand_in_a_section(study: Study, facts: Facts) -> Iterator[Finding]:
    """The role of a trial is a section of the trials page."""
    sections = [section.id for section in study.pages.trials.sections]
    for ident, trial in study.trials.items():
        if trial.role not in sections:
            expected = f"expected one of: {', '.join(sections)}" if sections else "there is none"
            path = ("trials", ident, "role")
            yield path, f'no section of pages.trials has the id "{trial.role}"; {expected}'


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
