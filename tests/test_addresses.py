"""Addresses: what is published stays, and what has moved leads on."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

import addresses
import build_tables
from conftest import Servers
from studies import REAL, ROOT, SMALLEST, STUDIES, changed
from test_build_tables import run

TEXT = SMALLEST.read_text("utf-8")


def docs(text: str) -> dict[str, str]:
    """The generated files of a study."""
    files, problems = build_tables.files(text.encode(), ROOT)
    assert problems == []
    return files


def build(folder: Path, text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command on a study file in a folder, where its list may stand too."""
    (folder / "study.yaml").write_text(text, "utf-8")
    return run("--data", "study.yaml", "--docs", "docs", *arguments, cwd=folder)


@pytest.fixture
def promised(tmp_path: Path) -> Path:
    """The list of all that the smallest study publishes."""
    path = tmp_path / addresses.LIST
    path.write_text("# Ours\n")
    assert addresses.add(path, docs(TEXT))
    return path


def test_the_list_holds_pages_files_and_entries_and_no_headings(promised: Path) -> None:
    """Each fact and source of the ledger by its id; what changes with an order is no promise."""
    study, facts = STUDIES[SMALLEST]
    listed = promised.read_text("utf-8").splitlines()
    assert {"./", "results/", "warmer/", "data/counts.csv", "llms.txt"} < set(listed)
    parts = {line for line in listed if "#" in line and not line.startswith("# ")}
    worked_out = {"numbers/#n-limits"}  # and a comparison, where there is one
    assert parts == {f"numbers/#n-{ident}" for ident in facts} | worked_out | {
        f"numbers/#s-{ident}" for ident in study.sources
    }


def test_a_build_adds_what_is_new(tmp_path: Path, promised: Path) -> None:
    """Below the comments, sorted; with --check it is told instead. A second build adds nothing."""
    promised.write_text("# Ours\nharms/\n./\n", "utf-8")
    assert build(tmp_path, TEXT).stdout.endswith(" addresses added to addresses.txt\n")
    lines = promised.read_text("utf-8").splitlines()
    assert lines[0] == "# Ours"
    assert lines[1:] == sorted({*addresses.published(docs(TEXT))})
    assert "added" not in build(tmp_path, TEXT).stdout
    promised.write_text("# Ours\n" + "\n".join(lines[2:]), "utf-8")
    checked = build(tmp_path, TEXT, "--check")
    assert checked.returncode == 1
    assert f"addresses.txt: 1 addresses are not on it yet: {lines[1]} …" in checked.stderr


def test_a_lost_address_stops_the_build(tmp_path: Path) -> None:
    """It is told with the line of the list and the lines that mend it, and nothing is written."""
    (tmp_path / addresses.LIST).write_text("# ours\nresults/\nwarm-feet/\nharms/#reported\n")
    done = build(tmp_path, TEXT)
    assert done.returncode == 1
    assert done.stderr == (
        "addresses.txt:3:1: warm-feet/ was published and is not there any more; expected it (or no "
        "such line, if it never was on the web), or where it has gone, in the study file:\n"
        "moved:\n"
        "  warm-feet/: warmer/\n"
        "1 problem in addresses.txt; nothing was written\n"
    )
    assert not (tmp_path / "docs").exists()


@pytest.mark.parametrize(
    ("lost", "end"),
    [
        ("red-feet/\nred-feet/#why", "moved:\n  red-feet/: warm-feet/"),
        ("harms/#tell", "moved:\n  harms/#tell: harms/#told"),
        ("#red", "moved:\n  '#red': '#read'"),
        ("numbers/#s-tall", "moved:\n  numbers/#s-tall: numbers/#s-old"),
        ("figures/people.csv", "(or no such line, if it never was on the web)"),
    ],
)
def test_a_lost_address_is_told_with_the_lines_that_mend_it(
    lost: str, end: str, tmp_path: Path
) -> None:
    """They can be pasted into the study file, and name what is new, of its sort, most alike."""
    entries = "".join(f'<div class="entry" id="{ident}">\n' for ident in ("n-tall", "s-old"))
    harms = '<p id="told"><p id="odd">'
    files = {"index.md": '<p id="read">', "warm-feet.md": "", "harms.md": harms}
    path = tmp_path / addresses.LIST
    path.write_text(f"# ours\n{lost}\nharms/")
    ((line, message),) = addresses.lost(path, {**files, "numbers.md": entries, "odd.svg": ""})
    assert line == 2
    assert message.endswith(end)


@pytest.mark.parametrize(
    ("data", "lines", "said"),
    [
        (b"<<<<<<< a\n./\n=======\nb/\n>>>>>>> x", [1, 3, 5], ", which git left in a merge; exp"),
        (b"./\nb\xfcro/\n", [2], "found the byte 0xFC; expected UTF-8: save the file so"),
        (b"\n", [1], "found nothing; expected an address a line: take the list back from git"),
    ],
)
def test_a_list_that_cannot_be_read_is_told_with_its_place(
    data: bytes, lines: list[int], said: str, tmp_path: Path
) -> None:
    """Marks of a merge, another encoding, nothing: line and repair, and it stays as it is."""
    path = tmp_path / addresses.LIST
    path.write_bytes(data)
    done = build(tmp_path, TEXT)
    *told, _ = done.stderr.splitlines()
    assert (done.returncode, [int(line.split(":")[1]) for line in told]) == (1, lines)
    assert all(said in line for line in told)
    assert path.read_bytes() == data


@pytest.mark.parametrize("part", ["a", "#", ' id="', "# { #", '<div class="entry" id="n-'])
def test_a_long_line_takes_no_time(part: str, tmp_path: Path) -> None:
    """On a page and in the list: 50,000 letters, of which none is an address."""
    long, start = part * (50_000 // len(part)), time.process_time()
    (tmp_path / addresses.LIST).write_text(f"{long}\n", "utf-8")
    files = {"index.md": long}
    assert len(list(addresses.lost(tmp_path / addresses.LIST, files))) <= 1
    addresses.with_old_parts("", long, {"#a": "#b"})
    assert time.process_time() - start < 5


def test_thousands_of_lost_addresses_are_told_in_no_time(tmp_path: Path) -> None:
    """The first alone are compared with all others."""
    path = tmp_path / addresses.LIST
    path.write_text("".join(f"page{number}/\n" for number in range(3000)))
    found = list(addresses.lost(path, {f"other{number}.md": "" for number in range(300)}))
    assert len(found) == 3000
    assert sum("moved:" in message for _, message in found) == addresses.MOST_HINTS


@pytest.mark.parametrize(
    ("before", "after", "at"), [("warmer-morning", "early", "n-"), ("letter", "note", "s-")]
)
def test_a_fact_and_a_source_can_be_renamed(
    before: str, after: str, at: str, tmp_path: Path, promised: Path
) -> None:
    """The lines that the message advises are pasted in, and the old address answers; twice over."""
    old, new = f"numbers/#{at}{before}", f"numbers/#{at}{after}"
    text = TEXT.replace(before, after)
    (line,) = [said for said in build(tmp_path, text).stderr.splitlines() if said.startswith("  ")]
    assert line == f"  {old}: {new}"
    moved = f"\nmoved:\n{line}\n\nshared:\n"
    assert build(tmp_path, changed("\nshared:\n", moved, text)).returncode == 0
    page = (tmp_path / "docs" / "numbers.md").read_text("utf-8")
    assert page.count(f'id="{new.partition("#")[2]}"><span id="{old.partition("#")[2]}">') == 1
    assert new in promised.read_text("utf-8").splitlines()
    text = TEXT.replace(before, "third")
    moved = moved.replace(line, f"{line}\n  {new}: {new[:11]}third")
    assert build(tmp_path, changed("\nshared:\n", moved, text)).returncode == 0


def test_the_parts_of_a_page_that_has_moved_go_with_it(tmp_path: Path) -> None:
    """Its redirect takes in whoever asked for a part of it, so the build is not stopped."""
    moved = "\nmoved: {warm-feet/: warmer/}\n\nshared:\n"
    (tmp_path / addresses.LIST).write_text("warm-feet/\nwarm-feet/#why\n")
    assert build(tmp_path, changed("\nshared:\n", moved)).returncode == 0


def test_what_has_moved_is_where_it_was() -> None:
    """A page that moved leaves a redirect, a heading that moved answers to its old ids too."""
    moved = "moved: {warm-feet/: warmer/, a/: 'harms/#reported', a/b/: '', "
    moved += "'harms/#one': 'harms/#two', 'harms/#two': 'harms/#reported'}\n\nshared:\n"
    files = docs(changed("\nshared:\n", "\n" + moved))
    assert {"harms/#one", "harms/#two", "harms/#reported"} <= set(addresses.parts(files))
    assert {"warm-feet/", "a/", "a/b/"} <= set(addresses.published(files))
    redirect = files["warm-feet/index.html"]
    assert '<link rel="canonical" href="https://address.invalid/warmer/">' in redirect
    assert '<meta http-equiv="refresh" content="0; url=../warmer/">' in redirect
    assert "url=../harms/#reported" in files["a/index.html"]
    assert "url=../../" in files["a/b/index.html"]


@pytest.mark.parametrize("scripts", [True, False])
def test_another_name_of_a_fact_leads_to_it(
    scripts: bool, server: Servers, new_page: Callable[..., Page]
) -> None:
    """In a browser, with and without scripts, at the root and in a folder."""
    page = new_page(java_script_enabled=scripts)
    shared = STUDIES[REAL][0].shared.items()
    ident, other = next((ident, fact.also[0]) for ident, fact in shared if fact.also)
    for root in server:
        page.goto(f"{root}{other}/")
        page.wait_for_url(f"{root}{ident}/")
        assert page.locator("h1").inner_text()
