"""Clients that are silent, clumsy or greedy: what they cost is bounded, and the others are served meanwhile."""

from __future__ import annotations

import contextlib
import socket
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from fakes.thread import ThreadedBox

from . import talk
from .client import bugs, fetch, post, refresh_form
from .process import allow_descriptors
from .test_resources import soon, state

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for descriptors and sockets")

CROWD = 500
SECONDS = 5.0
LISTENERS = ("smtp", "imap", "imap_starttls", "pop3", "pop3_starttls", "token", "control")
MAIL = LISTENERS[:5]
MEGABYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def _no_limits(box: ThreadedBox) -> None:
    """The limits of a mailbox are another rule."""
    box.ask(lambda tenant: setattr(tenant.limits, "connections", 0))
    if not allow_descriptors(4 * CROWD):
        pytest.skip(f"may not open {4 * CROWD} descriptors")


def port(box: ThreadedBox, listener: str) -> int:
    if listener in MAIL:
        return int(getattr(box.settings, f"{listener}_port"))
    return urlsplit(box.settings.token_url if listener == "token" else box.settings.control_url).port or 0


def serve(box: ThreadedBox, listener: str) -> None:
    """One client that is served by this listener, or AssertionError."""
    peer = talk.peer_of(box)
    peer.ports["imap_starttls"] = box.settings.imap_starttls_port
    peer.ports["pop3_starttls"] = box.settings.pop3_starttls_port
    _SERVE[listener](box, peer)


def _imap_starttls(_box: ThreadedBox, peer: talk.Peer) -> None:
    client = talk.Talk(peer, "imap_starttls")
    client.ask(b"", b"* OK")
    client.ask(b"s STARTTLS", b"s OK")
    client.start_tls()
    client.ask(b"z LOGOUT", b"z OK", b"z ")
    client.close()


def _pop3_starttls(_box: ThreadedBox, peer: talk.Peer) -> None:
    client = talk.Talk(peer, "pop3_starttls")
    client.ask(b"", b"+OK")
    client.ask(b"STLS", b"+OK")
    client.start_tls()
    client.ask(b"QUIT", b"+OK")
    client.close()


def _token(box: ThreadedBox, _peer: talk.Peer) -> None:
    assert post(box, refresh_form(box))[0] == 200


def _control(box: ThreadedBox, _peer: talk.Peer) -> None:
    assert fetch(box, box.settings.control_url + "state")[0] == 200


_SERVE: dict[str, Callable[[ThreadedBox, talk.Peer], None]] = {
    "smtp": lambda _, peer: talk.smtp_auth(peer),
    "imap": lambda _, peer: talk.imap_login(peer),
    "imap_starttls": _imap_starttls,
    "pop3": lambda _, peer: talk.pop3_login(peer),
    "pop3_starttls": _pop3_starttls,
    "token": _token,
    "control": _control,
}


@contextlib.contextmanager
def crowd(box: ThreadedBox, listener: str, says: bytes = b"") -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        address = ("127.0.0.1", port(box, listener))
        found = [stack.enter_context(socket.create_connection(address, SECONDS)) for _ in range(CROWD)]
        for one in found:
            one.sendall(says)
        assert soon(lambda: state(box)[1] == CROWD)
        yield found


@pytest.mark.parametrize("says", [b"", b"\x16\x03\x01"], ids=["silent", "a word begun"])
@pytest.mark.parametrize("listener", LISTENERS)
def test_five_hundred_who_say_nothing_stop_nobody(box: ThreadedBox, listener: str, says: bytes) -> None:
    with crowd(box, listener, says):
        begun = time.monotonic()
        serve(box, listener)
        assert time.monotonic() - begun < SECONDS
    assert soon(lambda: state(box)[1] == 0)
    assert bugs(box) == []


@pytest.mark.parametrize("listener", ["imap", "pop3", "token"])
def test_a_handshake_that_is_never_finished_ends(
    box: ThreadedBox, listener: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fakes.wire.transport.HANDSHAKE_SECONDS", 0.2)
    with socket.create_connection(("127.0.0.1", port(box, listener)), SECONDS) as client:
        client.sendall(b"\x16\x03\x01")
        with contextlib.suppress(ConnectionResetError):
            assert client.recv(1) == b""
    assert soon(lambda: state(box)[1] == 0)


@pytest.mark.parametrize("listener", ["imap_starttls", "pop3_starttls"])
def test_a_silent_session_ends(box: ThreadedBox, listener: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fakes.exchange.conversation.IDLE_SECONDS", 0.2)
    with socket.create_connection(("127.0.0.1", port(box, listener)), SECONDS) as client:
        while client.recv(1000):
            pass
    assert soon(lambda: state(box)[1] == 0)


@pytest.mark.parametrize("listener", LISTENERS)
def test_a_client_that_shuts_only_its_own_side_is_let_go(box: ThreadedBox, listener: str) -> None:
    with socket.create_connection(("127.0.0.1", port(box, listener)), SECONDS) as client:
        client.sendall(b"half a comm")
        client.shutdown(socket.SHUT_WR)
        while client.recv(1000):
            pass
    assert soon(lambda: state(box)[1] == 0)


_UGLY = {
    "a line without end": b"x" * 4 * MEGABYTE,
    "NULs": b"\0" * MEGABYTE + b"\r\n",
    "lines of NULs": b"\0\r\n" * 10_000,
    "a long line": b"a NOOP " + b"y" * MEGABYTE + b"\r\n",
}


@pytest.mark.parametrize("ugly", _UGLY.values(), ids=_UGLY)
@pytest.mark.parametrize("listener", LISTENERS)
def test_bad_input_costs_a_bounded_amount(box: ThreadedBox, listener: str, ugly: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port(box, listener)), SECONDS) as client:
        # It may be refused, ignored or hung up on; it may not be kept.
        with contextlib.suppress(ConnectionError, TimeoutError):
            client.settimeout(1)
            client.sendall(ugly)
        assert largest_buffer(box) <= MEGABYTE
        serve(box, listener)
    assert soon(lambda: state(box)[1] == 0)
    assert bugs(box) == []


def largest_buffer(box: ThreadedBox) -> int:
    """The octets that a connection holds in either direction, the most of all."""

    def held() -> int:
        sizes = [0]
        for wire in box._box._wires:
            reader = getattr(wire.get_protocol(), "_stream_reader", None)
            sizes += [len(getattr(reader, "_buffer", b"")), wire.get_write_buffer_size()]
        return max(sizes)

    return box.call(held)


def test_whoever_never_reads_replies_of_smtp_holds_up_nobody(box: ThreadedBox) -> None:
    client = talk.smtp(talk.peer_of(box))
    push(client._socket, b"EHLO x\r\n" * 2000)
    assert largest_buffer(box) <= MEGABYTE
    serve(box, "smtp")
    client.drop()
    assert soon(lambda: state(box)[1] == 0)


def test_whoever_never_reads_a_fetch_holds_up_nobody(box: ThreadedBox) -> None:
    size = MEGABYTE
    client = talk.imap(talk.peer_of(box))
    for _ in range(20):
        client.ask(b"a APPEND INBOX {%d}" % size, b"+ ", b"+ ")
        client.ask(b"x" * size, b"a OK", b"a ")
    client.ask(b"b SELECT INBOX", b"b OK", b"b ")
    push(client._socket, b"c FETCH 1:* BODY.PEEK[]\r\n" * 50)
    # A message is written whole; the next one waits until the client has taken it.
    assert soon(lambda: largest_buffer(box) > 0)
    assert largest_buffer(box) <= 2 * size
    for listener in ("imap", "smtp"):
        serve(box, listener)
    client.drop()
    assert soon(lambda: state(box)[1] == 0)


def push(connection: socket.socket, data: bytes) -> None:
    """Send until the server takes no more, at most a hundred times."""
    # A small window, or the replies would fill megabytes of the system's first.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(0.3)
    with contextlib.suppress(TimeoutError, ssl.SSLError):
        for _ in range(100):
            connection.sendall(data)
