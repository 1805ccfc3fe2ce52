"""What programs read about the pages, by rules over one page of each kind."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from addresses import SITE, whole
from exports import citing, json_ld
from exports.package import Offer
from exports.tables import LICENCE
from studies import STUDIES, changed, understood
from words.edition import Edition

DOWNLOADS = (
    Offer("data/counts.csv", "text/csv", "All numbers", "One number a row."),
    Offer("data/study.json", "application/json", "Everything in one file", "With its caveats."),
)
# What Readability, which reader views are made with, takes for the article of a page: the first
# node of a type such as these (https://github.com/mozilla/readability, `jsonLdArticleTypes`)
ARTICLE = re.compile("Article|Report|Posting|APIReference")
ADDRESSES = {"url", "item", "contentUrl", "@id"}
TITLE, DESCRIPTION = "The title of the page", "A fact. Its caveat."
EDITIONS = {file.parent.name: Edition(*STUDIES[file]) for file in STUDIES}


def kinds(edition: Edition) -> dict[str, str]:
    """The name of one page of each kind."""
    shared = edition.study.shared
    named = {"a page": "results", "the first": "index", "the data": "data"}
    named["a fact"] = next(name for name, fact in shared.items() if not fact.trial)
    named["a trial"] = next((name for name, fact in shared.items() if fact.trial), "index")
    return {**named, "for maintainers": "maintainers/publishing"}


def graph(name: str, edition: Edition) -> str:
    """The text of a page."""
    files = DOWNLOADS if name == "data" else ()
    return json_ld.graph(name, TITLE, DESCRIPTION, edition, files)


PAGES = {
    f"{study}, {kind}": (name, edition, graph(name, edition))
    for study, edition in EDITIONS.items()
    for kind, name in kinds(edition).items()
}
each_page = pytest.mark.parametrize(("name", "edition", "text"), PAGES.values(), ids=PAGES)


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every node of a graph, the outer ones first."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from nodes(inner)


def of(text: str, kind: str) -> dict[str, Any]:
    """The one node of a type."""
    (found,) = [each for each in nodes(json.loads(text)) if each.get("@type") == kind]
    return found


@each_page
def test_the_page_is_the_one_thing_like_an_article(name: str, edition: Edition, text: str) -> None:
    """A reader view heads the page with its own title, its author and its days."""
    graph = json.loads(text)["@graph"]
    (article,) = [each for each in nodes(graph) if ARTICLE.search(str(each.get("@type")))]
    assert article is graph[0]
    assert (article["headline"], article["description"]) == (TITLE, DESCRIPTION)
    assert (article["url"], article["author"]["name"]) == (whole(name), citing.author(edition))
    log = edition.study.log
    assert (article["datePublished"], article["dateModified"]) == (log[-1].date, log[0].date)


@each_page
def test_addresses_are_whole_and_names_of_nodes_are_there(
    name: str, edition: Edition, text: str
) -> None:
    """Each leads to a page or file of the site; a program that reads one page has all its nodes."""
    every = list(nodes(json.loads(text)))
    pages = {*edition.study.pages.__struct_fields__, *edition.study.shared, name}
    ours = {whole(page) for page in pages} | {SITE + file.path for file in DOWNLOADS}
    assert {
        str(each[key]).partition("#")[0] for each in every for key in ADDRESSES & each.keys()
    } <= ours
    defined = {each["@id"] for each in every if "@id" in each and len(each) > 1}
    assert {each["@id"] for each in every if each.keys() == {"@id"}} <= defined


@each_page
def test_the_text_can_stand_in_a_script_and_says_nothing_empty_or_untrue(
    name: str, edition: Edition, text: str
) -> None:
    """No tag and no empty line. The status of a trial goes out of date; nobody has reviewed."""
    assert not re.search(r"[<>&\u2028\u2029]|\n\s*\n", text)
    assert not re.search(
        r"(null|\"\"|\[\]|\{\}),?\n|MedicalTrial|reviewedBy|lastReviewed|audience", text
    )


@each_page
def test_a_page_about_the_study_brings_its_caveats(name: str, edition: Edition, text: str) -> None:
    """Who reads it reads the answer, that nobody was compared, how sure, and the paper as cited.

    A page for maintainers, or about another trial, is not about the study.
    """
    fact, summary = edition.study.shared.get(name), edition.study.summary
    if name.startswith("maintainers/") or (fact and fact.trial):
        assert edition.filled(summary.answer) not in text
        return
    said = of(text, "MedicalObservationalStudy")["description"]
    assert edition.filled(f"{summary.answer} {summary.nested or ''} {summary.comparison}") in said
    assert edition.filled(f"{summary.sureness} {summary.harm}") in said
    assert of(text, "Article")["citation"] == citing.paper_citations(edition)[0].text


def test_a_hostile_text_stays_a_text() -> None:
    """A title that would end the script is written so that it does not, and reads as it was."""
    title = '</script><script>alert("1 & 2")</script> <!-- \\u2028'
    text = json_ld.graph("index", title, "x", EDITIONS["smallest"])
    assert "<" not in text
    assert of(text, "Article")["headline"] == title


def test_breadcrumbs_lead_from_the_first_page() -> None:
    """A fact's page stands below the page that it belongs to."""
    edition = EDITIONS["smallest"]
    name, fact = next(iter(edition.study.shared.items()))
    for page, way in {name: ["index", fact.page, name], "index": ["index"]}.items():
        steps = of(graph(page, edition), "BreadcrumbList")["itemListElement"]
        assert [step["item"] for step in steps] == [whole(each) for each in way]


def test_the_data_set_names_its_files_its_licence_and_its_caveat() -> None:
    """Each file has its media type, and the description holds what must go with the numbers."""
    edition = EDITIONS["smallest"]
    data = of(graph("data", edition), "Dataset")
    assert [(file["contentUrl"], file["encodingFormat"]) for file in data["distribution"]] == [
        (f"{SITE}{file.path}", file.media_type) for file in DOWNLOADS
    ]
    assert edition.study.summary.comparison in data["description"]
    assert data["license"] == LICENCE["path"]


def test_a_publisher_stands_where_there_is_one() -> None:
    """It is the author of the pages too."""
    named = Edition(*understood(changed("language: en", "language: en\n  published_by: The Club")))
    article = of(graph("index", named), "Article")
    assert article["publisher"]["name"] == article["author"]["name"] == "The Club"
    assert "publisher" not in of(graph("index", EDITIONS["smallest"]), "Article")
