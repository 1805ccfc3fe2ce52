"""The command, run as a person runs it: what it says, what it writes, and how it ends."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HERE = Path(__file__).parent
PROGRAM = ROOT / "scripts" / "build_tables.py"


def run(
    *arguments: str | Path, cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command with its output; a traceback fails the test at once."""
    done = subprocess.run(
        [sys.executable, PROGRAM, *arguments],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its relative name."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


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
    docs = tmp_path / "docs"
    done = run("--data", f"tests/broken/{faults}.yaml", "--docs", docs)
    expected = (HERE / "broken" / f"{faults}.txt").read_text(encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", expected)
    assert not docs.exists()


def test_a_broken_file_leaves_good_pages_as_they_are(tmp_path: Path) -> None:
    """With pages of an earlier run in place, a problem in the data changes none of them."""
    docs = tmp_path / "docs"
    run("--docs", docs)
    before = contents(docs)
    assert run("--data", "tests/broken/types.yaml", "--docs", docs).returncode == 1
    assert contents(docs) == before


def test_the_smallest_study_gives_its_blessed_pages(tmp_path: Path) -> None:
    """Another study, with other words and numbers, is published by the same code.

    After a wanted change:
    python scripts/build_tables.py --data tests/smallest/study.yaml --docs tests/smallest/docs
    """
    assert run("--data", HERE / "smallest" / "study.yaml", "--docs", tmp_path).returncode == 0
    assert contents(tmp_path) == contents(HERE / "smallest" / "docs")


def test_no_word_of_the_real_study_reaches_another(tmp_path: Path) -> None:
    """The pages of the smallest study do not speak of the real one."""
    run("--data", HERE / "smallest" / "study.yaml", "--docs", tmp_path)
    pages = b"".join(contents(tmp_path).values()).lower()
    for word in (b"thiosul", b"calcino", b"catss", b"limoges", b"children", b"ointment"):
        assert word not in pages


BAD_FILES = {
    "empty": (b"", "1:1: found nothing; expected lines such as `name: value`"),
    "a list": (b"- one\n", "1:1: found a list; expected a record with site, subject, "),
    "a word": (b"one\n", '1:1: found "one"; expected a record with site, subject, '),
    "not UTF-8": (
        b"site: caf\xe9\n",
        "1:10: found the byte 0xE9; expected UTF-8: save the file so",
    ),
    "too deep": (
        b"site: " + b"[" * 50 + b"]" * 50 + b"\n",
        "found more than 20 levels of nesting; expected at most 20: "
        "look for brackets or dashes too many",
    ),
    "too large": (
        b"# padding\n" * 2_000_000,
        "1:1: found 20,000,000 bytes; expected at most 2,000,000: "
        "check that this is the right file",
    ),
    "unclosed": (b'site: "one\n', "not valid YAML"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_is_no_study_gets_one_sentence(name: str, tmp_path: Path) -> None:
    """Empty, unreadable, endless: a place, what was found, what was expected, exit status 1."""
    data, expected = BAD_FILES[name]
    file = tmp_path / "study.yaml"
    file.write_bytes(data)
    done = run("--data", file, "--docs", tmp_path / "docs")
    assert done.returncode == 1
    assert expected in done.stderr
    assert done.stderr.endswith(f" in {file}; nothing was written\n")
    assert not (tmp_path / "docs").exists()


def test_a_file_that_cannot_be_read_is_a_wrong_call(tmp_path: Path) -> None:
    """A missing file and a folder end with status 2 and say which file was meant."""
    for wrong in (tmp_path / "nothing.yaml", tmp_path):
        done = run("--data", wrong)
        assert done.returncode == 2
        assert done.stderr.startswith(f"{wrong}: ")


def test_a_file_that_may_not_be_read_gets_one_sentence(tmp_path: Path) -> None:
    """Where the system refuses to read the file, that is said at its first line."""
    loop = tmp_path / "study.yaml"
    loop.symlink_to(loop)  # refused for root too, unlike a file without permissions
    done = run("--data", loop)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"{loop}:1:1: Too many levels of symbolic links; expected a file that can be read",
        f"1 problem in {loop}; nothing was written",
    ]


@pytest.mark.parametrize("arguments", [["--dat", "--check"], ["--check=yes"], ["study.yaml"]])
def test_a_wrong_call_ends_with_status_2(arguments: list[str]) -> None:
    """An option that is not there, a value that is not wanted, a file in the wrong place."""
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("usage: ")


def test_check_names_stale_files_and_the_repair(tmp_path: Path) -> None:
    """A changed, a missing and a strange file are named; nothing is written."""
    docs = tmp_path / "docs"
    run("--docs", docs)
    (docs / "index.md").write_text("changed", encoding="utf-8")
    (docs / "words.md").unlink()
    (docs / "mine.md").write_text("mine", encoding="utf-8")
    before = contents(docs)
    done = run("--docs", docs, "--check")
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert [line.split("/")[-1].split(":")[0] for line in lines[:-1]] == [
        "index.md",
        "mine.md",
        "words.md",
    ]
    assert lines[-1] == ("3 stale; mend with: make site (another folder: the same without --check)")
    assert contents(docs) == before


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    """What is already right is left alone."""
    assert ", 0 changed" not in run("--docs", tmp_path).stdout
    assert run("--docs", tmp_path).stdout.endswith(", 0 changed\n")


def test_two_builds_are_equal(tmp_path: Path) -> None:
    """Another folder, hash seed, time zone, locale and file mask give the same bytes."""
    other = tmp_path / "another folder"
    shutil.copytree(
        ROOT / "scripts", other / "scripts", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(ROOT / "templates", other / "templates")
    shutil.copytree(ROOT / "data", other / "data")
    run("--docs", tmp_path / "one", PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C")
    done = subprocess.run(
        [sys.executable, other / "scripts" / "build_tables.py", "--docs", tmp_path / "two"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8"},
        umask=0o077,
        check=True,
        capture_output=True,
    )
    assert b"changed" in done.stdout
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
