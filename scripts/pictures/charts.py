"""Facts to charts: where every mark, bar and line of text stands. Templates draw it."""

import math
from collections.abc import Callable
from itertools import chain
from typing import Any, Final

import msgspec

from pictures import timeline
from pictures.sheet import LETTER, LINE, PERSON, WIDTH, Chart, Drawn, Row, Span, drawn
from study import analysis
from study.evidence import Comparison
from study.facts import Fact
from study.model import FactsPicture, Picture
from study.stats import Neighbour
from words import numbers
from words.edition import Edition

MOST_CELLS: Final = 60  # in a longer bar single people could not be told apart
INDENT: Final = 18
PEOPLE: Final = ("What", "People", "Out of")  # the head of most tables


def pictures(edition: Edition) -> dict[str, Drawn]:
    """Every picture that the study file asks for, by its id."""
    asked = edition.study.figures
    made = [draw(text, edition) for kind, draw in KINDS.items() if (text := getattr(asked, kind))]
    made += [_bars(ident, text, edition) for ident, text in asked.bars.items()]
    return {picture.id: picture for picture in made if picture}


def unasked(kind: str, edition: Edition) -> Drawn:
    """A picture that the study file does not ask for: drawn, but without words of its own."""
    drawn = KINDS[kind](Picture(title="", sentence=""), edition)
    assert drawn
    return drawn


def people(
    improved: Fact, name: str, others: str, nested: Fact | None = None, heading: str = ""
) -> Chart:
    """Each person of a group: first the improved, the nested among them, then all others alike."""
    count, total = improved.number, improved.out_of
    columns = 10 if total <= MOST_CELLS else 20 if total <= 4 * MOST_CELLS else 40
    chart = Chart()
    if heading:
        chart.say(heading, Span(f"{total}", improved.id, "n"), look="heading")
        chart.y += 4
    chart.say(name, Span(f"{count}", improved.id, "n"), look="improved")
    inside = nested.number if nested else 0
    kinds = ["disappeared"] * inside + ["improved"] * (count - inside)
    # Where there is more than one row, the nested ones stand in rows of their own
    first = inside if inside and count > columns else count
    chart.people(kinds[:first], columns)
    if nested and inside:  # a bracket with what they are
        end, low = chart.marks[min(inside, columns) - 1], chart.y
        right = end.x + PERSON[0] * end.scale
        chart.rule("bracket", (1, low), (1, low + 4), (right, low + 4), (right, low))
        chart.y += 5
        chart.say(f"of these: {nested.name}", Span(f"{inside}", nested.id, "n"), look="improved")
    if first < count:
        chart.people(kinds[first:], columns)
    chart.y += 8
    chart.say(others, Span(f"{total - count}", improved.id, "n"))
    chart.people(["other"] * (total - count), columns)
    return chart


def _people(text: Picture, edition: Edition) -> Drawn:
    answer, facts = edition.study.headline, edition.facts
    if both := next((each for each in edition.study.arms if each.first == answer.improved), None):
        return _both("people", text, both, edition)
    improved, others = facts[answer.improved], facts[answer.not_improved]
    nested = facts[answer.disappeared] if answer.disappeared else None
    shown = [improved, *([nested] if nested else []), others]
    chart = people(improved, improved.name, others.name, nested)
    rows = [Row(fact.id, fact.name, (f"{fact.number}", f"{fact.out_of}")) for fact in shown]
    return drawn(edition, "people", text, [chart], PEOPLE, rows, shown)


def _groups(text: Picture, edition: Edition) -> Drawn:
    return _both("groups", text, _compared(edition)[1], edition)


def _both(ident: str, text: Picture, both: Comparison, edition: Edition) -> Drawn:
    """The people of two groups side by side."""
    sides = _sides(both, edition)
    charts, rows = [], []
    for called, fact in sides.items():
        name, others = _without(called, fact.name), _without(called, _rest(fact, edition))
        charts.append(people(fact, name, others, heading=called))
        for said, number in ((name, fact.number), (others, fact.out_of - fact.number)):
            rows.append(Row(fact.id, f"{called}: {said}", (f"{number}", f"{fact.out_of}")))
    return drawn(edition, "groups", text, charts, PEOPLE, rows, [*sides.values()], ident)


def _compared(edition: Edition) -> tuple[str, Comparison]:
    """The comparison that pictures show, with its id: of subgroups, or else of arms."""
    found = edition.study.comparisons
    # checks: a picture of a comparison asks for one
    return min(found.items(), key=lambda each: each[1].of != "subgroups")


def _sides(both: Comparison, edition: Edition) -> dict[str, Fact]:
    """The two counts of a comparison, by who the people are."""
    people = edition.filled(both.first_people), edition.filled(both.second_people)
    facts = edition.facts[both.first], edition.facts[both.second]
    return dict(zip(people, facts, strict=True))


def _without(people: str, name: str) -> str:
    """The name of a count beside that of its people, who are not named again."""
    return name.removesuffix(f", {people}")


def _rest(fact: Fact, edition: Edition) -> str:
    """What the others of its group are called: as a count that makes up the group with it."""
    for each in edition.study.partitions:
        if each.whole == fact.group and len(each.parts) == 2 and fact.id in each.parts:
            other = each.parts[each.parts[0] == fact.id]
            return edition.facts[other].name
    formula = f"{fact.group} - {fact.id}"
    named = (each.name for each in edition.facts.values() if each.formula == formula)
    return next(named, "all others")


def _flow(text: Picture, edition: Edition) -> Drawn:
    flow = analysis.flow(edition.study, edition.facts)
    sides = [side for both in edition.study.arms for side in (both.first, both.second)]
    counted = {edition.study.headline.people, *(edition.facts[side].group for side in sides)}
    steps = _steps(flow, counted)
    unit = (WIDTH - INDENT * max(depth for _, depth, _ in steps)) / steps[0][0].number
    hangs: dict[int, float] = {}  # where the line to the next step of a depth begins
    chart, rows = Chart(), []
    for group, depth, goes_on in steps:
        x = depth * INDENT
        if depth:
            left, middle = x - INDENT + 5, chart.y + LINE / 2
            chart.rule("elbow", (left, hangs[depth - 1]), (left, middle), (x - 4, middle))
        people = edition.filled(group.people)
        fits = len(f"{group.number} {people}") <= int((WIDTH - x) / LETTER)
        name = people if fits else group.name
        chart.say(name, Span(f"{group.number}", group.id, "n"), x)
        rows.append(Row(group.id, name, (f"{group.number}",)))
        chart.y += 7
        chart.bar(x, group.number * unit, "stays" if goes_on else "leaves")
        hangs[depth] = chart.y + 6
        chart.y += 15
    shown = [group for group, _, _ in steps]
    return drawn(edition, "flow", text, [chart], PEOPLE[:2], rows, shown)


def _steps(
    branch: analysis.Branch, main: set[str], depth: int = 0, within: bool = False
) -> list[tuple[Fact, int, bool]]:
    """A branch with all below it; of its parts those that end come first.

    Each group with its depth, and whether it goes on to one of the main result or is within it.
    """
    within = within or branch.group.id in main
    below = [_steps(part, main, depth + 1, within) for part in branch.parts]
    below.sort(key=lambda steps: (steps[0][2], len(steps)))
    goes_on = within or any(steps[0][2] for steps in below)
    return [(branch.group, depth, goes_on), *chain(*below)]


def _bars(ident: str, text: FactsPicture, edition: Edition) -> Drawn:
    chart, shown = Chart(), [edition.facts[each] for each in text.facts]
    for fact in shown:
        count, total = fact.number, fact.out_of
        pitch = WIDTH / total
        cells = total <= MOST_CELLS
        chart.say_beside(fact.name, Span(edition.written(fact.id), fact.id, "n"))
        chart.y += 8
        chart.bar(count * pitch, WIDTH - count * pitch, "others", (total - count) * cells, pitch)
        chart.bar(0, count * pitch, "counted", count * cells, pitch)
        chart.y += 14
    rows = [Row(fact.id, fact.name, (f"{fact.number}", f"{fact.out_of}")) for fact in shown]
    return drawn(edition, "bars", text, [chart], PEOPLE, rows, shown, ident)


def _ranges(text: FactsPicture, edition: Edition) -> Drawn:
    chart, rows, shown = Chart(), [], [edition.facts[ident] for ident in text.facts]
    for fact in shown:
        name = edition.filled(edition.facts[fact.group].people)
        chart.say_beside(name, Span(edition.written(fact.id), fact.id, "n"))
        low, high = (end * WIDTH for end in fact.wilson)
        chart.band(low, high, value=fact.share * WIDTH)
        exact = (numbers.percent(part, 1)[:-1] for part in (fact.share, *fact.wilson))
        rows.append(Row(fact.id, name, (f"{fact.number}", f"{fact.out_of}", *exact)))
    chart.axis([(mark * WIDTH / 100, f"{mark}%") for mark in (0, 25, 50, 75, 100)], "tick")
    head = (*PEOPLE, "Share, %", "Range from, %", "Range to, %")
    return drawn(edition, "ranges", text, [chart], head, rows, shown)


def _change(text: Picture, edition: Edition) -> Drawn:
    ident, both = _compared(edition)
    seen = analysis.compare(both, edition.facts)
    first, second = edition.filled(both.first_people), edition.filled(both.second_people)
    as_counted = Neighbour(
        seen.first.number, seen.second.number, seen.difference, seen.interval, seen.fisher
    )
    cases = (as_counted, *seen.neighbours)
    ends = [end * 4 for case in cases for end in case.interval]  # in quarters of all
    low, high = min(0, math.floor(min(ends))), max(0, math.ceil(max(ends)))

    def at(difference: float) -> float:
        return (difference * 4 - low) / (high - low) * WIDTH

    chart, rows = Chart(), []
    for case in cases:
        one, other = case.count1 - seen.first.number, case.count2 - seen.second.number
        person = edition.filled(both.first_person if one else both.second_person)
        changed = f"one {person} {'more' if one + other > 0 else 'fewer'}"
        said = changed if one or other else "as counted"
        counts = f"{case.count1} of {seen.first.out_of}", f"{case.count2} of {seen.second.out_of}"
        # In bold: the group that changed
        left = Span(counts[0], ident, "n same" if other else "n")
        right = Span(counts[1], ident, "n same" if one else "n")
        chart.say_beside(said, left, Span(" and "), right)
        start, end = case.interval
        with_zero = "" if case.interval.excludes_zero else "-zero"
        chart.band(at(start), at(end), with_zero, at(case.difference))
        shown = (numbers.points(x) for x in (case.difference, start, end))
        rows.append(Row(ident, said, (*counts, *shown, numbers.p_value(case.p_value))))
    quarters = range(low, high + 1)
    chart.axis([(at(each / 4), f"{each * 25}".replace("-", "−")) for each in quarters], "tick")
    chart.say(f"{first} minus {second}, in points", look="quiet")
    sides = _sides(both, edition).items()
    counted = (f"{_without(people, fact.name)}, {people}" for people, fact in sides)
    names = (name[:1].upper() + name[1:] for name in counted)
    head = ("What", *names, "Difference, points", "Range from", "Range to", "p, exact test")
    return drawn(edition, "change", text, [chart], head, rows, (seen.first, seen.second))


def _limits(text: Picture, edition: Edition) -> Drawn:
    limits, rows = analysis.harm_limits(edition.study, edition.facts), []
    top = math.ceil(max(limit.unseen for limit in limits) * 20) / 20  # of the axis, by steps of 5%
    chart = Chart()
    for limit in limits:
        people = Span(f"{limit.group.number}", limit.group.id, "n")
        unseen = numbers.percent(limit.unseen, 1)[:-1]
        seen = "" if limit.seen is None else numbers.percent(limit.seen, 1)[:-1]
        chart.say_beside(limit.group.name, people)
        chart.band(0, limit.unseen / top * WIDTH)
        rows.append(Row("limits", limit.group.name, (people.text, unseen, seen)))
    steps = range(0, int(top * 100) + 1, 5)
    chart.axis([(mark / top / 100 * WIDTH, f"{mark}%") for mark in steps], "tick")
    harm = edition.study.headline.harm
    seen_in = f"seen in {edition.written(harm, 'word') if harm else 'none'}"
    seen_in = "that was seen" if edition.study.arms else seen_in  # in each arm so many
    head = ("What", "People", "Harm seen in nobody, %", f"Harm {seen_in}, %")
    shown = [limit.group for limit in limits]
    return drawn(edition, "limits", text, [chart], head, rows, shown)


KINDS: Final[dict[str, Callable[[Any, Edition], Drawn | None]]] = {
    "people": _people,
    "groups": _groups,
    "flow": _flow,
    "ranges": _ranges,
    "change": _change,
    "limits": _limits,
    "time": timeline.time,
}


class Poster(msgspec.Struct, frozen=True):
    """A picture to be passed on without its page: all its words, and where its charts begin."""

    title: str
    says: tuple[str, str]  # with the caveat
    note: str  # what its numbers must not go without
    words: Chart
    tops: list[float]


def poster(picture: Drawn, edition: Edition) -> Poster:
    """Title, room for the charts, what the picture says, and where it comes from."""
    study, text = edition.study, picture.text
    title, caveat = edition.filled(text.title), text.caveat or study.summary.comparison
    says = edition.filled(text.sentence), edition.filled(caveat)
    names = "; ".join(study.sources[source].name for source in picture.sources)
    site = f"{edition.filled(study.site.title)} ({study.subject.study})"
    origin = f"{site}, notes last checked on {edition.last_checked}. Licence: CC BY."
    words, tops = Chart(y=14), list[float]()
    words.say(title, look="title", size=1.1)
    for chart in picture.charts:
        words.y += 14
        tops.append(words.y)
        words.y += chart.height
    words.y += 12
    words.say(" ".join(says), look="says", size=0.84)
    words.y += 12
    words.say(f"Sources: {names}.", look="small", size=0.74)
    words.say(origin, look="small", size=0.74)
    words.y += 16
    return Poster(title, says, f"{' '.join(says)} {origin}", words, tops)
