"""Token endpoints that are not as they should be: what is taken, what is refused, and what they never get."""

from __future__ import annotations

import base64
import json
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checks.config.references import Secret
from checks.mail.reach import Reach
from checks.mail.settings import Grant
from checks.mail.tokens import Tokens
from checks.observation import ProbeFailed
from tests.live.rogue import Authority, Peer, Rogue

SCOPE = "https://outlook.office.com/SMTP.Send"


def _jwt() -> str:
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (b'{"alg":"none"}', b"{}", b"x"))


def _serve(authority: Authority, answer: Callable[[str], tuple[str, str, bytes]]) -> Any:
    def script(peer: Peer) -> None:
        peer.start_tls()
        path, _ = peer.request()
        peer.respond(*answer(path))

    return authority.serving(script)


def _discovery(port: int, token: str = "") -> bytes:
    base = f"https://localhost:{port}/t"
    return json.dumps(
        {"authorization_endpoint": f"{base}/a", "token_endpoint": token or f"{base}/oauth2/v2.0/token", "issuer": base}
    ).encode()


def _token_answers(authority: Authority, bundle: Path, body: bytes, status: str = "200 OK", **more: Any) -> Any:
    served: list[Rogue] = []

    def answer(path: str) -> tuple[str, str, bytes]:
        if "openid-configuration" in path:
            return "200 OK", "application/json", _discovery(served[0].port, **more)
        return status, "application/json", body

    with _serve(authority, answer) as rogue:
        served.append(rogue)
        grant = Grant("refresh_token", f"https://localhost:{rogue.port}/t", "id", (SCOPE,), None, Secret("r" * 40))
        reach = Reach(frozenset({f"localhost:{rogue.port}"}), bundle, step_seconds=2)
        try:
            tokens = Tokens(grant, reach, None, wait=lambda _: None)
            return rogue, tokens.get("smtp"), tokens
        except ProbeFailed as error:
            return rogue, error, None


@pytest.fixture
def ca(authority: Authority, tmp_path: Path) -> Path:
    bundle = tmp_path / "ca.pem"
    bundle.write_bytes(authority.pem)
    return bundle


@pytest.mark.parametrize("kind", ["Bearer", "bearer", "BEARER"])
@pytest.mark.parametrize("seconds", [None, "3599", 3599, 0, -1, "soon", [], 1e400])
def test_odd_but_right_answers_are_taken(authority: Authority, ca: Path, kind: str, seconds: Any) -> None:
    body = {"token_type": kind, "access_token": "opaque", "unknown": {"x": [1]}, "foci": "1"}
    if seconds is not None:
        body["expires_in"] = seconds
    rogue, token, _ = _token_answers(authority, ca, json.dumps(body).encode())
    assert isinstance(token, Secret) and token.reveal() == "opaque", token.failure
    assert rogue.heard.count(b"POST ") == 1


@pytest.mark.parametrize(
    "body",
    [
        {"token_type": "pop", "access_token": "x"},
        {"access_token": "x"},
        {"token_type": "Bearer"},
        {"token_type": "Bearer", "access_token": 5},
        {"token_type": "Bearer", "access_token": ""},
        {"token_type": "Bearer", "access_token": "x", "refresh_token": 5},
        [],
        "text",
        None,
    ],
)
def test_what_is_no_bearer_token_is_not_used(authority: Authority, ca: Path, body: Any) -> None:
    rogue, failed, _ = _token_answers(authority, ca, json.dumps(body).encode())
    assert isinstance(failed, ProbeFailed) and failed.failure.words
    assert rogue.heard.count(b"POST ") <= 2


@pytest.mark.parametrize(("status", "body"), [("502 Bad Gateway", b"<html>"), ("200 OK", b""), ("200 OK", b"{")])
def test_what_is_no_answer_of_a_token_endpoint_is_said(
    authority: Authority, ca: Path, status: str, body: bytes
) -> None:
    _, failed, _ = _token_answers(authority, ca, body, status)
    assert isinstance(failed, ProbeFailed) and failed.failure.protocol == "entra"


@pytest.mark.parametrize("other", ["https://localhost:1/token", "https://evil.example/token", "http://localhost/token"])
def test_a_document_cannot_send_the_secret_elsewhere(authority: Authority, ca: Path, other: str) -> None:
    rogue, failed, _ = _token_answers(authority, ca, b"{}", token=other)
    assert isinstance(failed, ProbeFailed)
    assert b"r" * 40 not in rogue.heard


def test_another_port_of_the_same_host_is_another_server(authority: Authority, ca: Path) -> None:
    with _serve(authority, lambda _: ("200 OK", "application/json", b"{}")) as other:
        url = f"https://localhost:{other.port}/t"
        _, failed, _ = _token_answers(authority, ca, b"{}", token=url)
    assert isinstance(failed, ProbeFailed) and failed.failure.kind == "forbidden"
    assert other.connections == 0


def test_only_names_of_a_trusted_certificate_count(ca: Path) -> None:
    context = Reach(frozenset(), ca).context()
    assert context.check_hostname and context.verify_mode is ssl.CERT_REQUIRED
    assert not context.hostname_checks_common_name and context.minimum_version is ssl.TLSVersion.TLSv1_2
    with pytest.raises(ProbeFailed):
        Reach(frozenset(), ca.parent / "missing.pem").context()


def test_redirects_are_not_followed(authority: Authority, ca: Path) -> None:
    rogue, failed, _ = _token_answers(authority, ca, b"", "307 Temporary Redirect")
    assert isinstance(failed, ProbeFailed) and rogue.heard.count(b"POST ") <= 1
