"""Checks of link-preview cards: every text fits, and the font has its letters. See checks.py."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

import cards
import layout
from facts import Facts
from layout import Unfit, Words
from model import Study
from references import Path

Finding = tuple[Path, str]


# What a text without figures raises: an unknown id or form, or a month that is none. Others tell.
UNFILLED = (LookupError, ValueError)


def cards_fit(study: Study, facts: Facts) -> Iterator[Finding]:
    """All words of a card are on it, measured in the card's own font: nothing is cut off."""
    try:
        frame = cards.frame(study, facts)
    except Unfit as error:
        yield error.place, str(error)
        return
    except UNFILLED:
        return
    for words in _said(study, facts):
        try:
            layout.card(words, frame)
        except Unfit as error:
            yield error.place, str(error)


def _said(study: Study, facts: Facts) -> Iterator[Words]:
    """What the cards say, without those of which another check has told."""
    say: list[Callable[[Study, Facts], Words]] = []
    say += [partial(cards.page_words, name) for name in study.pages.__struct_fields__]
    say += [partial(cards.fact_words, ident) for ident in study.shared]
    for words in say:
        with suppress(*UNFILLED):
            yield words(study, facts)
