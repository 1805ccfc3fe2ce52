"""The workflows: sound, with few rights, and of commands that a person can run."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from studies import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
JOBS: dict[str, dict[str, Any]] = {
    name: job
    for path in WORKFLOWS
    for name, job in yaml.safe_load(path.read_text("utf-8"))["jobs"].items()
}


def scripts(job: dict[str, Any]) -> list[str]:
    """The shell scripts of a job's steps."""
    return [step["run"] for step in job["steps"] if "run" in step]


@pytest.mark.parametrize(
    "words",
    [
        ["zizmor", "--offline", "--persona=pedantic", "--quiet", ".github"],
        ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS],
        ["check-jsonschema", "--builtin-schema", "vendor.dependabot", ".github/dependabot.yml"],
    ],
    ids=["audit", "workflows", "dependabot"],
)
def test_sound(words: list[str]) -> None:
    """The auditor of rights and pins, at its strictest, and GitHub's schemas find nothing."""
    program = Path(sys.executable).with_name(words[0])
    subprocess.run([program, *words[1:]], cwd=ROOT, check=True)


def test_steps() -> None:
    """A step is sound shell, takes nothing unquoted from outside, and calls targets that exist."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    for script in [script for job in JOBS.values() for script in scripts(job)]:
        assert "${{" not in script
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)
        assert set(re.findall(r"\bmake (?:--silent )?([a-z]+)", script)) <= targets


def test_who_may_write_installs_nothing() -> None:
    """A job with a token that can write to the repository runs no program of ours or of others."""
    writing = [job for job in JOBS.values() if job["permissions"].get("contents") == "write"]
    assert writing
    assert not re.findall(r"\b(make|python|pip|npm)\b", str([scripts(job) for job in writing]))


ROBOT = "41898282+github-actions[bot]@users.noreply.github.com"
BRANCH = "refs/heads/trials-as-registered"
# Notes what it is asked to make, and lists what the folder says is there
GH = """\
#!/bin/sh
cd "$RUNNER_TEMP"
case "$2" in
  create|edit) echo "$@" >> made; test "$1" != pr || test ! -e forbidden ;;
  list) cat "$1-list" ;;
esac
"""


class Runner:
    """A clone of a repository, in which the job `tell` runs."""

    def __init__(self, home: Path) -> None:
        self.home, self.clone, self.told = home, home / "clone", home / "told"
        (self.clone / "data").mkdir(parents=True)
        self.told.mkdir()
        for name in ("made", "issue-list", "pr-list", "told/change.patch"):
            (home / name).touch()
        (home / "gh").write_text(GH)
        (home / "gh").chmod(0o755)
        self.git("init", "--quiet", "--bare", "../remote")
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("remote", "add", "origin", "../remote")
        self.push("main", "old", "person@example.org")

    def run(self, *words: str, **env: str) -> str:
        """Run a command as GitHub would."""
        env |= {"PATH": f"{self.home}:{os.environ['PATH']}", "HOME": str(self.home)}
        env |= {"RUNNER_TEMP": str(self.home), "GITHUB_WORKSPACE": str(self.clone)}
        env |= {"GITHUB_REPOSITORY": "a/b", "GITHUB_STEP_SUMMARY": str(self.home / "summary")}
        run = subprocess.run(words, cwd=self.clone, env=env, stdout=subprocess.PIPE, text=True)
        return run.stdout.strip()

    def git(self, *words: str, email: str = "a@example.org") -> str:
        """Run git as somebody."""
        return self.run("git", "-c", "user.name=A", "-c", f"user.email={email}", *words)

    def push(self, branch: str, text: str, email: str) -> None:
        """Put a study file on a branch of the remote."""
        (self.clone / "data" / "study").write_text(text)
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", text, email=email)
        self.git("push", "--quiet", "origin", f"HEAD:{branch}")
        self.git("reset", "--quiet", "--hard", "origin/main")

    def tell(self) -> list[str]:
        """Run the steps of the job; give what `gh` was asked to make."""
        for step in JOBS["tell"]["steps"]:
            if "run" in step:
                env = {name: value for name, value in step["env"].items() if "${{" not in value}
                self.run("bash", "-e", "-c", step["run"], **env)
        return (self.home / "made").read_text().splitlines()


ISSUES = {
    name: f"issue create --repo a/b --title Title of {name} --body-file body"
    for name in ("told", "written")
}


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A runner with a new status, which was written, and posted results, which are told."""
    runner = Runner(tmp_path)
    for name in ("data/study", "Makefile"):  # one that a patch may change, and one not
        (runner.clone / name).write_text("new\n")
    runner.git("add", ".")
    (runner.told / "change.patch").write_text(runner.git("diff", "--cached") + "\n")
    runner.git("reset", "--quiet", "--hard")
    for name in ISSUES:
        (runner.told / f"{name}-0.md").write_text(f"Title of {name}\n\nText\n")
    return runner


@pytest.mark.parametrize("number", ["", "7"])
def test_proposes(runner: Runner, number: str) -> None:
    """A change goes to one branch and one pull request, a week later to the same ones."""
    if number:
        runner.push(BRANCH, "last week's", ROBOT)
    (runner.home / "pr-list").write_text(number)
    proposed, issue = runner.tell()
    assert proposed.startswith("pr edit 7 " if number else "pr create --head trials-as-registered ")
    assert issue == ISSUES["told"]
    runner.git("fetch", "--quiet", "origin", BRANCH)
    assert runner.git("diff", "--name-only", "origin/main", "FETCH_HEAD") == "data/study"
    assert runner.git("log", "--format=%ae", "origin/main..FETCH_HEAD") == ROBOT


def test_leaves_the_work_of_a_person(runner: Runner) -> None:
    """What a person has put on the branch stays there; what is new comes as an issue."""
    runner.push(BRANCH, "adapted", "person@example.org")
    before = runner.git("ls-remote", "origin", BRANCH)
    assert runner.tell() == list(ISSUES.values())
    assert runner.git("ls-remote", "origin", BRANCH) == before != ""


def test_pull_requests_are_forbidden(runner: Runner) -> None:
    """Where GitHub lets no workflow open a pull request, an issue tells of the change."""
    (runner.home / "forbidden").touch()
    assert runner.tell()[1:] == list(ISSUES.values())


def test_tells_once(runner: Runner) -> None:
    """An issue that was opened is not opened again; with nothing to say, nobody is told."""
    (runner.home / "issue-list").write_text("Title of told\nTitle\n")
    (runner.told / "change.patch").write_text("")
    for name in ("told-age.md", "written-0.md"):
        (runner.told / name).write_text("")
    assert runner.tell() == []
    assert runner.git("ls-remote", "origin", BRANCH) == ""
