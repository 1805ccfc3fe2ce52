"""Reading a study file: a study, or every place that does not fit, and never a traceback."""

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import jsonschema
import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from studies import SMALLEST, STUDIES, changed
from study import fields, model, read
from study.read import Problem

PLAIN = yaml.load(SMALLEST.read_text("utf-8"), yaml.BaseLoader)
PEOPLE = "a whole number from 0 to 5000 (A number of people)"
TEXT = "a text without digits (write {fact-id}), <, > and signs of Markdown"
ITSELF = "expected the value itself: write it out, without anchors, aliases and tags"
WORDS, SIZE, LIST = "A warm footbath for cold feet", "50,", "partitions: []"
# One thing changed in the smallest study -> what is said of the place at the §, and nothing else;
# more such cases stand in tests/broken/types.yaml
CASES = [
    (SIZE, "§1_000,", f'found "1_000"; expected {PEOPLE}: write 1000'),
    (SIZE, "§5\xa0,", f'found "5" with U+00A0 (NO-BREAK SPACE); expected {PEOPLE}: write 5'),
    (SIZE, "50,§\xa0note: xy,", 'unknown key with U+00A0 (NO-BREAK SPACE); did you mean "note"?'),
    (" value: 3", " value: §1.10", "expected a number such as 5 or 8.9 (The number): write 1.1"),
    (" value: 3", " value: §-0", 'found "-0"; expected a number such as 5 or 8.9'),
    (" value: 3", f" value: §0.{'12345678' * 2}", "expected a number such as 5 or 8.9"),
    (f" {WORDS}\n", " §null\n", f"found nothing; expected {TEXT}"),
    (f" {WORDS}\n", " §[x]\n", f"found a list; expected {TEXT}"),
    (f" {WORDS}\n", " §in m²\n", "found U+00B2 (SUPERSCRIPT TWO) in "),
    (f" {WORDS}\n", " §a [link](b) c\n", f'found "](" in "a [link](b) c"; expected {TEXT}'),
    (f" {WORDS}\n", ' §"\\u202eb"\n', "found an escape for U+202E (RIGHT-TO-LEFT OVERRIDE)"),
    ("features: {}", "features: {§No: {name: x, group: counted}}", "expected an id of small lett"),
    ("prints: 41.7%", "prints: §'41,7%'", "): write 41.7%"),
    ("disagreements: []", "disagreements: §*all", f"found *all; {ITSELF}"),
    ("disagreements: []", "disagreements: §!!seq []", f"found !!seq; {ITSELF}"),
    (LIST, f"{LIST}\n§<<: {{}}", "unknown key; expected one of: design, "),
    (LIST, f"{LIST}\n? §[a, b]\n: c", "found no name before a colon; expected one"),
    # signs that look right
    (WORDS, "foot§\tbath", "found a tab; expected spaces: write them in its place"),
    (WORDS, "é😀§\u200b", "found U+200B (ZERO WIDTH SPACE); expected visible text: delete it"),
    (WORDS, "x§\u2028", "found U+2028 (LINE SEPARATOR); expected visible text"),
    (WORDS, "x§\U000e0141", "found U+E0141 (VARIATION SELECTOR-82); expected visible text"),
    (WORDS, "x\u0301\u0301\u0301§\u0301", "found U+0301 (COMBINING ACUTE ACCENT); expected visib"),
    (f" {WORDS}", "§\xa0x", "found U+00A0 (NO-BREAK SPACE); expected a plain space, or none"),
    ("  begins: low", " §\xa0begins: low", "found U+00A0 (NO-BREAK SPACE); expected a plain space"),
    ("begins: low", "begins§： low", "found U+FF1A (FULLWIDTH COLON); expected a plain colon"),
    (LIST, "partitions:\n  §• word", "found U+2022 (BULLET); expected a hyphen before each item"),
    (LIST, "partitions:\n  §* word", 'found "*"; expected a hyphen before each item'),
    (LIST, f"§<<<<<<< HEAD\n{LIST}", 'found "<<<<<<<"; expected one version of these lines: git '),
    # broken YAML
    (WORDS, "“ab§: b”", '; write straight quotation marks (") around the text'),
    (WORDS, "ab§: b", '; put a text that holds ": " in quotes, and check the indentation'),
    (WORDS, "§@x", "; put a text that starts with this character in quotes"),
    (WORDS, "'it'§s'", "; check the indentation, quotes and brackets here and just above"),
]  # fmt: skip


def place(text: str) -> tuple[int, int]:
    """Line and column of the mark in a text, counted from 1."""
    before = text[: text.index("§")]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.mark.parametrize(("old", "new", "message"), CASES)
def test_what_does_not_fit_is_told_at_its_place(old: str, new: str, message: str) -> None:
    """Each fault alone gives one problem: line, column, what was found, expected, what to type."""
    text = changed(old, new)
    reading = read.read(text.replace("§", "").encode())
    assert reading.study is None
    (problem,) = reading.problems
    assert message in problem.message
    assert problem[:2] == place(text)


WHOLE = {
    "": (1, 1, "found nothing; expected lines such as `name: value`"),
    "# x": (1, 1, "found nothing; expected lines such as `name: value`"),
    "- a": (1, 1, "found a list; expected a record with design, certainty, "),
    "word": (1, 1, 'found "word"; expected a record with design, certainty, '),
    "zz: " + "[" * 9000: (1, 24, "found more than 20 levels of nesting; expected at most 20"),
    "a: 'x\nb: 2": (2, 5, "from line 1); close the quotation mark"),
    "a: [x\nb: 2": (2, 2, "from line 1); close the bracket"),
    "title: {x} y": (1, 12, "; put a text that begins with { in quotes"),
    "a: 1\n---\nb: 2": (2, 1, "found a second document; expected one: delete this `---`"),
    'a: "\\q"': (1, 5, "use single quotes around a text that holds a backslash"),
    "a: é\nbé: \udce9": (2, 5, "found the byte 0xE9; expected UTF-8: save the file so"),
    "#" * 2_000_001: (1, 1, "found 2,000,001 bytes; expected at most 2,000,000: check that"),
}


@pytest.mark.parametrize("text", WHOLE, ids=range(len(WHOLE)))
def test_what_is_no_study_file_at_all(text: str) -> None:
    """Empty, unreadable, endless: a place and a sentence."""
    problems = read.read(text.encode("utf-8", "surrogateescape")).problems
    assert WHOLE[text][:2] in [problem[:2] for problem in problems]
    assert any(WHOLE[text][2] in problem.message for problem in problems)


TAKEN = [
    (WORDS, "NO", ("site", "title"), "NO"),
    (WORDS, "'null'", ("site", "title"), "null"),
    (WORDS, "the\n    foot’s\xa0“bath”", ("site", "title"), "the foot’s\xa0“bath”"),
    ('"1.0"', "1.10", ("log", 0, "version"), "1.10"),
    ("study: FOOT", "study: 12:30", ("subject", "study"), "12:30"),
    (SIZE, '"50",', ("groups", "enrolled", "size"), 50),
    (SIZE, "50, note: ~,", ("groups", "enrolled", "note"), None),
    ("language: en", "language: 'en' # it", ("site", "language"), "en"),
    ("changed: false", "changed: true", ("log", 0, "conclusion_changed"), True),
    (" value: 3", " value: -8.9", ("quantities", "weeks", "value"), -8.9),
]


@pytest.mark.parametrize(("old", "new", "path", "value"), TAKEN)
def test_the_model_decides_what_a_text_is(
    old: str, new: str, path: fields.Path, value: Any
) -> None:
    """Where a text is meant it stays as it is typed, and a number is one where one is meant."""
    found = at(msgspec.to_builtins(read.read(changed(old, new).encode()).study), path)
    assert (found, type(found)) == (value, type(value))


def test_what_editors_of_windows_add_changes_nothing() -> None:
    """A byte order mark and other line ends give the same study at the same places."""
    plain = SMALLEST.read_bytes()
    assert read.read(b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n")) == read.read(plain)


def test_later_problems_find_their_places() -> None:
    """A value stands where it stands, in characters; what is not there where its parent does."""
    text = changed("name: enrolled, people: ", "name: é 😀, people: §")
    reading = read.read(text.replace("§", "").encode())
    people = ("groups", "enrolled", "people")
    assert reading.problem(people, "m") == Problem(*place(text), "groups.enrolled.people", "m")
    last = reading.places["log", 0]
    assert reading.problem(("log", 0, "x", 7), "m") == Problem(*last, "log[0].x[7]", "m")


PIECES = r"""site: pages - ? [ ] { } , & * ! | > ' " % @ # . ~ 0 <<: &a *a !!x NO %YAML \u é :"""
BREAKS = [" ", "\n", "\n  ", ": ", "- ", "\n---\n", "\t", "\r\n", "\0", "\ufeff", "\u2028", "\xa0"]
YAMLISH = st.lists(st.sampled_from(PIECES.split() + BREAKS), max_size=40).map("".join)


@pytest.mark.parametrize("loader", [yaml.CSafeLoader, yaml.SafeLoader])
def test_whatever_the_bytes_there_are_places(loader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any bytes are refused in single lines at places in the file, on libyaml and without it."""
    monkeypatch.setattr(read, "LOADER", loader)

    @settings(max_examples=200, derandomize=True, deadline=None, database=None)
    @given(st.binary(max_size=60) | YAMLISH.map(str.encode))
    def holds(data: bytes) -> None:
        lines = data.decode(errors="replace").split("\n")
        problems = read.read(data).problems
        assert problems == sorted(problems) != []
        for problem in problems:
            assert 1 <= problem.line <= len(lines)
            assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
            assert "\n" not in problem.path + problem.message

    holds()


def test_the_example_of_a_meaning_fits() -> None:
    """What a message shows as an example is taken, and not with a line end after it."""
    metas = [meta for kind in vars(model).values() for meta in getattr(kind, "__metadata__", ())]
    for meta in metas:
        if meta.pattern and " such as " in meta.extra["says"]:
            example = re.split(", | or ", meta.extra["says"].partition(" such as ")[2])[0].strip(
                "'"
            )
            assert re.search(meta.pattern, example), example
            assert not re.search(meta.pattern, f"{example}\n"), example


def nodes(value: Any, path: fields.Path = ()) -> Iterator[fields.Path]:
    """The paths in a value; of values that are alike, those of the first."""
    yield path
    items = list(value.items() if isinstance(value, dict) else enumerate(value))
    alike = isinstance(value, list) or all(isinstance(item, dict) for _, item in items)
    for key, item in items[: 1 if alike else None]:
        yield from nodes(item if isinstance(item, dict | list) else (), (*path, key))


def at(value: Any, path: fields.Path) -> Any:
    """The value at a path."""
    for step in path:
        value = value[step]
    return value


def put(values: Any, path: fields.Path, new: Any) -> Any:
    """A copy of a value with another at a path."""
    if not path:
        return new
    copy: Any = dict(values) if isinstance(values, dict) else list(values)
    copy[path[0]] = put(values[path[0]], path[1:], new)
    return copy


@pytest.mark.parametrize("new", [None, "7", "x\n", [], {"x": "x"}])
@pytest.mark.parametrize("depth", range(1, 7))
def test_the_schema_and_the_reader_refuse_the_same(depth: int, new: Any) -> None:
    """What an editor marks by the JSON Schema is what the build refuses, at every kind of node."""
    typed, meant = PLAIN, json.loads(msgspec.json.encode(STUDIES[SMALLEST][0]))
    paths = {path for path in nodes(PLAIN) if len(path) == depth}
    for path in paths:
        number = new == "7" and type(at(meant, path)) in (int, float)
        typed, meant = put(typed, path, new), put(meant, path, 7 if number else new)
    validator = jsonschema.Draft202012Validator(model.json_schema())
    marked = {tuple(error.absolute_path)[:depth] for error in validator.iter_errors(meant)}
    names = {path: ".".join(map(str, path)).replace(".0", "[0]") for path in paths}
    told = [problem.path for problem in read.read(json.dumps(typed).encode()).problems]
    parts = {path[: end.start()] for path in told for end in re.finditer(r"[.[]|$", path)}
    assert marked == {path for path in paths if names[path] in parts}


UNITS = ["a", "-a", "- ", " ", "\xa0", "{a", "[", "]", "0", "0.", ".", ": ", "#", "“", "*", "]("]


@pytest.mark.parametrize("unit", UNITS)
def test_a_long_line_is_read_like_any_other(unit: str) -> None:
    """50,000 letters in each kind of field, or anywhere: back and forth would take hours."""
    long, start, values = unit * (50_000 // len(unit)), time.process_time(), PLAIN
    for path in nodes(PLAIN):
        if isinstance(at(PLAIN, path), str):
            values = put(values, path, f"{long}!")
    assert read.read(json.dumps(values, ensure_ascii=False).encode()).problems
    assert read.read(f"{long}!\na: {long}!".encode()).problems
    assert time.process_time() - start < 20
