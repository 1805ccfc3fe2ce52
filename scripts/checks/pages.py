"""Checks of what has an address: pages, headings, facts that are passed on."""

from collections.abc import Iterator

from addresses import FOLDERS
from checks.ids import places
from study.facts import Facts
from study.fields import Finding
from study.model import Study


def shared_facts_lead_somewhere(study: Study, facts: Facts) -> Iterator[Finding]:
    """What a fact that is passed on names is there: its picture, its trial, its full page."""
    pictures = {path[-1] for path, drawn in places(study, "figures.*", "figures.bars.*") if drawn}
    for pattern, what, there in (
        ("shared.*.page", "page", study.pages.__struct_fields__),
        ("shared.*.figure", "picture", sorted(map(str, pictures - {"bars"}))),
        ("shared.*.trial", "trial", tuple(study.trials)),
        ("summary.shared.*", "shared fact", tuple(study.shared)),
    ):
        expected = f"expected one of: {', '.join(there)}" if there else "there is none"
        for path, name in places(study, pattern):
            if name not in there:
                yield path, f'no {what} "{name}"; {expected}'


def pictures_have_two_groups(study: Study, facts: Facts) -> Iterator[Finding]:
    """A picture of a comparison asks for one."""
    for path, drawn in places(study, "figures.groups", "figures.change"):
        if drawn and not study.comparisons:
            yield path, "no comparison to draw; expected one in comparisons, or no such picture"


def addresses_are_taken_once(study: Study, facts: Facts) -> Iterator[Finding]:
    """Every page, fact and other name of a fact has an address that nothing else has."""
    taken = dict.fromkeys(study.pages.__struct_fields__, "a page")
    taken |= dict.fromkeys(FOLDERS, "a folder of the site")
    for ident, shared in study.shared.items():
        path = ("shared", ident)
        also = [((*path, "also", index), name) for index, name in enumerate(shared.also)]
        for place, address in [(path, ident), *also]:
            if address in taken:
                yield place, f"{address}/ is the address of {taken[address]}; expected another"
            taken[address] = f"shared.{ident}"
    for old in study.moved:
        if "#" not in old and old.rstrip("/") in taken:
            what = f"{old} is the address of {taken[old.rstrip('/')]}"
            yield ("moved", old), f"{what}; expected one that is there no longer"


def titles_are_unique(study: Study, facts: Facts) -> Iterator[Finding]:
    """No two pages have one title."""
    titles: set[str] = set()
    for path, title in places(study, "pages.*.title", "shared.*.title"):
        if title in titles:
            yield path, f'another page has the title "{title}"'
        titles.add(title)


def pages_begin_with_a_section(study: Study, facts: Facts) -> Iterator[Finding]:
    """On these pages what is calculated follows a first section, which has to be there."""
    compared = ["pages.subgroups.sections"] if study.subgroups else []
    for path, sections in places(study, "pages.harms.sections", *compared):
        if not sections:
            yield path, "no section; expected at least one"
