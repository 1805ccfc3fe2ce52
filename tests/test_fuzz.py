"""Whatever becomes of a study file, the build gives its pages or says where to mend it.

FUZZ_CASES=20000 pytest -n auto tests/test_fuzz.py   tries as many files; see tests/mutations.py.
"""

import json
import os
import re
import resource
import subprocess
import sys
import time
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import HealthCheck, Phase, assume, given, settings

import build_tables
from mutations import Mutant, anatomy, mutants
from studies import REAL, ROOT, SMALLEST
from study.read import Problem
from test_build_tables import PROGRAM, contents

CASES = int(os.environ.get("FUZZ_CASES", "2000"))
# Of 1,000 cases of the real study. What is accepted takes five times as long as what is refused, so
# there is less of where that is frequent.
MIX = {
    "values": 150,
    "keys": 400,
    "lines": 200,
    "numbers": 50,
    "references": 60,
    "noise": 100,
    "everything": 40,
}
# For each 1,000 besides: of the smallest study, and of the real one through the command itself
SMALLEST_CASES = 100
COMMAND_CASES = 8
MAX_SECONDS = 5
MAX_BYTES = 300 * 2**20


def bounded(cases: int) -> settings:
    """The same cases in every run, and as many as asked for."""
    return settings(
        max_examples=cases,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],  # explaining a failure would slow every case down
    )


def assert_helpful(problems: list[Problem], data: bytes) -> None:
    """Each problem has a place in the file and a sentence; they are in order, and none is twice."""
    lines = data.decode("utf-8", "replace").removeprefix("\ufeff").split("\n")
    assert problems == sorted(set(problems))
    for line, column, path, message in problems:
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 2  # just past the end, or after a mark
        assert len(message.strip().splitlines()) == 1
        assert len(path.splitlines()) <= 1


def assert_whole(pages: dict[str, str]) -> None:
    """Every file that the site needs is there and can be read by what reads it next."""
    settings = yaml.safe_load(pages[".site.yml"])
    assert set(settings["nav"]) <= pages.keys()
    for name, body in pages.items():
        assert_readable(name, body)


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


RUNS = [
    *((REAL, family, share) for family, share in MIX.items()),
    (SMALLEST, "everything", SMALLEST_CASES),
]


@pytest.mark.parametrize(("file", "family", "share"), RUNS)
def test_a_broken_file_gives_pages_or_places(file: Path, family: str, share: int) -> None:
    """Any mutation of a good file is published whole or refused with places, in seconds."""
    parts, tried = anatomy(file), {sha256(file.read_bytes()).digest()}

    @bounded(CASES * share // 1000)
    @given(mutants(parts, family))
    def holds(mutant: Mutant) -> None:
        data = mutant.file(parts)
        name = sha256(data).digest()
        assume(name not in tried)  # every case is another file
        tried.add(name)
        start = time.process_time()
        pages, problems = build_tables.files(data, ROOT)
        assert time.process_time() - start < MAX_SECONDS
        assert bool(pages) != bool(problems)
        if pages:
            assert_whole(pages)
        assert_helpful(problems, data)

    holds()


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))


def command(data: Path, docs: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """The command within its limits of time and memory."""
    return subprocess.run(
        [sys.executable, PROGRAM, "--data", data, "--docs", docs, *more],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_limited,
    )


def test_the_command_writes_all_or_nothing(tmp_path: Path) -> None:
    """Within its limits it ends with 0 and good pages, or with 1 and the earlier ones untouched."""
    file, docs, parts = tmp_path / "study.yaml", tmp_path / "docs", anatomy(REAL)
    assert command(REAL, docs).returncode == 0

    @bounded(CASES * COMMAND_CASES // 1000)
    @given(mutants(parts, "everything"))
    def holds(mutant: Mutant) -> None:
        file.write_bytes(mutant.file(parts))
        before = contents(docs)
        done = command(file, docs)
        assert "Traceback" not in done.stderr
        if done.returncode == 0:
            assert command(file, docs, "--check").returncode == 0
        else:
            assert done.returncode == 1
            assert done.stderr.startswith(f"{file}:")
            assert done.stderr.endswith("; nothing was written\n")
            assert contents(docs) == before

    holds()


@pytest.mark.parametrize("people", [0, 1, 5000])
def test_groups_of_any_size_are_built_in_time(people: int) -> None:
    """With nobody in any group, with one, and with as many as the model takes."""
    text = re.sub(r", prints: [0-9.]+%", "", SMALLEST.read_text("utf-8"))
    text = re.sub(r"(size|count): \d+", rf"\1: {people}", text)
    text = text.replace("group: morning, cite", f"group: morning, count: {people}, cite")
    start = time.process_time()
    pages, problems = build_tables.files(text.encode(), ROOT)
    assert time.process_time() - start < MAX_SECONDS
    assert bool(pages) != bool(problems)
