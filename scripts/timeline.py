"""The study and the trials in time. What bears no date is told in words and never placed."""

import math
from typing import Final

import msgspec

import figures
from facts import Facts
from model import Citation, Quantity, Study, TimePicture, Trial
from picture import SAID, Drawn, Row, made
from sheet import LINE, WIDTH, Sheet, Span

KEY: Final = 0.8  # the size of a mark that stands beside its words


def time(text: TimePicture, study: Study, facts: Facts) -> Drawn | None:
    """A lane for the study and for each trial; None where nothing has a date."""
    lanes = {trial.name: _stops(trial, study) for trial in study.trials.values()}
    years = facts[text.years].entry if text.years else None
    span: list[float] = []
    if isinstance(years, Quantity) and years.low is not None and years.high is not None:
        span = [years.low, years.high + 1]
    placed = [_year(stop.date) for stops in lanes.values() for stop in stops if stop.placed]
    if not placed + span:
        return None
    low, high = math.floor(min(placed + span)), math.ceil(max(placed + span))
    every = next(step for step in (1, 2, 5, 10, 20, 50, 100) if (high - low) / step <= 6)

    def at(year: float) -> float:
        return 6 + (year - low) / (high - low) * (WIDTH - 12)

    sheet, rows = Sheet(), []
    ticks = [(at(year), f"{year}") for year in range(low + -low % every, high + 1, every)]
    sheet.axis(ticks, [], "year")
    sheet.y += 8
    if text.years and span:
        quantity = figures.figure(facts[text.years])
        sheet.say(study.subject.study, look="heading")
        sheet.y += 10
        sheet.bar(at(span[0]), at(span[1]) - at(span[0]), "years")
        sheet.y += 9
        sheet.say(facts[text.years].name, Span(f"{quantity},", text.years, "n"), 20)
        rows.append(Row(text.years, facts[text.years].name, (quantity, "", "", "")))
    for name, stops in lanes.items():
        sheet.y += 12
        sheet.say(name, look="heading")
        dated = [at(_year(stop.date)) for stop in stops if stop.placed]
        if dated:
            sheet.y += 12
            sheet.rule("lane", (min(dated), sheet.y), (max(dated), sheet.y))
            for x, stop in zip(dated, (stop for stop in stops if stop.placed), strict=True):
                sheet.mark(x, sheet.y, stop.kind)
            sheet.y += 10
        for stop in stops:
            if stop.placed:
                sheet.mark(8, sheet.y + LINE / 2, stop.kind, KEY)
            sheet.say(stop.said, Span(f"{stop.when},", "", "year"), 20)
            rows.append(Row("", name, (stop.said, stop.date, stop.how, stop.source)))
    sheet.y += 4
    sheet.axis(ticks, [(LINE + 6, sheet.y + 4)], "year")
    head = ("What", "Date", "On or before", "Source")
    shown = [facts[text.years]] if text.years else []
    drawn = made("time", text, [sheet.chart()], head, rows, shown, facts)
    trials = (citation.source for trial in study.trials.values() for citation in trial.cite)
    cited = tuple(dict.fromkeys((*drawn.sources, *trials)))
    return msgspec.structs.replace(drawn, sources=cited)


class _Stop(msgspec.Struct, frozen=True):
    """A step or a status of a trial: a day, a time before a day, or no date at all."""

    kind: str
    said: str
    date: str
    how: str
    source: str

    @property
    def placed(self) -> bool:
        return self.how == SAID["on"]

    @property
    def when(self) -> str:
        if not self.date:
            return SAID["undated"]
        date = figures.date(self.date)
        return date if self.placed else f"{self.how} {date}"


def _stops(trial: Trial, study: Study) -> list[_Stop]:
    """What is known of a trial in time: what can be placed first, by its date."""

    def source(cite: tuple[Citation, ...]) -> str:
        return "; ".join(study.sources[citation.source].name for citation in cite)

    stops = [_Stop("step", e.event, e.date, SAID["on"], source(e.cite)) for e in trial.dates]
    for status in trial.status:
        date, how = status.date or status.before or "", SAID["on" if status.date else "before"]
        said = SAID[status.status]
        stops.append(_Stop(status.status, said, date, how if date else "", source(status.cite)))
    return sorted(stops, key=lambda stop: (not stop.placed, not stop.date, stop.date))


def _year(date: str) -> float:
    """A date as a point on the axis: the middle of what it can mean."""
    year, month, day = (*(int(part) for part in date.split("-")), 0, 0)[:3]
    if not month:
        return year + 0.5
    return year + (month - 1 + ((day - 0.5) / 31 if day else 0.5)) / 12
