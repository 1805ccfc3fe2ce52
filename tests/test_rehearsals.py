"""The data can change: each rehearsal leaves every rule green, and red without a line it needs."""

from pathlib import Path

import pytest
import yaml

import rehearse
from rehearse import HOME, Over

FILES = sorted(HOME.glob("*.yaml"))
NEEDED = [
    pytest.param(file, number, id=f"{file.stem}:{number + 1}")
    for file in FILES
    for number, line in enumerate(file.read_text("utf-8").splitlines())
    if line.endswith("# needed")
]


@pytest.fixture(scope="module")
def before() -> dict[str, str]:
    """The files that the real study gives with a new day in its log, and no other change."""
    entry = {"date": "today", "version": "next", "checked": "All.", "changed": "Nothing."}
    study = rehearse.changed({"log": [{**entry, "conclusion_changed": "false"}]})
    made = rehearse.build(study)
    assert not made.problems
    return made.files


def complaints(
    rehearsal: dict[str, object],
    before: dict[str, str],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> list[str]:
    """What the build says of a rehearsal, or which rules its site breaks."""
    try:
        made = rehearse.build(rehearse.changed(rehearsal))
    except Over as over:
        pytest.skip(f"the real study has it no longer: {over}; take the rehearsal out")
    if made.problems:
        assert all(each.line > 0 and each.column > 0 and each.message for each in made.problems)
        return [f"{each.line}:{each.column}: {each.path}: {each.message}" for each in made.problems]
    assert made.edition
    rehearse.use_words(made.edition, monkeypatch)
    pages, told = rehearse.with_mkdocs(made.files, folder)
    touched = {name for name, text in made.files.items() if text != before.get(name)}
    shown = {name: page for name, page in pages.items() if f"{name}.md" in touched}
    exports = {name: made.files[name] for name in touched if name.endswith((".csv", ".txt"))}
    unsaid = rehearse.unsaid(rehearsal, pages, made)
    return [*told, *unsaid, *rehearse.broken(shown, exports, made.edition)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_change_leaves_every_rule_green(
    file: Path, before: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The site is built, says what it must, says no longer what it must not, and keeps its rules."""
    found = complaints(rehearse.typed(file), before, tmp_path, monkeypatch)
    assert found == [], "\n".join(found)


@pytest.mark.parametrize(("file", "number"), NEEDED)
def test_a_change_with_a_line_left_out_is_stopped(
    file: Path,
    number: int,
    before: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The build stops with a place in the file, or a rule fails."""
    lines = file.read_text("utf-8").splitlines()
    del lines[number]
    rehearsal = yaml.load("\n".join(lines), Loader=yaml.BaseLoader)
    assert complaints(rehearsal, before, tmp_path, monkeypatch)
