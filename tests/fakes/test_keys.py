"""Signing keys: several are published, they roll, and a token is worth as much as its key."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from fakes.entra.discovery import keys_document
from fakes.entra.handle import handle
from fakes.entra.keys import KeyRing
from fakes.entra.tokens import BadToken, mint, verify_access_token
from fakes.tenant.example import Plan, build
from fakes.tenant.tenant import Tenant

from .test_entra_tokens import part

OUTLOOK = "https://outlook.office.com"


@pytest.fixture
def tenant() -> Tenant:
    # A ring of its own: rolling the one that all tests share would slow them down.
    return build(Plan(), KeyRing())


def token(tenant: Tenant) -> str:
    app, user = next(iter(tenant.apps.values())), next(iter(tenant.users.values()))
    return mint(tenant, app, user, OUTLOOK, ["SMTP.Send"])[0]


def published(tenant: Tenant) -> list[dict[str, Any]]:
    document = keys_document(tenant, "https://login.microsoftonline.com", "common")
    found: list[dict[str, Any]] = json.loads(document.body)["keys"]
    return found


def test_several_keys_with_their_certificates(tenant: Tenant) -> None:
    keys = published(tenant)
    assert len(keys) >= 2 and len({key["kid"] for key in keys}) == len(keys)
    for key in keys:
        assert [*key] == ["kty", "use", "kid", "x5t", "n", "e", "x5c", "cloud_instance_name", "issuer"]
        der = base64.b64decode(key["x5c"][0], validate=True)
        thumbprint = base64.urlsafe_b64encode(hashlib.sha1(der, usedforsecurity=False).digest()).rstrip(b"=").decode()
        assert key["kid"] == key["x5t"] == thumbprint
        public = x509.load_der_x509_certificate(der).public_key()
        assert isinstance(public, rsa.RSAPublicKey)
        number = int.from_bytes(base64.urlsafe_b64decode(key["n"] + "=="))
        assert public.public_numbers().n == number and number.bit_length() == 2048
        assert key["issuer"] == "https://login.microsoftonline.com/{tenantid}/v2.0"
    assert part(token(tenant), 0)["kid"] == keys[1]["kid"]


def test_version_1_publishes_no_issuer(tenant: Tenant) -> None:
    url = "https://login.microsoftonline.com/common/discovery/keys"
    answer = handle(tenant, "GET", url, {}, b"")
    assert answer.status == 200 and b'"issuer"' not in answer.body and b'"x5c"' in answer.body


def test_rolling(tenant: Tenant) -> None:
    first, announced = token(tenant), {key["kid"] for key in published(tenant)}
    tenant.keys.roll()
    second = token(tenant)
    heads = [part(one, 0)["kid"] for one in (first, second)]
    # The key was published before its first use, so a client that caches for a day has it.
    assert heads[0] != heads[1] and heads[1] in announced
    assert heads[0] in {key["kid"] for key in published(tenant)}
    for one in (first, second):
        assert verify_access_token(tenant, one)["scp"] == "SMTP.Send"
    keys = {key["kid"]: jwt.PyJWK(key, "RS256").key for key in published(tenant)}
    jwt.decode(first, keys[heads[0]], ["RS256"], audience=OUTLOOK)
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(first, keys[heads[1]], ["RS256"], audience=OUTLOOK)


def test_a_token_dies_with_its_key(tenant: Tenant) -> None:
    old = token(tenant)
    tenant.keys.roll()
    tenant.keys.roll()
    assert verify_access_token(tenant, old)
    tenant.keys.roll()
    assert len(published(tenant)) == 4
    with pytest.raises(BadToken, match="unknown key"):
        verify_access_token(tenant, old)
    fresh = token(tenant)
    tenant.keys.roll()
    tenant.keys.retire()
    with pytest.raises(BadToken, match="unknown key"):
        verify_access_token(tenant, fresh)
    assert verify_access_token(tenant, token(tenant))
