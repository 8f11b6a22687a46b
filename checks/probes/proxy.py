"""The HTTP proxy on the way to the login host: is it there, and does it let us through?"""

from __future__ import annotations

import base64
import socket
import time
from urllib.parse import unquote, urlsplit

from ..observation import Failure, ProbeFailed
from .dialog import connect_failure

_HEAD_LIMIT = 65536


def shown(proxy: str) -> str:
    """Host and port of a proxy, without the credentials that its URL may hold."""
    host, port = place(proxy)
    return f"{host}:{port}"


def place(proxy: str) -> tuple[str, int]:
    """Host and port of a proxy. Raises ProbeFailed for a URL that is none."""
    try:
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        words = "the proxy's URL has no port that is a number (HTTPS_PROXY or network.https_proxy)"
        raise ProbeFailed(Failure("proxy-unreachable", words, "network")) from None


def tunnel(proxy: str, host: str, port: int, seconds: float) -> socket.socket:
    """A connection through the proxy, by CONNECT. Raises ProbeFailed with what the proxy, or its absence, says."""
    try:
        raw = socket.create_connection(place(proxy), seconds)
    except OSError as error:
        raise ProbeFailed(cannot_reach(proxy, error)) from None
    if urlsplit(proxy).scheme == "https":
        return raw  # CONNECT inside TLS is left to urllib3, which is asked next
    try:
        raw.sendall(_connect(proxy, host, port))
        head = _head(raw, time.monotonic() + seconds)
    except OSError as error:
        raw.close()
        raise ProbeFailed(cannot_reach(proxy, error)) from None
    words = head.decode("latin-1").partition("\r\n")[0].split(None, 2)
    if len(words) < 2 or not words[0].startswith("HTTP/") or words[1] != "200":
        raw.close()
        raise ProbeFailed(refused(proxy, "Tunnel connection failed: " + " ".join(words[1:])[:120]))
    return raw


def refused(proxy: str, words: str) -> Failure:
    """The proxy answered, and not with a way through."""
    return Failure("proxy-refused", f"proxy {shown(proxy)}: {words}", "network", place(proxy)[0])


def cannot_reach(proxy: str, error: OSError) -> Failure:
    """The proxy itself cannot be reached."""
    failure = connect_failure(error, *place(proxy))
    return Failure("proxy-unreachable", f"the proxy for HTTPS: {failure.words}", "network", failure.host)


def _connect(proxy: str, host: str, port: int) -> bytes:
    parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    head = f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n"
    if parts.username:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        head += f"Proxy-Authorization: Basic {base64.b64encode(login.encode()).decode()}\r\n"
    return f"{head}\r\n".encode()


def _head(raw: socket.socket, deadline: float) -> bytes:
    """The proxy's answer up to the empty line, octet by octet: what follows belongs to the tunnel."""
    head = b""
    while not head.endswith(b"\r\n\r\n") and len(head) < _HEAD_LIMIT:
        raw.settimeout(max(deadline - time.monotonic(), 0.001))
        octet = raw.recv(1)
        if not octet:
            raise ConnectionResetError("closed by the proxy")
        head += octet
    return head
