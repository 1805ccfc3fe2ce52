"""A second study, in nothing like the real one: a randomised trial with two arms and a measure.

tests/second/study.yaml is invented. What its pages say has to follow from its data, so no sentence
that is true of a study without a comparison group may stand on them.
"""

import csv
import html
import json
import re
from functools import cache

import pytest

import build_tables
from studies import ROOT, changed, study_of

SECOND = ROOT / "tests" / "second" / "study.yaml"

# Sentences that once stood on pages of such a trial, and were false
FALSE = (
    "no published one was found",
    "No outcome has a comparison group",
    "There was no comparison group",
    "Without it",
    "nobody can tell",
    "case series",
    "Why no tool for comparative studies was scored",
    "Why another tool was not used",
    "A published range was not found",
    "one person changes the picture",
    "a claim about a subgroup",
    "ICEMAN",
    "fits this study loosely",
    "these are among",
    "Filled figures with a tick",
    "did not improve",
    "Improved, ",
    "> improved",
    "Whether everyone was asked was not found",
    "We have not read the whole of every source",
    "Why we are not sure",
    "caused a change, or that it did not",
    "We do not know",
    "That one group differs from another",
    "Certainty about what",
    "It holds if our reading of a disagreement",
    "Where sources disagree {",
    "The source does not say",
    "The group is not stated",
    "the group is not stated",
    "which may not be so",
    "of the same substance",
    "the drug",
    "Harm seen in two",
    "Harm seen in none",
    "All ranges are",
    "MedicalObservationalStudy",
    "Cannot be judged.**",
)
# True of a trial that gives another thing, and false of one that gives the same
SAYS_NOTHING = "It says nothing about what the honey dressing does"


@cache
def files(text: str = "") -> dict[str, str]:
    """The files of the second study, or of a text that was made from it."""
    made, problems = build_tables.files((text or SECOND.read_text("utf-8")).encode(), ROOT)
    assert not problems
    return made


def words(name: str, text: str = "") -> str:
    """A file as a reader sees it, in one line."""
    text = files(text)[name]
    if name.endswith(".md"):
        text = re.sub("<(style|script).*?</\\1>|<[^>]+>", " ", text, flags=re.DOTALL)
    text = html.unescape(html.unescape(text))
    return re.sub(r" ([,.;:)])", r"\1", " ".join(text.split()))


def rows(name: str) -> list[dict[str, str]]:
    """The rows of an export."""
    return list(csv.DictReader(files()[f"data/{name}.csv"].splitlines()))


def seen_whole() -> str:
    """The study with each of its sources read from end to end."""
    return changed("seen: abstract", "seen: whole", SECOND)


def about_the_study() -> list[str]:
    """Every file but those about the program, which are the same for each study."""
    return [
        name
        for name in files()
        if not name.startswith(("maintainers/", ".")) and name != "study.schema.json"
    ]


@pytest.mark.parametrize("sentence", FALSE)
def test_no_sentence_of_another_design_stands_on_its_pages(sentence: str) -> None:
    """What was never in its data and is not true of it is on no page, picture and export."""
    made = seen_whole()
    where = [name for name in about_the_study() if sentence in words(name, made)]
    assert not where


def test_nothing_left_out_is_printed_as_none() -> None:
    """A text that the file leaves out leaves no trace."""
    for name in about_the_study():
        assert not re.search(r"(?<!\w)None(?! were declared)(?!\w)", words(name)), name
        assert "Design(" not in files()[name], name


@pytest.mark.parametrize("page", ["index.md", "clinicians.md", "numbers.md", "results.md"])
def test_both_arms_stand_together_with_difference_and_ratio(page: str) -> None:
    """Each arm with its count, the difference and the ratio with their intervals."""
    said = words(page)
    for number in ("18 of 30", "10 of 30", "26.7", "1.5 to 47.6", "1.80", "1.00 to 3.23"):
        assert number in said


def test_the_fact_box_has_a_column_for_each_arm() -> None:
    """Benefit and harm, each with the numbers of both."""
    box = words("index.md").partition("What was counted after 12 weeks")[2]
    assert "With the honey dressing People with the usual dressing" in box
    assert "The ulcer closed 18 of 30 10 of 30" in box
    assert "Infection of the foot 2 of 30 3 of 30" in box


def test_exports_have_the_comparison() -> None:
    """The difference with its interval, both counts, and the ratio as far as there is one."""
    (row,) = (row for row in rows("comparison") if row["id"] == "closed-as-counted")
    assert (row["first_count"], row["second_count"]) == ("18", "10")
    assert float(row["difference"]) == pytest.approx(8 / 30, abs=1e-6)
    assert 0 < float(row["low"]) < float(row["difference"]) < float(row["high"])
    assert float(row["ratio"]) == pytest.approx(1.8)
    assert float(row["ratio_low"]) < 1.8 < float(row["ratio_high"])


def test_the_measure_stands_with_all_that_belongs_to_it() -> None:
    """Number of people, spread, scale and its better end, interval, and p as it was printed."""
    for page in ("clinicians.md", "results.md", "numbers.md"):
        said = words(page)
        for part in (
            "SF-36, bodily pain",
            "45.2 points (SD 12.4)",
            "14.8 points (95% interval 8.2 to 21.4)",
            "p <0.001",
            "0 to 100, where more is better",
            "One person gave no answer.",
        ):
            assert part in said, (page, part)
    assert "Pain not found" not in words("clinicians.md")
    assert "Not found: Cost." in words("clinicians.md")


def test_the_measure_is_exported() -> None:
    """Each number of it in a row, with n, spread and scale."""
    row = {row["id"]: row for row in rows("measures")}["pain-after-usual"]
    assert (row["n"], row["mean"], row["sd"]) == ("29", "55.3", "12.7")
    printed = [row["p"] for row in rows("citations") if row["fact"] == "pain-difference"]
    assert printed == ["<0.001"]


def test_people_are_drawn_by_arm_with_their_own_names() -> None:
    """Thirty people a chart, and over each the name of what was counted in that arm."""
    said, table = files()["figures/people.svg"], files()["figures/people.csv"]
    for name in ("ulcer closed, usual dressing", "ulcer not closed, usual dressing"):
        assert f"people with the usual dressing: {name}" in table
        assert f"people with the honey dressing: {name}" not in table
    drawn = re.findall(r"people with the (?:honey|usual) dressing", html.unescape(said))
    assert {"people with the honey dressing", "people with the usual dressing"} <= {*drawn}
    counts = [row["Out of"] for row in csv.DictReader(table.splitlines())]
    assert set(counts) == {"30"}


def test_a_card_draws_no_people_under_a_title_about_two_groups() -> None:
    """Figures of one arm alone would be taken for both."""
    assert 'class="people' not in files()["cards/closed.svg"]


def test_both_arms_are_counted_in_the_flow() -> None:
    """A solid bar is for who is in the main result: each arm is."""
    people = {row["Id"]: row for row in csv.DictReader(files()["figures/flow.csv"].splitlines())}
    assert people["honey"]["People"] == people["usual"]["People"] == "30"


def test_each_arm_has_its_own_limit_of_harms() -> None:
    """What each could have missed; nothing is said of the one with the other's count."""
    limits = {row["group"]: row for row in rows("harm_limits")}
    assert limits.keys() == {"honey", "usual"}
    assert float(limits["honey"]["seen"]) < float(limits["usual"]["seen"])
    assert all("not in the other" not in row["caveat"] for row in limits.values())


def test_a_count_goes_with_the_caveat_of_its_design_and_arm() -> None:
    """In every row of an export: the other arm, and that chance decided; harms with theirs."""
    caveats = {row["id"]: row["caveat"] for row in rows("counts")}
    for ident in ("closed-honey", "closed-usual", "infection-honey", "infection-usual"):
        assert "Chance decided who got the honey dressing" in caveats[ident]
    assert "it was 18 of 30" in caveats["closed-usual"]
    for ident, caveat in caveats.items():
        assert ("can miss harms" in caveat) == ident.startswith("infection")


def test_a_trial_of_the_same_treatment_is_not_said_to_say_nothing() -> None:
    """That stands with the trial of another route alone, which reports its own design."""
    said = {row["id"]: row["caveat"] for row in rows("trials")}
    assert SAYS_NOTHING not in said["home"]
    assert SAYS_NOTHING in said["syrup"]
    assert "Chance decided who got the syrup" in said["syrup"]
    trials = words("trials.md")
    assert "Who can join" in trials
    assert "Who could join" in trials
    assert "half a person was added" in trials  # nobody with plain syrup


def test_what_the_certainty_is_about_is_the_difference() -> None:
    """A trial of two dressings is about both, on pages and in posts, at its own level."""
    assert "Certainty about the difference between people with the honey dressing" in words(
        "closed.md"
    )
    assert "Why we are this sure" in words("certainty.md")
    low = changed("begins: high", "begins: low", SECOND)
    low = changed("level: moderate", "level: very low", low)
    assert "Why we are not sure" in words("certainty.md", low)


def test_nothing_is_headed_or_linked_that_is_not_there() -> None:
    """No subgroups, no disagreements: no heading over nothing, and no way to it."""
    assert "subgroups.md" not in files()["index.md"]
    assert "No two groups of people within HONEY-FOOT are compared" in words("subgroups.md")
    assert 'id="jbi"' not in files()["clinicians.md"]
    assert "{ #rob }" in files()["clinicians.md"]


def test_names_with_digits_stand_in_sentences() -> None:
    """The disease and the instrument have a digit in their name."""
    assert "people with type 2 diabetes who had a honey dressing" in words("index.md")
    assert "pain by SF-36" in words("llms.txt")


def test_programs_are_told_the_design() -> None:
    """In the words of schema.org: a trial, not a study that observed."""
    told = re.search(r'ld\+json">(.*?)</script>', files()["study.md"], re.DOTALL)
    assert told
    kinds = {node["@type"] for node in json.loads(told[1])["@graph"]}
    assert "MedicalTrial" in kinds


def test_the_file_is_a_study_with_arms_alone() -> None:
    """What this file is there to show, so that nobody takes it away unseen."""
    study = study_of(SECOND.read_text("utf-8"))
    assert study.arms
    assert study.measures
    assert not study.subgroups
    assert not study.headline.disappeared
