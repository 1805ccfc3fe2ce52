"""How to cite a page of the site and the paper: as plain text, BibTeX, RIS and CSL-JSON.

Each names the site's version and its day, so that what is cited can be told from what stands there
later. A title may be a result, so a page's caveat goes with it as a note. The paper is cited as the
site knows it, with a note that says so.
"""

import json
import re
import unicodedata
from typing import Any, Final

from study.facts import Facts
from study.model import Source, Study
from words import numbers
from words.sentences import Copy

# Signs with a meaning for LaTeX; letters such as é are UTF-8, as BibTeX programs of today read
_LATEX: Final = {
    **{ord(sign): f"\\{sign}" for sign in "&%$#_{}"},
    ord("\\"): r"\textbackslash{}",
    ord("~"): r"\textasciitilde{}",
    ord("^"): r"\textasciicircum{}",
}
_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MORE_AUTHORS: Final = "There are more authors than those named here."
_NOT_READ: Final = {"citation", "not opened"}


def author(study: Study) -> str:
    """Who is cited for the site: its publisher, else the site itself rather than a made-up name."""
    return study.site.published_by or f"{study.site.short_title} (website)"


def edition(study: Study) -> str:
    """The version of the site, and its day: "Version 1.0, 22 November 2026"."""
    return f"Version {study.log[0].version}, {numbers.date(study.log[0].date)}"


def citations(title: str, address: str, caveat: str, study: Study) -> tuple[Copy, ...]:
    """A page of the site in each form, as plain text.

    `caveat` is what the title must not be passed on without.
    """
    newest, by = study.log[0], author(study)
    note = f"{edition(study)}. {caveat}"
    key = _key(study.site.short_title, title, newest.date[:4])
    return (
        Copy("Plain text", f"{by}. {_sentence(title)} {edition(study)}. {address} {caveat}"),
        Copy(
            "BibTeX",
            _bibtex(
                "misc",
                key,
                author=f"{{{_latex(by)}}}",
                title=f"{{{_latex(title)}}}",
                year=newest.date[:4],
                month=_month(newest.date),
                url=address,
                note=_latex(note),
            ),
        ),
        Copy(
            "RIS",
            _ris(
                ("TY", "ELEC"),
                ("AU", by),
                ("TI", title),
                ("ET", newest.version),
                *_ris_date(newest.date),
                ("UR", address),
                ("LA", study.site.language),
                ("N1", note),
            ),
        ),
        Copy(
            "CSL-JSON",
            _csl(
                id=key,
                type="webpage",
                author=[{"literal": by}],
                title=title,
                **{"container-title": study.site.title},
                version=newest.version,
                issued=_csl_date(newest.date),
                URL=address,
                language=study.site.language,
                note=note,
            ),
        ),
    )


def paper_citations(study: Study) -> tuple[Copy, ...]:
    """The study's own report in each form; as plain text alone where we do not have its parts."""
    paper = study.sources[study.subject.paper]
    note = _as_cited(paper, study)
    plain = Copy("Plain text", f"{_sentence(paper.citation)} {note}")
    work, date = paper.work, paper.date or ""
    if work is None:
        return (plain,)
    note = f"{_MORE_AUTHORS} {note}" if work.more_authors else note
    key = _key(work.authors[0].family, study.subject.study, date[:4])
    names = [f"{_latex(person.family)}, {_latex(person.given)}" for person in work.authors]
    return (
        plain,
        Copy(
            "BibTeX",
            _bibtex(
                "article",
                key,
                author=" and ".join([*names, *(["others"] if work.more_authors else [])]),
                title=f"{{{_latex(work.title)}}}",
                journal=_latex(work.journal),
                volume=_latex(work.volume),
                pages=_latex(work.number),
                year=date[:4],
                month=_month(date),
                url=paper.url or "",
                note=_latex(note),
            ),
        ),
        Copy(
            "RIS",
            _ris(
                ("TY", "JOUR"),
                *(("AU", f"{person.family}, {person.given}") for person in work.authors),
                ("TI", work.title),
                ("JO", work.journal),
                ("VL", work.volume),
                ("SP", work.number),
                *_ris_date(date),
                ("UR", paper.url or ""),
                ("N1", note),
            ),
        ),
        Copy(
            "CSL-JSON",
            _csl(
                id=key,
                type="article-journal",
                author=[{"family": each.family, "given": each.given} for each in work.authors],
                title=work.title,
                **{"container-title": work.journal},
                volume=work.volume,
                page=work.number,
                issued=_csl_date(date),
                URL=paper.url or "",
                note=note,
            ),
        ),
    )


def cff(study: Study, facts: Facts) -> str:
    """The text of CITATION.cff (Citation File Format 1.2.0), for the repository's first folder.

    It has the type "dataset": what is cited are the facts and their sources, and the file knows one
    licence for what it describes. The program has another, which the message names.
    """
    summary, newest = study.summary, study.log[0]
    said = (summary.about, summary.answer, summary.nested, summary.comparison, summary.sureness)
    fields = {
        "cff-version": "1.2.0",
        "type": "dataset",
        "title": f"{study.site.short_title}. {study.site.title}",
        "message": "Please cite the version that you used, and pass on the caveats. "
        "The program is under the MIT licence.",
        "abstract": " ".join(numbers.filled(text, facts) for text in said),
        "authors": [{"name": author(study)}],
        "version": newest.version,
        "date-released": newest.date,
        "license": "CC-BY-4.0",
        "references": _cff_references(study),
    }
    lines = (f"{key}: {_json(value)}\n" for key, value in fields.items() if value)
    return "".join(lines)


def _cff_references(study: Study) -> list[dict[str, Any]]:
    paper = study.sources[study.subject.paper]
    if (work := paper.work) is None:  # the format asks for authors
        return []
    more = f"{_MORE_AUTHORS} " if work.more_authors else ""
    year, month = (*(paper.date or "").split("-"), "", "")[:2]
    reference = {
        "type": "article",
        "title": work.title,
        "authors": [
            {"family-names": each.family, "given-names": each.given} for each in work.authors
        ],
        "journal": work.journal,
        "volume": work.volume,
        "start": work.number,
        "year": int(year or 0),
        "month": int(month or 0),
        "url": paper.url,
        "notes": f"{more}{_as_cited(paper, study)}",
    }
    return [{key: value for key, value in reference.items() if value}]


def _as_cited(paper: Source, study: Study) -> str:
    """By whom the paper is cited so, and that it was not read, where that is so."""
    read = "We have not read the paper itself." if paper.seen in _NOT_READ else ""
    version, date = study.log[0].version, numbers.date(study.log[0].date)
    return f"As cited by {study.site.short_title}, version {version}, {date}. {read}".strip()


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _key(*words: str) -> str:
    """A name for a reference, of small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", "-".join(words)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _latex(text: str) -> str:
    return text.translate(_LATEX)


def _month(date: str) -> str:
    return _MONTHS[int(date[5:7]) - 1] if len(date) > 4 else ""


def _bibtex(kind: str, key: str, **fields: str) -> str:
    """An entry; a month is one of BibTeX's own words, so it has no braces."""
    lines = (
        f"  {name} = {value if name == 'month' else f'{{{value}}}'}"
        for name, value in fields.items()
        if value
    )
    return ",\n".join([f"@{kind}{{{key}", *lines]) + "\n}"


def _ris(*lines: tuple[str, str]) -> str:
    return "\n".join(
        f"{tag}  - {text}" for tag, text in (*lines, ("ER", "")) if text or tag == "ER"
    )


def _ris_date(date: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """The year, and the date as year/month/day/, where what is not known stays empty."""
    year, month, day = (*date.split("-"), "", "")[:3]
    return ("PY", year), ("DA", f"{year}/{month}/{day}/" if month else "")


def _csl(**fields: Any) -> str:
    """A list with one item, each field on a line of its own."""
    lines = (f"  {_json(key)}: {_json(value)}" for key, value in fields.items() if value)
    return "[{\n" + ",\n".join(lines) + "\n}]"


def _csl_date(date: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in date.split("-")]]} if date else {}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
