"""Certificates: MSAL signs, another library forges, and each thing that can be wrong has its own number."""

from __future__ import annotations

import base64
import datetime
import hashlib
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
import msal
import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from fakes.entra.in_process import activate
from fakes.entra.keys import KeyRing
from fakes.entra.state import Manners
from fakes.tenant.example import Plan, build
from fakes.tenant.load import TenantFileError, load_plan
from fakes.tenant.model import App, AppCertificate
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox

DEFAULT = ["https://outlook.office365.com/.default"]
TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True)
class Pair:
    """A key with its certificate, as an administrator would make them."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> str:
        format, nothing = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        return self.key.private_bytes(serialization.Encoding.PEM, format, nothing).decode()

    @property
    def certificate_pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def thumbprint(self, kind: str) -> bytes:
        return hashlib.new(kind, self.certificate.public_bytes(serialization.Encoding.DER)).digest()

    def registered(self) -> AppCertificate:
        public = self.key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return AppCertificate(url64(self.thumbprint("sha1")), url64(self.thumbprint("sha256")), public)


def url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def make() -> Pair:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.contoso.example")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=9))
    return Pair(key, builder.sign(key, hashes.SHA256()))


@pytest.fixture(scope="module")
def pair() -> Pair:
    return make()


@pytest.fixture
def tenant(keys: KeyRing, pair: Pair) -> Iterator[Tenant]:
    tenant = build(Plan(), keys)
    app_of(tenant).certificates = [pair.registered()]
    app_of(tenant).secrets.clear()
    with activate(tenant):
        yield tenant


def app_of(tenant: Tenant) -> App:
    return next(iter(tenant.apps.values()))


def claims(tenant: Tenant, **changes: Any) -> dict[str, Any]:
    url = f"https://login.microsoftonline.com/{tenant.id}/oauth2/v2.0/token"
    now, client = time.time(), app_of(tenant).client_id
    found = {"aud": url, "iss": client, "sub": client, "exp": now + 600, "nbf": now, "jti": str(uuid.uuid4())}
    return {k: v for k, v in {**found, **changes}.items() if v is not None}


def send(tenant: Tenant, assertion: str, **form: str) -> requests.Response:
    data = {
        "client_id": app_of(tenant).client_id,
        "grant_type": "client_credentials",
        "scope": DEFAULT[0],
        "client_assertion_type": TYPE,
        "client_assertion": assertion,
        **form,
    }
    return requests.post(f"https://login.microsoftonline.com/{tenant.id}/oauth2/v2.0/token", data=data, timeout=5)


def sign(pair: Pair, claims: dict[str, Any], algorithm: str = "RS256", **header: str) -> str:
    header = header or {"x5t": url64(pair.thumbprint("sha1"))}
    return jwt.encode(claims, pair.key, algorithm=algorithm, headers=header)


CREDENTIALS: dict[str, Callable[[Pair], dict[str, str]]] = {
    "thumbprint": lambda pair: {"private_key": pair.pem, "thumbprint": pair.thumbprint("sha1").hex().upper()},
    "public_certificate": lambda pair: {"private_key": pair.pem, "public_certificate": pair.certificate_pem},
}


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_msal(tenant: Tenant, pair: Pair, kind: str) -> None:
    authority = f"https://login.microsoftonline.com/{tenant.id}"
    client = msal.ConfidentialClientApplication(
        app_of(tenant).client_id, authority=authority, client_credential=CREDENTIALS[kind](pair)
    )
    answer = client.acquire_token_for_client(DEFAULT)
    decoded = jwt.decode(answer["access_token"], options={"verify_signature": False})
    # 2 stands for a certificate (access-token claims reference).
    assert decoded["appidacr"] == "2"
    client.remove_tokens_for_client()
    # MSAL sends the same assertion again.
    assert client.acquire_token_for_client(DEFAULT)["token_source"] == "identity_provider"


def test_msal_on_loopback_and_with_a_refresh_token(box: ThreadedBox, pair: Pair) -> None:
    box.ask(lambda t: app_of(t).certificates.append(pair.registered()))
    with requests.Session() as http:
        http.trust_env, http.verify = False, box.settings.ca_file
        client = msal.ConfidentialClientApplication(
            box.settings.client_id,
            authority=box.settings.authority,
            client_credential=CREDENTIALS["public_certificate"](pair),
            instance_discovery=False,
            http_client=http,
        )
        answer = client.acquire_token_by_refresh_token(
            box.settings.refresh_token, ["https://outlook.office.com/SMTP.Send"]
        )
    assert answer["refresh_token"] and box.ask(lambda t: t.bugs) == []
    # An application may have both: its secret goes on working.
    assert box.ask(lambda t: bool(app_of(t).secrets))


@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
@pytest.mark.parametrize("thumbprint", ["x5t", "x5t#S256"])
@pytest.mark.parametrize("padded", [False, True])
def test_algorithms_and_thumbprints(tenant: Tenant, pair: Pair, algorithm: str, thumbprint: str, padded: bool) -> None:
    digest = pair.thumbprint("sha1" if thumbprint == "x5t" else "sha256")
    value = base64.urlsafe_b64encode(digest).decode() if padded else url64(digest)
    assert send(tenant, sign(pair, claims(tenant), algorithm, **{thumbprint: value})).status_code == 200


def test_audiences_that_mean_this_tenant(tenant: Tenant, pair: Pair) -> None:
    base = "https://login.microsoftonline.com"
    for audience in (
        f"{base}/{tenant.id}/v2.0",
        f"{base}/{tenant.domain}/oauth2/v2.0/token",
        f"{base}/{tenant.id}/oauth2/token",
        f"https://login.windows.net/{tenant.id}/oauth2/v2.0/token",
        [f"{base}/{tenant.id}/oauth2/v2.0/token", "https://elsewhere.example"],
    ):
        assert send(tenant, sign(pair, claims(tenant, aud=audience))).status_code == 200, audience


WRONG: list[tuple[dict[str, Any], int]] = [
    ({"sub": None}, 700022),
    ({"sub": str(uuid.UUID(int=1))}, 700021),
    ({"iss": None}, 700021),
    ({"iss": str(uuid.UUID(int=1)), "sub": str(uuid.UUID(int=1))}, 700021),
    ({"iss": "mail.contoso.example"}, 700021),
    ({"aud": None}, 700023),
    ({"aud": "https://login.microsoftonline.com/common/oauth2/v2.0/token"}, 700023),
    ({"aud": f"https://login.microsoftonline.com/{uuid.UUID(int=2)}/oauth2/v2.0/token"}, 700023),
    ({"aud": "https://login.microsoftonline.evil.example/8f0c1e52-6d3a-4b57-9a53-0f6f2d1c7e11/v2.0"}, 700023),
    ({"aud": "http://login.microsoftonline.com/8f0c1e52-6d3a-4b57-9a53-0f6f2d1c7e11/v2.0"}, 700023),
    ({"aud": ["https://[", 7]}, 700023),
    ({"exp": None}, 700024),
    ({"exp": time.time() - 400}, 700024),
    ({"exp": 1e308}, 200),
    ({"exp": 10**400}, 200),
    ({"exp": float("nan")}, 700024),
    ({"exp": "soon"}, 700024),
    ({"nbf": -(10**400), "exp": 0}, 700024),
    ({"nbf": time.time() + 900}, 700024),
    ({"nbf": None, "iat": time.time() + 900}, 700024),
]


@pytest.mark.parametrize(("changes", "code"), WRONG)
def test_claims_that_do_not_fit(tenant: Tenant, pair: Pair, changes: dict[str, Any], code: int) -> None:
    reply = send(tenant, sign(pair, claims(tenant, **changes)))
    if code == 200:
        assert reply.status_code == 200
        return
    answer = reply.json()
    assert (reply.status_code, answer["error"], answer["error_codes"]) == (401, "invalid_client", [code])


def test_the_refusal_of_an_old_assertion_names_the_times(tenant: Tenant, pair: Pair) -> None:
    words = send(tenant, sign(pair, claims(tenant, nbf=0, exp=3600))).json()["error_description"]
    assert "assertion valid from 1970-01-01T00:00:00.0000000Z, expiry time of assertion 1970-01-01T01:00:00" in words
    assert f"Current time: {datetime.datetime.now(datetime.UTC):%Y-%m-%dT}" in words


def test_signatures_that_do_not_fit(tenant: Tenant, pair: Pair) -> None:
    stranger = make()
    ours = {"x5t": url64(pair.thumbprint("sha1"))}
    good = sign(pair, claims(tenant))
    assert send(tenant, good).status_code == 200
    head, body, signature = good.split(".")
    forged = {
        "another key": sign(stranger, claims(tenant), **ours),
        "another certificate": sign(stranger, claims(tenant)),
        "no thumbprint": sign(pair, claims(tenant), typ="JWT"),
        "changed": f"{head}.{body}.{signature[:-8]}AAAAAAAA",
    }
    for what, text in forged.items():
        reply = send(tenant, text)
        assert (reply.status_code, reply.json()["error_codes"]) == (401, [700027]), what
    unsigned = jwt.encode(claims(tenant), "", algorithm="none", headers=ours)
    shared = jwt.encode(claims(tenant), "k" * 64, algorithm="HS256", headers=ours)
    for text in (unsigned, shared, "words", "a.b.c", "eyJ." * 9, "\0"):
        assert send(tenant, text).json()["error_codes"] == [50012]
    for strange in ({"x5t": "\ud800"}, {"x5t#S256": 7}):
        text = jwt.encode(claims(tenant), pair.key, algorithm="RS256", headers=strange)
        assert send(tenant, text).json()["error_codes"] == [700027]
    assert send(tenant, good, client_assertion_type="urn:other").json()["error_codes"] == [50012]
    assert tenant.bugs == []


def test_applications_without_certificate(tenant: Tenant, pair: Pair, keys: KeyRing) -> None:
    good = sign(pair, claims(tenant))
    app_of(tenant).certificates.clear()
    assert send(tenant, good).json()["error_codes"] == [700025]
    app_of(tenant).secrets = app_of(build(Plan(), keys)).secrets
    assert send(tenant, good).json()["error_codes"] == [700026]


def test_a_second_use_is_refused_only_where_that_is_wanted(tenant: Tenant, pair: Pair) -> None:
    good = sign(pair, claims(tenant))
    assert [send(tenant, good).status_code for _ in range(2)] == [200, 200]
    tenant.entra.manners = Manners(refuse_used_assertions=True)
    assert send(tenant, good).json()["error_codes"] == [50012]
    assert send(tenant, sign(pair, claims(tenant))).status_code == 200
    nameless = sign(pair, claims(tenant, jti=None))
    assert [send(tenant, nameless).status_code for _ in range(2)] == [200, 401]


def test_a_tenant_file_with_a_certificate(tmp_path: Path, pair: Pair, keys: KeyRing) -> None:
    file = tmp_path / "tenant.toml"
    file.write_text(f'certificates = ["""\n{pair.certificate_pem}"""]\n')
    tenant = build(load_plan(file), keys)
    assert app_of(tenant).certificates == [pair.registered()]
    with activate(tenant):
        assert send(tenant, sign(pair, claims(tenant))).status_code == 200
    for wrong in ("words", pair.pem):
        file.write_text(f'certificates = ["""\n{wrong}"""]\n')
        with pytest.raises(TenantFileError, match="must be written as PEM") as caught:
            load_plan(file)
        assert "PRIVATE" not in str(caught.value) and "\n" not in str(caught.value)
