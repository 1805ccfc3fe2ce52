"""Hostile text in any field is refused at its place, or shown letter by letter and nothing else.

The texts stand in hostile.yaml. Every one goes into every text field of the real study; those that
a field takes are then published together, as many to a field as it holds, and read in a browser.

HOSTILE_BUILDS=100 pytest tests/test_hostile.py   goes on until each field has had them all.
"""

import copy
import csv
import functools
import io
import itertools
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest
import yaml
from msgspec import inspect
from playwright.sync_api import Page

import build_tables
from conftest import copy_built
from hosting import SiteServer, build
from studies import REAL, ROOT
from study import read
from study.model import Study

VALUES = [
    value
    for group in yaml.safe_load((ROOT / "tests/hostile.yaml").read_text("utf-8")).values()
    for value in group
]
BUILDS = int(os.environ.get("HOSTILE_BUILDS", "1"))
# Where the checks allow less than the model: these stand on cards for link previews, which have
# little room and no letters but Latin ones; or in a passage, which is short with all that is in it.
ROOM = {
    "Site.title": 60,
    "Site.short_title": 30,
    "Summary.about": 90,
    "Summary.about_trials": 90,
    "Page.title": 40,
    "Page.description": 150,
    "Shared.title": 40,
    "Shared.says": 45,
    "Shared.caveat": 45,
    "Source.name": 45,
}
# A card whose first line would be too wide shows the second in its place; what it shows is whole
HEADS = {("summary", "about"), ("site", "title")}
FREE = ("^[^0-9<>]+$", "^[^<>{}]+$")  # the patterns of fields that hold words of people


class Field(NamedTuple):
    """A text of a study: where it stands, its name in the model, and what it may hold."""

    path: read.Path
    name: str
    kind: Any

    @property
    def room(self) -> int:
        """The number of characters that it takes."""
        return ROOM.get(self.name, self.kind.max_length or 0)

    @property
    def free(self) -> bool:
        """Whether words of people stand in it, and not an id, a date or an address."""
        return getattr(self.kind, "pattern", None) in FREE


def _bare(kind: Any) -> Any:
    """The type without its description; of a type that may be left out, the type."""
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    if isinstance(kind, inspect.UnionType):
        return _bare(next(o for o in kind.types if not isinstance(o, inspect.NoneType)))
    return kind


def fields(kind: Any, value: Any, path: read.Path = (), name: str = "") -> Iterator[Field]:
    """Every text of a value, and every one that it could have; the keys of mappings apart."""
    kind = _bare(kind)
    if isinstance(kind, inspect.StrType | inspect.LiteralType):
        yield Field(path, name, kind)
    elif isinstance(kind, inspect.StructType):
        for field in kind.fields:
            inner, called = _bare(field.type), f"{kind.cls.__name__}.{field.name}"
            if field.name in value:
                yield from fields(inner, value[field.name], (*path, field.name), called)
            elif isinstance(inner, inspect.StrType) and inner.pattern in FREE:
                yield Field((*path, field.name), called, inner)
    elif isinstance(kind, inspect.DictType):
        for key, item in value.items():
            yield from fields(kind.value_type, item, (*path, key), name)
    elif isinstance(kind, inspect.VarTupleType):
        for index, item in enumerate(value):
            yield from fields(kind.item_type, item, (*path, index), name)


def mappings(kind: Any, value: Any, path: read.Path = ()) -> Iterator[read.Path]:
    """Every mapping from ids to records that is not empty."""
    kind = _bare(kind)
    if isinstance(kind, inspect.StructType):
        for field in kind.fields:
            if field.name in value:
                yield from mappings(field.type, value[field.name], (*path, field.name))
    elif isinstance(kind, inspect.DictType) and value:
        yield path


def put(values: Any, path: read.Path, text: str) -> None:
    """Puts a text into a study."""
    for step in path[:-1]:
        values = values[step]
    values[path[-1]] = text


@functools.cache
def study() -> tuple[dict[str, Any], tuple[Field, ...]]:
    """The values of the real study, and its texts."""
    document, _ = read.load(REAL.read_bytes())
    assert document is not None
    return document.values, tuple(fields(inspect.type_info(Study), document.values))


def free_fields() -> list[Field]:
    """The fields for words of people."""
    return [field for field in study()[1] if field.free]


def one_of_each() -> list[Field]:
    """A field of every name in the model."""
    return list({field.name: field for field in study()[1]}.values())


def lines_with_problems(values: dict[str, Any]) -> tuple[read.Document, set[int]]:
    """A study written with one text a line, and the lines that the build finds fault with."""
    text = json.dumps(values, ensure_ascii=False, indent=0)
    document, unread = read.load(text.encode())
    assert document is not None
    problems = unread + build_tables.understood(document)[2]
    lines = text.split("\n")
    for problem in problems:
        assert 1 <= problem.column <= len(lines[problem.line - 1])
        assert len(problem.message.splitlines()) == 1
    return document, {problem.line for problem in problems}


@functools.cache
def accepted() -> dict[str, list[str]]:
    """The hostile texts that each field of the model takes. No two titles may be equal."""
    taken: dict[str, list[str]] = {field.name: [] for field in one_of_each()}
    free = [field for field in one_of_each() if field.free]
    others = [field for field in one_of_each() if not field.free]
    for value, chosen in itertools.product(VALUES, (free, others)):  # a broken id hides more
        values = copy.deepcopy(study()[0])
        for field in chosen:
            record, _, last = field.name.partition(".")
            put(values, field.path, f"{value}\n{record}" if last == "title" else value)
        document, refused = lines_with_problems(values)
        for field in chosen:
            if document.positions[field.path][0] not in refused:
                taken[field.name].append(value)
    return taken


def marks() -> Iterator[str]:
    """Words of letters that stand nowhere else: qzaaa, qzaab and so on."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return (f"qz{a}{b}{c}" for a in letters for b in letters for c in letters)


Texts = dict[read.Path, str]


def with_texts(texts: Texts) -> dict[str, Any]:
    """The values of the real study with other texts."""
    values = copy.deepcopy(study()[0])
    for path, text in texts.items():
        put(values, path, text)
    return values


def filled(field: Field, mark: str, following: Counter[str]) -> list[str]:
    """As many of the next texts, round and round, as the field holds; one where it is on a card."""
    queue, room, parts = accepted()[field.name], field.room - len(mark), list[str]()
    for _ in queue:
        value = queue[following[field.name] % len(queue)]
        if len(value) < room:
            parts.append(value)
            room -= len(value) + 1
        elif parts:
            break  # the next field of this name begins with it
        following[field.name] += 1
        if parts and field.name in ROOM:
            break
    return parts


def texts_of_builds(limit: int) -> Iterator[Texts]:
    """What stands in each field in each build: hostile texts that it takes, and its mark.

    Each build goes on where the one before ended, until every field has had all that it takes. What
    finds no room on a card beside the card's other texts is left out.
    """
    following: Counter[str] = Counter()
    for _ in range(limit):
        if all(following[name] >= len(values) for name, values in accepted().items()):
            return
        texts: Texts = {}
        for field, mark in zip(free_fields(), marks(), strict=False):
            parts = filled(field, mark, following)
            texts[field.path] = (" " if field.name in ROOM else "\n").join([*parts, mark])
        document, refused = lines_with_problems(with_texts(texts))
        while refused:  # what is wrong with a card is told when all else is in order
            misfits = [path for path in texts if document.positions[path][0] in refused]
            assert misfits
            texts |= {path: texts[path][-5:] for path in misfits}
            document, refused = lines_with_problems(with_texts(texts))
        yield texts


def test_only_words_of_people_take_hostile_text() -> None:
    """Ids, dates, addresses, percentages, formulas and choices refuse all of it at its place."""
    open_ones = {name for name, values in accepted().items() if values}
    assert open_ones == {field.name for field in one_of_each() if field.free}


READ = """() => {
  const counts = {};
  for (const element of document.querySelectorAll("*")) {
    // Terms are linked where they happen to stand; names with digits are marked as names
    if (element.closest("svg, a.term") || element.matches("span.id")) continue;
    const kind = [element.localName, ...element.getAttributeNames().sort()].join(" ");
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  const whole = document.documentElement.cloneNode(true);
  // What is copied for other programs, such as BibTeX, is written by their rules
  for (const element of whole.querySelectorAll("script, style, svg, pre, code, textarea"))
    element.remove();
  const texts = [whole.textContent];
  for (const element of whole.querySelectorAll("*:not(.term)"))
    for (const name of ["title", "content", "aria-label", "data-head"])
      texts.push(element.getAttribute(name) ?? "");
  const distinct = (selector, told) =>
    [...new Set([...document.querySelectorAll(selector)].map(told))].sort();
  return {
    counts,
    drawn: distinct("svg *", (e) => e.localName),
    handlers: distinct("*", (e) => e.getAttributeNames().filter((n) => n.startsWith("on")).join()),
    terms: distinct("a.term", (a) => a.getAttributeNames().join()),
    links: distinct("a[href]", (a) => a.protocol + a.host),
    text: texts.join("\\n"),
  };
}"""


# Drawing so much text as PNG takes a quarter of a minute
DRAW_NOTHING = """
from pathlib import Path
for picture in Path("docs").rglob("*.svg"):
    picture.with_suffix(".png").write_bytes(b"")
"""


class Read(NamedTuple):
    """A page as a browser has understood it."""

    counts: dict[str, int]  # of elements by their names and those of their attributes
    kinds: dict[str, Any]  # of what may occur more or less often
    text: str


def squeezed(text: str) -> str:
    """A text without white space and capitals, which pages may change."""
    return re.sub(r"\s+", "", text).casefold()


def harmless(texts: Texts) -> Texts:
    """As much text in each field, and the same mark, in plain words."""
    return {path: "plain " * ((len(text) - 5) // 6) + text[-5:] for path, text in texts.items()}


@pytest.fixture(scope="module")
def publish(
    site: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Texts], SiteServer]]:
    """Builds the real study with other texts and serves the site, always at one address."""
    root = copy_built(site, tmp_path_factory.mktemp("hostile") / "repository")
    (root / "scripts" / "publish" / "draw.py").write_text(DRAW_NOTHING)
    server = SiteServer(root / "site")
    server.start()

    def serve(texts: Texts) -> SiteServer:
        (root / "data" / "study.yaml").write_text(
            json.dumps(with_texts(texts), ensure_ascii=False, indent=0), "utf-8"
        )
        assert build(root, server.root) == ""
        return server

    yield serve
    server.shutdown()
    server.server_close()


def addresses(server: SiteServer) -> list[str]:
    """Every page that is served, but for those that lead on to another."""
    return [
        server.url + file.relative_to(server.root).as_posix()
        for file in sorted(server.root.rglob("*.html"))
        if b'http-equiv="refresh"' not in file.read_bytes()
    ]


def seen_pages(page: Page, server: SiteServer) -> dict[str, Read]:
    """Every page of a site as a browser understands it."""
    found = {}
    for address in addresses(server):
        page.goto(address)
        seen = page.evaluate(READ)
        found[address] = Read(seen.pop("counts"), seen, squeezed(seen.pop("text")))
    return found


def assert_well_formed(site: Path) -> None:
    """What machines read can still be read by them."""
    for file in site.rglob("*"):
        if file.suffix in (".json", ".jsonld", ".geojson"):
            json.loads(file.read_bytes())
        elif file.suffix in (".svg", ".xml", ".atom", ".rss"):
            ElementTree.fromstring(file.read_bytes())
        elif file.suffix == ".csv":
            rows = list(csv.reader(io.StringIO(file.read_text("utf-8")), strict=True))
            assert len({len(row) for row in rows}) == 1
        elif file.suffix == ".html":
            for script in re.findall(
                r'<script type="application/ld\+json">(.*?)</script>', file.read_text("utf-8"), re.S
            ):
                json.loads(script)


def test_hostile_text_is_shown_as_typed(
    publish: Callable[[Texts], SiteServer],
    new_page: Callable[..., Page],
    console_errors: list[str],
) -> None:
    """Every page has the elements that it has with plain words, and the texts; nothing runs."""
    still, live = new_page(java_script_enabled=False), new_page()
    dialogs: list[str] = []
    live.on("dialog", lambda dialog: dialogs.append(dialog.message))  # waits: nothing goes on
    benign: Texts = {}
    for texts in texts_of_builds(BUILDS):
        if not benign:
            benign = harmless(texts)
            plain = seen_pages(still, publish(benign))
        server = publish(texts)
        assert_well_formed(server.root)
        hostile = seen_pages(still, server)
        assert hostile.keys() == plain.keys()
        for address, seen in hostile.items():
            assert seen.counts == plain[address].counts, address
            assert seen.kinds == plain[address].kinds, address
            for path, text in texts.items():
                if path in HEADS:
                    times = seen.text.count(text[-5:])
                else:
                    times = plain[address].text.count(squeezed(benign[path]))
                assert seen.text.count(squeezed(text)) == times, (address, path, text)
            live.goto(address)
            assert live.evaluate("window.pwned") is None
        for page in (live, still):  # nothing asks any more for what the next build has not
            page.goto("about:blank")
    assert dialogs == []
    assert console_errors == []
