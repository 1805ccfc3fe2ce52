"""Checks of link-preview cards: every text fits, and the font has its letters. See checks.py."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

from pictures import cards, layout
from pictures.layout import Unfit, Words
from study.facts import Facts
from study.model import Finding, Study

# What a text without figures raises: an unknown id or form, or a month that is none. Others tell.
UNFILLED = (LookupError, ValueError)


def cards_fit(study: Study, facts: Facts) -> Iterator[Finding]:
    """All words of a card are on it, measured in the card's own font: nothing is cut off."""
    told: set[Finding] = set()  # what stands on every card is told once
    for name, words in _said(study, facts):
        try:
            layout.card(words, cards.frame(name, study, facts))
        except Unfit as error:
            finding = (error.place, str(error))
            if finding not in told:
                yield finding
            told.add(finding)
        except UNFILLED:
            continue


def _said(study: Study, facts: Facts) -> Iterator[tuple[str, Words]]:
    """What the cards say, by name, without those of which another check has told."""
    say: dict[str, Callable[[Study, Facts], Words]] = {
        name: partial(cards.page_words, name) for name in study.pages.__struct_fields__
    }
    say |= {ident: partial(cards.fact_words, ident) for ident in study.shared}
    for name, words in say.items():
        with suppress(*UNFILLED):
            yield name, words(study, facts)
