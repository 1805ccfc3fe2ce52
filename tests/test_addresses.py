"""Addresses: what is published stays, and what has moved leads on."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

import addresses
import build_tables
from conftest import Servers
from studies import REAL, ROOT, SMALLEST, changed

LIST = REAL.with_name(addresses.LIST)


def docs(text: str) -> dict[str, str]:
    """The generated files of a study."""
    files, problems = build_tables.files(text.encode(), ROOT)
    assert problems == []
    return files


def test_no_published_address_has_disappeared() -> None:
    """Every page, heading and file that was ever published is there, or a redirect stands there."""
    files = docs(REAL.read_text("utf-8"))
    assert [message for _, message in addresses.lost(LIST.read_text("utf-8"), files)] == []


def test_every_address_is_promised() -> None:
    """What is published now is on the list, so that it cannot disappear unseen.

    Mend: make addresses
    """
    assert addresses.new(LIST.read_text("utf-8"), docs(REAL.read_text("utf-8"))) == []


def test_the_list_holds_what_people_link_to() -> None:
    """Pages, headings, rows of the ledger, pictures, facts, their other names, and files."""
    listed = LIST.read_text("utf-8").splitlines()
    for address in ("./", "results/#stable", "numbers/#n-improved", "numbers/#s-news", "improved/",
                    "side-effect/", "results/#figure-ranges", "figures/people.csv"):  # fmt: skip
        assert address in listed


def test_a_lost_address_stops_the_build(tmp_path: Path) -> None:
    """A renamed fact is told with the line of the list, and nothing is written."""
    study = tmp_path / "study.yaml"
    study.write_text(SMALLEST.read_text("utf-8"), "utf-8")
    (tmp_path / addresses.LIST).write_text("# ours\nresults/\nwarm-feet/\nharms/#reported\n")
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "build_tables.py", "--data", study, "--docs", "docs"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == (
        "addresses.txt:3:1: warm-feet/ was published and is not there any more; expected it, or "
        "where it has gone, in the study file:\n"
        "moved:\n"
        "  warm-feet/: warmer/\n"
        "1 problem in addresses.txt; nothing was written\n"
    )
    assert not (tmp_path / "docs").exists()


LOST = {
    "a page with its parts": (["red-feet/", "red-feet/#why"], ["moved:\n  red-feet/: warm-feet/"]),
    "a part of a page": (["harms/#tell"], ["moved:\n  harms/#tell: harms/#told"]),
    "a part of the first page": (["#red"], ["moved:\n  '#red': '#read'"]),
    "a file": (["figures/people.csv"], ["expected it"]),
}


@pytest.mark.parametrize("case", LOST)
def test_a_lost_address_is_told_with_the_lines_that_mend_it(case: str) -> None:
    """They can be pasted into the study file, and name what is new and most alike."""
    listed, ends = LOST[case]
    files = {
        "index.md": '<p id="read">',
        "warm-feet.md": "",
        "harms.md": '<p id="told"><p id="odd">',
        "odd.svg": "",
    }
    found = list(addresses.lost("\n".join(["# ours", *listed, "harms/"]), files))
    assert [line for line, _ in found] == [2]
    assert [message.endswith(end) for (_, message), end in zip(found, ends, strict=True)] == [True]


def test_the_parts_of_a_page_that_has_moved_go_with_it() -> None:
    """Its redirect takes in whoever asked for a part of it, so the build is not stopped."""
    moved = "\nmoved: {warm-feet/: warmer/}\n\nshared:\n"
    files = docs(changed("\nshared:\n", moved))
    assert list(addresses.lost("warm-feet/\nwarm-feet/#why\n", files)) == []


def test_what_has_moved_is_where_it_was() -> None:
    """A page that moved leaves a redirect, a heading that moved answers to its old id too."""
    moved = "moved: {warm-feet/: warmer/, 'harms/#said': 'harms/#reported'}\n\nshared:\n"
    files = docs(changed("\nshared:\n", "\n" + moved))
    listed = "warm-feet/\nharms/#said\nharms/#reported\n"
    assert list(addresses.lost(listed, files)) == []
    redirect = files["warm-feet/index.html"]
    assert '<link rel="canonical" href="https://address.invalid/warmer/">' in redirect
    assert '<meta http-equiv="refresh" content="0; url=../warmer/">' in redirect


def test_an_address_can_move_twice() -> None:
    """A redirect may lead to a part of a page, and several may lead to one."""
    files = docs(changed("\nshared:\n", "\nmoved: {a/: 'harms/#reported', a/b/: ''}\n\nshared:\n"))
    assert "url=../harms/#reported" in files["a/index.html"]
    assert "url=../../" in files["a/b/index.html"]


@pytest.mark.parametrize("scripts", [True, False])
def test_another_name_of_a_fact_leads_to_it(
    scripts: bool, server: Servers, new_page: Callable[..., Page]
) -> None:
    """In a browser, with and without scripts, at the root and in a folder."""
    page = new_page(java_script_enabled=scripts)
    for root in server:
        page.goto(f"{root}adults/")
        page.wait_for_url(f"{root}children/")
        assert page.locator("h1").inner_text().startswith("Children and adults")
