"""An edition of the site: one study, what the build computed from it, and how both are written."""

from typing import NamedTuple

from study.facts import REFERENCE, Facts
from study.model import Study
from words import numbers


class Edition(NamedTuple):
    """What pages, pictures and exports are made of.

    `study` is the file as typed, `facts` what the build computed.
    """

    study: Study
    facts: Facts

    def filled(self, text: str) -> str:
        """A sentence of the data with its numbers filled in, as plain text on one line.

        Raises KeyError for a fact or a form that is not there; `checks` has looked for those.
        """
        said = REFERENCE.sub(lambda match: self.written(match[1], match[2] or ""), text)
        return " ".join(said.split())

    def written(self, ident: str, form: str = "") -> str:
        """A fact in a form, as text: "9 of 28"."""
        return numbers.written(self.facts[ident], form)

    def date(self, iso: str) -> str:
        """An ISO date as people write it."""
        return numbers.date(iso)

    @property
    def last_checked(self) -> str:
        """The day of the last check of the sources, as people write it."""
        return self.date(self.study.last_checked)
