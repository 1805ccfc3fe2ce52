"""Changes for readers in words: two sets of files, and a revision of a repository."""

import subprocess
import time
from pathlib import Path

import pytest

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
FACTS = '{"tables": {"counts": {"rows": [{"id": "warmer", "count": 9, "total": null}]}}}'


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


@pytest.mark.parametrize("part", ["a", "<svg ", "<", "**", "](", "</td>", "{ #", ". "])
def test_a_long_line_takes_no_time(part: str) -> None:
    """Work grows with the length of a page, not with its square."""
    start = time.process_time()
    changes.sentences(part * (50_000 // len(part)))
    assert time.process_time() - start < 5


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


def test_differences() -> None:
    """New, gone and changed sentences are told apart, as text that is no markup."""
    old, new = "One. Two. Three. Four.", "One.\n&lt;b&gt; \\*x @me |\nThree. New. Four."
    told = "- “Two.” → “\\<b\\> \\\\\\*x ＠me \\|”\n- New: “New.”"
    assert report({"a.md": old}, {"a.md": new}) == f"## docs/a.md\n\n{told}\n"
    assert report({"a.md": old}, {"a.md": "One. Two."}).endswith("\n- Gone: “Three. Four.”\n")


def test_repository(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files are compared with a revision; who changed data without an entry of the log is told."""
    texts = {changes.STUDY: "old", changes.LOG: "log", "docs/a.md": "One.", "other.md": "Old."}
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "first"]):
        subprocess.run([*git, *words], cwd=tmp_path, check=True)
    changes.main("HEAD", tmp_path)
    assert capsys.readouterr().out == "Nothing changes for readers.\n"
    for name in texts.keys() - {changes.LOG}:
        (tmp_path / name).write_text("New.")
    changes.main("HEAD", tmp_path)
    assert capsys.readouterr().out == (
        "## docs/a.md\n\n- “One.” → “New.”\n\n"
        "data/study.yaml has changed, but its log has no new entry\n"
    )


@pytest.mark.parametrize("revision", ["nonsense", "HEAD:docs", "", "--help="])
def test_no_revision(capfd: pytest.CaptureFixture[str], revision: str) -> None:
    """A revision that is not there is told in one line."""
    with pytest.raises(SystemExit):
        changes.main(revision)
    printed, errors = capfd.readouterr()
    assert (printed, errors.count("\n")) == ("", 1)
    assert errors.startswith("fatal: not a ")


def test_no_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without git, one line says so."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match="git is not installed"):
        changes.main("HEAD")
