"""Draws the pictures under docs/figures/ as PNG files, for where SVG cannot be shown.

A step of its own after build_tables.py: loading the drawing library takes as long as that whole
program. Needs no network and no font of the machine, so the same picture gives the same bytes. What
has been drawn is kept in .cache/figures/ under a name made of everything that it depends on.

Usage: draw.py [--docs DIR]
"""

import argparse
import hashlib
import sys
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache" / "figures"
FONT = "font-source-sans-pro"  # the package; its files are static, which the library needs
FILES = ("SourceSansPro-Regular.ttf", "SourceSansPro-Bold.ttf")
ZOOM = 1.5  # of the size that the files ask for: 1008 pixels wide, sharp on a phone


def png(svg: str) -> bytes:
    """The picture as PNG."""
    import resvg_py  # slow to load, and needed for changed pictures alone

    fonts = [str(distribution(FONT).locate_file(f"font_source_sans_pro/files/{f}")) for f in FILES]
    return resvg_py.svg_to_bytes(
        svg_string=svg, zoom=ZOOM, skip_system_fonts=True, font_files=fonts
    )


def key(svg: str) -> str:
    """A name for what `png` gives: it changes with all that the bytes depend on."""
    made_with = [f"{name} {distribution(name).version}" for name in ("resvg-py", FONT)]
    return hashlib.sha256("\n".join([*made_with, f"{ZOOM}", svg]).encode()).hexdigest()


def draw(folder: Path, cache: Path) -> Iterator[Path]:
    """Put a PNG beside each SVG of the folder and remove others; gives those changed."""
    pictures = {path.with_suffix(".png"): path.read_text("utf-8") for path in folder.glob("*.svg")}
    for orphan in set(folder.glob("*.png")) - pictures.keys():
        orphan.unlink()
        yield orphan
    for path, svg in sorted(pictures.items()):
        kept = cache / f"{key(svg)}.png"
        if not kept.is_file():
            _replace(kept, png(svg))
        body = kept.read_bytes()
        if not path.is_file() or path.read_bytes() != body:
            _replace(path, body)
            yield path


def _replace(path: Path, body: bytes) -> None:
    """Put the file in place as a whole, so that a killed run leaves none that is torn."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    temporary.write_bytes(body)
    temporary.replace(path)


def main() -> int:
    """Draw what has changed."""
    parser = argparse.ArgumentParser(description="Draw the pictures of the site as PNG files.")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", metavar="DIR")
    try:
        changed = list(draw(parser.parse_args().docs / "figures", CACHE))
    except (OSError, ValueError) as error:
        print(f"the pictures could not be drawn: {error}; run build_tables.py", file=sys.stderr)
        return 1
    if changed:
        print(f"{len(changed)} pictures drawn")
    return 0


if __name__ == "__main__":
    sys.exit(main())
