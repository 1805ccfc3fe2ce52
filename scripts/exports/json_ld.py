"""What programs read about a page: JSON-LD in the words of schema.org.

The page is the one thing of its graph that is like an article, with its own headline, author and
days: a reader view takes the first such thing for the page. So the paper is named in words alone,
as it is cited, and other trials are left to the text, where the date of each status stands. A page
about the study brings it with its caveats, so that a program that reads one page has both. Nobody
has reviewed the pages, so nothing says that anybody did.
"""

import re
from typing import Any, Final

import addresses
from exports import citing, tables
from exports.package import Offer
from words.edition import Edition

Node = dict[str, Any]

_KINDS: Final = dict.fromkeys(("randomised trial", "single-group trial"), "MedicalTrial")
_STUDY: Final = addresses.whole("study", "the-study")
# Inside <script>, where these would need no escape in JSON alone
_FOR_SCRIPT: Final = re.compile("[<>&\u2028\u2029]")


def graph(
    name: str, title: str, description: str, edition: Edition, downloads: tuple[Offer, ...] = ()
) -> str:
    """The text for a page's <script type="application/ld+json">, without empty lines.

    `name` is the page's address without the slash at its end; `title` and `description` are plain
    text. `downloads` make the page the one of the data set.
    """
    study, page = edition.study, _page(name, title, description, edition)
    nodes = [page, _breadcrumbs(name, title, edition)]
    fact = study.shared.get(name)
    # Pages for maintainers and facts about other trials are not about the study
    if name in study.pages.__struct_fields__ or (fact and not fact.trial):
        cited = citing.paper_citations(edition)[0].text
        page |= {"about": {"@id": _STUDY}, "citation": cited}
        nodes.append(_observed(edition))
    if downloads:
        nodes.append(_dataset(page, downloads, edition))
    text = tables.as_json({"@context": "https://schema.org", "@graph": nodes}).rstrip()
    return _FOR_SCRIPT.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def _page(name: str, title: str, description: str, edition: Edition) -> Node:
    site = edition.study.site
    return {
        "@type": "Article",
        "@id": f"{addresses.whole(name)}#page",
        "url": addresses.whole(name),
        "headline": title,
        "description": description,
        **_published("author", edition),
        "isPartOf": {
            "@type": "WebSite",
            "@id": f"{addresses.SITE}#site",
            "url": addresses.SITE,
            "name": edition.filled(site.title),
            "alternateName": edition.filled(site.short_title),
        },
    }


def _published(role: str, edition: Edition) -> Node:
    """What a page and the data have alike, but for the name of the author's role."""
    study = edition.study
    by = {"@type": "Organization", "name": citing.author(edition), "url": addresses.SITE}
    return {
        role: by,
        **({"publisher": by} if study.site.published_by else {}),
        "inLanguage": study.site.language,
        "datePublished": study.log[-1].date,
        "dateModified": study.log[0].date,
        "version": study.log[0].version,
        "license": tables.LICENCE["path"],
    }


def _breadcrumbs(name: str, title: str, edition: Edition) -> Node:
    study, way = edition.study, [("index", edition.study.site.short_title)]
    if shared := study.shared.get(name):
        way.append((shared.page, getattr(study.pages, shared.page).title))
    if name != "index":
        way.append((name, title))
    steps = [(addresses.whole(page), edition.filled(said)) for page, said in way]
    items = [
        {"@type": "ListItem", "position": place, "name": said, "item": page}
        for place, (page, said) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _observed(edition: Edition) -> Node:
    """The study, with its answer and what it must not be passed on without."""
    s = edition.study.summary
    said = (s.about, s.answer, s.nested, s.comparison, s.sureness, s.harm)
    return {
        "@type": _KINDS.get(edition.study.design.kind, "MedicalObservationalStudy"),
        "@id": _STUDY,
        "url": addresses.whole("study"),
        "name": edition.study.subject.study,
        "description": edition.filled(" ".join(each for each in said if each)),
        **_designed(edition.study.design.kind),
    }


def _designed(kind: str) -> Node:
    """The design, in the property that the kind of study has."""
    return {"trialDesign" if kind in _KINDS else "studyDesign": kind}


def _dataset(page: Node, files: tuple[Offer, ...], edition: Edition) -> Node:
    summary = edition.study.summary
    caveats = edition.filled(f"{summary.comparison} {summary.sureness}")
    return {
        "@type": "Dataset",
        "@id": f"{page['url']}#dataset",
        "url": page["url"],
        "name": f"{edition.study.subject.study}: {page['headline']}",
        "description": f"{page['description']} {caveats}",
        **_published("creator", edition),
        "isAccessibleForFree": True,
        "about": {"@id": _STUDY},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.name,
                "description": file.says,
                "contentUrl": f"{addresses.SITE}{file.path}",
                "encodingFormat": file.media_type,
            }
            for file in files
        ],
    }
