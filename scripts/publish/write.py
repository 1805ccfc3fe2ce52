"""Puts what the build made into docs/, which holds that and nothing else.

Each file is replaced as a whole: a run that is killed leaves every one old or new, and the next run
finishes the work. Drawn pictures, a PNG beside its SVG, are made later (draw.py) and left alone.
"""

from collections.abc import Mapping
from contextlib import suppress
from errno import ENOTEMPTY
from pathlib import Path
from typing import Final

MARK: Final = ".site.yml"  # a folder that holds it was made by the build


def stale(folder: Path, files: Mapping[str, str]) -> list[str]:
    """What differs from a fresh build, as `name: why`, sorted. Raises OSError."""
    return [f"{name}: {why}" for name, why in sorted(_differences(folder, files).items())]


def write(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Makes the folder hold these files and no others; gives the names written or removed, sorted.

    Raises OSError, also for a folder that holds something else than pages of an earlier build.
    """
    there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if there and not there & {MARK, f"{MARK}.tmp"}:
        raise OSError(ENOTEMPTY, "holds something else than built pages", str(folder))
    differences = _differences(folder, files)
    # First what goes: it may stand where a folder is needed, or differ from a new file only in
    # capitals, which is one file on some disks.
    if orphans := differences.keys() - files.keys():
        for name in orphans:
            (folder / name).unlink()
        for path in sorted(folder.rglob("*/"), reverse=True):
            with suppress(OSError):  # not empty
                path.rmdir()
    for name in sorted(differences.keys() & files.keys()):  # the mark is the first
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"{path.name}.tmp")
        temporary.write_bytes(files[name].encode())
        temporary.replace(path)
    return sorted(differences)


def _differences(folder: Path, files: Mapping[str, str]) -> dict[str, str]:
    """Why each file is not as it should be; a link is not followed, whatever it leads to."""
    paths = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    there = {path.relative_to(folder).as_posix(): path for path in paths}
    drawn = {name.removesuffix(".svg") + ".png" for name in files if name.endswith(".svg")}
    why = dict.fromkeys(there.keys() - files.keys() - drawn, "not made by the build")
    for name, text in files.items():
        if name not in there:
            why[name] = "missing"
        elif there[name].is_symlink() or there[name].read_bytes() != text.encode():
            why[name] = "differs"
    return why
