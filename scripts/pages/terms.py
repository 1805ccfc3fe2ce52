"""Links the first use of a glossary word on a page to its meaning."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from markupsafe import escape

from study.model import Term

# Left alone: tags, and what stands in these elements, in Markdown headings and in Markdown links. A
# link in a link is broken, a link in a heading is noise.
_LEFT_ALONE = re.compile(
    r"<(svg|a|caption|cite|code|data|dt|h1|summary|textarea|th|time)\b[^<]*(?:<(?!/\1>)[^<]*)*</\1>"
    # A "#" at the start of a line, said so that the search can leap from one of < # [ to the next
    r"|<[^>]*>|#(?<=^#)[^\n]*|\[[^\]]*\]\([^)]*\)",
    re.MULTILINE,
)


class TermLinks:
    """The glossary, ready to be linked to."""

    def __init__(self, glossary: Mapping[str, Term]) -> None:
        self.terms = {ident: term for ident, term in glossary.items() if term.tip}

    def linked(self, page: str, address: Callable[[str], str]) -> str:
        """The page with the first use of each word as a link to `address(term id)`."""
        kept: list[str] = []

        def hidden(match: re.Match[str]) -> str:
            kept.append(match[0])
            return "\0"  # stands in no page

        text = _LEFT_ALONE.sub(hidden, page)
        small = text.lower()
        if len(small) != len(text):  # a few letters of other languages
            small = text
        parts, end = [], 0
        for start, word, ident in sorted(self._first_uses(small)):
            if start < end:  # inside a longer word that is linked
                continue
            meaning = escape(self.terms[ident].meaning)
            shown = text[start : start + len(word)]
            link = f'<a class="term" href="{address(ident)}" title="{meaning}">{shown}</a>'
            parts += [text[end:start], link]
            end = start + len(word)
        between = "".join([*parts, text[end:]]).split("\0")
        return "".join(chain.from_iterable(zip(between, [*kept, ""], strict=True)))

    def _first_uses(self, text: str) -> Iterator[tuple[int, str, str]]:
        """Where each term is used first, with the word used and the term's id."""
        for ident, term in self.terms.items():
            words = (word for word in (term.term, *term.also) if len(word) > 3)  # not DM, STS
            uses = [(at, word) for word in words if (at := _whole_word(text, word.lower())) >= 0]
            if uses:
                yield *min(uses, key=lambda use: (use[0], -len(use[1]))), ident


def _whole_word(text: str, word: str) -> int:
    """Where a word stands first, not as a part of another; -1 where it does not."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            break
        at = text.find(word, end)
    return at
