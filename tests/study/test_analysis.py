"""What pages say beyond single facts."""

from typing import Any

import pytest
from bs4 import BeautifulSoup

import build_tables
from studies import ROOT, SMALLEST, STUDIES, changed, fuller, study_of, understood
from study import analysis, stats
from study.facts import Fact, compute

STUDY, FACTS = STUDIES[SMALLEST]
FULLER = understood(fuller())


def test_a_comparison_is_of_the_two_results_that_the_file_names() -> None:
    """In the morning 4 of 9, in the evening 6 of 15: difference, interval, tests, neighbours."""
    study, facts = FULLER
    compared = analysis.compare(study.comparisons["times"], facts)
    assert compared.difference == 4 / 9 - 6 / 15
    assert compared.interval == stats.newcombe(4, 9, 6, 15)
    assert compared.ratio == stats.risk_ratio(4, 9, 6, 15)
    assert compared.fisher == stats.fisher(4, 9, 6, 15)
    assert compared.mid_p == stats.mid_p(4, 9, 6, 15)
    assert compared.neighbours == stats.fragility(4, 9, 6, 15)


def test_an_interval_says_whether_it_leaves_zero_out() -> None:
    """One that ends at zero holds it."""
    intervals = [(-0.1, 0.1), (0.0, 0.1), (0.1, 0.2), (-0.2, -0.1)]
    excluded = [stats.Interval(*each).excludes_zero for each in intervals]
    assert excluded == [False, False, True, True]


def test_the_limits_of_a_harm_are_those_of_each_group_it_may_belong_to() -> None:
    """The groups of the headline, each once, without those that are smaller than who had it."""
    limits = analysis.harm_limits(STUDY, FACTS)
    assert [limit.group.count for limit in limits] == [24, 50]
    assert [limit.unseen for limit in limits] == [stats.upper_limit(0, n) for n in (24, 50)]
    assert limits[0].unseen_in_100 == int(100 * limits[0].unseen)
    text = changed("group: counted, count: 0", "group: enrolled, count: 30", fuller())
    study = study_of(text)
    (limit,) = analysis.harm_limits(study, compute(study))
    assert (limit.group.count, limit.seen) == (50, stats.upper_limit(30, 50))


TRIED = [
    ("55%", 9, False, (4, 5)),
    ("55%", 11, True, (6,)),
    ("55%", 500, True, (273, 277)),
    ("55.1%", 2100, True, (1157, 1158)),
    ("0%", 9, True, (0,)),
    ("100%", 9, True, (9,)),
]


@pytest.mark.parametrize(("printed", "size", "fits", "counts"), TRIED)
def test_a_percentage_is_tried_on_a_group(
    printed: str, size: int, fits: bool, counts: tuple[int, ...]
) -> None:
    """The one count that gives it, the first and last of several, or the two around it."""
    own: dict[str, Any] = {"id": "g", "path": ("groups",), "section": "groups", "name": "g"}
    group = Fact(**own, kind="reported", cite=(), count=size)
    tried = analysis.trying(group, printed)
    assert (tried.fits, tried.counts) == (fits, counts)
    assert tried.shares == tuple((count, count / size) for count in counts)


def test_pages_say_which_counts_give_a_percentage() -> None:
    """None, one, two or more: several that fit are not shown as fitting none."""
    cite = "cite: [{source: letter, at: here%s}]"
    groups = "".join(
        f"  {ident}: {{name: all, people: all, size: {size}, {cite % ''}}}\n"
        for ident, size in (("few", 20), ("many", 250), ("most", 500))
    )
    cold = f"{{cold: {{name: cold, group: counted, {cite % ', prints: 55%'}}}}}"
    row = (
        "{title: One, says: [{source: letter, text: Two.}], reading: So., facts: [cold], "
        "tried: [counted, few, many, most]}"
    )
    text = changed("\ngroups:\n", f"\ngroups:\n{groups}")
    text = changed("features: {}", f"features: {cold}", text)
    text = changed("disagreements: []", f"disagreements: [{row}]", text)
    files, problems = build_tables.files(text.encode(), ROOT)
    assert problems == []
    page = BeautifulSoup(files["results.md"], "html.parser")
    assert [" ".join(item.get_text().split()) for item in page.select(".tried li")] == [
        "Out of 24 (counted): 13 is 54.2% and 14 is 58.3%. Neither fits.",
        "Out of 20 (all): 11 is 55.0%. This fits.",
        "Out of 250 (all): 137 is 54.8% and 138 is 55.2%. Both fit.",
        "Out of 500 (all): 273 is 54.6% and 277 is 55.4%. These fit, and so do all between them.",
    ]


def test_the_flow_follows_the_partitions_of_groups() -> None:
    """Who got the treatment divides, and each part by its own partition; the first one counts."""
    partitions = (
        "partitions: [{whole: counted, parts: [morning, evening]}, "
        "{whole: enrolled, parts: [counted, lost]}, {whole: enrolled, parts: [lost, counted]}, "
        "{whole: counted, parts: [warmer, not-warmer]}]"
    )
    study = study_of(changed("partitions: []", partitions))

    def sizes(branch: analysis.Branch) -> object:
        return (branch.group.count, [sizes(part) for part in branch.parts])

    flow = analysis.flow(study, compute(study))
    assert sizes(flow) == (50, [(24, [(9, []), (15, [])]), (26, [])])


def test_a_formula_is_shown_with_its_signs() -> None:
    """Each part with the sign before it, a true minus among them."""
    parts = analysis.formula_parts(FACTS["lost"], FACTS)
    assert [(sign, fact.id) for sign, fact in parts] == [("", "enrolled"), ("−", "counted")]
