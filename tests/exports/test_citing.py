"""Citations in each form, letter by letter, with version, date and caveat in each."""

import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
import yaml

import build_tables
import wording
from exports import citing
from studies import REAL, ROOT, SMALLEST, STUDIES, changed, cited, messages, understood
from words import sentences
from words.edition import Edition
from words.sentences import Copy

TEXT = changed(
    'date: "2019", seen: whole}',
    """date: 2019-03, seen: abstract, url: "https://example.org/a?b=1&c=2", work: {
      authors: [{family: Née, given: A. B.}, {family: O'Two, given: C}], more_authors: true,
      title: "Feet & _signs_: 50% warmer?", journal: J Feet, volume: "7", number: e12}}""",
)
EDITION = Edition(*understood(TEXT))

AS_CITED = "As cited by FOOT, version 1.0, 29 February 2020."
NOTE = f"There are more authors than those named here. {AS_CITED}"
PAPER = (
    f"A letter, 2019. {AS_CITED}",
    r"""@article{nee-foot-2019,
  author = {Née, A. B. and O'Two, C and others},
  title = {{Feet \& \_signs\_: 50\% warmer?}},
  journal = {J Feet},
  volume = {7},
  pages = {e12},
  year = {2019},
  month = mar,
  url = {https://example.org/a?b=1&c=2},
  note = {NOTE}
}""",
    """TY  - JOUR
AU  - Née, A. B.
AU  - O'Two, C
TI  - Feet & _signs_: 50% warmer?
JO  - J Feet
VL  - 7
SP  - e12
PY  - 2019
DA  - 2019/03//
UR  - https://example.org/a?b=1&c=2
N1  - NOTE
ER  - """,
    """[{
  "id": "nee-foot-2019",
  "type": "article-journal",
  "author": [{"family": "Née", "given": "A. B."}, {"family": "O'Two", "given": "C"}],
  "title": "Feet & _signs_: 50% warmer?",
  "container-title": "J Feet",
  "volume": "7",
  "page": "e12",
  "issued": {"date-parts": [[2019, 3]]},
  "URL": "https://example.org/a?b=1&c=2",
  "note": "NOTE"
}]""",
)


def texts(copies: tuple[Copy, ...]) -> tuple[str, ...]:
    """The texts of copies, which stand in the same order everywhere."""
    assert [name for name, _ in copies] == ["Plain text", "BibTeX", "RIS", "CSL-JSON"]
    return tuple(text for _, text in copies)


def test_the_paper_is_cited_so_in_each_form() -> None:
    """Signs with a meaning are written so that they stay letters; more authors are not unseen."""
    written = tuple(text.replace("NOTE", NOTE) for text in PAPER)
    assert texts(citing.paper_citations(EDITION)) == written


def test_a_page_is_cited_with_its_caveat_its_version_and_its_day_in_each_form() -> None:
    """A title can be a result. The site is no journal; `tests/smallest/docs` shows each form."""
    forms = texts(citing.citations("Warmer?", "https://x.example/", "Or not.", EDITION))
    for text in forms:
        assert "Warmer?" in text
        assert re.search(r"Version 1\.0, 29 February 2020\..* Or not\.", text)
        assert "https://x.example/" in text
    assert "journal" not in forms[1]
    assert {"TY  - ELEC", "DA  - 2020/02/29/", "LA  - en"} <= {*forms[2].splitlines()}


@pytest.mark.parametrize(
    ("date", "parts"),
    [
        ('date: "2019",', ("year = {2019},\n  url", "PY  - 2019\nUR", "[[2019]]")),
        ("date: 2019-12-05,", ("month = dec", "DA  - 2019/12/05/", "[[2019, 12, 5]]")),
        ("", ("pages = {e12},\n  url", "SP  - e12\nUR", '"page": "e12",\n  "URL"')),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(date: str, parts: tuple[str, ...]) -> None:
    """A year alone, a whole day, and no date at all make no wrong date."""
    edition = Edition(*understood(changed("date: 2019-03,", date, TEXT)))
    for part, form in zip(parts, texts(citing.paper_citations(edition))[1:], strict=True):
        assert part in form


def test_a_paper_that_was_not_read_is_cited_as_such_and_one_without_parts_as_plain_text() -> None:
    """Nothing is taken apart by guessing; who copies a citation passes on what was not seen."""
    (copy,) = citing.paper_citations(Edition(*STUDIES[SMALLEST]))
    assert copy.text == PAPER[0]
    study, facts = understood(TEXT)
    paper = study.sources[study.subject.paper]
    sources = {study.subject.paper: msgspec.structs.replace(paper, seen="citation")}
    unread = Edition(msgspec.structs.replace(study, sources=study.sources | sources), facts)
    assert all("not read the paper" in text for text in texts(citing.paper_citations(unread)))


def test_a_line_end_begins_no_second_record() -> None:
    """A title with a line end, behind which RIS would begin another record, is refused."""
    title = "Feet & _signs_: 50% warmer?"
    for end in (r"\n", r"\r", r"\x85", r"\u2028", r"\v"):
        (problem,) = messages(changed(title, f"{title}{end}ER  - ", TEXT))
        assert problem.startswith("sources.letter.work.title: found")


def test_citations_hold_to_the_wording() -> None:
    """A fact is cited with all that must stand with it."""
    edition = Edition(*STUDIES[REAL])
    for passage in sentences.passages(edition).values():
        for name, text in citing.citations(passage.title, passage.address, passage.text, edition):
            kind = "x.json" if name == "CSL-JSON" else "x.txt"
            assert wording.check_export(kind, text, cited(edition.study)) == []


# -- CITATION.cff ---------------------------------------------------------------------------------


def cff(text: str) -> str:
    """The CITATION.cff of a study file."""
    made, problems = build_tables.files(text.encode(), ROOT)
    assert problems == []
    return made["CITATION.cff"]


def test_the_citation_file_of_the_repository_is_that_of_the_data() -> None:
    """GitHub reads it at the top of the repository; `make site` puts it there."""
    assert (ROOT / "CITATION.cff").read_text("utf-8") == cff(REAL.read_text("utf-8"))


@pytest.mark.parametrize("text", [REAL.read_text("utf-8"), SMALLEST.read_text("utf-8"), TEXT])
def test_the_citation_file_is_valid(text: str, tmp_path: Path) -> None:
    """It holds to the schema of the Citation File Format, which check-jsonschema brings."""
    target = tmp_path / "CITATION.cff"
    target.write_text(cff(text), "utf-8")
    schema = "vendor.citation-file-format"
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(target)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_citation_file_holds_version_date_caveats_and_the_paper() -> None:
    """Who cites the repository cites a version, and reads the caveats in the abstract."""
    known, log = yaml.safe_load(cff(TEXT)), EDITION.study.log
    assert (known["version"], known["date-released"]) == (log[0].version, log[0].date)
    assert EDITION.study.summary.comparison in known["abstract"]
    (paper,) = known["references"]
    assert (paper["start"], paper["year"], paper["month"]) == ("e12", 2019, 3)
    assert paper["authors"][1] == {"family-names": "O'Two", "given-names": "C"}
    assert paper["notes"] == NOTE
