"""The control API: every operation against its published schema, and who is refused."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest

from fakes.thread import ThreadedBox
from tests.schema import problems

from .client import Smtp, logged_in, post, refresh_form

LETTER = b"From: a@b.example\r\nSubject: hi\r\n\r\n\x00\xff.\r\n"


def call(
    box: ThreadedBox,
    method: str,
    path: str,
    body: object = None,
    *,
    raw: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, Any]:
    data = raw if raw is not None else None if body is None else json.dumps(body).encode()
    url = path if path.startswith("http") else box.settings.control_url + path
    request = urllib.request.Request(url, data, dict(headers or {}), method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=5) as answer:
            assert answer.headers["content-type"] == "application/json"
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_every_operation_keeps_to_the_schema(box: ThreadedBox) -> None:
    defs = call(box, "GET", "schema")[1]["$defs"]
    with logged_in(box) as client:
        client.ask(f"MAIL FROM:<{box.settings.mailbox}>")
        client.ask("RCPT TO:<out@fabrikam.example>")
        client.ask("DATA")
        client.ask(LETTER.replace(b"a@b.example", box.settings.mailbox.encode()) + b".")
    post(box, refresh_form(box))
    mailbox = box.settings.mailbox
    content = base64.b64encode(LETTER).decode()
    asked: list[tuple[str, str, Any]] = [
        ("PUT faults", "", {"faults": ["smtp-auth-temporary*1", "certificate-unknown-ca@imap", "consent-missing"]}),
        ("GET state", "", None),
        ("POST messages", "", {"mailbox": mailbox, "content_base64": content}),
        ("GET messages", f"?mailbox={mailbox}", None),
        ("GET messages", "", None),
        ("GET transcript", "", None),
        ("PUT dialect", "", {"dialect": "google"}),
        ("POST clock", "", {"advance": "90d1h"}),
        ("POST reset", "", None),
    ]
    for operation, query, body in asked:
        method, path = operation.split()
        status, answer = call(box, method, path + query, body)
        assert status == 200, answer
        assert problems(answer, defs[operation]["response"], defs) == [], operation
        if body is not None:
            assert problems(body, defs[operation]["request"], defs) == [], operation
    assert {name for name in defs if " " in name} == {operation for operation, _, _ in asked}
    assert problems(call(box, "GET", "nothing")[1], defs["error"], defs) == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1"}, 403),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1"}, 403),
        ({"Host": "localhost.evil.example:{port}"}, 403),
        ({"Host": "localhost:{port}"}, 200),
        ({"Host": "[::1]:{port}"}, 200),
    ],
)
def test_web_pages_and_foreign_names_are_refused(box: ThreadedBox, headers: dict[str, str], status: int) -> None:
    port = str(urlsplit(box.settings.control_url).port)
    filled = {name: value.replace("{port}", port) for name, value in headers.items()}
    assert call(box, "GET", "state", headers=filled)[0] == status
    box.faults("consent-missing")
    assert call(box, "PUT", "faults", {"faults": []}, headers=filled)[0] == status
    assert box.ask(lambda t: t.faults.active()) == ([] if status == 200 else ["consent-missing"])


def test_the_path_is_the_password(box: ThreadedBox) -> None:
    parts = urlsplit(box.settings.control_url)
    secret = parts.path.strip("/")
    assert len(secret) >= 20
    root = f"http://{parts.netloc}"
    for path in ("/state", "/", "", f"/{secret[:-1]}/state", f"/{secret}x/state", f"/{secret}", f"/x/{secret}/state"):
        status, answer = call(box, "GET", root + path)
        assert status == 404 and secret not in json.dumps(answer)


@pytest.mark.parametrize(
    "verb", ["DELETE state", "POST state", "GET reset", "GET clock", "PUT answer", "GET _state", "GET state/x"]
)
def test_other_verbs(box: ThreadedBox, verb: str) -> None:
    method, path = verb.split()
    assert call(box, method, path)[0] == 404


@pytest.mark.parametrize(
    ("operation", "body", "names"),
    [
        (
            "PUT faults",
            b'{"faults": ["consent-mising"]}',
            "unknown fault 'consent-mising'; did you mean 'consent-missing'?",
        ),
        ("PUT faults", b'{"faults": ["consent-missing@smtp"]}', "cannot act on smtp"),
        ("PUT faults", b'{"faults": ["consent-missing@moon"]}', "unknown listener 'moon'"),
        ("PUT faults", b'{"faults": ["consent-missing*0"]}', "no time at all"),
        ("PUT faults", b'{"faults": ["Consent Missing"]}', "is not a fault"),
        ("PUT faults", b'{"faults": [1]}', "strings"),
        ("PUT faults", b'{"faults": "consent-missing"}', "'faults'"),
        ("PUT faults", b"{}", "'faults'"),
        ("PUT faults", b"[]", "object"),
        ("PUT faults", b"", "not JSON"),
        ("PUT faults", b"\xff", "not JSON"),
        ("PUT faults", b"[" * 100_000, "not JSON"),
        ("POST clock", b'{"advance": "a while"}', "'a while' is not a span"),
        ("POST clock", b'{"advance": 5}', "'advance'"),
        ("POST messages", b'{"mailbox": "x@y", "content_base64": ""}', "no mailbox 'x@y'"),
        ("POST messages", b'{"mailbox": "OWN", "content_base64": "!"}', "not base64"),
        ("POST messages", '{"mailbox": "OWN", "content_base64": "å"}'.encode(), "not base64"),
        ("POST messages", b'{"mailbox": "OWN", "content_base64": "", "folder": []}', "no folder []"),
        ("POST messages", b'{"mailbox": "OWN", "content_base64": "", "folder": "Nowhere"}', "no folder 'Nowhere'"),
    ],
)
def test_bad_requests_change_nothing(box: ThreadedBox, operation: str, body: bytes, names: str) -> None:
    box.faults("smtp-old-tls")
    method, path = operation.split()
    status, answer = call(box, method, path, raw=body.replace(b"OWN", box.settings.mailbox.encode()))
    assert status == 400 and names in answer["error"] and "\n" not in answer["error"]
    assert box.ask(lambda t: (t.faults.active(), t.bugs)) == (["smtp-old-tls"], [])
    assert len(call(box, "GET", f"messages?mailbox={box.settings.mailbox}")[1]["messages"]) == 2


def test_messages_in_and_out(box: ThreadedBox) -> None:
    content = base64.b64encode(LETTER).decode()
    kept = call(box, "POST", "messages", {"mailbox": box.settings.mailbox.upper(), "content_base64": content})[1]
    assert kept["folder"] == "INBOX" and base64.b64decode(kept["content_base64"]) == LETTER
    with logged_in(box) as client:
        client.ask(f"MAIL FROM:<{box.settings.mailbox}>")
        client.ask("RCPT TO:<Out@Fabrikam.example>")
        client.ask("DATA")
        assert client.ask(b"X: y\r\n\r\nbody\r\n.").startswith("250")
    [sent] = call(box, "GET", "messages?mailbox=out@fabrikam.example")[1]["messages"]
    assert (
        sent["to"] == ["Out@Fabrikam.example"] and base64.b64decode(sent["content_base64"]) == b"X: y\r\n\r\nbody\r\n"
    )
    assert call(box, "GET", "messages?mailbox=nobody@fabrikam.example")[1] == {"messages": []}


def test_times_count_down_and_the_rest_stays(box: ThreadedBox) -> None:
    call(box, "PUT", "faults", {"faults": ["smtp-auth-temporary*2", "smtp-old-tls"]})
    assert call(box, "GET", "state")[1]["faults"] == ["smtp-auth-temporary*2", "smtp-old-tls"]
    for expected in ("454", "454", "421"):
        with Smtp(box) as client:
            client.start_tls()
            assert client.log_in().startswith(expected)
    assert call(box, "GET", "state")[1]["faults"] == ["smtp-old-tls"]


def test_reset_restores_everything_but_credentials_stay(box: ThreadedBox) -> None:
    box.ask(lambda t: setattr(t.policy, "smtp_auth_disabled", True))
    call(box, "POST", "messages", {"mailbox": box.settings.mailbox, "content_base64": "eA=="})
    call(box, "PUT", "faults", {"faults": ["consent-missing"]})
    call(box, "POST", "clock", {"advance": "91d"})
    assert post(box, refresh_form(box))[0] == 400
    idle = Smtp(box)
    assert call(box, "POST", "reset")[0] == 200
    with idle, pytest.raises(ConnectionError):
        while idle.ask("NOOP"):
            pass
        raise ConnectionError("hung up without a reset")
    state = call(box, "GET", "state")[1]
    assert state["faults"] == [] and state["outgoing"] == 0 and state["mailboxes"][box.settings.mailbox] == 2
    assert state["transcript"] == {"events": 0, "dropped": 0}
    assert post(box, refresh_form(box))[0] == 200
    with logged_in(box) as client:
        assert client.ask("NOOP").startswith("250")


def test_the_control_port_is_not_in_the_transcript(box: ThreadedBox) -> None:
    call(box, "GET", "state")
    assert call(box, "GET", "transcript")[1]["events"] == []
