"""Asks ClinicalTrials.gov what its live record of a trial says. Only `check_trials.py` asks.

The form of an answer is that of the registry's API, version 2 (https://clinicaltrials.gov/data-api/api).
An answer is refused rather than guessed at: other types, another trial, too long, from elsewhere.
"""

import logging
import time
from typing import Annotated, Final, NamedTuple
from urllib.parse import urljoin, urlsplit

import msgspec
import urllib3
from msgspec import Meta

ADDRESS: Final = "https://clinicaltrials.gov"
FIELDS: Final = "NCTId,StatusModule,EnrollmentInfo,HasResults"
MAX_BYTES: Final = 1_000_000  # these fields take some two thousand
MAX_REDIRECTS: Final = 3
WAIT: Final = 20.0  # seconds without a byte, after which a try has failed
WHOLE: Final = 60.0  # seconds for the body of an answer

# urllib3 logs each new try; what comes of them is all that a person needs.
logging.getLogger("urllib3").setLevel(logging.ERROR)

_Date = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}(-\d{2})?$")]
_Word = Annotated[str, Meta(pattern=r"^[A-Z_]{1,40}$")]


class Unanswered(Exception):
    """The registry could not be asked, or gave nothing that can be used: one line that says why."""


class _Part(msgspec.Struct, frozen=True, rename="camel"):
    """A part of an answer; what we do not use is passed over."""


class _Dated(_Part, frozen=True):
    date: _Date
    type: _Word | None = None


class _Identification(_Part, frozen=True):
    nct_id: str


class _Status(_Part, frozen=True):
    overall_status: _Word
    last_known_status: _Word | None = None
    study_first_submit_date: _Date | None = None
    start_date_struct: _Dated | None = None
    primary_completion_date_struct: _Dated | None = None
    completion_date_struct: _Dated | None = None
    last_update_post_date_struct: _Dated | None = None


class _Enrollment(_Part, frozen=True):
    count: Annotated[int, Meta(ge=0)] | None = None
    type: _Word | None = None


class _Design(_Part, frozen=True):
    enrollment_info: _Enrollment = _Enrollment()


class _Protocol(_Part, frozen=True):
    identification_module: _Identification
    status_module: _Status
    design_module: _Design = _Design()


class _Answer(_Part, frozen=True):
    protocol_section: _Protocol
    has_results: bool | None = None


class Given(NamedTuple):
    """A date as the registry gives it: of what, when, and whether it was planned for then."""

    of: str
    date: str
    planned: bool


class Record(NamedTuple):
    """What the live record of a trial says. None stands for what it does not say."""

    number: str
    status: str  # the registry's word: RECRUITING
    last_known: str | None  # where the status is UNKNOWN
    updated: str | None  # when the record's last update was posted
    dates: tuple[Given, ...]
    people: int | None
    planned: bool  # whether that is how many are planned, not how many took part
    has_results: bool | None


def ask(number: str, base: str = ADDRESS, pause: float = 1.0, wait: float = WAIT) -> Record:
    """The live record of a trial such as NCT01234567.

    `pause` is in seconds: it grows from try to try, and the registry's own wish for a longer one is
    heeded up to sixty times of it. Raises Unanswered.
    """
    retries = urllib3.Retry(
        total=4,
        status_forcelist={429, 500, 502, 503, 504},
        backoff_factor=pause,
        retry_after_max=int(60 * pause),
        redirect=False,
        raise_on_status=False,
    )
    url = f"{base}/api/v2/studies/{number}?format=json&fields={FIELDS}"
    headers = {"Accept": "application/json", "User-Agent": "trial-status-check"}
    with urllib3.PoolManager(timeout=wait, retries=retries, headers=headers) as pool:
        try:
            return _record(_body(pool, url, number), number)
        except urllib3.exceptions.HTTPError as error:
            raise Unanswered(f"{number}: {_host(url)} {_trouble(error)}") from error


def _body(pool: urllib3.PoolManager, url: str, number: str) -> bytes:
    for _ in range(MAX_REDIRECTS + 1):
        reply = pool.request("GET", url, redirect=False, preload_content=False)
        try:
            if goal := reply.get_redirect_location():
                url = _followed(url, goal, number)
                continue
            if reply.status != 200:
                raise Unanswered(f"{number}: {_host(url)} answered {reply.status} {reply.reason}")
            kind = reply.headers.get("Content-Type", "nothing")
            if kind.split(";")[0].strip().lower() != "application/json":
                raise Unanswered(f"{number}: {_host(url)} sent {kind[:60]!r}; expected JSON")
            return _read(reply, number)
        finally:
            reply.close()
    raise Unanswered(f"{number}: {_host(url)} redirected more than {MAX_REDIRECTS} times")


def _followed(url: str, goal: str, number: str) -> str:
    """Where a redirect leads; a number that the registry has merged leads on to another."""
    new = urljoin(url, goal)
    if urlsplit(new)[:2] != urlsplit(url)[:2]:
        raise Unanswered(f"{number}: {_host(url)} redirected elsewhere ({new[:100]}): not followed")
    return new


def _read(reply: urllib3.BaseHTTPResponse, number: str) -> bytes:
    body, end = b"", time.monotonic() + WHOLE
    while chunk := reply.read1(65536):
        body += chunk
        if len(body) > MAX_BYTES:
            raise Unanswered(f"{number}: the answer has more than {MAX_BYTES:,} bytes")
        if time.monotonic() > end:
            raise Unanswered(f"{number}: the answer took longer than {WHOLE:.0f} seconds")
    return body


def _record(body: bytes, number: str) -> Record:
    try:
        answer = msgspec.json.decode(body, type=_Answer)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unanswered(f"{number}: the answer is not of the API's form: {error}") from error
    protocol = answer.protocol_section
    found, status = protocol.identification_module.nct_id, protocol.status_module
    if found != number:
        raise Unanswered(f"{number}: the answer is about {found[:20]!r}; look the number up")
    updated, enrollment = (
        status.last_update_post_date_struct,
        protocol.design_module.enrollment_info,
    )
    return Record(
        number,
        status.overall_status,
        status.last_known_status,
        updated.date if updated else None,
        tuple(_dates(status)),
        enrollment.count,
        enrollment.type == "ESTIMATED",
        answer.has_results,
    )


def _dates(status: _Status) -> list[Given]:
    first = status.study_first_submit_date
    dated = {
        "start": status.start_date_struct,
        "main end": status.primary_completion_date_struct,
        "end": status.completion_date_struct,
    }
    registered = [Given("registration", first, False)] if first else []
    return registered + [
        Given(of, given.date, given.type == "ESTIMATED") for of, given in dated.items() if given
    ]


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _trouble(error: urllib3.exceptions.HTTPError) -> str:
    """What went wrong on the way, without urllib3's own names."""
    cause = getattr(error, "reason", None) or error
    if isinstance(cause, urllib3.exceptions.NewConnectionError):  # a kind of time-out to urllib3
        return "could not be reached; is this machine online?"
    if isinstance(cause, urllib3.exceptions.TimeoutError):
        return "did not answer in time"
    return "broke off its answer"
