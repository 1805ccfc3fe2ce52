"""How wide text is in the font of the link-preview cards, so that none of it is cut off.

The build must not load a font library, so the widths stand in a table that this program writes out
of the packaged font. Tests hold the table to the font.

Usage: typeface.py (with the test tools set up) writes templates/cards/widths.json anew.
"""

import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import msgspec

TABLE: Final = Path(__file__).resolve().parents[2] / "templates" / "cards" / "widths.json"
# Latin letters, and the signs that stand in such texts
HELD: Final = (*range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x2000, 0x2300))
KERNING: Final = 1.01  # some pairs of letters are set a little further apart than their widths say
# "9 of 28", "4 March 2024" and "6 months" are one word each
WORD: Final = re.compile(r"[\d.,]*\d \S+(?: \S*\d\S*)?|\S+")

Widths = dict[str, int]  # in thousandths of the size of the text


@cache
def widths(weight: str) -> Widths:
    """The width of every letter and sign that the table holds; "regular" or "bold"."""
    table = msgspec.json.decode(TABLE.read_bytes(), type=dict[str, dict[str, str]])
    return {sign: int(width) for width, signs in table[weight].items() for sign in signs}


@cache
def width(text: str, size: float, weight: str = "regular") -> float:
    """The most room that a line takes at a size, in its unit. KeyError for an unknown sign."""
    known = widths(weight)
    return sum(known[sign] for sign in text) * size * KERNING / 1000


def unknown(text: str) -> str:
    """The signs of a text that have no width in the table, each once."""
    return "".join(dict.fromkeys(sign for sign in text if sign not in widths("regular")))


@cache
def lines(text: str, room: float, size: float, weight: str = "regular") -> tuple[str, ...]:
    """The text on as few lines as it needs; "9 of 28" stays together.

    A word that is wider than the room stands on a line of its own. KeyError for an unknown sign.
    """
    words, taken = _measured(text, weight)
    broken = _broken(taken, widths(weight)[" "], _in_font(room, size))
    return tuple(" ".join(words[first:end]) for first, end in broken)


@cache
def even_lines(text: str, room: float, size: float, weight: str = "regular") -> tuple[str, ...]:
    """The same number of lines, of about the same length."""
    wanted = len(lines(text, room, size, weight))
    narrow, wide = 0.7 * room, room  # a very short line beside a long one looks torn
    while wide - narrow > size / 2:
        middle = (narrow + wide) / 2
        fits = len(lines(text, middle, size, weight)) <= wanted
        narrow, wide = (narrow, middle) if fits else (middle, wide)
    return lines(text, wide, size, weight)


def widest(text: str, size: float, weight: str = "regular") -> float:
    """The room that the longest word takes. KeyError for an unknown sign."""
    return max(_measured(text, weight)[1], default=0) * size * KERNING / 1000


@cache
def _measured(text: str, weight: str) -> tuple[list[str], list[int]]:
    """The words and their widths."""
    words = WORD.findall(text)
    known = widths(weight)
    return words, [sum(known[sign] for sign in word) for word in words]


def _broken(taken: list[int], space: int, room: float) -> list[tuple[int, int]]:
    """The first word of each line and that of the next, for words of these widths."""
    ends, used = [], -space
    for index, word in enumerate(taken):
        if index and used + space + word > room:
            ends.append(index)
            used = word
        else:
            used += space + word
    return list(zip([0, *ends], [*ends, len(taken)], strict=True))


def _in_font(room: float, size: float) -> float:
    """A width at a size in thousandths of it."""
    return room / size / KERNING * 1000


def table(fonts: dict[str, Path]) -> dict[str, dict[str, str]]:
    """The table of font files by weight: for each width, the signs that have it."""
    return {weight: _of_font(path) for weight, path in fonts.items()}


def _of_font(path: Path) -> dict[str, str]:
    font: Any = import_module("fontTools.ttLib").TTFont(path)
    if font["head"].unitsPerEm != 1000:
        raise ValueError(f"{path.name}: expected widths in thousandths")
    names, metrics = font.getBestCmap(), font["hmtx"]
    held = {number: metrics[names[number]][0] for number in HELD if number in names}
    found: dict[str, str] = {}
    for number, taken in sorted(held.items(), key=lambda item: item[::-1]):
        found[str(taken)] = found.get(str(taken), "") + chr(number)
    return found


def main() -> None:
    """Write the table."""
    import json

    from publish.draw import fonts  # it knows the files, and looks for their package

    text = json.dumps(table(fonts()), indent=0)  # in escapes, because some signs cannot be seen
    TABLE.write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
