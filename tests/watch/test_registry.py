"""Asking the registry: every way in which a server can answer, from a server on this machine."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from watch import registry
from watch.registry import Given, Unanswered

NUMBER = "NCT01234567"
# An invented trial in the form that the API documents: the modules asked for, and more than we use
COMPLETED = (Path(__file__).parent / "registry" / "completed.json").read_bytes()


class Reply(NamedTuple):
    """What the server sends; `missing` bytes of what it announced never come."""

    body: bytes = COMPLETED
    status: int = 200
    kind: str = "application/json"
    headers: dict[str, str] = {}  # noqa: RUF012 - never changed
    delay: float = 0
    missing: int = 0


class Registry(ThreadingHTTPServer):
    """Sends its replies in turn, and the last one over and over."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, args=[0.05], daemon=True).start()


class Handler(BaseHTTPRequestHandler):
    server: Registry

    def do_GET(self) -> None:
        """Send the next reply."""
        self.server.asked.append(self.path)
        replies = self.server.replies
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        time.sleep(reply.delay)
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(reply.body) + reply.missing))
        for name, value in reply.headers.items():
            self.send_header(name, value.replace("BASE", self.server.url))
        self.end_headers()
        with suppress(ConnectionError):  # who asks may have enough
            self.wfile.write(reply.body)

    def log_message(self, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def answering() -> Iterator[Callable[..., Registry]]:
    """Start a registry that sends the given replies."""
    servers: list[Registry] = []

    def start(*replies: Reply) -> Registry:
        servers.append(Registry(*replies))
        return servers[-1]

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def changed(**status: Any) -> bytes:
    """The sample answer with other values in its status module."""
    answer = json.loads(COMPLETED)
    answer["protocolSection"]["statusModule"].update(status)
    return json.dumps(answer).encode()


def refusal(server: Registry, wait: float = 5) -> str:
    """Why the registry's answer was not taken."""
    with pytest.raises(Unanswered) as raised:
        registry.ask(NUMBER, server.url, pause=0, wait=wait)
    message = str(raised.value)
    assert "\n" not in message
    assert message.startswith(NUMBER)
    return message


def test_record(answering: Callable[..., Registry]) -> None:
    """All that is compared is read out of the documented form of an answer."""
    server = answering(Reply())
    record = registry.ask(NUMBER, server.url, pause=0)
    assert record == registry.Record(
        NUMBER,
        status="COMPLETED",
        last_known=None,
        updated="2024-08-06",
        dates=(
            Given("registration", "2018-09-10", False),
            Given("start", "2018-10-12", False),
            Given("main end", "2020-04-27", False),
            Given("end", "2020-06", False),
        ),
        people=24,
        planned=False,
        has_results=False,
    )
    (path,) = server.asked
    assert path == f"/api/v2/studies/{NUMBER}?format=json&fields={registry.FIELDS}"


def test_what_a_record_leaves_out(answering: Callable[..., Registry]) -> None:
    """What the registry does not say is None, not a guess."""
    protocol = {
        "identificationModule": {"nctId": NUMBER},
        "statusModule": {"overallStatus": "UNKNOWN", "lastKnownStatus": "RECRUITING"},
    }
    body = json.dumps({"protocolSection": protocol}).encode()
    record = registry.ask(NUMBER, answering(Reply(body)).url, pause=0)
    assert record == registry.Record(
        NUMBER, "UNKNOWN", "RECRUITING", None, (), None, planned=False, has_results=None
    )


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_tries_again(answering: Callable[..., Registry], status: int) -> None:
    """A server that is busy or broken for a moment is asked again, even if it asks for an hour."""
    server = answering(Reply(b"", status, headers={"Retry-After": "3600"}), Reply())
    assert registry.ask(NUMBER, server.url, pause=0).status == "COMPLETED"
    assert len(server.asked) == 2


def test_gives_up(answering: Callable[..., Registry]) -> None:
    """A server that stays broken is asked five times, not for ever."""
    server = answering(Reply(b"", 500))
    assert "answered 500" in refusal(server)
    assert len(server.asked) == 5


def test_missing_trial_is_asked_for_once(answering: Callable[..., Registry]) -> None:
    """A number that the registry does not know is told at once."""
    server = answering(Reply(b"not found", 404, "text/plain"))
    assert "answered 404" in refusal(server)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(b'{"protocolSection": '), "not of the API's form"),
        (Reply(b""), "not of the API's form"),
        (Reply(b"[]"), "not of the API's form"),
        (Reply(b"{}"), "protocolSection"),
        (Reply(changed(overallStatus=7)), "overallStatus"),
        (Reply(changed(overallStatus="<script>")), "overallStatus"),
        (Reply(changed(startDateStruct={"date": "May 2019"})), "startDateStruct"),
        (Reply(changed(completionDateStruct="2019-05")), "completionDateStruct"),
        (Reply(COMPLETED.replace(b'"count": 24', b'"count": "24"')), "count"),
        (Reply(COMPLETED.replace(b"COMPLETED", b"\xff\xfe")), "not of the API's form"),
        (Reply(COMPLETED.replace(b"NCT01234567", b"NCT07654321")), "is about 'NCT07654321'"),
        (Reply(b"<!doctype html>", kind="text/html; charset=utf-8"), "'text/html; charset=utf-8'"),
        (Reply(b" " * (registry.MAX_BYTES + 1)), "more than 1,000,000 bytes"),
        (Reply(missing=100), "broke off its answer"),
        (Reply(status=204), "answered 204"),
    ],
)
def test_refuses(answering: Callable[..., Registry], reply: Reply, why: str) -> None:
    """An answer that is broken, of other types, about another trial or too long is not used."""
    assert why in refusal(answering(reply))


def test_slow_server(answering: Callable[..., Registry]) -> None:
    """A server that does not answer in time is told to be slow."""
    assert "did not answer in time" in refusal(answering(Reply(delay=1)), wait=0.05)


def test_endless_drip(answering: Callable[..., Registry], monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that comes in drops is not waited for longer than for a whole one."""
    monkeypatch.setattr(registry, "WHOLE", -1)
    assert "took longer" in refusal(answering(Reply()))


def test_nobody_there() -> None:
    """Without a network, one line says so."""
    with pytest.raises(Unanswered, match="is this machine online"):
        registry.ask(NUMBER, "http://127.0.0.1:9", pause=0)


def test_follows_on_the_same_host(answering: Callable[..., Registry]) -> None:
    """A redirect to another path of the same server is followed."""
    server = answering(Reply(b"", 301, headers={"Location": "/elsewhere"}), Reply())
    assert registry.ask(NUMBER, server.url, pause=0).status == "COMPLETED"
    assert server.asked[1] == "/elsewhere"


@pytest.mark.parametrize(
    "goal", ["http://127.0.0.1:9/", "https://127.0.0.1/", "//example.org/", "file:///etc/passwd"]
)
def test_does_not_follow_elsewhere(answering: Callable[..., Registry], goal: str) -> None:
    """A redirect to another host, port or scheme is refused."""
    server = answering(Reply(b"", 302, headers={"Location": goal}))
    assert "redirected elsewhere" in refusal(server)
    assert len(server.asked) == 1


def test_redirects_end(answering: Callable[..., Registry]) -> None:
    """A server that redirects in a circle is left."""
    server = answering(Reply(b"", 302, headers={"Location": "BASE/again"}))
    assert "redirected more than 3 times" in refusal(server)
