"""Reading YAML: plain values with positions; whatever is doubtful refused, never a traceback."""

from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from study import read as module
from study.read import MAX_BYTES, MAX_DEPTH, Problem, dotted, load

LOADERS = {"libyaml": getattr(yaml, "CSafeLoader", None), "python": yaml.SafeLoader}


@pytest.fixture(params=LOADERS, autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test runs on libyaml and on the Python that stands in for it."""
    if LOADERS[request.param] is None:
        pytest.skip("PyYAML has no libyaml here")
    monkeypatch.setattr(module, "_LOADER", LOADERS[request.param])


def problems(text: str) -> list[Problem]:
    """What is wrong with a text."""
    return load(text.encode())[1]


PLAIN = [
    ("true", True),
    ("false", False),
    ("null", None),
    ("~", None),
    ("", None),
    ("0", 0),
    ("-35", -35),
    ("8.9", 8.9),
    ("-0.5", -0.5),
    ("5.0", 5.0),
    ("0.00001", 0.00001),
    ("123456789012345", 123456789012345),
    ("2024-01-08", "2024-01-08"),
    ("10.1111/ijd.70116", "10.1111/ijd.70116"),
    ("2020-001234-12", "2020-001234-12"),
    ("9 of 28", "9 of 28"),
    ("54.5%", "54.5%"),
    ("1.2.3", "1.2.3"),
    ("no one\n  yes", "no one yes"),
    ("nope", "nope"),
    ('"NO"', "NO"),
    ("'9'", "9"),
    ('""', ""),
    ("|\n  a: b\n  c", "a: b\nc"),
]


@pytest.mark.parametrize(("text", "value"), PLAIN)
def test_plain_values(text: str, value: Any) -> None:
    """An unquoted value is what YAML 1.2 says; a quoted one, a date and the rest are text."""
    document, found = load(f"key: {text}".encode())
    assert (document and document.values, found) == ({"key": value}, [])
    assert document
    assert type(document.values["key"]) is type(value)


WORDS = {
    "true": ["True", "TRUE", "yes", "YES", "on", "On", "y", "Y"],
    "false": ["False", "NO", "No", "no", "off", "Off", "n", "N"],
    "null": ["Null", "NULL"],
}


@pytest.mark.parametrize(("word", "taken_for"), [(w, t) for t in WORDS for w in WORDS[t]])
def test_words_that_readers_take_for_another_value(word: str, taken_for: str) -> None:
    """Words that YAML 1.1 turns into a truth value or nothing are refused, not guessed at."""
    message = (
        f"found {word}, which some YAML readers take for {taken_for}; expected true, false, null "
        f"or text: write {taken_for}, or put it in quotes if text is meant"
    )
    assert problems(f"a:\n  country: {word}") == [(2, 12, "a.country", message)]


NUMBERS = {
    "12:30": "",
    "1:30:59.5": "",
    "-1:30": "",
    "0123": "",
    "-012": "",
    "0x1F": "",
    "0o7": "",
    "0b11": "",
    "1e3": "",
    "1.5E-3": "",
    ".inf": "",
    "-.INF": "",
    ".nan": "",
    "-0": "",
    "-0.0": "",
    "1_000": "write 1000, or ",
    ".5": "write 0.5, or ",
    "5.": "write 5, or ",
    "1.10": "write 1.1, or ",
    "2.00": "write 2, or ",
    "+5": "write 5, or ",
    "+5.0": "write 5, or ",
}


@pytest.mark.parametrize(("number", "repair"), NUMBERS.items())
def test_numbers_that_readers_change(number: str, repair: str) -> None:
    """Numbers that come back different from how they are written are refused, with the repair."""
    message = (
        f"found {number}, which YAML readers do not keep as written; expected a number such as 5 "
        f"or 8.9, or text: {repair}put it in quotes if text is meant"
    )
    assert problems(f"a:\n- x\n- {number}") == [(3, 3, "a[1]", message)]


@pytest.mark.parametrize("number", ["1234567890123456", "0.1234567890123456", "9" * 5000])
def test_numbers_too_long_to_be_kept(number: str) -> None:
    """A number with more digits than a double keeps is refused, however long."""
    shown = number if len(number) <= 100 else "9" * 100 + "…"
    message = (
        f"found {shown}, which some readers round; expected at most 15 digits: "
        "put it in quotes if text is meant"
    )
    assert problems(f"id: {number}") == [(1, 5, "id", message)]


NAME = "as a key; expected a name of one line, up to 100 letters: put a number or word in quotes"
ROOT = "expected lines such as `name: value`"
DEEP = (
    "found more than 20 levels of nesting; expected at most 20: "
    "look for brackets or dashes too many"
)
DIRECTION = "U+202E (RIGHT-TO-LEFT OVERRIDE); expected visible text: delete it"
REFUSED = {
    "duplicate key": (
        "a: 1\nb: 2\na: 3",
        (3, 1, "a", "found a again; expected it once, and it stands on line 1: keep one"),
    ),
    "anchor": (
        "a: &x [1]",
        (1, 4, "a", "found the anchor &x; expected the value itself: write it out"),
    ),
    "alias": ("a: *x", (1, 4, "a", "found the alias *x; expected the value itself: write it out")),
    "anchor on a key": (
        "&x a: 1",
        (1, 1, "a", "found the anchor &x; expected the value itself: write it out"),
    ),
    "merge key": (
        "a:\n  <<: {b: 1}",
        (2, 3, "a.<<", "found the merge key <<; expected the keys themselves: write them out"),
    ),
    "python tag": (
        "a: !!python/object/apply:os.system [ls]",
        (1, 4, "a", "found the tag '!!python/object/apply:os.system'; expected none: delete it"),
    ),
    "own tag": ("a: !foo 1", (1, 4, "a", "found the tag '!foo'; expected none: delete it")),
    "tag with an escape": (
        "a: !%1B x",
        (1, 4, "a", "found the tag '!\\x1b'; expected none: delete it"),
    ),
    "number as key": ("a:\n  9: x", (2, 3, "a.9", f"found 9 {NAME}")),
    "nothing as key": ("? \n: x", (1, 2, "", f"found nothing {NAME}")),
    "empty key": ('"": x', (1, 1, "", f"found nothing {NAME}")),
    "key of two lines": ('? "a\n\n  b"\n: x', (1, 3, "a b", f"found a b {NAME}")),
    "list as key": (
        "? [a, b]\n: x",
        (1, 3, "", "found a list, mapping or alias as a key; expected a name"),
    ),
    "three documents": (
        "a: 1\n---\nb: 1\n---\nc: 1",
        (2, 1, "", "found a second document; expected one: delete this `---`"),
    ),
    "empty file": ("", (1, 1, "", f"found nothing; {ROOT}")),
    "only a comment": ("# x", (1, 1, "", f"found nothing; {ROOT}")),
    "list": ("- a", (1, 1, "", f"found a list; {ROOT}")),
    "text": ("words", (1, 1, "", f"found a single value; {ROOT}")),
    "nesting": ("a: " + "[" * 5000 + "]" * 5000, (1, 23, "a" + "[0]" * 19, DEEP)),
    "tab": (
        "a:\n  b: x\ty",
        (2, 7, "", "found a tab (U+0009); expected spaces: write spaces in its place"),
    ),
    "control character": (
        "a: x\0",
        (1, 5, "", "found U+0000 (control character); expected visible text: delete it"),
    ),
    "direction": (
        "a: \u202ex",
        (1, 4, "", f"found {DIRECTION}"),
    ),
    "no width": (
        "a\u200b: x",
        (1, 2, "", "found U+200B (ZERO WIDTH SPACE); expected visible text: delete it"),
    ),
    "line end of YAML alone": (
        "a: x\u2028y",
        (1, 5, "", "found U+2028 (LINE SEPARATOR); expected visible text: delete it"),
    ),
    "second byte order mark": (
        "\ufeff\ufeffa: x",
        (1, 1, "", "found U+FEFF (ZERO WIDTH NO-BREAK SPACE); expected visible text: delete it"),
    ),
    "escape": (
        r'a: "x\u202e"',
        (1, 4, "a", f"found an escape for {DIRECTION}"),
    ),
}


@pytest.mark.parametrize(("text", "expected"), REFUSED.values(), ids=REFUSED)
def test_refusals(text: str, expected: tuple[int, int, str, str]) -> None:
    """Each is refused once, with its place, what was found, what is expected, and the repair."""
    assert problems(text) == [expected]


HIDDEN = "\x00\t\r\x1b\x7f\x85\xad\u061c\u200b\u200f\u2028\u202e\u2060\u2066\ufeff\ufffe\U000e0041"


@pytest.mark.parametrize("character", HIDDEN)
def test_hidden_characters(character: str) -> None:
    """What cannot be seen is refused, in a comment too, by its code point."""
    (found,) = problems(f"a: 1\n# é{character}x\n")
    assert found[:3] == (2, 4, "")
    assert f"U+{ord(character):04X} " in found.message.replace(")", " ")


def test_visible_characters() -> None:
    """The spaces, dashes, accents and signs that prose needs are let pass."""
    assert problems("a: 5\xa0mg\u202f; é – ’ “x” ≥ 😀") == []


CUT = [
    ("a: out #of how many\n", (1, 4, "a"), "#of how many"),
    ("a:\n  - é 😀\n    two  # x\n", (2, 5, "a[0]"), "# x"),
    ("a: [{b: one # x\n  }]\n", (1, 9, "a[0].b"), "# x"),
    ("a: 2024-01-08 # seen", (1, 4, "a"), "# seen"),
]


@pytest.mark.parametrize(("text", "place", "comment"), CUT)
def test_a_comment_behind_an_unquoted_text(text: str, place: Any, comment: str) -> None:
    """It may be meant as a part of the text, which it would cut short without a word."""
    message = (
        f"found a comment, {comment}, which cuts this text short; expected quotes around the "
        "text, or the comment on a line of its own"
    )
    assert problems(text) == [(*place, message)]


@pytest.mark.parametrize(
    "text",
    [
        "a: 5 # x",
        "a: true # x",
        "a: # x\n  b",
        "a: 'b' # x",
        "a: [b, c] # x",
        "a: b\n# x",
        "a: b#c",
    ],
)
def test_a_comment_that_cuts_nothing(text: str) -> None:
    """Behind a number, a word of YAML, quotes or a bracket, and on a line of its own, it may be."""
    assert problems(text) == []


SYNTAX = {
    "a: b: c": (1, 5, "a text that holds"),
    "a: 1\nb: @x": (2, 4, "starts with this character"),
    "a: 'x\nb: 2": (2, 5, "close the quotation mark"),
    'a: "\\q"': (1, 5, "single quotes"),
    "a: [1\nb: 2": (2, 2, "close the bracket"),
    "a:\n  b: 1\n c: 2": (3, 2, "check the indentation"),
}


@pytest.mark.parametrize(("text", "expected"), SYNTAX.items())
def test_broken_syntax(text: str, expected: tuple[int, int, str]) -> None:
    """Broken YAML is one problem: where, what the parser says, and the likely repair."""
    document, found = load(text.encode())
    line, column, repair = expected
    assert document is None
    assert len(found) == 1
    assert (found[0].line, abs(found[0].column - column) <= 1) == (line, True)
    assert found[0].message.startswith("not valid YAML: ")
    assert repair in found[0].message


def test_broken_syntax_names_where_it_began() -> None:
    """For an open bracket or quotation mark the message names the line that opens it."""
    assert "from line 2)" in problems("a: 1\nb: 'x\nc: 2\n")[0][3]


@pytest.mark.parametrize(
    "text", ['a: "\\ud800"', 'a: "\\U00110000"', f"%YAML 1.{'9' * 5000}\n--- a"]
)
def test_out_of_range_is_a_problem(text: str) -> None:
    """Escapes and versions that no Python number or character holds do not raise."""
    assert len(problems(text)) >= 1


def test_not_utf8() -> None:
    """The first byte that is not UTF-8 is named, at its place in characters."""
    found = Problem(2, 5, "", "found the byte 0xE9; expected UTF-8: save the file so")
    assert load("a: é\nbé: ".encode() + b"\xe9\n") == (None, [found])


def test_large_file_is_refused_unread() -> None:
    """A file over the limit is refused by its size, before anything is parsed."""
    limit = "expected at most 2,000,000: check that this is the right file"
    for size in (20_000_000, MAX_BYTES + 1):
        found = f"found {size:,} bytes; {limit}"
        assert load(b"[" * size) == (None, [Problem(1, 1, "", found)])
    assert load(b"#" * MAX_BYTES)[1][0].message == f"found nothing; {ROOT}"


def test_deepest_nesting_allowed() -> None:
    """Twenty levels are fine; the refusal starts at the next."""
    assert problems("a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)) == []


def test_byte_order_mark_and_windows_line_ends_are_let_pass() -> None:
    """What Windows editors add changes neither values nor positions."""
    plain, marked = (
        load(b"a: 1\nb: |\n  x\n  y\n"),
        load(b"\xef\xbb\xbfa: 1\r\nb: |\r\n  x\r\n  y\r\n"),
    )
    assert plain == marked
    assert plain[1] == []


def test_all_problems_are_told_sorted() -> None:
    """A file is read to its end, and the problems come in the order of the lines."""
    text = "b: NO\na: 1\na: [x, 0123]\nc: a\u200bb\n<<: &x 1\n"
    assert [problem[:3] for problem in problems(text)] == [
        (1, 4, "b"),
        (3, 1, "a"),
        (3, 8, "a[1]"),
        (4, 5, ""),
        (5, 1, "<<"),
        (5, 5, "<<"),
    ]


def test_hidden_characters_hide_the_syntax_errors_they_cause() -> None:
    """A tab for indentation is told as a tab, and not as whatever YAML makes of it."""
    assert [problem[:2] for problem in problems("a:\n\tb: 1\n\tc: 2\nd: @\n")] == [(2, 1), (3, 1)]


def test_a_refused_value_stands_as_its_text() -> None:
    """Later stages get a whole document, and of two values of one key the first."""
    document, _ = load(b'a: NO\nb: *x\nc: "\\0"\na: 2\n')
    assert document
    assert document.positions["a",] == (1, 4)
    assert document.values == {"a": "NO", "b": "*x", "c": " "}


def test_positions_of_values_and_keys() -> None:
    """Lines and columns count from 1, in characters; a mapping stands where its first key does."""
    document, found = load("é: {ü: 1}\nlist:\n  - a\n  - b: 2\n".encode())
    assert found == []
    assert document
    assert document.positions == {
        (): (1, 1),
        ("é",): (1, 4),
        ("é", "ü"): (1, 8),
        ("list",): (3, 3),
        ("list", 0): (3, 5),
        ("list", 1): (4, 5),
        ("list", 1, "b"): (4, 8),
    }
    assert document.keys == {
        ("é",): (1, 1),
        ("é", "ü"): (1, 5),
        ("list",): (2, 1),
        ("list", 1, "b"): (4, 5),
    }


def test_problems_of_later_stages_get_positions() -> None:
    """A value has its own place, a key its own, and what is missing its nearest parent's."""
    document, _ = load(b"a:\n  b: 1\n")
    assert document
    assert document.problem(("a", "b"), "m") == Problem(2, 6, "a.b", "m")
    assert document.key_problem(("a", "b"), "m") == Problem(2, 3, "a.b", "m")
    assert document.problem(("a", "x", 0, "y"), "m") == Problem(2, 3, "a.x[0].y", "m")
    assert document.key_problem(("x",), "m") == Problem(1, 1, "x", "m")


def test_dotted() -> None:
    """Paths are shown with dots, list items with their number from 0."""
    assert dotted(("log", 2, "date")) == "log[2].date"
    assert dotted((0, "a")) == "[0].a"
    assert dotted(()) == ""


BOUNDED = settings(
    max_examples=200,
    derandomize=True,
    deadline=None,
    database=None,
    # The fixture sets the parser once for all examples of a test, as is meant.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
PIECES = r"""a b c : - ? [ ] { } , & * ! | > ' " % @ # . ~ 0 1 9 <<: &a *a !!x NO 1:2 %YAML \u é"""
BREAKS = [" ", "\n", "\n  ", ": ", "- ", "\n---\n", "\t", "\r\n", "\r", "\0", "\ufeff", "\u2028"]
YAMLISH = st.lists(st.sampled_from(PIECES.split() + BREAKS), max_size=40)


@BOUNDED
@given(st.binary(max_size=60) | YAMLISH.map(lambda parts: "".join(parts).encode()))
def test_no_bytes_raise_and_positions_lie_in_the_file(data: bytes) -> None:
    """Whatever the bytes, the answer is a document or problems that point into the file."""
    document, found = load(data)
    lines = data.decode(errors="replace").split("\n")
    for problem in found:
        assert 1 <= problem.line <= len(lines), problem
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1, problem
        assert "\n" not in problem.message + problem.path
    assert found == sorted(found)
    assert document or found


WORDY = st.text("abcdeéz .,:#-'\"%&*!?\n", max_size=30)
SCALARS = st.one_of(
    *(WORDY, st.booleans(), st.none(), st.integers(-(10**14), 10**14)),
    st.integers(-(10**6), 10**6).map(lambda number: number / 8),
)
NAMES = st.text("abcz", min_size=1, max_size=5)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)


@BOUNDED
@given(st.dictionaries(NAMES, VALUES, max_size=3), st.booleans())
def test_agrees_with_pyyaml_where_nothing_is_doubtful(values: dict[str, Any], flow: bool) -> None:
    """What PyYAML writes, which quotes every look-alike, reads back the same."""
    text = yaml.safe_dump(values, allow_unicode=True, default_flow_style=flow)
    document, found = load(text.encode())
    assert found == []
    assert document
    assert document.values == yaml.safe_load(text) == values
