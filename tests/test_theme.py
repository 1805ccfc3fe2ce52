"""The frame around the pages and what its scripts do, in a real browser."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Page, Request, expect
from pypdf import PdfReader

from conftest import ROOT, Servers, copy_built
from hosting import SiteServer, build
from test_accessibility import focused, pages_of, search_for

NewPage = Callable[..., Page]

SHOTS = ROOT / "tests" / "shots"
MATERIALS = ("__md_scope=", "var palette=", "var target=")
RESULT = ".md-search-result__item a"
SWITCH = "[data-md-component=palette] label:not([hidden])"
PAPER = "rgb(255, 255, 255)"


def soup(site: Path, address: str) -> BeautifulSoup:
    """A built page, parsed."""
    path = site / address
    return BeautifulSoup(
        (path / "index.html" if path.is_dir() else path).read_text(encoding="utf-8"), "html.parser"
    )


def ground_of(page: Page) -> str:
    """The colour behind the page."""
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


def no_wider_than(page: Page, width: int) -> bool:
    """Whether the page as it is now does not scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth") <= width)


# ---- Head ----


def test_heads_are_complete(site: Path) -> None:
    """Each page has its own title and description, an icon, and says nothing of its generator."""
    titles: dict[str, str] = {}
    for address in pages_of(site):
        page = soup(site, address)
        title = page.title.get_text().strip() if page.title else ""
        titles.setdefault(title, address)
        assert titles[title] == address, f"{address} and {titles[title]} share a title"
        assert page.select_one("link[rel=icon]"), address
        assert len(page.select("meta[name=theme-color]")) == 2, address
        assert not page.select("meta[name=generator]"), address
        if address != "404.html":
            description = page.select_one("meta[name=description]")
            assert description is not None, address
            assert len(str(description["content"])) > 40, address
    first = soup(site, "")
    heading = first.select_one("h1")
    assert first.title is not None
    assert heading is not None
    assert heading.get_text().startswith(first.title.get_text().strip())


def inline_scripts(page: BeautifulSoup) -> list[str]:
    """The scripts that stand in a page and would run."""
    found = [tag for tag in page.find_all("script") if isinstance(tag, Tag)]
    run = [tag for tag in found if not tag.get("src") and "json" not in str(tag.get("type"))]
    return [tag.string or "" for tag in run]


def test_nothing_of_ours_is_inline(site: Path) -> None:
    """Besides Material's three scripts no script, style or handler stands in a page."""
    wrong = []
    for address in pages_of(site):
        page = soup(site, address)
        wrong += [
            f"{address}: {text[:60]}"
            for text in inline_scripts(page)
            if not text.startswith(MATERIALS)
        ]
        for tag in page.find_all(True):
            assert isinstance(tag, Tag)
            handlers = [name for name in tag.attrs if name == "style" or name.startswith("on")]
            if tag.name == "style" or handlers:
                wrong.append(f"{address}: {str(tag)[:90]}")
    assert not wrong, "\n".join(wrong)


# ---- Where a number comes from ----


def test_every_number_has_a_row_to_show(site: Path) -> None:
    """Each figure on each page names a fact that stands on the page of all numbers."""
    ids = {str(entry["id"]) for entry in soup(site, "numbers/").select(".entry[id]")}
    for address in pages_of(site):
        for figure in soup(site, address).select("data[data-fact]"):
            assert f"n-{figure['data-fact']}" in ids, f"{address}: {figure}"


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("root", ["root", "sub"])
def test_number_opens_its_card_by_click(
    server: Servers, new_page: NewPage, console_errors: list[str], root: str, width: int
) -> None:
    """A click on a number shows its row and a link to it; a click beside the card closes it."""
    page = new_page(viewport={"width": width, "height": 640})
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.goto(getattr(server, root) + "subgroups/")
    number = page.locator("article data.opens").first
    fact = number.get_attribute("data-fact")
    number.click()
    card = page.locator(".card")
    expect(card.locator("li").first).to_be_visible()
    expect(card.locator("strong").first).to_be_visible()
    more = card.locator(".card__more a").get_attribute("href")
    assert more == f"{getattr(server, root)}numbers/#n-{fact}"
    for link in card.locator("li a").all():
        assert (link.get_attribute("href") or "").startswith((getattr(server, root), "https://"))
    box = card.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert no_wider_than(page, width)
    page.mouse.click(5, 5)
    expect(card).to_have_count(0)
    page.locator("article data.opens").nth(1).click()  # another number needs no other request
    expect(card.locator("li").first).to_be_visible()
    assert len([request for request in asked if request.url.endswith("/numbers/")]) == 1
    assert console_errors == []


@pytest.mark.parametrize("key", ["Enter", " "])
def test_number_opens_its_card_by_keyboard(server: Servers, page: Page, key: str) -> None:
    """The card takes the focus, Tab stays in order, Escape closes it and gives the focus back."""
    page.goto(server.root)
    number = page.locator("article data[role=button]").first
    name = number.inner_text()
    number.focus()
    page.keyboard.press(key)
    card = page.locator(".card")
    expect(card.locator("li").first).to_be_visible()
    expect(card).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.card') !== null")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(number).to_be_focused()
    assert focused(page) == f"data {name}"
    page.keyboard.press(key)
    card.locator(".card__close").click()
    expect(card).to_have_count(0)
    expect(number).to_be_focused()


def test_each_fact_is_one_stop_of_the_keyboard(server: Servers, page: Page) -> None:
    """However often a page names a fact, the keyboard passes it once; a click works on all."""
    page.goto(server.root + "results/")
    facts = page.locator("article data.opens").evaluate_all("all => all.map(e => e.dataset.fact)")
    stops = page.locator("article data[role=button]").evaluate_all(
        "all => all.map(e => e.dataset.fact)"
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


# ---- Search ----


def test_search_is_fetched_when_first_opened(server: Servers, page: Page) -> None:
    """No visit fetches the index or starts the search; opening it does, once."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.root, wait_until="networkidle")
    assert not [url for url in asked if "search" in url]
    for _ in range(2):
        search_for(page, "deposits")
        page.locator("input[name=query]").fill("")
        page.keyboard.press("Escape")
    assert len([url for url in asked if "search_index" in url]) == 1


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("root", ["root", "sub"])
def test_search_by_keyboard(
    server: Servers, new_page: NewPage, console_errors: list[str], root: str, width: int
) -> None:
    """Words typed are looked up at once; Enter opens the first place; Escape leaves the search."""
    page = new_page(viewport={"width": width, "height": 640})
    page.goto(getattr(server, root) + "trials/")
    opener = page.locator("button[for=__search]")
    field = page.locator("input[name=query]")
    (opener if width < 900 else field).focus()
    if width < 900:
        page.keyboard.press("Enter")
    expect(field).to_be_focused()
    page.keyboard.type("doctor", delay=5)
    first = page.locator(RESULT).first
    expect(first).to_be_visible()
    page.keyboard.press("Escape")
    expect(first).not_to_be_visible()
    search_for(page, " ")
    target = first.get_attribute("href") or ""
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: urlsplit(address).path == urlsplit(target).path)
    assert target.startswith(getattr(server, root))
    assert console_errors == []


def test_search_that_finds_nothing_says_so(server: Servers, page: Page) -> None:
    """Words that stand nowhere give a sentence in place of results."""
    page.goto(server.root)
    search_for(page, "deposits")
    page.keyboard.type("qqqq", delay=5)
    expect(page.locator(".md-search-result__meta")).to_have_text("No matching documents")
    expect(page.locator(RESULT)).to_have_count(0)


# ---- Colours ----


def test_colours_follow_the_device_until_changed(server: Servers, new_page: NewPage) -> None:
    """The switch goes from the device's colours to light, to dark, and back, for all pages."""
    page = new_page(color_scheme="dark")
    page.goto(server.root)
    dark = ground_of(page)
    assert dark != PAPER
    page.locator(SWITCH).click()
    assert ground_of(page) == PAPER
    page.goto(server.root + "results/")
    assert ground_of(page) == PAPER
    page.locator(SWITCH).click()
    assert ground_of(page) == dark
    page.emulate_media(color_scheme="light")
    assert ground_of(page) == dark
    page.emulate_media(media="print")
    assert ground_of(page) == PAPER, "paper is light, whatever the screen"
    page.emulate_media(media="screen")
    page.locator(SWITCH).click()
    assert ground_of(page) == PAPER


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_scripts_all_but_search_is_there(
    server: Servers, new_page: NewPage, scheme: str
) -> None:
    """Without scripts the text, the menu, the colours and the links to the numbers still work."""
    page = new_page(
        java_script_enabled=False, color_scheme=scheme, viewport={"width": 360, "height": 640}
    )
    page.goto(server.root)
    assert (ground_of(page) == PAPER) == (scheme == "light")
    expect(page.locator("input[name=query]")).not_to_be_visible()
    for hidden in page.locator("header [for=__search], header [for^=__palette]").all():
        expect(hidden).not_to_be_visible()
    expect(page.locator("article data[role=button]")).to_have_count(0)
    page.locator("header label[for=__drawer]").click()
    expect(page.locator(".md-nav--primary a.md-nav__link").last).to_be_visible()
    page.locator(".md-overlay").click(position={"x": 350, "y": 300})
    page.locator(".ground a").first.click()
    page.wait_for_url("**/numbers/#n-*")
    expect(page.locator(".entry:target")).to_be_in_viewport()


# ---- Paper ----


def printed(page: Page, size: str) -> list[str]:
    """The text of each printed page."""
    return [part.extract_text() for part in PdfReader(io.BytesIO(page.pdf(format=size))).pages]


def test_pages_print_clean(site: Path, server: Servers, page: Page) -> None:
    """On paper there is no navigation, and what is folded up on the screen is open."""
    for address in pages_of(site):
        page.goto(server.root + address)
        folded = page.locator("article details").count()
        tables = page.locator("article details table").count()
        text = "".join("".join(printed(page, "A4")).split())
        assert "Printedfrom" in text, address
        assert "Previous" not in text, address
        assert "Tableofcontents" not in text, address
        if folded and tables:
            cell = page.locator("article details td, article details th").last.text_content() or ""
            assert "".join(cell.split()) in text, address


@pytest.fixture(scope="module")
def placed(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    """The site built for the address that it is served at, which lies below a folder."""
    folder = tmp_path_factory.mktemp("placed")
    server = SiteServer(folder / "site", prefix="/sub/name/")
    repository = copy_built(site, folder / "repository")
    problems = build(repository, folder / "site", {"SITE_URL": server.url})
    assert not problems, problems
    server.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_questions_fit_one_sheet(placed: SiteServer, new_page: NewPage, size: str) -> None:
    """The page for the doctor prints on one sheet: numbers, questions, address and date."""
    page = new_page(color_scheme="dark")
    page.goto(placed.url + "questions/")
    box = page.locator(".fact-box td").first.inner_text()
    question = page.locator("article ol li").last.inner_text()
    sheets = printed(page, size)
    assert len(sheets) == 1
    text = "".join(sheets[0].split())
    assert "".join(box.split()) in text
    assert "".join(question.split()) in text
    assert f"{placed.url}questions/" in text
    assert "lastcheckedon" in text


def test_missing_page_leads_back(
    placed: SiteServer, new_page: NewPage, console_errors: list[str]
) -> None:
    """However deep the wrong address, the 404 page has its looks, the pages and the search."""
    page = new_page()
    response = page.goto(placed.url + "some/old/address/")
    assert response is not None
    assert response.status == 404
    expect(page.locator("h1")).to_be_visible()
    search_for(page, "deposits")
    page.keyboard.press("Escape")
    links = page.locator("article li a")
    addresses = [link.get_attribute("href") or "" for link in links.all()]
    assert len(addresses) > 5
    links.nth(1).click()
    expect(page.locator("article h1")).to_be_visible()
    assert page.url.startswith(placed.url)
    assert [error for error in console_errors if "404" not in error] == []


def test_screenshots_for_a_person_to_look_at(server: Servers, new_page: NewPage) -> None:
    """Pictures of three pages at three widths in light and dark lie in tests/shots afterwards."""
    for scheme in ("light", "dark"):
        page = new_page(color_scheme=scheme)
        for address in ("", "subgroups/", "improved/"):
            page.goto(server.root + address)
            for width in (360, 768, 1280):
                page.set_viewport_size({"width": width, "height": 640 if width < 500 else 900})
                name = f"{address.strip('/') or 'index'}-{width}-{scheme}.jpeg"
                page.screenshot(path=SHOTS / name, full_page=True, type="jpeg", quality=90)
                assert (SHOTS / name).stat().st_size > 10_000
