"""The feed of changes (Atom, RFC 4287): one entry for each entry of the log.

Programs that read feeds know an entry by its id, so ids are made of what never changes: the study's
name, the day, and the place among the entries of that day. The site's address is no part of them.
"""

import hashlib
from html import escape
from typing import Final

import addresses
from exports import citing
from study.facts import Facts
from study.model import Study
from words import numbers
from words.edition import Edition

ADDRESS: Final = "feed.xml"  # below the site's
# A name space of our own for ids (RFC 9562): a changed digit would make every entry a new one
_NAMES: Final = bytes.fromhex("6f1d9c2e8a5b4c7792e04b3d5a6c7e10")


def atom(study: Study, facts: Facts) -> str:
    """The text of the feed. Its times are the days of the log, since no clock is read."""
    summary = study.summary
    answer = " ".join(
        numbers.filled(text, facts)
        for text in (summary.answer, summary.nested, summary.comparison, summary.sureness)
    )
    entries = "".join(_entry(study, at, answer, facts) for at in range(len(study.log)))
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{study.site.language}">
<id>{_id(study.subject.study)}</id>
<title>{_text(study.site.short_title)}: what was checked and changed</title>
<subtitle>{_text(answer)}</subtitle>
<updated>{_time(study.log[0].date)}</updated>
<author><name>{_text(citing.author(Edition(study, facts)))}</name></author>
<link rel="self" type="application/atom+xml" href="{addresses.SITE}{ADDRESS}"/>
<link rel="alternate" type="text/html" href="{addresses.whole("about", "log")}"/>
<rights>Creative Commons Attribution (CC BY)</rights>
{entries}</feed>
"""


def _entry(study: Study, at: int, answer: str, facts: Facts) -> str:
    """An entry of the log, with the newest answer, since readers see entries one by one."""
    change = study.log[at]
    older = study.log[at + 1 :]
    same_day = sum(each.date == change.date for each in older)
    concluded = "Yes." if change.conclusion_changed else "No."
    said = (
        f"Checked: {numbers.filled(change.checked, facts)}",
        f"Changed: {numbers.filled(change.changed, facts)}",
        f"Did the conclusion change? {concluded if older else 'There was no earlier one.'}",
        f"The answer of {numbers.date(study.log[0].date)}: {answer}",
    )
    return f"""<entry>
<id>{_id(f"{study.subject.study}/{change.date}/{same_day}")}</id>
<title>Version {_text(change.version)}, {numbers.date(change.date)}</title>
<updated>{_time(change.date)}</updated>
<link rel="alternate" type="text/html" href="{addresses.whole("about", "log")}"/>
<content type="text">{_text(chr(10).join(said))}</content>
</entry>
"""


def _id(name: str) -> str:
    """A UUID made of a name (version 5 of RFC 9562, as uuid.uuid5; that import costs more)."""
    digest = bytearray(hashlib.sha1(_NAMES + name.encode(), usedforsecurity=False).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    text = digest.hex()
    return f"urn:uuid:{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _time(date: str) -> str:
    return f"{date}T00:00:00Z"


def _text(text: str) -> str:
    return escape(text, quote=False)
