"""Puts what the build made onto the disk: the only file that writes.

A run that is killed at any moment leaves every file whole, old or new, and the next run finishes
the work. Two runs at once into one folder are not foreseen: one may fail, but no file is torn.
"""

import errno
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

MANIFEST = ".generated"  # in the target folder: the names of all files that the build wrote
# Link previews and drawn figures: binary and not committed, so that a check cannot expect them.
_DRAWN = re.compile(r"(cards|figures)/[^/]*\.png", re.DOTALL)

_REPAIRS = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "free some space"),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "make it writable"),
    **dict.fromkeys((errno.ENOTDIR, errno.EEXIST, errno.EISDIR), "move what stands in the way"),
}


class WriteError(Exception):
    """Output cannot be written or compared: one line that names the file and the repair."""


def stale(folder: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """What differs from a fresh build, as `name: why`, sorted. Raises WriteError."""
    wanted = _bodies({name: files[name] for name in files if not _DRAWN.fullmatch(name)})
    wanted[MANIFEST] = _manifest(wanted)
    with _explained(folder):
        there = {
            path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()
        }
    why = dict.fromkeys(there - wanted.keys(), "not made by the build (orphan)")
    for name, body in wanted.items():
        if name not in there:
            why[name] = "missing"
        elif _compared(name, _read(folder / name)) != body:
            why[name] = "differs"
    return sorted(f"{name}: {why[name]}" for name in why if not _DRAWN.fullmatch(name))


def write(folder: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """Makes the folder hold these files; gives the names written or removed, sorted.

    Equal files are left alone; so is whatever the build did not write. Raises WriteError.
    """
    bodies = _bodies(files)
    manifest = folder / MANIFEST
    listed = {name for name in _lines(_read(manifest)) if _is_ours(name)}
    # A file is listed from before it exists until after it is gone: a killed run forgets none.
    known = listed | bodies.keys()
    _remove_temporaries(folder, known)
    _replace(manifest, _manifest(known))
    # First the orphans: one may stand where a folder is needed, or differ from a new file only in
    # capitals, which is one file on some disks.
    changed = [name for name in listed - bodies.keys() if _remove(folder, name)]
    changed += [name for name, body in bodies.items() if _replace(folder / name, body)]
    _replace(manifest, _manifest(bodies))
    return sorted(changed)


def _bodies(files: Mapping[str, str | bytes]) -> dict[str, bytes]:
    for name in files:
        if not _is_ours(name):
            raise WriteError(f"{name!r}: not a name inside the folder: use one such as a/b.md")
    return {
        name: body if isinstance(body, bytes) else body.replace("\r\n", "\n").encode()
        for name, body in files.items()
    }


def _is_ours(name: str) -> bool:
    """Whether a name stays in the folder, on one line, and apart from our own files."""
    path = PurePosixPath(name)
    stays = path.as_posix() == name and not path.is_absolute() and ".." not in path.parts
    return stays and name.isprintable() and bool(path.name) and not path.name.startswith(MANIFEST)


def _manifest(names: Iterable[str]) -> bytes:
    return "".join(f"{name}\n" for name in sorted(names)).encode()


def _lines(manifest: bytes | None) -> list[str]:
    return (manifest or b"").decode(errors="replace").splitlines()


def _compared(name: str, body: bytes | None) -> bytes | None:
    """A body as a check sees it: the manifest without what the check passes over."""
    if name != MANIFEST:
        return body
    return _manifest(line for line in _lines(body) if not _DRAWN.fullmatch(line))


def _read(path: Path) -> bytes | None:
    with _explained(path):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None


def _replace(path: Path, body: bytes) -> bool:
    """Puts the body in place as a whole; False where it stands there already."""
    if _read(path) == body:
        return False
    temporary = path.with_name(f"{MANIFEST}-{os.getpid()}.tmp")
    with _explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("xb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    return True


def _remove_temporaries(folder: Path, names: Iterable[str]) -> None:
    """Removes what killed runs left, in the only folders where they can have left it."""
    for parent in {folder} | {(folder / name).parent for name in names}:
        with _explained(parent):
            for temporary in parent.glob(f"{MANIFEST}-*.tmp"):
                temporary.unlink(missing_ok=True)


def _remove(folder: Path, name: str) -> bool:
    """Removes an orphan and the folders that it leaves empty; False where it was gone."""
    path = folder / name
    with _explained(path):
        if found := path.is_file() and not path.is_symlink():
            path.unlink()
    for parent in path.relative_to(folder).parents[:-1]:
        with suppress(OSError):  # not empty, or gone
            (folder / parent).rmdir()
    return found


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        repair = _REPAIRS.get(error.errno or 0, "mend that")
        told = f"{path}: {error.strerror or error}: {repair}, then run the build again"
        raise WriteError(told) from error
