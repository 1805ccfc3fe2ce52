"""Widths of text: measured as the drawing library draws it, so that nothing is cut off."""

import io
import json
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pictures import typeface
from publish import draw

ROOT = typeface.TABLE.parents[2]
SENTENCES = (
    "Deposits got smaller or disappeared in 9 of 28 people after at least 6 months.",
    "AVAWAYToTeVeYoPaLTLYF.A,T.V,11171-17 “Fjord” fi ffi fl Ty r. f’ AT&T (WHO) W. Av",
    "Très étonné, naïve Ångström, Œuvre, ß, Łódź, Čapek — 12–13 % … ½ × ± ≤",
)
words = st.lists(
    st.text(st.characters(codec="latin-1", categories=["L", "N", "P"]), min_size=1, max_size=12),
    min_size=1,
    max_size=30,
).map(" ".join)


def test_the_table_holds_the_widths_of_the_font() -> None:
    """Every letter and sign has the width that the packaged font gives it."""
    found = typeface.table(draw.fonts())
    held = json.loads(typeface.TABLE.read_text("utf-8"))
    assert held == found, "mend with: .venv/bin/python scripts/typeface.py"


def test_both_weights_have_the_same_letters() -> None:
    """What can be said in regular can be said in bold."""
    assert typeface.widths("regular").keys() == typeface.widths("bold").keys()


@pytest.mark.parametrize("weight", ["regular", "bold"])
@pytest.mark.parametrize("text", SENTENCES)
def test_no_line_is_drawn_wider_than_it_was_measured(text: str, weight: str) -> None:
    """Nor much narrower, which would leave room unused: kerning moves letters by little."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="2400" height="120">'
        f'<text x="20" y="80" font-size="40" font-family="Source Sans Pro" font-weight='
        f'"{weight.replace("regular", "normal")}">{text.replace("&", "&amp;")}</text></svg>'
    )
    ink = Image.open(io.BytesIO(draw.png(svg, 1))).getbbox()
    assert ink is not None
    measured = typeface.width(text, 40, weight)
    assert 0.94 * measured < ink[2] - ink[0] <= measured


@given(words, st.integers(300, 1200), st.integers(30, 80))
def test_lines_keep_every_word_and_fit(text: str, room: int, size: int) -> None:
    """Evenly filled or not: all words in order, inside the room where the longest word is."""
    plain = typeface.lines(text, room, size)
    even = typeface.even_lines(text, room, size)
    assert " ".join(plain) == " ".join(even) == text
    assert len(even) == len(plain)
    limit = max(room, typeface.widest(text, size)) + 0.001
    assert all(typeface.width(line, size) <= limit for line in (*plain, *even))


@given(words, st.integers(300, 1200))
def test_more_room_never_takes_more_lines(text: str, room: int) -> None:
    """So the largest size that fits can be looked for from above."""
    counts = [len(typeface.lines(text, wide, 40)) for wide in (room, room + 40, room + 400)]
    assert all(first >= second for first, second in pairwise(counts))


@pytest.mark.parametrize("kept", ["9 of 28", "4 March 2024", "6 months"])
def test_what_belongs_to_a_number_stays_with_it(kept: str) -> None:
    """However narrow the lines are."""
    for room in range(100, 900, 20):
        said = typeface.lines(f"Some words before {kept} and some words after it", room, 40)
        assert any(kept in line for line in said), room


def test_a_letter_that_the_table_lacks_is_named() -> None:
    """Once each, in their order; and never measured by a guess."""
    assert typeface.unknown("in 漢字 漢, ☂") == "漢字☂"
    assert typeface.unknown("9 of 28 – “naïve” ½") == ""
    with pytest.raises(KeyError):
        typeface.width("漢", 40)


def test_measuring_loads_no_font_library() -> None:
    """The build stays quick."""
    code = (
        "import sys, checks_cards, typeface; typeface.width('a', 40); "
        "slow = {'fontTools', 'PIL', 'resvg_py', 'importlib.metadata'}; "
        "sys.exit(bool(slow & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT / "scripts").returncode == 0
