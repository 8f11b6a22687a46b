"""The HTTP proxy on the way to the login host: is it there, and does it let us through?"""

from __future__ import annotations

import base64
import socket
import ssl
import time
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from ..observation import Failure, ProbeFailed
from .dialog import connect_failure, printable_start, shake_hands, tls_failure

_HEAD_LIMIT = 65536


def shown(proxy: str) -> str:
    """Host and port of a proxy, without the credentials that its URL may hold."""
    try:
        host, port = place(proxy)
    except ProbeFailed:
        return "(its URL is none that is understood)"
    return f"{host}:{port}"


def place(proxy: str) -> tuple[str, int]:
    """Host and port of a proxy. Raises ProbeFailed for a URL that is none."""
    try:
        parts = urlsplit(_whole(proxy))
        if parts.scheme.lower() not in {"http", "https"}:
            words = f"the proxy's URL begins with {parts.scheme}://, and only HTTP proxies are used here"
            raise ProbeFailed(Failure("proxy-unreachable", f"{words} (HTTPS_PROXY or network.https_proxy)", "network"))
        return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        words = "the proxy's URL has no port that is a number (HTTPS_PROXY or network.https_proxy)"
        raise ProbeFailed(Failure("proxy-unreachable", words, "network")) from None


def tunnel(
    proxy: str, host: str, port: int, seconds: float, context: Callable[[], ssl.SSLContext]
) -> socket.socket | ssl.SSLSocket:
    """A connection through the proxy, by CONNECT, inside TLS where its URL says https and its certificate holds.

    Raises ProbeFailed with what the proxy, or its absence, says.
    """
    own, at = place(proxy)
    try:
        raw = socket.create_connection((own, at), seconds)
    except OSError as error:
        raise ProbeFailed(cannot_reach(proxy, error)) from None
    try:
        if urlsplit(proxy).scheme == "https":
            raw = _inside_tls(raw, own, at, context)
        raw.sendall(_connect(proxy, host, port))
        head = _head(raw, time.monotonic() + seconds)
        _judge(proxy, head)
    except TimeoutError:
        raw.close()
        words = f"the proxy for HTTPS: {own} port {at} took the connection and said nothing for {seconds:g} seconds"
        raise ProbeFailed(Failure("proxy-unreachable", words, "network", own)) from None
    except OSError as error:
        raw.close()
        raise ProbeFailed(cannot_reach(proxy, error)) from None
    except ProbeFailed:
        raw.close()
        raise
    return raw


def _inside_tls(raw: socket.socket, host: str, port: int, context: Callable[[], ssl.SSLContext]) -> ssl.SSLSocket:
    try:
        return shake_hands(context(), raw, host)
    except (ssl.SSLError, ValueError) as error:
        failure = tls_failure(error, host, port)
        raise ProbeFailed(Failure(failure.kind, f"the proxy for HTTPS: {failure.words}", "tls", host)) from None


def _judge(proxy: str, head: bytes) -> None:
    words = head.decode("latin-1").partition("\r\n")[0].split(None, 2)
    if len(words) < 2 or not words[0].startswith("HTTP/"):
        said = printable_start(head)
        raise ProbeFailed(refused(proxy, f"it does not answer CONNECT as a proxy does: {said}"))
    if words[1] != "200":
        raise ProbeFailed(refused(proxy, "Tunnel connection failed: " + " ".join(words[1:])[:120]))


def refused(proxy: str, words: str) -> Failure:
    """The proxy answered, and not with a way through."""
    return Failure("proxy-refused", f"proxy {shown(proxy)}: {words}", "network", place(proxy)[0])


def put_in_place(proxy: str, host: str, said: bytes = b"") -> Failure:
    """The proxy said that the way is open, and what came is not the host; it begins with `said`, if that is known."""
    what = printable_start(said) if said else "something else"
    return refused(proxy, f"in place of TLS with {host} the proxy sent {what}")


def cannot_reach(proxy: str, error: OSError) -> Failure:
    """The proxy itself cannot be reached."""
    failure = connect_failure(error, *place(proxy))
    return Failure("proxy-unreachable", f"the proxy for HTTPS: {failure.words}", "network", failure.host)


def _connect(proxy: str, host: str, port: int) -> bytes:
    head = f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n"
    parts = urlsplit(_whole(proxy))
    if parts.username:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        head += f"Proxy-Authorization: Basic {base64.b64encode(login.encode()).decode()}\r\n"
    return f"{head}\r\n".encode()


def _whole(proxy: str) -> str:
    return proxy if "://" in proxy else f"http://{proxy}"


def _head(raw: socket.socket, deadline: float) -> bytes:
    """The proxy's answer up to the empty line, octet by octet: what follows belongs to the tunnel."""
    head = b""
    while not head.endswith(b"\r\n\r\n") and len(head) < _HEAD_LIMIT:
        raw.settimeout(max(deadline - time.monotonic(), 0.001))
        octet = raw.recv(1)
        if not octet and not head:
            raise ConnectionResetError("closed by the proxy")
        if not octet:
            break
        head += octet
    return head
