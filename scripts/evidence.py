"""The main results as FHIR R5 Evidence, for systems in health care.

Codes are those of HL7: https://hl7.org/fhir/R5/valueset-statistic-type.html, and in the same way
attribute-estimate-type, certainty-type, certainty-rating and variable-role.
"""

from collections.abc import Iterator
from html import escape
from typing import Any, Final
from uuid import UUID, uuid5

import caveats
import export
import figures
from facts import Fact, Facts
from model import Count, Domain, Source, Study
from tables import rounded

PATH: Final = "data/evidence.fhir.json"
NAMES: Final = UUID("8f0c3a52-6c1d-4b7e-9a35-2d41e7b6f0c8")  # of the ids made here

TERMINOLOGY: Final = "http://terminology.hl7.org/CodeSystem/"
PROPORTION: Final = ("C44256", "Proportion")
COUNT: Final = ("C25463", "Count")
INTERVAL: Final = ("C53324", "Confidence interval")
OVERALL: Final = ("Overall", "Overall certainty")
LEVELS: Final = {
    "high": ("high", "High quality"),
    "moderate": ("moderate", "Moderate quality"),
    "low": ("low", "Low quality"),
    "very low": ("very-low", "Very low quality"),
}
DOMAINS: Final = {
    "risk_of_bias": ("RiskOfBias", "Risk of bias"),
    "imprecision": ("Imprecision", "Imprecision"),
    "indirectness": ("Indirectness", "Indirectness"),
    "inconsistency": ("Inconsistency", "Inconsistency"),
    "publication_bias": ("PublicationBias", "Publication bias"),
}
# For the other judgements there is no code, so they stand as text
JUDGEMENTS: Final = {
    "no concern": ("no-concern", "no serious concern"),
    "serious": ("serious-concern", "serious concern"),
    "very serious": ("very-serious-concern", "very serious concern"),
}

Json = dict[str, Any]


def bundle(study: Study, facts: Facts) -> dict[str, str]:
    """The file, as {path below the site's address: text}."""
    chosen = [facts[ident] for ident in _chosen(study) if facts[ident].count is not None]
    whole = {
        "resourceType": "Bundle",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": _urn(study, "")},
        "type": "collection",
        "timestamp": f"{study.log[0].date}T00:00:00Z",  # the time of day is not known
        "entry": [
            {"fullUrl": _urn(study, fact.id), "resource": _evidence(fact, study, facts)}
            for fact in chosen
        ],
    }
    return {PATH: export.as_json(whole)}


def _chosen(study: Study) -> dict[str, None]:
    """The ids of the main results, each once."""
    main, both = study.headline, study.comparison
    listed = (row.result for row in study.appraisal.outcomes)
    first = (main.improved, main.disappeared, main.not_improved, both.first, both.second)
    return dict.fromkeys(ident for ident in (*first, *listed, main.harm) if ident)


def _urn(study: Study, name: str) -> str:
    return f"urn:uuid:{uuid5(NAMES, f'{study.subject.study}/{name}')}"


def _evidence(fact: Fact, study: Study, facts: Facts) -> Json:
    caveat, latest = caveats.of_fact(fact, study, facts), study.log[0]
    said = f"{fact.name}: {figures.figure(fact, 'of' if fact.is_proportion else 'people')}."
    text = f"<p>{escape(said)}</p><p>{escape(caveat)}</p>"
    resource = {
        "resourceType": "Evidence",
        "id": fact.id,
        "language": study.site.language,
        "text": {
            "status": "generated",
            "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{text}</div>',
        },
        "version": latest.version,
        "title": f"{study.subject.study}: {fact.name}",
        "status": "active",
        "date": latest.date,
        "copyright": f"{export.LICENCE['title']}, {export.LICENCE['path']}",
        "relatedArtifact": list(_artifacts(fact, study)),
        "description": caveat,
        "assertion": f"{said} {caveat}",
        "variableDefinition": list(_variables(fact, study, facts)),
        "statistic": [_statistic(fact, caveat)],
        "certainty": [_certainty(study, facts, whole=fact.id == study.headline.improved)],
    }
    note = fact.entry.note
    return {**resource, "note": [{"text": figures.filled(note, facts)}]} if note else resource


def _artifacts(fact: Fact, study: Study) -> Iterator[Json]:
    """The study's own report, and what the fact was taken from."""
    cited = dict.fromkeys(citation.source for citation in fact.cite)
    yield _artifact("citation", study.sources[study.subject.paper])
    yield from (_artifact("derived-from", study.sources[ident]) for ident in cited)


def _artifact(kind: str, source: Source) -> Json:
    artifact: Json = {
        "type": kind,
        "display": f"{source.name} (seen: {source.seen})",
        "citation": source.citation,
    }
    if source.url:
        artifact["document"] = {"url": source.url, "title": source.name}
    if source.date:
        artifact["publicationDate"] = source.date
    return artifact


def _variables(fact: Fact, study: Study, facts: Facts) -> Iterator[Json]:
    """Who was counted, what they used, what was counted."""
    count, subject = fact.entry, study.subject
    assert isinstance(count, Count)  # every main result is one
    people = study.groups[count.group].people if count.group_stated else study.summary.harm_group
    yield _variable("population", "population", figures.filled(people, facts))
    yield _variable("exposure", "exposure", figures.filled(subject.treatment, facts))
    part = caveats.included(count, facts)
    measured = f"{fact.name}, {subject.follow_up}." + (f" {part}." if part else "")
    yield _variable("measuredVariable", "measured variable", figures.filled(measured, facts))


def _variable(code: str, display: str, says: str) -> Json:
    return {"description": says, "variableRole": _coded("variable-role", code, display)}


def _statistic(fact: Fact, caveat: str) -> Json:
    """The count, with its share and range where it is out of a stated group."""
    statistic: Json = {
        "note": [{"text": caveat}],
        "numberAffected": fact.count,
    }
    if not fact.is_proportion:
        quantity = {"value": fact.count, "unit": "people"}
        return {
            **statistic,
            "statisticType": _coded("statistic-type", *COUNT),
            "quantity": quantity,
        }
    low, high = fact.wilson
    estimate = {
        "description": "Wilson score interval, calculated by us.",
        "type": _coded("attribute-estimate-type", *INTERVAL),
        "level": 0.95,
        "range": {"low": {"value": rounded(low)}, "high": {"value": rounded(high)}},
    }
    return {
        **statistic,
        "description": "The share is calculated by us from the count.",
        "statisticType": _coded("statistic-type", *PROPORTION),
        "quantity": {"value": rounded(fact.share)},
        "sampleSize": {"numberOfParticipants": fact.total, "knownDataCount": fact.total},
        "attributeEstimate": [estimate],
    }


def _certainty(study: Study, facts: Facts, *, whole: bool) -> Json:
    """The judgement of the study, which is ours; `whole`: with its reasons."""
    judged = study.certainty
    about = f"About what {study.subject.treatment} does. {study.summary.sureness}"
    overall = {
        "description": figures.filled(about, facts),
        "note": [{"text": "Our judgement, by GRADE. Nobody outside the project has reviewed it."}],
        "type": _coded("certainty-type", *OVERALL),
        "rating": _coded("certainty-rating", *LEVELS[judged.level]),
    }
    if not whole:
        return overall
    domains = ((code, getattr(judged.domains, name)) for name, code in DOMAINS.items())
    return {**overall, "subcomponent": [_reason(code, each, facts) for code, each in domains]}


def _reason(code: tuple[str, str], domain: Domain, facts: Facts) -> Json:
    rating = JUDGEMENTS.get(domain.judgement)
    return {
        "description": figures.filled(domain.reason, facts),
        "type": _coded("certainty-type", *code),
        "rating": _coded("certainty-rating", *rating) if rating else {"text": domain.judgement},
    }


def _coded(system: str, code: str, display: str) -> Json:
    home = "http://hl7.org/fhir/" if system.startswith("certainty-") else TERMINOLOGY
    return {"coding": [{"system": home + system, "code": code, "display": display}]}
