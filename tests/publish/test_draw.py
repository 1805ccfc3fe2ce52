"""Drawing: the same bytes each time, in their sizes, and nothing damaged is ever taken."""

import io
from pathlib import Path

import pytest
from PIL import Image

from publish import draw

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50">'
    '<text y="40" font-family="Source Sans Pro">{}</text></svg>'
)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one card and one figure."""
    for name in draw.ZOOM:
        (tmp_path / "docs" / name).mkdir(parents=True)
        (tmp_path / "docs" / name / "a.svg").write_text(SVG.format(name))
    monkeypatch.setattr(draw, "ROOT", tmp_path)
    return tmp_path


def drawn(root: Path) -> dict[str, bytes]:
    """The pictures beside their drawings."""
    return {path.parent.name: path.read_bytes() for path in root.glob("docs/*/a.png")}


def test_one_command_draws_figures_and_cards(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each in its own size: a card as it is, a figure half as large again; once."""
    assert draw.main() == 0
    assert draw.main() == 0
    assert capsys.readouterr().out == "2 pictures drawn\n"
    sizes = {name: Image.open(io.BytesIO(body)).size for name, body in drawn(root).items()}
    assert sizes == {"cards": (100, 50), "figures": (150, 75)}


@pytest.mark.parametrize("where", [".cache/figures/*", "docs/*/a.png"])
@pytest.mark.parametrize("damage", ["cut", "emptied", "one bit"])
def test_what_is_damaged_is_drawn_again(where: str, damage: str, root: Path) -> None:
    """In the cache or beside the drawing: the same bytes as from an empty cache."""
    draw.main()
    first = drawn(root)
    for path in root.glob(where):
        body = path.read_bytes()
        bit = body[:90] + bytes([body[90] ^ 1]) + body[91:]
        path.write_bytes({"cut": body[:200], "emptied": b"", "one bit": bit}[damage])
    draw.main()
    assert drawn(root) == first


def test_a_link_is_replaced(root: Path) -> None:
    """What it leads to is neither published nor written over."""
    (root / "private.png").write_bytes(b"private")
    (root / "docs" / "cards" / "a.png").symlink_to(root / "private.png")
    draw.main()
    assert drawn(root)["cards"].startswith(b"\x89PNG")
    assert (root / "private.png").read_bytes() == b"private"


@pytest.mark.parametrize("weight", ["none", "bold"])
def test_without_its_font_nothing_is_drawn(
    weight: str, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A font that is missing or another one: a picture would lack letters. One line says it."""
    monkeypatch.setitem(draw.FONTS, weight, "another")
    assert draw.main() == 1
    told = capsys.readouterr().err
    assert told.startswith("the pictures could not be drawn: ")
    assert f"SourceSansPro-{weight.title()}.ttf" in told
    assert told.count("\n") == 1
    assert drawn(root) == {}
