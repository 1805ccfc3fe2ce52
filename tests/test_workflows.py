"""The workflows: sound, with few rights, and of commands that a person can run."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PROGRAMS = Path(sys.executable).parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PIN = re.compile(r"uses: ([\w-]+/[\w-]+)@([0-9a-f]{40}) # v\d+\.\d+\.\d+\n")


class Step(NamedTuple):
    """A step that runs commands."""

    workflow: str
    name: str
    script: str
    env: dict[str, str]


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every job with its name."""
    for path in WORKFLOWS:
        for name, job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].items():
            yield f"{path.stem}: {name}", job


def steps() -> list[Step]:
    """Every step that runs commands."""
    return [
        Step(name, step.get("name", ""), step["run"], step.get("env", {}))
        for name, job in jobs()
        for step in job["steps"]
        if "run" in step
    ]


def said(*words: str) -> str:
    """Run a tool of the environment; give what it said if it found fault, else ""."""
    run = subprocess.run(
        [PROGRAMS / words[0], *words[1:]],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return run.stdout if run.returncode else ""


def test_secure() -> None:
    """The auditor of workflows, at its strictest, finds nothing."""
    assert said("zizmor", "--offline", "--persona=pedantic", "--quiet", ".github") == ""


@pytest.mark.parametrize(
    ("schema", "files"),
    [("github-workflows", WORKFLOWS), ("dependabot", [ROOT / ".github" / "dependabot.yml"])],
)
def test_schema(schema: str, files: list[Path]) -> None:
    """GitHub's own schemas accept the files."""
    assert files
    words = ("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *map(str, files))
    assert said(*words) == ""


def test_pins() -> None:
    """Every action is pinned to a commit with its version beside it, the same one everywhere."""
    text = "".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    pins = PIN.findall(text)
    assert len(pins) == text.count("uses:") > 0
    assert len(set(pins)) == len({action for action, _ in pins})


def test_rights() -> None:
    """A workflow starts with no rights; a job names its own, and how long it may take."""
    for path in WORKFLOWS:
        workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert workflow["permissions"] == {}
        assert "concurrency" in workflow
    for name, job in jobs():
        assert job["permissions"], name
        assert job["timeout-minutes"] <= 60, name


@pytest.mark.parametrize("step", steps(), ids=lambda step: f"{step.workflow}, {step.name}")
def test_steps(step: Step) -> None:
    """A step is sound shell, takes nothing unquoted from outside, and calls targets that exist."""
    assert "${{" not in step.script
    run = subprocess.run(["bash", "-n"], input=step.script, text=True, capture_output=True)
    assert (run.returncode, run.stderr) == (0, "")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    called = set(re.findall(r"\bmake (?:--silent )?([a-z]+)", step.script))
    assert called <= targets


def named(name: str) -> Step:
    """The step of that name."""
    (step,) = (step for step in steps() if step.name == name)
    return step


class Runner:
    """A folder in which steps run, with a `gh` that notes what it is asked and says `answer`."""

    def __init__(self, folder: Path) -> None:
        self.temp = folder / "temp"
        self.repository = folder / "repository"
        self.answer = folder / "answer"
        self.asked = folder / "asked"
        programs = folder / "programs"
        for each in (self.temp, self.repository, programs):
            each.mkdir()
        self.asked.touch()
        gh = programs / "gh"
        gh.write_text(
            f'#!/bin/sh\necho "$@" >> {self.asked}\n[ "$2" != list ] || cat {self.answer}\n'
        )
        gh.chmod(0o755)
        self.env = {
            **os.environ,
            "PATH": f"{programs}:{os.environ['PATH']}",
            "RUNNER_TEMP": str(self.temp),
            "HOME": str(folder),
        }

    def run(self, step: Step) -> list[str]:
        """Run a step as GitHub would; give what `gh` was asked in it."""
        self.asked.write_text("")
        words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step.script]
        env = {**self.env, **{k: v for k, v in step.env.items() if "${{" not in v}}
        subprocess.run(words, cwd=self.repository, env=env, check=True)
        return self.asked.read_text().splitlines()

    def git(self, *words: str) -> str:
        """Run git in the repository."""
        options = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        run = subprocess.run(
            ["git", *options, *words],
            cwd=self.repository,
            env=self.env,
            check=True,
            capture_output=True,
            text=True,
        )
        return run.stdout


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A runner with a repository of data and pages, and a remote that has the same."""
    runner = Runner(tmp_path)
    for folder in ("data", "docs"):
        (runner.repository / folder).mkdir()
        (runner.repository / folder / "a").write_text("old\n")
    (runner.repository / "CITATION.cff").write_text("old\n")
    subprocess.run(["git", "init", "--quiet", "--bare", tmp_path / "remote"], check=True)
    runner.git("init", "--quiet", "--initial-branch=main")
    runner.git("add", ".")
    runner.git("commit", "--quiet", "--message", "first")
    runner.git("remote", "add", "origin", str(tmp_path / "remote"))
    runner.git("push", "--quiet", "origin", "main")
    return runner


def test_nothing_to_propose(runner: Runner) -> None:
    """While the registry says what the file says, nothing is pushed and nobody is told."""
    assert runner.run(named("Propose the change")) == []
    assert "trials" not in runner.git("ls-remote", "origin")


@pytest.mark.parametrize(("there", "does"), [("0", "pr create --head"), ("1", "pr edit")])
def test_proposes(runner: Runner, there: str, does: str) -> None:
    """A change goes to one branch and one pull request; a week later to the same ones."""
    step = named("Propose the change")
    branch = step.env["BRANCH"]
    runner.git("push", "--quiet", "origin", f"main:refs/heads/{branch}")
    runner.answer.write_text(f"{there}\n")
    (runner.repository / "data" / "a").write_text("new\n")
    (runner.repository / "docs" / "b").write_text("new\n")
    asked = runner.run(step)
    assert asked[-1].startswith(f"{does} {branch}")
    assert [words.split()[0] for words in asked] == ["auth", "pr", "pr"]
    runner.git("fetch", "--quiet", "origin", branch)
    changed = runner.git("diff", "--name-only", "main", "FETCH_HEAD")
    assert changed.split() == ["data/a", "docs/b"]


@pytest.mark.parametrize(
    ("issue", "titles", "opened"),
    [
        ("", "", False),
        ("A title\n\nText\n", "", True),
        ("A title\n\nText\n", "Another\nA title\n", False),
        ("A title\n\nText\n", "A title of more words\n", True),
        ("-n [a]*\n\nText\n", "-n [a]*\n", False),
    ],
)
def test_opens_an_issue_once(runner: Runner, issue: str, titles: str, opened: bool) -> None:
    """An issue is opened when it is due, and not a second time."""
    (runner.temp / "issue.md").write_text(issue)
    runner.answer.write_text(titles)
    asked = runner.run(named("Open an issue, once for each date"))
    assert [words for words in asked if words.startswith("issue create")] == (
        [f"issue create --title {issue.splitlines()[0]} --body-file {runner.temp}/body.md"]
        if opened
        else []
    )
    if opened:
        assert (runner.temp / "body.md").read_text() == "Text\n"
