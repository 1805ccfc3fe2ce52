"""The Makefile and git's settings on machines that are set up in an odd way."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from studies import ROOT


def make(folder: Path, *words: str, more: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """Run make in a folder, with rules of its own besides ours."""
    return subprocess.run(
        ["make", "--no-print-directory", "-f", ROOT / "Makefile", "-f", "-", *words],
        cwd=folder,
        input=more,
        env={**os.environ, **env},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("name", ["PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PYTHONPATH"])
def test_settings_of_the_machine_do_not_reach_set_up(name: str, tmp_path: Path) -> None:
    """Packages go to .venv, and our modules are found first, whatever a person has set."""
    done = make(tmp_path, "show", more="show:\n\t@env\n", **{name: "/elsewhere"})
    assert done.returncode == 0
    assert "/elsewhere" not in done.stdout
    assert "PIP_USER=0\n" in done.stdout
    assert "PYTHONPATH=scripts\n" in done.stdout


def test_what_is_said_can_be_said_on_every_terminal(tmp_path: Path) -> None:
    """“”, … and – would end in a traceback where the terminal's signs are not Unicode's."""
    plain = {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    more = f"show:\n\t@'{sys.executable}' -c 'print(chr(8230))'\n"
    assert make(tmp_path, "show", more=more, **plain).stdout == "…\n"


@pytest.mark.parametrize("command", ["watch.age", "watch.changes HEAD", "watch.trials --help"])
def test_who_reads_no_more_sees_no_traceback(command: str) -> None:
    """A pipe whose other end has closed, and a terminal that has few signs."""
    plain = {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    env = {**os.environ, **plain, "PYTHONPATH": "scripts"}
    reading, writing = os.pipe()
    os.close(reading)
    for out in (writing, subprocess.DEVNULL):
        words = [sys.executable, "-m", *command.split()]
        done = subprocess.run(words, cwd=ROOT, env=env, stdout=out, stderr=subprocess.PIPE)
        assert b"Traceback" not in done.stderr
        assert b"BrokenPipe" not in done.stderr
    os.close(writing)


def test_a_linked_environment_is_not_emptied(tmp_path: Path) -> None:
    """Where .venv leads to another folder, set-up stops and says what to do."""
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "file").touch()
    (tmp_path / ".venv").symlink_to("others")
    (tmp_path / "requirements.txt").touch()
    done = make(tmp_path, "check")
    assert done.returncode == 2
    assert "Remove the link: rm .venv" in done.stderr
    assert (tmp_path / "others" / "file").exists()


def test_git_changes_no_line_end(tmp_path: Path) -> None:
    """Also where it is told to, as on Windows: a checkout has the bytes that were committed."""
    shutil.copy(ROOT / ".gitattributes", tmp_path)
    bodies = {"a.md": b"one\ntwo\n", "a.csv": b"1\n2\n", "a.png": b"\x89PNG\r\n\x1a\n\0\r\n"}
    git = ["git", "-c", "core.autocrlf=true", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for name, body in bodies.items():
        (tmp_path / name).write_bytes(body)
    for words in ("init --quiet", "add .", "commit --quiet --message 1", "rm --quiet *.md *.csv"):
        subprocess.run([*git, *words.split()], cwd=tmp_path, check=True)
    subprocess.run([*git, "reset", "--quiet", "--hard"], cwd=tmp_path, check=True)
    assert {name: (tmp_path / name).read_bytes() for name in bodies} == bodies
