"""Any bytes in any pieces: no hang, nothing of our own that breaks, and nothing said in clear is done inside TLS."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.probes.dialog import shake_hands
from fakes.exchange.dialect import DIALECTS
from fakes.thread import ThreadedBox

from .client import Smtp, bugs, sasl, trust
from .test_smtp_message import OUTSIDE, letter

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
FRAGMENTS = st.sampled_from(
    [b"EHLO x\r\n", b"AUTH XOAUTH2", b"AUTH LOGIN ", b"AUTH PLAIN\r\n", b"=", b"*\r\n", b"{good}\r\n", b"\r\n", b"\n",
     b"\r", b"MAIL FROM:", b"<{own}>", b" SIZE=1", b" BODY=BINARYMIME", b"RCPT TO:<{own}>\r\n", b"DATA\r\n", b".\r\n",
     b"BDAT ", b"5", b" LAST\r\n", b"RSET\r\n", b"\x00", b"\xff\xfe", b"<", b">", b" " * 700, b"x" * 70_000,
     b"QUIT\r\n", b"HELP\r\n"]
)  # fmt: skip


@settings(max_examples=120, deadline=None, database=None, suppress_health_check=QUIET)
@given(
    st.sampled_from(list(DIALECTS)),
    st.booleans(),
    st.lists(FRAGMENTS | st.binary(max_size=20), max_size=25),
    st.lists(st.integers(1, 400), min_size=1, max_size=6),
)
def test_arbitrary_bytes_in_arbitrary_pieces(
    _box: ThreadedBox, dialect: str, encrypted: bool, parts: list[bytes], pieces: list[int]
) -> None:
    _box.ask(lambda tenant: setattr(tenant, "dialect", DIALECTS[dialect]))
    good, own = sasl(_box.settings.mailbox, _box.settings.access_token), _box.settings.mailbox.encode()
    data = b"".join(parts).replace(b"{good}", good).replace(b"{own}", own)
    started = time.monotonic()
    with Smtp(_box) as client, contextlib.suppress(ConnectionError, ssl.SSLError, BrokenPipeError):
        client.socket.settimeout(10)
        if encrypted:
            client.start_tls(DIALECTS[dialect].smtp.said["starttls"])
        at, n = 0, 0
        while at < len(data):
            size = pieces[n % len(pieces)]
            client.send(data[at : at + size])
            at, n = at + size, n + 1
        socket.socket.shutdown(client.socket, socket.SHUT_WR)
        while client.reply():
            pass
    assert time.monotonic() - started < 10
    _box.ask(lambda tenant: setattr(tenant, "dialect", DIALECTS["exchange"]))
    assert bugs(_box) == []


@settings(max_examples=40, deadline=None, database=None, suppress_health_check=QUIET)
@given(
    st.lists(
        st.sampled_from([b"NOOP\r\n", b"EHLO y\r\n", b"QUIT\r\n", b"MAIL FROM:<a@b>\r\n", b"NOO", b"AUTH "]), max_size=8
    ),
    st.sampled_from([b"STARTTLS\r\n", b"STARTTLS\n", b"starttls\r\n"]),
)
def test_nothing_said_in_clear_is_done_inside_tls(box: ThreadedBox, behind: list[bytes], command: bytes) -> None:
    """CVE-2011-0411; NO STARTTLS, 2021: whatever stands behind STARTTLS in the same segment is gone."""
    with Smtp(box) as client:
        client.ask("EHLO x")
        client.send(command + b"".join(behind))
        assert client.reply() == "220 2.0.0 SMTP server ready"
        client.socket.settimeout(5)
        with trust(box).wrap_socket(client.socket, server_hostname="localhost") as secure:
            # Half a command before TLS and the other half inside it are two halves.
            secure.sendall(b"P\r\nRSET\r\n")
            said = b""
            while said.count(b"\r\n") < 2:
                said += secure.recv(1000)
            assert said.startswith(b"500 5.3.3 Unrecognized command 'unknown' [") and b"\r\n250 2.0.0 OK\r\n" in said
            secure.sendall(b"MAIL FROM:<a@b>\r\n")
            assert secure.recv(1000).startswith(b"503 5.5.2 Send hello first"), "the greeting before TLS is forgotten"
    assert bugs(box) == []


def test_what_comes_between_the_reply_and_the_handshake_fails_it(box: ThreadedBox) -> None:
    with Smtp(box) as client:
        client.ask("EHLO x")
        assert client.ask("STARTTLS") == "220 2.0.0 SMTP server ready"
        client.send(b"NOOP\r\nMAIL FROM:<a@b>\r\n")
        with pytest.raises((ssl.SSLError, OSError)):
            shake_hands(trust(box), client.socket, "localhost")
    assert bugs(box) == []


def test_a_login_in_clear_is_not_one_inside_tls(box: ThreadedBox) -> None:
    good = sasl(box.settings.mailbox, box.settings.access_token)
    with Smtp(box) as client:
        client.send(b"EHLO x\r\nAUTH XOAUTH2 " + good + b"\r\n")
        assert client.reply().startswith("250-") and client.reply().startswith("504 5.7.4 ")
        client.start_tls()
        assert client.ask(f"MAIL FROM:<{box.settings.mailbox}>").startswith("530 5.7.57 ")


def test_a_whole_session_octet_by_octet(box: ThreadedBox) -> None:
    own = box.settings.mailbox
    said = b"AUTH XOAUTH2 " + sasl(own, box.settings.access_token)
    said += f"\r\nMAIL FROM:<{own}>\r\nRCPT TO:<{OUTSIDE}>\r\nDATA\r\n".encode() + letter(own) + b".\r\nQUIT\r\n"
    with Smtp(box) as client:
        client.start_tls()
        for n in range(len(said)):
            client.send(said[n : n + 1])
        assert [client.reply()[:3] for _ in range(6)] == ["235", "250", "250", "354", "250", "221"]
    assert bugs(box) == []
