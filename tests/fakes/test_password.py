"""The password grant: MSAL's way, and every refusal a program meets that sends a password."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msal
import pytest
import requests

from fakes.entra.in_process import activate
from fakes.entra.keys import KeyRing
from fakes.tenant.example import Plan, build
from fakes.tenant.model import User
from fakes.tenant.tenant import Tenant

SCOPES = ["https://outlook.office.com/SMTP.Send"]


@pytest.fixture
def tenant(keys: KeyRing) -> Iterator[Tenant]:
    tenant = build(Plan(), keys)
    with activate(tenant):
        yield tenant


def owner(tenant: Tenant) -> User:
    return next(iter(tenant.users.values()))


def ask(tenant: Tenant, path: str = "oauth2/v2.0/token", segment: str = "", **form: str) -> requests.Response:
    user = owner(tenant)
    data = {
        "client_id": next(iter(tenant.apps)),
        "grant_type": "password",
        "username": user.upn,
        "password": user.password,
        "scope": SCOPES[0] + " offline_access",
        **form,
    }
    url = f"https://login.microsoftonline.com/{segment or tenant.id}/{path}"
    return requests.post(url, data={k: v for k, v in data.items() if v}, timeout=5)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("confidential", [False, True])
def test_msal(tenant: Tenant, confidential: bool) -> None:
    app = next(iter(tenant.apps.values()))
    authority = f"https://login.microsoftonline.com/{tenant.id}"
    if confidential:
        client = msal.ConfidentialClientApplication(
            app.client_id, authority=authority, client_credential=app.secrets[0].value
        )
    else:
        client = msal.PublicClientApplication(app.client_id, authority=authority)
    answer = client.acquire_token_by_username_password(owner(tenant).upn, owner(tenant).password, SCOPES)
    assert answer["id_token_claims"]["preferred_username"] == owner(tenant).upn, answer
    grant = tenant.grants[answer["refresh_token"]]
    assert (grant.origin, grant.by_password, grant.confidential) == ("password", True, confidential)
    [account] = client.get_accounts()
    assert client.acquire_token_silent(SCOPES, account, force_refresh=True)["access_token"]


def wrong_password(tenant: Tenant) -> dict[str, str]:
    return {"password": "wrong"}


def nobody(tenant: Tenant) -> dict[str, str]:
    return {"username": "nobody@contoso.example"}


def having(**state: bool) -> Callable[[Tenant], dict[str, str]]:
    def change(tenant: Tenant) -> dict[str, str]:
        for name, value in state.items():
            setattr(owner(tenant), name, value)
        return {}

    return change


def without(*names: str) -> Callable[[Tenant], dict[str, str]]:
    return lambda _: dict.fromkeys(names, "")


REFUSALS = [
    (wrong_password, 50126, "invalid_grant", "Error validating credentials due to invalid username or password."),
    (nobody, 50034, "invalid_grant", "The user account nobody@contoso.example does not exist in the Contoso directory"),
    (having(deleted=True), 50034, "invalid_grant", "does not exist"),
    (having(personal=True), 50034, "invalid_grant", "does not exist"),
    (having(locked=True), 50053, "invalid_grant", "The account is locked"),
    (having(password_expired=True), 50055, "invalid_grant", "The password is expired."),
    (having(has_password=False), 50056, "invalid_grant", "Invalid or missing password"),
    (having(enabled=False), 50057, "invalid_grant", "The user account is disabled."),
    (having(mfa_required=True), 50076, "invalid_grant", "you must use multi-factor authentication to access"),
    (having(blocked_by_conditional_access=True), 53003, "invalid_grant", "Access has been blocked by Conditional"),
    (without("username"), 900144, "invalid_request", "'username'"),
    (without("password"), 900144, "invalid_request", "'password'"),
]


@pytest.mark.parametrize(("change", "code", "error", "words"), REFUSALS)
def test_refusals(
    tenant: Tenant, change: Callable[[Tenant], dict[str, str]], code: int, error: str, words: str
) -> None:
    assert ask(tenant).status_code == 200
    reply = ask(tenant, **change(tenant))
    answer = reply.json()
    assert (reply.status_code, answer["error"], answer["error_codes"]) == (400, error, [code])
    assert words in answer["error_description"]
    suberrors = {50076: "basic_action", 53003: "message_only", 50055: "user_password_expired"}
    assert answer.get("suberror") == suberrors.get(code)
    assert owner(tenant).password not in reply.text


def test_a_wrong_password_comes_before_what_policy_demands(tenant: Tenant) -> None:
    owner(tenant).mfa_required = True
    assert ask(tenant, password="wrong").json()["error_codes"] == [50126]


def test_ten_wrong_passwords_lock_the_account_for_a_minute(tenant: Tenant) -> None:
    codes = [ask(tenant, password=f"wrong{n}").json()["error_codes"][0] for n in range(11)]
    assert codes == [50126] * 10 + [50053]
    assert ask(tenant).json()["error_codes"] == [50053]
    tenant.clock.advance(61)
    assert ask(tenant).status_code == 200
    # The count begins anew after a good one.
    for _ in range(2):
        assert [ask(tenant, password="wrong").json()["error_codes"] for _ in range(9)] == [[50126]] * 9
        assert ask(tenant).status_code == 200


@pytest.mark.parametrize(
    ("public", "secret", "status", "code"),
    [(False, "", 401, 7000218), (False, "wrong", 401, 7000215), (True, "wrong", 401, 7000215), (True, "", 200, 0)],
)
def test_confidential_and_public_applications(
    tenant: Tenant, public: bool, secret: str, status: int, code: int
) -> None:
    next(iter(tenant.apps.values())).allow_public_client = public
    reply = ask(tenant, client_secret=secret)
    assert reply.status_code == status and (not code or reply.json()["error_codes"] == [code])


def test_an_application_without_secrets_must_not_show_one(tenant: Tenant) -> None:
    next(iter(tenant.apps.values())).secrets.clear()
    assert ask(tenant, client_secret="any").json()["error_codes"] == [700025]
    assert ask(tenant).status_code == 200


@pytest.mark.parametrize("segment", ["common", "consumers"])
def test_only_where_the_tenant_is_named(tenant: Tenant, segment: str) -> None:
    next(iter(tenant.apps.values())).audience = "AzureADandPersonalMicrosoftAccount"
    answer = ask(tenant, segment=segment).json()
    assert (answer["error"], answer["error_codes"]) == ("invalid_request", [9001023])
    assert ask(tenant, segment="organizations").status_code == 200


def test_version_1_says_interaction_required(tenant: Tenant) -> None:
    owner(tenant).mfa_required = True
    answer = ask(tenant, "oauth2/token", resource="https://outlook.office365.com").json()
    assert (answer["error"], answer["error_codes"], answer["suberror"]) == (
        "interaction_required",
        [50076],
        "basic_action",
    )
    owner(tenant).mfa_required, owner(tenant).password_expired = False, True
    answer = ask(tenant, "oauth2/token", resource="https://outlook.office365.com").json()
    assert answer["error"] == answer["suberror"] == "user_password_expired"
    assert re.match("https://", answer["password_change_url"])


def test_strange_passwords(tenant: Tenant) -> None:
    for password in ("\0", "\u00e4\U0001f600", "x" * 100_000):
        assert ask(tenant, password=password).json()["error_codes"] == [50126]
    owner(tenant).password = "p\u00e4ss +&%\u00a0w\u00f6rd"
    assert ask(tenant).status_code == 200
