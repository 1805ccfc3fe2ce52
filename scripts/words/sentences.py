"""What is said in whole sentences: a trial's status, a fact with its caveat, its texts for posts.

A post is copied on from post to post, so each text here is one piece that stands alone.
"""

from collections.abc import Callable
from html import escape
from typing import Final, NamedTuple

import addresses
from study.model import OLD_DAYS, Shared, Status, Study, Trial
from words import numbers
from words.edition import Edition

OLD: Final = (
    f"That is more than {numbers.in_words(OLD_DAYS)} days ago, "
    "so something new may be missing here."
)
# A trial's status in a sentence, and as the label of a mark. Another language replaces these.
STATUSES: Final = {
    "planned": "listed as not yet recruiting",
    "recruiting": "listed as recruiting",
    "inviting": "listed as open by invitation alone",
    "continuing": "said to continue",
    "suspended": "listed as suspended",
    "terminated": "listed as ended early",
    "completed": "listed as completed",
    "withdrawn": "listed as withdrawn",
    "transitioned": "listed as moved to another registry system",
    "listed": "listed",
    "unknown": "listed with an unknown status",
}
STATUS_LABELS: Final = {
    "planned": "not yet recruiting",
    "recruiting": "recruiting",
    "inviting": "by invitation",
    "continuing": "continuing",
    "suspended": "suspended",
    "terminated": "ended early",
    "completed": "completed",
    "withdrawn": "withdrawn",
    "transitioned": "moved to another registry system",
    "listed": "listed",
    "unknown": "status unknown",
}


def status_line(status: Status, date: Callable[[str], str] = numbers.date) -> tuple[str, str]:
    """The words for a status, and its date as `date` writes it ("" for a page without a date)."""
    words = STATUSES[status.status].capitalize()
    if status.date:
        exact = "on" if len(status.date) == len("2024-01-08") else "in"
        return f"{words} {'about' if status.about else exact} ", date(status.date)
    if status.before:
        return f"{words}, some time before ", date(status.before)
    return f"{words}, on a page without a date", ""


def latest_status(trial: Trial) -> Status:
    """The newest status that bears a date; the last one where none does."""
    dated = [status for status in trial.status if status.date]
    return max(dated, key=lambda status: status.date or "", default=trial.status[-1])


def status_sentence(trial: Trial, study: Study) -> str:
    """The latest status with its date and who said so, as plain text."""
    status = latest_status(trial)
    names = "; ".join(study.sources[citation.source].name for citation in status.cite)
    return f"{''.join(status_line(status))} ({names})."


class Passage(NamedTuple):
    """A fact as plain text, ready to be passed on. `says` and `caveat` stay together."""

    id: str
    title: str
    says: str
    caveat: str

    @property
    def text(self) -> str:
        """The fact with its caveat."""
        return f"{self.says} {self.caveat}"

    @property
    def address(self) -> str:
        """The whole address of its page."""
        return addresses.whole(self.id)


def passages(edition: Edition) -> dict[str, Passage]:
    """Every fact that has a page of its own, by its id."""
    shared = edition.study.shared
    return {ident: passage(ident, each, edition) for ident, each in shared.items()}


def passage(ident: str, shared: Shared, edition: Edition) -> Passage:
    """A fact with its numbers filled in; that of a trial with the latest status."""
    said = [edition.filled(shared.says)]
    if shared.trial:
        said.append(status_sentence(edition.study.trials[shared.trial], edition.study))
    title, caveat = edition.filled(shared.title), edition.filled(shared.caveat)
    return Passage(ident, title, " ".join(said), caveat)


def about(shared: Shared, edition: Edition) -> str:
    """What a fact is about and how sure it is, for those who know neither study nor site."""
    study = edition.study
    if shared.trial:
        return edition.filled(study.summary.about_trials)
    told = edition.filled(study.summary.about)
    if shared.fact and edition.facts[shared.fact].kind == "impossible":
        return told
    treatment = edition.filled(study.subject.treatment)
    return (
        f"{told} Certainty about what {treatment} does: {study.certainty.level}, in our judgement."
    )


# -- texts for posts, each with the signs of its form ---------------------------------------------


class Copy(NamedTuple):
    """A text to copy, and what it is for."""

    name: str
    text: str


def posts(passage: Passage, origin: str, about: str, checked: str) -> tuple[Copy, ...]:
    """The passage for a post, in the forms that forums take.

    `origin` names the site, `about` says what the fact is about, `checked` when it was checked.
    """
    said, address = f"{passage.text} {about}", passage.address
    link = f"{origin}: {passage.title}"
    return (
        Copy("Plain text", f"{said}\n{checked}\n{link}: {address}"),
        Copy(
            "Markdown",
            f"> {_markdown(said)}\n>\n> {_markdown(checked)} [{_markdown(link)}]({address})",
        ),
        Copy(
            "BBCode (phpBB)",
            f"[quote]{_bbcode(said)}\n{_bbcode(checked)} "
            f"[url={address}]{_bbcode(link)}[/url][/quote]",
        ),
        Copy(
            "HTML",
            f"<blockquote><p>{escape(said)}</p>\n"
            f'<p>{escape(checked)} <a href="{address}">{escape(link)}</a></p></blockquote>',
        ),
    )


def _markdown(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|~" else sign for sign in text)


def _bbcode(text: str) -> str:
    """BBCode has no escape, and a post is better off with round brackets than with a broken tag."""
    return text.replace("[", "(").replace("]", ")")
