"""What ends a refresh token: each cell of the published table that concerns tokens, and what never ends one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fakes.entra.keys import KeyRing
from fakes.faults.model import Fault
from fakes.tenant.access import Admitted, admit
from fakes.tenant.tenant import Tenant

from .policy import Answer, Site

DAY = 86400


@pytest.fixture(scope="module")
def keys() -> KeyRing:
    return KeyRing()


@pytest.fixture
def site(keys: KeyRing) -> Site:
    return Site(keys)


# Rows and columns as entra-docs, refresh-tokens (05/2025) has them, written a second time: True is "revoked".
EVENTS: dict[str, tuple[Callable[[Tenant, str], None], bool, bool, bool]] = {
    "password expires": (lambda t, u: t.password_expires(u), False, False, False),
    "user changes password": (lambda t, u: t.user_changes_password(u, "new"), True, False, False),
    "admin resets in the portal": (lambda t, u: t.admin_resets_password(u, "new", "portal"), True, False, False),
    "admin resets in the center": (lambda t, u: t.admin_resets_password(u, "new", "entra_center"), True, True, True),
    "sessions revoked": (lambda t, u: t.revoke_sessions(u), True, True, True),
    "single sign-out": (lambda t, u: t.sign_out(u), False, False, False),
}
KINDS = {
    "password": {"confidential": False, "by_password": True, "platform": "public"},
    "not password": {"confidential": False, "by_password": False, "platform": "public"},
    "confidential": {"confidential": True, "by_password": True, "platform": "web"},
}


def use(site: Site, token: str, kind: str) -> Answer:
    secret = site.plan.client_secret if kind == "confidential" else ""
    return site.refresh(refresh_token=token, client_secret=secret)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("event", EVENTS)
def test_each_event_and_each_kind_of_token(site: Site, event: str, kind: str) -> None:
    act, *columns = EVENTS[event]
    ends = columns[[*KINDS].index(kind)]
    token = site.issue(**KINDS[kind])
    newer = use(site, token, kind).members["refresh_token"]
    act(site.tenant, site.user.upn.upper())
    for each in (token, newer):
        answer = use(site, each, kind)
        assert (answer.code, answer.members.get("suberror")) == ((50173, "bad_token") if ends else (0, None))


@pytest.mark.parametrize("event", EVENTS)
def test_what_is_issued_afterwards_is_good_and_others_are_not_touched(site: Site, event: str) -> None:
    colleague = site.tenant.users[site.plan.people()[1].address]
    EVENTS[event][0](site.tenant, colleague.upn)
    assert site.refresh().code == 0
    EVENTS[event][0](site.tenant, site.user.upn)
    assert site.refresh(refresh_token=site.issue()).code == 0


@pytest.mark.parametrize(
    ("event", "password", "other"),
    [
        ("password expires", False, False),
        ("user changes password", True, False),
        ("admin resets in the portal", True, False),
        ("admin resets in the center", True, False),
        ("sessions revoked", True, True),
        ("single sign-out", True, True),
    ],
)
def test_the_sessions_of_a_browser(site: Site, event: str, password: bool, other: bool) -> None:
    EVENTS[event][0](site.tenant, site.user.upn)
    assert (bool(site.user.password_sessions_from), bool(site.user.other_sessions_from)) == (password, other)


def test_passwords_change_and_expire(site: Site) -> None:
    site.tenant.password_expires(site.user.upn)
    assert site.password().code == 50055
    site.tenant.user_changes_password(site.user.upn, "second")
    assert site.password(password="second").code == 0
    site.tenant.admin_resets_password(site.user.upn, "third")
    assert (site.password(password="second").code, site.password(password="third").code) == (50126, 0)
    with pytest.raises(KeyError):
        site.tenant.admin_resets_password(site.user.upn, "x", "somewhere")
    with pytest.raises(KeyError):
        site.tenant.revoke_sessions("nobody")


def test_a_secret_rollover_ends_no_refresh_token(site: Site) -> None:
    first, second = site.plan.client_secret, "second-secret"
    site.app.secrets[0].value = second
    assert site.refresh().code == 7000215
    assert site.refresh(client_secret=second).code == 0
    site.app.secrets[0].value = first
    assert site.refresh().code == 0


def test_a_lock_does_not_end_a_refresh_token(site: Site) -> None:
    site.user.locked = True
    assert (site.refresh().code, site.password().code) == (0, 50053)


def test_the_message_names_both_times(site: Site) -> None:
    site.tenant.clock.advance(3 * DAY)
    site.tenant.revoke_sessions(site.user.upn)
    site.tenant.clock.advance(DAY)
    import re

    text = site.refresh().members["error_description"]
    issued, valid_from = re.findall(r"'(\d{4}-\d\d-\d\d)T[0-9:.]+Z'", text)
    assert issued < valid_from


def test_a_token_goes_on_working_after_use_and_slides(site: Site) -> None:
    token = site.plan.refresh_token
    for _ in range(4):
        site.tenant.clock.advance(60 * DAY)
        newer = site.refresh(refresh_token=token).members["refresh_token"]
        assert site.refresh(refresh_token=token).code == 0
        token = newer
    assert site.refresh().code == 700082


@pytest.mark.parametrize("hours", [6, 11])
def test_a_spa_token_cannot_be_prolonged(site: Site, hours: int) -> None:
    browser = {"Origin": "https://app.example"}
    token = site.issue(spa=True, confidential=False)
    for _ in range(23 // hours):
        site.tenant.clock.advance(hours * 3600)
        answer = site.refresh(refresh_token=token, client_secret="", headers=browser)
        token = answer.members["refresh_token"]
    site.tenant.clock.advance(hours * 3600)
    answer = site.refresh(refresh_token=token, client_secret="", headers=browser)
    assert answer.code == 700084 and "lifetime of 1.00:00:00" in answer.members["error_description"]


def test_the_strict_profile_rotates_and_ends_the_family(site: Site) -> None:
    site.tenant.policy.rotate_refresh_tokens = True
    other = site.issue()
    first = site.plan.refresh_token
    second = site.refresh().members["refresh_token"]
    third = site.refresh(refresh_token=second).members["refresh_token"]
    assert site.refresh(refresh_token=first).code == 50173
    assert site.refresh(refresh_token=second).code == site.refresh(refresh_token=third).code == 50173
    assert site.refresh(refresh_token=other).code == 0
    # Unasked as well: nobody could go on without the newer one.
    plain = site.issue()
    for _ in range(3):
        plain = site.refresh(refresh_token=plain, scope="https://outlook.office.com/SMTP.Send").members["refresh_token"]


def test_device_origin_sticks_through_refreshes(site: Site) -> None:
    token = site.issue(origin="device")
    for _ in range(3):
        token = site.refresh(refresh_token=token).members["refresh_token"]
    assert site.tenant.grants[token].origin == "device"
    site.tenant.policy.block_device_code = True
    assert site.refresh(refresh_token=token).code == 530036
    assert site.refresh().code == 0


def test_a_second_factor_sticks_too(site: Site) -> None:
    token = site.issue(mfa=True)
    site.user.mfa_required = True
    assert (site.refresh().code, site.refresh(refresh_token=token).code) == (50076, 0)
    newer = site.refresh(refresh_token=token).members["refresh_token"]
    assert site.refresh(refresh_token=newer).code == 0


def test_a_refresh_token_buys_tokens_of_every_resource_with_consent(site: Site) -> None:
    site.app.graph_consented.add("Mail.Read")
    assert site.refresh(scope="https://graph.microsoft.com/Mail.Read").code == 0
    assert site.refresh(scope="https://outlook.office365.com/IMAP.AccessAsUser.All").code == 0


def test_memory_does_not_grow_without_end(site: Site) -> None:
    for _ in range(5200):
        site.issue()
    assert len(site.tenant.grants) <= 5000
    assert site.refresh().code == 0


@pytest.mark.parametrize("change", [{"deleted": True}, {"enabled": False}])
def test_exchange_turns_away_the_access_token_of_an_account_that_is_gone(site: Site, change: dict[str, bool]) -> None:
    token = site.refresh().members["access_token"]
    assert isinstance(admit(site.tenant, "smtp", site.user.upn, token), Admitted)
    for name, value in change.items():
        setattr(site.user, name, value)
    refusal = admit(site.tenant, "smtp", site.user.upn, token)
    assert isinstance(refusal, Fault) and refusal.id == "token-refused"


@pytest.mark.parametrize(("personal", "start"), [(False, "1.A"), (True, "M.C5")])
def test_the_shape_of_a_refresh_token(site: Site, personal: bool, start: str) -> None:
    site.user.personal = personal
    token = site.issue()
    assert token.startswith(start) and token.isascii() and 300 < len(token) < 2000
