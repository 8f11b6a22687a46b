"""The transcript holds no credential, however it was cut into packets, and says what it dropped."""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, quote_plus, urlencode, urlsplit

import pytest

from fakes.thread import ThreadedBox
from fakes.wire.transcript import Transcript

from .client import Smtp, fetch, post, refresh_form, sasl, trust
from .sign_in import sign_in

WINDOW = 12
# Made up here: nothing of the tenant's own helps to recognise them.
TOKEN = "eyJhbGciOiJSUzI1NiJ9." + "Qx7hT2" * 30 + "." + "kW9_zR-" * 20
PASSWORD = 'p4$$-W0rd "with" {all} <of> it=&'
SECRET = "Abc8Q~dEfGh1jKlMn0pQrStUvWxYz.123-456_78"


def forms(secret: str) -> Iterator[str]:
    """Raw, percent-encoded, and base64 in all three alignments."""
    yield from (secret, quote(secret, ""), quote_plus(secret))
    for skip in range(3):
        text = base64.b64encode(b"\0" * skip + secret.encode()).decode().rstrip("=")
        yield text[4 if skip else 0 : -4]


def leaks(text: str, *secrets: str) -> list[str]:
    windows = {f[i : i + WINDOW] for s in secrets for f in forms(s) for i in range(len(f) - WINDOW + 1)}
    return [w for w in windows if w in text]


def test_the_search_itself_finds_a_window() -> None:
    assert leaks(f"x{TOKEN[20:32]}x", TOKEN) and leaks(sasl("a@b.example", TOKEN).decode(), TOKEN)
    assert leaks(sasl("a@bb.example", TOKEN).decode(), TOKEN) and leaks(sasl("a@bbb.example", TOKEN).decode(), TOKEN)
    assert not leaks("nothing here", TOKEN)


Step = tuple[str, bytes]
BLOB = sasl("svc@contoso.example", TOKEN)
PLAIN = base64.b64encode(b"\0svc\0" + PASSWORD.encode())
FORM = urlencode(
    {"client_id": "x", "client_secret": SECRET, "refresh_token": "1.A" + TOKEN, "code": "1.A" + TOKEN}
).encode()
REQUEST = b"POST /t/oauth2/v2.0/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
BASIC = base64.b64encode(f"id:{SECRET}".encode())
DIALOGS: dict[str, tuple[str, list[Step]]] = {
    "smtp one line": (
        "smtp",
        [("in", b"NOOP\r\nAUTH XOAUTH2 " + BLOB + b"\r\n"), ("out", b"235 ok\r\n"), ("in", b"QUIT\r\n")],
    ),
    "smtp two lines": (
        "smtp",
        [("in", b"auth xoauth2\r\n"), ("out", b"334 \r\n"), ("in", BLOB + b"\r\n"), ("out", b"535 no\r\n")],
    ),
    "smtp refused mechanism": ("smtp", [("in", b"AUTH XOAUTH2\r\n"), ("out", b"504 no\r\n"), ("in", BLOB + b"\r\n")]),
    "smtp plain": ("smtp", [("in", b"AUTH PLAIN " + PLAIN + b"\r\n"), ("out", b"504 no\r\n")]),
    "smtp odd blanks": ("smtp", [("in", b"  AUTH\tXOAUTH2\t" + BLOB + b"\n"), ("out", b"500 no\r\n")]),
    "smtp login": (
        "smtp",
        [
            ("in", b"AUTH LOGIN\r\n"),
            ("out", b"334 VXNlcm5hbWU6\r\n"),
            ("in", b"eA==\r\n"),
            ("out", b"334 UGFzc3dvcmQ6\r\n"),
            ("in", base64.b64encode(PASSWORD.encode()) + b"\r\n"),
            ("out", b"535 no\r\n"),
        ],
    ),
    "smtp no verb": ("smtp", [("in", BLOB + b"\r\n"), ("out", b"500 no\r\n"), ("in", TOKEN.encode() + b"\r\n")]),
    "smtp mechanism for a verb": ("smtp", [("in", b"XOAUTH2 " + BLOB + b"\r\n"), ("out", b"500 no\r\n")]),
    "smtp token in a command": ("smtp", [("in", b"X " + TOKEN.encode() + b" x\r\n"), ("out", b"500 no\r\n")]),
    "smtp password too late": (
        "smtp",
        [("in", b"AUTH LOGIN\r\n"), ("out", b"504 no\r\n"), ("in", base64.b64encode(PASSWORD.encode()) + b"\r\n")],
    ),
    "smtp double base64": ("smtp", [("in", b"X " + base64.b64encode(BLOB) + b"\r\n"), ("out", b"500 no\r\n")]),
    "smtp overlong": ("smtp", [("in", b"AUTH XOAUTH2 " + b"A" * 66000 + BLOB + b"\r\n"), ("out", b"500 no\r\n")]),
    "imap initial response": ("imap", [("in", b"a1 AUTHENTICATE XOAUTH2 " + BLOB + b"\r\n"), ("out", b"a1 NO x\r\n")]),
    "imap continuation": (
        "imap",
        [("in", b"a1 authenticate xoauth2\r\n"), ("out", b"+ \r\n"), ("in", BLOB + b"\r\n"), ("out", b"a1 OK x\r\n")],
    ),
    "imap login": ("imap", [("in", b"a LOGIN svc " + PASSWORD.encode() + b"\r\n"), ("out", b"a NO x\r\n")]),
    "imap login by literals": (
        "imap",
        [
            ("in", b"a LOGIN {3}\r\n"),
            ("out", b"+ go\r\n"),
            ("in", b"svc {%d}\r\n" % len(PASSWORD)),
            ("out", b"+ go\r\n"),
            ("in", PASSWORD.encode() + b"\r\n"),
            ("out", b"a NO x\r\n"),
        ],
    ),
    "pop3 one line": ("pop3", [("in", b"AUTH XOAUTH2 " + BLOB + b"\r\n"), ("out", b"-ERR x\r\n")]),
    "pop3 two lines": (
        "pop3",
        [("in", b"AUTH XOAUTH2\r\n"), ("out", b"+ \r\n"), ("in", BLOB + b"\r\n"), ("out", b"+OK x\r\n")],
    ),
    "pop3 password": (
        "pop3",
        [("in", b"USER svc\r\nPASS " + PASSWORD.encode() + b"\x0c\x1c\xc2\x85" + PASSWORD.encode() + b"\r\n")],
    ),
    "form": (
        "token",
        [("in", REQUEST + b"Content-Length: %d\r\n\r\n" % len(FORM) + FORM), ("out", b"HTTP/1.1 400\r\n\r\n{}")],
    ),
    "raw form": ("token", [("in", REQUEST + b"\r\nclient_secret=" + PASSWORD.partition("&")[0].encode())]),
    "encoded name": ("token", [("in", REQUEST + b"\r\nclient%5Fsecret=" + SECRET.encode())]),
    "json request": (
        "token",
        [("in", REQUEST + b"\r\n" + json.dumps({"client_secret": SECRET, "password": SECRET}).encode())],
    ),
    "basic": (
        "token",
        [("in", REQUEST + b"Authorization: Basic " + BASIC + b"\r\n\r\n"), ("out", b"HTTP/1.1 401\r\n\r\n")],
    ),
    "folded basic": ("token", [("in", REQUEST + b"Authorization: Basic\r\n\t" + BASIC + b"\r\n x\r\n\r\n")]),
    "answer": (
        "token",
        [
            ("in", b"GET / HTTP/1.1\r\n\r\n"),
            (
                "out",
                b'HTTP/1.1 200\r\n\r\n{"access_token":"%b","refresh_token": "1.A%b"}'
                % (TOKEN.encode(), TOKEN.encode()),
            ),
        ],
    ),
    "redirect": (
        "token",
        [("out", b"HTTP/1.1 302\r\nLocation: http://localhost/?code=1.A" + TOKEN.encode() + b"&state=x\r\n\r\n")],
    ),
    "query": ("token", [("in", b"GET /authorize?code_verifier=" + SECRET.encode() + b"&x=y HTTP/1.1\r\n\r\n")]),
    "form post": ("token", [("out", b'<input type="hidden" name="code" value="1.A' + TOKEN.encode() + b'">')]),
}


def record(listener: str, steps: list[Step], cut: Callable[[bytes], list[bytes]]) -> str:
    transcript = Transcript()
    connection = transcript.connect(listener)
    for direction, data in steps:
        for piece in cut(data):
            transcript.octets(connection, listener, direction, piece)
    transcript.disconnect(connection, listener, "eof")
    events = transcript.events()
    total = sum(e.get("octets", 0) for e in events)
    assert total == sum(len(data) for _, data in steps)
    return json.dumps(events)


@pytest.mark.parametrize("dialog", DIALOGS)
def test_every_position_of_a_cut(dialog: str) -> None:
    listener, steps = DIALOGS[dialog]
    secrets = (TOKEN, PASSWORD, SECRET)
    longest = max(len(data) for _, data in steps)
    positions = range(1, longest) if longest < 2000 else [*range(1, 40), *range(65500, longest)]
    for at in positions:
        text = record(listener, steps, lambda data, at=at: [p for p in (data[:at], data[at:]) if p])  # type: ignore[misc]
        assert not leaks(text, *secrets), (dialog, at)
    if longest < 2000:
        assert not leaks(record(listener, steps, lambda data: [bytes([b]) for b in data]), *secrets)


def test_a_reply_between_the_halves_of_a_line() -> None:
    """The server answers what was pipelined before, in the middle of the next line."""
    line = b"AUTH XOAUTH2 " + BLOB + b"\r\n"
    for at in range(1, len(line)):
        steps = [("in", b"NOOP\r\n" + line[:at]), ("out", b"250 OK\r\n"), ("in", line[at:]), ("out", b"535 no\r\n")]
        assert not leaks(record("smtp", steps, lambda data: [data]), TOKEN), at
    body = REQUEST + b"\r\n" + FORM
    for at in range(len(REQUEST), len(body)):
        steps = [("in", body[:at]), ("out", b"HTTP/1.1 413\r\n\r\n"), ("in", body[at:])]
        assert not leaks(record("token", steps, lambda data: [data]), TOKEN, SECRET), at


def test_what_is_no_credential_stays_readable() -> None:
    steps = [
        ("in", b"EHLO x\r\nMAIL FROM:<a@b.example>\r\n"),
        ("out", b"250-SIZE 1\r\n250 OK\r\n"),
        ("in", b"DATA\r\n"),
    ]
    steps += [
        ("out", b"354 go\r\n"),
        ("in", b"Subject: x\r\n\r\n" + b"QUJD" * 19 + b"\r\n.\r\n"),
        ("out", b"250 OK\r\n"),
    ]
    text = record("smtp", steps, lambda data: [data])
    assert all(word in text for word in ("EHLO x", "MAIL FROM:<a@b.example>", "250-SIZE 1", "QUJDQUJD", "Subject: x"))
    steps = [("in", b"NOOP\r\nMAIL FR"), ("out", b"250 OK\r\n"), ("in", b"OM:<a@b.example>\r\n")]
    assert "MAIL FROM:<a@b.example>" in record("smtp", steps, lambda data: [data])
    text = record("token", DIALOGS["form"][1], lambda data: [data])
    assert "client_id=x" in text and "grant" not in text and "characters, sha256 " in text


def test_a_whole_session_leaves_no_window(box: ThreadedBox) -> None:
    settings = box.settings
    answer = post(box, refresh_form(box, scope="https://outlook.office.com/SMTP.Send offline_access openid"))[1]
    secrets = [settings.client_secret, settings.refresh_token, settings.password, settings.access_token]
    secrets += [answer["access_token"], answer["refresh_token"], answer["id_token"]]
    # A secret where the client id belongs comes back in the words of the refusal.
    post(box, refresh_form(box, client_id=settings.client_secret))
    query = {
        "client_id": settings.client_id,
        "response_type": "code",
        "redirect_uri": settings.redirect_uri,
        "scope": "SMTP.Send",
    }
    for mode in ("query", "form_post"):
        _, fields = sign_in(box, settings.authorize_url + "?" + urlencode(query | {"response_mode": mode}))
        form = refresh_form(box, refresh_token="", grant_type="authorization_code", code=fields["code"])
        post(box, form | {"redirect_uri": settings.redirect_uri})
        secrets.append(fields["code"])
    fetch(box, settings.token_url, b"x", {"Authorization": f"Bearer {answer['access_token']}"})
    with Smtp(box) as client:
        client.start_tls()
        client.log_in(token=answer["access_token"])
        client.ask(f"X {settings.password} {settings.client_secret}")
    for port in (settings.imap_port, settings.pop3_port):
        with (
            socket.create_connection(("localhost", port), 5) as plain,
            trust(box).wrap_socket(plain, server_hostname="localhost") as secure,
        ):
            secure.recv(1000)
            secure.sendall(b"a LOGIN x %b\r\nPASS %b\r\n" % (settings.password.encode(), settings.password.encode()))
            secure.recv(1000)
    text = json.dumps(box.ask(lambda t: t.transcript.events()))
    assert len(text) > 5000 and urlsplit(settings.token_url).path in text
    assert leaks(text, *secrets) == []


def test_nothing_secret_in_a_repr(box: ThreadedBox) -> None:
    settings = box.settings
    post(box, refresh_form(box))
    shown = repr(settings) + box.ask(repr) + repr(box._box._options)
    assert leaks(shown, settings.client_secret, settings.refresh_token, settings.password, settings.access_token) == []
    assert urlsplit(settings.control_url).path.strip("/") not in shown


def test_the_ring_drops_the_oldest_and_says_so() -> None:
    transcript = Transcript(octets=20_000)
    connection = transcript.connect("smtp")
    for number in range(100):
        transcript.octets(connection, "smtp", "in", b"NOOP %d %b\r\n" % (number, b"x " * 400))
    events: list[dict[str, Any]] = transcript.events()
    assert transcript.dropped == 101 - len(events) > 0
    assert [e["number"] for e in events] == [*range(102 - len(events), 102)]
    assert "NOOP 99" in events[-1]["data"] and 5 < len(events) < 40
