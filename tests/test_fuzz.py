"""Whatever becomes of a study file, the build gives its pages or says where to mend it.

FUZZ_CASES=20000 pytest -n auto tests/test_fuzz.py   tries as many broken files.
"""

import json
import os
import random
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

import build_tables
from studies import REAL, ROOT, SMALLEST
from study import model
from study.read import Problem

CASES = int(os.environ.get("FUZZ_CASES", "300"))
# Put in the place of a value, as YAML text
ODD = """
null|~|true|no|-1|-0|0|1|007|0x1F|1_000|1e999|.inf|.nan|12:30|5001|0.30000000000000004|0%|100%|51%
2024-02-30|'0000'|'9999-99-99'|''|" "|[]|{}|[[]]|[a, b]|{a: b}|[null]|[{}, 1]|{? [a] : b}|>-|? x|- x
%YAML 9.9|---|...|#|@x|`x`|'|"|}|!!str x|!x y|&a x|*a|"\\0"|"\\ud800"|"\\x1b[31m"|"\\q"|\t|{improved
'{improved:}'|'{a-}'|'{x:name}'|a - a|a + b - c|- a|https://a/?%|Ünïcödé ﷺ 𝟙 ٣ ½|a--b|<b>|**|a: b: c
""".replace("\n", "|").strip("|").split("|")  # fmt: skip
SIGNS = "\0\t\r\x85\xa0\xad\u200b\u2028\u202e\ufeff😀\u0301:-?[]{},#&*!|>'\"%@`\\=<0a \n"


KINDS = vars(model).values()
FIELDS = sorted({name for kind in KINDS for name in getattr(kind, "__struct_fields__", ())})


def parts(text: str, node: yaml.Node | None) -> Iterator[tuple[int, int, int]]:
    """Where pairs and items stand in the text: from a key or value to its value's end."""
    for child in node.value if isinstance(node, yaml.CollectionNode) else ():
        key, value = child if isinstance(child, tuple) else (child, child)
        start, end = value.start_mark.index, value.end_mark.index
        yield key.start_mark.index, start, start + len(text[start:end].rstrip())
        yield from parts(text, value)


def broken(text: str, places: list[tuple[int, int, int]], way: str, chance: random.Random) -> str:
    """The text with one part changed in a way."""
    start, value, end = chance.choice(places)
    match way:
        case "removed":
            return text[:start] + text[end + 2 * text.startswith(", ", end) :]
        case "doubled":
            lead = text[text.rfind("\n", 0, start) + 1 : start]
            between = "\n" + re.sub("[^ -]", " ", lead) if re.fullmatch("[ -]*", lead) else ", "
            return text[:end] + between + text[start:end] + text[end:]
        case "replaced":
            _, other, last = chance.choice(places)
            return text[:value] + chance.choice([text[other:last], chance.choice(ODD)]) + text[end:]
        case "renamed":  # everywhere, so that it may well be taken
            old = chance.choice(
                re.findall("^  ([a-z-]+):", text[text.index("\ngroups:") :], re.MULTILINE)
            )
            new = chance.choice(FIELDS).replace("_", "-")
            return re.sub(rf"(?<![\w-]){old}(?![\w-])", new, text)
    at = chance.randrange(len(text))
    return text[:at] + chance.choice(SIGNS) + text[at + chance.choice([0, 1, 40]) :]


def assert_helpful(problems: list[Problem], text: str) -> None:
    """Each problem has a place in the file and a sentence; they are in order, and none is twice."""
    lines = text.split("\n")
    assert problems == sorted(set(problems))
    for line, column, path, message in problems:
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 2  # just past the end, or after a mark
        assert len(f"{path}: {message.strip()}".splitlines()) == 1


@lru_cache(maxsize=400)  # most files are those of the case before
def assert_readable(name: str, body: str) -> None:
    """A file can be read by what reads it next."""
    if name.endswith(".md"):
        assert yaml.load(body.split("---\n", 2)[1], yaml.CSafeLoader)["title"]
    elif name.endswith((".svg", ".xml")):
        ElementTree.fromstring(body)
    elif name.endswith(".json"):
        json.loads(body)


@pytest.mark.parametrize("way", ["removed", "doubled", "replaced", "renamed", "sign"])
@pytest.mark.parametrize("file", [REAL, SMALLEST])
def test_a_broken_file_gives_pages_or_places(file: Path, way: str) -> None:
    """A good file with one part changed is published whole or refused with places."""
    whole = file.read_text("utf-8")
    places = list(parts(whole, yaml.compose(whole, yaml.CSafeLoader)))
    for case in range(CASES // 10):
        text = broken(whole, places, way, random.Random(f"{file.name} {way} {case}"))
        pages, problems = build_tables.files(text.encode("utf-8", "replace"), ROOT)
        assert bool(pages) != bool(problems), case
        assert_helpful(problems, text)
        for name, body in pages.items():
            assert_readable(name, body)


@pytest.mark.parametrize("people", [0, 1, 5000])
def test_groups_of_any_size_are_published_or_refused(people: int) -> None:
    """With nobody in any group, with one, and with as many as the model takes."""
    text = re.sub(r", prints: [0-9.]+%", "", SMALLEST.read_text("utf-8"))
    text = re.sub(r"(size|count): \d+", rf"\1: {people}", text)
    text = text.replace("group: morning, cite", f"group: morning, count: {people}, cite")
    pages, problems = build_tables.files(text.encode(), ROOT)
    assert bool(pages) != bool(problems)
