"""Under TLS: alerts that reach the client, what a ClientHello says, certificates and trouble on each listener."""

from __future__ import annotations

import socket
import ssl
import subprocess
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from checks.probes.dialog import shake_hands
from fakes.exchange.dialect import DIALECTS
from fakes.thread import ThreadedBox
from fakes.wire.client_hello import parse_client_hello
from fakes.wire.transport import Wire

from .client import Smtp, bugs, trust

LISTENERS = ("token", "smtp", "imap", "imap_starttls", "pop3", "pop3_starttls")
ASK = {"smtp": (b"EHLO x\r\n", b"STARTTLS\r\n"), "imap_starttls": (b"a STARTTLS\r\n",), "pop3_starttls": (b"STLS\r\n",)}
every = pytest.mark.parametrize("listener", LISTENERS)


def port(box: ThreadedBox, listener: str) -> int:
    if listener == "token":
        return urlsplit(box.settings.token_url).port or 0
    return int(getattr(box.settings, f"{listener}_port"))


def plain(box: ThreadedBox, listener: str) -> socket.socket:
    """A connection up to where TLS begins."""
    connection = socket.create_connection(("localhost", port(box, listener)), 5)
    for command in ASK.get(listener, ()):
        connection.recv(4096)
        connection.sendall(command)
    if listener in ASK:
        connection.recv(4096)
    return connection


def handshake(box: ThreadedBox, listener: str, context: ssl.SSLContext | None = None) -> ssl.SSLSocket:
    connection = plain(box, listener)
    try:
        return shake_hands(context or trust(box), connection, "localhost")
    except BaseException:
        connection.close()
        raise


def events(box: ThreadedBox, kind: str) -> list[dict[str, Any]]:
    return box.ask(lambda t: [e for e in t.transcript.events() if e["kind"] == kind])


def old_client() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context


def refuse_old_versions(box: ThreadedBox) -> None:
    """Exchange's SMTP lets them shake hands and refuses at AUTH (test_smtp_policy.py); other dialects do not."""
    box.ask(lambda tenant: setattr(tenant, "dialect", DIALECTS["rfc7628"]))


@every
def test_a_failed_handshake_ends_in_an_alert_record(box: ThreadedBox, listener: str) -> None:
    """CPython's own servers drop it (CPython issue 98078)."""
    refuse_old_versions(box)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = old_client().wrap_bio(incoming, outgoing, server_hostname="localhost")
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    with plain(box, listener) as connection:
        connection.sendall(outgoing.read())
        record = b""
        while data := connection.recv(100):
            record += data
    # alert (21), two octets: fatal (2), protocol_version (70); RFC 8446 6
    assert record[0] == 21 and record[3:5] == b"\x00\x02" and record[5:] == bytes([2, 70])
    assert [e["data"] for e in events(box, "alert")] == ["UNSUPPORTED_PROTOCOL"]
    [hello] = events(box, "client_hello")
    assert "TLSv1.1" in hello["data"]["versions"] and "TLSv1.2" not in hello["data"]["versions"]


@every
def test_the_clients_own_reading_of_the_alert(box: ThreadedBox, listener: str) -> None:
    refuse_old_versions(box)
    with pytest.raises(ssl.SSLError, match=r"(?i)alert protocol version"):
        handshake(box, listener, old_client())


@pytest.mark.parametrize("listener", ["token", "smtp", "imap"])
def test_garbage_instead_of_a_handshake(box: ThreadedBox, listener: str) -> None:
    with plain(box, listener) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n\r\n" * 20)
        answer = connection.recv(100)
        assert answer == b"" or answer[0] == 21
    assert bugs(box) == []


@every
def test_a_client_that_refuses_the_certificate_is_heard(box: ThreadedBox, listener: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(box, listener, ssl.create_default_context(cafile=None))
    box.call(lambda: None)
    with handshake(box, listener):
        pass
    assert "TLSV1_ALERT_UNKNOWN_CA" in [e["data"] for e in events(box, "alert")]


@every
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_hello_and_tls_events(box: ThreadedBox, listener: str, version: ssl.TLSVersion) -> None:
    context = trust(box)
    context.maximum_version = version
    with handshake(box, listener, context) as connection:
        agreed = connection.version()
    [hello], [tls] = events(box, "client_hello"), events(box, "tls")
    expected = ["TLSv1.3", "TLSv1.2"] if version is ssl.TLSVersion.TLSv1_3 else ["TLSv1.2"]
    assert hello["data"]["versions"] == tuple(expected) and hello["data"]["server_name"] == "localhost"
    assert tls["data"]["version"] == agreed == version.name.replace("_", ".")
    assert hello["listener"] == listener.removesuffix("_starttls")
    offered = [int(c, 16) for c in hello["data"]["ciphers"]]
    assert {c["id"] & 0xFFFF for c in context.get_ciphers() if version is not ssl.TLSVersion.TLSv1_2} <= {*offered}


@pytest.mark.skipif(not Path("/usr/bin/openssl").exists(), reason="no openssl command")
def test_openssl_s_client(box: ThreadedBox) -> None:
    command = ["/usr/bin/openssl", "s_client", "-connect", f"127.0.0.1:{box.settings.smtp_port}", "-starttls", "smtp"]
    command += [
        "-servername",
        "mail.example",
        "-CAfile",
        box.settings.ca_file,
        "-verify_return_error",
        "-crlf",
        "-quiet",
    ]
    done = subprocess.run(command, input=b"QUIT\r\n", capture_output=True, timeout=20, check=False)
    assert b"221 2.0.0 Service closing" in done.stdout, done.stderr
    assert [e["data"]["server_name"] for e in events(box, "client_hello")] == ["mail.example"]


def test_hellos_cut_short_or_followed_by_more() -> None:
    outgoing = ssl.MemoryBIO()
    client = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="a.example")
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    flight = outgoing.read()
    whole = parse_client_hello(flight)
    assert whole is not None and whole.server_name == "a.example"
    assert all(parse_client_hello(flight[:cut]) is None for cut in range(len(flight)))
    assert parse_client_hello(flight + b"\x14\x03\x03\x00\x01\x01") == whole
    half = len(flight) // 2
    pieces = (flight[5:half], flight[half:])
    assert parse_client_hello(b"".join(b"\x16\x03\x01" + len(p).to_bytes(2) + p for p in pieces)) == whole


CERTIFICATES = {
    "certificate-unknown-ca": "unable to get local issuer|self-signed",
    "certificate-wrong-name": "Hostname mismatch",
    "certificate-expired": "has expired",
    "certificate-not-yet-valid": "not yet valid",
    "certificate-self-signed": "self-signed certificate",
    "certificate-wildcard": "Hostname mismatch",
    "certificate-uri-only": "Hostname mismatch",
}


@every
@pytest.mark.parametrize("fault", CERTIFICATES)
def test_certificates(box: ThreadedBox, listener: str, fault: str) -> None:
    on = listener.removesuffix("_starttls")
    box.faults(f"{fault}@{on}*1")
    with pytest.raises(ssl.SSLCertVerificationError, match=CERTIFICATES[fault]):
        handshake(box, listener)
    with handshake(box, listener):
        pass
    # Elsewhere nothing is wrong.
    box.faults(f"{fault}@{'imap' if on != 'imap' else 'pop3'}")
    with handshake(box, listener):
        pass


@every
def test_a_server_that_is_too_old(box: ThreadedBox, listener: str) -> None:
    box.faults("tls-version-old")
    with pytest.raises(ssl.SSLError):
        handshake(box, listener)
    with handshake(box, listener, old_client()) as connection:
        assert connection.version() == "TLSv1.1"


@every
def test_dropped_and_silent_connections(box: ThreadedBox, listener: str) -> None:
    on = listener.removesuffix("_starttls")
    box.faults(f"connection-dropped@{on}*1")
    target = ("127.0.0.1", port(box, listener))
    with pytest.raises(ConnectionResetError), socket.create_connection(target, 5) as connection:
        connection.recv(1)
    box.faults(f"server-silent@{on}*1")
    with socket.create_connection(("localhost", port(box, listener)), 5) as connection:
        connection.sendall(b"x")
        connection.settimeout(0.1)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        with handshake(box, listener):
            pass


@pytest.mark.parametrize("listener", ["smtp", "imap_starttls", "pop3_starttls"])
def test_garbage_in_place_of_a_greeting(box: ThreadedBox, listener: str) -> None:
    box.faults("server-garbage")
    with socket.create_connection(("localhost", port(box, listener)), 5) as connection:
        assert connection.recv(1000).startswith(b"\x00\xff\x16") and connection.recv(1) == b""


def test_bytes_below_tls_break_it(box: ThreadedBox) -> None:
    with Smtp(box) as client:
        client.start_tls()

        def inject() -> None:
            [wire] = [w for w in box._box._wires if isinstance(w, Wire) and w.listener == "smtp"]
            wire.write_raw(b"250 injected\r\n")

        box.call(inject)
        with pytest.raises(ssl.SSLError):
            client.reply()


@pytest.mark.parametrize("listener", ["smtp", "imap", "pop3"])
def test_a_client_that_half_closes_is_let_go(box: ThreadedBox, listener: str) -> None:
    with handshake(box, listener) as connection:
        socket.socket.shutdown(connection, socket.SHUT_WR)
        while connection.recv(4096):
            pass
    if listener == "smtp":
        with Smtp(box) as client:
            client.socket.shutdown(socket.SHUT_WR)
            assert client.reply() == ""
