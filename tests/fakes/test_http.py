"""HTTP under the token endpoint and the control API: any bytes in, an answer or a closed connection out, soon."""

from __future__ import annotations

import contextlib
import json
import logging
import re
import socket
import ssl
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.box import Options
from fakes.entra.keys import KeyRing
from fakes.thread import ThreadedBox, running
from fakes.wire.http import Limits

from .client import trust

SHORT = Limits(headers=4096, body=8192, idle=0.25, request=0.25, answer=1.0, linger=0.3)


@pytest.fixture(scope="module")
def hasty(keys: KeyRing) -> Iterator[ThreadedBox]:
    """A box that waits for nobody."""
    with running(Options(http=SHORT), keys) as box:
        yield box


def port_and_path(box: ThreadedBox) -> tuple[int, str]:
    parts = urlsplit(box.settings.control_url)
    return parts.port or 0, parts.path


@contextlib.contextmanager
def connected(box: ThreadedBox, listener: str) -> Iterator[socket.socket]:
    if listener == "control":
        with socket.create_connection(("127.0.0.1", port_and_path(box)[0]), 5) as plain:
            yield plain
        return
    with (
        socket.create_connection(("localhost", urlsplit(box.settings.token_url).port), 5) as plain,
        trust(box).wrap_socket(plain, server_hostname="localhost") as secure,
    ):
        yield secure


def everything(connection: socket.socket) -> bytes:
    found = b""
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        while data := connection.recv(65536):
            found += data
    return found


def get(box: ThreadedBox, listener: str, *, method: str = "GET", more: str = "") -> bytes:
    port, secret = port_and_path(box)
    path = secret + "state" if listener == "control" else f"/{box.settings.tenant_id}/discovery/v2.0/keys"
    host = f"127.0.0.1:{port}" if listener == "control" else "localhost"
    return f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n".encode()


BOTH = pytest.mark.parametrize("listener", ["token", "control"])


@BOTH
def test_keep_alive_and_pipelining(hasty: ThreadedBox, listener: str) -> None:
    with connected(hasty, listener) as connection:
        connection.sendall(get(hasty, listener) * 2 + get(hasty, listener, more="Connection: close\r\n"))
        assert everything(connection).count(b"HTTP/1.1 200") == 3


@BOTH
def test_a_client_that_stops_talking_gets_its_answer(hasty: ThreadedBox, listener: str) -> None:
    with connected(hasty, listener) as connection:
        connection.sendall(get(hasty, listener))
        socket.socket.shutdown(connection, socket.SHUT_WR)
        assert everything(connection).startswith(b"HTTP/1.1 200")


def test_head(hasty: ThreadedBox) -> None:
    with connected(hasty, "token") as connection:
        connection.sendall(get(hasty, "token", method="HEAD", more="Connection: close\r\n"))
        head, _, body = everything(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200") and re.search(rb"content-length: [1-9]", head.lower()) and body == b""


@BOTH
def test_expect_continue(hasty: ThreadedBox, listener: str) -> None:
    with connected(hasty, listener) as connection:
        more = "Expect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n"
        connection.sendall(get(hasty, listener, method="POST", more=more))
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"{}")
        assert everything(connection).startswith(b"HTTP/1.1 ")


@BOTH
@pytest.mark.parametrize(
    ("request_", "statuses"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 9000 + b"\r\n\r\n", {431, 400}),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", {431, 414, 400}),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n" + b"a" * 200_000, {413}),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + b"2710\r\n" + b"a" * 10000, {413}),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", {400}),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", {400}),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", {400, 501}),
        (b"GET / HTTP/1.1\r\n\r\n", {400}),
        (b"\x00\x01\x02\r\n\r\n", {400}),
        (b"GET / HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n", {400}),
    ],
)
def test_refused_with_a_status_the_client_can_read(
    hasty: ThreadedBox, listener: str, request_: bytes, statuses: set[int]
) -> None:
    with connected(hasty, listener) as connection:
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            connection.sendall(request_)
            socket.socket.shutdown(connection, socket.SHUT_WR)
        answer = everything(connection)
    assert answer[:9] == b"HTTP/1.1 " and int(answer[9:12]) in statuses, answer[:100]
    assert b"Traceback" not in answer


@BOTH
@pytest.mark.parametrize(
    "begun", [b"", b"GE", b"GET / HTTP/1.1\r\nHost: x\r\n", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na"]
)
def test_half_a_request_is_hung_up_on(hasty: ThreadedBox, listener: str, begun: bytes) -> None:
    started = time.monotonic()
    with connected(hasty, listener) as connection:
        connection.sendall(begun)
        assert everything(connection) == b""
    assert time.monotonic() - started < 2


@BOTH
def test_dripping_does_not_prolong_it(hasty: ThreadedBox, listener: str) -> None:
    started = time.monotonic()
    with connected(hasty, listener) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        connection.settimeout(0.02)
        for _ in range(200):
            try:
                connection.sendall(b"A")
                if connection.recv(10) == b"":
                    break
            except TimeoutError:
                continue
            except (ConnectionError, ssl.SSLError):
                break
        else:
            pytest.fail("still open after four seconds of dripping")
    assert time.monotonic() - started < 2


@settings(max_examples=60, deadline=None, database=None)
@given(
    listener=st.sampled_from(["token", "control"]),
    data=st.binary(max_size=400)
    | st.lists(
        st.sampled_from(
            [b"GET ", b"POST ", b"/", b"[", b" HTTP/1.1", b"\r\n", b"Host: [", b"Host: x", b"Content-Length: 1", b":",
             b"Transfer-Encoding: chunked", b"0\r\n\r\n", b"CONNECT a:1", b"Upgrade: h2c", b"%", b"\xff", b"?a=%zz&["]
        ),
        max_size=14,
    ).map(b"".join),
)  # fmt: skip
def test_arbitrary_bytes(hasty: ThreadedBox, listener: str, data: bytes) -> None:
    with connected(hasty, listener) as connection:
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            connection.sendall(data + b"\r\n\r\n")
            # Below TLS as well: the client just stops.
            socket.socket.shutdown(connection, socket.SHUT_WR)
        answer = everything(connection)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 ")
    assert b" 500 " not in answer[:13]
    assert hasty.ask(lambda t: t.bugs) == []


@pytest.mark.parametrize("path", ["//[", "/[", "/%ff", "/?[=]", "*", "http://[::1/", "/\xff"])
def test_targets_that_are_no_urls(hasty: ThreadedBox, path: str) -> None:
    for listener in ("token", "control"):
        with connected(hasty, listener) as connection:
            host = f"127.0.0.1:{port_and_path(hasty)[0]}"
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode("latin-1"))
            assert everything(connection)[9:12] in {b"400", b"404"}
    assert hasty.ask(lambda t: t.bugs) == []


def test_our_own_error_is_counted_and_shows_nothing(
    hasty: ThreadedBox,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("s3cret-value")

    monkeypatch.setattr("fakes.box.handle", broken)
    with caplog.at_level(logging.DEBUG), connected(hasty, "token") as connection:
        connection.sendall(get(hasty, "token", more="Connection: close\r\n"))
        assert everything(connection).startswith(b"HTTP/1.1 500 ")
    monkeypatch.undo()
    [bug] = hasty.ask(lambda t: t.bugs)
    assert bug.startswith("RuntimeError in broken, line ") and "s3cret" not in bug
    with connected(hasty, "control") as connection:
        connection.sendall(get(hasty, "control", more="Connection: close\r\n"))
        assert json.loads(everything(connection).partition(b"\r\n\r\n")[2])["own_errors"] == 1
    hasty.reset()
    assert "Traceback" not in "".join(capfd.readouterr()) + caplog.text
