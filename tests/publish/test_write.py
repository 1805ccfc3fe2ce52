"""Writing: only what changed, each file whole, nothing of anybody else's."""

import errno
import os
import resource
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from publish import write as module
from publish.write import MANIFEST, WriteError, stale, write

OLD: dict[str, str | bytes] = {
    "index.md": "old\n",
    "a/b.md": "gone\n",
    "same.md": "same\n",
    "swap": "a file\n",
}
NEW: dict[str, str | bytes] = {
    "index.md": "new\n" * 9000,
    "c/d.md": "é\n",
    "same.md": "same\n",
    "swap/e.csv": b"\r\n",
}


def tree(folder: Path) -> dict[str, bytes]:
    """Every file under the folder, by relative name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_files_manifest_and_names_of_changed_files(tmp_path: Path) -> None:
    """Text goes out as UTF-8 with Unix line ends, bytes as they are, and the manifest lists all."""
    changed = write(tmp_path / "new" / "docs", {"b.md": "é\r\nx\n", "a/c.csv": b"1\r\n"})
    assert changed == ["a/c.csv", "b.md"]
    assert tree(tmp_path / "new" / "docs") == {
        "b.md": "é\nx\n".encode(),
        "a/c.csv": b"1\r\n",
        MANIFEST: b"a/c.csv\nb.md\n",
    }


def test_second_write_changes_nothing(tmp_path: Path) -> None:
    """Equal files keep their modification times, the manifest too, and none is reported."""
    write(tmp_path, OLD)
    for path in tmp_path.rglob("*"):
        os.utime(path, (1, 1))
    assert write(tmp_path, OLD) == []
    assert {path.stat().st_mtime for path in tmp_path.rglob("*")} == {1}


def test_only_changed_files_are_written(tmp_path: Path) -> None:
    """One changed text touches one file."""
    write(tmp_path, OLD)
    os.utime(tmp_path / "same.md", (1, 1))
    assert write(tmp_path, {**OLD, "index.md": "other\n"}) == ["index.md"]
    assert (tmp_path / "same.md").stat().st_mtime == 1


def test_permissions_follow_the_umask(tmp_path: Path) -> None:
    """Others may read what is published: 0644 under the usual umask, not a temporary's 0600."""
    before = os.umask(0o022)
    try:
        write(tmp_path, OLD)
    finally:
        os.umask(before)
    assert (tmp_path / "index.md").stat().st_mode & 0o777 == 0o644


def test_orphans_go_and_foreign_files_stay(tmp_path: Path) -> None:
    """What an earlier build wrote and this one does not is removed, with emptied folders only."""
    write(tmp_path, {"a/b/old.md": "x", "keep/old.md": "x", "link.md": "x"})
    (tmp_path / "keep" / "mine.md").write_text("mine")
    (tmp_path / "mine.md").write_text("mine")
    (tmp_path / "link.md").unlink()
    (tmp_path / "link.md").symlink_to("mine.md")
    assert write(tmp_path, {"new.md": "x"}) == ["a/b/old.md", "keep/old.md", "new.md"]
    assert not (tmp_path / "a").exists()
    assert tree(tmp_path) == {
        "keep/mine.md": b"mine",
        "link.md": b"mine",
        "mine.md": b"mine",
        "new.md": b"x",
        MANIFEST: b"new.md\n",
    }


@pytest.mark.parametrize("damage", ["../mine.md", "{}/mine.md", "sub/../../mine.md", "\0", "sub"])
def test_manifest_cannot_remove_what_the_build_did_not_write(tmp_path: Path, damage: str) -> None:
    """Names in a damaged manifest that leave the folder, or are folders, are ignored."""
    (tmp_path / "mine.md").write_text("mine")
    docs = tmp_path / "docs"
    write(docs, {"index.md": "x", "sub/a.md": "x"})
    (docs / MANIFEST).write_bytes(damage.format(tmp_path).encode() + b"\nindex.md\nsub/a.md\n\xff")
    assert write(docs, {"index.md": "x", "sub/a.md": "x"}) == []
    assert (tmp_path / "mine.md").read_text() == "mine"
    assert (docs / MANIFEST).read_bytes() == b"index.md\nsub/a.md\n"


@pytest.mark.parametrize(
    "name", ["/etc/x", "../x", "a/../../x", "a//b", "./a", "", ".", "a\nb", MANIFEST, "a/b/"]
)
def test_names_that_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    """A name that is not plainly inside the folder is refused before anything is written."""
    with pytest.raises(WriteError) as caught:
        write(tmp_path, {"good.md": "x", name: "x"})
    assert str(caught.value) == (f"{name!r}: not a name inside the folder: use one such as a/b.md")
    assert tree(tmp_path) == {}


def test_stale_names_each_difference_and_its_reason(tmp_path: Path) -> None:
    """A check tells missing, different and orphaned files, the manifest's among them, sorted."""
    write(tmp_path, OLD)
    (tmp_path / "mine.md").write_text("mine")
    assert stale(tmp_path, NEW) == [
        f"{MANIFEST}: differs",
        "a/b.md: not made by the build (orphan)",
        "c/d.md: missing",
        "index.md: differs",
        "mine.md: not made by the build (orphan)",
        "swap/e.csv: missing",
        "swap: not made by the build (orphan)",
    ]


def test_nothing_is_stale_after_a_write(tmp_path: Path) -> None:
    """What was written is what a check expects; an absent folder lacks everything."""
    assert stale(tmp_path / "docs", {"a": "x"}) == [f"{MANIFEST}: missing", "a: missing"]
    write(tmp_path / "docs", {"a": "x"})
    assert stale(tmp_path / "docs", {"a": "x"}) == []


def test_cards_are_passed_over_by_the_check(tmp_path: Path) -> None:
    """Link previews are not committed: their absence, change or listing is not stale."""
    files: dict[str, str | bytes] = {"index.md": "x", "cards/index.png": b"1"}
    write(tmp_path, files)
    assert stale(tmp_path, {**files, "cards/index.png": b"2", "cards/b.png": b"3"}) == []
    assert stale(tmp_path, {"index.md": "x"}) == []
    shutil.rmtree(tmp_path / "cards")
    assert stale(tmp_path, files) == []


def test_a_file_where_a_folder_is_needed_is_explained(tmp_path: Path) -> None:
    """What cannot be written is one line: the file, what is wrong, the repair."""
    (tmp_path / "file").write_text("x")
    docs = tmp_path / "file" / "docs"
    with pytest.raises(WriteError) as caught:
        write(docs, {"index.md": "x"})
    assert str(caught.value) == (
        f"{docs / MANIFEST}: Not a directory: move what stands in the way, then run the build again"
    )


def test_a_folder_where_a_file_is_needed_is_explained(tmp_path: Path) -> None:
    """Somebody's folder is not removed to make room."""
    (tmp_path / "index.md" / "mine").mkdir(parents=True)
    with pytest.raises(WriteError) as caught:
        write(tmp_path, {"index.md": "x"})
    assert str(caught.value) == (
        f"{tmp_path / 'index.md'}: Is a directory: move what stands in the way, "
        "then run the build again"
    )


def test_a_file_is_on_the_disk_before_it_is_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole body is handed to the disk before the name points to it: a power cut tears none."""
    seen = []

    def fsync(descriptor: int) -> None:
        seen.append((os.fstat(descriptor).st_size, (tmp_path / "a.md").exists()))

    monkeypatch.setattr(os, "fsync", fsync)
    write(tmp_path, {"a.md": "12345"})
    assert seen == [(len("a.md\n"), False), (5, False)]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_read_only_folder_is_explained(tmp_path: Path) -> None:
    """Without permission the old files stay and the message says what to do."""
    write(tmp_path, OLD)
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(WriteError, match="Permission denied: make it writable"):
            write(tmp_path, {**OLD, "index.md": "new"})
    finally:
        tmp_path.chmod(0o755)
    assert (tmp_path / "index.md").read_text() == "old\n"


def test_a_file_that_grows_too_large_leaves_the_old_one(tmp_path: Path) -> None:
    """When the system stops a write half way, the old file stays and no temporary is left."""
    write(tmp_path, OLD)
    before, (soft, hard) = tree(tmp_path), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(WriteError) as caught:
            write(tmp_path, {**OLD, "index.md": "x" * 5000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert str(caught.value) == (
        f"{tmp_path / 'index.md'}: File too large: free some space, then run the build again"
    )
    assert tree(tmp_path) == before


def test_a_full_disk_is_explained_and_repaired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no space left every file is old or new and whole; the next run finishes."""
    write(tmp_path, OLD)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(WriteError, match="No space left on device: free some space"):
            write(tmp_path, NEW)
    assert not list(tmp_path.rglob("*.tmp"))
    write(tmp_path, NEW)
    assert stale(tmp_path, NEW) == []


def run_until_line(folder: Path, files: dict[str, Any], line: int) -> bool:
    """Writes in a child process that is killed before the n-th line of write.py; True if it was."""
    child = os.fork()
    if child == 0:  # never returns: an exception here must not run the parent's tests twice
        left = line

        def trace(frame: FrameType, event: str, argument: Any) -> Any:
            nonlocal left
            if frame.f_code.co_filename != module.__file__:
                return None
            left -= event == "line"
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return trace

        try:
            sys.settrace(trace)
            write(folder, files)
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL)
    return status == signal.SIGKILL


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the child only writes and ends
def test_killed_anywhere_every_file_is_whole_and_the_next_run_repairs(tmp_path: Path) -> None:
    """Killed all along the way: no torn file, no foreign file lost, no orphan forgotten."""
    start, old, new = tmp_path / "start", tmp_path / "old", tmp_path / "new"
    for folder, files in ((start, OLD), (old, OLD), (new, NEW)):
        write(folder, files)
    (start / "mine.md").write_text("mine")
    whole = [*tree(old).items(), *tree(new).items(), ("mine.md", b"mine")]
    for line in range(1, 2000, 5):
        docs = tmp_path / str(line)
        shutil.copytree(start, docs)
        killed = run_until_line(docs, NEW, line)
        left = {name: body for name, body in tree(docs).items() if not name.endswith(".tmp")}
        listed = left.pop(MANIFEST).decode().split("\n")
        assert all(item in whole for item in left.items())
        assert left.keys() <= {*listed, "mine.md"}
        assert write(docs, {"index.md": "last\n"})
        assert tree(docs) == {
            "index.md": b"last\n",
            "mine.md": b"mine",
            MANIFEST: b"index.md\n",
        }
        assert not any(path.is_dir() for path in docs.rglob("*"))
        if not killed:
            break
    assert line > 100
    assert not killed
