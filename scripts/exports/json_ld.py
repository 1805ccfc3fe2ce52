"""What machines read about a page: JSON-LD in the words of schema.org.

Each page brings the study with its caveats, so that a machine that reads one page has both. What
the data cannot fill honestly is left out. Nobody has reviewed the pages, so none has `reviewedBy`;
`lastReviewed` is the day on which our own notes were last checked.
"""

import re
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import msgspec

import addresses
from exports.package import Offer
from study.facts import Facts
from study.model import Shared, Source, Study, Trial
from words import numbers, sentences

Node = dict[str, Any]

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
_STUDY: Final = addresses.whole("study", "the-study")
# Only what stays true: who reads "Recruiting" here does not see the day for which it was said.
_FINAL: Final = {
    "completed": "https://schema.org/Completed",
    "terminated": "https://schema.org/Terminated",
    "withdrawn": "https://schema.org/Withdrawn",
}
# Inside <script>, where these would need no escape in JSON alone
_FOR_SCRIPT: Final = re.compile("[<>&\u2028\u2029]")


def graph(
    name: str,
    title: str,
    description: str,
    study: Study,
    facts: Facts,
    downloads: Iterable[Offer] = (),
) -> str:
    """The text for a page's <script type="application/ld+json">, without empty lines.

    `name` is the page's address without the slash at its end; `title` and `description` are plain
    text. `downloads` make the page the one of the data set.
    """
    return _Page(name, title, description, study, facts, tuple(downloads)).text()


def _node(kind: str, ident: str = "", **properties: Any) -> Node:
    """A node without the properties that are empty."""
    named = {"@type": kind, "@id": ident, **properties}
    return {key: value for key, value in named.items() if value}


def _link(ident: str) -> Node:
    return {"@id": ident}


def _source_id(ident: str) -> str:
    """The address of a source's entry on the page of numbers."""
    return addresses.whole("numbers", f"s-{ident}")


class _Page(NamedTuple):
    """The nodes of one page. Nodes that several pages bring have the same id on each."""

    name: str
    title: str
    description: str
    study: Study
    facts: Facts
    downloads: tuple[Offer, ...]

    def text(self) -> str:
        nodes = [self.website(), self.webpage(), self.breadcrumbs()]
        if self.is_about_the_study():
            nodes.append(self.observed())
            nodes += [self.source(ident, self.study.sources[ident]) for ident in self.cited()]
        nodes += [self.trial(ident, trial) for ident, trial in self.trials().items()]
        if self.downloads:
            nodes.append(self.dataset())
        whole = msgspec.json.encode({"@context": "https://schema.org", "@graph": nodes})
        text = msgspec.json.format(whole, indent=1).decode()
        return _FOR_SCRIPT.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)

    def filled(self, *texts: str) -> str:
        return " ".join(numbers.filled(text, self.facts) for text in texts)

    def address(self) -> str:
        return addresses.whole(self.name)

    def is_about_the_study(self) -> bool:
        """Not so are the pages for maintainers."""
        return self.name in self.study.pages.__struct_fields__ or self.name in self.study.shared

    def shared(self) -> Shared | None:
        """The fact whose page this is."""
        return self.study.shared.get(self.name)

    def trials(self) -> dict[str, Trial]:
        """The trials that the page is about."""
        if self.name == "trials":
            return self.study.trials
        shared = self.shared()
        return {shared.trial: self.study.trials[shared.trial]} if shared and shared.trial else {}

    def published(self) -> Node:
        """What the site, its pages and its data have alike."""
        newest, publisher = self.study.log[0], self.study.site.published_by
        return {
            "inLanguage": self.study.site.language,
            "datePublished": self.study.log[-1].date,
            "dateModified": newest.date,
            "version": newest.version,
            "license": LICENCE,
            "publisher": publisher and _node("Organization", name=publisher),
        }

    def website(self) -> Node:
        return _node(
            "WebSite",
            f"{addresses.SITE}#site",
            url=addresses.SITE,
            name=self.study.site.title,
            alternateName=self.study.site.short_title,
            description=self.filled(self.study.pages.index.description),
            **self.published(),
        )

    def webpage(self) -> Node:
        every: Node = {
            "url": self.address(),
            "name": self.title,
            "description": self.description,
            **self.published(),
            "isPartOf": _link(f"{addresses.SITE}#site"),
            "breadcrumb": _link(f"{self.address()}#breadcrumbs"),
        }
        if not self.is_about_the_study():
            return _node("WebPage", f"{self.address()}#page", **every)
        return _node(
            "MedicalWebPage",
            f"{self.address()}#page",
            **every,
            lastReviewed=self.study.last_checked,
            audience=self.audience(),
            about=_link(_STUDY),
            mainEntity=self.main_entity(),
            citation=[_link(_source_id(ident)) for ident in self.cited()],
        )

    def audience(self) -> Node:
        if self.name == "clinicians":
            return _node("MedicalAudience", audienceType="Clinician")
        return _node("PeopleAudience", audienceType="Patients, parents and carers")

    def main_entity(self) -> Node | None:
        if self.downloads:
            return _link(f"{self.address()}#dataset")
        shared = self.shared()
        if shared and shared.trial:
            return _link(addresses.whole("trials", shared.trial))
        return _link(_STUDY) if self.name == "study" else None

    def cited(self) -> list[str]:
        """The paper, and the sources of what is said of the study and of the page's trials."""
        if self.name == "numbers":
            return list(self.study.sources)
        cited = [fact.cite for fact in self.facts.values() if fact.section != "quantities"]
        cited += [statement.cite for statement in self.study.method]
        for trial in self.trials().values():
            cited += [trial.cite, *(status.cite for status in trial.status)]
        named = {citation.source for citations in cited for citation in citations}
        named.add(self.study.subject.paper)
        return [ident for ident in self.study.sources if ident in named]

    def source(self, ident: str, source: Source) -> Node:
        """A source that the page cites."""
        return _node(
            "ScholarlyArticle" if source.work else "CreativeWork",
            _source_id(ident),
            url=source.url,
            inLanguage=source.language and _node("Language", name=source.language),
            description=self.filled(source.note or ""),
            **(_article(source) if source.work else _web_page(source)),
        )

    def breadcrumbs(self) -> Node:
        way = [("index", self.study.site.short_title)]
        if shared := self.shared():
            way.append((shared.page, getattr(self.study.pages, shared.page).title))
        if self.name != "index":
            way.append((self.name, self.title))
        steps = [
            _node("ListItem", position=at, name=self.filled(name), item=addresses.whole(page))
            for at, (page, name) in enumerate(way, start=1)
        ]
        return _node("BreadcrumbList", f"{self.address()}#breadcrumbs", itemListElement=steps)

    def observed(self) -> Node:
        s = self.study.summary
        said = (s.about, s.answer, s.nested, s.comparison, s.sureness, s.harm)
        return _node(
            "MedicalObservationalStudy",
            _STUDY,
            url=addresses.whole("study"),
            name=self.study.subject.study,
            description=self.filled(*said),
            # The model holds case series: `appraisal.checklist` is the one for them
            studyDesign="https://schema.org/CaseSeries",
            subjectOf=_link(_source_id(self.study.subject.paper)),
        )

    def trial(self, ident: str, trial: Trial) -> Node:
        registered = [
            _node("PropertyValue", propertyID=entry.registry, value=entry.number, url=entry.url)
            for entry in trial.registrations
        ]
        return _node(
            "MedicalTrial",
            addresses.whole("trials", ident),
            url=addresses.whole("trials", ident),
            name=trial.name,
            alternateName=trial.title,
            description=" ".join(
                (self.filled(trial.route), sentences.status_sentence(trial, self.study))
            ),
            status=_FINAL.get(sentences.latest_status(trial).status),
            sponsor=trial.sponsor and _node("Organization", name=trial.sponsor),
            studyLocation=trial.country and _node("Country", name=trial.country),
            identifier=registered,
        )

    def dataset(self) -> Node:
        summary = self.study.summary
        files = [
            _node(
                "DataDownload",
                name=file.name,
                description=file.says,
                contentUrl=f"{addresses.SITE}{file.path}",
                encodingFormat=file.media_type,
            )
            for file in self.downloads
        ]
        return _node(
            "Dataset",
            f"{self.address()}#dataset",
            url=self.address(),
            name=f"{self.study.subject.study}: {self.title}",
            description=f"{self.description} {self.filled(summary.comparison, summary.sureness)}",
            isAccessibleForFree=True,
            about=_link(_STUDY),
            **self.published(),
            distribution=files,
        )


def _web_page(source: Source) -> Node:
    """What we call it. Its date may be that of a change, which then is the later one."""
    return {"name": source.name, "dateModified": source.date}


def _article(source: Source) -> Node:
    """An article in parts. `creditText` says, with "et al.", where there are more authors."""
    work = source.work
    assert work is not None  # asked by the caller
    journal = _node("Periodical", name=work.journal)
    return {
        "name": work.title,
        "creditText": source.citation,
        "author": [
            _node("Person", familyName=person.family, givenName=person.given)
            for person in work.authors
        ],
        "isPartOf": _node("PublicationVolume", volumeNumber=work.volume, isPartOf=journal),
        "pagination": work.number,
        "datePublished": source.date,
    }
