"""Facts to charts: where every mark, bar and line of text stands. Templates draw it."""

import math
from itertools import chain
from typing import Final

import msgspec

from pictures import timeline
from pictures.picture import SAID, Drawn, Row, counted, made, out_of
from pictures.sheet import LINE, WIDTH, Chart, Sheet, Span
from study import analysis
from study.facts import Fact, Facts
from study.model import FactsPicture, Picture, Study
from study.stats import Neighbour
from words import numbers

PERSON: Final = (24, 30)  # width and height of a figure
MOST_CELLS: Final = 60  # in a longer bar single people could not be told apart
INDENT: Final = 18


def pictures(study: Study, facts: Facts) -> dict[str, Drawn]:
    """Every picture that the study file asks for, by its id."""
    asked = study.figures
    drawn = [
        _people(asked.people, study, facts) if asked.people else None,
        _groups(asked.groups, study, facts) if asked.groups else None,
        _flow(asked.flow, study, facts) if asked.flow else None,
        _ranges(asked.ranges, facts) if asked.ranges else None,
        _change(asked.change, study, facts) if asked.change else None,
        _limits(asked.limits, study, facts) if asked.limits else None,
        timeline.time(asked.time, study, facts) if asked.time else None,
        *(_bars(ident, text, facts) for ident, text in asked.bars.items()),
    ]
    return {picture.id: picture for picture in drawn if picture}


# -- people ---------------------------------------------------------------------------------------


def people(
    improved: Fact, names: tuple[str, str, str], nested: Fact | None = None, heading: str = ""
) -> Chart:
    """One figure for each person of a group: first the improved, then all the others alike.

    `names` are those of the improved, of the nested, who are among them, and of the others.
    """
    count, total = counted(improved), out_of(improved)
    inside = counted(nested) if nested else 0
    columns = 10 if total <= MOST_CELLS else 20 if total <= 4 * MOST_CELLS else 40
    sheet, scale = Sheet(), 10 / columns
    pitch = (WIDTH - PERSON[0] * scale) / (columns - 1)  # from edge to edge
    step = (PERSON[1] + 4) * scale

    def stand(kind: str, number: int, after: int = 0) -> None:
        """Figures in rows, after others in the first row; goes below them."""
        for place in range(after, after + number):
            x = place % columns * pitch
            sheet.mark(x, sheet.y + 3 + place // columns * step, kind, scale)
        sheet.y += math.ceil((after + number) / columns) * step + 2

    if heading:
        sheet.say(heading, Span(f"{total}", improved.id, "n"), look="heading")
        sheet.y += 4
    sheet.say(names[0], Span(f"{count}", improved.id, "n"), look="improved")
    if nested and inside:
        together = count <= columns  # else the nested ones stand in rows of their own
        top = sheet.y
        stand("disappeared", inside)
        if together:
            sheet.y = top
            stand("improved", count - inside, inside)
        end, low = (min(inside, columns) - 1) * pitch + PERSON[0] * scale, sheet.y
        sheet.rule("bracket", (1, low), (1, low + 4), (end, low + 4), (end, low))
        sheet.y += 5
        part = Span(f"{inside}", nested.id, "n")
        sheet.say(f"{SAID['nested']} {names[1]}", part, look="improved")
        if not together:
            stand("improved", count - inside)
    else:
        stand("improved", count)
    sheet.y += 8
    sheet.say(names[2], Span(f"{total - count}", improved.id, "n"))
    stand("other", total - count)
    return sheet.chart()


def _people(text: Picture, study: Study, facts: Facts) -> Drawn:
    answer = study.headline
    chosen = [facts[i] for i in (answer.improved, answer.disappeared, answer.not_improved)]
    improved, nested, others = chosen
    chart = people(improved, (improved.name, nested.name, others.name), nested)
    rows = [Row(fact.id, fact.name, (f"{counted(fact)}", f"{out_of(fact)}")) for fact in chosen]
    return made("people", text, [chart], ("What", "People", "Out of"), rows, chosen, facts)


def _groups(text: Picture, study: Study, facts: Facts) -> Drawn:
    both, answer = study.comparison, study.headline
    names = facts[answer.improved].name, "", facts[answer.not_improved].name
    sides = {both.first_people: facts[both.first], both.second_people: facts[both.second]}
    charts = [people(fact, names, heading=called) for called, fact in sides.items()]
    rows = [
        Row(fact.id, f"{called}: {name}", (f"{number}", f"{out_of(fact)}"))
        for called, fact in sides.items()
        for name, number in (
            (names[0], counted(fact)),
            (names[2], out_of(fact) - counted(fact)),
        )
    ]
    head = ("What", "People", "Out of")
    return made("groups", text, charts, head, rows, sides.values(), facts)


def _flow(text: Picture, study: Study, facts: Facts) -> Drawn:
    sheet = Sheet()
    steps = list(_steps(analysis.flow(study, facts), study.headline.people))
    unit = (WIDTH - INDENT * max(step.depth for step in steps)) / counted(steps[0].group)
    hangs: dict[int, float] = {}  # where the line to the next step of a depth begins
    rows = []
    for step in steps:
        group, depth, x = step.group, step.depth, step.depth * INDENT
        if depth:
            left, middle = x - INDENT + 5, sheet.y + LINE / 2
            sheet.rule("elbow", (left, hangs[depth - 1]), (left, middle), (x - 4, middle))
        people = _people_of(group, facts)
        name = people if sheet.fits(f"{counted(group)} {people}", x) else group.name
        sheet.say(name, Span(f"{counted(group)}", group.id, "n"), x)
        rows.append(Row(group.id, name, (f"{group.count}",)))
        sheet.y += 7
        sheet.bar(x, counted(group) * unit, "stays" if step.goes_on else "leaves")
        hangs[depth] = sheet.y + 6
        sheet.y += 15
    shown = [step.group for step in steps]
    return made("flow", text, [sheet.chart()], ("What", "People"), rows, shown, facts)


def _people_of(group: Fact, facts: Facts) -> str:
    """Who the people of a group are: "people with a cold", where its name is "cold"."""
    return numbers.filled(group.people, facts)


class _Step(msgspec.Struct, frozen=True):
    group: Fact
    depth: int
    goes_on: bool  # towards the group of the main result, or within it


def _steps(branch: analysis.Branch, main: str, depth: int = 0, within: bool = False) -> list[_Step]:
    """A branch with all below it; of its parts those that end come first."""
    within = within or branch.group.id == main
    below = [_steps(part, main, depth + 1, within) for part in branch.parts]
    below.sort(key=lambda steps: (steps[0].goes_on, len(steps)))
    goes_on = within or any(steps[0].goes_on for steps in below)
    return [_Step(branch.group, depth, goes_on), *chain(*below)]


def _bars(ident: str, text: FactsPicture, facts: Facts) -> Drawn:
    sheet, shown = Sheet(), [facts[each] for each in text.facts]
    for fact in shown:
        count, total = counted(fact), out_of(fact)
        pitch = WIDTH / total
        cells = total <= MOST_CELLS
        sheet.say_beside(fact.name, Span(numbers.written(fact), fact.id, "n"))
        sheet.y += 8
        sheet.bar(count * pitch, WIDTH - count * pitch, "others", (total - count) * cells, pitch)
        sheet.bar(0, count * pitch, "counted", count * cells, pitch)
        sheet.y += 14
    rows = [Row(fact.id, fact.name, (f"{fact.count}", f"{fact.total}")) for fact in shown]
    head = ("What", "People", "Out of")
    return made("bars", text, [sheet.chart()], head, rows, shown, facts, ident)


# -- ranges ---------------------------------------------------------------------------------------


def _ranges(text: FactsPicture, facts: Facts) -> Drawn:
    sheet, rows, shown = Sheet(), [], [facts[ident] for ident in text.facts]
    for fact in shown:
        counted(fact), out_of(fact)
        name = _people_of(facts[fact.group], facts)
        sheet.say_beside(name, Span(numbers.written(fact), fact.id, "n"))
        low, high = (end * WIDTH for end in fact.wilson)
        sheet.estimate(low, fact.share * WIDTH, high)
        exact = (numbers.percent(part, 1)[:-1] for part in (fact.share, *fact.wilson))
        rows.append(Row(fact.id, name, (f"{fact.count}", f"{fact.total}", *exact)))
    ticks = [(mark * WIDTH / 100, f"{mark}%") for mark in (0, 25, 50, 75, 100)]
    sheet.axis(ticks, sheet.bands, "tick")
    head = ("What", "People", "Out of", "Share, %", "Range from, %", "Range to, %")
    return made("ranges", text, [sheet.chart()], head, rows, shown, facts)


def _change(text: Picture, study: Study, facts: Facts) -> Drawn:
    seen, both = analysis.compare(study, facts), study.comparison
    sides, names = (seen.first, seen.second), (both.first_people, both.second_people)
    counts, totals = [counted(side) for side in sides], [out_of(side) for side in sides]
    as_counted = Neighbour(counts[0], counts[1], seen.difference, seen.interval, seen.fisher)
    cases = (as_counted, *seen.neighbours)
    ends = [end * 4 for case in cases for end in case.interval]  # in quarters of all
    low, high = min(0, math.floor(min(ends))), max(0, math.ceil(max(ends)))

    def at(difference: float) -> float:
        return (difference * 4 - low) / (high - low) * WIDTH

    sheet, rows = Sheet(), []
    for first, second, difference, interval, p_value in cases:
        step = first + second - sum(counts)
        person = both.second_person if first == counts[0] else both.first_person
        said = SAID["more" if step > 0 else "fewer" if step else "counted"].format(person)
        spans = [
            Span(f"{new} of {total}", "comparison", "n same" if step and new == old else "n")
            for new, old, total in zip((first, second), counts, totals, strict=True)
        ]
        sheet.say_beside(said, spans[0], Span(SAID["and"]), spans[1])
        with_zero = "" if interval.excludes_zero else "-zero"
        sheet.estimate(at(interval.low), at(difference), at(interval.high), with_zero)
        shown = (numbers.points(x) for x in (difference, *interval))
        cells = (f"{first} of {totals[0]}", f"{second} of {totals[1]}", *shown)
        rows.append(Row("comparison", said, (*cells, numbers.p_value(p_value))))
    quarters = range(low, high + 1)
    ticks = [(at(each / 4), f"{each * 25}".replace("-", "−")) for each in quarters]
    sheet.axis(ticks, sheet.bands, "tick")
    sheet.say(SAID["minus"].format(*names), look="quiet")
    improved = (f"Improved, {name}" for name in names)
    head = ("What", *improved, "Difference, points", "Range from", "Range to", "p, exact test")
    return made("change", text, [sheet.chart()], head, rows, sides, facts)


def _limits(text: Picture, study: Study, facts: Facts) -> Drawn:
    limits, rows = analysis.harm_limits(study, facts), []
    top = math.ceil(max(limit.unseen for limit in limits) * 20) / 20  # of the axis, by steps of 5%
    sheet = Sheet()
    for limit in limits:
        people = Span(f"{counted(limit.group)}", limit.group.id, "n")
        unseen, seen = (numbers.percent(end, 1) for end in (limit.unseen, limit.seen))
        sheet.say_beside(limit.group.name, people)
        sheet.y += 9
        sheet.bands.append((sheet.y - 9, sheet.y + 9))
        sheet.bar(0, limit.unseen / top * WIDTH, "range")
        sheet.y += 15
        rows.append(Row("limits", limit.group.name, (people.text, unseen[:-1], seen[:-1])))
    ticks = [(mark / top / 100 * WIDTH, f"{mark}%") for mark in range(0, int(top * 100) + 1, 5)]
    sheet.axis(ticks, sheet.bands, "tick")
    seen_in = numbers.written(facts[study.headline.harm], "word")
    head = ("What", "People", "Harm seen in nobody, %", f"Harm seen in {seen_in}, %")
    shown = [limit.group for limit in limits]
    return made("limits", text, [sheet.chart()], head, rows, shown, facts)
