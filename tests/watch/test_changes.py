"""Changes for readers in words: two sets of files, and a revision of a repository."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from studies import ROOT, SMALLEST
from watch import changes

PAGE = """\
---
# Made by a program.
title: "A page &amp; more"
card: "index"
---

# A page { #top }

Feet got warmer in <data class="n">9 of 20</data> people. Nobody [knows](why.md) **why**.

<table>
<tr><th>Warm</th> <td>9 of 20</td></tr></table>
<svg><text>9
drawn</text></svg><textarea>9 to copy</textarea>
<script>{"9": 9}</script>
"""
FACTS = (
    '{"tables": {"counts": {"rows": [{"id": "warmer", "name": "w", "count": 9, "total": null}]}}}'
)


def report(old: dict[str, str], new: dict[str, str]) -> str:
    """The report on two sets of texts below docs/."""
    sides = ({f"docs/{name}": text.encode() for name, text in side.items()} for side in (old, new))
    return changes.report(*sides)


def test_sentences() -> None:
    """What readers see is told sentence by sentence, a row of a table as one; nothing else is."""
    assert changes.sentences(PAGE) == [
        'title: "A page & more"',
        "A page",
        "Feet got warmer in 9 of 20 people.",
        "Nobody knows why.",
        "Warm | 9 of 20",
    ]
    assert report({"index.md": PAGE}, {"index.md": PAGE}) == ""


def test_report() -> None:
    """A changed fact is told with every sentence that names it; pages and files come and go."""
    old = {"a.md": PAGE, "gone.md": "Gone.", "data/study.json": FACTS, "b.csv": "1"}
    new = {name: text.replace("9", "10") for name, text in old.items() if name != "gone.md"}
    assert report(old, new | {"c.svg": "New.", "b.csv": "2"}) == (
        "## Facts and files\n\n"
        "- Changed: docs/b.csv\n"
        "- New: docs/c.svg\n"
        "- Changed: docs/data/study.json\n"
        "- Gone: docs/gone.md\n"
        "- Changed: warmer: 9 → 10\n"
        "\n"
        "## docs/a.md\n\n"
        "- “Feet got warmer in 9 of 20 people.” → “Feet got warmer in 10 of 20 people.”\n"
        "- “Warm \\| 9 of 20” → “Warm \\| 10 of 20”\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("One. Two. Three.", "One. Deux. Three.", "- “Two.” → “Deux.”"),
        ("One. Two.", "One. Two. Five.", "- New: “Five.”"),
        ("One. Two.", "One.", "- Gone: “Two.”"),
        ("One.", "&lt;b&gt; \\*x @me |", "- “One.” → “\\<b\\> \\\\\\*x ＠me \\|”"),
    ],
)
def test_differences(old: str, new: str, told: str) -> None:
    """New, gone and changed sentences are told apart, as text that is no markup."""
    assert report({"a.md": old}, {"a.md": new}) == f"## docs/a.md\n\n{told}\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The smallest study as a project of its own, built and committed, with everything set up."""
    for name in ("scripts", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "data").mkdir()
    shutil.copy(SMALLEST, tmp_path / "data" / "study.yaml")
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / f".site-{sys.version_info[0]}.{sys.version_info[1]}").touch()
    subprocess.run([sys.executable, "scripts/build_tables.py"], cwd=tmp_path, check=True)
    options = ("user.name=A", "user.email=a@example.org", "commit.gpgsign=false")
    git = ["git", "-C", str(tmp_path), *(word for each in options for word in ("-c", each))]
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "first"]):
        subprocess.run([*git, *words], check=True)
    return tmp_path


def test_project(project: Path) -> None:
    """Who forgot `make site` is told, and who changed data without an entry of the log."""
    words = ["make", "--silent", f"PYTHON={sys.executable}", f'PY="{sys.executable}"', "changes"]

    def make() -> tuple[bool, str, str]:
        run = subprocess.run(words, cwd=project, capture_output=True, text=True)
        return run.returncode == 0, run.stdout, run.stderr

    assert make() == (True, "Nothing changes for readers.\n", "")
    study = project / "data" / "study.yaml"
    study.write_text(study.read_text().replace("A warm footbath", "A hot footbath"))
    well, printed, errors = make()
    assert (well, printed) == (False, "")
    assert "stale; mend with: make site" in errors
    subprocess.run([sys.executable, "scripts/build_tables.py"], cwd=project, check=True)
    well, printed, _ = make()
    assert well
    assert "→ “A hot footbath for cold feet”" in printed
    assert printed.endswith("\n\ndata/study.yaml has changed, but its log has no new entry\n")


@pytest.mark.parametrize("revision", ["nonsense", "HEAD:docs", "", "--help="])
def test_no_revision(tmp_path: Path, capsys: pytest.CaptureFixture[str], revision: str) -> None:
    """A revision that is not there, and no repository, are told in one line each."""
    for root in (ROOT, tmp_path):
        assert changes.main([revision], root) == 2
        printed, errors = capsys.readouterr()
        assert (printed, errors.count("\n")) == ("", 1)
        assert errors.startswith("fatal: not a ")


def test_no_git(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without git, one line says so."""
    monkeypatch.setenv("PATH", "")
    assert changes.main(["HEAD"]) == 2
    assert "git is not installed" in capsys.readouterr().err
