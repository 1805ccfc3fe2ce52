"""What can be wrong between facts: one rule, one function, one register, `CHECKS`.

Each check yields (path, message) pairs and says what was found, what was expected, and where it
helps what to do. A check passes over a fact of the kind "unknown": another one has told why.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

import stats
from facts import SECTIONS, Entry, Facts, entries, formula_ids
from figures import filled, forms, plain_form
from model import Citation, Count, FactsPicture, Group, Quantity, Study
from references import Path, references, stray_brace, texts

Finding = tuple[Path, str]
Check = Callable[[Study, Facts], Iterator[Finding]]


def _quoted(ids: tuple[str, ...]) -> str:
    return ", ".join(f'"{ident}"' for ident in ids)


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


def references_are_known(study: Study, facts: Facts) -> Iterator[Finding]:
    """A {reference} in a sentence names a fact and a form that the fact has."""
    for path, text in texts(study):
        if stray_brace(text):
            yield path, "a brace that is not part of a {fact-id} or {fact-id:form}"
        for ident, form in references(text):
            if ident not in facts:
                yield path, f"{{{ident}}} is no fact; expected an id of {', '.join(SECTIONS)}"
            elif facts[ident].kind != "unknown" and (form or plain_form(facts[ident])) not in (
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


def sources_are_known_and_cited(study: Study, facts: Facts) -> Iterator[Finding]:
    """Every citation names a source, and every source is cited or marked as background."""
    cited = {citation.source for _, citation in _citations(study)}
    for path, citation in _citations(study):
        if citation.source not in study.sources:
            yield (*path, "source"), f'unknown source "{citation.source}"'
    for index, row in enumerate(study.disagreements):
        for number, said in enumerate(row.says):
            if said.source not in study.sources:
                path = ("disagreements", index, "says", number, "source")
                yield path, f'unknown source "{said.source}"'
    for ident, source in study.sources.items():
        if ident not in cited and not source.background:
            yield (
                ("sources", ident),
                "nothing cites this source; expected a citation, or background: true",
            )
        if ident in cited and source.background:
            yield ("sources", ident, "background"), "a source that is cited is not background"


def every_fact_has_a_ground(study: Study, facts: Facts) -> Iterator[Finding]:
    """A number comes from a source or from a formula, and from one of them."""
    for section, ident, entry in entries(study):
        if isinstance(entry, Quantity):
            continue
        authored = entry.size if isinstance(entry, Group) else entry.count
        field = "size" if isinstance(entry, Group) else "count"
        if authored is not None and entry.formula is not None:
            yield (
                (section, ident, "formula"),
                f"{field} and formula both given; expected one of them",
            )
        elif entry.formula is None and not entry.cite:
            yield (section, ident), "no source backs this fact; expected cite, or formula"
        elif authored is None and entry.formula is None and facts[ident].printed is None:
            yield (section, ident), f"no number; expected {field}, formula or a printed percentage"


def formulas_can_be_worked_out(study: Study, facts: Facts) -> Iterator[Finding]:
    """A formula does not lead back to itself and does not give less than nobody."""
    for section, ident, entry in entries(study):
        if isinstance(entry, Quantity) or not entry.formula or facts[ident].kind != "unknown":
            continue
        parts = formula_ids(entry.formula)
        if all(part in facts and facts[part].count is not None for part in parts):
            yield (section, ident, "formula"), f"{entry.formula} is below 0; expected 0 or more"
        elif ident in _reached(study, facts, ident):
            yield (section, ident, "formula"), f'{entry.formula} leads back to "{ident}"'


def _reached(study: Study, facts: Facts, start: str) -> set[str]:
    """The ids that the formula of a fact leads to, itself where it leads back."""
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        entry = facts[waiting.pop()].entry
        formula = None if isinstance(entry, Quantity) else entry.formula
        new = {i for i in formula_ids(formula or "") if i in facts} - reached
        reached |= new
        waiting.extend(new)
    return reached


def counts_fit_their_groups(study: Study, facts: Facts) -> Iterator[Finding]:
    """Nobody is counted who is not in the group."""
    for section, ident, entry in entries(study):
        fact = facts[ident]
        if isinstance(entry, Quantity) or fact.count is None or fact.total is None:
            continue
        if fact.count > fact.total:
            field = "size" if isinstance(entry, Group) else "count"
            whole = entry.part_of if isinstance(entry, Group) else entry.group
            yield (
                (section, ident, field),
                f'{fact.count} is more than the {fact.total} people of "{whole}"; '
                f"expected 0–{fact.total}",
            )


def nested_counts_fit(study: Study, facts: Facts) -> Iterator[Finding]:
    """A count within another is not larger, and is made in the same group or a part of it."""
    for section, ident, entry in entries(study):
        if not isinstance(entry, Count) or entry.within not in facts:
            continue
        outer = facts[entry.within]
        if not isinstance(outer.entry, Count):
            continue
        inner_count = facts[ident].count
        if inner_count is not None and outer.count is not None and inner_count > outer.count:
            yield (
                (section, ident, "within"),
                f'{inner_count} is more than the {outer.count} of "{outer.id}" that it is within',
            )
        if outer.entry.group not in _groups_around(study, entry.group):
            yield (
                (section, ident, "within"),
                f'"{entry.group}" is no part of "{outer.entry.group}", the group of "{outer.id}"',
            )


def _groups_around(study: Study, ident: str) -> set[str]:
    """The group and all groups that it is a part of."""
    around: set[str] = set()
    current: str | None = ident
    while current in study.groups and current not in around:
        around.add(current)
        current = study.groups[current].part_of
    return around


def groups_are_nested(study: Study, facts: Facts) -> Iterator[Finding]:
    """No group is a part of itself."""
    for ident, group in study.groups.items():
        if group.part_of is not None and ident in _groups_around(study, group.part_of):
            yield ("groups", ident, "part_of"), f'"{ident}" is a part of itself'


def parts_make_the_whole(study: Study, facts: Facts) -> Iterator[Finding]:
    """The parts of a partition add up to its whole."""
    for index, partition in enumerate(study.partitions):
        known = [facts[i].count for i in (partition.whole, *partition.parts) if i in facts]
        counts = [count for count in known if count is not None]
        if len(counts) == 1 + len(partition.parts) and sum(counts[1:]) != counts[0]:
            sums = " + ".join(str(count) for count in counts[1:])
            yield (
                ("partitions", index, "parts"),
                f"{sums} = {sum(counts[1:])}; expected {counts[0]}, "
                f'the number of "{partition.whole}"',
            )


def printed_percentages_follow(study: Study, facts: Facts) -> Iterator[Finding]:
    """A percentage that a source prints is what the count and its group give."""
    for section, ident, entry in entries(study):
        fact = facts[ident]
        for index, citation in enumerate(entry.cite):
            if citation.prints is None or fact.count is None or not fact.total:
                continue
            if fact.count not in stats.reconstruct(citation.prints, fact.total):
                yield (
                    (section, ident, "cite", index, "prints"),
                    f"{fact.count} of {fact.total} is {100 * fact.share:.2f}%; found {citation.prints}",
                )


def percentages_are_possible(study: Study, facts: Facts) -> Iterator[Finding]:
    """A percentage that no whole number gives is explained, one that several give is not used."""
    explained = {ident for row in study.disagreements if row.tried for ident in row.facts}
    for section, ident, entry in entries(study):
        fact = facts[ident]
        if not isinstance(entry, Count) or fact.count is not None or not fact.total:
            continue
        if entry.formula or fact.printed is None:
            continue
        fits = stats.reconstruct(fact.printed, fact.total)
        if not fits and ident not in explained:
            yield (
                (section, ident),
                f'{fact.printed} is no whole number of the {fact.total} people of "{entry.group}"; '
                "expected a row of disagreements with facts and tried that explains it",
            )
        if len(fits) > 1:
            yield (
                (section, ident),
                f"{fact.printed} of {fact.total} can be {' or '.join(map(str, fits))}; "
                "expected a percentage that one whole number gives",
            )


def impossible_figures_are_not_used(study: Study, facts: Facts) -> Iterator[Finding]:
    """An impossible percentage stands in its disagreement and nowhere else."""
    for path, ident, kind in _used_ids(study):
        if kind != "fact" and ident in facts and facts[ident].kind == "impossible":
            yield path, f'"{ident}" is an impossible percentage; it cannot be counted with or shown'


def explained_figures_are_impossible(study: Study, facts: Facts) -> Iterator[Finding]:
    """A row that says what a percentage was tried on has an impossible one to explain."""
    for index, row in enumerate(study.disagreements):
        kinds = {facts[ident].kind for ident in row.facts if ident in facts}
        if row.tried and not kinds & {"impossible", "unknown"}:
            yield ("disagreements", index, "tried"), "none of its facts is an impossible percentage"


def quantities_are_values_or_ranges(study: Study, facts: Facts) -> Iterator[Finding]:
    """A quantity has a value, or a range from low to high."""
    for ident, entry in study.quantities.items():
        place = ("quantities", ident)
        if facts[ident].kind == "unknown":
            continue
        ends = (entry.low, entry.high)
        if entry.value is not None and ends != (None, None):
            yield place, "value and a range both given; expected one of them"
        elif entry.value is None and None in ends:
            yield place, "no number; expected value, or low and high"
        elif entry.low is not None and entry.high is not None and entry.low >= entry.high:
            yield (*place, "high"), f"{entry.high} is not above low, {entry.low}"


def comparisons_are_of_different_people(study: Study, facts: Facts) -> Iterator[Finding]:
    """Nobody is counted on both sides of a comparison."""
    chosen = (study.comparison.first, study.comparison.second)
    sides = [facts[i].entry for i in chosen if i in facts]
    if len(sides) < 2 or not all(isinstance(side, Count) for side in sides):
        return
    first, second = (side.group for side in sides if isinstance(side, Count))
    if first in _groups_around(study, second) or second in _groups_around(study, first):
        yield ("comparison", "second"), f'"{second}" and "{first}" have people in common'


def _dates(study: Study) -> Iterator[tuple[Path, str]]:
    for ident, source in study.sources.items():
        if source.date is not None:
            yield ("sources", ident, "date"), source.date
    for ident, trial in study.trials.items():
        for index, event in enumerate(trial.dates):
            yield ("trials", ident, "dates", index, "date"), event.date
        for index, status in enumerate(trial.status):
            for name in ("date", "before"):
                if (date := getattr(status, name)) is not None:
                    yield ("trials", ident, "status", index, name), date
    for index, change in enumerate(study.log):
        yield ("log", index, "date"), change.date


def is_date(text: str) -> bool:
    """Whether a text such as 2024-02-30, 2024-02 or 2024 is in the calendar."""
    if not text.replace("-", "").isdigit():
        return False
    try:
        datetime.date(*([int(part) for part in text.split("-")] + [1, 1])[:3])
    except ValueError:
        return False
    return True


def dates_are_dates(study: Study, facts: Facts) -> Iterator[Finding]:
    """Every date is in the calendar."""
    for path, date in _dates(study):
        if not is_date(date):
            yield path, f"{date} is no date; expected year-month-day, year-month or 'year'"


def dates_are_in_order(study: Study, facts: Facts) -> Iterator[Finding]:
    """The log starts with the newest day, after which nothing on the site can have been seen."""
    newest = study.log[0].date if study.log else "9999"
    for path, date in _dates(study):
        is_plan = path[0] == "trials" and path[2] == "dates"  # an end may be planned for later
        if date > newest and path[0] != "log" and not is_plan:
            yield path, f"{date} is after {newest}, the newest date of the log"
    for index, (newer, older) in enumerate(pairwise(study.log)):
        if older.date > newer.date:
            yield (
                ("log", index + 1, "date"),
                f"{older.date} is after {newer.date}, which stands above",
            )
    for ident, trial in study.trials.items():
        yield from _disorder(("trials", ident, "dates"), [event.date for event in trial.dates])
        seen = [s.date or s.before for s in trial.status if s.date or s.before]
        yield from _disorder(("trials", ident, "status"), [date for date in seen if date])


def _disorder(place: Path, dates: list[str]) -> Iterator[Finding]:
    for index, (earlier, later) in enumerate(pairwise(dates)):
        if later < earlier:
            yield (
                (*place, index + 1),
                f"{later} stands below {earlier}; expected the earliest first",
            )


def statuses_have_dates(study: Study, facts: Facts) -> Iterator[Finding]:
    """A trial's status is of a day, of before a day, or plainly undated."""
    for ident, trial in study.trials.items():
        for index, status in enumerate(trial.status):
            given = [status.date is not None, status.before is not None, status.undated]
            if sum(given) != 1:
                path = ("trials", ident, "status", index)
                yield path, "a status without one date; expected date, before, or undated: true"


def trials_stand_in_a_section(study: Study, facts: Facts) -> Iterator[Finding]:
    """The role of a trial is a section of the trials page."""
    sections = [section.id for section in study.pages.trials.sections]
    for ident, trial in study.trials.items():
        if trial.role not in sections:
            expected = f"expected one of: {', '.join(sections)}" if sections else "there is none"
            path = ("trials", ident, "role")
            yield path, f'no section of pages.trials has the id "{trial.role}"; {expected}'


def addresses_are_unique(study: Study, facts: Facts) -> Iterator[Finding]:
    """Pages have titles of their own, and the headings of a page have ids of their own."""
    titles: set[str] = set()
    for name in study.pages.__struct_fields__:
        page = getattr(study.pages, name)
        if page.title in titles:
            yield ("pages", name, "title"), f'another page has the title "{page.title}"'
        titles.add(page.title)
        seen: set[str] = set()
        for index, section in enumerate(page.sections):
            if section.id in seen:
                path = ("pages", name, "sections", index, "id")
                yield path, f'another heading of the page has the id "{section.id}"'
            seen.add(section.id)


MAX_DESCRIPTION = 200  # what link previews and search engines show of a description


def descriptions_fit(study: Study, facts: Facts) -> Iterator[Finding]:
    """A page's description, with its figures filled in, is not cut off in previews."""
    for name in study.pages.__struct_fields__:
        text = getattr(study.pages, name).description
        named = list(references(text))
        if any(i not in facts or (form or "") not in ("", *forms(facts[i])) for i, form in named):
            continue  # another check has told
        length = len(filled(text, facts)) if all(plain_form(facts[i]) for i, _ in named) else 0
        if length > MAX_DESCRIPTION:
            path = ("pages", name, "description")
            yield path, f"{length} characters when filled in; expected at most {MAX_DESCRIPTION}"


CHECKS: tuple[Check, ...] = (
    one_id_one_fact,
    ids_are_known,
    references_are_known,
    sources_are_known_and_cited,
    every_fact_has_a_ground,
    formulas_can_be_worked_out,
    counts_fit_their_groups,
    nested_counts_fit,
    groups_are_nested,
    parts_make_the_whole,
    printed_percentages_follow,
    percentages_are_possible,
    impossible_figures_are_not_used,
    explained_figures_are_impossible,
    quantities_are_values_or_ranges,
    comparisons_are_of_different_people,
    dates_are_dates,
    dates_are_in_order,
    statuses_have_dates,
    trials_stand_in_a_section,
    addresses_are_unique,
    descriptions_fit,
)


def check(study: Study, facts: Facts) -> Iterator[Finding]:
    """Everything that is wrong between the facts of a study, in the order of the register."""
    for rule in CHECKS:
        yield from rule(study, facts)
