"""Clients that say nothing, say half, or never read: they are let go in time, and the others are served meanwhile."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time

import pytest

from fakes.thread import ThreadedBox
from fakes.wire import transport

from .client import bugs
from .line_talk import PORTS, served, talk, until_alone

IMPLICIT = ("imap", "pop3")
every = pytest.mark.parametrize("port", PORTS)
HALF = {"smtp": b"EHLO cli", "imap": b"a LOG", "pop3": b"CAP"}


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "HANDSHAKE_SECONDS", 0.2)
    monkeypatch.setattr("fakes.wire.outgoing.LINGER_SECONDS", 0.2)


def hello_flight() -> bytes:
    outgoing = ssl.MemoryBIO()
    with pytest.raises(ssl.SSLWantReadError):
        ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="localhost").do_handshake()
    return outgoing.read()


@every
def test_silence_before_anything_is_said(box: ThreadedBox, port: str) -> None:
    with talk(box, port) as client:
        assert served(box, port)
        if port in IMPLICIT:
            # Reset when the time of a handshake is over.
            with pytest.raises(ConnectionResetError):
                client.socket.recv(1)
        else:
            assert client.socket.recv(100)
    until_alone(box)
    assert bugs(box) == []


@every
@pytest.mark.parametrize("part", [0.0, 0.5])
def test_half_a_client_hello(box: ThreadedBox, port: str, part: float) -> None:
    with talk(box, port) as client:
        client.up_to("tls")
        flight = hello_flight()
        client.socket.sendall(flight[: int(len(flight) * part)])
        assert served(box, port)
        begun = time.monotonic()
        with pytest.raises(ConnectionResetError):
            client.socket.recv(1)
        assert time.monotonic() - begun < 5
        until_alone(box)
    assert bugs(box) == []


@every
def test_half_a_command_and_then_the_end(box: ThreadedBox, port: str) -> None:
    with talk(box, port) as client:
        client.up_to("capabilities-tls")
        client.socket.sendall(HALF[port.removesuffix("_starttls")])
        assert served(box, port)
    until_alone(box)
    assert bugs(box) == []


@pytest.mark.parametrize("port", ["imap", "pop3"])
def test_a_client_that_asks_for_much_and_never_reads(box: ThreadedBox, port: str) -> None:
    letter = b"Subject: large\r\n\r\n" + b"x" * 998 + b"\r\n"
    letter += (b"y" * 998 + b"\r\n") * 8000
    box.ask(lambda tenant: tenant.submit("a@fabrikam.example", [box.settings.mailbox], letter))
    ask = {
        "imap": b"e EXAMINE INBOX\r\n" + b"".join(b"f%d FETCH 3 BODY[]\r\n" % n for n in range(5)) + b"g LOGOUT\r\n",
        "pop3": b"RETR 3\r\n" * 5 + b"QUIT\r\n",
    }
    with talk(box, port) as client:
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.up_to("command")
        client.socket.sendall(ask[port])
        assert served(box, port)
        held = box.call(lambda: max(wire.get_write_buffer_size() for wire in box._box._wires))
        # One reply at most waits for the client; the next is made when it has taken that.
        assert 0 < held < 2 * len(letter)
        box.call(box._box._wires.copy().pop().close)
        until_alone(box)
    assert bugs(box) == []


def test_a_client_that_reads_slowly_gets_its_last_reply_whole(box: ThreadedBox) -> None:
    """After the server has closed, a client that goes on reading is waited for; only one that has stopped is not."""
    letter = b"Subject: large\r\n\r\n" + (b"y" * 998 + b"\r\n") * 6000
    box.ask(lambda tenant: tenant.submit("a@fabrikam.example", [box.settings.mailbox], letter))
    with talk(box, "pop3") as client:
        client.up_to("command")
        client.socket.sendall(b"RETR 3\r\nQUIT\r\n")
        whole = 0
        while data := client.socket.recv(400_000):
            whole += len(data)
            time.sleep(0.002)
    assert whole > len(letter)
    until_alone(box)


def test_a_stall_is_not_for_ever(box: ThreadedBox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fakes.exchange.line.STALL_SECONDS", 0.2)
    monkeypatch.setattr(transport, "STALL_SECONDS", 0.2)
    for fault in ("auth-stalled@imap*1", "tls-stalled@imap*1", "server-silent@imap*1"):
        box.faults(fault)
        with talk(box, "imap") as client:
            if fault.startswith("auth"):
                client.send(client.up_to("auth"))
            elif fault.startswith("tls"):
                client.socket.sendall(hello_flight())
            # Python takes a reset below TLS for an end.
            with contextlib.suppress(ConnectionResetError):
                assert client.socket.recv(100) == b""
        until_alone(box)
    assert bugs(box) == []
