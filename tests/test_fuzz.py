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
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
import yaml
from msgspec import structs

import build_tables
from studies import REAL, ROOT, SMALLEST
from study import fields, model
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


class Part(NamedTuple):
    """Where a pair or an item stands in the text, from its key or value to its value's end."""

    start: int
    value: int
    end: int


class Anatomy:
    """The parts of a study file, its ids and the names of fields."""

    def __init__(self, file: Path) -> None:
        self.text = file.read_text("utf-8")
        self.parts = list(self._walk(yaml.compose(self.text, Loader=yaml.CSafeLoader)))
        values = yaml.load(self.text, Loader=yaml.BaseLoader)
        sections = [
            field.name for field in structs.fields(model.Study) if "dict[" in str(field.type)
        ]
        self.ids = [ident for name in sections for ident in values.get(name, ())]
        kinds = [kind for kind in vars(model).values() if isinstance(kind, type)]
        records = [kind for kind in kinds if issubclass(kind, fields.Record)]
        self.fields = sorted({name for kind in records for name in kind.__struct_fields__})

    def _walk(self, node: yaml.Node | None) -> Iterator[Part]:
        for child in node.value if isinstance(node, yaml.CollectionNode) else ():
            key, value = child if isinstance(child, tuple) else (child, child)
            start, end = value.start_mark.index, value.end_mark.index
            end = start + len(self.text[start:end].rstrip())
            yield Part(key.start_mark.index, start, end)
            yield from self._walk(value)


def broken(anatomy: Anatomy, way: str, chance: random.Random) -> str:
    """The text with one part changed in a way."""
    text, (start, value, end) = anatomy.text, chance.choice(anatomy.parts)
    match way:
        case "removed":
            return text[:start] + text[end + 2 * text.startswith(", ", end) :]
        case "doubled":
            lead = text[text.rfind("\n", 0, start) + 1 : start]
            between = "\n" + re.sub("[^ -]", " ", lead) if re.fullmatch("[ -]*", lead) else ", "
            return text[:end] + between + text[start:end] + text[end:]
        case "replaced":
            other = chance.choice(anatomy.parts)
            new = chance.choice([text[other.value : other.end], chance.choice(ODD)])
            return text[:value] + new + text[end:]
        case "renamed":  # everywhere, so that it may well be taken
            old, new = chance.choice(anatomy.ids), chance.choice(anatomy.fields)
            return re.sub(rf"(?<![\w-]){old}(?![\w-])", new.replace("_", "-"), text)
    at = chance.randrange(len(text))
    return text[:at] + chance.choice(SIGNS) + text[at + chance.choice([0, 1, 40]) :]


def assert_helpful(problems: list[Problem], text: str) -> None:
    """Each problem has a place in the file and a sentence; they are in order, and none is twice."""
    lines = text.split("\n")
    assert problems == sorted(set(problems))
    for line, column, path, message in problems:
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 2  # just past the end, or after a mark
        assert len(message.strip().splitlines()) == 1
        assert len(path.splitlines()) <= 1


@lru_cache(maxsize=400)  # most files are those of the case before
def assert_readable(name: str, body: str) -> None:
    """A file can be read by what reads it next."""
    body.encode()
    if name.endswith(".md"):
        _, head, text = body.split("---\n", 2)
        assert yaml.load(head, yaml.CSafeLoader)["title"]
        assert text.strip()
    elif name.endswith((".svg", ".xml")):
        ElementTree.fromstring(body)
    elif name.endswith(".json"):
        json.loads(body)


@pytest.mark.parametrize("way", ["removed", "doubled", "replaced", "renamed", "sign"])
@pytest.mark.parametrize("file", [REAL, SMALLEST])
def test_a_broken_file_gives_pages_or_places(file: Path, way: str) -> None:
    """A good file with one part changed is published whole or refused with places."""
    anatomy = Anatomy(file)
    for case in range(CASES // 10):
        chance = random.Random(f"{file.name} {way} {case}")
        text = broken(anatomy, way, chance)
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
