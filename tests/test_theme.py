"""The frame around the pages and what its scripts do, in a real browser."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from conftest import ADDRESS, DESKTOP, Servers, chromium
from test_accessibility import KINDS, PHONE, WORD, search_for

NewPage = Callable[..., Page]

RESULT = ".md-search-result__item a"
SWITCH = "[data-md-component=palette] label:not([hidden])"
MENU = ".md-sidebar--primary"
PAPER = "rgb(255, 255, 255)"
# Below a folder on a phone, and at the top of a host on a wide screen
SCREENS = pytest.mark.parametrize(
    ("root", "screen"), [("sub", PHONE), ("root", DESKTOP)], ids=["phone", "desktop"]
)
BLOCKED = {"profile": {"default_content_setting_values": {"cookies": 2}}}


def ground_of(page: Page) -> str:
    """The colour behind the page."""
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


def use_everything(page: Page) -> None:
    """A number's card, the colours, copying and the search do what they are for."""
    page.locator("article data.opens").first.click()
    expect(page.locator(".card li").first).to_be_visible()
    page.keyboard.press("Escape")
    before = ground_of(page)
    page.locator(SWITCH).click()
    page.locator(SWITCH).click()
    assert ground_of(page) != before
    page.locator(".copies summary").first.click()
    page.locator(".copies button").first.click()
    expect(page.locator(".copies").first.get_by_role("status")).not_to_be_empty()
    search_for(page, WORD)
    expect(page.locator(RESULT).first).to_be_visible()
    page.keyboard.press("Escape")


# ---- Where a number comes from ----


@SCREENS
def test_number_opens_its_card_by_click(
    server: Servers, new_page: NewPage, console_errors: list[str], root: str, screen: Any
) -> None:
    """A click on a number shows its row and a link to it; a click beside the card closes it."""
    page = new_page(viewport=screen)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    base = getattr(server, root)
    page.goto(base + "subgroups/")
    number = page.locator("article data.opens").first
    number.click()
    card = page.locator(".card")
    expect(card.locator("li").first).to_be_visible()
    more = card.locator(".card__more a").get_attribute("href")
    assert more == f"{base}numbers/#n-{number.get_attribute('data-fact')}"
    for link in card.locator("li a").all():
        assert (link.get_attribute("href") or "").startswith((base, "https://"))
    box = card.bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= screen["width"]
    page.mouse.click(5, 5)
    expect(card).to_have_count(0)
    page.locator("article data.opens").nth(1).click()  # another number needs no other request
    expect(card.locator("li").first).to_be_visible()
    assert [url for url in asked if url.endswith("/numbers/")] == [f"{base}numbers/"]
    assert console_errors == []


def test_number_opens_its_card_by_keyboard(server: Servers, page: Page) -> None:
    """The card takes the focus, Tab stays in order, Escape closes it and gives the focus back."""
    page.goto(server.root)
    number = page.locator("article data[role=button]").first
    card = page.locator(".card")
    number.focus()
    for key in ("Enter", " "):
        page.keyboard.press(key)
        expect(card.locator("li").first).to_be_visible()
        expect(card).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.card') !== null")
        page.keyboard.press("Escape")
        expect(card).to_have_count(0)
        expect(number).to_be_focused()
    number.click()
    card.locator(".card__close").click()
    expect(card).to_have_count(0)
    expect(number).to_be_focused()


def test_each_fact_is_one_stop_of_the_keyboard(server: Servers, page: Page) -> None:
    """However often a page names a fact, the keyboard passes it once; a click works on all."""
    page.goto(server.root + "results/")
    facts, stops = (
        page.locator(selector).evaluate_all("all => all.map(e => e.dataset.fact)")
        for selector in ("article data.opens", "article data[role=button]")
    )
    assert sorted(stops) == sorted(set(facts))
    assert len(facts) > len(stops)


def test_card_says_when_the_numbers_cannot_be_had(server: Servers, page: Page) -> None:
    """Offline, the card says so and keeps its link; the next try fetches again."""
    page.goto(server.root)
    page.route("**/numbers/", lambda route: route.abort())
    number = page.locator("article data.opens").first
    number.click()
    expect(page.locator(".card__body")).to_contain_text("could not be fetched")
    expect(page.locator(".card__more a")).to_be_visible()
    page.keyboard.press("Escape")
    page.unroute("**/numbers/")
    number.click()
    expect(page.locator(".card li").first).to_be_visible()


# ---- Search, menu ----


@SCREENS
def test_search_by_keyboard(
    server: Servers, new_page: NewPage, console_errors: list[str], root: str, screen: Any
) -> None:
    """Fetched when first opened, once; words are found, or nowhere; Enter opens the first place."""
    page = new_page(viewport=screen)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(getattr(server, root) + "trials/", wait_until="networkidle")
    assert not [url for url in asked if "search" in url]
    opener = page.locator("button[for=__search]")
    field = page.locator("input[name=query]")
    (opener if opener.is_visible() else field).focus()
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    page.keyboard.type(WORD, delay=5)
    first = page.locator(RESULT).first
    expect(first).to_be_visible()
    page.keyboard.type("qqqq", delay=5)
    expect(page.locator(".md-search-result__meta")).to_have_text("No matching documents")
    expect(page.locator(RESULT)).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(".md-search-result__meta")).not_to_be_visible()
    field.evaluate("field => { field.value = ''; }")
    search_for(page, WORD)
    target = first.get_attribute("href") or ""
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: urlsplit(address).path == urlsplit(target).path)
    assert target.startswith(getattr(server, root))
    assert len([url for url in asked if "search_index" in url]) == 1
    assert console_errors == []


def test_who_comes_back_sees_the_page(server: Servers, new_page: NewPage) -> None:
    """After Back and a reload with an open menu, what is seen, said and true agree: it is shut."""
    page = new_page(viewport=PHONE)
    page.goto(server.root)
    button = page.locator("header button[for=__drawer]")
    for come_back in (page.reload, page.go_back):
        button.click()
        expect(page.locator(MENU).get_by_role("link").first).to_be_visible()
        assert button.get_attribute("aria-expanded") == "true"
        if come_back == page.go_back:
            page.locator(f"{MENU} a[href$='subgroups/']").click()
            page.wait_for_url("**/subgroups/")
        come_back()
        expect(page.locator(MENU)).not_to_be_visible()
        assert button.get_attribute("aria-expanded") == "false"
        assert not page.locator("#__drawer").is_checked()


# ---- Colours, and what may be missing ----


def test_colours_follow_the_device_until_changed(server: Servers, new_page: NewPage) -> None:
    """The switch goes from the device's colours to light, to dark, and back, for all pages."""
    page = new_page(color_scheme="dark")
    page.goto(server.root)
    dark = ground_of(page)
    assert dark != PAPER
    page.locator(SWITCH).click()
    page.goto(server.root + "results/")
    assert ground_of(page) == PAPER
    page.locator(SWITCH).click()
    page.emulate_media(color_scheme="light")
    assert ground_of(page) == dark
    page.emulate_media(media="print")
    assert ground_of(page) == PAPER, "paper is light, whatever the screen"
    page.emulate_media(media="screen")
    page.locator(SWITCH).click()
    assert ground_of(page) == PAPER


def test_without_scripts_all_but_search_is_there(server: Servers, new_page: NewPage) -> None:
    """Without scripts the text, the menu, the colours and the links to the numbers still work."""
    page = new_page(java_script_enabled=False, color_scheme="dark", viewport=PHONE)
    page.goto(server.root)
    assert ground_of(page) != PAPER
    for hidden in page.locator("input[name=query], header [for=__search], header [for^=__p]").all():
        expect(hidden).not_to_be_visible()
    expect(page.locator("article data[role=button]")).to_have_count(0)
    page.locator("header label[for=__drawer]").click()
    expect(page.locator(".md-nav--primary a.md-nav__link").last).to_be_visible()
    page.locator(".md-overlay").click(position={"x": 350, "y": 300})
    page.locator(".ground a").first.click()
    page.wait_for_url("**/numbers/#n-*")
    expect(page.locator(".entry:target")).to_be_in_viewport()


def test_where_nothing_may_be_stored_all_works(
    server: Servers, browser: Browser, tmp_path: Path
) -> None:
    """With "block all cookies" the menu, cards, colours and search work, and nothing complains."""
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(BLOCKED))
    context = browser.browser_type.launch_persistent_context(tmp_path, **chromium())
    page, errors = context.pages[0], list[str]()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(server.root + "llms.txt")  # where no script of ours stands in
    assert page.evaluate("() => { try { localStorage; } catch { return true; } }")
    page.goto(server.root)
    use_everything(page)
    context.close()
    assert errors == []


# ---- Paper, and addresses that are not there ----


def printed(page: Page, size: str) -> list[str]:
    """The text of each printed page, without its spaces."""
    sheets = PdfReader(io.BytesIO(page.pdf(format=size))).pages
    return ["".join(sheet.extract_text().split()) for sheet in sheets]


def test_pages_print_clean(server: Servers, page: Page) -> None:
    """On paper there is no navigation, and what is folded up on the screen is open."""
    opened = 0
    for address in KINDS:
        page.goto(server.sub + address)
        text = "".join(printed(page, "A4"))
        assert "Printedfrom" in text, address
        assert not [name for name in ("Previous", "Tableofcontents") if name in text], address
        for cell in page.locator("article details:not(.copies) td").all()[-1:]:
            assert "".join((cell.text_content() or "").split()) in text, address
            opened += 1
    assert opened


def test_questions_fit_one_sheet(server: Servers, new_page: NewPage) -> None:
    """The page for the doctor prints on one sheet: numbers, questions, address and date."""
    page = new_page(color_scheme="dark")
    page.goto(server.root + "questions/")
    parts = page.locator(".fact-box td, article ol li, .checked > time")
    wanted = ["".join(part.inner_text().split()) for part in parts.all()]
    for size in ("A4", "Letter"):
        [sheet] = printed(page, size)
        assert [text for text in (*wanted, f"{ADDRESS}questions/") if text not in sheet] == []


def test_missing_page_leads_back(
    server: Servers, new_page: NewPage, console_errors: list[str]
) -> None:
    """However deep the wrong address, the 404 page has its looks, the pages and the search."""
    page = new_page()
    response = page.goto(server.sub + "some/old/address/")
    assert response is not None
    assert response.status == 404
    expect(page.locator("h1")).to_be_visible()
    search_for(page, WORD)
    page.keyboard.press("Escape")
    links = page.locator("article li a")
    assert links.count() > 5
    links.nth(1).click()
    expect(page.locator("article h1")).to_be_visible()
    assert page.url.startswith(server.sub)
    assert [error for error in console_errors if "404" not in error] == []
