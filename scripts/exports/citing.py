"""How to cite a page of the site and the paper: as plain text, BibTeX, RIS and CSL-JSON.

There is one record, with the names of CSL-JSON; the other forms are written from it. Each names the
site's version and its day, so that what is cited can be told from what stands there later. A title
may be a result, so a page's caveat goes with it as a note. The paper is cited as the site knows it,
with a note that says so.
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
    "issued": ("year", "PY", "year"),
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
_MORE_AUTHORS: Final = "There are more authors than those named here."
_NOT_READ: Final = {"citation", "not opened"}


def author(edition: Edition) -> str:
    """Who is cited for the site: its publisher, else the site itself rather than a made-up name."""
    site = edition.study.site
    return edition.filled(site.published_by or f"{site.short_title} (website)")


def citations(title: str, address: str, caveat: str, edition: Edition) -> tuple[Copy, ...]:
    """A page of the site in each form; `caveat` is what its title must not be passed on without."""
    site, newest = edition.study.site, edition.study.log[0]
    by, version = author(edition), f"Version {_version(edition)}"
    record = _record(
        id=key(site.short_title, title, newest.date[:4]),
        type="webpage",
        author=[{"literal": by}],
        title=title,
        **{"container-title": site.title},
        version=newest.version,
        issued=newest.date,
        URL=address,
        language=site.language,
        note=f"{version}. {caveat}",
    )
    return _copies(f"{by}. {_sentence(title)} {version}. {address} {caveat}", record)


def paper_citations(edition: Edition) -> tuple[Copy, ...]:
    """The study's own report in each form; as plain text alone where we do not have its parts."""
    paper = edition.study.sources[edition.study.subject.paper]
    return _copies(f"{_sentence(paper.citation)} {_as_cited(edition)}", _paper(edition))


def cff_reference(edition: Edition) -> dict[str, Any] | None:
    """The paper for CITATION.cff (Citation File Format 1.2.0), which asks for its authors."""
    if (record := _paper(edition)) is None:
        return None
    authors = [
        {"family-names": each["family"], "given-names": each["given"]} for each in record["author"]
    ]
    reference = {"type": "article", "title": record["title"], "authors": authors}
    for name, field, value in _told(record, _CFF):
        if name == "issued":
            reference |= zip(("year", "month"), map(int, value.split("-")), strict=False)
        else:
            reference[field] = value
    return reference


def key(*words: str) -> str:
    """A name for a reference or a package, of small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", "-".join(words)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


# -- records --------------------------------------------------------------------------------------


def _paper(edition: Edition) -> Record | None:
    """The record of the paper, where its parts are known."""
    paper = edition.study.sources[edition.study.subject.paper]
    if (work := paper.work) is None:
        return None
    date, note = paper.date or "", _as_cited(edition)
    return _record(
        id=key(work.authors[0].family, edition.study.subject.study, date[:4]),
        type="article-journal",
        author=[{"family": each.family, "given": each.given} for each in work.authors],
        others=work.more_authors,
        title=work.title,
        **{"container-title": work.journal},
        volume=work.volume,
        page=work.number,
        issued=date,
        URL=paper.url or "",
        note=f"{_MORE_AUTHORS} {note}" if work.more_authors else note,
    )


def _record(**fields: Any) -> Record:
    """A record without what is empty. `others` says that there are more authors."""
    return {name: _one_line(value) for name, value in fields.items() if value}


def _one_line(value: Any) -> Any:
    """A value with no line end in it: in RIS a line end begins a field, or another record."""
    if isinstance(value, list):
        return [{part: _one_line(name) for part, name in each.items()} for each in value]
    return " ".join(value.split()) if isinstance(value, str) else value


def _version(edition: Edition) -> str:
    """The version of the site and its day: "1.0, 22 November 2026"."""
    newest = edition.study.log[0]
    return f"{newest.version}, {edition.date(newest.date)}"


def _as_cited(edition: Edition) -> str:
    """By whom the paper is cited so, and that it was not read, where that is so."""
    study = edition.study
    by = edition.filled(study.site.short_title)
    said = f"As cited by {by}, version {_version(edition)}."
    unread = study.sources[study.subject.paper].seen in _NOT_READ
    return f"{said} We have not read the paper itself." if unread else said


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


# -- forms ----------------------------------------------------------------------------------------


def _copies(plain: str, record: Record | None) -> tuple[Copy, ...]:
    copies = (Copy("Plain text", _one_line(plain)),)
    if record is None:
        return copies
    forms = {"BibTeX": _bibtex, "RIS": _ris, "CSL-JSON": _csl}
    return (*copies, *(Copy(name, form(record)) for name, form in forms.items()))


def _told(record: Record, form: int) -> Iterator[tuple[str, str, str]]:
    """What a form has a name for, as (our name, its name, value)."""
    for name, names in _FIELDS.items():
        # The site's name is that of no journal, and stands in CSL-JSON alone
        of_a_site = name == "container-title" and record["type"] == "webpage"
        if name in record and names[form] and not of_a_site:
            yield name, names[form], record[name]


def _bibtex(record: Record) -> str:
    names = [
        f"{{{_latex(each['literal'])}}}"
        if "literal" in each
        else f"{_latex(each['family'])}, {_latex(each['given'])}"
        for each in record["author"]
    ]
    more = ["others"] if "others" in record else []
    lines = [f"author = {{{' and '.join(names + more)}}}"]
    for name, field, value in _told(record, _BIBTEX):
        if name == "issued":
            lines.append(f"year = {{{value[:4]}}}")
            if month := value[5:7]:  # one of BibTeX's own words, which have no braces
                lines.append(f"month = {_MONTHS[int(month) - 1]}")
        elif name == "title":  # the second braces keep its capitals
            lines.append(f"title = {{{{{_latex(value)}}}}}")
        else:
            lines.append(f"{field} = {{{value if name == 'URL' else _latex(value)}}}")
    head = f"@{_KINDS[record['type']][_BIBTEX]}{{{record['id']}"
    return ",\n  ".join([head, *lines]) + "\n}"


def _latex(text: str) -> str:
    return text.translate(_LATEX)


def _ris(record: Record) -> str:
    lines = [("TY", _KINDS[record["type"]][_RIS])]
    for each in record["author"]:
        lines.append(("AU", each.get("literal") or f"{each['family']}, {each['given']}"))
    for name, tag, value in _told(record, _RIS):
        if name == "issued":
            year, month, day = (*value.split("-"), "", "")[:3]
            lines.append((tag, year))
            if month:  # year/month/day/, where what is not known stays empty
                lines.append(("DA", f"{year}/{month}/{day}/"))
        else:
            lines.append((tag, value))
    return "\n".join(f"{tag}  - {text}" for tag, text in (*lines, ("ER", "")))


def _csl(record: Record) -> str:
    """A list with one item, each field on a line of its own."""
    item = {name: value for name, value in record.items() if name != "others"}
    if "issued" in item:
        item["issued"] = {"date-parts": [[int(part) for part in item["issued"].split("-")]]}
    lines = (f"  {_json(name)}: {_json(value)}" for name, value in item.items())
    return "[{\n" + ",\n".join(lines) + "\n}]"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
