"""A signature is verified once; what can change since is judged at every login."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jwt
import pytest

from fakes.entra.keys import KeyRing
from fakes.entra.tokens import BadToken, mint, verify_access_token
from fakes.tenant.example import Plan, build
from fakes.tenant.tenant import Tenant


@pytest.fixture
def tenant() -> Tenant:
    """With a ring of its own: its keys are retired here."""
    return build(Plan(), KeyRing())


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every token that is verified from scratch."""
    seen: list[str] = []
    real = jwt.decode

    def decode(token: str, *arguments: Any, **more: Any) -> Any:
        seen.append(token)
        return real(token, *arguments, **more)

    monkeypatch.setattr(jwt, "decode", decode)
    yield seen


def token_of(tenant: Tenant) -> str:
    app, user = next(iter(tenant.apps.values())), next(iter(tenant.users.values()))
    return mint(tenant, app, user, "https://outlook.office.com", ["SMTP.Send"])[0]


def test_the_signature_is_verified_once(tenant: Tenant, decoded: list[str]) -> None:
    token = token_of(tenant)
    claims = [verify_access_token(tenant, token) for _ in range(3)]
    assert decoded == [token] and claims[0] == claims[2] and claims[0]["scp"] == "SMTP.Send"


def test_another_signature_under_the_same_claims_is_refused(tenant: Tenant) -> None:
    token = token_of(tenant)
    verify_access_token(tenant, token)
    head, _, signature = token.rpartition(".")
    with pytest.raises(BadToken):
        verify_access_token(tenant, f"{head}.{signature[:-8]}AAAAAAAA")


def test_a_verified_token_expires(tenant: Tenant) -> None:
    token = token_of(tenant)
    verify_access_token(tenant, token)
    tenant.clock.advance(86400)
    with pytest.raises(BadToken, match="expired"):
        verify_access_token(tenant, token)


def test_a_verified_token_dies_with_its_key(tenant: Tenant) -> None:
    token = token_of(tenant)
    tenant.keys.roll()
    verify_access_token(tenant, token)
    tenant.keys.retire()
    with pytest.raises(BadToken, match="unknown key"):
        verify_access_token(tenant, token)


def test_refused_tokens_are_not_kept_and_good_ones_within_a_bound(
    tenant: Tenant, decoded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fakes.entra.tokens._VERIFIED_KEPT", 3)
    with pytest.raises(BadToken):
        verify_access_token(tenant, token_of(tenant) + "x")
    assert tenant.entra.verified == {}
    tokens = [token_of(tenant) for _ in range(5)]
    for token in tokens:
        verify_access_token(tenant, token)
    assert len(tenant.entra.verified) == 3
    decoded.clear()
    verify_access_token(tenant, tokens[-1])
    verify_access_token(tenant, tokens[0])
    assert decoded == [tokens[0]]
