"""Links the first use of a glossary word on a page to its meaning."""

import re
from collections.abc import Callable
from typing import Final

from pages.markup import encode
from words.edition import Edition

# Left alone: elements in which a link would be broken or noise; other tags; headings and links of
# Markdown. `*+` never goes back, so that a page is read once, whatever stands on it.
_LEFT_ALONE: Final = (
    r"<(svg|a|caption|cite|code|data|dt|h1|summary|textarea|th|time)\b[^<>]*+>.*?(?:</\1>|\Z)"
    r"|<[^<>]*+>|^\#[^\n]*+|\[[^\[\]]*+\]\([^()\[]*+\)"
)
_SHORTEST: Final = 4  # DM or STS stand on every page


class TermLinks:
    """The glossary, ready to be linked to."""

    def __init__(self, edition: Edition) -> None:
        terms = {ident: term for ident, term in edition.study.glossary.items() if term.tip}
        self.meanings = {ident: edition.filled(term.meaning) for ident, term in terms.items()}
        self.idents = {
            word.lower(): ident
            for ident, term in terms.items()
            for word in (term.term, *term.also)
            if len(word) >= _SHORTEST
        }
        longest_first = sorted(self.idents, key=len, reverse=True)
        words = "|".join(map(re.escape, longest_first)) or "(?!)"
        self.pattern = re.compile(
            rf"{_LEFT_ALONE}|(?<![^\W_])(?:{words})(?![^\W_])",
            re.DOTALL | re.IGNORECASE | re.MULTILINE,
        )

    def linked(self, page: str, address: Callable[[str], str]) -> str:
        """The page with the first use of each word as a link to `address(term id)`."""
        used: set[str] = set()

        def link(match: re.Match[str]) -> str:
            ident = self.idents.get(match[0].lower())
            if ident is None or ident in used:
                return match[0]
            used.add(ident)
            title = encode(self.meanings[ident])
            return f'<a class="term" href="{address(ident)}" title="{title}">{match[0]}</a>'

        return self.pattern.sub(link, page)
