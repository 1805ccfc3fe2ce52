"""Pages, cards and exports say what was counted and no more; the rules are in wording.yaml."""

from pathlib import Path
from typing import Any

import pytest

import wording
from studies import REAL, STUDIES, cited

RULES = wording.RULES
CARD = "<html><head><title>{}</title></head></html>"
PLACES = {
    "a paragraph": "<p>{}</p>",
    "a title": CARD,
    "a description": '<meta name="description" content="{}">',
    "a card": '<meta property="og:title" content="{}">',
    "an image's text": '<img src="a.svg" alt="{}">',
    "a label": '<table aria-label="{}"></table>',
    "a tooltip": '<a href="/" title="{}">word</a>',
    "a drawing's title": "<svg><title>{}</title></svg>",
    "a drawing's description": "<svg><desc>{}</desc></svg>",
    "a drawing's text": "<svg><text>{}</text></svg>",
    "data for machines": '<script type="application/ld+json">{{"name": ["{}"]}}</script>',
    "words parted by markup": "<p><strong>{}</strong></p>",
}
EXPORTS = {
    "results.csv": "name,note\nimproved,{}\n",
    "results.json": '{{"results": [{{"note": "{}"}}]}}',
    "summary.txt": "The study\n\n{}\n",
    "summary.md": "# The study\n\n{}\n",
    "feed.xml": "<feed><entry><title>{}</title></entry></feed>",
    "chart.svg": "<svg><text>{}</text></svg>",
}
# Not for readers, or made by the theme. The search index copies the pages; the schema is code, and
# its sentences stand in the data dictionary.
NOT_EXPORTS = ("assets/", "search/", "sitemap.xml", "study.schema.json")
MADE = {".csv", ".json", ".txt", ".md", ".xml", ".svg", ".webmanifest"}
CITED = [*cited(STUDIES[REAL][0])]
# Nothing claims this, which is well
NOT_ON_THIS_SITE = {"may and a benefit stand with very uncertain"}

# Each pattern of what is never said, named by its rule and its first bad sentence
PATTERNS = [
    pytest.param(rule, entry, id=f"{rule}: {entry['bad'][0]}")
    for rule, entries in RULES["never"].items()
    for entry in entries
]


def rules_of(findings: list[wording.Finding]) -> set[str]:
    """The names of the rules that were broken."""
    return {finding.rule for finding in findings}


def report(findings: list[wording.Finding]) -> str:
    """All findings, one a line, and where to mend them."""
    return "\n".join([*map(str, findings), "Mend the sentence in data/study.yaml or templates/."])


@pytest.mark.parametrize(("rule", "entry"), PATTERNS)
def test_what_is_never_said_is_found(rule: str, entry: dict[str, Any]) -> None:
    """Each bad sentence of a pattern is found by that very pattern, in capitals too."""
    pattern = wording.compiled(entry["never"])
    for bad in entry["bad"]:
        assert pattern.search(bad), bad
        assert rule in rules_of(wording.never(wording.leaves(f"<p>{bad.upper()}</p>"))), bad


@pytest.mark.parametrize(("rule", "entry"), PATTERNS)
def test_what_is_right_passes(rule: str, entry: dict[str, Any]) -> None:
    """The right sentence beside a pattern breaks no rule about words."""
    assert not wording.never(wording.leaves(f"<p>{entry['good']}</p>")), rule


@pytest.mark.parametrize("place", PLACES)
def test_every_place_of_a_page_is_read(place: str) -> None:
    """A bad sentence is found wherever it stands in a page."""
    html = PLACES[place].format("The ointment is safe")
    assert rules_of(wording.check_page(html, "page")) == {"safety"}


def test_a_line_that_a_drawing_breaks_is_read() -> None:
    """The lines of text in a drawing are read as one text too."""
    html = "<svg><text>It was well</text><text>tolerated.</text></svg>"
    assert rules_of(wording.check_page(html, "page")) == {"safety"}


@pytest.mark.parametrize("name", EXPORTS)
def test_every_kind_of_export_is_read(name: str) -> None:
    """A bad sentence is found in every kind of file, and a cited title is none."""
    text = EXPORTS[name].format("A safe cream")
    assert rules_of(wording.check_export(name, text, [])) == {"safety"}
    assert not wording.check_export(name, text, ["A safe cream"])


@pytest.mark.parametrize(
    "html",
    [
        "<p><cite>Effectiveness of an ointment</cite></p>",
        "<p>The article says <q>can be effective</q>.</p>",
        '<p class="not-to-conclude">That the ointment works.</p>',
        "<aside class='box not-to-conclude'><ul><li>It is safe.</li></ul></aside>",
    ],
)
def test_what_is_not_our_claim_is_exempt(html: str) -> None:
    """Titles, marked quotations and blocks that say what not to conclude are left alone."""
    assert not wording.check_page(html, "page")


def test_an_exemption_ends_where_its_element_ends() -> None:
    """The words beside a cited title are still ours."""
    html = "<p><cite>Effectiveness</cite> was high. It is safe.</p>"
    assert rules_of(wording.check_page(html, "page")) == {"safety"}


def test_every_exemption_has_a_reason() -> None:
    """Nobody can except something from the rules without saying why."""
    exceptions = [*RULES["exempt"], *RULES["set aside"].values()]
    assert all(len(exception["reason"]) > 10 for exception in exceptions)


@pytest.mark.parametrize("name", RULES["together"])
def test_a_claim_that_stands_alone_is_found(name: str) -> None:
    """A claim without what must stand with it breaks its rule; with it, it breaks none."""
    rule = RULES["together"][name]
    assert name in rules_of(wording.together(wording.leaves(rule["bad"])))
    assert not wording.together(wording.leaves(rule["good"]))


@pytest.mark.parametrize("name", RULES["page"])
def test_a_page_with_a_result_says_its_limits(name: str) -> None:
    """A result on a page or card without the time of use and the missing comparison is found."""
    rule = RULES["page"][name]
    assert name in rules_of(wording.check_page(rule["bad"], "page"))
    assert not wording.check_page(rule["good"], "page")
    card = '<meta name="description" content="Deposits got smaller in 9 of 28 people.">'
    assert name in rules_of(wording.check_page(card + rule["good"], "page"))


def test_a_companion_counts_in_the_same_block_alone() -> None:
    """What stands in the next paragraph does not stand with a claim; the same box or row does."""
    apart = "<p>9 of 28 people improved.</p><p>In the other 19 they did not.</p>"
    assert rules_of(wording.together(wording.leaves(apart)))
    assert not wording.together(wording.leaves(f'<aside class="answer">{apart}</aside>'))


def test_a_row_of_a_table_brings_its_caption_and_heads() -> None:
    """A percentage in a cell may have its count in its row, but not in another row."""
    table = (
        "<table><caption>What was counted</caption>"
        "<tr><td>{}</td><td>32%, range 18% to 51%</td></tr><tr><td>{}</td></tr></table>"
    )
    assert not wording.together(wording.leaves(table.format("9 of 28", "more")))
    assert rules_of(wording.together(wording.leaves(table.format("some", "9 of 28"))))


@pytest.mark.parametrize(
    "sentence",
    [
        "Sodium thiosulfate ointment can be effective on calcinosis.",
        "It succeeds in reducing the calcifications in nearly a third of cases.",
        "Daily application led to a reduction in volume.",
        "The best results were obtained in children (54.5% of responders versus 17.6% in adults).",
        "It did not cause any harm and was well tolerated by 27 of 28.",
    ],
)
def test_the_news_could_not_stand_here(sentence: str) -> None:
    """Sentences like those that the site exists to correct are found."""
    assert wording.check_page(f"<p>{sentence}</p>", "page")


def test_the_site_holds_to_its_wording(site: Path) -> None:
    """No page and no card of the real site breaks a rule."""
    found = [
        finding
        for path in sorted(site.rglob("*.html"))
        for finding in wording.check_page(
            path.read_text("utf-8"), str(path.relative_to(site)), CITED
        )
    ]
    assert not found, report(found)


def test_the_exports_hold_to_the_wording(site: Path) -> None:
    """No file that readers can take away breaks a rule.

    The Markdown copies bear no marks of figures; what must stand together is held on their pages.
    """
    found = [
        finding
        for path in sorted(site.rglob("*"))
        if path.suffix in MADE
        and not (name := path.relative_to(site).as_posix()).startswith(NOT_EXPORTS)
        for finding in wording.check_export(name, path.read_text("utf-8"), CITED)
        if not name.endswith("index.md") or finding.rule not in RULES["together"]
    ]
    assert not found, report(found)


def test_the_rules_are_about_this_site(site: Path) -> None:
    """Each rule about what stands together meets claims on the real site, so none is asleep."""
    found = [
        leaf
        for path in site.rglob("*.html")
        for leaf in wording.leaves(path.read_text("utf-8"), str(path.relative_to(site)))
    ]
    asleep = {
        name
        for name, rule in RULES["together"].items()
        if not any(wording.claims(leaf, rule) for leaf in found)
    }
    assert asleep <= NOT_ON_THIS_SITE
