"""What machines read about the pages: schema.org's types, and rules for what types cannot see."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import wording
from addresses import SITE, slug
from checks.dates import is_date
from exports import json_ld
from exports.package import Offer
from studies import REAL, ROOT, SMALLEST, STUDIES, changed, cited, understood
from study.facts import Facts
from study.model import Study
from words import numbers, sentences
from words.edition import Edition

DOWNLOADS = (
    Offer("data/facts.csv", "text/csv", "All numbers", "One number a row."),
    Offer("data/study.json", "application/json", "Everything in one file", "With its caveats."),
)
DATES = {"datePublished", "dateModified", "lastReviewed"}
# https://schema.org/MedicalStudyStatus and https://schema.org/MedicalObservationalStudyDesign;
# the types let any text pass as a status
ENUMERATIONS = {
    "status": {"Completed", "Terminated", "Withdrawn"},
    "studyDesign": {"CaseSeries"},
}
ADDRESSES = {"url", "item", "contentUrl", "license", "@id", "@context"}
ELSEWHERE = {json_ld.LICENCE, "https://schema.org"}


def graphs(study: Study, facts: Facts) -> dict[str, str]:
    """The text of every page, by its name."""
    pages = {name: getattr(study.pages, name) for name in study.pages.__struct_fields__}
    said = {
        name: (numbers.filled(page.title, facts), numbers.filled(page.description, facts))
        for name, page in pages.items()
    }
    for passage in sentences.passages(Edition(study, facts)).values():
        said[passage.id] = (passage.title, passage.text)
    said["maintainers/dictionary"] = ("Dictionary", "For maintainers.")
    return {
        name: json_ld.graph(name, *told, study, facts, DOWNLOADS if name == "data" else ())
        for name, told in said.items()
    }


PAGES = {
    f"{file.parent.name}: {name}": (text, *STUDIES[file])
    for file in STUDIES
    for name, text in graphs(*STUDIES[file]).items()
}
TEXTS = {name: text for name, (text, _, _) in PAGES.items()}


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every node of a graph, the outer ones first."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from nodes(inner)


def node(text: str, kind: str) -> dict[str, Any]:
    """The first node of a type."""
    return next(each for each in nodes(json.loads(text)) if each.get("@type") == kind)


def of(name: str, kind: str) -> dict[str, Any]:
    """The first node of a type on a page of the real study."""
    return node(TEXTS[f"data: {name}"], kind)


# -- schema.org's types ---------------------------------------------------------------------------


def type_errors(folder: Path, graphs: list[list[dict[str, Any]]]) -> list[tuple[int, str]]:
    """What the TypeScript compiler says of graphs, as (place in the list, error).

    The types are those of schema-dts. A graph is written as a value in a file of its own.
    """
    modules = ROOT / "node_modules"
    if not (modules / "schema-dts").exists():
        pytest.fail("No schema-dts. Mend: make test (it runs npm ci)", pytrace=False)
    (folder / "node_modules").symlink_to(modules)
    shutil.copy(ROOT / "tests" / "json_ld" / "tsconfig.json", folder)
    for index, graph in enumerate(graphs):
        value = json.dumps({"@context": "https://schema.org", "@graph": graph}, indent=1)
        typed = (
            f'import type {{ Graph }} from "schema-dts";\nexport const graph: Graph = {value};\n'
        )
        (folder / f"graph{index}.ts").write_text(typed, "utf-8")
    command = [str(modules / ".bin" / "tsc"), "--project", str(folder), "--pretty", "false"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    found = re.findall(r"^graph(\d+)\.ts\(.*?: (error .*)$", run.stdout, re.MULTILINE)
    assert bool(found) == bool(run.returncode), run.stdout + run.stderr
    return [(int(index), error) for index, error in found]


SLIPS = {
    "a property of another name": ("MedicalWebPage", '"lastReviewed"', '"lastReview"'),
    "a property of another type": ("MedicalWebPage", '"lastReviewed"', '"trialDesign"'),
    "a type that does not exist": ("MedicalTrial", '"MedicalTrial"', '"MedicalTrail"'),
    "a node of the wrong type": ("MedicalTrial", '"Country"', '"Person"'),
    "a value outside an enumeration": ("MedicalObservationalStudy", "/CaseSeries", "/CaseSerie"),
    "a node for a text": ("WebSite", '"version": "1.0"', '"version": {"@type": "Person"}'),
    "a name inside a node": ("BreadcrumbList", '"position"', '"place"'),
}


@pytest.fixture(scope="module")
def errors(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[int, str]]:
    """What the compiler says of all pages (0) and of one slip after the other (from 1).

    In one run, and nodes that stand on several pages once, in one graph: it is slow.
    """
    distinct: dict[str, dict[str, Any]] = {}
    for text in TEXTS.values():
        distinct |= {json.dumps(each): each for each in json.loads(text)["@graph"]}
    graphs = [list(distinct.values())]
    for kind, old, new in SLIPS.values():
        text = json.dumps(of("trials", kind))
        assert old in text
        graphs.append([json.loads(text.replace(old, new))])
    return type_errors(tmp_path_factory.mktemp("types"), graphs)


def test_every_page_has_the_types_of_schema_org(errors: list[tuple[int, str]]) -> None:
    """No page has a property or a value that schema.org does not know for its type."""
    assert [error for index, error in errors if index == 0] == []
    for text in TEXTS.values():
        assert json.loads(text).keys() == {"@context", "@graph"}
        assert json.loads(text)["@context"] == "https://schema.org"


def test_the_types_see_slips(errors: list[tuple[int, str]]) -> None:
    """The compiler finds each slip in a node that is right without it."""
    assert {index for index, _ in errors if index} == set(range(1, 1 + len(SLIPS)))


# -- rules for what the types let pass ------------------------------------------------------------


@pytest.mark.parametrize("name", TEXTS)
def test_nothing_is_empty(name: str) -> None:
    """A property that the data cannot fill is not there."""
    found = [
        (key, value)
        for each in nodes(json.loads(TEXTS[name]))
        for key, value in each.items()
        if value in (None, "", [], {}) or (isinstance(value, str) and value != value.strip())
    ]
    assert found == []


@pytest.mark.parametrize("name", TEXTS)
def test_dates_are_dates(name: str) -> None:
    """Dates are in the calendar, and those of the site are whole days."""
    for each in nodes(json.loads(TEXTS[name])):
        for key in DATES & each.keys():
            assert is_date(each[key]), (key, each)
            assert len(each[key]) == 10 or each["@type"] in ("ScholarlyArticle", "CreativeWork")


@pytest.mark.parametrize("name", TEXTS)
def test_enumerations_are_whole_addresses_of_schema_org(name: str) -> None:
    """A status that may have gone out of date is left to the text, where its date stands."""
    for each in nodes(json.loads(TEXTS[name])):
        for key in ENUMERATIONS.keys() & each.keys():
            assert each[key].removeprefix("https://schema.org/") in ENUMERATIONS[key]
            assert each[key].startswith("https://schema.org/")


@pytest.mark.parametrize("name", TEXTS)
def test_addresses_are_whole_and_lead_somewhere(name: str) -> None:
    """Each is a page or a file of the site, a source, a registry's entry, or known here."""
    text, study, _ = PAGES[name]
    pages = {*study.pages.__struct_fields__, *study.shared, "maintainers/dictionary"}
    ours = {f"{SITE}{slug(page)}" for page in pages} | {SITE + file.path for file in DOWNLOADS}
    theirs = {source.url for source in study.sources.values()}
    theirs |= {entry.url for trial in study.trials.values() for entry in trial.registrations}
    for each in nodes(json.loads(text)):
        for key in ADDRESSES & each.keys():
            assert each[key].partition("#")[0] in ours or each[key] in theirs | ELSEWHERE


@pytest.mark.parametrize("name", TEXTS)
def test_every_id_that_is_named_is_on_the_page(name: str) -> None:
    """A machine that reads one page has every node of it, each once."""
    every = list(nodes(json.loads(TEXTS[name])))
    defined = [each["@id"] for each in every if "@id" in each and len(each) > 1]
    named = {each["@id"] for each in every if each.keys() == {"@id"}}
    assert len(defined) == len(set(defined))
    assert named <= set(defined)


@pytest.mark.parametrize("name", TEXTS)
def test_the_text_can_stand_in_a_script_inside_markdown(name: str) -> None:
    """Nothing in it ends the script or begins a tag, and no empty line ends the HTML around it."""
    assert not re.search(r"[<>&\u2028\u2029]|\n\s*\n", TEXTS[name])


def test_a_hostile_text_stays_a_text() -> None:
    """A title that would end the script is written so that it does not, and reads as it was."""
    title = '</script><script>alert("1 & 2")</script> <!-- \\u2028'
    text = json_ld.graph("index", title, "x", *STUDIES[SMALLEST])
    assert "<" not in text
    assert node(text, "MedicalWebPage")["name"] == title


@pytest.mark.parametrize("name", TEXTS)
def test_it_holds_to_the_wording(name: str) -> None:
    """What machines read is held to the same words as what people read."""
    text, study, _ = PAGES[name]
    assert wording.check_export("page.json", text, cited(study)) == []


# -- what is said ---------------------------------------------------------------------------------


def test_every_page_of_the_study_brings_its_caveats() -> None:
    """Who reads one page reads the answer, that nobody was there for comparison, and how sure."""
    summary = STUDIES[REAL][0].summary
    for name in graphs(*STUDIES[REAL]):
        if not name.startswith("maintainers"):
            said = of(name, "MedicalObservationalStudy")["description"]
            assert numbers.filled(summary.answer, STUDIES[REAL][1]) in said
            assert summary.comparison in said
            assert summary.about in said


def test_checked_is_not_reviewed() -> None:
    """The day of our notes stands as lastReviewed; nobody is named as a reviewer."""
    assert of("results", "MedicalWebPage")["lastReviewed"] == "2026-11-22"
    assert not any("reviewedBy" in text for text in TEXTS.values())


def test_the_paper_is_cited_on_every_page_with_what_we_read_of_it() -> None:
    """A paper that was not read is not passed off as the ground of the page."""
    paper = of("index", "ScholarlyArticle")
    assert [author["familyName"] for author in paper["author"]] == [
        "Gauffenic",
        "Ratsimbazafy",
        "Ostertag",
    ]
    assert "et al." in paper["creditText"]
    assert paper["description"].startswith("We have not read it.")
    assert {
        each["@id"].partition("#s-")[2] for each in of("index", "MedicalWebPage")["citation"]
    } == {
        "news",
        "paper",
        "congress-abstract",
        "crystal-network",
        "thesis",
    }


def test_the_page_of_numbers_cites_every_source() -> None:
    """The ledger lists them all, and so does what machines read of it."""
    assert len(of("numbers", "MedicalWebPage")["citation"]) == len(STUDIES[REAL][0].sources)


def test_clinicians_are_the_audience_of_their_page_alone() -> None:
    """A page for everybody is not offered as one for professionals."""
    assert of("clinicians", "MedicalWebPage")["audience"]["audienceType"] == "Clinician"
    assert of("young", "MedicalWebPage")["audience"]["@type"] == "PeopleAudience"


def test_breadcrumbs_lead_from_the_first_page() -> None:
    """A fact's page stands below the page that it belongs to."""
    steps = of("improved", "BreadcrumbList")["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, "CATSS-O in plain words", SITE),
        (2, "What happened", f"{SITE}results/"),
        (3, "Improved: 9 of 28 people", f"{SITE}improved/"),
    ]
    assert len(of("index", "BreadcrumbList")["itemListElement"]) == 1


def test_a_trial_has_the_status_that_stays_true() -> None:
    """Completed and withdrawn stand as such; a trial that was said to continue has none."""
    trials = [
        each
        for each in nodes(json.loads(TEXTS["data: trials"]))
        if each.get("@type") == "MedicalTrial"
    ]
    assert {each["@id"].partition("#")[2]: each.get("status", "")[19:] for each in trials} == {
        "infusion": "Completed",
        "injection": "",
        "guided-injection": "",
        "cream": "Withdrawn",
        "laser": "Completed",
    }
    assert "Said to continue on 8 January 2024 (News article" in trials[1]["description"]


def test_a_fact_about_a_trial_brings_that_trial() -> None:
    """The page of one trial has it as its main thing, and no other trial."""
    text = TEXTS["data: injection-trial"]
    assert text.count('"MedicalTrial"') == 1
    assert (
        of("injection-trial", "MedicalWebPage")["mainEntity"]["@id"] == f"{SITE}trials/#injection"
    )
    assert '"MedicalTrial"' not in TEXTS["data: improved"]


def test_the_data_set_has_whole_addresses_and_its_caveat() -> None:
    """Each file is named with its media type, and the description holds what must go with it."""
    data = of("data", "Dataset")
    assert [(file["contentUrl"], file["encodingFormat"]) for file in data["distribution"]] == [
        (f"{SITE}data/facts.csv", "text/csv"),
        (f"{SITE}data/study.json", "application/json"),
    ]
    assert "There was no comparison group" in data["description"]
    assert data["license"] == json_ld.LICENCE
    assert "Dataset" not in TEXTS["data: index"]


def test_a_page_for_maintainers_is_not_a_medical_one() -> None:
    """The data dictionary is no page about the study."""
    assert '"MedicalWebPage"' not in TEXTS["data: maintainers/dictionary"]
    assert of("maintainers/dictionary", "WebPage")["url"] == f"{SITE}maintainers/dictionary/"


def test_a_publisher_stands_where_there_is_one() -> None:
    """Nobody is named who is not in the data."""
    assert not any('"publisher"' in text for text in TEXTS.values())
    named = understood(changed("language: en", "language: en\n  published_by: The Foot Club"))
    text = json_ld.graph("index", "In short", "x", *named)
    assert node(text, "WebSite")["publisher"] == {"@type": "Organization", "name": "The Foot Club"}
