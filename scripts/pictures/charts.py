"""Facts to charts: where every mark, bar and line of text stands. Templates draw it."""

import math
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any, Final

import msgspec

from pictures import timeline
from pictures.sheet import (
    LINE,
    PERSON,
    WIDTH,
    Chart,
    Drawn,
    Row,
    Sheet,
    Span,
    counted,
    drawn,
    out_of,
)
from study import analysis
from study.facts import Fact
from study.model import FactsPicture, Picture
from study.stats import Neighbour
from words import numbers
from words.edition import Edition

MOST_CELLS: Final = 60  # in a longer bar single people could not be told apart
INDENT: Final = 18

# The words of drawings that are not out of the data. Another language replaces these.
SAID: Final = {
    "nested": "of these:", "and": " and ", "minus": "{} minus {}, in points",
    "counted": "as counted", "fewer": "one {} fewer", "more": "one {} more",
}  # fmt: skip
PEOPLE: Final = ("What", "People", "Out of")  # the head of most tables


def pictures(edition: Edition) -> dict[str, Drawn]:
    """Every picture that the study file asks for, by its id."""
    asked = edition.study.figures
    made = [draw(text, edition) for kind, draw in KINDS.items() if (text := getattr(asked, kind))]
    made += [_bars(ident, text, edition) for ident, text in asked.bars.items()]
    found = [picture for picture in made if picture]
    by_id = {picture.id: picture for picture in found}
    assert len(by_id) == len(found), "two pictures have one id; checks refuse that"
    return by_id


def unasked(kind: str, edition: Edition) -> Drawn:
    """A picture that the study file does not ask for: drawn, but without words of its own."""
    drawn = KINDS[kind](Picture(title="", sentence=""), edition)
    assert drawn
    return drawn


# -- people ---------------------------------------------------------------------------------------


def people(
    improved: Fact, names: tuple[str, str, str], nested: Fact | None = None, heading: str = ""
) -> Chart:
    """Each person of a group: first the improved, then all the others alike.

    `names` are those of the improved, of the nested, who are among them, and of the others.
    """
    count, total = counted(improved), out_of(improved)
    columns = 10 if total <= MOST_CELLS else 20 if total <= 4 * MOST_CELLS else 40
    sheet = Sheet()
    if heading:
        sheet.say(heading, Span(f"{total}", improved.id, "n"), look="heading")
        sheet.y += 4
    sheet.say(names[0], Span(f"{count}", improved.id, "n"), look="improved")
    if nested and counted(nested):
        _with_nested(sheet, count, nested, names[1], columns)
    else:
        sheet.people(["improved"] * count, columns)
    sheet.y += 8
    sheet.say(names[2], Span(f"{total - count}", improved.id, "n"))
    sheet.people(["other"] * (total - count), columns)
    return sheet.chart()


def _with_nested(sheet: Sheet, count: int, nested: Fact, name: str, columns: int) -> None:
    """The improved; below those that come first among them, a bracket with what they are."""
    inside = counted(nested)
    first, rest = ["disappeared"] * inside, ["improved"] * (count - inside)
    together = count <= columns  # else the nested ones stand in rows of their own
    sheet.people(first + rest if together else first, columns)
    end, low = sheet.marks[min(inside, columns) - 1], sheet.y
    right = end.x + PERSON[0] * end.scale
    sheet.rule("bracket", (1, low), (1, low + 4), (right, low + 4), (right, low))
    sheet.y += 5
    sheet.say(f"{SAID['nested']} {name}", Span(f"{inside}", nested.id, "n"), look="improved")
    if not together:
        sheet.people(rest, columns)


def _people(text: Picture, edition: Edition) -> Drawn:
    answer, facts = edition.study.headline, edition.facts
    shown = [facts[each] for each in (answer.improved, answer.disappeared, answer.not_improved)]
    improved, nested, others = shown
    chart = people(improved, (improved.name, nested.name, others.name), nested)
    rows = [Row(fact.id, fact.name, (f"{counted(fact)}", f"{out_of(fact)}")) for fact in shown]
    return drawn(edition, "people", text, [chart], PEOPLE, rows, shown)


def _groups(text: Picture, edition: Edition) -> Drawn:
    both, answer, facts = edition.study.comparison, edition.study.headline, edition.facts
    names = facts[answer.improved].name, "", facts[answer.not_improved].name
    sides = {
        edition.filled(both.first_people): facts[both.first],
        edition.filled(both.second_people): facts[both.second],
    }
    charts = [people(fact, names, heading=called) for called, fact in sides.items()]
    rows = [
        Row(fact.id, f"{called}: {name}", (f"{number}", f"{out_of(fact)}"))
        for called, fact in sides.items()
        for name, number in (
            (names[0], counted(fact)),
            (names[2], out_of(fact) - counted(fact)),
        )
    ]
    return drawn(edition, "groups", text, charts, PEOPLE, rows, sides.values())


def _flow(text: Picture, edition: Edition) -> Drawn:
    flow = analysis.flow(edition.study, edition.facts)
    steps = list(_steps(flow, edition.study.headline.people))
    unit = (WIDTH - INDENT * max(step.depth for step in steps)) / counted(steps[0].group)
    hangs: dict[int, float] = {}  # where the line to the next step of a depth begins
    sheet, rows = Sheet(), []
    for step in steps:
        group, depth, x = step.group, step.depth, step.depth * INDENT
        if depth:
            left, middle = x - INDENT + 5, sheet.y + LINE / 2
            sheet.rule("elbow", (left, hangs[depth - 1]), (left, middle), (x - 4, middle))
        people = _people_of(group, edition)
        name = people if sheet.fits(f"{counted(group)} {people}", x) else group.name
        sheet.say(name, Span(f"{counted(group)}", group.id, "n"), x)
        rows.append(Row(group.id, name, (f"{group.count}",)))
        sheet.y += 7
        sheet.bar(x, counted(group) * unit, "stays" if step.goes_on else "leaves")
        hangs[depth] = sheet.y + 6
        sheet.y += 15
    shown = [step.group for step in steps]
    return drawn(edition, "flow", text, [sheet.chart()], PEOPLE[:2], rows, shown)


def _people_of(group: Fact, edition: Edition) -> str:
    """Who the people of a group are: "people with a cold", where its name is "cold"."""
    return edition.filled(group.people)


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


def _bars(ident: str, text: FactsPicture, edition: Edition) -> Drawn:
    sheet, shown = Sheet(), [edition.facts[each] for each in text.facts]
    for fact in shown:
        count, total = counted(fact), out_of(fact)
        pitch = WIDTH / total
        cells = total <= MOST_CELLS
        sheet.say_beside(fact.name, Span(edition.written(fact.id), fact.id, "n"))
        sheet.y += 8
        sheet.bar(count * pitch, WIDTH - count * pitch, "others", (total - count) * cells, pitch)
        sheet.bar(0, count * pitch, "counted", count * cells, pitch)
        sheet.y += 14
    rows = [Row(fact.id, fact.name, (f"{fact.count}", f"{fact.total}")) for fact in shown]
    return drawn(edition, "bars", text, [sheet.chart()], PEOPLE, rows, shown, ident)


# -- ranges ---------------------------------------------------------------------------------------


def _ranges(text: FactsPicture, edition: Edition) -> Drawn:
    sheet, rows, shown = Sheet(), [], [edition.facts[ident] for ident in text.facts]
    for fact in shown:
        total = out_of(fact)
        name = _people_of(edition.facts[fact.group], edition)
        sheet.say_beside(name, Span(edition.written(fact.id), fact.id, "n"))
        low, high = (end * WIDTH for end in fact.wilson)
        sheet.estimate(low, fact.share * WIDTH, high)
        exact = (numbers.percent(part, 1)[:-1] for part in (fact.share, *fact.wilson))
        rows.append(Row(fact.id, name, (f"{fact.count}", f"{total}", *exact)))
    sheet.axis([(mark * WIDTH / 100, f"{mark}%") for mark in (0, 25, 50, 75, 100)], "tick")
    head = (*PEOPLE, "Share, %", "Range from, %", "Range to, %")
    return drawn(edition, "ranges", text, [sheet.chart()], head, rows, shown)


def _change(text: Picture, edition: Edition) -> Drawn:
    seen, both = analysis.compare(edition.study, edition.facts), edition.study.comparison
    sides = (seen.first, seen.second)
    names = edition.filled(both.first_people), edition.filled(both.second_people)
    as_counted = Neighbour(
        counted(seen.first), counted(seen.second), seen.difference, seen.interval, seen.fisher
    )
    cases = (as_counted, *seen.neighbours)
    ends = [end * 4 for case in cases for end in case.interval]  # in quarters of all
    low, high = min(0, math.floor(min(ends))), max(0, math.ceil(max(ends)))

    def at(difference: float) -> float:
        return (difference * 4 - low) / (high - low) * WIDTH

    sheet = Sheet()
    rows = [_case(sheet, case, edition, at) for case in cases]
    quarters = range(low, high + 1)
    sheet.axis([(at(each / 4), f"{each * 25}".replace("-", "−")) for each in quarters], "tick")
    sheet.say(SAID["minus"].format(*names), look="quiet")
    improved = (f"Improved, {name}" for name in names)
    head = ("What", *improved, "Difference, points", "Range from", "Range to", "p, exact test")
    return drawn(edition, "change", text, [sheet.chart()], head, rows, sides)


def _case(sheet: Sheet, case: Neighbour, edition: Edition, at: Callable[[float], float]) -> Row:
    """A comparison as counted or with one person changed; in bold the group that changed."""
    both, facts = edition.study.comparison, edition.facts
    sides = facts[both.first], facts[both.second]
    changed = [new - counted(side) for new, side in zip(case[:2], sides, strict=True)]
    person = edition.filled(both.first_person if changed[0] else both.second_person)
    step = sum(changed)
    said = SAID["more" if step > 0 else "fewer" if step else "counted"].format(person)
    counts = [f"{new} of {out_of(side)}" for new, side in zip(case[:2], sides, strict=True)]
    spans = [
        Span(count, "comparison", "n same" if step and not by else "n")
        for count, by in zip(counts, changed, strict=True)
    ]
    sheet.say_beside(said, spans[0], Span(SAID["and"]), spans[1])
    low, high = case.interval
    with_zero = "" if case.interval.excludes_zero else "-zero"
    sheet.estimate(at(low), at(case.difference), at(high), with_zero)
    shown = (numbers.points(x) for x in (case.difference, low, high))
    return Row("comparison", said, (*counts, *shown, numbers.p_value(case.p_value)))


def _limits(text: Picture, edition: Edition) -> Drawn:
    limits, rows = analysis.harm_limits(edition.study, edition.facts), []
    top = math.ceil(max(limit.unseen for limit in limits) * 20) / 20  # of the axis, by steps of 5%
    sheet = Sheet()
    for limit in limits:
        people = Span(f"{counted(limit.group)}", limit.group.id, "n")
        unseen, seen = (numbers.percent(end, 1) for end in (limit.unseen, limit.seen))
        sheet.say_beside(limit.group.name, people)
        sheet.band(0, limit.unseen / top * WIDTH, "range")
        rows.append(Row("limits", limit.group.name, (people.text, unseen[:-1], seen[:-1])))
    steps = range(0, int(top * 100) + 1, 5)
    sheet.axis([(mark / top / 100 * WIDTH, f"{mark}%") for mark in steps], "tick")
    seen_in = edition.written(edition.study.headline.harm, "word")
    head = ("What", "People", "Harm seen in nobody, %", f"Harm seen in {seen_in}, %")
    shown = [limit.group for limit in limits]
    return drawn(edition, "limits", text, [sheet.chart()], head, rows, shown)


KINDS: Final[dict[str, Callable[[Any, Edition], Drawn | None]]] = {
    "people": _people,
    "groups": _groups,
    "flow": _flow,
    "ranges": _ranges,
    "change": _change,
    "limits": _limits,
    "time": timeline.time,
}


# -- a picture that stands alone -------------------------------------------------------------------


class Poster(msgspec.Struct, frozen=True):
    """A picture to be passed on without its page: all its words, and where its charts begin."""

    title: str
    says: tuple[str, str]  # with the caveat
    origin: str  # what it is about, of when, and how it may be used
    words: Chart
    tops: tuple[float, ...]

    @property
    def note(self) -> str:
        """What its numbers must not go without."""
        return f"{' '.join(self.says)} {self.origin}"


def poster(picture: Drawn, edition: Edition) -> Poster:
    """Title, room for the charts, what the picture says, and where it comes from."""
    study, text = edition.study, picture.text
    title, caveat = edition.filled(text.title), text.caveat or study.summary.comparison
    says = edition.filled(text.sentence), edition.filled(caveat)
    names = "; ".join(study.sources[source].name for source in picture.sources)
    checked = edition.last_checked
    site = f"{edition.filled(study.site.title)} ({study.subject.study})"
    origin = f"{site}, notes last checked on {checked}. Licence: CC BY."
    sheet, tops = Sheet(), list[float]()
    sheet.y = 14
    sheet.say(title, look="title", size=1.1)
    for chart in picture.charts:
        sheet.y += 14
        tops.append(sheet.y)
        sheet.y += chart.height
    _below(sheet, [" ".join(says)], "says", 0.84)
    _below(sheet, [f"Sources: {names}.", origin], "small", 0.74)
    sheet.y += 16
    return Poster(title, says, origin, sheet.chart(), tuple(tops))


def _below(sheet: Sheet, lines: Iterable[str], look: str, size: float) -> None:
    sheet.y += 12
    for line in lines:
        sheet.say(line, look=look, size=size)
