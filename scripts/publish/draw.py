"""Draws the pictures and the link-preview cards under docs/ as PNG files.

A step of its own after build_tables.py: loading the drawing library takes as long as that whole
program. Needs no network and no font of the machine, so the same picture gives the same bytes. What
has been drawn is kept in .cache/figures/, under a name made of all that it depends on and with a
checksum: what is damaged is drawn again.

Usage: python -m publish.draw
"""

import hashlib
import sys
from collections.abc import Iterator
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parents[2]
# By folder, how much larger than the size that the files ask for: figures become 1008 pixels wide,
# sharp on a phone, and cards have the size that link previews want.
ZOOM: Final = {"figures": 1.5, "cards": 1.0}
# Static fonts, which the library needs: the SHA-256 of each file, by weight
FONTS: Final = {
    "regular": "b77f3a700edd0fc0dec73258f882d5c3926c77f5caf6800a201d2166568d2309",
    "bold": "2efc3a95d076f2d04c5928c0ad698b7c61cc302d6f6e79e9643cd3722f7becc2",
}


def fonts() -> dict[str, Path]:
    """The font files by weight. Raises OSError or ValueError: letters would be left out."""
    folder = distribution("font-source-sans-pro").locate_file("font_source_sans_pro/files")
    files = {weight: Path(f"{folder}/SourceSansPro-{weight.title()}.ttf") for weight in FONTS}
    for weight, path in files.items():
        if hashlib.sha256(path.read_bytes()).hexdigest() != FONTS[weight]:
            raise ValueError(f"{path} is not the font that is expected")
    return files


def png(svg: str, zoom: float) -> bytes:
    """The picture as PNG."""
    import resvg_py  # slow to load, and needed for changed pictures alone

    files = [str(path) for path in fonts().values()]
    return resvg_py.svg_to_bytes(
        svg_string=svg, zoom=zoom, skip_system_fonts=True, font_files=files
    )


def draw(folder: Path, cache: Path) -> Iterator[Path]:
    """Put a PNG beside each SVG of "figures" or "cards"; gives those that changed."""
    zoom = ZOOM[folder.name]
    with_what = f"{version('resvg-py')} {FONTS} {zoom}\n"
    cache.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.glob("*.svg")):
        svg = path.read_text("utf-8")
        body = _kept(cache / hashlib.sha256(f"{with_what}{svg}".encode()).hexdigest(), svg, zoom)
        drawn = path.with_suffix(".png")
        if drawn.is_symlink() or not drawn.is_file() or drawn.read_bytes() != body:
            drawn.unlink(missing_ok=True)
            drawn.write_bytes(body)
            yield drawn


def _kept(path: Path, svg: str, zoom: float) -> bytes:
    """What was drawn by an earlier run and is whole; else drawn now, and kept."""
    kept = path.read_bytes() if path.is_file() else b""
    if kept[:32] != hashlib.sha256(kept[32:]).digest():
        body = png(svg, zoom)
        kept = hashlib.sha256(body).digest() + body
        path.write_bytes(kept)
    return kept[32:]


def main() -> int:
    """Draw what has changed."""
    try:
        cache = ROOT / ".cache" / "figures"
        changed = [path for name in ZOOM for path in draw(ROOT / "docs" / name, cache)]
    except (OSError, ValueError) as error:
        mend = "mend that, or set up anew: make clean"
        print(f"the pictures could not be drawn: {error}; {mend}", file=sys.stderr)
        return 1
    if changed:
        print(f"{len(changed)} pictures drawn")
    return 0


if __name__ == "__main__":
    sys.exit(main())
