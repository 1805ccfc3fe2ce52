"""Asks ClinicalTrials.gov what its live record of a trial says. Only `trials.py` asks.

The form of an answer is that of the registry's API, version 2 (https://clinicaltrials.gov/data-api/api).
An answer is refused rather than guessed at: other types, another trial, too long, from elsewhere.
What passes is a word of capitals, a date in the calendar, a whole number, yes or no: never a text.
"""

import datetime
import http.client
import re
import ssl
import threading
import time
from concurrent.futures import Future
from functools import partial
from typing import Annotated, Any, Final, NamedTuple
from urllib import request
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

import msgspec

ADDRESS: Final = "https://clinicaltrials.gov"
FIELDS: Final = "NCTId,StatusModule,EnrollmentInfo,HasResults"
MAX_BYTES: Final = 1_000_000  # these fields take some two thousand
WAIT = 20.0  # seconds without a byte, after which nobody waits on
WHOLE = 60.0  # seconds for a whole answer, with all that comes before its body
PAUSES = (0, 5, 30)  # seconds before each try
BUSY: Final = {429, 500, 502, 503, 504}  # what a server says that may answer well later

_Word = Annotated[str, msgspec.Meta(pattern=r"\A[A-Z_]{1,40}\Z")]
_Date = Annotated[str, msgspec.Meta(pattern=r"\A(19[5-9]|20[0-9])[0-9]-[0-9]{2}(-[0-9]{2})?\Z")]
_People = Annotated[int, msgspec.Meta(ge=0, lt=10**9)]
_STATUS: Final = "protocolSection.statusModule"
_PEOPLE: Final = "protocolSection.designModule.enrollmentInfo"
_STEPS: Final = {  # what is dated, and where
    "start": f"{_STATUS}.startDateStruct",
    "main end": f"{_STATUS}.primaryCompletionDateStruct",
    "end": f"{_STATUS}.completionDateStruct",
}


class Unanswered(Exception):
    """The registry could not be asked, or gave nothing that can be used: one line that says why."""


class Record(NamedTuple):
    """What the live record of a trial says. None stands for what it does not say."""

    number: str
    status: str  # the registry's word: RECRUITING
    updated: datetime.date | None  # when the record's last update was posted
    dates: dict[str, str | None]  # of its registration, start, main end and end
    people: int | None
    planned: set[str]  # which of these, "people" too, did not yet happen when they were told
    has_results: bool


def ask(number: str, base: str = ADDRESS) -> Record:
    """The live record of a trial such as NCT01234567. Raises Unanswered."""
    url = f"{base}/api/v2/studies/{number}?format=json&fields={FIELDS}"
    for seconds in PAUSES:
        time.sleep(seconds)
        try:
            return _record(_in_time(url), number)
        except (OSError, http.client.HTTPException) as error:
            trouble = f"{urlsplit(url).netloc} {_trouble(error)}"
            if not (isinstance(error, HTTPError) and error.code in BUSY):
                break
        except (ValueError, RecursionError) as error:
            trouble = f"the answer cannot be used: {error}"
            break
    raise Unanswered(f"{number}: {trouble}")


def _in_time(url: str) -> bytes:
    """What stands at an address. Raises TimeoutError too where it comes in drops for too long.

    A thread can be left waiting: a limit of the socket starts anew with each byte that comes.
    """
    answer: Future[bytes] = Future()

    def fetch() -> None:
        try:
            answer.set_result(_fetched(url))
        except Exception as error:
            answer.set_exception(error)

    threading.Thread(target=fetch, daemon=True).start()
    return answer.result(timeout=WHOLE)


class _Stays(request.HTTPRedirectHandler):
    """Takes being led elsewhere for the answer, which is no record then."""

    def redirect_request(self, *_: Any) -> None: ...


def _fetched(url: str) -> bytes:
    asked = request.Request(url, headers={"User-Agent": "trial-status-check"})
    with request.build_opener(_Stays).open(asked, timeout=WAIT) as reply:
        body: bytes = reply.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise ValueError(f"it has more than {MAX_BYTES:,} bytes")
    return body


def _record(body: bytes, number: str) -> Record:
    """The record in an answer. Raises ValueError, and RecursionError for deep nesting."""
    at = partial(_at, msgspec.json.decode(body))
    if at("protocolSection.identificationModule.nctId", str) != number:
        raise ValueError("it is about another trial; look the number up")
    dated = {of: at(f"{path}.date", _Date | None) for of, path in _STEPS.items()}
    dated["registration"] = at(f"{_STATUS}.studyFirstSubmitDate", _Date | None)
    for date in filter(None, dated.values()):
        datetime.date.fromisoformat(f"{date}-01"[:10])  # which raises where no calendar has it
    updated = at(f"{_STATUS}.lastUpdatePostDateStruct.date", datetime.date | None)
    tomorrow = datetime.date.today() + datetime.timedelta(1)  # it may have begun there
    for past in (str(updated or ""), dated["registration"] or ""):
        if past > str(tomorrow):
            raise ValueError(f"it says {past} of something that has happened")
    parts = {**_STEPS, "people": _PEOPLE}
    return Record(
        number,
        status=at(f"{_STATUS}.overallStatus", _Word),
        updated=updated,
        dates=dated,
        people=at(f"{_PEOPLE}.count", _People | None),
        planned={of for of in parts if at(f"{parts[of]}.type", str | None) == "ESTIMATED"},
        has_results=bool(at("hasResults", bool | None)),
    )


def _at(answer: Any, path: str, form: Any) -> Any:
    """What stands at a path, None where nothing does. Raises ValueError for another form."""
    try:
        for key in path.split("."):
            answer = (msgspec.convert(answer, dict[str, Any] | None) or {}).get(key)
        return msgspec.convert(answer, form)
    except msgspec.ValidationError as error:
        raise ValueError(f"{path}: {error}") from None


def _trouble(error: Exception) -> str:
    """What went wrong on the way, in words for the person who asked."""
    cause = error.reason if type(error) is URLError else error
    if isinstance(error, HTTPError):
        error.close()
        elsewhere = "leads elsewhere; look the number up: "
        return f"{elsewhere if 300 <= error.code < 400 else ''}answered {error.code}"
    if isinstance(cause, ssl.SSLCertVerificationError):
        clock = f"Is it {datetime.date.today()}, as this machine says?"
        why = f"({cause.verify_message}). {clock} Does a proxy or a filter stand between?"
        return f"shows a certificate that is not trusted {why}"
    if isinstance(cause, TimeoutError):
        return "did not answer in time"
    if cause is error:
        return "broke off its answer"
    if "https" in request.getproxies():
        answered = re.search("failed: ([0-9]{3})", str(cause))
        told = f" (it answered {answered[1]})" if answered else ""
        return f"could not be reached through the proxy that https_proxy names{told}"
    return "could not be reached; is this machine online?"
