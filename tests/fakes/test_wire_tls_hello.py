"""What a ClientHello says, however it is cut, and what reaches the client when a handshake fails."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from checks.probes.dialog import shake_hands
from fakes.thread import ThreadedBox

from .client import trust
from .test_wire_tls import LISTENERS, events, plain, port

OPENSSL = Path("/usr/bin/openssl")
STARTTLS = {"smtp": "smtp", "imap_starttls": "imap", "pop3_starttls": "pop3"}
every = pytest.mark.parametrize("listener", LISTENERS)
needs_openssl = pytest.mark.skipif(not OPENSSL.exists(), reason="no openssl command")


def s_client(box: ThreadedBox, listener: str, *options: str) -> str:
    """What `openssl s_client` prints."""
    command = [str(OPENSSL), "s_client", "-connect", f"127.0.0.1:{port(box, listener)}"]
    command += ["-CAfile", box.settings.ca_file, "-verify_return_error", *options]
    if listener in STARTTLS:
        command += ["-starttls", STARTTLS[listener]]
    done = subprocess.run(command, input=b"", capture_output=True, timeout=30, check=False)
    return (done.stdout + done.stderr).decode("utf-8", "replace")


def hello(box: ThreadedBox) -> dict[str, Any]:
    [found] = events(box, "client_hello")
    return dict(found["data"])


@needs_openssl
@every
@pytest.mark.parametrize(
    ("options", "versions", "name"),
    [
        (("-tls1_2", "-servername", "mail.example"), ("TLSv1.2",), "mail.example"),
        (("-tls1_3", "-servername", "mail.example"), ("TLSv1.3",), "mail.example"),
        (("-noservername", "-no_tls1", "-no_tls1_1"), ("TLSv1.3", "TLSv1.2"), None),
    ],
    ids=["1.2", "1.3", "no name"],
)
def test_what_s_client_offers_is_what_is_recorded(
    box: ThreadedBox, listener: str, options: tuple[str, ...], versions: tuple[str, ...], name: str | None
) -> None:
    printed = s_client(box, listener, *options)
    assert "Verify return code: 0 (ok)" in printed
    assert tuple(hello(box)["versions"]) == versions
    assert hello(box)["server_name"] == name
    [tls] = events(box, "tls")
    assert tls["data"]["version"] == versions[0]
    assert tls["data"]["cipher"][0] in printed


@needs_openssl
def test_the_ciphers_are_those_that_s_client_was_told_to_offer(box: ThreadedBox) -> None:
    s_client(box, "imap", "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305")
    # The last is no cipher but says that renegotiation is secure (RFC 5746 3.3).
    assert list(hello(box)["ciphers"]) == ["c02b", "cca9", "00ff"]
    box.reset()
    s_client(box, "imap", "-tls1_3", "-ciphersuites", "TLS_AES_256_GCM_SHA384")
    assert next(iter(hello(box)["ciphers"])) == "1302"


@needs_openssl
@every
def test_s_client_prints_the_alert_of_a_failed_handshake(box: ThreadedBox, listener: str) -> None:
    if listener != "smtp":  # where an old handshake succeeds, and AUTH is refused
        printed = s_client(box, listener, "-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0")
        assert re.search(r"alert protocol version|alert number 70", printed)
    box.faults("tls-version-old")
    printed = s_client(box, listener, "-no_tls1", "-no_tls1_1")
    assert re.search(r"alert protocol version|alert number 70", printed)


@every
def test_python_hears_the_alert_when_no_cipher_is_shared(box: ThreadedBox, listener: str) -> None:
    hears_no_shared_cipher(box, listener)
    assert [e["data"] for e in events(box, "alert")] == ["NO_SHARED_CIPHER"]


@every
@pytest.mark.parametrize("fault", ["tls-slow", "tls-split", "tls-late"])
def test_an_alert_is_heard_though_the_flight_is_bent(box: ThreadedBox, listener: str, fault: str) -> None:
    box.ask(lambda tenant: setattr(tenant, "delay_scale", 0.01))
    box.faults(f"{fault}@{listener.removesuffix('_starttls')}")
    hears_no_shared_cipher(box, listener)


def hears_no_shared_cipher(box: ThreadedBox, listener: str) -> None:
    """A client with a cipher for RSA certificates only, which the server has not."""
    context = trust(box)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-RSA-AES128-GCM-SHA256")
    with plain(box, listener) as connection, pytest.raises(ssl.SSLError, match=r"(?i)handshake.failure"):
        shake_hands(context, connection, "localhost")


def one_by_one(data: bytes) -> Iterator[bytes]:
    return (data[at : at + 1] for at in range(len(data)))


def in_small_records(data: bytes) -> Iterator[bytes]:
    """The same handshake message in records of 100 octets."""
    at = 0
    while at < len(data):
        length = int.from_bytes(data[at + 3 : at + 5])
        body = data[at + 5 : at + 5 + length]
        for start in range(0, length, 100):
            piece = body[start : start + 100]
            yield data[at : at + 3] + len(piece).to_bytes(2) + piece
        at += 5 + length


@contextmanager
def handshake_in(
    box: ThreadedBox, listener: str, cut: Callable[[bytes], Iterator[bytes]], context: ssl.SSLContext
) -> Iterator[ssl.SSLObject]:
    """A handshake whose first flight is cut up, each piece in a segment of its own."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
    first = True
    with plain(box, listener) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            try:
                client.do_handshake()
            except ssl.SSLWantReadError:
                flight = outgoing.read()
                for piece in cut(flight) if first else (flight,):
                    connection.sendall(piece)
                first = False
                data = connection.recv(65536)
                assert data, "the server hung up"
                incoming.write(data)
            else:
                connection.sendall(outgoing.read())
                yield client
                return


@every
@pytest.mark.parametrize("cut", [one_by_one, in_small_records])
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_hello_in_pieces_is_read_all_the_same(
    box: ThreadedBox, listener: str, cut: Callable[[bytes], Iterator[bytes]], version: ssl.TLSVersion
) -> None:
    context = trust(box)
    context.maximum_version = context.minimum_version = version
    with handshake_in(box, listener, cut, context) as client:
        assert client.version() == version.name.replace("_", ".")
    assert hello(box)["server_name"] == "localhost"
    assert tuple(hello(box)["versions"]) == (version.name.replace("_", "."),)


GOOD_FOR = {
    "certificate-wildcard": (
        ("a.mail.localhost",),
        ("localhost", "mail.localhost", "a.b.mail.localhost"),
    ),
    "certificate-uri-only": ((), ("localhost", "A mail server")),
    "certificate-cn-only": ((), ("localhost",)),
}


@pytest.mark.parametrize("fault", GOOD_FOR)
def test_which_names_a_certificate_stands_for(box: ThreadedBox, fault: str) -> None:
    box.faults(fault)
    context = trust(box)
    context.hostname_checks_common_name = False
    good, bad = GOOD_FOR[fault]
    for name in (*good, *bad):
        with plain(box, "imap") as connection:
            if name in good:
                shake_hands(context, connection, name).close()
            else:
                with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
                    shake_hands(context, connection, name)


def test_a_client_that_takes_a_common_name_for_a_host_name_is_caught(box: ThreadedBox) -> None:
    """Python's default, which the certificate is made for; the suite's own context is met by tests/suite."""
    box.faults("certificate-cn-only")
    with plain(box, "imap") as connection, shake_hands(trust(box), connection, "localhost") as secure:
        assert secure.version() == "TLSv1.3"
