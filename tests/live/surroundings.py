"""A resolver and an HTTP proxy of the test's own."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import pytest

from checks.probes.dialog import shake_hands
from fakes.thread import ThreadedBox

from .rogue import SECONDS, Authority, Peer, Rogue

Answer = Sequence[str] | int


# What the C library says.
WORDS = {
    socket.EAI_NONAME: "Name or service not known",
    socket.EAI_AGAIN: "Temporary failure in name resolution",
    socket.EAI_FAIL: "Non-recoverable failure in name resolution",
}


def resolving(
    monkeypatch: pytest.MonkeyPatch, names: Mapping[str, Answer], *, aaaa: int = 0, port_at: int = 0, ipv6_at: int = 0
) -> None:
    """Answer for these names: addresses, or the number of the resolver's error. All others resolve as before.

    `aaaa` is the error for questions about IPv6 alone; `port_at` puts every port of these names there, `ipv6_at` every
    port of their IPv6 addresses.
    """
    before = socket.getaddrinfo

    def answer(host: Any, port: Any, family: int = 0, kind: int = 0, *more: Any, **named: Any) -> Any:
        known = names.get(str(host))
        if known is None:
            return before(host, port, family, kind, *more, **named)
        error = aaaa if family == socket.AF_INET6 else 0
        if isinstance(known, int) or error:
            number = known if isinstance(known, int) else error
            raise socket.gaierror(number, WORDS[number])
        found = []
        for address in known:
            of = socket.AF_INET6 if ":" in address else socket.AF_INET
            at = (ipv6_at if of == socket.AF_INET6 else 0) or port_at or port
            place = (address, at, 0, 0) if ":" in address else (address, at)
            if family in {0, of}:
                found.append((of, socket.SOCK_STREAM, 6, "", place))
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "No address associated with hostname")
        return found

    monkeypatch.setattr(socket, "getaddrinfo", answer)


def refusing(status: str, *headers: str) -> Callable[[Peer], None]:
    """A proxy that lets nobody through."""

    def script(peer: Peer) -> None:
        peer.request()
        peer.respond(status, "text/html", b"<html>no</html>", *headers)

    return script


def opening(box: ThreadedBox, authority: Authority, asked: list[str]) -> Callable[[Peer], None]:
    """A proxy that opens TLS with certificates of its own and passes everything on to the fake login host."""
    login = urlsplit(box.settings.authority)
    trusting = ssl.create_default_context(cafile=box.settings.ca_file)

    def script(peer: Peer) -> None:
        to, _ = peer.request()
        asked.append(to)
        peer.say(b"HTTP/1.1 200 Connection established\r\n\r\n")
        peer.use(authority.named(to.rpartition(":")[0]))
        raw = socket.create_connection(("localhost", login.port or 443), SECONDS)
        with shake_hands(trusting, raw, "localhost") as upstream:
            peer.pump(upstream)

    return script


def answering(box: ThreadedBox, authority: Authority, name: str, port: int = 0) -> Callable[[Peer], None]:
    """The fake login host, or what else of the fakes begins with TLS on a port, under another name."""
    to = port or urlsplit(box.settings.authority).port or 443
    trusting = ssl.create_default_context(cafile=box.settings.ca_file)

    def script(peer: Peer) -> None:
        peer.use(authority.named(name))
        raw = socket.create_connection(("localhost", to), SECONDS)
        with shake_hands(trusting, raw, "localhost") as upstream:
            peer.pump(upstream)

    return script


def passing(port: int, asked: list[str]) -> Callable[[Peer], None]:
    """A proxy that speaks TLS itself and leads to a port of this machine; `asked` takes the lines of each request."""

    def script(peer: Peer) -> None:
        peer.start_tls()
        asked.extend(peer.head())
        peer.say(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with socket.create_connection(("127.0.0.1", port), SECONDS) as upstream:
            peer.pump(upstream)

    return script


@contextlib.contextmanager
def proxying(authority: Authority, script: Callable[[Peer], None], monkeypatch: pytest.MonkeyPatch) -> Iterator[Rogue]:
    """A proxy on loopback, named by HTTPS_PROXY until the end of the block."""
    with authority.serving(script) as rogue:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{rogue.port}")
        yield rogue
