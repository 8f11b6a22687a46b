"""`oauthmail matrix` for an application with a certificate: a signed assertion in place of the secret."""

from __future__ import annotations

import json
import logging
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest

from fakes.entra.state import Manners
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox
from tests.login import certificates
from tests.login.certificates import PASSPHRASE, Pair
from tests.login.conftest import APP_ONLY
from tests.secrets.conftest import issued
from tests.secrets.search import Canaries

from .rogue import Authority, Peer
from .test_matrix import Matrix, matrix

__all__ = ["issued", "matrix"]


@pytest.fixture(scope="module")
def pair() -> Pair:
    return certificates.make()


@pytest.fixture
def signed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every assertion that is signed from now on."""
    found: list[str] = []
    real = jwt.encode

    def recording(payload: Any, key: Any, *arguments: Any, **named: Any) -> str:
        found.append(real(payload, key, *arguments, **named))
        return found[-1]

    monkeypatch.setattr(jwt, "encode", recording)
    return found


@pytest.fixture
def by_certificate(box: ThreadedBox, tmp_path: Path, pair: Pair) -> dict[str, Any]:
    """The changes to a profile whose certificate the application has."""
    certificates.upload(box, pair)
    (tmp_path / "app.pem").write_bytes(pair.pem + pair.key_pem())
    return certificates.profile(tmp_path / "app.pem")


def once_only(tenant: Tenant) -> None:
    """Each use of an assertion is its last."""
    tenant.entra.manners = Manners(refuse_used_assertions=True)


def test_the_certificate_is_asked_in_both_columns(
    box: ThreadedBox, matrix: Matrix, by_certificate: dict[str, Any], signed: list[str]
) -> None:
    tenant = box.settings.tenant_id
    box.ask(once_only)
    status, rows = matrix("--tenants", f"{tenant},organizations", **by_certificate)
    assert (status, matrix.err) == (0, "")
    assert rows[tenant] == ["ok", "ok", "ok"], matrix.out
    assert rows["organizations"][1:] == ["AADSTS50194"] * 2, matrix.out
    assert len(signed) == 4
    login = box.settings.authority.rpartition("/")[0]
    claims = [jwt.decode(one, options={"verify_signature": False}) for one in signed]
    endpoints = [f"{login}/{name}/oauth2/v2.0/token" for name in (tenant, "organizations")]
    assert [claim["aud"] for claim in claims] == [endpoints[0]] * 2 + [endpoints[1]] * 2
    assert len({claim["jti"] for claim in claims}) == 4
    now = time.time()
    for one, claim in zip(signed, claims, strict=True):
        assert jwt.get_unverified_header(one)["alg"] == "PS256"
        assert claim["iss"] == claim["sub"] == box.settings.client_id
        assert claim["nbf"] <= now < claim["exp"] <= now + 600, "short lived"


def test_an_application_alone_is_asked_by_its_certificate(
    box: ThreadedBox, matrix: Matrix, by_certificate: dict[str, Any]
) -> None:
    status, rows = matrix("--tenants", box.settings.tenant_id, **APP_ONLY, **by_certificate)
    assert rows[box.settings.tenant_id] == ["-", "ok", "no", "token"], matrix.out
    assert status == 0


def test_a_certificate_that_is_not_uploaded_is_refused_in_both(
    box: ThreadedBox, matrix: Matrix, by_certificate: dict[str, Any]
) -> None:
    certificates.upload(box, certificates.make())
    status, rows = matrix("--tenants", box.settings.tenant_id, **by_certificate)
    assert status == 1
    assert rows[box.settings.tenant_id] == ["ok", "AADSTS700027", "AADSTS700027"], matrix.out
    assert "oauthmail explain AADSTS700027" in matrix.out


def test_an_assertion_that_has_ended_is_refused(
    box: ThreadedBox, matrix: Matrix, by_certificate: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checks.assertion.ASSERTION_SECONDS", -900)
    status, rows = matrix("--tenants", box.settings.tenant_id, **by_certificate)
    assert status == 1
    assert rows[box.settings.tenant_id] == ["ok", "AADSTS700024", "AADSTS700024"], matrix.out


def test_a_certificate_that_cannot_be_used_is_usage_and_asks_nobody(
    box: ThreadedBox, matrix: Matrix, by_certificate: dict[str, Any], tmp_path: Path, pair: Pair
) -> None:
    (tmp_path / "app.pem").write_bytes(pair.pem + pair.key_pem(PASSPHRASE))
    status, _ = matrix("--tenants", "common", **by_certificate)
    assert (status, matrix.out) == (2, "")
    assert "is encrypted: name its passphrase as certificate.passphrase" in " ".join(matrix.err.split())
    assert box.ask(lambda tenant: tenant.transcript.events()) == []


def test_neither_assertion_nor_key_shows_even_where_a_host_repeats_what_it_was_sent(
    matrix: Matrix,
    by_certificate: dict[str, Any],
    pair: Pair,
    signed: list[str],
    authority: Authority,
    trusting_both: str,
    issued: dict[str, str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)

    def parrot(peer: Peer) -> None:
        peer.start_tls()
        _, body = peer.request()
        said = parse_qs(body.decode()).get("client_assertion", ["nothing"])[0][-100:]
        answer = {"error": "invalid_client", "error_description": f"I was shown {said}, and do not like it"}
        peer.respond("401 Unauthorized", "application/json", json.dumps(answer).encode())

    with authority.serving(parrot) as rogue:
        there = {"authority__login_base": f"https://127.0.0.1:{rogue.port}", "network__ca_bundle": trusting_both}
        status, rows = matrix("--tenants", "contoso.example", **by_certificate, **there)
    assert status == 1
    assert rows["contoso.example"][-2:] == ["invalid_client"] * 2, matrix.out
    assert signed[0].encode() in rogue.heard
    assert "I was shown" in matrix.out
    secrets = {**issued, "key": pair.body, **{f"assertion {n}": one for n, one in enumerate(signed)}}
    assert Canaries(secrets).leaks({"out": f"{matrix.out}{matrix.err}".encode(), "log": caplog.text.encode()}) == {}
