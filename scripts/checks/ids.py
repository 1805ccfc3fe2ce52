"""Checks of names: ids, references in sentences, sources."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, Final

from msgspec.structs import asdict

from study.facts import (
    SECTIONS,
    Facts,
    entries,
    formula_ids,
    references,
    stray_brace,
    studies,
    texts,
)
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
    "count or measured number": ("results", "features", "measures"),
}
# What an id must be, and the places outside of sentences where such an id stands; see `places`
USES: Final = {
    "group": (
        "groups.*.part_of", "results.*.group", "features.*.group", "headline.received",
        "trials.*.groups.*.part_of", "trials.*.results.*.group",
        "measures.*.values.*.group", "trials.*.measures.*.values.*.group",
        "measures.*.values.*.against", "trials.*.measures.*.values.*.against",
        "headline.analysed", "headline.not_analysed", "headline.people",
    ),
    "count": (
        "results.*.within", "features.*.within", "headline.improved", "headline.disappeared",
        "headline.not_improved", "headline.harm", "comparisons.*.first", "comparisons.*.second",
        "trials.*.results.*.within", "trials.*.comparisons.*.first",
        "trials.*.comparisons.*.second", "fact_box.*.result",
        "pages.*.sections.*.facts.*", "figures.ranges.facts.*", "figures.bars.*.facts.*",
    ),
    "count or measured number": ("outcomes.*.result", "trials.*.outcomes.*.result"),
    "group or count": ("partitions.*.whole", "partitions.*.parts.*", "disagreements.*.tried.*"),
    "quantity": ("figures.time.years",),
    "fact": ("shared.*.fact", "disagreements.*.facts.*"),
}  # fmt: skip
CITING: Final = (
    *SECTIONS, "measures.*.values", "method", "background", "trials", "trials.*.dates",
    "trials.*.status", "trials.*.groups", "trials.*.results", "trials.*.quantities",
    "trials.*.measures.*.values",
)  # fmt: skip
CITED: Final = tuple(f"{place}.*.cite.*.source" for place in CITING)


def places(study: Study, *patterns: str) -> Iterator[tuple[Path, Any]]:
    """What stands at places such as "trials.*.dates.*.date", with its path; not what is left out.

    `*` is every key of a mapping, every item of a list, every field of a record.
    """
    for pattern in patterns:
        found: list[tuple[Path, Any]] = [((), study)]
        for step in pattern.split("."):
            found = [((*path, key), item) for path, it in found for key, item in _parts(it, step)]
        yield from found


def _parts(value: Any, step: str) -> list[tuple[str | int, Any]]:
    if step != "*":
        parts: dict[Any, Any] = {step: getattr(value, step)}
    elif isinstance(value, tuple):
        parts = dict(enumerate(value))
    else:
        parts = value if isinstance(value, dict) else asdict(value)
    return [(key, part) for key, part in parts.items() if part is not None]


def one_id_one_fact(study: Study, facts: Facts) -> Iterator[Finding]:
    """Groups, results, features and quantities share one set of ids."""
    taken: dict[str, Path] = dict.fromkeys(study.site.names, ("site", "names"))
    taken |= {ident: path for path, ident in _comparisons(study)}
    for path, ident, _ in entries(study):
        if ident in taken:
            other = ".".join(map(str, taken[ident]))
            yield (*path, ident), f'two facts have the id "{ident}"; the other is in {other}'
        taken[ident] = path


def _comparisons(study: Study) -> Iterator[tuple[Path, str]]:
    for place, evidence in studies(study):
        for ident in evidence.comparisons:
            yield (*place, "comparisons"), ident


def ids_are_known(study: Study, facts: Facts) -> Iterator[Finding]:
    """An id stands for a fact of the right sort, and no impossible percentage is made use of."""
    used = [(*use, sort) for sort, patterns in USES.items() for use in places(study, *patterns)]
    for fact in facts.values():
        formula = (*fact.path, fact.id, "formula")
        used += [(formula, ident, "group or count") for ident in formula_ids(fact.formula)]
    for path, ident, sort in used:
        if ident not in facts:
            yield path, f'unknown id "{ident}"; expected the id of a {sort}'
        elif (found := facts[ident].section) not in SORTS[sort]:
            yield path, f'"{ident}" is in {found}; expected the id of a {sort}'
        elif sort != "fact" and facts[ident].kind == "impossible":
            yield path, f'"{ident}" is an impossible percentage; it cannot be counted with or shown'


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


def sources_are_known_and_cited(study: Study, facts: Facts) -> Iterator[Finding]:
    """Every citation names a source, and every source is cited or marked as background."""
    named = places(study, *CITED, "subject.paper", "disagreements.*.says.*.source")
    unknown = [(path, ident) for path, ident in named if ident not in study.sources]
    for number, (path, ident) in enumerate(unknown):
        near = get_close_matches(ident, study.sources, n=1) if number < MOST_HINTS else []
        other = "put it back under sources, or cite another"
        repair = f'did you mean "{near[0]}"?' if near else other
        yield path, f'unknown source "{ident}"; {repair}'
    cited = {ident for _, ident in places(study, *CITED)}
    for ident, source in study.sources.items():
        path = ("sources", ident)
        if ident not in cited and not source.background:
            yield path, "nothing cites this source; expected a citation, or background: true"
        if ident in cited and source.background:
            yield (*path, "background"), "a source that is cited is not background"
        if ident in cited and source.seen in ("citation", "not opened"):
            yield (*path, "seen"), f"found {source.seen}, and it is cited; expected what was read"


def trials_stand_in_a_section(study: Study, facts: Facts) -> Iterator[Finding]:
    """The role of a trial is a section of the trials page."""
    sections = [section.id for section in study.pages.trials.sections]
    expected = f"expected one of: {', '.join(sections)}" if sections else "there is none"
    for path, role in places(study, "trials.*.role"):
        if role not in sections:
            yield path, f'no section of pages.trials has the id "{role}"; {expected}'


def pictures_have_their_own_ids(study: Study, facts: Facts) -> Iterator[Finding]:
    """No picture of bars has the id of another picture, which it would replace."""
    for path, _ in places(study, "figures.bars.*"):
        if path[-1] in study.figures.__struct_fields__:
            yield path, f'"{path[-1]}" is the name of a field of figures; expected another id'


# "one" is left out: "one person" is often nobody in particular. Other languages have other words.
SPELLED_OUT = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)\b"
    r"(?: (?:of the|of|other|more))? (?:people|persons)\b",
    re.IGNORECASE,
)


def numbers_are_references(study: Study, facts: Facts) -> Iterator[Finding]:
    """A sentence that names a fact spells out no number of people, which nothing would check."""
    for path, text in texts(study):
        found = SPELLED_OUT.search(text)
        if found and any(ident in facts for ident, _ in references(text)):
            expected = "expected a reference such as {fact-id:count}, which the build recalculates"
            yield path, f'"{found[0]}" is a number in words; {expected}'


WATCHED = "ClinicalTrials.gov"  # the registry that the weekly look asks, and what its numbers are
WATCHED_NUMBER = re.compile(r"NCT[0-9]{8}")
_MEANS_WATCHED = re.compile(r"clinical ?trials\.? ?gov|nct\W?[0-9]", re.IGNORECASE)


def registrations_can_be_watched(study: Study, facts: Facts) -> Iterator[Finding]:
    """A registration that the weekly look should ask for is typed so that it does."""
    for place, each in places(study, "trials.*.registrations.*"):
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
