"""A page of this machine's own that a sign-in ends at: it takes one answer, says that it may be closed, and is gone."""

from __future__ import annotations

import hmac
import queue
import socketserver
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qsl, urlsplit

_HOSTS = ("localhost", "127.0.0.1")
_LONGEST_BODY = 200_000
_REQUEST_SECONDS = 10.0
_POLL_SECONDS = 0.05
_HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("Connection", "close"),
)
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>oauthmail</title></head>
<body style="font-family: sans-serif; margin: 3em"><h1>{heading}</h1><p>{text}</p></body></html>
"""
DONE = _PAGE.format(
    heading="You can close this page", text="The answer has arrived. What comes of it stands in the terminal."
)
_STRANGE = _PAGE.format(heading="Not the answer", text="This is not the answer to the sign-in that is waiting here.")


def is_loopback(redirect_uri: str) -> bool:
    """Can this machine answer at a redirect URI, in clear and on loopback?"""
    parts = urlsplit(redirect_uri)
    return parts.scheme == "http" and parts.hostname in _HOSTS


class Listener:
    """Listens on 127.0.0.1 for the answer to one sign-in; `redirect_uri` is where it must be sent.

    It takes the port of the redirect URI, or a free one when there is none or it is taken: Entra ID ignores the port of
    a redirect URI on loopback (Microsoft: redirect URI restrictions, localhost exceptions). Raises OSError when nobody
    may listen here.
    """

    def __init__(self, redirect_uri: str) -> None:
        parts = urlsplit(redirect_uri)
        self._path = parts.path or "/"
        self._answers: queue.SimpleQueue[Mapping[str, str]] = queue.SimpleQueue()
        self._state = ""
        self._server = _serve(self, parts.port or 0)
        host = parts.hostname or _HOSTS[0]
        self.redirect_uri = f"http://{host}:{self._server.server_address[1]}{parts.path}"

    def __enter__(self) -> Listener:
        threading.Thread(target=self._server.serve_forever, args=(_POLL_SECONDS,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def expect(self, state: str) -> None:
        """The answer will carry `state`; any other request is turned away."""
        self._state = state

    def wait(self, seconds: float) -> Mapping[str, str] | None:
        """The answer, or None when none came in time."""
        try:
            return self._answers.get(timeout=seconds)
        except queue.Empty:
            return None

    def take(self, path: str, fields: Mapping[str, str]) -> bool:
        """Is this the answer? It is then kept."""
        mine = bool(self._state) and hmac.compare_digest(fields.get("state", "").encode(), self._state.encode())
        if path != self._path or not mine or not ("code" in fields or "error" in fields):
            return False
        self._answers.put(fields)
        return True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, listener: Listener, port: int) -> None:
        self.listener = listener
        super().__init__(("127.0.0.1", port), _Handler)

    def server_bind(self) -> None:
        """Without the look-up of this machine's name, which may take its time."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up is no news; a traceback could show what it sent."""


class _Handler(BaseHTTPRequestHandler):
    timeout = _REQUEST_SECONDS
    server: _Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self._answer(parts.path, parts.query)

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        size = int(length) if length.isascii() and length.isdecimal() else _LONGEST_BODY + 1
        body = self.rfile.read(size).decode("ascii", "replace") if size <= _LONGEST_BODY else ""
        self._answer(urlsplit(self.path).path, body)

    def _answer(self, path: str, fields: str) -> None:
        known = self.server.listener.take(path, dict(parse_qsl(fields)))
        page = (DONE if known else _STRANGE).encode()
        self.send_response(200 if known else 404)
        for name, value in (*_HEADERS, ("Content-Length", str(len(page)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *arguments: object) -> None:
        """The address of a request holds a code: it is not logged."""


def _serve(listener: Listener, port: int) -> _Server:
    try:
        return _Server(listener, port)
    except OSError:
        if port == 0:
            raise
        return _Server(listener, 0)
