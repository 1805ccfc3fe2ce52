"""What programs look for at fixed addresses: robots.txt and llms.txt (llmstxt.org).

llms.txt names the pages. It begins with the answer, its caveats
and what must not be concluded, because an assistant may read no further.
"""

import re
from collections.abc import Iterator
from typing import Final

import addresses
from study.facts import Facts
from study.model import Study
from words import numbers, sentences
from words.edition import Edition

_SIGNS: Final = re.compile(r"[\\`*_\[\]<>|~]|&(?=#?\w+;)")
_AT_START: Final = re.compile(r"^(\s*\d*)([-+#=]+|(?<=\d)[.)])(?=\s|$)")

ROBOTS: Final = f"""User-agent: *
Allow: /

Sitemap: {addresses.SITE}sitemap.xml
"""


def llms(study: Study, facts: Facts) -> str:
    """The text of llms.txt. It holds nothing that the pages do not say."""
    return "\n".join(_lines(study, facts)) + "\n"


def _lines(study: Study, facts: Facts) -> Iterator[str]:
    def said(*texts: str) -> str:
        return " ".join(escaped(numbers.filled(text, facts)) for text in texts)

    summary = study.summary
    yield f"# {said(study.site.title)}"
    yield ""
    yield (
        f"> {said(summary.about, summary.answer, summary.nested, summary.comparison)}"
        f" {said(summary.sureness, summary.harm)}"
    )
    yield ""
    yield f"Our notes on the sources were last checked on {numbers.date(study.last_checked)}."
    yield "Please pass results on with their caveats and this date."
    yield ""
    yield "What must not be concluded:"
    yield ""
    yield f"- That {study.subject.treatment} caused a change, or that it did not. We do not know."
    yield "- That what was counted in these people holds for other people."
    yield f"- That one group differs from another. {said(study.comparison.caution)}"
    yield f"- That there are no harms but those that were reported. {said(summary.harm)}"
    yield "- What anyone is to do. The pages give no advice."
    yield ""
    yield "## Pages"
    yield ""
    for name in study.pages.__struct_fields__:
        page = getattr(study.pages, name)
        yield f"- [{said(page.title)}]({addresses.whole(name)}): {said(page.description)}"
    yield ""
    yield "## Single facts, each with its caveat"
    yield ""
    for passage in sentences.passages(Edition(study, facts)).values():
        yield f"- [{escaped(passage.title)}]({passage.address}): {escaped(passage.text)}"


def escaped(text: str) -> str:
    """Text that Markdown shows letter by letter."""
    marked = _SIGNS.sub(r"\\\g<0>", text)
    return _AT_START.sub(lambda start: f"{start[1]}\\{start[2]}", marked)
