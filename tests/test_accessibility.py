"""What a machine can see of the site's accessibility, in a real browser."""

import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from playwright.sync_api import Page, ViewportSize, expect

from conftest import ROOT, Servers
from studies import TYPED

NewPage = Callable[..., Page]

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Best practices are on by default. Contrast of 7:1 and targets of 24 px are asked for besides.
OPTIONS = {
    "resultTypes": ["violations"],
    "preload": False,  # of style sheets and media, which none of these rules looks at
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
}
COLOURS = ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]
HTML_VALIDATE = ROOT / "node_modules" / ".bin" / "html-validate"
PHONE = ViewportSize(width=360, height=640)
NARROW = ViewportSize(width=320, height=256)
FACT = TYPED["summary"]["shared"][0]  # the fact of the first key message, which has a page
CHECKED = next(log["date"] for log in TYPED["log"] if log.get("trials_alone") != "true")
WORD = next(iter(TYPED["comparisons"].values()))["first_people"]  # stands on many pages
KINDS = (  # a page of each kind: each has blocks that the others have not
    *("", "subgroups/", "trials/", "numbers/", "clinicians/", f"{FACT}/"),
    *("maintainers/publishing/", "404.html"),
)
ANSWERS = {  # the last paragraph that must be seen at once
    "": ".key-messages li:nth-child(2)",
    "results/": ".answer p:nth-child(2)",
    "subgroups/": ".answer p:nth-child(2)",
    "harms/": ".answer p:nth-child(2)",
    "certainty/": ".certainty p",
    "trials/": "h1 + p",
}
# What WCAG 1.4.12 lets readers ask for
SPACING = """* {line-height: 1.5 !important; letter-spacing: .12em !important;
word-spacing: .16em !important} p {margin-bottom: 2em !important}"""
SIDEWAYS = """() => [...document.querySelectorAll("article *")].filter(e =>
  e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== "visible"
  && !e.closest("[role=region][tabindex='0'][aria-label], svg, thead, textarea"))
  .map(e => e.outerHTML.slice(0, 90))"""
SPACED = """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet]; }"""


def pages_of(site: Path, *, leading_on: bool = False) -> dict[str, Path]:
    """The pages that are read, or lead on to others, by their addresses below the site's root."""
    return {
        path.relative_to(site).as_posix().removesuffix("index.html"): path
        for path in sorted(site.rglob("*.html"))
        if (b'http-equiv="refresh"' in path.read_bytes()) == leading_on
    }


@cache
def soup(path: Path) -> BeautifulSoup:
    """A page of the built site. For reading only."""
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def axe(page: Page, place: str, only: list[str] | None = None) -> list[str]:
    """What axe finds wrong on the page as it is now, by all rules or by some."""
    page.evaluate(AXE.read_text("utf-8"))
    options = {**OPTIONS, "runOnly": only} if only else OPTIONS
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{place}: {rule['id']}: {node['html'][:120]} ({node['failureSummary']})"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def sideways(page: Page, place: str) -> list[str]:
    """What scrolls sideways on a page of 320 px besides boxes made for it."""
    # Playwright may evaluate in a page whose own scripts are switched off
    width = page.evaluate("document.documentElement.scrollWidth")
    found = [f"{width} px wide"] if width > 320 else []
    return [f"{place}: {what}" for what in [*found, *page.evaluate(SIDEWAYS)]]


def search_for(page: Page, words: str) -> None:
    """Open the search as a reader does, type, and wait for results."""
    opener = page.locator("button[for=__search]")
    field = page.locator("input[name=query]")
    (opener if opener.is_visible() else field).click()
    field.press_sequentially(words, delay=5)
    page.locator(".md-search-result__item").first.wait_for()
    page.wait_for_timeout(400)  # it slides in, and the list is filled in steps


def test_every_page_can_be_used_on_a_phone(site: Path, server: Servers, new_page: NewPage) -> None:
    """At 360 px no page breaks a rule of axe; at 320 px, or 1280 px enlarged, none is too wide."""
    page = new_page()
    wrong = []
    for address in pages_of(site):
        page.set_viewport_size(PHONE)
        page.goto(server.sub + address)
        wrong += axe(page, address)
        page.set_viewport_size(NARROW)
        wrong += sideways(page, address)
        page.evaluate(SPACED, SPACING)
        wrong += sideways(page, f"{address}, letters set apart")
    assert not wrong, "\n".join(wrong)


def test_no_page_needs_scripts_to_be_narrow(server: Servers, new_page: NewPage) -> None:
    """Where scripts are switched off, no kind of page scrolls sideways either."""
    page = new_page(viewport=NARROW, java_script_enabled=False)
    for address in KINDS:
        page.goto(server.sub + address)
        assert not sideways(page, address)


def test_axe_finds_nothing_on_any_kind_of_page(server: Servers, page: Page) -> None:
    """No kind of page breaks a rule of axe on a wide screen, or in dark."""
    wrong = []
    for address in KINDS:
        page.goto(server.sub + address)
        wrong += axe(page, f"{address}, wide")
        page.emulate_media(color_scheme="dark")
        wrong += axe(page, f"{address}, dark", COLOURS)  # nothing else differs
        page.emulate_media(color_scheme="light")
    assert not wrong, "\n".join(wrong)


def test_axe_finds_nothing_in_what_opens(server: Servers, new_page: NewPage) -> None:
    """Menu, texts to copy, a number's card and search with results break no rule of axe either."""
    page = new_page(viewport=PHONE)
    page.goto(server.root)
    wrong = []

    def look(name: str) -> None:
        page.wait_for_timeout(400)  # some slide in
        wrong.extend(axe(page, name))
        page.emulate_media(color_scheme="dark")
        wrong.extend(axe(page, f"{name}, dark", COLOURS))
        page.emulate_media(color_scheme="light")
        page.keyboard.press("Escape")

    page.locator("header [for=__drawer]").click()
    look("menu")
    page.locator(".copies summary").first.click()
    page.locator(".copies button").first.click()
    look("copies")
    page.locator("article data.opens").first.click()
    page.locator(".card li").first.wait_for()
    look("card")
    search_for(page, WORD)
    look("search")
    assert not wrong, "\n".join(wrong)


def test_html_is_valid(site: Path, tmp_path: Path) -> None:
    """No page breaks the HTML standard; a page that does is found."""
    (tmp_path / "bad.html").write_text("<!DOCTYPE html><title>x</title><p id=a><h1 id=a>y</p></h1>")
    for folder, status in ((site, 0), (tmp_path, 1)):
        files = list(folder.rglob("*.html"))
        config = Path(__file__).with_name("html-validate.cjs")
        run = subprocess.run(
            [HTML_VALIDATE, "--config", config, *files], capture_output=True, text=True, check=False
        )
        assert run.returncode == status, run.stdout + run.stderr


def test_answer_stands_above_the_fold(server: Servers, new_page: NewPage) -> None:
    """On a small phone, the answer and how unsure it is are seen without scrolling."""
    page = new_page(viewport=PHONE)
    for address, answer in ANSWERS.items():
        page.goto(server.sub + address)
        box = page.locator(answer).first.bounding_box()
        assert box is not None, address
        assert box["y"] + box["height"] <= PHONE["height"], address


def test_keyboard_reaches_everything_in_order(server: Servers, new_page: NewPage) -> None:
    """Tab visits every control once, in order, each with a ring, from the skip link to the last."""
    page = new_page(viewport=PHONE)
    page.goto(server.root)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the first leads to the text
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('article') !== null")
    page.goto(server.root)
    # The browser makes one stop of a group of radio buttons. Numbered once: tooltips come and go.
    expected = page.evaluate(
        """() => { [...document.querySelectorAll("*")].forEach((e, i) => { e.order = i; });
        return [...document.querySelectorAll("a[href], button, summary, [tabindex='0']")]
          .filter(e => e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true}))
          .map(e => e.order); }"""
    )
    visited: list[int] = []
    while not visited or visited[-1] != -1:
        page.keyboard.press("Tab")
        number, wrong, name = page.evaluate(
            """() => { const e = document.activeElement, box = e.getBoundingClientRect();
            if (e === document.body) return [-1, "", ""];
            const s = getComputedStyle(e.type === "radio" ? e.nextElementSibling : e);
            const ring = parseFloat(s.outlineWidth) >= 2 && s.outlineStyle !== "none";
            const seen = box.bottom > 0 && box.top < innerHeight;
            return [e.order, ring ? seen ? "" : "off the screen" : "no ring", e.outerHTML]; }"""
        )
        assert not wrong, f"{wrong}: {name[:90]}"
        assert number not in visited, f"the page keeps the focus on {name[:90]}"
        visited.append(number)
    assert visited[:-1] == sorted(visited[:-1])
    assert set(expected) - set(visited) == set()
    assert len(expected) > 20


def test_menu_works_by_keyboard(server: Servers, new_page: NewPage) -> None:
    """The menu opens with Enter, closes with Escape and gives the focus back to its button."""
    page = new_page(viewport=PHONE)
    page.goto(server.root)
    button = page.locator("header [for=__drawer]")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(400)  # it slides in
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.md-sidebar--primary') !== null")
    page.keyboard.press("Escape")
    expect(page.locator(".md-sidebar--primary a").first).not_to_be_visible()
    expect(button).to_be_focused()


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


def test_forced_colours_and_more_contrast_are_followed(server: Servers, new_page: NewPage) -> None:
    """In forced colours the meter keeps its steps; with more contrast small print is dark."""
    page = new_page(forced_colors="active", contrast="more")
    page.goto(server.root)

    def style(part: str, name: str) -> str:
        return str(page.locator(part).first.evaluate(f"e => getComputedStyle(e).{name}"))

    assert style(".meter i.full", "borderTopWidth") != style(
        ".meter i:not(.full)", "borderTopWidth"
    )
    page.emulate_media(forced_colors="none", contrast="more")
    assert style(".checked", "color") == style("article p", "color")
