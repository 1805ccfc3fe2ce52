"""Links the first use of a glossary word on a page to its meaning."""

import re
from collections.abc import Callable, Mapping

from markupsafe import escape

from model import Term

# Words stay as they are inside these: a link in a link is broken, a link in a heading is noise.
_CLOSED = {"a", "caption", "cite", "code", "data", "dt", "h1", "summary", "th", "time"}
_PIECES = re.compile(r"(<svg(?s:.*?)</svg>|<[^>]*>|^#.*$|\[[^\]]*\]\([^)]*\))", re.MULTILINE)
_TAG = re.compile(r"<(/?)([a-z0-9]+)")


class TermLinks:
    """The glossary, ready to be linked to; `pattern` is compiled once for all pages."""

    def __init__(self, glossary: Mapping[str, Term]) -> None:
        self.terms = {ident: term for ident, term in glossary.items() if term.tip}
        words = [
            (word, ident)
            for ident, term in self.terms.items()
            for word in (term.term, *term.also)
            if len(word) > 3  # abbreviations such as DM stand for too much
        ]
        self.of_word = {word.lower(): ident for word, ident in words}
        # Both spellings of the first letter: compiling with IGNORECASE takes ten times as long.
        longest_first = sorted((word for word, _ in words), key=len, reverse=True)
        either = (f"[{w[0]}{w[0].swapcase()}]{re.escape(w[1:])}" for w in longest_first)
        self.pattern = re.compile(rf"\b({'|'.join(either)})\b")

    def linked(self, page: str, address: Callable[[str], str]) -> str:
        """The page with the first use of each word as a link to `address(term id)`."""
        if not self.of_word:
            return page
        seen: set[str] = set()
        inside: list[str] = []

        def link(match: re.Match[str]) -> str:
            ident = self.of_word[match[0].lower()]
            if ident in seen:
                return match[0]
            seen.add(ident)
            meaning = escape(self.terms[ident].meaning)
            return f'<a class="term" href="{address(ident)}" title="{meaning}">{match[0]}</a>'

        def piece(text: str) -> str:
            if text.startswith("<svg"):
                return text
            if tag := _TAG.match(text):
                if tag[2] in _CLOSED:
                    inside.pop() if tag[1] and inside else inside.append(tag[2])
                return text
            if inside or text.startswith(("#", "[", "<")):
                return text
            return self.pattern.sub(link, text)

        return "".join(piece(text) for text in _PIECES.split(page))
