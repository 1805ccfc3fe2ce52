"""Facts that are passed on by themselves: what is said, always with its caveat, date and link.

A post is copied on from post to post, so each text here is one piece that stands alone.
"""

from collections.abc import Iterable
from html import escape
from typing import NamedTuple

import addresses
import figures
import statuses
from facts import Facts
from model import Shared, Study


class Passage(NamedTuple):
    """A fact as plain text, ready to be passed on. `says` and `caveat` stay together."""

    id: str
    title: str
    says: str
    caveat: str

    @property
    def text(self) -> str:
        """The fact with its caveat."""
        return f"{self.says} {self.caveat}"

    @property
    def address(self) -> str:
        """The whole address of its page."""
        return addresses.whole(self.id)


def passages(study: Study, facts: Facts) -> dict[str, Passage]:
    """Every fact that has a page of its own, by its id."""
    return {ident: passage(ident, shared, study, facts) for ident, shared in study.shared.items()}


def passage(ident: str, shared: Shared, study: Study, facts: Facts) -> Passage:
    """A fact with its figures filled in; that of a trial with the latest status."""
    said = [figures.filled(shared.says, facts)]
    if shared.trial:
        said.append(statuses.sentence(study.trials[shared.trial], study))
    title, caveat = (figures.filled(text, facts) for text in (shared.title, shared.caveat))
    return Passage(ident, title, " ".join(said), caveat)


class Copy(NamedTuple):
    """A text to copy, and what it is for."""

    name: str
    text: str


def posts(passage: Passage, about: str, checked: str) -> tuple[Copy, ...]:
    """The passage for a post, in the forms that forums take; `checked` is the line with the date."""
    said, title, address = f"{passage.text} {about}", passage.title, passage.address
    return (
        Copy("Plain text", f"{said}\n{checked}\n{address}"),
        Copy("Markdown", f"> {_markdown(said)}\n>\n> {_markdown(checked)} [{_markdown(title)}]({address})"),
        Copy("BBCode (phpBB)", f"[quote]{_bbcode(said)}\n{_bbcode(checked)} [url={address}]{_bbcode(title)}[/url][/quote]"),
        Copy("HTML", f'<blockquote><p>{escape(said)}</p><p>{escape(checked)} <a href="{address}">{escape(title)}</a></p></blockquote>'),
    )


def _markdown(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|~" else sign for sign in text)


def _bbcode(text: str) -> str:
    """BBCode has no escape, and a post is better off with round brackets than with a broken tag."""
    return text.replace("[", "(").replace("]", ")")
