"""The FHIR bundle: as fhir.resources reads it, with the numbers of the facts and HL7's codes."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fhir.resources.bundle import Bundle
from pydantic import ValidationError
from statsmodels.stats.proportion import proportion_confint

import evidence
from studies import REAL, SMALLEST, changed
from test_export import HARM, SIX_DIGITS, YAML, understood
from test_site import ORACLE

Json = dict[str, Any]

# The value sets of R5 that are used here, copied from https://hl7.org/fhir/R5/valueset-….html
CODES = {
    "http://terminology.hl7.org/CodeSystem/statistic-type": {
        "C25463": "Count", "C44256": "Proportion",
    },
    "http://terminology.hl7.org/CodeSystem/attribute-estimate-type": {
        "C53324": "Confidence interval",
    },
    "http://terminology.hl7.org/CodeSystem/variable-role": {
        "population": "population", "exposure": "exposure", "measuredVariable": "measured variable",
    },
    "http://hl7.org/fhir/certainty-type": {
        "Overall": "Overall certainty", "RiskOfBias": "Risk of bias",
        "Inconsistency": "Inconsistency", "Indirectness": "Indirectness",
        "Imprecision": "Imprecision", "PublicationBias": "Publication bias",
    },
    "http://hl7.org/fhir/certainty-rating": {
        "high": "High quality", "moderate": "Moderate quality", "low": "Low quality",
        "very-low": "Very low quality", "no-concern": "no serious concern",
        "serious-concern": "serious concern", "very-serious-concern": "very serious concern",
    },
}  # fmt: skip


def bundle(text: str) -> Json:
    """The bundle of a study file."""
    made: Json = json.loads(evidence.bundle(*understood(text))[evidence.PATH])
    return made


BUNDLES = {path.parent.name: bundle(path.read_text(encoding="utf-8")) for path in (REAL, SMALLEST)}
EVIDENCE = {entry["resource"]["id"]: entry["resource"] for entry in BUNDLES["data"]["entry"]}


@pytest.mark.parametrize("name", BUNDLES)
def test_a_program_for_fhir_reads_it_whole(name: str) -> None:
    """fhir.resources takes every element for one of R5, and gives back the same."""
    read = Bundle.model_validate(BUNDLES[name])
    assert json.loads(read.model_dump_json()) == BUNDLES[name]
    assert len(read.entry or ()) == len(BUNDLES[name]["entry"]) >= 6


def test_what_is_no_fhir_is_refused() -> None:
    """The test above would fail on a misspelt element, a wrong type and a missing status."""
    for change in (
        {"colour": "red"},
        {"status": None},
        {"statistic": [{"numberAffected": "nine"}]},
    ):
        broken = {**EVIDENCE["improved"], **change}
        with pytest.raises(ValidationError):
            Bundle.model_validate({**BUNDLES["data"], "entry": [{"resource": broken}]})


def test_the_main_results_are_there() -> None:
    """The answer, its parts, the two groups, both kinds together, and the harm."""
    assert list(EVIDENCE) == [
        "improved", "disappeared", "not-improved", "improved-children", "improved-adults",
        "improved-ossifications", "improved-all", "side-effect",
    ]  # fmt: skip


@pytest.mark.parametrize("ident", EVIDENCE)
def test_the_numbers_are_what_other_programs_work_out(ident: str) -> None:
    """Count, participants, share and interval; a harm out of nobody knows how many is a count."""
    (statistic,) = EVIDENCE[ident]["statistic"]
    count = ORACLE.people(ident) or 0
    assert statistic["numberAffected"] == count
    if ident == HARM:
        assert statistic["quantity"] == {"value": count, "unit": "people"}
        assert not {"sampleSize", "attributeEstimate"} & statistic.keys()
        return
    total = ORACLE.people(ORACLE.counts[ident]["group"]) or 0
    assert statistic["sampleSize"] == {"numberOfParticipants": total, "knownDataCount": total}
    (estimate,) = statistic["attributeEstimate"]
    written = [
        statistic["quantity"]["value"],
        *(estimate["range"][end]["value"] for end in ("low", "high")),
    ]
    expected = [count / total, *proportion_confint(count, total, method="wilson")]
    assert written == pytest.approx(expected, rel=SIX_DIGITS)
    assert estimate["level"] == 0.95
    assert f"{count} of {total}" in EVIDENCE[ident]["assertion"]


@pytest.mark.parametrize("name", BUNDLES)
def test_no_number_is_without_its_caveat_and_its_certainty(name: str) -> None:
    """Whatever part of a resource a program shows, the caveat is in it."""
    for entry in BUNDLES[name]["entry"]:
        resource = entry["resource"]
        caveat = resource["description"]
        assert "no comparison group" in caveat or "can miss harms" in caveat
        assert resource["assertion"].endswith(caveat)
        assert resource["statistic"][0]["note"] == [{"text": caveat}]
        assert "<p>" in resource["text"]["div"]
        assert "Our judgement" in resource["certainty"][0]["note"][0]["text"]
    levels = {
        entry["resource"]["certainty"][0]["rating"]["coding"][0]["code"]
        for entry in BUNDLES[name]["entry"]
    }
    assert levels == {"data": {"very-low"}, "smallest": {"low"}}[name]


def test_every_code_is_one_of_hl7s() -> None:
    """System, code and display are those of R5; a judgement without a code stands as text."""
    seen = list(_codings(BUNDLES))
    assert {coding["code"] for coding in seen} >= {
        "C44256",
        "C25463",
        "C53324",
        "Overall",
        "very-low",
    }
    for coding in seen:
        assert CODES[coding["system"]][coding["code"]] == coding["display"]
    reasons = EVIDENCE["improved"]["certainty"][0]["subcomponent"]
    texts = [reason["rating"]["text"] for reason in reasons if "text" in reason["rating"]]
    assert texts == ["cannot be judged", "cannot be judged"]


def _codings(value: object) -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        yield from value.get("coding", ())
        for item in value.values():
            yield from _codings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _codings(item)


def test_a_resource_names_the_paper_and_where_its_number_is_from() -> None:
    """The study's own report as citation, and the sources of the fact with their dates."""
    artifacts = EVIDENCE["improved-children"]["relatedArtifact"]
    assert [artifact["type"] for artifact in artifacts] == ["citation", "derived-from"]
    assert artifacts[0]["citation"] == YAML["sources"]["paper"]["citation"]
    assert artifacts[1]["document"]["url"] == YAML["sources"]["news"]["url"]
    assert artifacts[1]["publicationDate"] == "2024-01-08"


def test_an_address_of_a_resource_stays() -> None:
    """The same study and fact give the same id, whatever else changes; no two share one."""
    again = bundle(changed("checked: Everything.", "checked: Everything twice."))
    addresses = [entry["fullUrl"] for entry in BUNDLES["smallest"]["entry"]]
    assert [entry["fullUrl"] for entry in again["entry"]] == addresses
    assert len({*addresses, *(entry["fullUrl"] for entry in BUNDLES["data"]["entry"])}) == 14


def test_text_of_the_data_cannot_become_markup() -> None:
    """A sign of HTML in a name is written so that the narrative stays well-formed."""
    text = bundle(changed("warmer: {name: warmer,", 'warmer: {name: "warm & warmer",'))
    div = text["entry"][0]["resource"]["text"]["div"]
    assert "warm &amp; warmer" in div
    Bundle.model_validate(text)
