"""Facts that are passed on by themselves: what is said, always with its caveat, date and link.

A post is copied on from post to post, so each text here is one piece that stands alone.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

import addresses
from study.model import MAX_DESCRIPTION, Path, Shared, Study
from words import statuses
from words.edition import Edition


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


def passages(edition: Edition) -> dict[str, Passage]:
    """Every fact that has a page of its own, by its id."""
    return {
        ident: passage(ident, shared, edition) for ident, shared in edition.study.shared.items()
    }


def passage(ident: str, shared: Shared, edition: Edition) -> Passage:
    """A fact with its figures filled in; that of a trial with the latest status."""
    title, says, caveat = map(edition.filled, (shared.title, shared.says, shared.caveat))
    if shared.trial:
        # A program writes statuses too: none of them may make a description too long
        room = MAX_DESCRIPTION - len(f"{says}  {caveat}")
        trial = edition.study.trials[shared.trial]
        says = f"{says} {statuses.sentence(trial, edition.study, room)}".rstrip()
    return Passage(ident, title, says, caveat)


def about(shared: Shared, edition: Edition) -> str:
    """What a fact is about and how sure it is, for those who know neither study nor site."""
    if shared.trial:
        return edition.filled(edition.study.summary.about_trials)
    study, told = edition.study, edition.filled(edition.study.summary.about)
    if shared.fact and edition.facts[shared.fact].kind == "impossible":
        return told
    level, treatment = study.certainty.level, edition.filled(study.subject.treatment)
    return f"{told} Certainty about what {treatment} does: {level}, in our judgement."


def misled(study: Study, there: Collection[str]) -> Iterator[tuple[Path, str]]:
    """Facts that would send their readers to a part of a page that is not there."""
    for ident, shared in study.shared.items():
        target = addresses.slug(shared.page) + (f"#{shared.section}" if shared.section else "")
        if shared.section and target not in there:
            expected = "expected the id of a heading of that page"
            found = f'no part "{shared.section}" of {shared.page}'
            yield ("shared", ident, "section"), f"{found}; {expected}"


class Copy(NamedTuple):
    """A text to copy, and what it is for."""

    name: str
    text: str
