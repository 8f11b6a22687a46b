"""Admin consent and sign-out: what goes back to the application, and what it leaves behind."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest

from fakes.entra.errors import Response
from fakes.entra.handle import handle
from fakes.entra.keys import KeyRing
from fakes.tenant.example import Plan, build
from fakes.tenant.tenant import Tenant

from .test_endpoints import HOST, OUTLOOK, TENANT, app_of, client_credentials, get, post, read


@pytest.fixture
def tenant(keys: KeyRing) -> Tenant:
    return build(Plan(), keys)


def consent(tenant: Tenant, path: str, form: Mapping[str, str], **changes: str) -> Response:
    query = {
        "client_id": app_of(tenant).client_id,
        "redirect_uri": "http://localhost:8400",
        "state": "a b&c",
        "scope": "https://outlook.office365.com/.default",
        **changes,
    }
    url = f"{path}?{urlencode({k: v for k, v in query.items() if v})}"
    return post(tenant, url, form) if form else handle(tenant, "GET", f"{HOST}/{url}", {}, b"")


def fields(answer: Response) -> dict[str, str]:
    assert answer.status == 302
    return {k: v[-1] for k, v in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


@pytest.mark.parametrize("version", ["v2.0/", ""])
def test_admin_consent(tenant: Tenant, version: str) -> None:
    app = app_of(tenant)
    app.roles.clear()
    app.consented.clear()
    path = f"{TENANT}/{version}adminconsent"
    page = consent(tenant, path, {})
    assert page.status == 200 and b'name="accept"' in page.body and b"SMTP.SendAsApp" in page.body
    # A browser follows the redirect after a form only where the page allows it.
    assert "form-action 'self' http://localhost:8400" in page.headers["Content-Security-Policy"]
    assert app.roles == set()
    found = fields(consent(tenant, path, {"accept": "1"}))
    assert (found["tenant"], found["state"], found["admin_consent"]) == (TENANT, "a b&c", "True")
    assert [*found][-1] == "admin_consent" and ("scope" in found) is bool(version)
    assert app.roles == {"SMTP.SendAsApp", "IMAP.AccessAsApp", "POP.AccessAsApp"} and "SMTP.Send" in app.consented
    token = read(post(tenant, f"{TENANT}/oauth2/v2.0/token", client_credentials(tenant)))["access_token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["roles"] == ["IMAP.AccessAsApp", "POP.AccessAsApp", "SMTP.SendAsApp"]


def test_admin_consent_by_the_old_name_and_to_single_permissions(tenant: Tenant) -> None:
    app = app_of(tenant)
    app.roles.clear()
    app.consented.clear()
    path = f"{TENANT}/v2.0/adminconsent"
    consent(tenant, path, {"accept": "1"}, scope=f"{OUTLOOK}/SMTP.Send")
    assert (app.consented, app.roles) == ({"SMTP.Send"}, set())
    consent(tenant, path, {"accept": "1"}, scope="https://ps.outlook.com/.default")
    assert "IMAP.AccessAsApp" in app.roles


def test_admin_consent_cancelled(tenant: Tenant) -> None:
    app = app_of(tenant)
    app.roles.clear()
    answer = consent(tenant, f"{TENANT}/adminconsent", {"cancel": "1"})
    assert "error=permission_denied&error_description=The+admin+canceled+the+request" in answer.headers["Location"]
    assert fields(answer)["state"] == "a b&c" and "admin_consent" not in fields(answer) and app.roles == set()


def test_admin_consent_that_leads_nowhere_or_fails(tenant: Tenant) -> None:
    path = f"{TENANT}/v2.0/adminconsent"
    for changes, words in (
        ({"redirect_uri": "https://evil.example/"}, b"AADSTS50011"),
        ({"client_id": str(uuid.UUID(int=5))}, b"AADSTS700016"),
    ):
        answer = consent(tenant, path, {"accept": "1"}, **changes)
        assert answer.status == 200 and words in answer.body and "Location" not in answer.headers
    assert "AADSTS900144" in fields(consent(tenant, path, {}, scope=""))["error_description"]
    found = fields(consent(tenant, path, {"accept": "1"}, scope=f"{OUTLOOK}/SMTP.Sned"))
    assert (found["error"], found["admin_consent"]) == ("access_denied", "True")
    assert found["error_description"].startswith("AADSTS1003031: Misconfigured required resource access")


# Sign-out


@pytest.mark.parametrize("path", ["oauth2/v2.0/logout", "oauth2/logout"])
def test_sign_out(tenant: Tenant, path: str) -> None:
    assert get(tenant, f"common/{path}").status == 200
    back = get(tenant, f"common/{path}", post_logout_redirect_uri="http://localhost:8400", state="a b")
    assert (back.status, back.headers["Location"]) == (302, "http://localhost:8400?state=a+b")
    elsewhere = get(tenant, f"common/{path}", post_logout_redirect_uri="https://evil.example/")
    assert elsewhere.status == 200 and b"evil.example" not in elsewhere.body
    # Refresh tokens outlive it.
    form = client_credentials(tenant, grant_type="refresh_token", refresh_token=next(iter(tenant.grants)))
    form["scope"] = f"{OUTLOOK}/SMTP.Send"
    assert post(tenant, f"{TENANT}/oauth2/v2.0/token", form).status == 200
