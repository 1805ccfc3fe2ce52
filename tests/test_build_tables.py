"""The command, run as a person runs it: what it says, what it writes, and how it ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import addresses
from studies import ROOT, SMALLEST

HERE = ROOT / "tests"
PROGRAM = ROOT / "scripts" / "build_tables.py"


def run(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The command with its output; a traceback fails the test at once."""
    command = [sys.executable, PROGRAM, *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", check=False)
    assert "Traceback" not in done.stderr
    return done


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its relative name."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_the_committed_pages_are_what_the_data_give() -> None:
    """Nobody has changed docs/ by hand, and nobody has forgotten to build."""
    done = run("--check")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("faults", ["types", "facts"])
def test_a_broken_file_is_told_everything_and_nothing_is_written(
    faults: str, tmp_path: Path
) -> None:
    """A file with a fault of each kind gives the whole list beside it: first types, then facts.

    After a wanted change, for both files:
    python scripts/build_tables.py --data tests/broken/types.yaml 2> tests/broken/types.txt
    """
    (tmp_path / ".site.yml").write_text("of an earlier build")
    done = run("--data", f"tests/broken/{faults}.yaml", "--docs", tmp_path)
    expected = (HERE / "broken" / f"{faults}.txt").read_text(encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", expected)
    assert contents(tmp_path) == {".site.yml": b"of an earlier build"}


def test_the_smallest_study_gives_its_blessed_pages(tmp_path: Path) -> None:
    """Another study, with other words and numbers, is published by the same code.

    After a wanted change:
    python scripts/build_tables.py --data tests/smallest/study.yaml --docs tests/smallest/docs
    """
    assert run("--data", SMALLEST, "--docs", tmp_path).returncode == 0
    assert contents(tmp_path) == contents(HERE / "smallest" / "docs")
    assert run("--data", SMALLEST, "--docs", tmp_path).stdout.endswith(", 0 changed\n")
    assert not SMALLEST.with_name(addresses.LIST).exists()  # none promised before one asks for it


def test_a_file_that_cannot_be_read_is_a_wrong_call(tmp_path: Path) -> None:
    """A missing file, a folder, a link to itself: status 2, and which file was meant."""
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    for wrong in (tmp_path / "nothing.yaml", tmp_path, tmp_path / "loop.yaml"):
        done = run("--data", wrong)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert done.stderr.startswith(f"{wrong}: ")


@pytest.mark.parametrize("arguments", [["--dat", "--check"], ["--check=yes"], ["study.yaml"]])
def test_a_wrong_call_ends_with_status_2(arguments: list[str]) -> None:
    """An option that is not there, a value that is not wanted, a file in the wrong place."""
    done = run(*arguments)
    assert (done.returncode, done.stderr[:7]) == (2, "usage: ")


def test_check_names_stale_files_and_the_repair(tmp_path: Path) -> None:
    """A changed, a missing and a strange file are named; nothing is written."""
    told = ("--data", SMALLEST, "--docs", tmp_path)
    run(*told)
    (tmp_path / "index.md").write_text("changed")
    (tmp_path / "words.md").unlink()
    (tmp_path / "mine.md").write_text("mine")
    before = contents(tmp_path)
    done = run(*told, "--check")
    *lines, last = done.stderr.splitlines()
    names = [line.split("/")[-1].split(":")[0] for line in lines]
    assert (done.returncode, names) == (1, ["index.md", "mine.md", "words.md"])
    assert last == "3 stale; mend with: make site (another folder: the same without --check)"
    assert contents(tmp_path) == before


def test_who_stops_it_or_reads_no_more_sees_no_traceback(tmp_path: Path) -> None:
    """Ctrl-C while it works, here while it reads, and a pipe whose other end has closed."""
    os.mkfifo(tmp_path / "study.yaml")
    command = [sys.executable, str(PROGRAM), "--docs", str(tmp_path / "docs")]
    told = [*command, "--data", str(tmp_path / "study.yaml")]
    begun = subprocess.Popen(told, stderr=subprocess.PIPE)
    with (tmp_path / "study.yaml").open("w"):  # as soon as it reads
        begun.send_signal(signal.SIGINT)
        assert begun.communicate()[1] == b""
    reading, writing = os.pipe()
    os.close(reading)
    assert subprocess.run(command, stdout=writing, stderr=subprocess.PIPE).stderr == b""
    os.close(writing)
