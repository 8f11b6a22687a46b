"""Signing in once, with a person: by device code, or in a browser with PKCE; the refresh token goes into the store."""

from __future__ import annotations

import http.server
import socketserver
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ..observation import Failure, ProbeFailed
from .login_host import OIDC, application, asked, fingerprint_of, judge
from .reach import Reach
from .settings import Grant
from .store import TokenStore

Say = Callable[[Mapping[str, Any]], None]
_LONGEST = 65536
_LOOPBACK = ("localhost", "127.0.0.1")


def sign_in(grant: Grant, redirect_uri: str, reach: Reach, folder: Path | None, say: Say) -> None:
    """Ask a person in, and keep the refresh token. Raises ProbeFailed."""
    if folder is None:
        raise _failed("unavailable", "a sign-in needs state_dir, where its refresh token is kept")
    app, session = application(grant, reach)
    scopes = [scope for scope in grant.scopes if scope not in OIDC]
    if grant.flow == "device_code":
        answer = _by_device(app, session, scopes, reach, say)
    else:
        answer = _in_browser(app, session, scopes, redirect_uri, reach, say)
    issued = judge(answer, session, reach)
    if not issued.refresh_token:
        raise _failed("refused", "the token endpoint issued no refresh token; the scopes lack offline_access")
    store = TokenStore(folder, *fingerprint_of(grant))
    with store.locked(reach.step()):
        store.write({"refresh_token": issued.refresh_token, "obtained_at": int(time.time())})


def _by_device(app: Any, session: Any, scopes: list[str], reach: Reach, say: Say) -> Any:
    flow = asked(reach, session, lambda: app.initiate_device_flow(scopes))
    if "user_code" not in flow:
        return flow
    reach.redactor.learn(flow["device_code"])
    say({"user_code": flow["user_code"], "verification_uri": flow["verification_uri"]})
    flow["expires_at"] = min(flow["expires_at"], time.time() + reach.left())
    return asked(reach, session, lambda: app.acquire_token_by_device_flow(flow), reach.left())


def _in_browser(app: Any, session: Any, scopes: list[str], redirect_uri: str, reach: Reach, say: Say) -> Any:
    parts = urlsplit(redirect_uri)
    if parts.scheme != "http" or parts.hostname not in _LOOPBACK:
        raise _failed("forbidden", "oauth.redirect_uri must be http://localhost for a sign-in by this program")
    with _Listener(("127.0.0.1", parts.port or 0), _Redirect) as listener:
        # Entra leaves the port of a loopback redirect out of the comparison (RFC 8252 7.3).
        mine = f"http://{parts.hostname}:{listener.server_address[1]}{parts.path}"
        flow = app.initiate_auth_code_flow(scopes, redirect_uri=mine, response_mode="form_post")
        reach.redactor.learn(flow["code_verifier"])
        say({"open": flow["auth_uri"]})
        while not listener.query:
            listener.timeout = reach.left()
            listener.handle_request()
    reach.redactor.learn(listener.query.get("code", ""))
    if listener.query.get("state") != flow["state"]:
        raise _failed("refused", "the answer in the browser is not for this sign-in (another state); it is not used")
    return asked(reach, session, lambda: app.acquire_token_by_auth_code_flow(flow, listener.query))


class _Listener(socketserver.TCPServer):
    """Takes redirects until one carries an answer."""

    def __init__(self, *arguments: Any) -> None:
        self.allow_reuse_address = True
        super().__init__(*arguments)
        self.query: dict[str, str] = {}

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away is no error of ours, and its words are no business of a terminal."""


class _Redirect(http.server.BaseHTTPRequestHandler):
    server: _Listener
    timeout = 5

    def do_POST(self) -> None:
        """The answer, in a form so that the code stays out of the browser's history."""
        length = self.headers.get("Content-Length", "")
        size = int(length) if length.isascii() and length.isdecimal() else 0
        self._answer(dict(parse_qsl(self.rfile.read(min(size, _LONGEST)).decode("utf-8", "replace"))))

    def do_GET(self) -> None:
        """A refusal, which Entra may send as a query all the same, or a browser's question for an icon."""
        self._answer(dict(parse_qsl(urlsplit(self.path).query)))

    def _answer(self, query: dict[str, str]) -> None:
        known = "state" in query and ("code" in query or "error" in query)
        if known:
            self.server.query = query
        body = b"You can close this page." if known else b"Nothing here."
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """The request line holds the code."""


def _failed(kind: str, words: str) -> ProbeFailed:
    return ProbeFailed(Failure(kind, words, "entra"))
