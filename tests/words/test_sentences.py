"""Facts that are passed on: each text is one piece, with counts, caveat, date and link."""

import re
from collections.abc import Callable
from pathlib import Path

import bbcode
import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from playwright.sync_api import Page, expect

import build_tables
from conftest import Servers
from studies import ROOT, SMALLEST, changed
from words import sentences

SHARED = (
    "improved disappeared not-improved children side-effects not-analysed no-comparison "
    "impossible-percentage infusion-trial injection-trial how-sure"
).split()
FORMS = ("Plain text", "Markdown", "BBCode (phpBB)", "HTML")


def fact(site: Path, name: str) -> BeautifulSoup:
    """The page of a fact."""
    return BeautifulSoup((site / name / "index.html").read_text("utf-8"), "html.parser")


def said(page: BeautifulSoup) -> str:
    """What the page says in its box: the fact and its caveat."""
    found = [tag.get_text() for tag in page.select(".fact .answer__main")]
    return " ".join(" ".join(found).split())


def copies(page: BeautifulSoup, box: str) -> dict[str, str]:
    """The texts to copy in a box of a page, by their names."""
    forms = page.select(f"#{box} .copies__form")
    return {form.label.text: form.textarea.text for form in forms if form.label and form.textarea}


def shown(form: str, text: str) -> BeautifulSoup:
    """A text as a forum shows it; rendered by libraries that know nothing of us."""
    if form == "Markdown":
        return BeautifulSoup(MarkdownIt().render(text), "html.parser")
    if form.startswith("BBCode"):
        return BeautifulSoup(bbcode.render_html(text), "html.parser")
    if form == "HTML":
        return BeautifulSoup(text, "html.parser")
    linked = re.sub(r"(http\S+)$", r'<a href="\1">\1</a>', text)  # as forums do by themselves
    return BeautifulSoup(linked, "html.parser")


@pytest.mark.parametrize("name", SHARED)
def test_every_shared_fact_has_a_page(name: str, site: Path) -> None:
    """Fact, caveat, source, date, picture or worked example, and the way to the full page."""
    page = fact(site, name)
    box = page.select_one(".fact")
    assert box is not None
    assert len(box.select(".answer__main")) == 2
    assert box.select_one("time[datetime='2026-11-22']")
    assert box.select_one("a[href*='/numbers/#']")
    assert page.select_one("article figure.picture svg, article .tried li")
    assert page.select_one(".onward a")
    assert not page.select(f".md-nav--primary a[href*='{name}']")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", SHARED)
def test_a_post_holds_the_whole_fact(name: str, form: str, site: Path) -> None:
    """Shown by a forum, a copied text says word for word what the page says, with date and link."""
    page = fact(site, name)
    post = shown(form, copies(page, f"copy-{name}")[form])
    text = " ".join(post.get_text(" ").split()).replace(" .", ".")
    for sentence in page.select(".fact .answer__main"):
        assert " ".join(sentence.get_text().split()) in text
    assert "Our notes were last checked on 22 November 2026." in text
    assert "CATSS-O" in text
    canonical = page.select_one("link[rel=canonical]")
    assert canonical is not None
    assert [link["href"] for link in post.select("a")] == [canonical["href"]]
    trial = name.endswith("-trial")
    assert ("another trial" in text) == trial
    assert ("Certainty about what the ointment does: very low, in our judgement." in text) == (
        not trial and name != "impossible-percentage"
    )
    if form != "Plain text":
        assert len(post.find_all(["blockquote"], recursive=False)) == 1, "one piece"
        assert not [part for part in post.find_all(string=True, recursive=False) if part.strip()]


def test_a_trial_is_passed_on_with_its_status_and_date(site: Path) -> None:
    """The newest dated status stands in the text, with who said so."""
    text = copies(fact(site, "infusion-trial"), "copy-infusion-trial")["Plain text"]
    assert "Listed as completed on 4 March 2024 (WHO registry portal, NCT03267277)." in text


def test_each_key_message_has_its_text_to_copy(site: Path) -> None:
    """Beside the answer, how sure we are, and the harm."""
    page = BeautifulSoup((site / "index.html").read_text("utf-8"), "html.parser")
    boxes = [str(box["id"]) for box in page.select(".key-messages li > details.copies")]
    assert boxes == ["copy-improved", "copy-how-sure", "copy-side-effects"]
    for box in boxes:
        assert copies(page, box) == copies(fact(site, box.removeprefix("copy-")), box)


@pytest.mark.parametrize("sign", ["*", "_", "[", "]", "`", "#", "|", "~", "\\"])
def test_signs_in_a_text_stay_signs_in_markdown(sign: str) -> None:
    """A name with a sign of Markdown is shown as it is."""
    post = sentences.posts(
        sentences.Passage("a", f"A{sign}b{sign} c", "Says.", "But."), "X", "Y.", "Z."
    )
    page = shown("Markdown", post[1].text)
    assert page.a is not None
    assert page.a.text == f"X: A{sign}b{sign} c"


def test_brackets_cannot_break_a_post() -> None:
    """BBCode has no escape, so square brackets become round ones, and HTML is escaped."""
    passage = sentences.Passage("a", "[/quote] <b>", "Says [url]x[/url].", "But.")
    _, _, bb, html = sentences.posts(passage, "X", "Y.", "Z.")
    assert bb.text.count("[") == 4
    assert "<b>" not in html.text


@pytest.mark.parametrize("where", ["", "improved/"])
def test_a_text_is_copied_by_keyboard_and_told(
    where: str, server: Servers, new_page: Callable[..., Page], console_errors: list[str]
) -> None:
    """Enter opens the box, Tab reaches the button, Enter copies, and a screen reader is told."""
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(server.root + where)
    box = page.locator("#copy-improved")
    box.locator("summary").focus()
    page.keyboard.press("Enter")
    button = box.get_by_role("button", name="Copy: Markdown")
    for _ in range(10):
        page.keyboard.press("Tab")
        if button.evaluate("it => it === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(box.get_by_role("status")).to_have_text("Copied, with its caveat.")
    expect(button).to_be_focused()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == box.get_by_label("Markdown", exact=True).input_value()
    assert "no comparison group" in copied
    assert console_errors == []


def test_a_text_is_copied_where_the_clipboard_is_closed(
    server: Servers, new_page: Callable[..., Page]
) -> None:
    """Without https a browser has no clipboard for scripts; the older way is taken."""
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'clipboard', {value: undefined});"
        "document.execCommand = (name) => { window.done = [name, getSelection().toString() "
        "|| document.activeElement.value]; return true; }"
    )
    page.goto(server.root + "improved/")
    box = page.locator("#copy-improved")
    box.locator("summary").click()
    box.get_by_role("button", name="Copy: Plain text").click()
    expect(box.get_by_role("status")).to_have_text("Copied, with its caveat.")
    assert page.evaluate("window.done[0]") == "copy"


def test_without_scripts_the_text_is_there_to_be_copied_by_hand(
    server: Servers, new_page: Callable[..., Page]
) -> None:
    """The box opens, the texts are shown, and no button promises what it cannot do."""
    page = new_page(java_script_enabled=False)
    page.goto(server.root + "improved/")
    page.locator("#copy-improved summary").click()
    expect(page.locator("#copy-improved-1")).to_be_visible()
    expect(page.locator("#copy-improved button").first).to_be_hidden()


def test_the_search_finds_no_page_of_a_fact(site: Path) -> None:
    """Facts and the texts to copy are not in the index: they would push the full pages down."""
    index = (site / "search" / "search_index.json").read_text("utf-8")
    assert '"location":"results/' in index
    for name in SHARED:
        assert f'"location":"{name}/' not in index
    assert "Copy for a post" not in index


def test_a_fact_of_another_study_is_shared_too() -> None:
    """The smallest study has its own facts, at its own addresses."""
    files, problems = build_tables.files(SMALLEST.read_bytes(), ROOT)
    assert problems == []
    assert "# Warmer:" in files["warmer.md"]


def test_the_description_of_a_fact_is_the_fact_with_its_caveat(site: Path) -> None:
    """What a preview shows is what the page says, whole."""
    for name in SHARED:
        page = fact(site, name)
        description = page.select_one("meta[name=description]")
        assert description is not None
        for part in page.select(".fact .answer__main"):
            assert " ".join(part.get_text().split()) in str(description["content"])


def test_a_digit_in_a_shared_text_is_refused() -> None:
    """A number of a shared fact comes from the data too."""
    text = changed("says: It is very uncertain what", "says: It is 9 times uncertain what")
    _, problems = build_tables.files(text.encode(), ROOT)
    assert [problem.path for problem in problems] == ["shared.unsure.says"]
