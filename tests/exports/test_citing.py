"""Citations are read by programs that are not ours, with version, date and caveat in each."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import wording
from addresses import SITE, whole
from exports import citing
from studies import REAL, ROOT, SMALLEST, STUDIES, changed, cited, understood
from words import numbers, sentences
from words.edition import Edition
from words.sentences import Copy

STUDY, FACTS = STUDIES[REAL]
CAVEAT = numbers.filled(STUDY.summary.comparison, FACTS)
PAGE = citing.citations("What happened", whole("results"), CAVEAT, STUDY)
PAPER = citing.paper_citations(STUDY)
# Signs of LaTeX, RIS and JSON
HOSTILE = 'What? 50% & more: {x} $y$ #1 a_b ~ ^ \\ "q" é – ER - x'

READ = """
const { Cite } = require("@citation-js/core");
for (const name of ["bibtex", "ris", "csl"]) require(`@citation-js/plugin-${name}`);
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
const read = (cite) => ({ items: cite.data, shown: cite.format("bibliography") });
console.log(JSON.stringify(texts.map((text) => read(new Cite(text)))));
"""


def read(copies: tuple[Copy, ...]) -> list[dict[str, Any]]:
    """What Citation.js reads from BibTeX, RIS and CSL-JSON, in its own form, which is CSL-JSON."""
    if not (ROOT / "node_modules" / "@citation-js").exists():
        pytest.fail("No Citation.js. Mend: make test (it runs npm ci)", pytrace=False)
    texts = json.dumps([text for name, text in copies if name != "Plain text"])
    run = subprocess.run(
        ["node", "-e", READ], cwd=ROOT, input=texts, capture_output=True, text=True, check=False
    )
    assert not run.stderr
    every = json.loads(run.stdout)
    assert all(len(one["items"]) == 1 for one in every)
    return [{**one["items"][0], "shown": one["shown"]} for one in every]


def test_each_thing_is_cited_in_four_forms() -> None:
    """People find the form that their program takes, in the same order everywhere."""
    names = ["Plain text", "BibTeX", "RIS", "CSL-JSON"]
    assert [name for name, _ in PAGE] == names
    assert [name for name, _ in PAPER] == names


@pytest.mark.parametrize("copy", [*PAGE, *PAPER], ids=lambda copy: copy.name)
def test_version_and_date_stand_in_each(copy: Copy) -> None:
    """What is cited can be told from what stands there later."""
    assert "ersion 1.0, 22 November 2026" in copy.text


@pytest.mark.parametrize("copy", PAGE, ids=lambda copy: copy.name)
def test_a_page_is_cited_with_its_address_and_caveat(copy: Copy) -> None:
    """A title can be a result, so it does not go without what belongs to it."""
    assert f"{SITE}results/" in copy.text
    assert CAVEAT in copy.text


def test_a_reference_program_reads_the_page_alike_in_every_form() -> None:
    """Author, title, address, year and note are the same, and the site's name is no person's."""
    for item in read(PAGE):
        assert item["title"] == "What happened"
        assert item["URL"] == f"{SITE}results/"
        assert item["issued"]["date-parts"][0][:2] == [2026, 11]
        assert item["note"] == f"Version 1.0, 22 November 2026. {CAVEAT}"
        (author,) = item["author"]
        assert list(author.values()) == ["CATSS-O in plain words (website)"]
        assert "What happened" in item["shown"]


def test_a_reference_program_reads_the_paper_alike_in_every_form() -> None:
    """Journal, volume and number arrive where they belong."""
    for item in read(PAPER):
        assert item["type"] == "article-journal"
        assert [author["family"] for author in item["author"]][:3] == [
            "Gauffenic",
            "Ratsimbazafy",
            "Ostertag",
        ]
        assert item["title"].startswith("Effectiveness of topical")
        assert item["container-title"] == "Semin Arthritis Rheum"
        assert (item["volume"], item["page"]) == ("63", "152306")
        assert item["issued"]["date-parts"] == [[2023, 12]]
        assert "63, 152306" in item["shown"]


def test_more_authors_are_not_left_out_unseen() -> None:
    """In BibTeX "and others", which it knows; elsewhere in the note; in plain text "et al."."""
    plain, bibtex, ris, csl = (text for _, text in PAPER)
    assert "et al." in plain
    assert "and others}" in bibtex
    for text in (bibtex, ris, csl):
        assert "There are more authors than those named here." in text


@pytest.mark.parametrize("copy", PAPER, ids=lambda copy: copy.name)
def test_the_paper_is_cited_as_one_that_was_not_read(copy: Copy) -> None:
    """Who copies the citation does not pass it on as something that the site has checked."""
    assert "We have not read the paper itself." in copy.text


def test_a_paper_that_was_read_and_has_no_parts_is_cited_as_plain_text() -> None:
    """Nothing is taken apart by guessing, and nothing is said to be unread that was read."""
    (copy,) = citing.paper_citations(STUDIES[SMALLEST][0])
    assert copy.text == "A letter, 2019. As cited by FOOT, version 1.0, 29 February 2020."


def test_signs_of_the_formats_stay_letters_of_the_title() -> None:
    """Programs read a title with signs of LaTeX as it was written."""
    for item in read(citing.citations(HOSTILE, whole("results"), HOSTILE, STUDY)):
        assert item["title"] == HOSTILE
        assert item["note"].endswith(HOSTILE)


def test_a_publisher_is_the_author_where_there_is_one() -> None:
    """The site stands for itself where nobody publishes it: no person is made up."""
    named, _ = understood(changed("language: en", "language: en\n  published_by: The Foot Club"))
    assert citing.citations("A", "b", "c", named)[0].text.startswith("The Foot Club. A. ")
    assert citing.citations("A", "b", "c", STUDIES[SMALLEST][0])[0].text.startswith(
        "FOOT (website)"
    )


def test_a_date_is_as_exact_as_it_is_known() -> None:
    """A year alone, a month, and no date at all make no wrong date."""
    text = REAL.read_text("utf-8")
    assert text.count("    date: 2023-12\n") == 1
    for date, bibtex, ris, csl in (
        ('    date: "2023"\n', "year = {2023}", "PY  - 2023", "[[2023]]"),
        ("    date: 2023-12-05\n", "month = dec", "DA  - 2023/12/05/", "[[2023, 12, 5]]"),
        ("", "volume = {63}", "VL  - 63", '"volume": "63"'),
    ):
        study, _ = understood(text.replace("    date: 2023-12\n", date))
        forms = [copy.text for copy in citing.paper_citations(study)[1:]]
        assert all(part in form for part, form in zip((bibtex, ris, csl), forms, strict=True))
        assert ("issued" in forms[2]) == bool(date)


@pytest.mark.parametrize("ident", sentences.passages(Edition(STUDY, FACTS)))
def test_citations_hold_to_the_wording(ident: str) -> None:
    """A fact is cited with all that must stand with it."""
    passage = sentences.passages(Edition(STUDY, FACTS))[ident]
    for name, text in citing.citations(passage.title, passage.address, passage.text, STUDY):
        kind = "x.json" if name == "CSL-JSON" else "x.txt"
        assert wording.check_export(kind, text, cited(STUDY)) == []


def test_the_paper_s_citations_hold_to_the_wording() -> None:
    """Besides the title of the work, whose words are not ours."""
    for name, text in PAPER:
        kind = "x.json" if name == "CSL-JSON" else "x.txt"
        assert wording.check_export(kind, text, cited(STUDY)) == []


# -- CITATION.cff ---------------------------------------------------------------------------------


def test_the_citation_file_of_the_repository_is_that_of_the_data() -> None:
    """GitHub reads it at the top of the repository; `make site` puts it there."""
    assert (ROOT / "CITATION.cff").read_text("utf-8") == citing.cff(STUDY, FACTS)


@pytest.mark.parametrize("file", [REAL, SMALLEST], ids=lambda file: file.parent.name)
def test_the_citation_file_is_valid(file: Path, tmp_path: Path) -> None:
    """It holds to the schema of the Citation File Format, which check-jsonschema brings."""
    target = tmp_path / "CITATION.cff"
    target.write_text(citing.cff(*STUDIES[file]), "utf-8")
    schema = "vendor.citation-file-format"
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(target)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_citation_file_holds_version_date_and_caveats() -> None:
    """Who cites the repository cites a version, and reads the caveats in the abstract."""
    known = yaml.safe_load(citing.cff(STUDY, FACTS))
    assert (known["version"], str(known["date-released"])) == ("1.0", "2026-11-22")
    assert known["license"] == "CC-BY-4.0"
    assert CAVEAT in known["abstract"]
    (paper,) = known["references"]
    assert (paper["year"], paper["month"]) == (2023, 12)
    assert "We have not read the paper itself." in paper["notes"]


def test_the_citation_file_holds_to_the_wording() -> None:
    """It is an export like the others."""
    assert wording.check_export("CITATION.cff", citing.cff(STUDY, FACTS), cited(STUDY)) == []
