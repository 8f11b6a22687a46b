"""HTTP for the login host: one trust store, the run's proxies, no redirects, and no credential to a foreign host."""

from __future__ import annotations

import contextlib
import http.client
import ssl
import threading
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, DecodeError, HTTPError, NewConnectionError
from urllib3.util.ssltransport import SSLTransport

from ..observation import Failure, ProbeFailed
from ..redactor import Redactor
from ..version import version
from .dialog import connect_failure, tls_failure
from .proxy import cannot_reach, put_in_place, refused
from .watched import Watched, watch

_BODY_LIMIT = 300
PIECE = 65536
# Octets of an answer; a token answer has some ten thousand at most.
LONGEST = 1024 * 1024
# OpenSSL's word for a first answer that is no TLS at all.
_NO_TLS = "WRONG_VERSION_NUMBER"
_BUSY = frozenset({429, *range(500, 600)})
# The time limits of single reads must not come before the one of the whole, which alone says what was waited for.
_LATER = 2.0
_PROOFS = ("client_assertion", "code", "code_verifier", "device_code")
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

    `document` is its JSON, or None; `refusal` says in words what was not JSON or not a success, or is empty. A login
    host that asked to be left alone (429, 5xx or Retry-After) is not asked again. `correlation_id` is the one of the
    last request, by which the service's own logs can be searched.
    """

    def __init__(self, target: Way) -> None:
        super().__init__()
        self._target = target
        self._opened: list[Watched] = []
        self._busy = ""
        # MSAL asks for the document of the endpoints once more.
        self._documents: dict[str, requests.Response] = {}
        self.refusal = ""
        self.document: object = None
        self.correlation_id = ""
        # requests would add certifi's roots and obey REQUESTS_CA_BUNDLE; the run has one trust store.
        self.trust_env = False
        self.proxies = dict(target.proxies)
        self._adapter = _OneTrustStore(target, self._opened)
        self.mount("https://", self._adapter)
        self.headers["User-Agent"] = f"oauthmail/{version()}"

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        """Send a request; `timeout` bounds it as a whole, however slowly its answer drips.

        Raises ProbeFailed for a foreign host, a connection that fails, and a host that asked to be left alone.
        """
        host, port = urlsplit(str(url)).hostname or "", urlsplit(str(url)).port or 443
        self._target.allow(host, "entra")
        if urlsplit(str(url)).scheme != "https":
            raise ProbeFailed(Failure("forbidden", f"{url!s} is not https: nothing is sent to it", "entra", host))
        if self._busy:
            raise ProbeFailed(Failure("refused", self._busy, "entra", host))
        if method == "GET" and str(url) in self._documents:
            return self._documents[str(url)]
        seconds = float(kwargs.get("timeout") or self._target.step_seconds)
        kwargs["timeout"] = seconds * _LATER
        kwargs["allow_redirects"] = False
        # What proves the application or the sign-in is good for minutes, and MSAL makes it where nobody else sees it.
        form = kwargs.get("data")
        for proof in [form.get(name) for name in _PROOFS] if isinstance(form, Mapping) else ():
            if isinstance(proof, str | bytes):
                self._target.redactor.learn(proof if isinstance(proof, str) else proof.decode("ascii", "replace"))
        headers = kwargs["headers"] = dict(kwargs.get("headers") or {})
        self.correlation_id = headers.setdefault("client-request-id", str(uuid.uuid4()))
        self.refusal, self.document = "", None
        with self._bounded(host, port, seconds):
            response = super().request(method, url, *args, **{**kwargs, "stream": True})
            read_whole(response, host)
        content_type = response.headers.get("Content-Type", "").lower()
        if response.status_code >= 400 or not content_type.startswith("application/json"):
            self.refusal = self._words(response)
        if method == "GET" and response.ok:
            self._documents[str(url)] = response
        if response.status_code in _BUSY or (response.status_code >= 400 and "Retry-After" in response.headers):
            self._busy = self.refusal
        try:
            self.document = response.json()
        except (ValueError, RecursionError):
            self.document = None
        # Before anybody sees the answer: MSAL logs it.
        for name in _SECRET:
            if isinstance(self.document, dict) and isinstance(self.document.get(name), str):
                self._target.redactor.learn(self.document[name])
        return response

    def close(self) -> None:
        """Close every connection, those in use as well."""
        super().close()
        for connection in self._opened:
            connection.end()
            connection.close()
        self._opened.clear()

    def shake_hands(self, url: str) -> ssl.SSLSocket | SSLTransport:
        """Connect and shake hands as a request to this URL would, and keep the connection for it; send nothing.

        Raises ProbeFailed.
        """
        host, port = urlsplit(url).hostname or "", urlsplit(url).port or 443
        pool = self._adapter.get_connection_with_tls_context(
            requests.Request("GET", url).prepare(), verify=True, proxies=self.proxies
        )
        # urllib3 has no public way to connect without a request.
        connection = pool._get_conn()
        connection.timeout = self._target.step_seconds * _LATER
        with self._bounded(host, port, self._target.step_seconds):
            if pool.proxy is not None:
                pool._prepare_proxy(connection)
            else:
                connection.connect()
            sock = connection.sock
        pool._put_conn(connection)
        assert isinstance(sock, ssl.SSLSocket | SSLTransport)
        return sock

    @contextlib.contextmanager
    def _bounded(self, host: str, port: int, seconds: float) -> Iterator[None]:
        """An end to all that happens inside, and the failure in words."""
        expired = threading.Event()
        try:
            with watch(self._opened, seconds, expired):
                yield
            if expired.is_set():  # http.client takes an end of the connection for the end of a header
                raise OSError
        except (requests.RequestException, HTTPError, OSError, http.client.HTTPException) as error:
            if expired.is_set():
                words = f"{host} port {port}: no whole answer within {seconds:g} seconds"
                raise ProbeFailed(Failure("silent", words, "network", host)) from None
            raise ProbeFailed(_failure(error, host, port, self.proxies.get("https", ""))) from None

    def _words(self, response: requests.Response) -> str:
        """A refusal that is no JSON of Entra's, with what support needs to find it."""
        text = " ".join(response.text[:_BODY_LIMIT].split())
        wait = response.headers.get("Retry-After", "")[:40]
        asked = f"(Retry-After: {wait}) " if wait else ""
        if to := urlsplit(response.headers.get("Location", "")).hostname:
            asked += f"(sent on to {to}) "
        trace = response.headers.get("x-ms-request-id", "")[:40] or "none"
        when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
        said = f"HTTP {response.status_code} {response.reason or ''} {asked}{text}".strip()
        return f"{said} Trace ID: {trace} Correlation ID: {self.correlation_id} Timestamp: {when}"


def read_whole(response: requests.Response, host: str) -> None:
    """Read the body of a streamed answer, so much and no more. Raises ProbeFailed, OSError or HTTPError."""
    # urllib3 unpacks as it reads: what an answer grows to is bounded, not only what comes over the wire.
    body = b"".join(_pieces(response))
    if len(body) > LONGEST:
        response.close()
        raise ProbeFailed(Failure("garbage", f"{host} gave an answer of more than {LONGEST} octets", "entra", host))
    # requests has no public way to read a body up to a limit and keep it.
    response._content = body
    # JSON is UTF-8 (RFC 8259 8.1), and guessing the encoding of a page takes longer than the page is worth.
    response.encoding = "utf-8"


def _pieces(response: requests.Response) -> Iterator[bytes]:
    size = 0
    while size <= LONGEST and (piece := response.raw.read(PIECE, decode_content=True)):
        size += len(piece)
        yield piece


class _OneTrustStore(HTTPAdapter):
    def __init__(self, target: Way, opened: list[Watched]) -> None:
        self._target = target
        self._connection = type("Connection", (Watched,), {"opened": opened})
        super().__init__(max_retries=0)

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """As requests does, with connections that an end can be put to."""
        pool = super().get_connection_with_tls_context(*args, **kwargs)
        vars(pool)["ConnectionCls"] = self._connection
        return pool

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> Any:
        return super().init_poolmanager(*args, ssl_context=self._target.context(), **kwargs)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        own = self._target.context()  # for a proxy that speaks TLS itself
        return super().proxy_manager_for(*args, ssl_context=self._target.context(), proxy_ssl_context=own, **kwargs)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:  # noqa: ARG002 - requests' signature
        """The context verifies; requests must not add roots of its own."""
        conn.cert_reqs = "CERT_REQUIRED"


def _failure(error: Exception, host: str, port: int, proxy: str) -> Failure:
    """The operating system's or OpenSSL's words out of the wrappings of requests and urllib3."""
    inner: BaseException = error
    not_connected = False
    for _ in range(8):
        not_connected |= isinstance(inner, (NewConnectionError, ConnectTimeoutError))
        reason = getattr(inner, "reason", None)
        following = reason if isinstance(reason, BaseException) else None
        following = following or next((a for a in getattr(inner, "args", ()) if isinstance(a, BaseException)), None)
        following = following or getattr(inner, "__cause__", None)
        if following is None:
            break
        inner = following
    if str(inner).startswith("Tunnel connection failed"):
        return refused(proxy, str(inner))
    if isinstance(inner, ssl.SSLError):
        in_clear = proxy and inner.reason == _NO_TLS
        return put_in_place(proxy, host) if in_clear else tls_failure(inner, host, port)
    if isinstance(inner, http.client.HTTPException) and not isinstance(inner, ConnectionError):
        return Failure("garbage", f"{host} port {port} does not speak HTTP ({type(inner).__name__})", "entra", host)
    if isinstance(inner, OSError) and not isinstance(inner, requests.RequestException):
        return cannot_reach(proxy, inner) if proxy and not_connected else connect_failure(inner, host, port)
    if isinstance(error, DecodeError):
        return Failure("garbage", f"{host} port {port} gave an answer that cannot be unpacked", "entra", host)
    kind = "timeout" if isinstance(error, requests.Timeout) else "closed"
    words = "timed out" if kind == "timeout" else "connection dropped"
    return Failure(kind, f"{host} port {port}: {words} ({type(error).__name__})", "network", host)
