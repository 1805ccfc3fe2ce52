"""Whatever becomes of a study file, the build gives its pages or says where to mend it.

FUZZ_CASES=20000 pytest -n auto tests/test_fuzz.py   tries as many files; see tests/mutations.py.
"""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import stages
from load import Problem
from mutations import FAMILIES, Mutant, anatomy, mutants
from studies import REAL, ROOT
from test_build_tables import PROGRAM, contents

CASES = int(os.environ.get("FUZZ_CASES", "2100"))
SHARE = 50  # of the cases, one in so many goes through the command itself
MAX_SECONDS = 5
MAX_BYTES = 300 * 2**20
PARTS = anatomy(REAL)


def bounded(cases: int) -> settings:
    """The same cases in every run, and as many as asked for."""
    return settings(
        max_examples=cases,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def assert_helpful(problems: list[Problem], data: bytes) -> None:
    """Each problem has a place in the file and a sentence; they are in order, and none is twice."""
    lines = data.decode("utf-8", "replace").removeprefix("\ufeff").split("\n")
    assert problems == sorted(set(problems))
    for line, column, path, message in problems:
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 2  # just past the end, or after a mark
        assert message.strip()
        assert (path + message).isprintable()


def assert_whole(pages: dict[str, str]) -> None:
    """Every file that the site needs is there and can be read by what reads it next."""
    settings = yaml.safe_load(pages[".site.yml"])
    assert set(settings["nav"]) == {name for name in pages if name.endswith(".md")} - {
        "maintainers/data-dictionary.md"
    }
    for name, body in pages.items():
        body.encode()
        if name.endswith(".md"):
            _, head, text = body.split("---\n", 2)
            assert yaml.safe_load(head)["title"]
            assert text.strip()
        elif name.endswith(".svg"):
            ElementTree.fromstring(body)
        elif name.endswith(".json"):
            json.loads(body)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_broken_file_gives_pages_or_places(family: str) -> None:
    """Any mutation of the real file is published whole or refused with places, in seconds."""

    @bounded(CASES // len(FAMILIES))
    @given(mutants(PARTS, family))
    def holds(mutant: Mutant) -> None:
        data = mutant.file(PARTS)
        start = time.perf_counter()
        pages, problems = stages.pages(data, ROOT)
        assert time.perf_counter() - start < MAX_SECONDS
        assert bool(pages) != bool(problems)
        if pages:
            assert_whole(pages)
        assert_helpful(problems, data)

    holds()


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))


def command(data: Path, docs: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """The command within its limits of time and memory."""
    return subprocess.run(
        [sys.executable, PROGRAM, "--data", data, "--docs", docs, *more],
        capture_output=True,
        text=True,
        check=False,
        timeout=MAX_SECONDS,
        preexec_fn=_limited,
    )


def test_the_command_writes_all_or_nothing(tmp_path: Path) -> None:
    """Within its limits it ends with 0 and good pages, or with 1 and the earlier ones untouched."""
    file, docs = tmp_path / "study.yaml", tmp_path / "docs"
    assert command(REAL, docs).returncode == 0

    @bounded(max(1, CASES // SHARE))
    @given(st.sampled_from(list(FAMILIES)).flatmap(lambda family: mutants(PARTS, family)))
    def holds(mutant: Mutant) -> None:
        file.write_bytes(mutant.file(PARTS))
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
