"""Links the first use of a glossary word on a page to its meaning."""

import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import NamedTuple

from pages.markup import encode
from words.edition import Edition

# Left alone: what stands in these elements. A link in a link is broken, others are noise.
_ELEMENTS = frozenset(
    ("svg", "a", "caption", "cite", "code", "data", "dt", "h1", "summary", "textarea", "th", "time")
)
# Left alone too: tags, and headings and links of Markdown. `*+` never goes back, so that a page is
# read once, whatever stands on it.
_MARK = re.compile(r"<(/?)(\w*+)[^<>]*+>|^#[^\n]*+|\[[^\[\]]*+\]\([^()\[]*+\)", re.MULTILINE)


class _Term(NamedTuple):
    id: str
    words: tuple[str, ...]  # in small letters
    meaning: str


class TermLinks:
    """The glossary, ready to be linked to."""

    def __init__(self, edition: Edition) -> None:
        self.terms = [
            _Term(
                ident,
                # Not DM or STS, which stand on every page
                tuple(word.lower() for word in (term.term, *term.also) if len(word) > 3),
                edition.filled(term.meaning),
            )
            for ident, term in edition.study.glossary.items()
            if term.tip
        ]

    def linked(self, page: str, address: Callable[[str], str]) -> str:
        """The page with the first use of each word as a link to `address(term id)`."""
        text, kept = _parted(page)
        small = text.lower()
        if len(small) != len(text):  # a few letters of other languages
            small = text
        parts, end = [], 0
        for start, length, term in sorted(self._first_uses(small)):
            if start < end:  # inside a longer word that is linked
                continue
            link = f'<a class="term" href="{address(term.id)}" title="{encode(term.meaning)}">'
            parts += [text[end:start], link, text[start : start + length], "</a>"]
            end = start + length
        between = "".join([*parts, text[end:]]).split("\0")
        return "".join(chain.from_iterable(zip(between, [*kept, ""], strict=True)))

    def _first_uses(self, text: str) -> Iterator[tuple[int, int, _Term]]:
        """Where each term is used first, with the length of the word used."""
        for term in self.terms:
            uses = [(at, -len(word)) for word in term.words if (at := _whole_word(text, word)) >= 0]
            if uses:
                at, length = min(uses)
                yield at, -length, term


def _parted(page: str) -> tuple[str, list[str]]:
    """The page with NUL, which stands in no page, for each part left alone; and those parts."""
    text, kept = list[str](), list[str]()
    inside, start, end = "", 0, 0
    for mark in _MARK.finditer(page):
        closing, name = mark[1], mark[2]
        if not inside:
            start = mark.start()
            inside = name if name in _ELEMENTS and not closing else ""
        elif closing and name == inside:
            inside = ""
        if not inside:
            text.append(page[end:start])
            kept.append(page[start : mark.end()])
            end = mark.end()
    if inside:  # it is never closed
        text.append(page[end:start])
        kept.append(page[start:])
        end = len(page)
    return "\0".join([*text, page[end:]]), kept


def _whole_word(text: str, word: str) -> int:
    """Where a word stands first, not as a part of another; -1 where it does not."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            break
        at = text.find(word, end)
    return at
