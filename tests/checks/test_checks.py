"""Each check catches what it is for, and says so in one sentence at the right place."""

import pytest

from checks.dates import is_date
from checks.ids import MOST_HINTS
from checks.register import CHECKS
from studies import changed, fuller, messages, problems

LETTER = "cite: [{source: letter, at: line two}]"
PRINTS = "cite: [{source: letter, at: line two, prints: %s}]"
WARMER = "warmer: {name: warmer, group: counted, count: 10,"
SEEN = "cite: [{source: letter, at: line six}]}"
NO_WARMER = "not-warmer: {name: not warmer, group: counted, formula: counted - warmer}"
MORNING = "warmer-morning: {name: warmer in the morning, group: morning,"
TRIAL = "trials: {t: {name: T, role: context, route: By foot., treatment: it, status: [%s]}}"

TEXT = fuller()
# One thing changed in a small study -> all that is said about it. What tests/broken/facts.yaml
# has wrong is told there.
CASES = {
    "a count used as a group": (
        "people: counted\n",
        "people: warmer\n",
        'headline.people: "warmer" is in results; expected the id of a group',
    ),
    "a stray brace": (
        "What happened to people who took a footbath?",
        "What happened to { warmer }?",
        "summary.question: a brace that is not part of a {fact-id} or {fact-id:form}",
    ),
    "a number in words beside a fact": (
        "What happened to people who took a footbath?",
        "What happened to the {warmer:count} and the Eleven other people?",
        'summary.question: "Eleven other people" is a number in words; expected a reference such '
        "as {fact-id:count}, which the build recalculates",
    ),
    "a source that was removed": (
        SEEN,
        "cite: [{source: diary, at: line six}]}",
        'results.blister.cite[0].source: unknown source "diary"; put it back under sources, or '
        "cite another",
    ),
    "a background source that is cited": (
        'date: "2019", seen: whole}',
        'date: "2019", seen: whole, background: true}',
        "sources.letter.background: a source that is cited is not background",
    ),
    "a fact without a number": (
        f"blister: {{name: blister, group: counted, count: 0, {SEEN}",
        f"blister: {{name: blister, group: counted, {SEEN}",
        "results.blister: no number; expected count, formula or a printed percentage",
    ),
    "a number given twice": (
        "group: counted, formula: counted - warmer}",
        "group: counted, count: 14, formula: counted - warmer}",
        "results.not-warmer.formula: count and formula both given; expected one of them",
    ),
    "a formula that leads back to itself": (
        "formula: counted - warmer}",
        "formula: counted - not-warmer}",
        'results.not-warmer.formula: counted - not-warmer leads back to "not-warmer"',
    ),
    "a formula below nobody": (
        "formula: counted - warmer}",
        "formula: warmer - counted}",
        "results.not-warmer.formula: warmer - counted is -14; expected 0–5000",
    ),
    "a group above the one it is part of": (
        "\ngroups:\n",
        "\ngroups:\n  crowd: {name: crowd, people: a crowd, size: 51, part_of: enrolled, "
        f"{LETTER}}}\n",
        'groups.crowd.size: 51 is more than the 50 people of "enrolled"; expected 0–50',
    ),
    "a group that is a part of itself": (
        f"people: people enrolled, size: 50, {LETTER}",
        f"people: people enrolled, size: 50, part_of: counted, {LETTER}",
        'groups.enrolled.part_of: "enrolled" is a part of itself',
        'groups.enrolled.size: 50 is more than the 24 people of "counted"; expected 0–24',
        'groups.counted.part_of: "counted" is a part of itself',
    ),
    "parts that do not make the whole": (
        "partitions: []",
        "partitions: [{whole: counted, parts: [warmer, blister, hot]}]",
        'partitions[0].parts: 10 + 0 + 4 = 14; expected 24, the number of "counted"',
    ),
    "a percentage that does not follow": (
        "prints: 41.7%",
        "prints: 41.6%",
        "results.warmer.cite[0].prints: 10 of 24 is 41.67%; found 41.6%",
    ),
    "a group of a percentage that several counts give": (
        "\ngroups:\n",
        f"\ngroups:\n  crowd: {{name: crowd, people: a crowd, size: 500, {LETTER}}}\n"
        f"  part: {{name: part, people: a part, part_of: crowd, {PRINTS % '41%'}}}\n",
        "groups.part: 41% of 500 can be 203 to 207; expected a percentage that one whole "
        "number gives",
    ),
    "a group of a percentage of nothing": (
        "\ngroups:\n",
        f"\ngroups:\n  part: {{name: part, people: a part, {PRINTS % '41%'}}}\n",
        "groups.part: no number; expected size, formula or a printed percentage",
    ),
    "a percentage of a group that no source states": (
        "features: {}",
        f"features: {{cold: {{name: c, group: counted, group_stated: false, {PRINTS % '50%'}}}}}",
        "features.cold: no number; expected count, formula or a printed percentage",
    ),
    "a percentage of nobody": (
        "\ngroups:\n",
        f"\ngroups:\n  nil: {{name: nobody, people: nobody, size: 0, {LETTER}}}\n"
        f"  part: {{name: part, people: a part, part_of: nil, {PRINTS % '41%'}}}\n",
        'groups.part: 41% of "nil", which is nobody',
    ),
    "parts of parts that lead back": (
        "partitions: []",
        "partitions:\n"
        "  - {whole: enrolled, parts: [counted, lost]}\n"
        "  - {whole: counted, parts: [counted, blister]}",
        'partitions[1].whole: "counted" is a part of a part, and so on, more than 10 times; '
        "expected at most 10, and none that leads back to itself",
    ),
    "a picture with the name of another": (
        "\nshared:\n",
        "\nfigures: {bars: {people: {title: Some, sentence: Some., facts: [warmer]}}}\n\nshared:\n",
        'figures.bars.people: "people" is the name of a field of figures; expected another id',
    ),
    "a heading with an id that the page has": (
        "{id: counts,",
        "{id: fragility,",
        'pages.subgroups.sections[0].id: another part of the page has the id "fragility"',
    ),
    "a heading with an id that every page has": (
        "{id: counts,",
        "{id: number-card,",
        'pages.subgroups.sections[0].id: another part of the page has the id "number-card"',
    ),
    "a fact with an id that the ledger has": (
        "features: {}",
        f"features: {{limits: {{name: x, group: counted, count: 1, {LETTER}}}}}",
        'features.limits: another part of the page has the id "n-limits"',
    ),
    "a quantity with a value and a range": (
        "value: 3, unit: weeks",
        "value: 3, low: 2, high: 4, unit: weeks",
        "quantities.weeks: value and a range both given; expected one of them",
    ),
    "a quantity without a number": (
        "value: 3, unit: weeks",
        "low: 3, unit: weeks",
        "quantities.weeks: no number; expected value, or low and high",
    ),
    "people on both sides of a comparison": (
        "second: warmer-evening",
        "second: warmer",
        'comparisons.times.second: "counted" and "morning" have people in common',
    ),
    "a source from after the last check": (
        'date: "2019", seen',
        "date: 2020-03, seen",
        "sources.letter.date: 2020-03 is after 2020-02-29, the newest date of the log",
    ),
    "a status about no date": (
        "trials: {}",
        TRIAL % f"{{status: completed, undated: true, about: true, {LETTER}}}",
        "trials.t.status[0].about: about: true stands beside a date, and here is none",
    ),
    "statuses out of order": (
        "trials: {}",
        TRIAL
        % f"{{status: completed, date: 2019-05, {LETTER}}}, "
        f"{{status: recruiting, date: 2018, {LETTER}}}".replace("2018", '"2018"'),
        "trials.t.status[1]: 2018 stands below 2019-05; expected the earliest first",
    ),
    "a trial that stands nowhere": (
        "trials: {}",
        (TRIAL % f"{{status: completed, date: 2019-05, {LETTER}}}").replace("context", "near"),
        'trials.t.role: no section of pages.trials has the id "near"; expected one of: context',
    ),
    "two pages with one title": (
        "title: Questions,",
        "title: Words,",
        'pages.words.title: another page has the title "Words"',
    ),
    "two headings with one id": (
        "{id: counts, heading: The counts, facts: [warmer-morning, warmer-evening]}",
        "{id: counts, heading: Some}, {id: counts, heading: More}",
        'pages.subgroups.sections[1].id: another part of the page has the id "counts"',
    ),
    "a fact too long for a preview": (
        "Feet got warmer in {warmer} people after {weeks}, and not",
        f"Feet got warmer in {{warmer}} people after {{weeks}} {'and on ' * 20}, and not",
        "shared.warmer.says: 246 characters with its caveat when filled in; expected at most 200",
    ),
    "a fact that leads nowhere": (
        "    fact: warmer\n    page: results",
        "    fact: warm\n    page: result\n    figure: people\n    trial: one",
        'shared.warmer.fact: unknown id "warm"; expected the id of a fact',
        'shared.warmer.figure: no picture "people"; there is none',
        'shared.warmer.page: no page "result"; expected one of: index, results, subgroups, '
        "harms, certainty, study, trials, questions, young, clinicians, numbers, words, data, "
        "about",
        'shared.warmer.trial: no trial "one"; there is none',
    ),
    "a fact that leads to a part that is not there": (
        "    fact: warmer\n    page: results",
        "    fact: warmer\n    page: results\n    section: feet",
        'shared.warmer.section: no part "feet" of results; '
        "expected the id of a heading of that page",
    ),
    "an address that is taken": (
        "    fact: warmer\n    page: results",
        "    fact: warmer\n    page: results\n    also: [harms, blisters, figures, warm]",
        "shared.blisters: blisters/ is the address of shared.warmer; expected another",
        "shared.warmer.also[0]: harms/ is the address of a page; expected another",
        "shared.warmer.also[2]: figures/ is the address of a folder of the site; expected another",
    ),
    "a text to copy that is not there": (
        "shared: [warmer, unsure, blisters]",
        "shared: [warmer, sure, blisters]",
        'summary.shared[1]: no shared fact "sure"; expected one of: warmer, unsure, blisters',
    ),
    "addresses that moved wrongly": (
        "\nshared:\n",
        "\nmoved: {old/: new/, 'harms/#one': 'results/', 'harms/#two': 'harms/#reported'}\n"
        "\nshared:\n",
        "moved.harms/#one: results/ is on another page; a part of a page can move within its "
        "page alone, because a redirect does not see what stands behind #",
        "moved.old/: new/ is no address of the site; expected one that is",
    ),
    "addresses that moved without their last slash": (
        "\nshared:\n",
        "\nmoved: {old/: warmer, older: warmer/, oldest/: 'harms#reported'}\n\nshared:\n",
        'moved.old/: warmer is no address of the site; did you mean "warmer/"?',
        'moved.older: an address without its last /; did you mean "older/"?',
        'moved.oldest/: harms#reported is no address of the site; did you mean "harms/#reported"?',
    ),
    "a page that is said to have moved": (
        "\nshared:\n",
        "\nmoved: {harms/: results/}\n\nshared:\n",
        "moved.harms/: harms/ is the address of a page; expected one that is there no longer",
    ),
}


def test_the_study_that_is_changed_has_no_problem() -> None:
    """What the cases below start from is valid."""
    assert problems(TEXT) == []


@pytest.mark.parametrize("case", CASES)
def test_a_check_catches(case: str) -> None:
    """One thing changed gives these sentences and no other."""
    old, new, *expected = CASES[case]
    assert sorted(messages(changed(old, new, TEXT))) == sorted(expected)


def test_the_place_of_a_problem_is_the_value() -> None:
    """Line and column are those of the value that is wrong, counted from one."""
    text = changed("group: counted, count: 0,", "group: counted, count: 41,", TEXT)
    line = next(i for i, line in enumerate(text.split("\n"), 1) if "count: 41" in line)
    (problem,) = problems(text)
    assert (problem.line, text.split("\n")[line - 1][problem.column - 1 :][:2]) == (line, "41")


COLD = f"features: {{cold: {{name: cold, group: counted, {PRINTS % '55%'}}}%s}}"
ROW = "disagreements: [{title: One, says: [{source: letter, text: Two.}], reading: Three., %s}]"
EXPLAINED = ROW % "facts: [cold], tried: [counted]"

# How an impossible percentage that is explained is used all the same -> the path that is told
IMPOSSIBLE = {
    "headline.improved": ("  improved: warmer\n", "  improved: cold\n"),
    "comparisons.times.second": ("second: warmer-evening\n", "second: cold\n"),
    "features.rest.formula": (
        "%s",
        ", rest: {name: rest, group: counted, formula: counted - cold}",
    ),
    "partitions[0].parts[1]": ("partitions: []", "partitions: [{whole: lost, parts: [hot, cold]}]"),
    "pages.subgroups.sections[0].facts[0]": ("facts: [warmer-morning,", "facts: [cold,"),
}


@pytest.mark.parametrize("path", IMPOSSIBLE)
def test_an_impossible_percentage_cannot_be_used(path: str) -> None:
    """It is refused wherever it would be counted with or shown, and stands in its row alone."""
    text = changed("disagreements: []", EXPLAINED, changed("features: {}", COLD, TEXT))
    assert messages(text.replace("%s", "")) == []
    expected = f'{path}: "cold" is an impossible percentage; it cannot be counted with or shown'
    assert expected in messages(changed(*IMPOSSIBLE[path], text).replace("%s", ""))


DISAGREEMENTS = {
    "facts: [warmer], tried: [counted]": "tried: none of its facts is an impossible percentage",
    "facts: [cold, warmer], tried: [lost]": "facts: found 41.7% and 55%; expected one percentage",
    "facts: [cold], tried: [nil]": 'tried[0]: "nil" is nobody; expected one person or more',
}


@pytest.mark.parametrize("row", DISAGREEMENTS)
def test_a_row_explains_one_impossible_percentage(row: str) -> None:
    """It has one to explain, and groups that it can be tried on."""
    nil = f"\ngroups:\n  nil: {{name: nobody, people: nobody, size: 0, {LETTER}}}\n"
    text = changed("\ngroups:\n", nil, changed("features: {}", COLD, TEXT))
    said = messages(changed("disagreements: []", ROW % row, text).replace("%s", ""))
    assert f"disagreements[0].{DISAGREEMENTS[row]}" in said


def test_thousands_of_unknown_sources_are_told_in_no_time() -> None:
    """Only the first are compared with all sources, which would take minutes."""
    cited = ", ".join(f"{{source: leter{'a' * n}, at: x}}" for n in range(30))
    text = changed(SEEN, f"cite: [{cited}]}}", TEXT)
    said = [message for message in messages(text) if "did you mean" in message]
    assert len(said) == MOST_HINTS


def test_a_harm_is_of_people_who_were_treated() -> None:
    """More people than got the treatment, in a group around them, is told."""
    crowd = f"\ngroups:\n  crowd: {{name: crowd, people: a crowd, size: 61, {LETTER}}}\n"
    text = changed("group: counted, count: 0", "group: crowd, count: 51", TEXT)
    text = changed("\ngroups:\n", crowd, text)
    assert messages(text) == [
        'headline.harm: 51 is more than the 50 of "enrolled"; expected people who got the treatment'
    ]


def test_the_register_is_complete_and_each_check_says_what_it_is_for() -> None:
    """Every check has its sentence and stands in the register once."""
    assert len(set(CHECKS)) == len(CHECKS)
    assert all(check.__doc__ and check.__doc__.endswith(".") for check in CHECKS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2024-02-29", True), ("2023-02-29", False), ("2024-13", False), ("2024", True), ("0", False)],
)
def test_dates_are_those_of_the_calendar(text: str, expected: bool) -> None:
    """Leap days, months above twelve and the year nought."""
    assert is_date(text) is expected
