"""How studies are made and judged, what is not known, and the log: one change, one message."""

from studies import fuller, with_trial

TEXT = fuller()
CITE = "cite: [{source: letter, at: end}]"
ARMS = """of: arms, first: well-first, second: well-second, first_people: walkers, answer: So.,
    second_people: sitters, first_person: walker, second_person: sitter, caution: Chance decided."""
PEOPLE = f"""
    first: {{name: first, people: walkers, size: 20, {CITE}}},
    second: {{name: second, people: sitters, size: 20, {CITE}}}"""
WELL = f"""
    well-first: {{name: well, group: first, count: 9, {CITE}}},
    well-second: {{name: well, group: second, count: 4, {CITE}}}"""
PAIN = f"""name: pain, instrument: VAS, scale: {{low: 0, high: 10, better: low}}, values: {{
    pain-after: {{name: pain after, when: after, time: then, group: first, n: 20, mean: 4.5, sd: 2,
    low: 3.5, high: 5.5, {CITE}}}}}"""
TRIAL = f"""design: {{kind: randomised trial}}, reported: "yes", groups: {{{PEOPLE}}},
    results: {{{WELL}}}, measures: {{pain: {{{PAIN}}}}}, comparisons: {{both: {{{ARMS}}}}},
    outcomes: {{well: {{name: Well, comparison: both}}, pain: {{name: Pain, result: pain-after}}}}"""
WHOLE = with_trial(TRIAL, TEXT)
FIRST, SECOND = "first: well-first,", "group: second, count: 4,"
RATHER = "of: arms, first:"
NOBODY = "people: sitters, size: 20,"
AFTER = "trials.t.measures.pain.values.pain-after"
BOTH = "trials.t.comparisons.both"
MARKED = "text: It was warm. {unknown:pain},"
ENTRY = "not_found: {pain: {about: [outcomes.pain]}}"
ANSWER = "{answer: low, reason: So.}"
NAMES = ("randomisation", "deviations", "missing_data", "measurement", "selection", "overall")
ROB = ", ".join(f"{name}: {ANSWER}" for name in NAMES)
YES = '{answer: "yes", reason: So.}'
JBI = ", ".join(
    f"{name}: {YES}"
    for name in (
        "inclusion_criteria", "condition_measured", "condition_identified", "demographics",
        "consecutive_inclusion", "complete_inclusion", "clinical_information", "outcomes",
        "site_information", "statistics",
    )
)  # fmt: skip
PAID = "funding: A club., conflicts: None."
N = "a whole number from 1 to 5000"

# Changes of a study with a randomised trial -> all that is said of them
CASES: dict[str, tuple[dict[str, str], list[str]]] = {}
