"""Pages, cards and exports say what was counted and no more; the rules are in wording.yaml."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import wording
from studies import REAL, STUDIES, cited

RULES = wording.RULES
PLACES = {
    "a paragraph": "<p>{}</p>",
    "a title": "<html><head><title>{}</title></head></html>",
    "a description": '<meta name="description" content="{}">',
    "a card": '<meta property="og:title" content="{}">',
    "an image's text": '<img src="a.svg" alt="{}">',
    "a label": '<table aria-label="{}"></table>',
    "a tooltip": '<a href="/" title="{}">word</a>',
    "a drawing's text": "<svg><text>{}</text></svg>",
    "a drawing's broken lines": "<svg><text>The ointment</text><text>is safe.</text>{:.0}</svg>",
    "data for machines": '<script type="application/ld+json">{{"name": ["{}"]}}</script>',
    "words parted by markup": "<p><strong>{}</strong></p>",
    "beside a cited title": "<p><cite>Effectiveness</cite>. {}</p>",
}
EXPORTS = {
    "results.csv": "name,note\nimproved,{}\n",
    "results.json": '{{"results": [{{"note": "{}"}}]}}',
    "summary.txt": "The study\n\n{}\n",
    "feed.xml": '<?xml version="1.0"?><feed><entry><title>{}</title></entry></feed>',
}
EXEMPT = """
<p><cite>Effectiveness of an ointment</cite></p>
<p>The article says <q>can be effective</q>.</p>
<p class="not-to-conclude">That the ointment works.</p>
<aside class="box not-to-conclude"><ul><li>It is safe.</li></ul></aside>
"""
# Not for readers, or made by the theme. The search index copies the pages; the schema is code, and
# its sentences stand in the data dictionary.
NOT_EXPORTS = ("assets/", "search/", "sitemap.xml", "study.schema.json")
MADE = {".csv", ".json", ".txt", ".xml", ".svg", ".webmanifest", ".cff"}
CITED = cited(STUDIES[REAL][0])
# Each pattern of what is never said, named by its rule and its first bad sentence
PATTERNS = [
    pytest.param(rule, entry, id=f"{rule}: {entry['bad'][0]}")
    for rule, entries in RULES["never"].items()
    for entry in entries
]


def rules_of(findings: Iterable[wording.Finding]) -> set[str]:
    """The names of the rules that were broken."""
    return {finding.rule for finding in findings}


@pytest.mark.parametrize(("rule", "entry"), PATTERNS)
def test_what_is_never_said_is_found(rule: str, entry: dict[str, Any]) -> None:
    """A pattern finds each of its bad sentences, in capitals too, and no rule its right one."""
    for bad in entry["bad"]:
        assert wording.compiled(entry["never"]).search(bad), bad
        assert rule in rules_of(wording.never(wording.leaves(f"<p>{bad.upper()}</p>"))), bad
    assert not wording.never(wording.leaves(f"<p>{entry['good']}</p>"))


@pytest.mark.parametrize("place", PLACES)
def test_every_place_of_a_page_is_read(place: str) -> None:
    """A bad sentence is found wherever it stands in a page."""
    html = PLACES[place].format("The ointment is safe")
    assert rules_of(wording.check_page(html, "page")) == {"safety"}


@pytest.mark.parametrize("name", EXPORTS)
def test_every_kind_of_export_is_read(name: str) -> None:
    """A bad sentence is found in every kind of file, and a cited title is none."""
    text = EXPORTS[name].format("A safe ointment")
    assert rules_of(wording.check_export(name, text, [])) == {"safety"}
    assert not wording.check_export(name, text, ["A safe ointment"])


def test_what_is_not_our_claim_is_exempt() -> None:
    """Titles, marked quotations and what says what not to conclude."""
    assert not wording.check_page(EXEMPT, "page")


@pytest.mark.parametrize("name", [*RULES["together"], *RULES["page"]])
def test_a_claim_that_stands_alone_is_found(name: str) -> None:
    """A claim without what must stand with it breaks its rule; with it, it breaks none."""
    whole_page = name in RULES["page"]
    rule = RULES["page" if whole_page else "together"][name]
    good = rule["good"].replace("DURATION", wording.DURATION)
    assert name in rules_of(wording.check_page(rule["bad"], "page"))
    assert not wording.together(wording.leaves(good))
    if whole_page:  # a card stands alone
        assert not wording.check_page(good, "page")
        card = f'<meta name="description" content="{rule["bad"]}">'
        assert name in rules_of(wording.check_page(card + good, "page"))


def test_a_companion_counts_in_the_same_block_alone() -> None:
    """What stands in the next paragraph or row stands not with a claim; in the same box it does."""
    apart = "<p>16 of 40 people improved.</p><p>In the other 24 they did not.</p>"
    assert wording.together(wording.leaves(apart))
    assert not wording.together(wording.leaves(f'<section class="answer">{apart}</section>'))
    table = (
        "<table><caption>What was counted</caption>"
        "<tr><td>{}</td><td>40%, range 26% to 55%</td></tr><tr><td>{}</td></tr></table>"
    )
    assert not wording.together(wording.leaves(table.format("16 of 40", "more")))
    assert wording.together(wording.leaves(table.format("some", "16 of 40")))


def test_the_site_holds_to_its_wording(site: Path) -> None:
    """No page, no card and no file that readers can take away breaks a rule."""
    found: list[wording.Finding] = []
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.suffix == ".html":
            found += wording.check_page(path.read_text("utf-8"), name, CITED)
        elif path.suffix in MADE and not name.startswith(NOT_EXPORTS):
            found += wording.check_export(name, path.read_text("utf-8"), CITED)
    assert found == [], "\n".join(map(str, found)) + "\nMend data/study.yaml or templates/."


def test_the_rules_are_about_this_site(site: Path) -> None:
    """Most rules about what stands together meet claims on the pages: they are not asleep."""
    pages = [(site / name / "index.html").read_text("utf-8") for name in ("", "harms", "trials")]
    leaves = [leaf for page in pages for leaf in wording.leaves(page)]
    rules = RULES["together"].values()
    awake = [rule for rule in rules if any(wording.claims(leaf, rule) for leaf in leaves)]
    assert len(awake) > len(rules) / 2
