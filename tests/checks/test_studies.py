"""How studies are made and judged, what is not known, and the log: one change, one message."""

import datetime
from functools import reduce

import pytest

from checks import dates
from studies import changed, fuller, messages, with_trial
from study.evidence import Checklist, RiskOfBias, Trial

TEXT = fuller()
CITE = "cite: [{source: letter, at: end}]"
ARMS = """of: arms, first: well-first, second: well-second, first_people: walkers, answer: So.,
    second_people: sitters, first_person: walker, second_person: sitter, caution: Chance decided."""
PEOPLE = f"""
    first: {{name: first, people: walkers, size: 20, {CITE}}},
    second: {{name: second, people: sitters, size: 20, {CITE}}}"""
WELL = f"""
    well-first: {{name: well, group: first, count: 9, {CITE}}},
    well-second: {{name: well, group: second, count: 4, {CITE}}}"""
PAIN = f"""name: pain, instrument: NRS, scale: {{low: 0, high: 10, better: low}}, values: {{
    pain-after: {{name: pain after, when: after, time: then, group: first, n: 20, mean: 4.5, sd: 2,
    low: 3.5, high: 5.5, {CITE}}}}}"""
TRIAL = f"""design: {{kind: randomised trial}}, reported: "yes", groups: {{{PEOPLE}}},
    results: {{{WELL}}}, measures: {{pain: {{{PAIN}}}}}, comparisons: {{both: {{{ARMS}}}}},
    outcomes: {{well: {{name: Well, comparison: both}}, pain: {{name: P, result: pain-after}}}}"""
WHOLE = with_trial(TRIAL, TEXT)

CORE = ("before", "prior", "chance", "number", "cut")
PAID = "funding: A club., conflicts: None."
JUDGED = ", ".join(f"{name}: {{answer: low, reason: So.}}" for name in RiskOfBias.__struct_fields__)
SCORED = ", ".join(
    f"{name}: {{answer: unclear, reason: So.}}" for name in Checklist.__struct_fields__
)
ASKED = ", ".join(f"{name}: {{answer: unclear, reason: So.}}" for name in CORE)
LOG = """conclusion_changed: false}
  - {date: 2019-01-01, version: "%s", checked: All., changed: All., conclusion_changed: false}"""
WATER, MARKED = "text: It was warm.,", 'text: "It was warm. {unknown:pain}",'
ENTRY = ("not_found: {}", "not_found: {pain: {about: [outcomes.pain]}}")
NAMED = ("language: en", "language: en\n  names: {vitamin: vitamin B12}")
AFTER = "trials.t.measures.pain.values.pain-after"
BOTH = "trials.t.comparisons.both"
SAYS = (
    "expected the mark {unknown:id} with an entry of not_found, so that the sentence is named when"
)

# Changes of a study with a randomised trial -> all that is said of them
Case = tuple[list[tuple[str, str]], list[str]]
CASES: dict[str, Case] = {
    "a measure without n": (
        [(" n: 20,", "")],
        [
            f"{AFTER}.n: missing key; expected a whole number from 1 to 5000 "
            "(How many were measured)"
        ],
    ),
    "a measure without a scale": (
        [(" scale: {low: 0, high: 10, better: low},", "")],
        ["trials.t.measures.pain.scale: missing key; expected a record with low, high, better"],
    ),
    "more measured than there were": (
        [(" n: 20,", " n: 21,")],
        [f'{AFTER}.n: 21 is more than the 20 people of "first"'],
    ),
    "a scale without length": (
        [("low: 0, high: 10,", "low: 10, high: 10,")],
        [
            "trials.t.measures.pain.scale.high: 10 is not above 10",
            f"{AFTER}: 4.5 is not on the scale; expected a number from 10 to 10",
        ],
    ),
    "a mean off its scale and its interval": (
        [("mean: 4.5", "mean: 14.5")],
        [
            f"{AFTER}: 14.5 is not on the scale; expected a number from 0 to 10",
            f"{AFTER}.mean: 3.5, 14.5, 5.5 do not rise; expected low to high",
        ],
    ),
    "no middle": (
        [("mean: 4.5, ", "")],
        [f"{AFTER}: expected a mean or a median, and one of them"],
    ),
    "the spread of another middle": (
        [("mean: 4.5, sd: 2,", "median: 4.5, sd: 2,")],
        [
            f"{AFTER}.{name}: {name} belongs to a mean; found a median"
            for name in ("sd", "low", "high")
        ],
    ),
    "half an interval": (
        [(" high: 5.5,", "")],
        [f"{AFTER}: low and high belong together; found one of them"],
    ),
    "a difference to nobody": (
        [("when: after,", "when: difference,")],
        [f"{AFTER}.against: a difference is against another group, and nothing else is"],
    ),
    "a difference to itself": (
        [("when: after,", "when: difference, against: first,")],
        [f'{AFTER}.against: "first" and "first" have people in common'],
    ),
    "arms that overlap": (
        [("people: sitters, size", "people: sitters, part_of: first, size")],
        [f'{BOTH}.second: "second" and "first" have people in common'],
    ),
    "an arm of nobody": (
        [("sitters, size: 20,", "sitters, size: 0,"), ("second, count: 4,", "second, count: 0,")],
        [f'{BOTH}.second: "well-second" is out of nobody; expected a group of one or more'],
    ),
    "an arm that no source states": (
        [("group: second,", "group: second, group_stated: false,")],
        [f'{BOTH}.second: no source states the group of "well-second"; expected one that is'],
    ),
    "credibility of arms": (
        [("sitter, caution", f"sitter, credibility: {{{ASKED}, overall: So.}}, caution")],
        [f"{BOTH}.credibility: of a comparison of arms; leave it out"],
    ),
    "subgroups in place of arms": (
        [("of: arms,", "of: subgroups,")],
        [
            f"{BOTH}.credibility: of a comparison of subgroups; it is asked of subgroups: give it",
            'trials.t.outcomes.well.comparison: no comparison of arms "both"; there is none',
        ],
    ),
    "a level that does not follow": (
        [("level: very low", "level: low")],
        [
            "certainty.level: found low, which does not follow from low with serious; "
            "expected very low"
        ],
    ),
    "a level that follows from another start": (
        [("level: very low", "level: moderate"), ("begins: low", "begins: high")],
        [],
    ),
    "a level below the lowest": ([("judgement: serious", "judgement: very serious")], []),
    "results that are not told of": (
        [('reported: "yes",', "")],
        ["trials.t.reported: found no, with results; expected yes"],
    ),
    "a trial with the tool of a case series": (
        [("reported:", f"appraisal: {{jbi: {{{SCORED}}}, {PAID}}}, reported:")],
        [
            "trials.t.appraisal.jbi: this is a randomised trial; expected a case series for "
            "this tool"
        ],
    ),
    "a case series with the tool of a trial": (
        [("\nlog:", f"\nappraisal: {{rob: {{{JUDGED}}}, {PAID}}}\n\nlog:")],
        ["appraisal.rob: this is a case series; expected a randomised trial for this tool"],
    ),
    "an outcome of another study's comparison": (
        [("comparison: both}", "comparison: times}")],
        ['trials.t.outcomes.well.comparison: no comparison of arms "times"; expected one of: both'],
    ),
    "an outcome with two results": (
        [("comparison: both}", "comparison: both, result: well-first}")],
        [
            "trials.t.outcomes.well.comparison: result and comparison both given; expected one of "
            "them"
        ],
    ),
    "a row without a number": (
        [("result: warmer, kind", "kind")],
        ["fact_box[0]: no number; expected result or comparison"],
    ),
    "a row of subgroups": (
        [("result: warmer, kind", "comparison: times, kind")],
        ['fact_box[0].comparison: no comparison of arms "times"; there is none'],
    ),
    "a mark that names nothing": (
        [(WATER, MARKED)],
        ["method[0].text: {unknown:pain} is no entry of not_found; there is none"],
    ),
    "a mark of what is not known": ([ENTRY, (WATER, MARKED)], []),
    "an outcome that is still without a result": (
        [ENTRY, (WATER, MARKED), ("\nlog:", "\noutcomes: {pain: {name: Pain}}\n\nlog:")],
        [],
    ),
    "a result of what is said not to be found": (
        [ENTRY, (WATER, MARKED), ("\nlog:", "\noutcomes: {pain: {name: P, result: hot}}\n\nlog:")],
        [
            "not_found.pain.about[0]: outcomes.pain is there, so it is known; take the entry out, "
            "and mend its sentences",
            "method[0].text: says that pain is not known, and outcomes.pain is there; say it anew",
        ],
    ),
    "a source that was read": (
        [(ENTRY[0], ENTRY[1].replace("outcomes.pain", "sources.letter"))],
        [
            "not_found.pain.about[0]: sources.letter is there, so it is known; take the entry out, "
            "and mend its sentences",
        ],
    ),
    "an entry about a place that cannot be": (
        [(ENTRY[0], ENTRY[1].replace("outcomes.pain", "trials.t.result.pain"))],
        [
            'not_found.pain.about[0]: trials.t.result.pain: no field "result"; expected one of: '
            + ", ".join(Trial.__struct_fields__)
        ],
    ),
    "a sentence without its mark": (
        [(WATER, "text: Pain was not found.,")],
        [f'method[0].text: says "not found"; {SAYS} that becomes known'],
    ),
    "a name with digits": ([NAMED, (WATER, 'text: "It held {vitamin}.",')], []),
    "a name with digits as a number": (
        [NAMED, (WATER, 'text: "It held {vitamin:of}.",')],
        ['method[0].text: "vitamin" has no form "of"; expected one of: name'],
    ),
    "a name with the id of a fact": (
        [(NAMED[0], NAMED[1].replace("vitamin:", "blister:"))],
        ['results.blister: two facts have the id "blister"; the other is in site.names'],
    ),
    "a version that falls as a number": (
        [('version: "1.0"', 'version: "1.9"'), ("conclusion_changed: false}", LOG % "1.10")],
        [
            "log[0].version: 1.9 is not above 1.10, the version of the entry below; expected a "
            "higher one"
        ],
    ),
    "a version that stays": (
        [("conclusion_changed: false}", LOG % "1.0")],
        [
            "log[0].version: 1.0 is not above 1.0, the version of the entry below; expected a "
            "higher one"
        ],
    ),
    "a version that rises as a number": (
        [('version: "1.0"', 'version: "1.10"'), ("conclusion_changed: false}", LOG % "1.9")],
        [],
    ),
}


def test_the_study_that_is_changed_has_no_problem() -> None:
    """What the cases start from is valid."""
    assert messages(WHOLE) == []


@pytest.mark.parametrize("case", CASES)
def test_a_check_catches(case: str) -> None:
    """Each change gives these sentences and no other."""
    changes, expected = CASES[case]
    text = reduce(lambda text, pair: changed(pair[0], pair[1], text), changes, WHOLE)
    assert sorted(messages(text)) == sorted(expected)


@pytest.mark.parametrize(("ahead", "told"), [(0, False), (1, False), (2, True)])
def test_the_log_is_not_of_the_future(ahead: int, told: bool) -> None:
    """Tomorrow has begun in other time zones; the day after it is nobody's today."""
    day = dates.today() + datetime.timedelta(days=ahead)
    latest = dates.today() + datetime.timedelta(days=1)
    said = messages(changed("date: 2020-02-29", f"date: {day}", TEXT))
    expected = f"log[0].date: {day} is in the future; expected {latest} at the latest"
    assert said == ([expected] if told else [])


def test_a_status_does_not_stand_below_a_later_one() -> None:
    """Whether the date is that of a day, a month, or before a day."""
    for later in ("date: 2019-05-02", "date: 2019-06", "before: 2019-07-01"):
        status = (
            f"[{{status: completed, {later}, {CITE}}}, {{status: listed, date: 2019-05, {CITE}}}]"
        )
        (said,) = messages(with_trial(f"status: {status}", TEXT))
        day = later.partition(" ")[2]
        assert (
            said == f"trials.t.status[1]: 2019-05 stands below {day}; expected the earliest first"
        )
