"""The study and the trials in time. What bears no date is told in words and never placed."""

import math
from typing import Final

import msgspec

from pictures.sheet import LINE, WIDTH, Drawn, Row, Sheet, Span, drawn
from study.evidence import Citation, Trial
from study.model import Study, TimePicture
from words.edition import Edition
from words.sentences import STATUS_LABELS

KEY: Final = 0.8  # the size of a mark that stands beside its words
LANE: Final = 9  # from the middle of a lane to its upper and lower edge
BELOW: Final = 17  # from a mark to one that stands below it for want of room
HALF: Final = {"step": 1}  # half the width of marks; 7 for all others
STEPS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)  # of years, on the axis

# The words of the time line that are not out of the data. Another language replaces these.
SAID: Final = {
    "on": "on", "in": "in", "before": "before", "about": "about", "undated": "no date",
    "missing": "not given",
}  # fmt: skip


def time(text: TimePicture, edition: Edition) -> Drawn | None:
    """A lane for the study and for each trial; None where nothing has a date."""
    study = edition.study
    lanes = {ident: _stops(trial, edition) for ident, trial in study.trials.items()}
    span = _years(text, edition)
    placed = [_year(stop.date) for stops in lanes.values() for stop in stops if stop.placed]
    if not [*placed, *span]:
        return None
    axis = _Axis(math.floor(min([*placed, *span])), math.ceil(max([*placed, *span])))
    sheet, rows = Sheet(), []
    sheet.axis(axis.ticks, "year")
    sheet.y += 8
    if text.years and span:
        rows.append(_study(sheet, text.years, [axis.at(year) for year in span], edition))
    for ident, stops in lanes.items():
        rows += _trial(sheet, ident, stops, axis, edition)
    sheet.y += 4
    sheet.axis(axis.ticks, "year")
    head = ("Study or trial", "What was said", "On, in, before or about", "Date", "Source")
    shown = [edition.facts[text.years]] if text.years else []
    made = drawn(edition, "time", text, [sheet.chart()], head, rows, shown)
    trials = (citation.source for trial in study.trials.values() for citation in trial.cite)
    cited = tuple(dict.fromkeys((*made.sources, *trials)))
    return msgspec.structs.replace(made, sources=cited)


class _Axis(msgspec.Struct, frozen=True):
    """The years that a time line goes from and to."""

    first: int
    last: int

    @property
    def long(self) -> int:
        return max(self.last - self.first, 1)

    def at(self, year: float) -> float:
        """Where a point in time stands."""
        return 6 + (year - self.first) / self.long * (WIDTH - 12)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """The years that are named: at most seven, round ones."""
        every = next(step for step in STEPS if self.long / step <= 6)
        named = range(self.first + -self.first % every, self.first + self.long + 1, every)
        return [(self.at(year), f"{year}") for year in named]


def _years(text: TimePicture, edition: Edition) -> tuple[float, ...]:
    """When the years of the study begin and end, where they are given as a range."""
    years = edition.facts[text.years] if text.years else None
    if years and years.low is not None and years.high is not None:
        return years.low, years.high + 1
    return ()


def _study(sheet: Sheet, ident: str, ends: list[float], edition: Edition) -> Row:
    """The lane of the study: a bar over its years."""
    years, name = edition.facts[ident], edition.study.subject.study
    sheet.say(name, look="heading")
    sheet.y += 10
    sheet.bands.append((sheet.y - LANE, sheet.y + LANE))
    sheet.bar(ends[0], ends[1] - ends[0], "years")
    sheet.y += 9
    sheet.say(years.name, Span(f"{edition.written(ident)},", ident, "n"), 20)
    said = (years.name, SAID["in"], edition.written(ident), _names(years.cite, edition.study))
    return Row(ident, name, said)


def _trial(
    sheet: Sheet, ident: str, stops: list["_Stop"], axis: _Axis, edition: Edition
) -> list[Row]:
    """The lane of a trial, and below it each mark with its words."""
    name, rows = edition.study.trials[ident].name, []
    sheet.y += 12
    sheet.say(name, look="heading")
    dated = [(axis.at(_year(stop.date)), stop.kind) for stop in stops if stop.placed]
    if dated:
        sheet.y += 12
        _lane(sheet, dated)
    for stop in stops:
        sheet.mark(8, sheet.y + LINE / 2, stop.kind if stop.placed else "unplaced", KEY)
        sheet.say(stop.said, Span(f"{stop.when},", "", "year"), 20)
        how, date = stop.how or SAID["missing"], stop.date or SAID["missing"]
        rows.append(Row(ident, name, (stop.said, how, date, stop.source)))
    return rows


def _lane(sheet: Sheet, dated: list[tuple[float, str]]) -> None:
    """A line with its marks, each below those that it would hide."""
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
    sheet.bands.append((top - LANE, sheet.y - 1))


class _Stop(msgspec.Struct, frozen=True):
    """A step or a status of a trial: a date, a time before one or about it, or none at all."""

    kind: str
    said: str
    date: str
    how: str
    source: str
    when: str  # as it is told beside its mark

    @property
    def placed(self) -> bool:
        return bool(self.date) and self.how != SAID["before"]


def _stops(trial: Trial, edition: Edition) -> list[_Stop]:
    """What is known of a trial in time, by its dates; what has none comes last."""
    stops = [
        _stop("step", edition.filled(e.event), e.date, "", e.cite, edition) for e in trial.dates
    ]
    for status in trial.status:
        how = SAID["before"] if status.before else SAID["about"] if status.about else ""
        date, said = status.date or status.before or "", STATUS_LABELS[status.status]
        stops.append(_stop(status.status, said, date, how, status.cite, edition))
    return sorted(stops, key=lambda stop: (not stop.date, stop.date, stop.placed))


def _stop(
    kind: str, said: str, date: str, how: str, cite: tuple[Citation, ...], edition: Edition
) -> _Stop:
    """With the word before its date: how that is meant, or "on" a day, "in" a month or year."""
    written = edition.date(date) if date else SAID["undated"]
    when = f"{how} {written}" if how else written
    exact = SAID["on" if len(date) == len("2024-01-08") else "in"] if date else ""
    return _Stop(kind, said, date, how or exact, _names(cite, edition.study), when)


def _names(cite: tuple[Citation, ...], study: Study) -> str:
    return "; ".join(study.sources[citation.source].name for citation in cite)


def _year(date: str) -> float:
    """A date as a point on the axis: the middle of what it can mean."""
    year, month, day = (*(int(part) for part in date.split("-")), 0, 0)[:3]
    if not month:
        return year + 0.5
    return year + (month - 1 + ((day - 0.5) / 31 if day else 0.5)) / 12
