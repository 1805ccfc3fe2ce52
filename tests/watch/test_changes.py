"""Changes for readers in words: two folders of pages, and a revision of a repository."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from studies import ROOT, SMALLEST
from watch import changes

STUDY = "size: {}\nlog:\n  - changed: {}\n  - changed: Older.\n"
FACT = '<data class="n" data-fact="better" value="{0}">{0} of 20</data>'
PAGE = f"""\
---
# Made by a program.
title: "A page &amp; more"
---

# A page {{ #top }}

Feet got warmer in {FACT.format(9)} people. Nobody knows why.

<table><tr><th>Warm</th><td>{FACT.format(9)}</td></tr></table>

<p>See <a href="https://example.org/a">the source</a>.</p>
"""
LEDGER = f"""\
# Numbers

<div class="entry" id="n-better">
<p><strong>got better</strong>: {FACT.format(9)} (45%)</p>
</div>
"""


def report(old: dict[str, str], new: dict[str, str]) -> str:
    """The report on two folders of texts."""
    before, after = ({name: text.encode() for name, text in side.items()} for side in (old, new))
    return changes.report(before, after)


def test_nothing() -> None:
    """The same pages change nothing."""
    assert report({"index.md": PAGE}, {"index.md": PAGE}) == "Nothing changes for readers.\n"


def test_reformatting() -> None:
    """Where lines break in the source makes no difference to readers."""
    broken = PAGE.replace(" people.", "\npeople.").replace("<tr><th>", "<tr>\n<th>")
    assert report({"index.md": PAGE}, {"index.md": broken}) == "Nothing changes for readers.\n"


def test_fact() -> None:
    """A changed number is told once, with its line in the ledger and every page that it is on."""
    old = {"a.md": PAGE, "numbers.md": LEDGER, "b/index.md": "Nothing here."}
    new = {name: text.replace("9", "10").replace("45%", "50%") for name, text in old.items()}
    assert report(old, new) == (
        "## Facts\n\n"
        "| Fact | Before | After | Pages |\n"
        "|---|---|---|---|\n"
        "| better | got better: 9 of 20 (45%) | got better: 10 of 20 (50%) | a/, numbers/ |\n"
        "\n"
        "## Sentences\n\n"
        "**a/**\n\n"
        "- “Feet got warmer in 9 of 20 people.” → “Feet got warmer in 10 of 20 people.”\n"
        "- “Warm \\| 9 of 20” → “Warm \\| 10 of 20”\n"
        "\n"
        "**numbers/**\n\n"
        "- “got better: 9 of 20 (45%)” → “got better: 10 of 20 (50%)”\n"
    )


def test_fact_without_a_ledger() -> None:
    """Pages of before the ledger have their facts in sentences alone."""
    told = report({"index.md": PAGE}, {"index.md": PAGE.replace("9", "10")})
    assert "| better | 9 of 20 | 10 of 20 | first page |\n" in told


def test_fact_that_is_new() -> None:
    """A fact that only one side has is told with a dash for the other."""
    assert "| better | — | 9 of 20 | first page |" in report({}, {"index.md": PAGE})


def test_sentences() -> None:
    """A sentence in the place of another, a new one and one that is gone are told apart."""
    texts = ["One. Two. Three. Four.", "One. Deux. Three. Four. Five.", "One. Deux. Three."]
    first, second, third = ({"index.md": text} for text in texts)
    head = "## Sentences\n\n**first page**\n\n"
    assert report(first, second) == f"{head}- “Two.” → “Deux.”\n- New: “Five.”\n"
    assert report(second, third) == f"{head}- Gone: “Four.”\n- Gone: “Five.”\n"


def test_text_beside_blocks() -> None:
    """No text is passed over because of what it stands in; what repeats the page is."""
    html = (
        "<ul><li>outer <details><summary>more</summary><div>inner</div></details> after</li></ul>"
        "<svg><text>drawn</text></svg><textarea>to copy</textarea>"
    )
    assert changes.page(html).sentences == ("outer", "more", "inner", "after")


def test_title_and_description() -> None:
    """What search engines show is told as well."""
    assert changes.page('---\ntitle: "A &amp; \\"B\\""\n---\n\nText.\n').sentences[0] == 'A & "B"'


def test_pages_come_and_go() -> None:
    """New pages and pages that are gone are told with their titles, not sentence by sentence."""
    told = report({"old.md": "# Old page\n\nText."}, {"sub/index.md": "# New page\n\nText."})
    assert told == "## Pages\n\n- New: sub/ “New page”\n- Gone: old/ “Old page”\n"


def test_addresses() -> None:
    """A part that links lead to no more is told, and so are outside addresses."""
    new = PAGE.replace("#top", "#start").replace("example.org/a", "example.org/b")
    assert report({"index.md": PAGE}, {"index.md": new}) == (
        "## Addresses\n\n"
        "- Links to this part would break: first page\\#top\n"
        "- New outside address: https://example.org/b\n"
        "- Outside address gone: https://example.org/a\n"
    )


def test_other_files() -> None:
    """Pictures and data are told by name; the build's own notes are not."""
    old = {"figures/a.svg": "1", "b.csv": "1", ".generated": "1", "c.json": "1"}
    new = {"figures/a.svg": "2", "b.csv": "1", ".generated": "2", "d.json": "1"}
    assert report(old, new) == (
        "## Other files\n\n- Gone: c.json\n- New: d.json\n- Changed: figures/a.svg\n"
    )


def test_text_is_not_markup() -> None:
    """What a page says cannot become markup in the summary."""
    text = "&lt;b&gt; \\*x\\* [a](b) @someone | \\`c\\`."
    told = report({"index.md": "One."}, {"index.md": text})
    assert "“\\<b\\> \\*x\\* a \\@someone \\| \\`c\\`.”" in told


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit of two pages and other things."""
    (tmp_path / "docs" / "sub").mkdir(parents=True)
    (tmp_path / "docs" / "index.md").write_text("One.")
    (tmp_path / "docs" / "sub" / "ü.md").write_text("Three.")
    (tmp_path / "other.md").write_text("Other.")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "study.yaml").write_text(STUDY.format(1, "First."))
    return committed(tmp_path)


def committed(folder: Path) -> Path:
    """The folder as a repository with one commit of all that it holds."""
    options = ("user.name=A", "user.email=a@example.org", "commit.gpgsign=false")
    git = ["git", "-C", str(folder), *(word for each in options for word in ("-c", each))]
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "first"]):
        subprocess.run([*git, *words], check=True)
    return folder


def test_revision(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The working tree is compared with the revision, whether or not it is committed."""
    assert changes.main(["HEAD", "--root", str(repository)]) == 0
    assert capsys.readouterr().out == "Nothing changes for readers.\n"
    (repository / "docs" / "index.md").write_text("Two.")
    (repository / "docs" / "sub" / "ü.md").unlink()
    (repository / "other.md").unlink()
    assert changes.main(["HEAD", "--root", str(repository)]) == 0
    assert capsys.readouterr().out == (
        "## Pages\n\n- Gone: sub/ü/ “Three.”\n\n"
        "## Sentences\n\n**first page**\n\n- “One.” → “Two.”\n"
    )


@pytest.mark.parametrize(
    ("study", "told"),
    [
        (STUDY.format(2, "First."), True),
        (STUDY.format(2, "Second."), False),
        (f"# a note\n{STUDY.format(1, 'First.')}", False),
        ("size: [", False),
    ],
    ids=["no entry", "an entry", "a comment", "a broken file"],
)
def test_log(repository: Path, capsys: pytest.CaptureFixture[str], study: str, told: bool) -> None:
    """Where the data say something else to readers, a log that begins as it did is told last."""
    (repository / "data" / "study.yaml").write_text(study)
    assert changes.main(["HEAD", "--root", str(repository)]) == 0
    assert capsys.readouterr().out == "Nothing changes for readers.\n"
    (repository / "docs" / "index.md").write_text("Two.")
    assert changes.main(["HEAD", "--root", str(repository)]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert (last == "data/study.yaml has changed, but its log has no new entry") == told


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The smallest study as a project of its own, built and committed, with everything set up."""
    for name in ("scripts", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "data").mkdir()
    shutil.copy(SMALLEST, tmp_path / "data" / "study.yaml")
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv").mkdir()
    for kind in ("site", "dev"):
        (tmp_path / ".venv" / f".{kind}-{sys.version_info[0]}.{sys.version_info[1]}").touch()
    subprocess.run([sys.executable, "scripts/build_tables.py"], cwd=tmp_path, check=True)
    return committed(tmp_path)


def test_pages_that_were_not_made_anew(project: Path) -> None:
    """Who forgot `make site` is told, and not that nothing changes."""
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
    assert "A hot footbath" in printed
    assert printed.endswith("\n\ndata/study.yaml has changed, but its log has no new entry\n")


@pytest.mark.parametrize("revision", ["nonsense", "HEAD~5", "HEAD:docs", "", "--help="])
def test_unknown_revision(
    repository: Path, capsys: pytest.CaptureFixture[str], revision: str
) -> None:
    """A revision that is not there is told in one line."""
    assert changes.main(["--root", str(repository), "--", revision]) == 2
    printed, errors = capsys.readouterr()
    assert (printed, errors.count("\n")) == ("", 1)
    assert "no such revision" in errors or "fatal" in errors


def test_no_repository(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that git does not know is told in one line."""
    assert changes.main(["HEAD", "--root", str(tmp_path)]) == 2
    assert "not a git repository" in capsys.readouterr().err


def test_no_git(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without git, one line says so."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert changes.main(["HEAD", "--root", str(tmp_path)]) == 2
    assert "git is not installed" in capsys.readouterr().err
