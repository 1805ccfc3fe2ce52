"""Writing: the folder holds what the build made and nothing else, each file whole."""

import os
from pathlib import Path

import pytest

from publish.write import stale, write
from test_build_tables import contents

OLD = {".site.yml": "name\n", "index.md": "old\n", "a/b.md": "gone\n", "swap": "a file\n"}
NEW = {".site.yml": "name\n", "index.md": "é\n", "c/d.md": "new\n", "swap/e.svg": "<svg/>\n"}


def test_the_folder_holds_the_new_files_and_no_others(tmp_path: Path) -> None:
    """Text goes out as UTF-8; orphans go with the folders that they leave empty."""
    write(tmp_path, OLD)
    assert write(tmp_path, NEW) == ["a/b.md", "c/d.md", "index.md", "swap", "swap/e.svg"]
    assert contents(tmp_path) == {name: text.encode() for name, text in NEW.items()}
    assert not (tmp_path / "a").exists()


def test_a_second_write_touches_nothing(tmp_path: Path) -> None:
    """Equal files keep their times, and none is named."""
    write(tmp_path, OLD)
    for name in OLD:
        os.utime(tmp_path / name, (1, 1))
    assert write(tmp_path, OLD) == []
    assert {(tmp_path / name).stat().st_mtime for name in OLD} == {1}


def test_a_check_names_each_difference_and_its_reason(tmp_path: Path) -> None:
    """Missing, different and strange files, sorted; after a write there are none."""
    assert stale(tmp_path / "docs", {"a": "x"}) == ["a: missing"]
    write(tmp_path, OLD)
    assert stale(tmp_path, NEW) == [
        "a/b.md: not made by the build",
        "c/d.md: missing",
        "index.md: differs",
        "swap: not made by the build",
        "swap/e.svg: missing",
    ]
    write(tmp_path, NEW)
    assert stale(tmp_path, NEW) == []


def test_what_else_lies_there_is_not_published(tmp_path: Path) -> None:
    """Notes, what a killed run left, links, and pictures of no drawing go; drawn ones stay."""
    docs = tmp_path / "docs"
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "notes.txt").write_text("private")
    write(docs, NEW)
    for name in ("notes.txt", "c/photo.png", "swap/e.tmp", "index.md.tmp", "swap/e.png"):
        (docs / name).write_text("x")
    (docs / "elsewhere").symlink_to(tmp_path / "private")
    (docs / "index.md").unlink()
    (docs / "index.md").symlink_to(tmp_path / "private" / "notes.txt")
    left = ["c/photo.png", "elsewhere", "index.md", "index.md.tmp", "notes.txt", "swap/e.tmp"]
    assert [line.split(":")[0] for line in stale(docs, NEW)] == left
    assert write(docs, NEW) == left
    assert contents(docs).keys() == {*NEW, "swap/e.png"}
    assert not (docs / "index.md").is_symlink()
    assert (tmp_path / "private" / "notes.txt").read_text() == "private"


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    """A folder that holds something, and no pages of an earlier build, is left as it is."""
    (tmp_path / "mine.md").write_text("mine")
    with pytest.raises(OSError, match="holds something else than built pages"):
        write(tmp_path, NEW)
    assert contents(tmp_path) == {"mine.md": b"mine"}


@pytest.mark.parametrize("before", [{}, OLD], ids=["the first time", "later"])
@pytest.mark.parametrize("nth", range(4))
def test_a_run_that_ends_half_way_is_finished_by_the_next(
    nth: int, before: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the disk full at any file, each is old or new and whole; the next run mends all."""
    write(tmp_path, before)
    real = Path.replace
    done: list[Path] = []

    def replace(path: Path, target: Path) -> Path:
        if len(done) == nth:
            raise OSError(28, "No space left on device")
        done.append(path)
        return real(path, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(OSError, match="No space left"):
        write(tmp_path, {**NEW, ".site.yml": "another\n"})
    monkeypatch.undo()
    whole = {*before.values(), *NEW.values(), "another\n"}
    assert {body.decode() for body in contents(tmp_path).values()} <= whole
    write(tmp_path, NEW)
    assert stale(tmp_path, NEW) == []


def test_a_folder_where_a_file_is_needed_is_cleared(tmp_path: Path) -> None:
    """Also where it holds nothing."""
    write(tmp_path, OLD)
    (tmp_path / "index.md").unlink()
    (tmp_path / "index.md" / "empty").mkdir(parents=True)
    (tmp_path / "index.md" / "mine").write_text("x")
    assert write(tmp_path, OLD) == ["index.md", "index.md/mine"]
    assert stale(tmp_path, OLD) == []
