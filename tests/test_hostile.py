"""Hostile text in any field is refused at its place, or shown letter by letter and nothing else.

A study has one text of hostile.yaml in every field that takes one. Half of the glossary's terms are
left as they are and stand in many sentences, so that their meanings become tooltips.

HOSTILE_BUILDS=100 pytest tests/test_hostile.py   tries as many studies, each with the next texts.
"""

import copy
import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from msgspec import inspect
from playwright.sync_api import Page

from studies import ROOT, TYPED, problems
from study.model import Study
from test_accessibility import pages_of

VALUES = [
    value
    for group in yaml.safe_load((ROOT / "tests/hostile.yaml").read_text("utf-8")).values()
    for value in group
]
BUILDS = int(os.environ.get("HOSTILE_BUILDS", "1"))
TRIES = 12  # texts for each field, until it takes one
MARK = re.compile("qz[a-z]{3}")
Place = tuple[str | int, ...]
Texts = dict[Place, str]


def bare(kind: Any) -> Any:
    """The type without its description; of a type that may be left out, the type."""
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    if isinstance(kind, inspect.UnionType):
        return bare(next(one for one in kind.types if not isinstance(one, inspect.NoneType)))
    return kind


def fields(kind: Any, value: Any, path: Place = ()) -> Iterator[Place]:
    """Where a value holds a text, and where it could."""
    kind = bare(kind)
    if isinstance(kind, inspect.StrType):
        yield path
    elif isinstance(kind, inspect.StructType):
        for field in kind.fields:
            if field.encode_name in value:
                yield from fields(field.type, value[field.encode_name], (*path, field.encode_name))
            elif isinstance(bare(field.type), inspect.StrType):
                yield (*path, field.encode_name)
    elif isinstance(kind, inspect.DictType):
        for key, item in value.items():
            yield from fields(kind.value_type, item, (*path, key))
    elif isinstance(kind, inspect.VarTupleType):
        for index, item in enumerate(value):
            yield from fields(kind.item_type, item, (*path, index))


STUDY = TYPED
KEPT = {  # terms that stay terms
    ident: term
    for ident, term in list(STUDY["glossary"].items())[::2]
    if term.get("tip") != "false"
}
WORDS = [entry["term"] for entry in KEPT.values()]
PLACES = [
    path
    for path in fields(inspect.type_info(Study), STUDY)
    if not (path[0] == "glossary" and path[1] in KEPT and path[2] != "meaning")
]
AT = {path: at for at, path in enumerate(PLACES)}
LETTERS = "abcdefghijklmnoprstuvwxy"
MARKS = [f"qz{a}{b}{c}" for a in LETTERS for b in LETTERS for c in LETTERS]  # stand nowhere else


def with_texts(texts: Texts) -> str:
    """The real study with other texts, one a line."""
    values = copy.deepcopy(STUDY)
    for path, text in texts.items():
        record: Any = values
        for step in path[:-1]:
            record = record[step]
        record[path[-1]] = text
    return json.dumps(values, ensure_ascii=False, indent=0, default=str)


def refused(texts: Texts) -> set[str]:
    """The marks of the texts that the build finds fault with, at their places."""
    study = with_texts(texts)
    lines = study.split("\n")
    found = problems(study)
    marks = {mark[0] for problem in found if (mark := MARK.search(lines[problem.line - 1]))}
    assert marks or not found, found[:5]
    return marks


def taken(values: list[str], tries: dict[Place, int]) -> Texts:
    """One of the values in every field that takes one of its tries, with a mark, and a term."""
    left, number = dict(tries), dict.fromkeys(tries, 0)
    markup = [value for value in values if "](" in value or "`" in value] or values
    while True:
        texts = {}
        for path in left:
            at = AT[path]
            first = markup if path[-1] == "meaning" else values  # which becomes a tooltip
            value = [*first[at % len(first) :], *values][number[path]]
            term = f" {WORDS[at % len(WORDS)]}" if isinstance(path[-1], int) else ""
            texts[path] = f"{value} {MARKS[at]}{term}"
        wrong = refused(texts)
        if not wrong:
            return texts
        for path in [path for path in texts if MARKS[AT[path]] in wrong]:
            number[path] += 1
            if number[path] == left[path]:
                del left[path]


READ = """async (address) => {
  const reply = await fetch(address);
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  const elements = {}, tooltips = [], links = new Set();
  for (const element of page.querySelectorAll("*")) {
    if (element.matches("svg *, span.id")) continue; // lines of drawings; names with digits
    const kind = [element.localName, ...element.getAttributeNames().sort()].join(" ");
    elements[kind] = (elements[kind] ?? 0) + 1;
    if (element.href) links.add(element.protocol + element.host);
    if (element.matches("a.term")) tooltips.push(element.title);
  }
  for (const element of page.querySelectorAll("script, style, svg, pre, code, textarea"))
    element.remove(); // written by rules of their own
  return [elements, [...links].sort(), tooltips, page.documentElement.textContent];
}"""


def squeezed(text: str) -> str:
    """A text without white space and capitals, which pages may change."""
    return re.sub(r"\s+", "", text).casefold()


def published(repository: Path, texts: Texts) -> Path:
    """The site of a study with other texts: without a policy, so that what can run does."""
    site = repository / f"site-{len(list(repository.glob('site-*')))}"
    (repository / "data" / "study.yaml").write_text(with_texts(texts), "utf-8")
    environment = {**os.environ, "PYTHONPATH": "scripts", "NO_MKDOCS_2_WARNING": "1"}
    for command in (["scripts/build_tables.py"], ["-m", "mkdocs", "build", "-q", "-d", str(site)]):
        subprocess.run([sys.executable, *command], cwd=repository, check=True, env=environment)
        for picture in (repository / "docs").rglob("*.svg"):
            picture.with_suffix(".png").touch()  # drawing so much text would take long
    return site


def assert_well_formed(site: Path) -> None:
    """What programs read can still be read by them."""
    for file in site.rglob("*"):
        if file.suffix == ".json":
            json.loads(file.read_bytes())
        elif file.suffix in (".svg", ".xml"):
            ElementTree.fromstring(file.read_bytes())
        elif file.suffix == ".csv":
            with file.open(encoding="utf-8", newline="") as rows:
                assert len({len(row) for row in csv.reader(rows, strict=True)}) == 1, file


@pytest.mark.parametrize("build", range(BUILDS))
def test_hostile_text_is_shown_as_typed(
    build: int, repository: Path, plain_host: Any, page: Page, console_errors: list[str]
) -> None:
    """Every page has the elements that it has with plain words, and the texts; nothing runs."""
    plain = taken(["plain"], dict.fromkeys(PLACES, 1))
    values = VALUES[build:] + VALUES[:build]
    texts = taken(values, {path: len(VALUES) if path in plain else TRIES for path in PLACES})
    assert texts.keys() == plain.keys(), "the fields for words of people, and no others"
    plain_host.root, url = published(repository, plain), plain_host.url
    page.goto(url)
    benign = {name: page.evaluate(READ, url + name) for name in pages_of(plain_host.root)}
    plain_host.root = published(repository, texts)
    assert_well_formed(plain_host.root)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))  # waits: nothing goes on
    tooltips = set()
    for name, (elements, links, tips, _) in benign.items():
        page.goto(url + name)
        *found, words = page.evaluate(READ, url + name)
        assert found[0].items() ^ elements.items() == set(), name
        assert (found[1], len(found[2])) == (links, len(tips)), name
        tooltips |= set(map(squeezed, found[2]))
        words = squeezed(words)
        for text in map(squeezed, texts.values()):  # where its mark stands, it stands whole
            at = text.index("qz")
            mark, whole = text[at : at + 5], text[: at + 5]
            assert words.count(mark) == words.count(whole), (name, text)
        for term in page.locator("a.term").all()[:1]:
            term.hover()
        assert page.evaluate("window.pwned") is None
    assert tooltips == {squeezed(texts["glossary", ident, "meaning"]) for ident in KEPT}
    assert (dialogs, console_errors) == ([], [])
