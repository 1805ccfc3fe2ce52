"""Writes a Markdown copy of each page of the built site, for assistants and for plain reading.

A copy begins with the page's address and the sentence that stands for it, and ends with the study's
answer and its caveats, so that whoever reads one has them. All of it is read from the page itself,
so it does not matter which engine built it. A picture is its sentence and its table.
"""

import copy
import json
import re
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

import figures
from discovery import COPY, escaped

# The article alone is parsed, and without its drawings: that is a fifth of the work
_HEAD: Final = re.compile(r"<head>.*?</head>", re.DOTALL)
_ARTICLE: Final = re.compile(r"<article\b.*</article>", re.DOTALL)
_DRAWING: Final = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_DATA: Final = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)

# What has no meaning away from the page or without the drawing
_LEFT_OUT: Final = (
    "script, style, button, [hidden], [aria-hidden], .headerlink, .copies, .picture__links, "
    ".picture summary, .picture details > p, .picture caption"
)
# What must not be torn apart becomes a quotation, which is one block
_CARDS: Final = ".fact, .answer, .key-messages, .picture"
# More than one space or empty line in a row, inside a quotation too
_SPACES: Final = re.compile(r"(?<=\S) +(?=[ \n])")
_EMPTY_LINES: Final = re.compile(r"(?<=\n)(>?\n)\1+")


def copies(site: Path) -> int:
    """Write `index.md` beside each page's `index.html`; gives the number of copies."""
    number = 0
    for path in sorted(site.rglob("index.html")):
        page = path.read_text("utf-8")
        if 'http-equiv="refresh"' in page:  # it leads to another
            continue
        path.with_name(COPY).write_text(markdown(page), "utf-8")
        number += 1
    return number


def markdown(page: str) -> str:
    """The Markdown of a page. Links are whole addresses.

    Raises ValueError where the page has no article or does not say its own address.
    """
    head, article = _HEAD.search(page), _ARTICLE.search(page)
    if not head or not article:
        raise ValueError("a page without <head> or <article>; expected both: see templates/theme")
    told = BeautifulSoup(head[0], "html.parser")
    address = _told(told, 'link[rel="canonical"]', "href")
    if not address:
        raise ValueError("a page without a canonical link; expected one: set SITE_URL")
    body = BeautifulSoup(_DRAWING.sub("", article[0]), "html.parser")
    _simplify(body, address)
    text = _Converter(heading_style="atx", bullets="-", newline_style="backslash").convert_soup(
        body
    )
    title, _, rest = text.strip().partition("\n")
    description = _told(told, 'meta[name="description"]', "content")
    start = f"{title}\n\n> {escaped(description)}\n\nA copy of {address}\n{rest}"
    tidy = _SPACES.sub("", f"{start}\n\n{_end(page)}")
    return _EMPTY_LINES.sub(r"\1", tidy).strip() + "\n"


def _told(head: BeautifulSoup, selector: str, name: str) -> str:
    tag = head.select_one(selector)
    return str(tag[name]) if tag else ""


def _simplify(body: BeautifulSoup, address: str) -> None:
    """Leave out what Markdown has no form for, and write the rest as what it has."""
    for tag in body.select(_LEFT_OUT):
        tag.decompose()
    for link in body.find_all("a"):
        if "term" in link.get_attribute_list("class"):
            link.unwrap()  # the glossary has a copy of its own
        else:
            link.attrs = {"href": urljoin(address, str(link.get("href", "")))}
    for card in body.select(_CARDS):
        card.name = "blockquote"
    for cell in body.find_all(["td", "th"], rowspan=True):
        _repeat(cell)
    for row in body.find_all("tr"):  # a row is one line
        for line_end in row.find_all("br"):
            line_end.replace_with(", ")


def _repeat(cell: Tag) -> None:
    """Put a cell that reaches over several rows into each of them."""
    row = cell.find_parent("tr")
    before = len(cell.find_previous_siblings(["td", "th"]))
    rows = row.find_next_siblings("tr", limit=int(str(cell["rowspan"])) - 1) if row else []
    for below in rows:
        cells = below.find_all(["td", "th"], recursive=False)
        if before:
            cells[before - 1].insert_after(copy.copy(cell))
        else:
            below.insert(0, copy.copy(cell))


def _end(page: str) -> str:
    """The answer with its caveats and its day, out of what the page says to machines."""
    data = _DATA.search(page)
    nodes = json.loads(data[1])["@graph"] if data else []
    studies = [node for node in nodes if node["@type"] == "MedicalObservationalStudy"]
    days = [node["lastReviewed"] for node in nodes if "lastReviewed" in node]
    if not studies or not days:
        return ""
    said, day = escaped(studies[0]["description"]), figures.date(days[0])
    return f"---\n\n{said}\n\nLast checked on {day}. Please pass results on with their caveats.\n"


class _Converter(MarkdownConverter):
    """The library's converter; methods of these names tell it of further tags and signs."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        return escaped(text)

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _title(text)

    def convert_caption(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _title(text)

    def convert_figcaption(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _title(text)

    def convert_cite(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"*{text}*" if text.strip() else ""


def _title(text: str) -> str:
    return f"\n\n**{text.strip()}**\n\n"
