"""What can be wrong between facts: one rule, one function, one register, `CHECKS`.

Each check yields (path, message) pairs and says what was found, what was expected, and where it
helps what to do. A file that comes here has no problem of types, and a check passes over a fact of
the kind "unknown": another one tells why.
"""

from collections.abc import Callable, Iterator

from checks import dates, ids, known, numbers, pages, studies
from study.facts import Facts
from study.fields import Finding
from study.model import Study

Check = Callable[[Study, Facts], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    ids.one_id_one_fact, ids.ids_are_known, ids.references_are_known,
    ids.numbers_are_references,
    ids.sources_are_known_and_cited, ids.trials_stand_in_a_section,
    ids.pictures_have_their_own_ids, ids.registrations_can_be_watched,
    numbers.every_fact_has_a_ground, numbers.formulas_can_be_worked_out,
    numbers.counts_fit_their_groups, numbers.nested_counts_fit, numbers.groups_are_nested,
    numbers.parts_make_the_whole, numbers.partitions_end, numbers.printed_percentages_follow,
    numbers.percentages_are_possible, numbers.explained_percentages_are_impossible,
    numbers.quantities_are_values_or_ranges, numbers.years_are_years,
    numbers.results_are_out_of_somebody,
    numbers.groups_hold_somebody,
    studies.levels_follow, studies.tools_fit_the_design, studies.comparisons_are_of_two_groups,
    studies.rows_have_one_result, studies.results_are_told_of, studies.measures_are_whole,
    known.paths_can_be_known, known.what_is_known_is_not_unknown,
    known.sentences_name_what_is_not_known,
    dates.dates_are_dates, dates.dates_are_in_order, dates.versions_rise,
    dates.the_log_is_of_the_past, dates.statuses_have_dates,
    pages.pictures_have_two_groups, pages.shared_facts_lead_somewhere,
    pages.addresses_are_taken_once, pages.titles_are_unique, pages.pages_begin_with_a_section,
)  # fmt: skip


def check(study: Study, facts: Facts) -> Iterator[Finding]:
    """Everything that is wrong between the facts of a study, in the order of the register."""
    for rule in CHECKS:
        yield from rule(study, facts)
