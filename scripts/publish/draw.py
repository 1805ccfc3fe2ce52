"""Draws the pictures and the link-preview cards under docs/ as PNG files.

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
from typing import Final

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "figures"
FONT = "font-source-sans-pro"  # the package; its files are static, which the library needs
FILES = {"regular": "SourceSansPro-Regular.ttf", "bold": "SourceSansPro-Bold.ttf"}
# By folder, how much larger than the size that the files ask for: figures become 1008 pixels wide,
# sharp on a phone, and cards have the size that link previews want.
ZOOM: Final = {"figures": 1.5, "cards": 1.0}


def fonts() -> dict[str, Path]:
    """The font files by weight."""
    package = distribution(FONT)
    return {
        weight: Path(str(package.locate_file(f"font_source_sans_pro/files/{file}")))
        for weight, file in FILES.items()
    }


def png(svg: str, zoom: float) -> bytes:
    """The picture as PNG."""
    import resvg_py  # slow to load, and needed for changed pictures alone

    files = [str(path) for path in fonts().values()]
    return resvg_py.svg_to_bytes(
        svg_string=svg, zoom=zoom, skip_system_fonts=True, font_files=files
    )


def key(svg: str, zoom: float) -> str:
    """A name for what `png` gives: it changes with all that the bytes depend on."""
    made_with = [f"{name} {distribution(name).version}" for name in ("resvg-py", FONT)]
    return hashlib.sha256("\n".join([*made_with, f"{zoom}", svg]).encode()).hexdigest()


def draw(folder: Path, cache: Path) -> Iterator[Path]:
    """Put a PNG beside each SVG of "figures" or "cards" and remove others; gives those changed."""
    zoom = ZOOM[folder.name]
    pictures = {path.with_suffix(".png"): path.read_text("utf-8") for path in folder.glob("*.svg")}
    for orphan in set(folder.glob("*.png")) - pictures.keys():
        orphan.unlink()
        yield orphan
    for path, svg in sorted(pictures.items()):
        kept = cache / f"{key(svg, zoom)}.png"
        if not kept.is_file():
            _replace(kept, png(svg, zoom))
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
    docs = parser.parse_args().docs
    try:
        changed = [path for name in ZOOM for path in draw(docs / name, CACHE)]
    except (OSError, ValueError) as error:
        print(f"the pictures could not be drawn: {error}; run build_tables.py", file=sys.stderr)
        return 1
    if changed:
        print(f"{len(changed)} pictures drawn")
    return 0


if __name__ == "__main__":
    sys.exit(main())
