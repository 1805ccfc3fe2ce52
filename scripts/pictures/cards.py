"""Link-preview cards: for each page and each shared fact, a picture that says it with its caveat.

A card is passed on alone and looked at on a phone, about a third as wide as it is drawn. So it says
what it is about, its text is large, and the caveat is set like what it belongs to.
"""

from collections.abc import Iterator
from math import ceil
from typing import Final

from pictures import crowd, layout, typeface
from pictures.layout import Card, Frame, Words
from study.facts import Facts, references
from study.model import Page, Shared, Study
from words import numbers, sentences
from words.edition import Edition

IN_FRAME: Final = (("site", "title"), ("site", "short_title"))
RESULTS: Final = {"index", "results", "subgroups", "harms", "certainty", "study", "clinicians"}
LEVELS: Final = ("very low", "low", "moderate", "high")

# The words that are not out of the data. Another language replaces this mapping.
SAID: Final = {
    "checked": "Notes checked on {}",
    "certainty": "Certainty of the result: {}, in our judgement",
}


def cards(study: Study, facts: Facts) -> dict[str, Card]:
    """The card of each page and each shared fact, by its name. Raises Unfit; see checks_cards."""
    pages = {name: page_words(name, study, facts) for name in study.pages.__struct_fields__}
    shared = {ident: fact_words(ident, study, facts) for ident in study.shared}
    return {
        name: layout.card(words, frame(name, study, facts))
        for name, words in (pages | shared).items()
    }


def frame(name: str, study: Study, facts: Facts) -> Frame:
    """The head and the foot of a card; how sure, where a result stands. Raises Unfit."""
    shared = study.shared.get(name)
    if shared and shared.trial:
        return _frame("about_trials", False, study, facts)
    impossible = shared and shared.fact in facts and facts[shared.fact].kind == "impossible"
    return _frame("about", name in RESULTS or bool(shared and not impossible), study, facts)


def _frame(field: str, sure: bool, study: Study, facts: Facts) -> Frame:
    texts = (getattr(study.summary, field), study.site.title, study.site.short_title)
    about, title, name = said = [numbers.filled(text, facts) for text in texts]
    for place, text in zip((("summary", field), *IN_FRAME), said, strict=True):
        layout.known(place, text)
    if over := layout.over_head(title):
        raise layout.too_long(("site", "title"), *over)
    if (wide := ceil(typeface.width(name, layout.SMALL, "bold")) - layout.ROOM) > 0:
        raise layout.too_long(("site", "short_title"), f"{wide} px", f"{layout.ROOM} px")
    heads = (title,) if layout.over_head(about) else (about, title)
    if field == "about_trials":
        heads = heads[:1]  # under the title of the study, a trial would be taken for it
    steps = LEVELS.index(study.certainty.level) + 1 if sure else 0
    certainty = SAID["certainty"].format(study.certainty.level) if sure else ""
    checked = SAID["checked"].format(numbers.date(study.last_checked))
    return Frame(heads, certainty, steps, name, checked)


def page_words(name: str, study: Study, facts: Facts) -> Words:
    """What the card of a page says."""
    page: Page = getattr(study.pages, name)
    title, text = (numbers.filled(text, facts) for text in (page.title, page.description))
    return Words(title, (text,), tuple(("pages", name, part) for part in ("title", "description")))


def fact_words(ident: str, study: Study, facts: Facts) -> Words:
    """What the card of a shared fact says."""
    shared = study.shared[ident]
    said = sentences.passage(ident, shared, Edition(study, facts))
    places = tuple(("shared", ident, part) for part in ("title", "says", "caveat"))
    return Words(said.title, (said.says, said.caveat), places, tuple(_people(shared, study, facts)))


def _people(shared: Shared, study: Study, facts: Facts) -> Iterator[tuple[str, int]]:
    """A figure for each person, where the title says how many of a known group it is about."""
    if shared.fact not in dict(references(shared.title)):
        return
    fact = facts[shared.fact]
    total = fact.total or 0
    if fact.count is None or not fact.group_stated or not fact.count <= total <= crowd.MOST:
        return
    head = study.headline
    if fact.id == head.disappeared:
        return  # those who improved besides would be drawn as if they had not
    if fact.id == head.not_improved:  # as on every picture: first those who improved, filled
        yield "improved", total - fact.count
        yield "other", fact.count
        return
    yield "improved" if fact.id == head.improved else "counted", fact.count
    yield "other", total - fact.count
