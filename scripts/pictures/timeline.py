"""The study and the trials in time. What bears no date is told in words and never placed."""

import math
from typing import Final

import msgspec

from pictures.picture import SAID, Drawn, Row, made
from pictures.sheet import LINE, WIDTH, Sheet, Span
from study.facts import Facts
from study.model import Citation, Study, TimePicture, Trial
from words import numbers

KEY: Final = 0.8  # the size of a mark that stands beside its words
LANE: Final = 9  # from the middle of a lane to its upper and lower edge
BELOW: Final = 17  # from a mark to one that stands below it for want of room
HALF: Final = {"step": 1}  # half the width of marks


def time(text: TimePicture, study: Study, facts: Facts) -> Drawn | None:
    """A lane for the study and for each trial; None where nothing has a date."""
    lanes = {ident: (trial.name, _stops(trial, study)) for ident, trial in study.trials.items()}
    years = facts[text.years] if text.years else None
    span: list[float] = []
    if years and years.low is not None and years.high is not None:
        span = [years.low, years.high + 1]
    placed = [_year(stop.date) for _, stops in lanes.values() for stop in stops if stop.placed]
    if not placed + span:
        return None
    low, high = math.floor(min(placed + span)), math.ceil(max(placed + span))
    high = max(high, low + 1)
    steps = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
    every = next(step for step in steps if (high - low) / step <= 6)

    def at(year: float) -> float:
        return 6 + (year - low) / (high - low) * (WIDTH - 12)

    sheet, rows, lined = Sheet(), [], list[tuple[float, float]]()
    ticks = [(at(year), f"{year}") for year in range(low + -low % every, high + 1, every)]
    sheet.axis(ticks, [], "year")
    sheet.y += 8
    if text.years and span:
        quantity = numbers.written(facts[text.years])
        sheet.say(study.subject.study, look="heading")
        sheet.y += 10
        lined.append((sheet.y - LANE, sheet.y + LANE))
        sheet.bar(at(span[0]), at(span[1]) - at(span[0]), "years")
        sheet.y += 9
        sheet.say(facts[text.years].name, Span(f"{quantity},", text.years, "n"), 20)
        named = _names(facts[text.years].cite, study)
        said = (facts[text.years].name, SAID["in"], quantity, named)
        rows.append(Row(text.years, study.subject.study, said))
    for ident, (name, stops) in lanes.items():
        sheet.y += 12
        sheet.say(name, look="heading")
        dated = [(at(_year(stop.date)), stop.kind) for stop in stops if stop.placed]
        if dated:
            sheet.y += 12
            lined.append(_lane(sheet, dated))
        for stop in stops:
            kind = stop.kind if stop.placed else "unplaced"
            sheet.mark(8, sheet.y + LINE / 2, kind, KEY)
            sheet.say(stop.said, Span(f"{stop.when},", "", "year"), 20)
            how, date = stop.how or SAID["missing"], stop.date or SAID["missing"]
            rows.append(Row(ident, name, (stop.said, how, date, stop.source)))
    sheet.y += 4
    sheet.axis(ticks, lined, "year")
    head = ("Study or trial", "What was said", "On, in, before or about", "Date", "Source")
    shown = [facts[text.years]] if text.years else []
    drawn = made("time", text, [sheet.chart()], head, rows, shown, facts)
    trials = (citation.source for trial in study.trials.values() for citation in trial.cite)
    cited = tuple(dict.fromkeys((*drawn.sources, *trials)))
    return msgspec.structs.replace(drawn, sources=cited)


def _lane(sheet: Sheet, dated: list[tuple[float, str]]) -> tuple[float, float]:
    """A line with its marks, each below those that it would hide; gives its top and bottom."""
    top = sheet.y
    sheet.rule("lane", (dated[0][0], top), (dated[-1][0], top))
    ends: list[float] = []  # of each level, down from the line: how far it is filled
    for x, kind in dated:
        half = HALF.get(kind, 7)
        level = next((n for n, end in enumerate(ends) if end <= x - half), len(ends))
        ends[level:] = [x + half, *ends[level + 1 :]]
        if level:
            sheet.rule("lane", (x, top), (x, top + level * BELOW))
        sheet.mark(x, top + level * BELOW, kind)
    sheet.y += (len(ends) - 1) * BELOW + LANE + 1
    return top - LANE, sheet.y - 1


class _Stop(msgspec.Struct, frozen=True):
    """A step or a status of a trial: a date, a time before one or about it, or none at all."""

    kind: str
    said: str
    date: str
    how: str
    source: str

    @property
    def placed(self) -> bool:
        return bool(self.date) and self.how != SAID["before"]

    @property
    def when(self) -> str:
        if not self.date:
            return SAID["undated"]
        date = numbers.date(self.date)
        return date if self.how in (SAID["on"], SAID["in"]) else f"{self.how} {date}"


def _stops(trial: Trial, study: Study) -> list[_Stop]:
    """What is known of a trial in time, by its dates; what has none comes last."""
    stops = [
        _Stop("step", e.event, e.date, _how(e.date), _names(e.cite, study)) for e in trial.dates
    ]
    for status in trial.status:
        date, how = status.date or status.before or "", _how(status.date or "")
        how = SAID["before"] if status.before else SAID["about"] if status.about else how
        said, cited = SAID[status.status], _names(status.cite, study)
        stops.append(_Stop(status.status, said, date, how, cited))
    return sorted(stops, key=lambda stop: (not stop.date, stop.date, stop.placed))


def _how(date: str) -> str:
    """The word before a date: on a day, in a month or year; none without a date."""
    return SAID["on" if len(date) == len("2024-01-08") else "in"] if date else ""


def _names(cite: tuple[Citation, ...], study: Study) -> str:
    return "; ".join(study.sources[citation.source].name for citation in cite)


def _year(date: str) -> float:
    """A date as a point on the axis: the middle of what it can mean."""
    year, month, day = (*(int(part) for part in date.split("-")), 0, 0)[:3]
    if not month:
        return year + 0.5
    return year + (month - 1 + ((day - 0.5) / 31 if day else 0.5)) / 12
