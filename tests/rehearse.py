"""Makes a rehearsal: a small change of a copy of the real study, its site, and what is wrong.

A file of tests/rehearsals/ is in the form of the study file. Its keys may be paths; what they give
is put in place, and behind a list where the path ends in +. Besides it may hold:

    sentences:  old words, and what stands in their place wherever they stand
    remove:     paths that are taken away
    log:        entries that are put on top; `version: next`, and anywhere `date: today`
    says:       by page or file ("every page" for all), what it must say; {fact-id} is filled in
    no_longer:  the same, what it must not say
"""

import datetime
import html
import json
import logging
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from bs4 import BeautifulSoup
from markdown import markdown
from mkdocs.commands import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

import addresses
import build_tables
import wording
from studies import ROOT, TYPED
from study import facts, read
from study.read import Problem
from test_reading import MEDICAL, SETTINGS, grade, running_text
from words.edition import Edition

HOME = ROOT / "tests" / "rehearsals"
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
# Where digits are no figures
NO_FIGURE = "time, cite, .fields, .record, code, .id, .year, .tick, script, style, nav, textarea"
OWN = ("sentences", "remove", "log", "says", "no_longer")
EVERY = "every page"
LEDGER = re.compile(r'(?s)<div class="entry".*?\n</div>\n')
STEP = re.compile(r"[^.\[\]]+")


class Over(Exception):
    """The real study no longer has what a rehearsal changes: it has happened."""


class Made(NamedTuple):
    """What became of a changed study."""

    files: dict[str, str]
    problems: list[Problem]
    edition: Edition | None


def typed(path: Path) -> dict[str, Any]:
    """A rehearsal, or a study, whose values are the text that was typed."""
    return dict(yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader))


def changed(rehearsal: Mapping[str, Any]) -> dict[str, Any]:
    """The real study with a rehearsal's changes. Raises Over."""
    whole = json.dumps(TYPED, ensure_ascii=False)
    for pair in (rehearsal.get("sentences") or {}).items():
        old, new = (json.dumps(each, ensure_ascii=False)[1:-1] for each in pair)
        if old not in whole:
            raise Over(old)
        whole = whole.replace(old, new)
    study: dict[str, Any] = json.loads(whole)
    for path in rehearsal.get("remove") or ():
        *above, last = _steps(path)
        try:
            place = _at(study, above)
            del place[_key(place, last)]
        except (KeyError, IndexError) as error:
            raise Over(path) from error
    for path, value in rehearsal.items():
        if path not in OWN:
            _put(study, path, _dated(value))
    for entry in reversed(rehearsal.get("log") or ()):
        major, minor = study["log"][0]["version"].split(".")
        version = f"{major}.{int(minor) + 1}"
        told = {key: version if value == "next" else value for key, value in entry.items()}
        study["log"].insert(0, _dated(told))
    return study


def _dated(value: Any) -> Any:
    """The same with today's date for `date: today`, at any depth."""
    if isinstance(value, dict):
        return {key: _dated(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_dated(item) for item in value]
    return str(datetime.datetime.now(datetime.UTC).date()) if value == "today" else value


def _steps(path: str) -> list[str]:
    return STEP.findall(path.removesuffix("+"))


def _key(place: Any, step: str) -> Any:
    return int(step) if isinstance(place, list) else step


def _at(study: Any, steps: list[str]) -> Any:
    for step in steps:
        study = study[_key(study, step)]
    return study


def _put(study: dict[str, Any], path: str, value: Any) -> None:
    *above, last = _steps(path)
    place: Any = study
    for step in above:
        place = place.setdefault(step, {}) if isinstance(place, dict) else place[int(step)]
    key = _key(place, last)
    if path.endswith("+"):
        place.setdefault(key, []).extend(value)
    elif isinstance(value, dict) and isinstance(place, dict) and isinstance(place.get(key), dict):
        for inner, item in value.items():
            _put(place[key], inner, item)
    else:
        place[key] = value


def build(study: Mapping[str, Any]) -> Made:
    """The files that a study gives, made in this process, or its problems."""
    data = yaml.dump(
        study, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=4096
    ).encode()
    made, problems = build_tables.files(data, ROOT)
    if not problems:  # an address that was published is not lost
        lost = addresses.lost(ROOT / "data" / addresses.LIST, made)
        problems = [Problem(line, 1, addresses.LIST, said) for line, said in lost]
    understood = None if problems else facts.unmarked(read.read(data).study)
    edition = understood and Edition(understood, facts.compute(understood))
    return Made(made, problems, edition)


def touched(files: Mapping[str, str], before: Mapping[str, str]) -> list[str]:
    """The files that differ in what people read; what pages say to machines stands below it."""
    now, was = ({name: _read(text) for name, text in each.items()} for each in (files, before))
    return [name for name, text in now.items() if text != was.get(name)]


def _read(text: str) -> str:
    return text.partition('<script type="application/ld+json">')[0]


# -- a whole site, and what is wrong with it -------------------------------------------------------


def with_mkdocs(made: Mapping[str, str], folder: Path) -> list[str]:
    """What a strict build with MkDocs complains of: links, parts of pages, the menu."""
    for name in ("templates", "scripts", "data"):
        (folder / name).symlink_to(ROOT / name)
    for name, text in made.items():
        path = folder / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    told = _Told()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(told)
    config = folder / "own.yml"
    config.write_text(re.sub("(?m)^hooks:\n.*\n", "", (ROOT / "mkdocs.yml").read_text("utf-8")))
    try:
        mkdocs_build.build(load_config(str(config), strict=True, site_dir=str(folder / "site")))
    except MkDocsException as error:
        told.lines.append(str(error))
    finally:
        logger.removeHandler(told)
    return told.lines


class _Told(logging.Handler):
    """Keeps the warnings."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def without_theme(text: str) -> str:
    """A page as its Markdown gives it, with its description: what the data can change."""
    _, matter, body = text.split("---\n", 2)
    fields = yaml.safe_load(matter)
    metas = f'<meta name="description" content="{html.escape(fields["description"])}">'
    return f"{metas}<article>{markdown(body, extensions=['attr_list', 'toc'])}</article>"


def use_words(edition: Edition, patch: pytest.MonkeyPatch) -> None:
    """Hold the rules of wording to what this study calls things and prints."""
    study, computed = edition
    impossible = [fact for fact in computed.values() if fact.kind == "impossible"]
    dose = [f.id for f in computed.values() if f.section in ("quantities", "measures", "names")]
    own = {
        "duration": re.escape(edition.filled(study.subject.follow_up).split("least ")[-1]),
        "sources": wording.either(source.name for source in study.sources.values()),
        "features": wording.either(study.features),
        "quantities": wording.either(dose),
        "impossible": wording.either(fact.id for fact in impossible),
        "misprint": wording.either(fact.printed or "" for fact in impossible),
    }
    patch.setattr(wording, "WORDS", {**wording.WORDS, **own})
    wording.compiled.cache_clear()


def broken(files: Mapping[str, str], before: Mapping[str, str], edition: Edition) -> Iterator[str]:
    """Every rule that changed pages and tables break: wording, digits, ids, reading grade.

    Entries of the ledger that were there before are passed over: there are hundreds.
    """
    names, pages = touched(files, before), {}
    for name in names:
        if name.endswith(".md"):
            text = files[name]
            for entry in LEDGER.findall(before.get(name, "")):
                text = text.replace(entry, "")
            pages[name.removesuffix(".md")] = without_theme(text)
    exports = {name: files[name] for name in names if name.endswith((".csv", "summary.txt"))}
    study = edition.study
    works = [source.work.title for source in study.sources.values() if source.work]
    titles = [trial.title for trial in study.trials.values() if trial.title]
    cited = [*(source.citation for source in study.sources.values()), *works, *titles]
    cited += [source.url for source in study.sources.values() if source.url]
    for name, page in pages.items():
        yield from (str(each) for each in wording.check_page(page, name, cited))
        soup = BeautifulSoup(page, "html.parser")
        ids = [str(tag["id"]) for tag in soup.find_all(id=True)]
        yield from (f"{name}: id {each} twice" for each in {i for i in ids if ids.count(i) > 1})
        yield from (f"{name}: {each}" for each in unbacked(soup, edition))
        yield from _too_hard(name, page, edition)
    for name, text in exports.items():
        yield from (str(each) for each in wording.check_export(name, text, cited))


def unbacked(soup: BeautifulSoup, edition: Edition) -> Iterator[str]:
    """The numbers of an article that stand in no fact; test_site.py holds them to its row."""
    article = soup.find("article") or soup
    passed_over = {id(tag) for tag in article.select(NO_FIGURE)}
    compared = [ident for _, each in facts.studies(edition.study) for ident in each.comparisons]
    known = {*edition.facts, *compared, "limits"}
    for text in article.find_all(string=NUMBER):
        above = list(text.parents)
        if any(id(tag) in passed_over for tag in above):
            continue
        holder = next((tag for tag in above if tag.get("data-fact")), None)
        idents = str(holder["data-fact"]).split() if holder else []
        if not idents or not {*idents} <= known:
            yield f"a figure of no fact: {text.strip()!r}"


def _too_hard(name: str, page: str, edition: Edition) -> Iterator[str]:
    limit = SETTINGS["pages"].get(name)
    if limit is None:
        return
    study = edition.study
    terms = [each for term in study.glossary.values() for each in (term.term, *term.also)]
    names = [*terms, *(source.name for source in study.sources.values()), *SETTINGS["names"]]
    found, raw = grade(running_text(page, names)), grade(running_text(page, []))
    if max(found, raw - MEDICAL) > limit:
        yield f"{name}: reading grade {found:.1f} (all words {raw:.1f}), at most {limit}"


def unsaid(rehearsal: Mapping[str, Any], made: Made) -> Iterator[str]:
    """What pages and files do not say and must, and what they say and must no longer."""
    assert made.edition
    pages = [name.removesuffix(".md") for name in made.files if name.endswith(".md")]
    for key, wanted in (("says", True), ("no_longer", False)):
        for where, expected in (rehearsal.get(key) or {}).items():
            for name in pages if where == EVERY else [where]:
                text = plain(made.files[f"{name}.md"]) if name in pages else made.files[name]
                for each in expected:
                    try:
                        said = made.edition.filled(each)
                    except KeyError as error:
                        yield f"{name}: {each!r} names what is not there: {error}"
                        continue
                    if (said in " ".join(text.split())) != wanted:
                        yield f"{name}: {'does not say' if wanted else 'still says'} {said!r}"


def plain(page: str) -> str:
    """What a reader reads on a page in Markdown with HTML."""
    hidden = r"(?s)^---\n.*?\n---\n|<(script|style|textarea)\b.*?</\1>|<[^>]*>"
    return html.unescape(re.sub(hidden, "", page)).replace("\\", "")
