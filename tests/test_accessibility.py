"""What a machine can see of the site's accessibility, in a real browser."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from conftest import ROOT, Servers

NewPage = Callable[..., Page]

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Best practices are on by default. Contrast of 7:1 and targets of 24 px are asked for besides.
OPTIONS = {
    "resultTypes": ["violations"],
    "preload": False,  # of style sheets and media, which none of these rules looks at
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
}
COLOUR_RULES = ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]
WIDTHS = (320, 768, 1280)
FOLD = {"width": 360, "height": 640}
ANSWERS = {
    "": [".key-messages li:nth-child(1)", ".key-messages li:nth-child(2)"],
    "results/": [".answer p:nth-child(1)", ".answer p:nth-child(2)"],
    "subgroups/": [".answer p:nth-child(1)", ".answer p:nth-child(2)"],
    "harms/": [".answer p:nth-child(1)", ".answer p:nth-child(2)"],
    "certainty/": [".certainty p"],
    "trials/": ["h1 + p"],
}
VNU = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def pages_of(site: Path) -> list[str]:
    """The addresses of all pages that are read, below the root of the site."""
    return sorted(set(_html(site)) - set(redirects_of(site)))


def redirects_of(site: Path) -> list[str]:
    """The addresses that lead on to others."""
    return sorted(name for name, text in _html(site).items() if 'http-equiv="refresh"' in text)


def _html(site: Path) -> dict[str, str]:
    return {
        path.relative_to(site).as_posix().removesuffix("index.html"): path.read_text("utf-8")
        for path in site.rglob("*.html")
    }


def axe(page: Page, only: list[str] | None = None) -> list[str]:
    """What axe finds wrong on the page as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    options = {**OPTIONS, "runOnly": only} if only else OPTIONS
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{rule['id']}: {node['html'][:120]} ({node['failureSummary']})"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def axe_in_both(page: Page, place: str, in_dark: list[str] | None = None) -> list[str]:
    """What axe finds wrong in light by all rules, and in dark by all or by some."""
    found = [f"{place}, light: {problem}" for problem in axe(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"{place}, dark: {problem}" for problem in axe(page, in_dark)]
    page.emulate_media(color_scheme="light")
    return found


def search_for(page: Page, words: str) -> None:
    """Open the search as a reader does, type, and wait for results."""
    field = page.locator("input[name=query]")
    opener = page.locator("button[for=__search]")
    if opener.is_visible():
        opener.click()
    else:
        field.click()
    field.press_sequentially(words, delay=5)
    page.locator(".md-search-result__item").first.wait_for()
    page.wait_for_timeout(400)  # it slides in, and the list is filled in steps


def focused(page: Page) -> str:
    """A short name for what has the focus."""
    name: str = page.evaluate(
        """() => { const e = document.activeElement;
        return `${e.tagName.toLowerCase()} ${e.ariaLabel ?? e.textContent.trim()}`; }"""
    )
    return name


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(site: Path, server: Servers, new_page: NewPage, width: int) -> None:
    """No page breaks a rule of axe, in light or dark, on a narrow, a middling or a wide screen."""
    page = new_page(viewport={"width": width, "height": 900})
    wrong = []
    for address in pages_of(site):
        page.goto(server.root + address)
        wrong += axe_in_both(page, address, COLOUR_RULES)  # nothing else differs in dark
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_in_what_opens(server: Servers, new_page: NewPage, width: int) -> None:
    """Menu, search with results and a number's card break no rule of axe either."""
    page = new_page(viewport={"width": width, "height": 700})
    page.goto(server.root)
    wrong = []
    menu = page.locator("header [for=__drawer]")
    if menu.is_visible():
        menu.click()
        page.wait_for_timeout(400)  # it slides in
        wrong += axe_in_both(page, "menu")
        page.locator(".md-overlay").click(position={"x": width - 10, "y": 300})
    page.locator("#copy-improved summary").click()
    page.locator("#copy-improved button").first.click()
    wrong += axe_in_both(page, "copies")
    page.locator("article data.opens").first.click()
    page.locator(".card li").first.wait_for()
    wrong += axe_in_both(page, "card")
    page.keyboard.press("Escape")
    search_for(page, "deposits")
    wrong += axe_in_both(page, "search")
    assert not wrong, "\n".join(wrong)


def test_html_is_valid(site: Path) -> None:
    """The HTML checker of the W3C has no error and no warning for any page."""
    java = shutil.which("java")
    if java is None or not VNU.exists():
        pytest.fail("The HTML checker is missing. Mend: make test", pytrace=False)
    run = subprocess.run(
        [java, "-jar", str(VNU), "--format", "json", "--exit-zero-always", "--skip-non-html",
         # It reads files, where 'self' means nothing; test_policy.py holds the policy in a browser
         "--filterpattern", ".*Content Security Policy.*",
         *map(str, sorted(site.rglob("*.html")))],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    messages = json.loads(run.stderr)["messages"]
    wrong = [
        f"{m['url'].partition(str(site))[2]}:{m.get('lastLine')} {m['message']}"
        for m in messages
        if m["type"] != "info" or m.get("subType") == "warning"
    ]
    assert not wrong, "\n".join(sorted(set(wrong)))


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["script", "none"])
def test_no_page_scrolls_sideways(
    site: Path, server: Servers, new_page: NewPage, options: dict[str, Any]
) -> None:
    """At 320 px, which is also 1280 px enlarged to 400%, only boxes made for it scroll sideways."""
    page = new_page(viewport={"width": 320, "height": 256}, **options)
    wrong = []
    for address in pages_of(site):
        page.goto(server.root + address)
        # Playwright may evaluate in a page whose own scripts are switched off
        page_width = page.evaluate("document.documentElement.scrollWidth")
        inner = page.evaluate(
            """() => [...document.querySelectorAll("article *")].filter(e =>
              e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== "visible"
              && !e.closest("[role=region][tabindex='0'][aria-label], svg, thead"))
              .map(e => e.outerHTML.slice(0, 90))"""
        )
        wrong += [f"{address}: {page_width} px wide"] if page_width > 320 else []
        wrong += [f"{address}: {html}" for html in inner]
    assert not wrong, "\n".join(wrong)


def test_answer_stands_above_the_fold(server: Servers, new_page: NewPage) -> None:
    """On a small phone, the answer and how unsure it is are seen without scrolling."""
    page = new_page(viewport=FOLD)
    for address, answers in ANSWERS.items():
        page.goto(server.root + address)
        for answer in answers:
            box = page.locator(answer).first.bounding_box()
            assert box is not None, (address, answer)
            assert box["y"] + box["height"] <= FOLD["height"], (address, answer)


def test_keyboard_reaches_everything_in_order(server: Servers, new_page: NewPage) -> None:
    """Tab visits every control once, in order, each with a visible ring; the last lets go."""
    page = new_page(viewport={"width": 360, "height": 640})
    page.goto(server.root)
    # The browser makes one stop of a group of radio buttons.
    expected = page.evaluate(
        """() => { [...document.querySelectorAll("*")].forEach((e, i) => { e.order = i; });
        return [...document.querySelectorAll("a[href], button, summary, [tabindex='0']")]
          .filter(e => e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true}))
          .map(e => e.order); }"""  # numbered once: tooltips come and go
    )
    visited = []
    for _ in range(len(expected) + 5):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        number, ring, seen = page.evaluate(
            """() => { const e = document.activeElement;
            const s = getComputedStyle(e.type === "radio" ? e.nextElementSibling : e);
            const box = e.getBoundingClientRect();
            return [e.order, parseFloat(s.outlineWidth) >= 2 && s.outlineStyle !== "none",
              box.bottom > 0 && box.top < innerHeight]; }"""
        )
        visited.append(number)
        assert ring, f"no visible focus on {focused(page)}"
        assert seen, f"focus off the screen on {focused(page)}"
    else:
        pytest.fail("the page keeps the focus")
    assert visited == sorted(set(visited))
    assert set(expected) - set(visited) == set()
    assert len(expected) > 20


def test_skip_link_leads_to_the_text(server: Servers, page: Page) -> None:
    """The first stop of the keyboard jumps over the navigation to the heading."""
    page.goto(server.root)
    page.keyboard.press("Tab")
    assert focused(page) == "a Skip to content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('article') !== null")


def test_menu_works_by_keyboard(server: Servers, new_page: NewPage) -> None:
    """The menu opens with Enter, closes with Escape and gives the focus back to its button."""
    page = new_page(viewport=FOLD)
    page.goto(server.root)
    page.locator("header [for=__drawer]").focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(400)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.md-sidebar--primary') !== null")
    page.keyboard.press("Escape")
    page.wait_for_timeout(400)
    assert focused(page) == "button Menu"
    assert not page.locator(".md-sidebar--primary a").first.is_visible()


def test_targets_are_large_enough(server: Servers, new_page: NewPage) -> None:
    """Every control that does not stand in a sentence is at least 24 px wide and high."""
    page = new_page(viewport=FOLD)
    page.goto(server.root)
    page.locator("header [for=__drawer]").click()
    small = page.evaluate(
        """() => [...document.querySelectorAll(
            "button, summary, [role=button]:not(data), nav a, .ground a, footer a")]
          .filter(e => e.checkVisibility({visibilityProperty: true}))
          .filter(e => Math.min(e.getBoundingClientRect().width,
            e.getBoundingClientRect().height) < 24)
          .map(e => e.outerHTML.slice(0, 90))"""
    )
    assert small == [html for html in small if "mkdocs-material" in html]  # in a sentence


def test_nothing_moves_when_the_reader_asks_for_rest(server: Servers, new_page: NewPage) -> None:
    """With `prefers-reduced-motion` no element has a transition or an animation to speak of."""
    page = new_page(reduced_motion="reduce")
    page.goto(server.root)
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter(e => {
          const s = getComputedStyle(e);
          return [...s.transitionDuration.split(","), ...s.animationDuration.split(",")]
            .some(t => parseFloat(t) > 0.01); }).map(e => e.outerHTML.slice(0, 90))"""
    )
    assert moving == []


def test_forced_colours_keep_shapes(server: Servers, new_page: NewPage) -> None:
    """In forced colours the meter of certainty still shows full and empty steps."""
    page = new_page(forced_colors="active")
    page.goto(server.root)
    widths = page.evaluate(
        """() => [...document.querySelectorAll(".meter i")].slice(0, 4).map(
          e => parseFloat(getComputedStyle(e).borderTopWidth))"""
    )
    assert len(widths) == 4
    assert widths[0] > widths[3] > 0


def test_contrast_grows_when_asked_for(server: Servers, new_page: NewPage) -> None:
    """With `prefers-contrast: more` small print is as dark as the text."""
    page = new_page(contrast="more")
    page.goto(server.root)
    small, text = page.evaluate(
        """() => [".checked", "article p"].map(
          s => getComputedStyle(document.querySelector(s)).color)"""
    )
    assert small == text
