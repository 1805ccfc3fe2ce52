"""Checks of what has an address: pages, headings, facts that are passed on."""

from collections.abc import Iterator

from addresses import FOLDERS
from study.facts import Facts
from study.fields import Finding, Path
from study.model import Study


def shared_facts_lead_somewhere(study: Study, facts: Facts) -> Iterator[Finding]:
    """What a fact that is passed on names is there: its picture, its trial, its full page."""
    drawn = {name: getattr(study.figures, name) for name in study.figures.__struct_fields__}
    pictures = {name for name in drawn if drawn[name] and name != "bars"} | drawn["bars"].keys()
    for ident, shared in study.shared.items():
        if shared.page not in study.pages.__struct_fields__:
            expected = ", ".join(study.pages.__struct_fields__)
            yield ("shared", ident, "page"), f'no page "{shared.page}"; expected one of: {expected}'
        if shared.figure is not None and shared.figure not in pictures:
            expected = ", ".join(sorted(pictures)) or "there is none"
            path = ("shared", ident, "figure")
            yield path, f'no picture "{shared.figure}"; expected one of: {expected}'
        if shared.trial is not None and shared.trial not in study.trials:
            yield ("shared", ident, "trial"), f'unknown trial "{shared.trial}"'
    for index, ident in enumerate(study.summary.shared):
        if ident not in study.shared:
            place: Path = ("summary", "shared", index)
            yield place, f'no fact "{ident}" is shared; expected a key of `shared`'


def addresses_are_taken_once(study: Study, facts: Facts) -> Iterator[Finding]:
    """Every page, fact and other name of a fact has an address that nothing else has."""
    taken = dict.fromkeys(study.pages.__struct_fields__, "a page") | dict.fromkeys(
        FOLDERS, "a folder of the site"
    )
    for ident, shared in study.shared.items():
        wanted: list[tuple[Path, str]] = [(("shared", ident), ident)]
        wanted += [(("shared", ident, "also", i), name) for i, name in enumerate(shared.also)]
        for path, address in wanted:
            if address in taken:
                yield path, f"{address}/ is the address of {taken[address]}; expected another"
            taken[address] = f"shared.{ident}"
    for old in study.moved:
        if "#" not in old and old.rstrip("/") in taken:
            what = f"{old} is the address of {taken[old.rstrip('/')]}"
            yield ("moved", old), f"{what}; expected one that is there no longer"


def titles_are_unique(study: Study, facts: Facts) -> Iterator[Finding]:
    """No two pages have one title."""
    titles: set[str] = set()
    pages = {name: getattr(study.pages, name) for name in study.pages.__struct_fields__}
    for section, named in (("pages", pages), ("shared", study.shared)):
        for name, page in named.items():
            if page.title in titles:
                yield (section, name, "title"), f'another page has the title "{page.title}"'
            titles.add(page.title)


def pages_begin_with_a_section(study: Study, facts: Facts) -> Iterator[Finding]:
    """On these pages what is calculated follows a first section, which has to be there."""
    for name in ("subgroups", "harms"):
        if not getattr(study.pages, name).sections:
            yield ("pages", name, "sections"), "no section; expected at least one"
