"""How to cite a page of the site and the paper: as plain text, BibTeX, RIS and CSL-JSON.

There is one record, with the names of CSL-JSON; the other forms are written from it. No text of a
study file holds a line end, which in RIS begins another field. Each form names the site's version
and its day, so that what is cited can be told from what stands there later. A title may be a
result, so a page's caveat goes with it as a note. The paper is cited as the site knows it, with a
note that says so.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from words.edition import Edition
from words.sentences import Copy

Record = dict[str, Any]  # an item of CSL-JSON, but with its date as ISO text

# The kinds and fields of a record, as BibTeX, RIS and the Citation File Format name them
_BIBTEX, _RIS, _CFF = range(3)
_KINDS: Final = {"webpage": ("misc", "ELEC"), "article-journal": ("article", "JOUR")}
_FIELDS: Final = {
    "title": ("title", "TI", "title"),
    "container-title": ("journal", "JO", "journal"),
    "volume": ("volume", "VL", "volume"),
    "page": ("pages", "SP", "start"),
    "version": ("", "ET", ""),
    "year": ("year", "PY", "year"),
    "month": ("month", "", "month"),
    "date": ("", "DA", ""),
    "URL": ("url", "UR", "url"),
    "language": ("", "LA", ""),
    "note": ("note", "N1", "notes"),
}
_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
# Signs with a meaning for LaTeX; letters such as é are UTF-8, as BibTeX programs of today read
_LATEX: Final = {
    **{ord(sign): f"\\{sign}" for sign in "&%$#_{}"},
    ord("\\"): r"\textbackslash{}",
    ord("~"): r"\textasciitilde{}",
    ord("^"): r"\textasciicircum{}",
}


def author(edition: Edition) -> str:
    """Who is cited for the site: its publisher, else the site itself rather than a made-up name."""
    site = edition.study.site
    return edition.filled(site.published_by or f"{site.short_title} (website)")


def citations(title: str, address: str, caveat: str, edition: Edition) -> tuple[Copy, ...]:
    """A page of the site in each form; `caveat` is what its title must not be passed on without."""
    site, newest = edition.study.site, edition.study.log[0]
    by, version = author(edition), f"Version {_version(edition)}"
    record = {
        "id": key(site.short_title, title, newest.date[:4]),
        "type": "webpage",
        "author": [{"literal": by}],
        "title": title,
        "container-title": site.title,
        "version": newest.version,
        "issued": newest.date,
        "URL": address,
        "language": site.language,
        "note": f"{version}. {caveat}",
    }
    return _copies(f"{by}. {_sentence(title)} {version}. {address} {caveat}", record)


def paper_citations(edition: Edition) -> tuple[Copy, ...]:
    """The study's own report in each form; as plain text alone where we do not have its parts."""
    return _copies(*_paper(edition))


def cff_reference(edition: Edition) -> dict[str, Any] | None:
    """The paper for CITATION.cff (Citation File Format 1.2.0), which asks for its authors."""
    _, record = _paper(edition)
    if not record:
        return None
    names = {"family": "family-names", "given": "given-names"}
    authors = [{names[part]: each[part] for part in names} for each in record["author"]]
    reference = {"type": "article", "title": record["title"], "authors": authors}
    for name, field, value in _told(record, _CFF):
        reference[field] = int(value) if name in ("year", "month") else value
    return reference


def key(*words: str) -> str:
    """A name for a reference or a package, of small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", "-".join(words)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _paper(edition: Edition) -> tuple[str, Record]:
    """How the paper is cited, and the record of it, which is empty where we have not its parts."""
    study = edition.study
    paper = study.sources[study.subject.paper]
    work, date = paper.work, paper.date or ""
    note = f"As cited by {edition.filled(study.site.short_title)}, version {_version(edition)}."
    if paper.seen in {"citation", "not opened"}:
        note += " We have not read the paper itself."
    plain = f"{_sentence(paper.citation)} {note}"
    if work is None:
        return plain, {}
    more = "There are more authors than those named here. " if work.more_authors else ""
    record = {
        "id": key(work.authors[0].family, study.subject.study, date[:4]),
        "type": "article-journal",
        "author": [{"family": each.family, "given": each.given} for each in work.authors],
        "others": work.more_authors,
        "title": work.title,
        "container-title": work.journal,
        "volume": work.volume,
        "page": work.number,
        "issued": date,
        "URL": paper.url,
        "note": more + note,
    }
    return plain, {name: value for name, value in record.items() if value}


def _version(edition: Edition) -> str:
    """The version of the site and its day: "1.0, 22 November 2026"."""
    newest = edition.study.log[0]
    return f"{newest.version}, {edition.date(newest.date)}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _copies(plain: str, record: Record) -> tuple[Copy, ...]:
    forms = {"BibTeX": _bibtex, "RIS": _ris, "CSL-JSON": _csl} if record else {}
    return (Copy("Plain text", plain), *(Copy(name, form(record)) for name, form in forms.items()))


def _told(record: Record, form: int) -> Iterator[tuple[str, str, str]]:
    """What a form has a name for, as (our name, its name, value)."""
    year, month, day = (*record.get("issued", "").split("-"), "", "")[:3]
    # What is not known of a date stays empty
    told = record | {"year": year, "month": month, "date": month and f"{year}/{month}/{day}/"}
    if record["type"] == "webpage":
        del told["container-title"]  # the site's name is that of no journal
    for name, names in _FIELDS.items():
        if told.get(name) and names[form]:
            yield name, names[form], told[name]


def _bibtex(record: Record) -> str:
    names = [_name(each).translate(_LATEX) for each in record["author"]]
    if record["type"] == "webpage":  # within braces, no name of persons is looked for
        names = [f"{{{name}}}" for name in names]
    if "others" in record:
        names.append("others")
    lines = [f"author = {{{' and '.join(names)}}}"]
    for name, field, value in _told(record, _BIBTEX):
        if name == "month":  # one of BibTeX's own words, which have no braces
            lines.append(f"month = {_MONTHS[int(value) - 1]}")
            continue
        text = value if name == "URL" else value.translate(_LATEX)
        text = f"{{{text}}}" if name == "title" else text  # which keeps its capitals
        lines.append(f"{field} = {{{text}}}")
    head = f"@{_KINDS[record['type']][_BIBTEX]}{{{record['id']}"
    return ",\n  ".join([head, *lines]) + "\n}"


def _name(author: dict[str, str]) -> str:
    return author.get("literal") or f"{author['family']}, {author['given']}"


def _ris(record: Record) -> str:
    lines = [("TY", _KINDS[record["type"]][_RIS])]
    lines += [("AU", _name(each)) for each in record["author"]]
    lines += [(tag, value) for _, tag, value in _told(record, _RIS)]
    return "\n".join(f"{tag}  - {text}" for tag, text in (*lines, ("ER", "")))


def _csl(record: Record) -> str:
    """A list with one item, each field on a line of its own."""
    item = {name: value for name, value in record.items() if name != "others"}
    if "issued" in item:
        item["issued"] = {"date-parts": [[int(part) for part in item["issued"].split("-")]]}
    lines = (f'  "{name}": {json.dumps(value, ensure_ascii=False)}' for name, value in item.items())
    return "[{\n" + ",\n".join(lines) + "\n}]"
