"""Asking the registry: the ways in which a server can answer, from a server on this machine."""

import os
import re
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import reduce
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Thread
from typing import NamedTuple
from urllib.error import URLError

import pytest

from hosting import SiteServer
from studies import changed
from watch import registry

NUMBER = "NCT01234567"
# An invented record in the form that the API documents: the modules asked for
RECORD = """\
{"protocolSection": {
  "identificationModule": {"nctId": "NCT01234567"},
  "statusModule": {
    "overallStatus": "COMPLETED",
    "startDateStruct": {"date": "2018-10-12", "type": "ACTUAL"},
    "primaryCompletionDateStruct": {"date": "2020-04-27", "type": "ACTUAL"},
    "completionDateStruct": {"date": "2020-06", "type": "ESTIMATED"},
    "studyFirstSubmitDate": "2018-09-10",
    "lastUpdatePostDateStruct": {"date": "2024-08-06", "type": "ESTIMATED"}},
  "designModule": {"enrollmentInfo": {"count": 24, "type": "ACTUAL"}}},
"hasResults": false}
"""


def record(*changes: tuple[str, str]) -> bytes:
    """The record with pieces of its text replaced by others."""
    return reduce(lambda text, pair: changed(pair[0], pair[1], text), changes, RECORD).encode()


class Reply(NamedTuple):
    """What the server sends; `drops` is sent over and over before."""

    body: bytes = record()
    status: int = 200
    drops: bytes | None = None


class Registry(SiteServer):
    """Sends the reply for a number, or its replies in turn and the last one over and over."""

    def __init__(self, *replies: Reply, **of: Reply) -> None:
        super().__init__(Path(), prefix="", obedient=False)
        self.RequestHandlerClass = Handler
        self.replies, self.of, self.asked = list(replies), of, 0
        Thread(target=self.serve_forever, args=[0.05], daemon=True).start()


class Handler(BaseHTTPRequestHandler):
    server: Registry

    def do_GET(self) -> None:
        """Send the next reply."""
        self.server.asked += 1
        replies = self.server.replies
        number = self.path.rpartition("/")[2].partition("?")[0]
        reply = self.server.of.get(number) or (replies.pop(0) if len(replies) > 1 else replies[0])
        with suppress(OSError):  # who asks may have enough
            while reply.drops is not None:
                self.wfile.write(reply.drops)
                time.sleep(0.05)
            self.send_response(reply.status)
            self.send_header("Location", "https://example.org/")  # for a status of 3xx
            self.end_headers()
            self.wfile.write(reply.body)

    def do_CONNECT(self) -> None:
        """Answer as a proxy that wants a password."""
        self.send_error(407)

    def log_message(self, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Registry]]:
    """Start a registry that sends the given replies; nobody waits for long."""
    servers: list[Registry] = []
    for name, value in {"PAUSES": (0, 0, 0), "WAIT": 1, "WHOLE": 2}.items():
        monkeypatch.setattr(registry, name, value)
    for name in filter(re.compile("(?i).*_proxy").fullmatch, list(os.environ)):
        monkeypatch.delenv(name)

    def start(*replies: Reply, **of: Reply) -> Registry:
        servers.append(Registry(*replies, **of))
        return servers[-1]

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def refusal(base: str) -> str:
    """Why the registry's answer was not taken, in one line."""
    with pytest.raises(registry.Unanswered, match=rf"\A{NUMBER}: .*\Z") as raised:
        registry.ask(NUMBER, base)
    return str(raised.value)


def test_record(answering: Callable[..., Registry]) -> None:
    """All that is compared is read out of the documented form of an answer, if not at once."""
    server = answering(Reply(b"", 503), Reply())
    first: dict[str, str | None] = {"registration": "2018-09-10", "start": "2018-10-12"}
    dates = first | {"main end": "2020-04-27", "end": "2020-06"}
    expected = registry.Record(NUMBER, "COMPLETED", date(2024, 8, 6), dates, 24, {"end"}, False)
    assert registry.ask(NUMBER, server.url) == expected
    assert server.asked == 2


MISBEHAVIOUR = {
    "knows no such trial": (Reply(b"<b>none</b>", 404), "answered 404", 1),
    "stays busy": (Reply(b"", 503), "answered 503", 3),
    "leads elsewhere": (Reply(b"", 302), "leads elsewhere", 1),
    "sends too much": (Reply(b" " * (registry.MAX_BYTES + 1)), "more than 1,000,000 bytes", 1),
    "breaks off": (Reply(record()[:-9]), "cannot be used", 1),
    "says nothing": (Reply(drops=b""), "did not answer in time", 1),
    "sends drops before the body": (Reply(drops=b"H"), "did not answer in time", 1),
    "nests too deep": (Reply(b'{"protocolSection":' * 200_000), "cannot be used", 1),
}


@pytest.mark.parametrize("way", MISBEHAVIOUR)
def test_misbehaviour(answering: Callable[..., Registry], way: str) -> None:
    """A server that answers in an odd way is told as what it is, and left."""
    reply, why, asked = MISBEHAVIOUR[way]
    server = answering(reply)
    assert why in refusal(server.url)
    assert server.asked == asked


DATES = "2026-13 2026-00 2026-02-30 ٢٠٢٦-١٢ １９19-12-01 9999-12-31 soon 2020-01\\n".split()


@pytest.mark.parametrize(
    "change",
    [
        ("NCT01234567", "NCT07654321"),
        ('"COMPLETED"', "null"),
        ("COMPLETED", "<b>"),
        ("COMPLETED", "COMPLETED\\n"),
        ('{"date": "2024-08-06", "type": "ESTIMATED"}', '"2024-08-06"'),
        (": 24,", ': "24",'),
        (": 24,", ": -1,"),
        ("false", '"no"'),
        ("2018-09-10", "2099-01-01"),  # what is past by its meaning
        ("2024-08-06", "2099-01-01"),
        *((old, date) for old in ("2018-10-12", "2024-08-06") for date in DATES),
    ],
    ids=str,
)
def test_form(answering: Callable[..., Registry], change: tuple[str, str]) -> None:
    """What is not of the documented form, about this trial, with dates that can be, is not used."""
    message = refusal(answering(Reply(record(change))).url)
    assert "cannot be used" in message
    assert not set("<٢１") & set(message)


def test_nobody_there(answering: Callable[..., Registry], monkeypatch: pytest.MonkeyPatch) -> None:
    """No network, a proxy that lets nothing through, somebody between: one line says what it is."""
    assert "is this machine online?" in refusal("http://127.0.0.1:9")
    monkeypatch.setenv("https_proxy", answering(Reply()).url)
    assert "proxy that https_proxy names (it answered 407)" in refusal("https://example.invalid")
    error = ssl.SSLCertVerificationError()
    error.verify_message = "bad"
    assert "not trusted (bad). Is it 20" in registry._trouble(URLError(error))
