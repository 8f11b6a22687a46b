"""Scopes, consent and platforms: what the three modes of the tenant decide, and who consented to what."""

from __future__ import annotations

import base64
import hashlib
import json
import time

import pytest

from fakes.entra.keys import KeyRing
from fakes.entra.policy import consent, loops, redirects
from fakes.entra.policy.consent import missing, record_consent
from fakes.entra.policy.redirects import platform_of
from fakes.tenant.model import AUDIENCES, Consent, Secret

from .policy import OUTLOOK, PUBLIC, REDIRECT, SPA, Answer, Site

GRAPH = "https://graph.microsoft.com/Mail.Read"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def keys() -> KeyRing:
    return KeyRing()


@pytest.fixture
def site(keys: KeyRing) -> Site:
    site = Site(keys)
    site.app.graph_consented.update({"Mail.Read", "Mail.Send"})
    site.app.consented.update({"Mail.Read", "Mail.Send"})
    return site


def audience(answer: Answer) -> str:
    """Whose token came, or the number of the refusal."""
    if answer.code:
        return str(answer.code)
    part = answer.members["access_token"].split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(part + "=="))["aud"])


OUT, GR = "https://outlook.office.com", "https://graph.microsoft.com"


@pytest.mark.parametrize(
    ("scope", "as_seen", "strict", "lenient"),
    [
        (OUTLOOK, OUT, OUT, OUT),
        ("SMTP.Send", GR, GR, GR),
        (f"{OUTLOOK} IMAP.AccessAsUser.All", OUT, "28000", OUT),
        (f"Mail.Read {OUTLOOK}", GR, "28000", GR),
        (f"{OUTLOOK} Mail.Read", OUT, "28000", OUT),
        (f"{OUTLOOK} {GRAPH}", "28000", "28000", OUT),
        (f"{GRAPH} {OUTLOOK}", "28000", "28000", GR),
        ("openid", GR, "28002", GR),
    ],
)
@pytest.mark.parametrize("mode", ["as-seen", "strict", "lenient"])
def test_what_a_scope_means_when_refreshing(
    site: Site, mode: str, scope: str, as_seen: str, strict: str, lenient: str
) -> None:
    site.tenant.policy.scope_mode = mode
    wanted = {"as-seen": as_seen, "strict": strict, "lenient": lenient}[mode]
    assert audience(site.refresh(scope=scope)) == wanted


@pytest.mark.parametrize("mode", ["as-seen", "strict", "lenient"])
def test_a_code_for_two_resources_never_chooses(site: Site, mode: str) -> None:
    site.tenant.policy.scope_mode = mode
    both = f"{OUTLOOK} {GRAPH}"
    assert site.redeem(code=site.code(scope=both)).code == 28003
    assert site.redeem(code=site.code(scope=both), scope=both).code == 28000
    assert audience(site.redeem(code=site.code(scope=both), scope=GRAPH)) == GR


def test_a_users_consent_is_for_that_user_and_that_resource(site: Site) -> None:
    site.app.consented.clear()
    site.app.graph_consented.clear()
    colleague = site.plan.people()[1].address
    site.app.consents.append(Consent("outlook", {"SMTP.Send"}, colleague))
    assert site.refresh().code == 65001
    site.app.consents.append(Consent("outlook", {"SMTP.Send"}, site.user.upn))
    assert site.refresh().members["scope"] == OUTLOOK
    assert site.refresh(scope=f"{OUT}/Mail.Read").code == site.refresh(scope=GRAPH).code == 65001


def test_an_administrators_consent_is_for_all(site: Site) -> None:
    site.app.consented.clear()
    record_consent(site.app, "outlook", ["SMTP.Send", ".default"], None)
    assert site.app.consented == {"SMTP.Send"} and site.refresh().code == 0
    site.app.consented.clear()
    site.app.consents.append(Consent("outlook", {"SMTP.Send"}, None))
    assert site.refresh().code == 0


def test_what_a_page_still_has_to_ask(site: Site) -> None:
    upn = site.user.upn
    assert missing(site.app, "outlook", ["SMTP.Send", ".default"], upn) == []
    site.app.consented.clear()
    assert missing(site.app, "outlook", ["SMTP.Send", ".default"], upn) == ["SMTP.Send"]
    record_consent(site.app, "outlook", ["SMTP.Send"], upn.upper())
    record_consent(site.app, "outlook", ["Mail.Read"], upn)
    assert missing(site.app, "outlook", ["SMTP.Send", "Mail.Read"], upn) == []
    assert len(site.app.consents) == 1
    # The mail permissions count for both resources, others do not.
    site.app.graph_consented.clear()
    assert missing(site.app, "graph", ["SMTP.Send", "Mail.Read"], upn) == ["Mail.Read"]


@pytest.mark.parametrize(("requests", "code"), [(False, 90094), (True, 90095)])
def test_users_may_not_consent_where_the_tenant_says_so(site: Site, requests: bool, code: int) -> None:
    consent.check_may_consent(site.tenant, site.app)
    site.tenant.policy.user_consent, site.tenant.policy.admin_consent_requests = False, requests
    with pytest.raises(Exception, match="admin-consent") as refused:
        consent.check_may_consent(site.tenant, site.app)
    assert refused.value.fault.effect.code == code  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("uri", "platform"),
    [
        ("http://localhost", "web"),
        ("http://localhost:1", "web"),
        ("http://localhost:65535/", "web"),
        ("http://localhost:8080/public", "public"),
        ("http://localhost/Public", ""),
        ("http://localhost/public/", ""),
        ("https://localhost", ""),
        ("http://127.0.0.1", ""),
        ("http://[::1]", ""),
        ("https://app.example/spa", "spa"),
        ("https://app.example:443/spa", ""),
        ("https://app.example/SPA", ""),
        ("", ""),
    ],
)
def test_the_platform_of_a_redirect_uri(site: Site, uri: str, platform: str) -> None:
    assert platform_of(site.app, uri) == platform
    if platform:
        assert redirects.check_redirect_uri(site.tenant, site.app, uri) == platform
    else:
        with pytest.raises(Exception, match="redirect-uri-mismatch"):
            redirects.check_redirect_uri(site.tenant, site.app, uri)


def test_the_port_of_127_0_0_1_does_not_count_either(site: Site) -> None:
    site.app.redirect_uris["public"] = ["http://127.0.0.1/x"]
    assert platform_of(site.app, "http://127.0.0.1:5000/x") == "public"
    assert platform_of(site.app, "http://localhost:5000/x") == ""


def test_the_platform_decides_what_the_client_must_show(site: Site) -> None:
    def redeem(uri: str, secret: str, origin: str = "") -> Answer:
        code = site.code(redirect_uri=uri, challenge=CHALLENGE, challenge_method="S256")
        headers = {"Origin": origin} if origin else None
        return site.redeem(code=code, redirect_uri=uri, client_secret=secret, code_verifier=VERIFIER, headers=headers)

    secret = site.plan.client_secret
    assert (redeem(REDIRECT, secret).code, redeem(REDIRECT, "").code) == (0, 7000218)
    public = redeem(PUBLIC, "")
    assert (public.code, redeem(PUBLIC, secret).code) == (0, 700025)
    spa = redeem(SPA, "", "https://app.example")
    assert (spa.code, redeem(SPA, "").code) == (0, 9002327)
    # What is asked at the redemption is asked of its refresh tokens too.
    token = public.members["refresh_token"]
    assert site.refresh(refresh_token=token, client_secret="").code == 0
    assert site.refresh(refresh_token=token).code == 700025
    token = spa.members["refresh_token"]
    browser = {"Origin": "https://app.example"}
    assert site.refresh(refresh_token=token, client_secret="", headers=browser).code == 0
    assert site.refresh(refresh_token=token, client_secret="").code == 9002327
    site.tenant.clock.advance(90_000)
    assert site.refresh(refresh_token=token, client_secret="", headers=browser).code == 700084
    assert site.refresh(refresh_token=public.members["refresh_token"], client_secret="").code == 0


def test_secrets_come_and_go_by_their_dates(site: Site) -> None:
    now = time.time()
    site.app.secrets = [
        Secret("old", now - 100, 50),
        Secret("good", now - 100, 1000),
        Secret("coming", now + 500, 1000, starts=now + 500),
    ]
    codes = {value: site.refresh(client_secret=value).code for value in ("old", "good", "coming", "other")}
    assert codes == {"old": 7000222, "good": 0, "coming": 7000215, "other": 7000215}


@pytest.mark.parametrize(
    ("segment", "accepted"),
    [
        ("", AUDIENCES[:3]),
        ("contoso.example", AUDIENCES[:3]),
        ("common", AUDIENCES[1:3]),
        ("organizations", AUDIENCES[1:3]),
        ("consumers", AUDIENCES[2:]),
        ("9188040d-6c67-4c5b-b112-36a304b66dad", AUDIENCES[2:]),
    ],
)
@pytest.mark.parametrize("wanted", AUDIENCES)
def test_each_audience_at_each_authority(site: Site, segment: str, accepted: tuple[str, ...], wanted: str) -> None:
    site.app.audience = wanted
    # A personal account at /consumers, a work account elsewhere: then only the registration decides.
    site.user.personal = segment.startswith(("consumers", "9188040d"))
    answer = site.refresh(segment)
    assert (answer.code == 0) is (wanted in accepted), answer.members
    assert answer.code in {0, 50194, 9002331, 9002332}


def test_a_guest_who_is_invited_and_an_account_that_is_assigned_may(site: Site) -> None:
    site.user.home_tenant = "11111111-2222-3333-4444-555555555555"
    site.app.assignment_required, site.app.assigned = True, {site.user.upn.upper()}
    assert site.refresh().code == site.redeem().code == 0
    site.user.personal = True
    assert site.refresh().code == 0


def test_demands_of_the_tenant_are_for_everybody_and_those_of_one_user_are_not(site: Site) -> None:
    colleague = site.tenant.users[site.plan.people()[1].address]
    colleague.demands.add("compliant-device")
    assert site.refresh().code == 0
    site.tenant.policy.demands.add("compliant-device")
    assert site.refresh().code == 53000


def test_loops_are_counted_for_each_request_by_itself(site: Site) -> None:
    site.tenant.policy.loop_limit = 1
    loops.check_loop(site.tenant, {"grant_type": "refresh_token", "a": "1"})
    loops.check_loop(site.tenant, {"grant_type": "refresh_token", "a": "2"})
    polls = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "x"}
    for _ in range(5):
        loops.check_loop(site.tenant, polls)
    with pytest.raises(Exception, match="request-loop"):
        loops.check_loop(site.tenant, {"a": "1", "grant_type": "refresh_token"})
    for n in range(3000):
        loops.check_loop(site.tenant, {"grant_type": "refresh_token", "a": f"n{n}"})
    assert len(site.tenant.requests) <= 1000
