"""HTTP for the login host: one trust store, the run's proxies, no redirects, and no credential to a foreign host."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from ..observation import Failure, ProbeFailed
from ..redactor import Redactor
from .dialog import connect_failure

_BODY_LIMIT = 300
_SECRET = ("access_token", "refresh_token", "id_token", "device_code")


class Way(Protocol):
    """What a session must know of the run that it serves; a Target knows it."""

    @property
    def redactor(self) -> Redactor: ...
    @property
    def proxies(self) -> Mapping[str, str]: ...
    @property
    def step_seconds(self) -> float: ...
    def context(self) -> ssl.SSLContext: ...
    def allow(self, host: str, protocol: str) -> None: ...


class LoginSession(requests.Session):
    """What MSAL and the probes send their requests with; it remembers the last answer, which MSAL may lose.

    `document` is its JSON, or None; `refusal` says in words what was not JSON or not a success, or is empty.
    """

    def __init__(self, target: Way) -> None:
        super().__init__()
        self._target = target
        self.refusal = ""
        self.document: object = None
        # requests would add certifi's roots and obey REQUESTS_CA_BUNDLE; the run has one trust store.
        self.trust_env = False
        self.proxies = dict(target.proxies)
        self.mount("https://", _OneTrustStore(target))
        self.headers["User-Agent"] = "oauthmail (diagnosis)"

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        """Send a request. Raises ProbeFailed for a foreign host or a connection that fails."""
        host = urlsplit(str(url)).hostname or ""
        self._target.allow(host, "entra")
        if urlsplit(str(url)).scheme != "https":
            raise ProbeFailed(Failure("forbidden", f"{url!s} is not https: nothing is sent to it", "entra", host))
        kwargs.setdefault("timeout", self._target.step_seconds)
        kwargs["allow_redirects"] = False
        try:
            response = super().request(method, url, *args, **kwargs)
        except requests.RequestException as error:
            raise ProbeFailed(_failure(error, host, urlsplit(str(url)).port or 443)) from None
        if response.status_code >= 400 or not response.headers.get("Content-Type", "").startswith("application/json"):
            text = " ".join(response.text[:_BODY_LIMIT].split())
            self.refusal = f"HTTP {response.status_code} {response.reason or ''} {text}".strip()
        try:
            self.document = response.json()
        except ValueError:
            self.document = None
        # Before anybody sees the answer: MSAL logs it.
        for name in _SECRET:
            if isinstance(self.document, dict) and isinstance(self.document.get(name), str):
                self._target.redactor.learn(self.document[name])
        return response


class _OneTrustStore(HTTPAdapter):
    def __init__(self, target: Way) -> None:
        self._target = target
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> Any:
        return super().init_poolmanager(*args, ssl_context=self._target.context(), **kwargs)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        return super().proxy_manager_for(*args, ssl_context=self._target.context(), **kwargs)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:  # noqa: ARG002 - requests' signature
        """The context verifies; requests must not add roots of its own."""
        conn.cert_reqs = "CERT_REQUIRED"


def _failure(error: requests.RequestException, host: str, port: int) -> Failure:
    """The operating system's or OpenSSL's words out of the wrappings of requests and urllib3."""
    inner: BaseException | None = error
    for _ in range(8):
        reason = getattr(inner, "reason", None)
        following = reason if isinstance(reason, BaseException) else None
        following = following or next((a for a in getattr(inner, "args", ()) if isinstance(a, BaseException)), None)
        following = following or getattr(inner, "__cause__", None)
        if following is None:
            break
        inner = following
    if isinstance(inner, http.client.HTTPException) and not isinstance(inner, ConnectionError):
        return Failure("garbage", f"{host} port {port} does not speak HTTP ({type(inner).__name__})", "entra", host)
    if isinstance(inner, OSError) and not isinstance(inner, requests.RequestException):
        return connect_failure(inner, host, port)
    kind = "timeout" if isinstance(error, requests.Timeout) else "closed"
    words = "timed out" if kind == "timeout" else "connection dropped"
    return Failure(kind, f"{host} port {port}: {words} ({type(error).__name__})", "network", host)
