"""MSAL for Python as the client: over HTTPS on loopback, and in this process under the production name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msal
import pytest
import requests

from fakes.entra.in_process import activate
from fakes.entra.keys import KeyRing
from fakes.tenant.example import Plan, build
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox

from .sign_in import sign_in

SCOPES = ["https://outlook.office.com/SMTP.Send", "https://outlook.office.com/IMAP.AccessAsUser.All"]
DEFAULT = ["https://outlook.office365.com/.default"]


@pytest.fixture
def http(box: ThreadedBox) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        session.verify = box.settings.ca_file
        yield session


def application(box: ThreadedBox, http: requests.Session, **options: Any) -> msal.ConfidentialClientApplication:
    if "oidc_authority" not in options:
        options = {"authority": box.settings.authority, "instance_discovery": False, **options}
    secret = options.pop("secret", box.settings.client_secret)
    return msal.ConfidentialClientApplication(
        box.settings.client_id, client_credential=secret, http_client=http, **options
    )


@pytest.mark.parametrize("oidc", [False, True])
def test_refresh_token(box: ThreadedBox, http: requests.Session, oidc: bool) -> None:
    options = {"oidc_authority": box.settings.authority + "/v2.0"} if oidc else {}
    answer = application(box, http, **options).acquire_token_by_refresh_token(box.settings.refresh_token, SCOPES)
    assert {"access_token", "refresh_token", "id_token", "client_info"} <= {*answer}, answer.get("error")
    assert answer["id_token_claims"]["preferred_username"] == box.settings.mailbox


def test_rotation_stays_in_the_cache(box: ThreadedBox, http: requests.Session) -> None:
    app = application(box, http)
    app.acquire_token_by_refresh_token(box.settings.refresh_token, SCOPES)
    [account] = app.get_accounts()
    assert account["username"] == box.settings.mailbox
    silent = app.acquire_token_silent(SCOPES, account, force_refresh=True)
    assert silent["access_token"]


@pytest.mark.parametrize(
    ("faults", "secret", "error", "code"),
    [
        ("refresh-token-expired", None, "invalid_grant", 700082),
        ("refresh-token-revoked", None, "invalid_grant", 50173),
        ("consent-missing", None, "invalid_grant", 65001),
        ("client-secret-expired", None, "invalid_client", 7000222),
        ("app-not-in-tenant", None, "unauthorized_client", 700016),
        ("", "wrong", "invalid_client", 7000215),
    ],
)
def test_refusals_reach_the_caller(
    box: ThreadedBox, http: requests.Session, faults: str, secret: str | None, error: str, code: int
) -> None:
    box.faults(*filter(None, [faults]))
    app = application(box, http, secret=secret or box.settings.client_secret)
    answer = app.acquire_token_by_refresh_token(box.settings.refresh_token, SCOPES)
    assert (answer["error"], answer["error_codes"]) == (error, [code])


@pytest.mark.filterwarnings("ignore:response_mode")
@pytest.mark.parametrize("mode", ["query", "fragment", "form_post"])
def test_authorization_code_with_pkce(box: ThreadedBox, http: requests.Session, mode: str) -> None:
    app = application(box, http)
    flow = app.initiate_auth_code_flow(SCOPES, redirect_uri="http://localhost:8400", response_mode=mode)
    assert "code_challenge=" in flow["auth_uri"]
    _, fields = sign_in(box, flow["auth_uri"])
    answer = app.acquire_token_by_auth_code_flow(flow, fields)
    assert answer.get("access_token"), answer.get("error_description")
    assert app.get_accounts()[0]["home_account_id"].endswith("." + box.settings.tenant_id)


def test_a_code_of_another_flow(box: ThreadedBox, http: requests.Session) -> None:
    app = application(box, http)
    flow = app.initiate_auth_code_flow(SCOPES, redirect_uri="http://localhost:8400", response_mode="form_post")
    _, fields = sign_in(box, flow["auth_uri"])
    answer = app.acquire_token_by_auth_code_flow({**flow, "code_verifier": "x" * 43}, fields)
    assert answer["error_codes"] == [501481]


def test_client_credentials(box: ThreadedBox, http: requests.Session) -> None:
    assert application(box, http).acquire_token_for_client(DEFAULT)["expires_in"] >= 3600
    answer = application(box, http).acquire_token_for_client(SCOPES[:1])
    assert (answer["error"], answer["error_codes"]) == ("invalid_scope", [1002012])


def test_trouble(box: ThreadedBox, http: requests.Session) -> None:
    box.faults("entra-throttled*1")
    reply = http.post(box.settings.token_url, timeout=5)
    assert (reply.status_code, reply.headers["retry-after"]) == (429, "60")
    box.faults("entra-unavailable")
    with pytest.raises(msal.exceptions.MsalServiceError):
        application(box, http).acquire_token_by_refresh_token(box.settings.refresh_token, SCOPES)


# In the process, under the names of production.


@pytest.fixture
def tenant(keys: KeyRing) -> Tenant:
    return build(Plan(refresh_token="1.A" + "r" * 900, client_secret="s3cret"), keys)


def production(tenant: Tenant, host: str = "login.microsoftonline.com") -> msal.ConfidentialClientApplication:
    authority = f"https://{host}/{tenant.id}"
    return msal.ConfidentialClientApplication(next(iter(tenant.apps)), client_credential="s3cret", authority=authority)


@pytest.mark.parametrize("host", ["login.microsoftonline.com", "login.windows.net"])
def test_in_process_under_the_production_name(tenant: Tenant, host: str) -> None:
    with activate(tenant) as calls:
        app = production(tenant, host)
        answer = app.acquire_token_by_refresh_token("1.A" + "r" * 900, SCOPES)
        assert answer["access_token"] and app.acquire_token_for_client(DEFAULT)["access_token"]
        assert answer["id_token_claims"]["iss"] == f"https://{host}/{tenant.id}/v2.0"
        urls = [call.request.url or "" for call in calls.calls]
    assert urls and all(url.startswith(f"https://{host}/{tenant.id}/") for url in urls)


def test_in_process_refusals_headers_and_the_outside(tenant: Tenant) -> None:
    with activate(tenant):
        tenant.faults.switch(["refresh-token-expired"])
        answer = production(tenant).acquire_token_by_refresh_token("1.A" + "r" * 900, SCOPES)
        assert answer["error_codes"] == [700082]
        reply = requests.get(f"https://login.microsoftonline.com/{tenant.id}/oauth2/v2.0/token", timeout=5)
        assert reply.status_code == 405 and reply.headers["content-type"] == "application/json; charset=utf-8"
        with pytest.raises(requests.ConnectionError):
            requests.get("https://example.com/", timeout=5)
