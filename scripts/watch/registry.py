"""Asks ClinicalTrials.gov what its live record of a trial says. Only `trials.py` asks.

The form of an answer is that of the registry's API, version 2 (https://clinicaltrials.gov/data-api/api).
An answer is refused rather than guessed at: other types, another trial, too long, from elsewhere.
What passes is a word of capitals, a date in the calendar, a whole number, yes or no: never a text.
"""

import datetime
import http.client
import json
import queue
import re
import ssl
import threading
import time
from typing import Any, Final, NamedTuple
from urllib import request
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

ADDRESS: Final = "https://clinicaltrials.gov"
FIELDS: Final = "NCTId,StatusModule,EnrollmentInfo,HasResults"
MAX_BYTES: Final = 1_000_000  # these fields take some two thousand
WAIT = 20.0  # seconds without a byte, after which nobody waits on
WHOLE = 60.0  # seconds for a whole answer, with all that comes before its body
PAUSES = (0, 5, 30)  # seconds before each try
BUSY: Final = {429, 500, 502, 503, 504}  # what a server says that may answer well later
FIRST_YEAR: Final = 1950  # what is dated before is a slip
CLOCK: Final = {9, 10}  # OpenSSL's numbers for certificates that are not yet or no longer valid

_WORD: Final = "[A-Z_]{1,40}"
_DATE: Final = "[0-9]{4}-[0-9]{2}(-[0-9]{2})?"
_STATUS: Final = "protocolSection.statusModule"
_PEOPLE: Final = "protocolSection.designModule.enrollmentInfo"
_STEPS: Final = {  # what is dated, where, and how many days after today it can be
    "registration": ("studyFirstSubmitDate", 1),
    "start": ("startDateStruct.date", 50 * 365),
    "main end": ("primaryCompletionDateStruct.date", 50 * 365),
    "end": ("completionDateStruct.date", 50 * 365),
}


class Unanswered(Exception):
    """The registry could not be asked, or gave nothing that can be used: one line that says why."""


class Given(NamedTuple):
    """A date as the registry gives it: of what, when, and whether it was planned for then."""

    of: str
    date: str
    planned: bool


class Record(NamedTuple):
    """What the live record of a trial says. None stands for what it does not say."""

    number: str
    status: str  # the registry's word: RECRUITING
    updated: str | None  # when the record's last update was posted
    dates: tuple[Given, ...]
    people: int | None
    planned: bool  # whether that is how many are planned, not how many took part
    has_results: bool


def ask(number: str, today: datetime.date, base: str = ADDRESS) -> Record:
    """The live record of a trial such as NCT01234567. Raises Unanswered."""
    url = f"{base}/api/v2/studies/{number}?format=json&fields={FIELDS}"
    for seconds in PAUSES:
        time.sleep(seconds)
        try:
            return _record(_in_time(url), number, today)
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
    results: queue.SimpleQueue[bytes | Exception] = queue.SimpleQueue()

    def fetch() -> None:
        try:
            results.put(_fetched(url))
        except Exception as error:
            results.put(error)

    threading.Thread(target=fetch, daemon=True).start()
    try:
        result = results.get(timeout=WHOLE)
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(result, Exception):
        raise result
    return result


class _SameHost(request.HTTPRedirectHandler):
    """Follows a few redirects on the same server; any other stays an answer that is no record."""

    max_redirections = 3

    def redirect_request(self, req: request.Request, *rest: Any) -> request.Request | None:
        same = urlsplit(rest[-1])[:2] == urlsplit(req.full_url)[:2]
        return super().redirect_request(req, *rest) if same else None


def _fetched(url: str) -> bytes:
    headers = {"Accept": "application/json", "User-Agent": "trial-status-check"}
    asked = request.Request(url, headers=headers)
    with request.build_opener(_SameHost).open(asked, timeout=WAIT) as reply:
        body: bytes = reply.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise ValueError(f"it has more than {MAX_BYTES:,} bytes")
    return body


def _record(body: bytes, number: str, today: datetime.date) -> Record:
    """The record in an answer. Raises ValueError, and RecursionError for deep nesting."""
    answer = json.loads(body)
    if _at(answer, "protocolSection.identificationModule.nctId") != number:
        raise ValueError("it is about another trial; look the number up")
    status = _taken(answer, f"{_STATUS}.overallStatus", _WORD)
    people, results = _at(answer, f"{_PEOPLE}.count"), _at(answer, "hasResults")
    right = people is None or (type(people) is int and 0 <= people < 10**9)
    if not right or not status or results not in (None, True, False):
        raise ValueError("it has no status, or a number of people or of results that is none")
    dates = []
    for of, (path, days) in _STEPS.items():
        if date := _date(answer, f"{_STATUS}.{path}", today, days):
            kind = path.endswith(".date") and _at(answer, f"{_STATUS}.{path[:-4]}type")
            dates.append(Given(of, date, kind == "ESTIMATED"))
    updated = _date(answer, f"{_STATUS}.lastUpdatePostDateStruct.date", today, 1)
    planned = _at(answer, f"{_PEOPLE}.type") == "ESTIMATED"
    return Record(number, status, updated, tuple(dates), people, planned, bool(results))


def _at(answer: Any, path: str) -> Any:
    """What stands at a path; None where nothing does. Raises ValueError for a part of no parts."""
    for key in path.split("."):
        if not isinstance(answer, dict | None):
            raise ValueError(f"{key} of {path} stands in no object")
        answer = answer.get(key) if answer else None
    return answer


def _taken(answer: Any, path: str, form: str) -> str | None:
    """A text of an answer, if it has the form. Raises ValueError for any other."""
    found = _at(answer, path)
    if found is not None and not (isinstance(found, str) and re.fullmatch(form, found)):
        raise ValueError(f"{path} is not of the form {form}")
    return found


def _date(answer: Any, path: str, today: datetime.date, days: int) -> str | None:
    """A date that can be: in the calendar, and at most so many days after today."""
    found = _taken(answer, path, _DATE)
    if found:
        day, last = (
            datetime.date.fromisoformat(f"{found}-01"[:10]),
            today + datetime.timedelta(days),
        )
        if not day.year >= FIRST_YEAR or day > last:
            expected = f"expected a date from {FIRST_YEAR} to {last}"
            raise ValueError(f"{path} is {found}; {expected}. Is today {today}?")
    return found


def _trouble(error: Exception) -> str:
    """What went wrong on the way, in words for the person who asked."""
    cause = error.reason if type(error) is URLError else error
    if isinstance(error, HTTPError):
        error.close()
        elsewhere = "leads elsewhere or in a circle; look the number up: "
        return f"{elsewhere if 300 <= error.code < 400 else ''}answered {error.code}"
    if isinstance(cause, ssl.SSLCertVerificationError):
        if cause.verify_code in CLOCK:
            clock = f"is it {datetime.date.today()}, as this machine says?"
            return f"shows a certificate that is not valid today; {clock}"
        why = f"({cause.verify_message}); does a proxy or a filter stand between?"
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
