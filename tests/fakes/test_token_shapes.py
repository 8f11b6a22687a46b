"""What tokens look like: sizes, lifetimes, capabilities, clocks, and the opaque ones of personal accounts."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import msal
import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.entra import device
from fakes.entra.in_process import activate
from fakes.entra.keys import KeyRing
from fakes.entra.state import EntraState, Manners
from fakes.entra.tokens import BadToken, mint, verify_access_token
from fakes.tenant.example import Plan, PlannedUser, build
from fakes.tenant.load import TenantFileError, load_plan
from fakes.tenant.model import App, User
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox

from .client import Smtp
from .test_entra_tokens import part

OUTLOOK = "https://outlook.office.com"
SCOPES = [f"{OUTLOOK}/SMTP.Send"]
CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad"


@pytest.fixture
def tenant(keys: KeyRing) -> Tenant:
    return build(Plan(), keys)


def who(tenant: Tenant) -> tuple[App, User]:
    return next(iter(tenant.apps.values())), next(iter(tenant.users.values()))


def behave(tenant: Tenant, **manners: Any) -> None:
    tenant.entra = EntraState(Manners(**manners))


def ask(tenant: Tenant, path: str = "oauth2/v2.0/token", segment: str = "", **form: str) -> requests.Response:
    app, user = who(tenant)
    data = {
        "client_id": app.client_id,
        "grant_type": "password",
        "username": user.upn,
        "password": user.password,
        "scope": SCOPES[0],
        **form,
    }
    with activate(tenant):
        return requests.post(f"https://login.microsoftonline.com/{segment or tenant.id}/{path}", data=data, timeout=5)


@settings(max_examples=60, deadline=None)
@given(size=st.integers(1200, 12288), application=st.booleans())
def test_sizes_on_request(keys: KeyRing, size: int, application: bool) -> None:
    tenant = build(Plan(), keys)
    behave(tenant, token_size=size)
    app, user = who(tenant)
    token = mint(tenant, app, None if application else user, OUTLOOK, ["SMTP.Send"])[0]
    assert size - 2 <= len(token) <= size
    claims = verify_access_token(tenant, token)
    assert claims["roles" if application else "scp"]
    # More than 200 groups do not fit into a JWT of the real service.
    assert len(claims.get("groups", ())) <= 200
    if size > 6000:
        assert len(claims["groups"]) > 50


@pytest.mark.parametrize("size", [1, 1199, 12289, -5])
def test_sizes_that_cannot_be(size: int) -> None:
    with pytest.raises(ValueError, match="from 1200 to 12288"):
        Manners(token_size=size)


def test_a_large_token_logs_in(box: ThreadedBox) -> None:
    def large(tenant: Tenant) -> str:
        behave(tenant, token_size=8000)
        return mint(tenant, *who(tenant), OUTLOOK, ["SMTP.Send"])[0]

    token = box.ask(large)
    assert 7998 <= len(token) <= 8000
    with Smtp(box) as client:
        client.start_tls()
        assert client.log_in(token=token).startswith("235 ")


def lifetimes(tenant: Tenant, n: int = 20) -> list[int]:
    return [mint(tenant, *who(tenant), OUTLOOK, ["SMTP.Send"])[1] for _ in range(n)]


def test_lifetimes_vary_and_repeat_with_a_seed(tenant: Tenant) -> None:
    free = lifetimes(tenant, 60)
    assert all(3600 <= one < 5400 for one in free) and len(set(free)) > 30
    behave(tenant, seed=7)
    first = lifetimes(tenant)
    behave(tenant, seed=7)
    assert lifetimes(tenant) == first
    behave(tenant, seed=8)
    assert lifetimes(tenant) != first


def test_a_seed_makes_no_secret_repeat(tenant: Tenant) -> None:
    behave(tenant, seed=7)
    first = mint(tenant, *who(tenant), OUTLOOK, ["SMTP.Send"])[0]
    behave(tenant, seed=7)
    second = mint(tenant, *who(tenant), OUTLOOK, ["SMTP.Send"])[0]
    assert part(first, 1)["uti"] != part(second, 1)["uti"]


def test_the_header_in_the_order_seen(tenant: Tenant) -> None:
    token = mint(tenant, *who(tenant), OUTLOOK, ["SMTP.Send"])[0]
    assert [*part(token, 0)] == ["typ", "nonce", "alg", "x5t", "kid"]
    assert [*part(token, 1)][:5] == ["aud", "iss", "iat", "nbf", "exp"]


@pytest.mark.parametrize(
    ("proof", "secrets", "shown"), [("", True, "1"), ("", False, "0"), ("0", True, "0"), ("2", True, "2")]
)
def test_how_the_application_proved_itself(tenant: Tenant, proof: str, secrets: bool, shown: str) -> None:
    app, user = who(tenant)
    if not secrets:
        app.secrets.clear()
    assert part(mint(tenant, app, user, OUTLOOK, ["SMTP.Send"], proof=proof)[0], 1)["appidacr"] == shown


CP1 = '{"access_token":{"xms_cc":{"values":["cp1"]}}}'


def test_a_client_that_can_hear_of_revocations(tenant: Tenant) -> None:
    plain = ask(tenant).json()
    assert "refresh_in" not in plain and "xms_cc" not in part(plain["access_token"], 1)
    able = ask(tenant, claims=CP1).json()
    assert [*able] == ["token_type", "scope", "expires_in", "ext_expires_in", "refresh_in", "access_token"]
    assert part(able["access_token"], 1)["xms_cc"] == ["cp1"]
    assert 72000 <= able["expires_in"] <= 100_800 and able["refresh_in"] == able["expires_in"] // 2
    form = {"grant_type": "client_credentials", "client_secret": who(tenant)[0].secrets[0].value, "claims": CP1}
    application = ask(tenant, scope="https://outlook.office365.com/.default", **form).json()
    assert (application["expires_in"], application["refresh_in"]) == (86399, 43199)


@pytest.mark.parametrize("claims", ["{}", '{"access_token":null}', '{"access_token":{"xms_cc":{"values":[1,{}]}}}'])
def test_claims_that_ask_for_nothing(tenant: Tenant, claims: str) -> None:
    assert "xms_cc" not in part(ask(tenant, claims=claims).json()["access_token"], 1)


@pytest.mark.parametrize("claims", ["cp1", "[]", "{", "7", "[" * 100_000])
def test_claims_that_are_no_object(tenant: Tenant, claims: str) -> None:
    assert ask(tenant, claims=claims).json()["error_codes"] == [90100]


def test_msal_declares_what_it_can(tenant: Tenant) -> None:
    app = who(tenant)[0]
    with activate(tenant):
        client = msal.ConfidentialClientApplication(
            app.client_id,
            client_credential=app.secrets[0].value,
            authority=f"https://login.microsoftonline.com/{tenant.id}",
            client_capabilities=["CP1"],
        )
        answer = client.acquire_token_for_client(["https://outlook.office365.com/.default"])
    assert part(answer["access_token"], 1)["xms_cc"] == ["cp1"] and answer["expires_in"] == 86399


@pytest.mark.parametrize("minutes", [7, -100, 2, -30])
def test_an_issuer_whose_clock_is_wrong(tenant: Tenant, minutes: int) -> None:
    behave(tenant, skew_s=minutes * 60)
    token, lifetime, _ = mint(tenant, *who(tenant), OUTLOOK, ["SMTP.Send"])
    claims = part(token, 1)
    assert (
        abs(claims["iat"] + 300 - time.time() - minutes * 60) < 30 and claims["exp"] - claims["iat"] == lifetime + 300
    )
    if minutes in {7, -100}:
        with pytest.raises(BadToken, match="Immature" if minutes > 0 else "Expired"):
            verify_access_token(tenant, token)
    else:
        # Two minutes ahead are within the five by which the start is set back.
        assert verify_access_token(tenant, token)


# Personal accounts


@pytest.fixture
def personal(keys: KeyRing) -> Iterator[Tenant]:
    tenant = build(Plan(users=[PlannedUser("someone@outlook.example", "Some One")]), keys)
    app, user = who(tenant)
    app.audience, user.personal = "AzureADandPersonalMicrosoftAccount", True
    yield tenant


def test_personal_accounts_get_opaque_tokens(personal: Tenant) -> None:
    token, lifetime, granted = mint(personal, *who(personal), OUTLOOK, ["SMTP.Send"])
    assert re.fullmatch(r"EwB[A-Za-z0-9+/]+={0,2}", token) and token.count(".") == 0 and len(token) > 1000
    assert {"+", "/"} & {*token} and lifetime == 3600 and granted == ["SMTP.Send"]
    with pytest.raises(jwt.InvalidTokenError):
        jwt.decode(token, options={"verify_signature": False})
    claims = verify_access_token(personal, token)
    assert (claims["upn"], claims["tid"]) == ("someone@outlook.example", CONSUMERS)
    with pytest.raises(BadToken, match="not issued here"):
        verify_access_token(personal, token[:-6] + "AAAA==")
    personal.clock.advance(3500)
    assert verify_access_token(personal, token)
    personal.clock.advance(101)
    with pytest.raises(BadToken, match="expired"):
        verify_access_token(personal, token)


def test_an_opaque_token_for_graph_is_no_good_for_mail(personal: Tenant) -> None:
    token = mint(personal, *who(personal), "https://graph.microsoft.com", ["SMTP.Send"])[0]
    with pytest.raises(BadToken, match="another resource"):
        verify_access_token(personal, token)


def test_opaque_tokens_are_forgotten_beyond_a_bound(personal: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fakes.entra.state._KEPT", 3)
    tokens = [mint(personal, *who(personal), OUTLOOK, ["SMTP.Send"])[0] for _ in range(4)]
    assert len(personal.entra.opaque_tokens) == 3 and verify_access_token(personal, tokens[-1])


def test_exchange_takes_them(box: ThreadedBox) -> None:
    def issue(tenant: Tenant) -> str:
        app, user = who(tenant)
        user.personal = True
        return mint(tenant, app, user, OUTLOOK, ["SMTP.Send"])[0]

    token = box.ask(issue)
    with Smtp(box) as client:
        client.start_tls()
        assert client.log_in(token=token[:-9] + "AAAAAAAA=").startswith("535 5.7.3 ")
        assert client.log_in(token=token).startswith("235 ")
    assert token not in json.dumps(box.ask(lambda t: t.transcript.events()))


def test_a_personal_account_signs_in_by_device_code(personal: Tenant) -> None:
    app, user = who(personal)
    with activate(personal):
        client = msal.PublicClientApplication(app.client_id, authority="https://login.microsoftonline.com/consumers")
        flow = client.initiate_device_flow(SCOPES)
        device.approve(personal, flow["user_code"], user.upn)
        answer = client.acquire_token_by_device_flow(flow)
        assert answer["access_token"].startswith("EwB"), answer
        [account] = client.get_accounts()
        renewed = client.acquire_token_silent(SCOPES, account, force_refresh=True)
    assert renewed["access_token"].startswith("EwB") and renewed["access_token"] != answer["access_token"]
    assert account["home_account_id"].endswith("." + CONSUMERS)
    assert account["home_account_id"].startswith("00000000-0000-0000-")
    claims = answer["id_token_claims"]
    assert (claims["tid"], claims["iss"]) == (CONSUMERS, f"https://login.microsoftonline.com/{CONSUMERS}/v2.0")
    assert answer["expires_in"] == 3600
    assert len(base64.b64decode(answer["access_token"], validate=True)) > 1000


def test_a_tenant_file_sets_all_of_it(tmp_path: Path, keys: KeyRing) -> None:
    file = tmp_path / "tenant.toml"
    file.write_text('[manners]\nseed = 7\ntoken_size = 5000\nskew_s = -60\nseparator = "crlf"\n')
    manners = build(load_plan(file), keys).entra.manners
    assert manners == Manners(seed=7, token_size=5000, skew_s=-60, separator="crlf")
    for wrong, words in (
        ("token_size = 99", "from 1200 to 12288"),
        ('separator = "lf"', "blank"),
        ("size = 1", "size"),
    ):
        file.write_text(f"[manners]\n{wrong}\n")
        with pytest.raises(TenantFileError, match=words):
            load_plan(file)
