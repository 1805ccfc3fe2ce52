"""Sentences: a trial's status, and facts that are passed on with counts, caveat, date and link."""

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from msgspec import structs
from playwright.sync_api import Page, expect

from conftest import Servers
from studies import REAL, ROOT, SMALLEST, STUDIES
from study.evidence import TRIAL_STATUSES, Status, Trial
from words import sentences
from words.edition import Edition

EDITION = Edition(*STUDIES[REAL])
STUDY = EDITION.study
PASSAGES = sentences.passages(EDITION)
FIRST = STUDY.summary.shared[0]


def page_of(site: Path, name: str) -> BeautifulSoup:
    """The page of a fact."""
    return BeautifulSoup((site / name / "index.html").read_text("utf-8"), "html.parser")


def copies(page: BeautifulSoup, box: str) -> dict[str, str]:
    """The texts to copy in a box of a page, by their names."""
    forms = page.select(f"#{box} .copies__form")
    return {form.label.text: form.textarea.text for form in forms if form.label and form.textarea}


# -- statuses -------------------------------------------------------------------------------------


def test_every_status_has_its_words_and_its_mark() -> None:
    """In a sentence, as a label and drawn, and no word is of a status that the model has not."""
    assert set(TRIAL_STATUSES) == sentences.STATUSES.keys()
    shapes = (ROOT / "templates" / "charts" / "shapes.j2").read_text("utf-8")
    assert all(f'"{status}": ' in shapes for status in TRIAL_STATUSES)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"date": "2024-01-08"}, "Listed as recruiting on 8 January 2024"),
        ({"date": "2024-01"}, "Listed as recruiting in January 2024"),
        ({"date": "2024", "about": True}, "Listed as recruiting about 2024"),
        ({"before": "2024-01-08"}, "Listed as recruiting, some time before 8 January 2024"),
        ({"undated": True}, "Listed as recruiting, on a page without a date"),
    ],
)
def test_a_status_has_its_date(fields: dict[str, object], expected: str) -> None:
    """As exact as it is known."""
    status = Status(status="recruiting", cite=(), **fields)  # type: ignore[arg-type]
    assert "".join(sentences.status_line(status)) == expected


def test_the_latest_status_is_the_newest_that_bears_a_date() -> None:
    """Whatever stands below it; without any date, the last one."""
    said = (
        Status(status="recruiting", date="2019", cite=()),
        Status(status="completed", date="2020-05", cite=()),
        Status(status="unknown", undated=True, cite=()),
    )
    trial = Trial(name="T", role="r", route="R", treatment="it", status=said)
    assert sentences.latest_status(trial) == said[1]
    assert sentences.latest_status(structs.replace(trial, status=said[2:])) == said[2]


# -- facts that are passed on ---------------------------------------------------------------------


def test_a_passage_is_the_fact_with_its_caveat() -> None:
    """Filled in; that of a trial ends with its status, and is about another trial."""
    for ident, shared in STUDY.shared.items():
        passage = PASSAGES[ident]
        assert passage.text == f"{passage.says} {passage.caveat}"
        assert not set("{}") & set(passage.text)
        if shared.trial:
            status = sentences.status_sentence(STUDY.trials[shared.trial], STUDY)
            assert passage.says.endswith(status)
        about_trials = EDITION.filled(STUDY.summary.about_trials)
        assert (sentences.about(shared, EDITION) == about_trials) == bool(shared.trial)


def test_a_result_is_passed_on_with_its_certainty() -> None:
    """But not an impossible percentage, which is no result."""
    edition = Edition(*STUDIES[SMALLEST])
    level = f"{edition.study.certainty.level}, in our judgement."
    assert all(level in sentences.about(it, edition) for it in edition.study.shared.values())
    for shared in STUDY.shared.values():
        if shared.fact and EDITION.facts[shared.fact].kind == "impossible":
            assert "Certainty" not in sentences.about(shared, EDITION)


@pytest.mark.parametrize("name", STUDY.shared)
def test_every_shared_fact_has_a_page(name: str, site: Path) -> None:
    """Fact, caveat, date, ground and the way to the full page; and the same for previews."""
    page = page_of(site, name)
    said = [" ".join(part.get_text().split()) for part in page.select(".fact .answer__main")]
    shared = STUDY.shared[name]
    assert said == [EDITION.filled(shared.says), EDITION.filled(shared.caveat)]
    assert page.select_one(f".fact time[datetime='{STUDY.last_checked}']")
    assert page.select_one(".fact a[href*='/numbers/#']")
    assert page.select_one(".onward a")
    assert not page.select(f".md-nav--primary a[href*='{name}']")
    (description,) = page.select("meta[name=description]")
    assert description["content"] == PASSAGES[name].text


@pytest.mark.parametrize("name", STUDY.shared)
def test_a_post_holds_the_whole_fact(name: str, site: Path) -> None:
    """A copied text says word for word what the page says, with date and link."""
    page = page_of(site, name)
    (canonical,) = page.select("link[rel=canonical]")
    posts = copies(page, f"copy-{name}")
    assert tuple(posts) == ("Plain text", "Markdown", "BBCode (phpBB)", "HTML")
    checked = f"last checked on {EDITION.last_checked}."
    about = sentences.about(STUDY.shared[name], EDITION)
    for part in (PASSAGES[name].text, about, checked, str(canonical["href"])):
        assert part in posts["Plain text"]
    assert all(str(canonical["href"]) in post for post in posts.values())


def test_each_key_message_has_its_text_to_copy(site: Path) -> None:
    """Beside the answer, how sure we are, and the harm."""
    page = BeautifulSoup((site / "index.html").read_text("utf-8"), "html.parser")
    boxes = [str(box["id"]) for box in page.select(".key-messages li > details.copies")]
    assert boxes == [f"copy-{name}" for name in STUDY.summary.shared]
    for name, box in zip(STUDY.summary.shared, boxes, strict=True):
        assert copies(page, box) == copies(page_of(site, name), box)


def test_the_search_finds_no_page_of_a_fact(site: Path) -> None:
    """Facts and the texts to copy are not in the index: they would push the full pages down."""
    index = (site / "search" / "search_index.json").read_text("utf-8")
    assert '"location":"results/' in index
    assert not [name for name in STUDY.shared if f'"location":"{name}/' in index]
    assert "Copy for a post" not in index


@pytest.mark.parametrize("where", ["", f"{FIRST}/"])
def test_a_text_is_copied_by_keyboard_and_told(
    where: str, server: Servers, new_page: Callable[..., Page], console_errors: list[str]
) -> None:
    """Enter opens the box, Tab reaches the button, Enter copies, and a screen reader is told."""
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(server.root + where)
    box = page.locator(f"#copy-{FIRST}")
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
    page.goto(f"{server.root}{FIRST}/")
    box = page.locator(f"#copy-{FIRST}")
    box.locator("summary").click()
    box.get_by_role("button", name="Copy: Plain text").click()
    expect(box.get_by_role("status")).to_have_text("Copied, with its caveat.")
    assert page.evaluate("window.done[0]") == "copy"


def test_without_scripts_the_text_is_there_to_be_copied_by_hand(
    server: Servers, new_page: Callable[..., Page]
) -> None:
    """The box opens, the texts are shown, and no button promises what it cannot do."""
    page = new_page(java_script_enabled=False)
    page.goto(f"{server.root}{FIRST}/")
    page.locator(f"#copy-{FIRST} summary").click()
    expect(page.locator(f"#copy-{FIRST}-1")).to_be_visible()
    expect(page.locator(f"#copy-{FIRST} button").first).to_be_hidden()
