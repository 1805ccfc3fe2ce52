"""The study and the trials in time. What bears no date is told in words and never placed."""

import math
from collections.abc import Callable
from itertools import chain
from typing import Final

import msgspec

from pictures.sheet import LINE, WIDTH, Chart, Drawn, Row, Span, drawn
from study.evidence import Citation, Trial
from study.facts import Fact
from study.model import TimePicture
from words.edition import Edition
from words.sentences import STATUS_LABELS

KEY: Final = 0.8  # the size of a mark that stands beside its words
LANE: Final = 9  # from the middle of a lane to its upper and lower edge
BELOW: Final = 17  # from a mark to one that stands below it for want of room
STEPS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)  # of years, named at most 7 times


def time(text: TimePicture, edition: Edition) -> Drawn | None:
    """A lane for the study and for each trial; None where nothing has a date."""
    trials = edition.study.trials
    lanes = {ident: _stops(trial, edition) for ident, trial in trials.items()}
    shown = [edition.facts[text.years]] if text.years else []
    years = [x for each in shown for x in (each.low, each.value, each.high) if x is not None]
    span = [min(years), max(years) + 1] if years else []  # to the end of the last year
    points = [stop.year for stop in chain(*lanes.values()) if stop.placed] + span
    if not points:
        return None
    first = math.floor(min(points))
    long = max(math.ceil(max(points)) - first, 1)

    def at(year: float) -> float:
        return 6 + (year - first) / long * (WIDTH - 12)

    every = next(step for step in STEPS if long / step <= 6)
    named = range(first + -first % every, first + long + 1, every)
    ticks = [(at(year), f"{year}") for year in named]
    chart, rows = Chart(), list[Row]()
    chart.axis(ticks, "year")
    chart.y += 8
    if span:
        rows.append(_study(chart, shown[0], at(span[0]), at(span[1]), edition))
    for ident, stops in lanes.items():
        rows += _trial(chart, ident, stops, at, edition)
    chart.y += 4
    chart.axis(ticks, "year")
    head = ("Study or trial", "What was said", "On, in, before or about", "Date", "Source")
    cite = [citation for trial in trials.values() for citation in trial.cite]
    return drawn(edition, "time", text, [chart], head, rows, shown, cite=cite)


class _Stop(msgspec.Struct, frozen=True):
    """A step or a status of a trial, with "before" or "about" where its date is meant so."""

    kind: str
    said: str
    date: str  # "" where there is none
    how: str
    cite: tuple[Citation, ...]

    @property
    def placed(self) -> bool:
        return bool(self.date) and self.how != "before"

    @property
    def year(self) -> float:
        """Its date as a point on the axis: the middle of what it can mean."""
        year, month, day = (*(int(part) for part in self.date.split("-")), 0, 0)[:3]
        if not month:
            return year + 0.5
        return year + (month - 1 + ((day - 0.5) / 31 if day else 0.5)) / 12


def _stops(trial: Trial, edition: Edition) -> list[_Stop]:
    """What is known of a trial in time, by its dates; what has none comes last."""
    stops = [
        _Stop("step", edition.filled(each.event), each.date, "", each.cite) for each in trial.dates
    ]
    for each in trial.status:
        how = "before" if each.before else "about" if each.about else ""
        said, date = STATUS_LABELS[each.status], each.date or each.before or ""
        stops.append(_Stop(each.status, said, date, how, each.cite))
    return sorted(stops, key=lambda stop: (not stop.date, stop.date, stop.placed))


def _study(chart: Chart, years: Fact, start: float, end: float, edition: Edition) -> Row:
    """The lane of the study: a bar over its years."""
    name, written = edition.study.subject.study, edition.written(years.id)
    chart.say(name, look="heading")
    chart.y += 10
    chart.bands.append((chart.y - LANE, chart.y + LANE))
    chart.bar(start, end - start, "years")
    chart.y += 9
    chart.say(years.name, Span(f"{written},", years.id, "n"), 20)
    return Row(years.id, name, (years.name, "in", written, _names(years.cite, edition)))


def _trial(
    chart: Chart, ident: str, stops: list[_Stop], at: Callable[[float], float], edition: Edition
) -> list[Row]:
    """The lane of a trial, and below it each mark with its words."""
    name, rows = edition.study.trials[ident].name, []
    chart.y += 12
    chart.say(name, look="heading")
    if dated := [(at(stop.year), stop.kind) for stop in stops if stop.placed]:
        chart.y += 12
        _lane(chart, dated)
    for stop in stops:
        chart.mark(8, chart.y + LINE / 2, stop.kind if stop.placed else "unplaced", KEY)
        when = f"{stop.how} {edition.date(stop.date)}".strip() if stop.date else "no date"
        chart.say(stop.said, Span(f"{when},", "", "year"), 20)
        exact = "on" if len(stop.date) == len("2024-01-08") else "in"
        how, date = (stop.how or exact, stop.date) if stop.date else ("not given", "not given")
        rows.append(Row(ident, name, (stop.said, how, date, _names(stop.cite, edition))))
    return rows


def _lane(chart: Chart, dated: list[tuple[float, str]]) -> None:
    """A line with its marks, each below those that it would hide."""
    top = chart.y
    chart.rule("lane", (dated[0][0], top), (dated[-1][0], top))
    ends: list[float] = []  # of each level, down from the line: how far it is filled
    for x, kind in dated:
        half = 1 if kind == "step" else 7  # the width of the mark
        level = next((n for n, end in enumerate(ends) if end <= x - half), len(ends))
        ends[level:] = [x + half, *ends[level + 1 :]]
        if level:
            chart.rule("lane", (x, top), (x, top + level * BELOW))
        chart.mark(x, top + level * BELOW, kind)
    chart.y += (len(ends) - 1) * BELOW + LANE + 1
    chart.bands.append((top - LANE, chart.y - 1))


def _names(cite: tuple[Citation, ...], edition: Edition) -> str:
    return "; ".join(edition.study.sources[citation.source].name for citation in cite)
