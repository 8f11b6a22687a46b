"""Whatever is posted to the token endpoints, the answer is a token or a refusal with all its members."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes.entra.device import GRANT
from fakes.entra.handle import handle
from fakes.entra.keys import KeyRing
from fakes.tenant.example import Plan, build
from fakes.tenant.model import AppCertificate
from fakes.tenant.tenant import Tenant

HOST = "https://login.microsoftonline.com"
FORM = {"content-type": "application/x-www-form-urlencoded"}
STATUSES = {400, 401, 405}
GRANTS = ("refresh_token", "authorization_code", "client_credentials", "password", "device_code", GRANT, "other")
SCOPES = ("https://outlook.office.com/SMTP.Send", "SMTP.Send openid", "https://outlook.office365.com/.default", "x/y")
PATHS = ("oauth2/v2.0/token", "oauth2/token", "oauth2/v2.0/devicecode", "oauth2/devicecode")
NAMES = (
    "client_id client_secret grant_type scope resource code device_code refresh_token username password claims "
    "client_assertion client_assertion_type redirect_uri code_verifier client_info"
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
ANYTHING = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def tenant(keys: KeyRing) -> Tenant:
    tenant = build(Plan(), keys)
    text = keys.current.public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    next(iter(tenant.apps.values())).certificates = [AppCertificate("c2hhMQ", "c2hhMjU2", text)]
    return tenant


def judge(tenant: Tenant, path: str, body: bytes) -> None:
    answer = handle(tenant, "POST", f"{HOST}/{path}", FORM, body)
    found = json.loads(answer.body)
    if answer.status == 200:
        assert "access_token" in found or "device_code" in found
        return
    assert answer.status in STATUSES
    assert found["error"] and found["error_description"].startswith(f"AADSTS{found['error_codes'][0]}: ")
    for secret in (*(s.value for app in tenant.apps.values() for s in app.secrets), *tenant.grants):
        # What a client sent in the wrong place may come back to it.
        assert secret.encode() in body or secret.encode() not in answer.body


@ANYTHING
@given(data=st.data())
def test_any_form(tenant: Tenant, data: st.DataObject) -> None:
    app, user = next(iter(tenant.apps.values())), next(iter(tenant.users.values()))
    likely = [app.client_id, app.secrets[0].value, user.upn, user.password, *GRANTS, *SCOPES, *tenant.grants, "1"]
    value = st.sampled_from(likely) | st.text(max_size=30)
    form = data.draw(st.dictionaries(st.sampled_from(NAMES.split()), value, max_size=9))
    form |= {"client_id": app.client_id, "grant_type": data.draw(st.sampled_from(GRANTS))} if len(form) % 3 else {}
    segment = data.draw(st.sampled_from([tenant.id, tenant.domain, "common", "consumers", "organizations"]))
    path = f"{segment}/{data.draw(st.sampled_from(PATHS))}"
    judge(tenant, path, urlencode(form, errors="surrogatepass").encode())


@ANYTHING
@given(body=st.binary(max_size=200), path=st.sampled_from(PATHS))
def test_any_bytes(tenant: Tenant, body: bytes, path: str) -> None:
    judge(tenant, f"{tenant.id}/{path}", body)
    judge(tenant, f"{tenant.id}/{path}", b"grant_type=" + body)


@ANYTHING
@given(
    header=st.dictionaries(st.sampled_from(["alg", "x5t", "x5t#S256", "kid", "typ", "crit"]), JSON),
    claims=st.dictionaries(st.sampled_from(["aud", "iss", "sub", "exp", "nbf", "iat", "jti"]), JSON),
    known=st.booleans(),
)
def test_any_assertion(tenant: Tenant, header: dict[str, Any], claims: dict[str, Any], known: bool) -> None:
    app = next(iter(tenant.apps.values()))
    if known:
        # Signed for real, so that the claims are looked at.
        header = {**header, "alg": "RS256", "x5t": "c2hhMQ=="} | {"kid": "k"}
        header.pop("x5t#S256", None)
        header.pop("crit", None)
        claims = {"iss": app.client_id, "sub": app.client_id, "aud": f"{HOST}/{tenant.id}/v2.0", **claims}
    text = sign(tenant, header, claims)
    form = {
        "client_id": app.client_id,
        "grant_type": "client_credentials",
        "scope": SCOPES[2],
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": text,
    }
    judge(tenant, f"{tenant.id}/oauth2/v2.0/token", urlencode(form).encode())


@ANYTHING
@given(claims=JSON | st.dictionaries(st.just("access_token"), st.dictionaries(st.just("xms_cc"), JSON)))
def test_any_claims_parameter(tenant: Tenant, claims: Any) -> None:
    app = next(iter(tenant.apps.values()))
    form = {
        "client_id": app.client_id,
        "client_secret": app.secrets[0].value,
        "grant_type": "client_credentials",
        "scope": SCOPES[2],
        "claims": json.dumps(claims),
    }
    judge(tenant, f"{tenant.id}/oauth2/v2.0/token", urlencode(form).encode())


def sign(tenant: Tenant, header: dict[str, Any], claims: dict[str, Any]) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=") for one in (header, claims)]
    signature = tenant.keys.current.private.sign(b".".join(parts), padding.PKCS1v15(), hashes.SHA256())
    return b".".join([*parts, base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()
