"""A file that breaks the model's limits is told everything, in words that mend it."""

import re
from typing import Any

import jsonschema
import msgspec
import pytest

from studies import SMALLEST, changed, messages, problems
from study import model, read
from study.diagnose import MEANINGS

TEXT = "a text without digits (write {fact-id}), < or >, of 2 to 700 characters"

# One thing changed in the smallest study -> all that is said about it.
CASES = {
    "a text where a number belongs": (
        "size: 50,",
        "size: fifty,",
        ['groups.enrolled.size: found the text "fifty"; expected a whole number from 0 to 5000'],
    ),
    "a number in quotes": (
        "size: 50,",
        'size: "50",',
        ['groups.enrolled.size: found the text "50"; expected a whole number from 0 to 5000'],
    ),
    "a number out of bounds": (
        "size: 50,",
        "size: -1,",
        ["groups.enrolled.size: found a whole number, -1; expected a whole number from 0 to 5000"],
    ),
    "a number with a part": (
        "size: 50,",
        "size: 50.5,",
        ["groups.enrolled.size: found a number, 50.5; expected a whole number from 0 to 5000"],
    ),
    "nothing where a text belongs": (
        "treatment: the footbath",
        "treatment:",
        [f"subject.treatment: found nothing; expected {TEXT}"],
    ),
    "a truth value where a text belongs": (
        "treatment: the footbath",
        "treatment: true",
        [
            f"subject.treatment: found true or false, true; expected {TEXT}",
        ],
    ),
    "a result's digits in a sentence": (
        "plain: There were few people.",
        "plain: There were 24 people.",
        [
            "certainty.domains.imprecision.plain: found the text "
            f'"There were 24 people."; expected {TEXT}'
        ],
    ),
    "an unknown key, and the nearest known one": (
        "size: 50,",
        "size: 50, nmae: more,",
        ['groups.enrolled.nmae: unknown key; did you mean "name"?'],
    ),
    "a missing key": (
        "  short_title: FOOT\n",
        "",
        [f"site.short_title: missing key; expected {TEXT}"],
    ),
    "a word that is not on the list": (
        "level: low",
        "level: lowish",
        [
            'certainty.level: found the text "lowish"; expected one of: high, low, moderate, '
            "very low"
        ],
    ),
    "a list where a mapping belongs": (
        "features: {}",
        "features: []",
        ["features: found a list; expected ids with a record each"],
    ),
    "a mapping where a list belongs": (
        "partitions: []",
        "partitions: {}",
        ["partitions: found a mapping; expected a list"],
    ),
    "an empty list that must not be empty": (
        'questions: ["Is a footbath for me?"]',
        "questions: []",
        ["questions: found 0 items; expected at least 1"],
    ),
    "an id that is none": (
        "trials: {}",
        "trials: {No.1: {name: T, role: context, route: By foot., results: [None.], "
        "status: [{status: completed, undated: true, cite: [{source: letter, at: here}]}]}}",
        [
            'trials.No.1: the id: found the text "No.1"; expected an id of small letters and '
            "hyphens such as not-improved, of at most 40 characters"
        ],
    ),
    "an address that is not https": (
        'citation: "A letter, 2019.",',
        'citation: "A letter, 2019.", url: "http://example.org/",',
        [],
    ),
    "an address with unsafe characters": (
        'citation: "A letter, 2019.",',
        'citation: "A letter, 2019.", url: "https://example.org/a\'b",',
        [],
    ),
    "an address with somebody before the host": (
        'citation: "A letter, 2019.",',
        'citation: "A letter, 2019.", url: "https://example.org@evil.example/",',
        [],
    ),
    "a name with a tag": (
        "name: A letter,",
        "name: A <b>letter,",
        [],
    ),
}


def _without_description(message: str) -> str:
    """The sentence without the field's description, which it ends with in parentheses."""
    return re.sub(r" \([^()]*\)$", "", message)


@pytest.mark.parametrize("case", CASES)
def test_a_broken_value_is_told(case: str) -> None:
    """One thing broken in the smallest study gives this sentence and no other."""
    old, new, expected = CASES[case]
    found = messages(changed(old, new))
    if expected:
        assert [_without_description(message) for message in found] == expected
    else:  # the sentence quotes a long pattern: one problem, at the right path, is what counts
        assert len(found) == 1
        assert re.match(r"sources\.letter\.(url|name): found the text ", found[0])


def test_all_problems_of_a_file_are_told_at_once_and_in_order() -> None:
    """Types, missing keys and arithmetic in one list, sorted by line."""
    text = changed("  short_title: FOOT\n", "").replace("size: 50,", "size: 20,")
    text = text.replace("level: low", "level: lowish").replace("prints: 41.7%", "prints: 41%")
    found = problems(text)
    assert [problem.path for problem in found] == [
        "site.short_title",
        "groups.counted.size",
        "groups.lost.formula",
        "results.warmer.cite[0].prints",
        "certainty.level",
    ]
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)


def test_a_broken_fact_does_not_cause_more_problems() -> None:
    """What is worked out from a number that cannot be read is passed over, not blamed."""
    assert [p.path for p in problems(changed("size: 24,", 'size: "24",'))] == [
        "groups.counted.size"
    ]


def _patterns(schema: Any) -> Any:
    if isinstance(schema, dict):
        if isinstance(pattern := schema.get("pattern"), str):
            yield pattern
        schema = list(schema.values())
    for part in schema if isinstance(schema, list) else ():
        yield from _patterns(part)


def test_every_pattern_of_the_model_has_its_meaning() -> None:
    """Nobody is shown a regular expression, and no meaning is left behind."""
    assert set(_patterns(model.json_schema())) == MEANINGS.keys()


@pytest.mark.parametrize("pattern", MEANINGS)
def test_the_example_of_a_meaning_fits(pattern: str) -> None:
    """What stands as an example would be accepted."""
    _, _, example = MEANINGS[pattern].partition(" such as ")
    assert not example or re.fullmatch(pattern, example.strip("'"))


def _nodes(value: Any, path: tuple[Any, ...] = ()) -> Any:
    yield path
    if isinstance(value, list):
        value = dict(enumerate(value))
    for key, item in value.items() if isinstance(value, dict) else ():
        yield from _nodes(item, (*path, key))


def _replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _replaced(value[path[0]], path[1:], new)
    return copy


@pytest.mark.parametrize("new", [None, True, 7, -7, 0.5, "x", "2", [], {}, ["x"], {"x": "x"}])
def test_the_schema_and_the_model_refuse_the_same(new: Any) -> None:
    """What an editor marks is what the build refuses.

    At every node of the smallest study, a public JSON Schema validator and the model agree whether
    another value may stand there.
    """
    document, _ = read.load(SMALLEST.read_bytes())
    assert document
    values = document.values
    validator = jsonschema.Draft202012Validator(model.json_schema())
    assert validator.is_valid(values)
    paths = [path for path in _nodes(values) if path]
    for path in paths:
        other = _replaced(values, path, new)
        try:
            model.convert(other)
            accepted = True
        except msgspec.ValidationError:
            accepted = False
        # JSON Schema counts 1.0 as a whole number and so cannot differ from the model on 7 or -7
        assert validator.is_valid(other) is accepted, path
