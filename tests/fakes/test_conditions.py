"""Every refusal that a state of the tenant or a request leads to: it is made, sent, and the words are read."""

from __future__ import annotations

import base64
import time
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from checks.diagnoses.match import recognise
from checks.diagnoses.table import TABLE
from fakes.entra.keys import KeyRing
from fakes.faults.conditions import CONDITIONS
from fakes.faults.model import TokenError
from fakes.faults.table import fault_table
from fakes.tenant.model import App, Secret

from .policy import OUTLOOK, PUBLIC, SPA, Answer, Site

GRAPH = "https://graph.microsoft.com/Mail.Read"
ELSEWHERE = "11111111-2222-3333-4444-555555555555"
DAY = 86400.0


@pytest.fixture(scope="module")
def keys() -> KeyRing:
    return KeyRing()


@pytest.fixture
def site(keys: KeyRing) -> Site:
    return Site(keys)


@dataclass(frozen=True)
class Case:
    """A fault's id, the number and the words that must come, and how they are reached."""

    id: str
    code: int
    error: str
    reach: Callable[[Site], Answer]
    status: int = 400
    suberror: str = ""

    def __str__(self) -> str:
        return f"{self.id}-{self.code}"


def user(reach: Callable[[Site], Answer] = Site.refresh, **changes: object) -> Callable[[Site], Answer]:
    """The request after the user was changed."""

    def act(site: Site) -> Answer:
        for name, value in changes.items():
            setattr(site.user, name, value)
        return reach(site)

    return act


def app(reach: Callable[[Site], Answer] = Site.refresh, **changes: object) -> Callable[[Site], Answer]:
    """The same for the application."""

    def act(site: Site) -> Answer:
        for name, value in changes.items():
            setattr(site.app, name, value)
        return reach(site)

    return act


def policy(reach: Callable[[Site], Answer] = Site.refresh, **changes: object) -> Callable[[Site], Answer]:
    """The same for the tenant's policies."""

    def act(site: Site) -> Answer:
        for name, value in changes.items():
            setattr(site.tenant.policy, name, value)
        return reach(site)

    return act


def demand(name: str, reach: Callable[[Site], Answer] = Site.refresh) -> Callable[[Site], Answer]:
    return user(reach, demands={name})


def guest(name: str) -> Callable[[Site], Answer]:
    return user(home_tenant=ELSEWHERE, demands={name})


def aged(seconds: float, reach: Callable[[Site], Answer] = Site.refresh) -> Callable[[Site], Answer]:
    def act(site: Site) -> Answer:
        site.tenant.clock.advance(seconds)
        return reach(site)

    return act


def of_device(enabled: bool | None) -> Callable[[Site], Answer]:
    def act(site: Site) -> Answer:
        site.grant.device = "device-1"
        if enabled is not None:
            site.tenant.devices["device-1"] = enabled
        return site.refresh()

    return act


def second_app(reach: Callable[[Site, str], Answer]) -> Callable[[Site], Answer]:
    def act(site: Site) -> Answer:
        other = str(uuid.uuid4())
        site.tenant.apps[other] = App(other, "Other", str(uuid.uuid4()), [Secret("s3cret", time.time(), 1e9)])
        return reach(site, other)

    return act


def future_secret(site: Site) -> Answer:
    site.app.secrets[0].starts = time.time() + DAY
    return site.refresh()


def secret_id(site: Site) -> Answer:
    site.app.secrets[0].id = str(uuid.uuid4())
    return site.refresh(client_secret=site.app.secrets[0].id)


def expired_secret(site: Site) -> Answer:
    site.app.secrets[0].lives = -1.0
    return site.refresh()


def redeemed_twice(site: Site) -> Answer:
    code = site.code()
    assert site.redeem(code=code).status == 200
    return site.redeem(code=code)


def spa_token(site: Site) -> Answer:
    token = site.issue(spa=True, platform="spa", confidential=False)
    site.tenant.clock.advance(DAY + 60)
    return site.refresh(refresh_token=token, client_secret="", headers={"Origin": "https://app.example"})


def device_grant(site: Site) -> Answer:
    site.tenant.policy.block_device_code = True
    return site.refresh(refresh_token=site.issue(origin="device"))


def looping(site: Site) -> Answer:
    site.tenant.policy.loop_limit = 3
    assert [site.refresh().status for _ in range(3)] == [200] * 3
    return site.refresh()


def throttled(site: Site) -> Answer:
    site.tenant.policy.throttle_limit = 2
    assert [site.app_only().status for _ in range(2)] == [200] * 2
    return site.app_only()


def two_ids(site: Site) -> Answer:
    pair = base64.b64encode(f"{uuid.uuid4()}:{site.plan.client_secret}".encode()).decode()
    return site.refresh(headers={"Authorization": f"Basic {pair}"})


def revoked(site: Site) -> Answer:
    site.tenant.revoke_sessions(site.user.upn)
    return site.refresh()


def withdrawn(site: Site) -> Answer:
    site.app.consented.clear()
    return site.refresh()


def of_code(**changes: object) -> Callable[[Site], Answer]:
    return lambda site: site.redeem(code=site.code(**changes))


GRANT, REQUEST, CLIENT = "invalid_grant", "invalid_request", "invalid_client"
NO_SCOPE = "https://outlook.office.com/SMTP.Sned"

CASES = [
    # Tenant and authority
    Case("tenant-not-found", 90002, REQUEST, lambda s: s.refresh(ELSEWHERE)),
    Case("tenant-malformed", 900023, REQUEST, lambda s: s.refresh("YOUR_TENANT")),
    Case("tenant-blocked-inactive", 5000225, REQUEST, policy(blocked="inactivity")),
    Case(
        "tenant-restricted",
        500021,
        "access_denied",
        lambda s: s.refresh(headers={"Restrict-Access-To-Tenants": "fabrikam.example"}),
    ),
    Case(
        "tenant-restricted-v2",
        500022,
        "access_denied",
        lambda s: s.refresh(headers={"sec-Restrict-Tenant-Access-Policy": f"{ELSEWHERE}:1"}),
    ),
    Case("authority-not-multitenant", 50194, REQUEST, lambda s: s.refresh("common")),
    Case("authority-work-accounts-only", 9002332, REQUEST, lambda s: s.refresh("consumers")),
    Case("authority-personal-accounts-only", 9002331, REQUEST, app(audience="PersonalMicrosoftAccount")),
    Case(
        "grant-not-on-common",
        9001023,
        REQUEST,
        app(lambda s: s.app_only("common"), audience="AzureADMultipleOrgs"),
    ),
    # The application
    Case("app-not-in-tenant", 700016, "unauthorized_client", lambda s: s.refresh(client_id=ELSEWHERE)),
    Case("app-id-empty", 700038, "unauthorized_client", lambda s: s.refresh(client_id=str(uuid.UUID(int=0)))),
    Case("app-disabled", 7000112, "unauthorized_client", app(enabled=False)),
    Case("app-disabled-in-tenant", 7000116, "unauthorized_client", app(disabled_by_microsoft=True)),
    Case("app-not-for-this-tenant", 650059, "unauthorized_client", app(home_tenant=ELSEWHERE)),
    Case("app-misconfigured", 650056, CLIENT, app(permissions_listed=False), 401),
    Case("client-id-ambiguous", 7000110, REQUEST, two_ids),
    Case("client-secret-wrong", 7000215, CLIENT, lambda s: s.refresh(client_secret="wrong"), 401),
    Case("client-secret-wrong", 7000215, CLIENT, secret_id, 401),
    Case("client-secret-wrong", 7000215, CLIENT, future_secret, 401),
    Case("client-secret-expired", 7000222, CLIENT, expired_secret, 401),
    Case("client-secret-missing", 7000218, CLIENT, lambda s: s.refresh(client_secret=""), 401),
    Case("client-credentials-without-secret", 7000216, CLIENT, lambda s: s.app_only(client_secret=""), 401),
    Case("client-secret-unexpected", 700025, CLIENT, app(secrets=[]), 401),
    Case(
        "client-secret-unexpected",
        700025,
        CLIENT,
        lambda s: s.redeem(code=s.code(redirect_uri=PUBLIC), redirect_uri=PUBLIC),
        401,
    ),
    Case(
        "client-secret-unexpected-personal",
        90023,
        REQUEST,
        app(lambda s: s.refresh("consumers"), secrets=[], audience="PersonalMicrosoftAccount"),
    ),
    # The request
    Case("parameter-missing", 900144, REQUEST, lambda s: s.refresh(refresh_token="")),
    Case("grant-unsupported", 70003, "unsupported_grant_type", lambda s: s.refresh(grant_type="magic")),
    Case("resource-parameter", 901002, REQUEST, lambda s: s.refresh(resource="https://outlook.office.com")),
    Case("claims-parameter-malformed", 90100, REQUEST, lambda s: s.refresh(claims="{")),
    Case("request-loop", 50196, GRANT, looping),
    Case("client-throttled", 90055, "temporarily_unavailable", throttled, 429),
    # Refresh tokens
    Case("refresh-token-expired", 700082, GRANT, aged(91 * DAY), suberror="bad_token"),
    Case("refresh-token-expired-spa", 700084, GRANT, spa_token),
    Case("refresh-token-expired-max-age", 700081, GRANT, policy(aged(2 * DAY), refresh_max_age_s=int(DAY))),
    Case("refresh-token-revoked", 50173, GRANT, revoked, suberror="bad_token"),
    Case("refresh-token-malformed", 9002313, GRANT, lambda s: s.refresh(refresh_token="x")),
    Case(
        "refresh-token-of-another-app",
        70000,
        GRANT,
        second_app(lambda s, other: s.refresh(client_id=other, client_secret="s3cret")),
    ),
    Case(
        "refresh-token-sign-in-frequency",
        70043,
        GRANT,
        user(aged(3700), sign_in_frequency_s=3600),
        suberror="token_expired",
    ),
    Case(
        "refresh-token-sign-in-frequency-dead",
        70045,
        GRANT,
        demand("sign-in-frequency-every-app"),
        suberror="bad_token",
    ),
    Case("refresh-token-reauthentication", 70046, GRANT, demand("reauthenticate")),
    Case("session-sign-in-frequency", 70044, GRANT, demand("fresh-session")),
    Case("refresh-token-device-origin", 530036, GRANT, device_grant, suberror="bad_token"),
    Case("device-not-found", 700003, GRANT, of_device(None)),
    Case("device-disabled", 50155, GRANT, of_device(False), suberror="device_authentication_failed"),
    # Codes
    Case("code-malformed", 9002313, GRANT, lambda s: s.redeem(code="x")),
    Case("code-redeemed", 54005, GRANT, redeemed_twice),
    Case("code-expired", 70008, GRANT, of_code(made=time.time() - 700)),
    Case(
        "code-of-another-app",
        700007,
        GRANT,
        second_app(lambda s, other: s.redeem(client_id=other, client_secret="s3cret")),
    ),
    Case(
        "code-of-another-authority",
        700005,
        GRANT,
        app(lambda s: s.redeem("organizations", code=s.code(segment=s.tenant.id)), audience="AzureADMultipleOrgs"),
    ),
    Case("code-verifier-wrong", 501481, GRANT, of_code(challenge="c" * 43)),
    Case("code-scope-missing", 28003, REQUEST, of_code(scope=f"{OUTLOOK} {GRAPH}")),
    Case("redirect-uri-mismatch", 50011, CLIENT, lambda s: s.redeem(redirect_uri="http://x.example")),
    Case("redirect-uri-differs", 500112, GRANT, lambda s: s.redeem(redirect_uri="http://localhost:1")),
    Case("redirect-uri-not-repeated", 700009, GRANT, lambda s: s.redeem(redirect_uri="")),
    Case("origin-not-spa", 9002326, REQUEST, lambda s: s.redeem(headers={"Origin": "http://localhost"})),
    Case(
        "spa-without-origin",
        9002327,
        REQUEST,
        lambda s: s.redeem(code=s.code(redirect_uri=SPA), redirect_uri=SPA, client_secret=""),
    ),
    Case(
        "spa-without-pkce",
        9002325,
        REQUEST,
        lambda s: s.redeem(
            code=s.code(redirect_uri=SPA), redirect_uri=SPA, client_secret="", headers={"Origin": "https://app.example"}
        ),
    ),
    # Scopes and consent
    Case("scope-unknown", 70011, "invalid_scope", lambda s: s.refresh(scope=NO_SCOPE)),
    Case("scope-not-default", 1002012, "invalid_scope", lambda s: s.app_only(scope=OUTLOOK)),
    Case("scope-two-resources", 28000, REQUEST, lambda s: s.refresh(scope=f"{OUTLOOK} {GRAPH}")),
    Case(
        "scope-two-resources-personal",
        70011,
        "invalid_scope",
        app(
            user(lambda s: s.refresh("consumers", scope=f"{OUTLOOK} {GRAPH}"), personal=True),
            audience="AzureADandPersonalMicrosoftAccount",
        ),
    ),
    Case("scope-without-resource", 28002, REQUEST, policy(lambda s: s.refresh(scope="openid"), scope_mode="strict")),
    Case("resource-not-found", 500011, "invalid_resource", lambda s: s.refresh(scope="https://x.example/a")),
    Case("resource-not-found", 500011, "invalid_resource", policy(missing_resources={"outlook"})),
    Case("resource-disabled", 500014, "invalid_resource", policy(disabled_resources={"outlook"})),
    Case("consent-missing", 65001, GRANT, withdrawn, suberror="consent_required"),
    # The account
    Case("user-disabled", 50057, GRANT, user(enabled=False)),
    Case("user-deleted", 500341, GRANT, user(deleted=True)),
    Case("user-locked", 50053, GRANT, user(Site.password, locked=True)),
    Case(
        "password-expired",
        50055,
        GRANT,
        user(Site.password, password_expired=True),
        suberror="user_password_expired",
    ),
    Case("user-without-password", 50056, GRANT, user(Site.password, has_password=False)),
    Case("password-wrong", 50126, GRANT, lambda s: s.password(password="wrong")),
    Case("user-not-in-tenant", 50034, GRANT, lambda s: s.password(username="nobody@contoso.example")),
    Case("user-not-assigned", 50105, GRANT, app(assignment_required=True)),
    Case("account-not-in-tenant", 50020, GRANT, user(personal=True)),
    Case("account-not-in-tenant", 50020, GRANT, user(Site.redeem, home_tenant=ELSEWHERE, invited=False)),
    Case("account-removed-from-tenant", 90072, GRANT, user(home_tenant=ELSEWHERE, invited=False)),
    Case("guest-not-redeemed", 50014, GRANT, user(home_tenant=ELSEWHERE, accepted=False)),
    Case(
        "account-personal-at-organizations",
        500200,
        REQUEST,
        app(user(lambda s: s.refresh("organizations"), personal=True), audience="AzureADMultipleOrgs"),
    ),
    Case(
        "account-personal-not-enabled",
        9002339,
        REQUEST,
        app(user(lambda s: s.refresh("common"), personal=True), audience="AzureADMultipleOrgs"),
    ),
    Case(
        "account-work-at-consumers",
        500207,
        REQUEST,
        app(lambda s: s.refresh("consumers"), audience="AzureADandPersonalMicrosoftAccount"),
    ),
    Case("guest-outbound-blocked", 500212, "access_denied", guest("guest-outbound-blocked")),
    Case("guest-inbound-blocked", 500213, "access_denied", guest("guest-inbound-blocked")),
    Case("guest-device-not-trusted", 530004, GRANT, guest("guest-device-not-trusted")),
    Case("guest-home-risk", 53011, GRANT, guest("guest-home-risk")),
    # Conditional Access
    Case("mfa-required", 50076, GRANT, user(mfa_required=True), suberror="basic_action"),
    Case("mfa-required", 50076, GRANT, policy(demands={"mfa"}), suberror="basic_action"),
    Case(
        "mfa-enrolment-required",
        50079,
        GRANT,
        user(mfa_required=True, mfa_registered=False),
        suberror="basic_action",
    ),
    Case(
        "conditional-access-blocked",
        53003,
        GRANT,
        user(blocked_by_conditional_access=True),
        suberror="message_only",
    ),
    Case("conditional-access-blocked", 53003, GRANT, policy(demands={"block"}), suberror="message_only"),
    Case("mfa-expired", 50078, GRANT, demand("fresh-mfa"), suberror="basic_action"),
    Case("strong-authentication-required", 50074, GRANT, demand("strong-authentication"), suberror="basic_action"),
    Case("external-challenge-required", 50158, GRANT, demand("external-challenge"), suberror="basic_action"),
    Case("device-not-compliant", 53000, GRANT, demand("compliant-device"), suberror="additional_action"),
    Case("device-not-joined", 53001, GRANT, demand("joined-device"), suberror="additional_action"),
    Case("device-not-registered", 50129, GRANT, demand("registered-device")),
    Case("device-state-required", 50131, GRANT, demand("device-state")),
    Case("device-authentication-required", 50097, GRANT, demand("device-authentication")),
    Case("device-not-managed", 530003, GRANT, demand("managed-device"), suberror="additional_action"),
    Case("device-not-compliant-newer", 530002, GRANT, demand("known-device"), suberror="additional_action"),
    Case("device-platform-unsupported", 50005, GRANT, demand("supported-platform")),
    Case("app-not-approved", 53002, GRANT, demand("approved-app"), suberror="additional_action"),
    Case("app-not-approved-by-policy", 530021, GRANT, demand("approved-app-list")),
    Case(
        "app-protection-required",
        53005,
        "unauthorized_client",
        demand("app-protection"),
        suberror="protection_policy_required",
    ),
    Case("access-policy-blocks", 530031, "access_denied", demand("risk-block")),
    Case("security-defaults-blocked", 530035, "access_denied", demand("security-defaults")),
    Case("password-change-risk", 50135, GRANT, demand("risk-password-change")),
    Case("password-change-policy", 50142, GRANT, demand("policy-password-change")),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_condition_says_the_words_of_the_fault(site: Site, case: Case) -> None:
    answer = case.reach(site)
    assert (answer.code, answer.status) == (case.code, case.status), answer.members
    assert answer.members["error"] == case.error
    assert answer.members.get("suberror", "") == case.suberror
    text = answer.members["error_description"]
    assert text.startswith(f"AADSTS{case.code}: ") and "{" not in text.partition(" Trace ID")[0]
    assert "''" not in text and "  " not in text.replace("  The signed", " The signed")
    assert answer.headers["x-ms-clitelem"].startswith(f"1,{case.code},")
    effect = fault_table()[case.id].effect
    assert isinstance(effect, TokenError) and effect.code == case.code


@pytest.mark.parametrize("case", CASES, ids=str)
def test_without_the_condition_the_request_is_good(site: Site, case: Case) -> None:
    """So that no case passes because of something else."""
    assert site.refresh().status == site.redeem().status == site.app_only().status == site.password().status == 200
    assert case.reach(site).code == case.code


def test_sixty_codes_and_ninety_in_all() -> None:
    errors = [fault for fault in fault_table().values() if isinstance(fault.effect, TokenError)]
    assert len({fault.effect.code for fault in errors if isinstance(fault.effect, TokenError)}) >= 90
    assert len({case.code for case in CASES}) >= 60


def test_every_condition_is_a_case_here_or_belongs_to_an_endpoint_with_tests_of_its_own() -> None:
    own = ("assertion-", "device-code-", "device-slow", "device-flow", "response-", "session-", "code-challenge")
    elsewhere = {
        "app-without-keys",
        "instance-unknown",
        "method-unsupported",
        "admin-consent-required",
        "admin-consent-requested",
        "consent-declined",
        "scope-not-on-resource",
        "redirect-uri-none-registered",
        "redirect-uri-missing",
        "redirect-uri-not-absolute",
    }
    tested = {case.id for case in CASES}
    assert set(CONDITIONS) <= set(fault_table())
    assert {id for id in CONDITIONS if id not in tested | elsewhere and not id.startswith(own)} == set()
    assert {id for id in tested if not fault_table()[id].condition} == set()


# Numbers with a second meaning, which their own words tell apart for a person only.
AMBIGUOUS = {"session-ambiguous", "prompt-unsupported", "code-challenge-method-unknown"}


def test_each_code_of_the_table_is_explained_by_the_diagnosis_it_names() -> None:
    for fault in fault_table().values():
        if isinstance(fault.effect, TokenError) and fault.id not in AMBIGUOUS:
            words = fault.effect.message.format_map(defaultdict(lambda: "x", fault.defaults))
            found = {match.diagnosis.id for match in recognise(f"AADSTS{fault.effect.code}: {words}", "entra")}
            tied = {id for first in found for id in (*TABLE[first].tied_with, *TABLE[first].may_be)}
            assert fault.diagnosis in found | tied, (fault.id, fault.diagnosis, found)


def test_claims_of_conditional_access_are_a_json_string(site: Site) -> None:
    import json

    site.user.blocked_by_conditional_access = True
    claims = site.refresh().members["claims"]
    assert json.loads(claims)["access_token"]["capolids"]["essential"] is True
