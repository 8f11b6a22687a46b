"""Each settings check says no to one change of a good profile, alone, and names its own diagnosis."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from checks.config.impossible import IMPOSSIBLE
from checks.diagnoses.settings import SETTINGS

from .good import CLIENT_ID, ENVIRON, FIVE, FULL, NOW, OUTLOOK, REFRESH_TOKEN, changed, checks, profile_of, verdicts

LOGIN = "https://login.microsoftonline.com/"
GRAPH = "https://graph.microsoft.com/"
GUID = "8f0c1e52-6d3a-4b57-9a53-0f6f2d1c7e11"
APP_ONLY = {
    "mailbox": "svc@contoso.com",
    "tenant": "contoso.com",
    "client_id": CLIENT_ID,
    "client_secret": "env:MAIL_SECRET",
    "flow": "client_credentials",
}
NO_AUDIENCE = changed(FULL, {"app_registration.sign_in_audience": None})
GENERIC = changed(FULL, {"product": None})
CUSTOM = FIVE | {
    "cloud": "custom",
    "login_base": "https://localhost:4433",
    "send": {"host": "localhost", "port": 2525},
    "receive": {"host": "localhost", "port": 1993},
}
FULL_SCOPES = FULL["grant"]["token_scopes"]

# check id, outcome, the profile to spoil, the change
DEFECTS: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("client_id", "fail", FIVE, {"client_id": f"[{CLIENT_ID}]"}),
    ("client_id", "fail", FIVE, {"client_id": "mail-robot"}),
    ("client_id", "fail", FIVE, {"tenant": CLIENT_ID.upper()}),
    ("client_id", "fail", FULL, {"app_registration.client_id": GUID}),
    ("client_id", "fail", CUSTOM, {"client_id": "<client-id>"}),
    ("tenant", "fail", FIVE, {"tenant": "[tenantid]"}),
    ("tenant", "fail", FIVE, {"tenant": "contoso"}),
    ("tenant", "fail", FIVE, {"tenant": "https://login.microsoftonline.com/contoso.com"}),
    ("tenant", "fail", CUSTOM, {"tenant": "{tenant}"}),
    ("mailbox", "fail", CUSTOM, {"mailbox": "CONTOSO\\svc"}),
    ("mailbox", "fail", FIVE, {"mailbox": "Service <svc@contoso.com>"}),
    ("one_user", "warn", FULL, {"mailbox.signed_in_user": "anna@contoso.com"}),
    ("one_user", "warn", FULL, {"consumers.0.smtp_user": "anna@contoso.com"}),
    ("one_user", "warn", FULL, {"consumers.1.receive_user": "anna@contoso.com"}),
    ("from_address", "warn", FULL, {"mailbox.from_address": "noreply@contoso.com"}),
    ("from_address", "warn", FULL, {"consumers.2.from_address": "noreply@contoso.com"}),
    ("audience_tenant", "fail", FULL, {"authority.tenant": "common"}),
    ("legs", "fail", FULL, {"authority.legs.token": f"{LOGIN}common/oauth2/v2.0/token"}),
    ("legs", "fail", FULL, {"authority.legs.authorize": f"{LOGIN}fabrikam.com/oauth2/v2.0/authorize"}),
    ("legs", "fail", FULL, {"authority.legs.refresh": "https://accounts.google.com/contoso.com/o/oauth2/token"}),
    (
        "legs",
        "fail",
        CUSTOM,
        {"authority": {"legs": {"token": "https://localhost:4434/contoso.com/oauth2/v2.0/token"}}},
    ),
    ("legs", "fail", FULL, {"authority.observed_app_tenant": "organizations"}),
    ("legs", "fail", FULL, {"grant.token_redirect_uri": "https://localhost/back/"}),
    ("basic_consumers", "fail", FULL, {"consumers.0.oauth": False}),
    ("basic_consumers", "fail", FULL, {"consumers.1.oauth": None}),
    ("basic_consumers", "warn", FULL, {"consumers.1.oauth": False, "policy.basic_fallback": "warn"}),
    ("basic_consumers", "fail", FULL, {"consumers.1": {"name": "Send", "kind": "operation", "oauth": False}}),
    ("passwords", "fail", FULL, {"consumers.0.smtp_password": "env:MAIL_PASSWORD"}),
    ("passwords", "warn", FULL, {"consumers.1.receive_password": "env:MAIL_PASSWORD", "policy.basic_fallback": "warn"}),
    ("copies", "fail", FULL, {"consumers.2.refresh_token": "env:MAIL_TOKEN_2"}),
    ("copies", "fail", FULL, {"consumers.1.client_secret": "env:MAIL_SECRET_2"}),
    ("copies", "fail", FULL, {"consumers.0.client_id": GUID}),
    ("polling", "warn", FULL, {"consumers.1.repeat_interval_s": 9}),
    ("polling", "warn", FULL, {"policy.logins_per_hour": 359}),
    ("smtp_tls", "fail", FULL, {"consumers.1.smtp_host": "smtp.office365.com", "consumers.1.smtp_port": 587}),
    ("audience_personal", "fail", FULL, {"app_registration.sign_in_audience": "PersonalMicrosoftAccount"}),
    (
        "audience_personal",
        "fail",
        FULL,
        {"app_registration.sign_in_audience": "PersonalMicrosoftAccount", "authority.tenant": "consumers"},
    ),
    ("audience_personal", "fail", GENERIC, {"app_registration.sign_in_audience": "PersonalMicrosoftAccount"}),
    ("sign_in_frequency", "warn", FULL, {"mailbox.sign_in_frequency_days": 89}),
    ("product_version", "fail", FULL, {"product.version": "6.5.14.0"}),
    ("product_version", "warn", FULL, {"product.edition": "lts"}),
    ("client_secret_end", "warn", FULL, {"app_registration.secrets.0.ends": "2026-12-22"}),
    ("client_secret_end", "fail", FULL, {"app_registration.secrets.0.ends": NOW}),
    ("client_secret_end", "warn", FULL, {"app_registration.secrets": [{"ends": "2027-06-01"}, {"ends": "2027-07-01"}]}),
    ("rotation", "warn", FULL, {"grant.refresh_token.obtained_at": "2026-09-07"}),
    ("rotation", "fail", FULL, {"grant.refresh_token.obtained_at": "2026-08-25T05:31:07Z"}),
    ("rotation", "warn", FULL, {"grant.refresh_token.obtained_at": "2026-11-25"}),
    ("scopes_resource", "fail", FULL, {"grant.token_scopes": [*FULL_SCOPES, "SMTP.Send"]}),
    ("scopes_resource", "fail", FULL, {"grant.token_scopes": [*FULL_SCOPES, GRAPH + "SMTP.Send"]}),
    (
        "scopes_resource",
        "fail",
        NO_AUDIENCE,
        {"grant.token_scopes": [*FULL_SCOPES, "https://partner.outlook.cn/SMTP.Send"]},
    ),
    ("scopes_use", "fail", FULL, {"grant.token_scopes": [s.replace("AccessAs", "Access") for s in FULL_SCOPES]}),
    ("scopes_use", "fail", FULL, {"grant.token_scopes": FULL_SCOPES[1:]}),
    ("offline_access", "fail", FULL, {"grant.token_scopes": FULL_SCOPES[:-1]}),
    ("offline_access", "fail", FULL, {"grant.authorize_scopes": "SMTP.Send"}),
    ("scopes_least", "warn", FULL, {"grant.token_scopes": [*FULL_SCOPES, OUTLOOK + "Mail.Read"]}),
    ("scopes_least", "warn", FULL, {"app_registration.permissions.0.name": "User.Read"}),
    ("app_only", "fail", APP_ONLY, {"tenant": "common"}),
    ("app_only", "fail", APP_ONLY, {"grant": {"token_scopes": OUTLOOK + "SMTP.Send"}}),
    ("app_only", "fail", APP_ONLY, {"app_registration": {"permissions": FULL["app_registration"]["permissions"]}}),
    ("implicit_grant", "warn", FULL, {"app_registration.implicit.id_token": True}),
    ("redirect_platform", "fail", FULL, {"grant.redirect_uri": "https://localhost/back/"}),
    ("redirect_platform", "fail", FULL, {"grant.redirect_uri": "http://localhost/public"}),
    ("flow_renews", "fail", FIVE, {"flow": "static_access_token", "access_token": "env:MAIL_TOKEN"}),
    ("smtp_auth", "fail", FULL, {"send.auth_required": False}),
    ("smtp_auth", "fail", FULL, {"consumers.0.smtp_auth": False}),
    ("smtp_tls", "fail", FIVE, {"send": {"wire": "starttls"}}),
    ("smtp_tls", "fail", CUSTOM, {"send.wire": "plain"}),
    ("smtp_tls", "fail", FULL, {"send.tls": "None"}),
    ("smtp_tls", "fail", FULL, {"consumers.1.smtp_tls": ""}),
    ("smtp_tls", "fail", FULL, {"consumers.1.smtp_tls": "SSL"}),
    ("receive_tls", "fail", CUSTOM, {"receive.wire": "starttls"}),
    ("receive_tls", "fail", FIVE, {"receive": {"tls": "blank"}}),
    ("receive_tls", "fail", FULL, {"consumers.1.receive_tls": "blank"}),
    ("receive_tls", "warn", FULL, {"receive.tls": "SSL"}),
    ("cloud_hosts", "fail", FIVE, {"login_base": "https://login.microsoftonline.us"}),
    ("cloud_hosts", "fail", FIVE, {"login_base": "https://login.example"}),
    ("cloud_hosts", "fail", FIVE, {"receive": {"host": "partner.outlook.cn"}}),
    ("ports", "fail", FIVE, {"send": {"port": 465}}),
    ("ports", "fail", FIVE, {"send": {"wire": "implicit", "port": 587}}),
    ("ports", "fail", FIVE, {"receive": {"port": 993, "wire": "starttls-required"}}),
    ("ports", "warn", FIVE, {"send": {"port": 25}}),
    ("ports", "warn", FIVE, {"receive": {"port": 143}}),
    ("ports", "warn", FIVE, {"receive": {"protocol": "pop3", "port": 110}}),
    ("ports", "fail", FULL, {"consumers.0.smtp_port": 465}),
    ("ports", "warn", FULL, {"consumers.0.receive_port": 143}),
    ("mechanisms", "fail", FULL, {"send.mechanisms": ["XOAUTH2", "login"]}),
    ("mechanisms", "fail", FIVE, {"receive": {"mechanisms": "OAUTHBEARER"}}),
    ("mechanisms", "warn", FIVE, {"receive": {"mechanisms": "XOAUTH2 PLAIN"}, "policy": {"basic_fallback": "warn"}}),
    ("pop3_two_line", "fail", FULL, {"receive.pop_two_line": False}),
    ("endpoint_imap", "fail", FULL, {"consumers.1.receive_protocol": "pop3"}),
    ("endpoint_imap", "warn", GENERIC, {"consumers.1.receive_protocol": "pop3"}),
    ("task_mail", "fail", FULL, {"consumers.2.enabled": False}),
]

# check id, outcome, the variable to spoil, its value
SECRET_DEFECTS = [
    ("client_secret", "fail", "MAIL_SECRET", ""),
    ("client_secret", "fail", "MAIL_SECRET", "****************"),
    ("client_secret", "fail", "MAIL_SECRET", "Zq8*****************"),
    ("client_secret", "fail", "MAIL_SECRET", "<client-secret>"),
    ("client_secret_id", "fail", "MAIL_SECRET", GUID),
    ("client_secret_characters", "warn", "MAIL_SECRET", "Zq8~abc+defghijklmnopqrstuvwxyz0123456789"),
    ("refresh_token", "fail", "MAIL_TOKEN", ""),
    ("refresh_token", "fail", "MAIL_TOKEN", "[refresh_token]"),
    ("refresh_token", "fail", "MAIL_TOKEN", REFRESH_TOKEN[:60] + "\n" + REFRESH_TOKEN[60:]),
    ("refresh_token_kind", "fail", "MAIL_TOKEN", "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9." + REFRESH_TOKEN),
    ("refresh_token_kind", "fail", "MAIL_TOKEN", f"code={REFRESH_TOKEN}"),
    ("refresh_token_kind", "fail", "MAIL_TOKEN", f"{REFRESH_TOKEN}&session_state={GUID}"),
    ("refresh_token_kind", "fail", "MAIL_TOKEN", f"http://localhost/?code={REFRESH_TOKEN}"),
    ("refresh_token_kind", "fail", "MAIL_TOKEN", REFRESH_TOKEN[:100]),
    ("refresh_token_kind", "fail", "MAIL_TOKEN", GUID),
    ("refresh_token_kind", "fail", "MAIL_TOKEN", "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA" + REFRESH_TOKEN),
    ("refresh_token_kind", "fail", "MAIL_TOKEN", '{"refresh_token":"' + REFRESH_TOKEN + '"}'),
    ("refresh_token_kind", "fail", "MAIL_TOKEN", ENVIRON["MAIL_SECRET"]),
    ("secret_ends", "warn", "MAIL_TOKEN", REFRESH_TOKEN + "\n"),
    ("secret_ends", "warn", "MAIL_SECRET", ENVIRON["MAIL_SECRET"] + "\r\n"),
    ("secret_ends", "warn", "MAIL_SECRET", " " + ENVIRON["MAIL_SECRET"]),
    ("secret_ends", "warn", "MAIL_SECRET", "\ufeff" + ENVIRON["MAIL_SECRET"]),
]

SPOILED = {f"settings.{id}" for id, *_ in (*DEFECTS, *SECRET_DEFECTS)} | {"settings.secret_files"}
"""Every check that a test of this module makes fail; the last one by the rights of a file."""


@pytest.mark.parametrize(
    "base", [FIVE, FULL, GENERIC, APP_ONLY, CUSTOM], ids=["five", "full", "generic", "app", "custom"]
)
def test_good_profiles_get_no_remark(base: dict[str, Any]) -> None:
    remarks = {id: said for id, said in verdicts(profile_of(base)).items() if said.outcome not in ("pass", "skip")}
    assert remarks == {}


@pytest.mark.parametrize(("id", "outcome", "base", "change"), DEFECTS)
def test_one_change_fails_one_check(id: str, outcome: str, base: dict[str, Any], change: dict[str, Any]) -> None:
    _only_this_fails(id, outcome, verdicts(profile_of(changed(base, change))))


@pytest.mark.parametrize(("id", "outcome", "variable", "value"), SECRET_DEFECTS)
def test_one_bad_secret_fails_one_check(id: str, outcome: str, variable: str, value: str) -> None:
    environ = ENVIRON | {variable: value}
    _only_this_fails(id, outcome, verdicts(profile_of(FIVE, environ), environ))


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
@pytest.mark.parametrize(("mode", "open_to_all"), [(0o604, True), (0o644, True), (0o640, False), (0o600, False)])
def test_a_file_that_everybody_can_read_is_warned_of(tmp_path: Path, mode: int, open_to_all: bool) -> None:
    (tmp_path / "token").write_text(REFRESH_TOKEN)
    (tmp_path / "token").chmod(mode)
    said = verdicts(profile_of(changed(FIVE, {"refresh_token": f"file:{tmp_path}/token"})))
    if open_to_all:
        _only_this_fails("secret_files", "warn", said)
    else:
        assert said["settings.secret_files"].outcome == "pass"


def _only_this_fails(id: str, outcome: str, said: dict[str, Any]) -> None:
    noes = {name: one for name, one in said.items() if one.outcome in ("fail", "warn")}
    assert set(noes) == {f"settings.{id}"}, noes
    no = noes[f"settings.{id}"]
    assert no.outcome == outcome
    assert no.diagnoses == (f"settings-{id.replace('_', '-')}",)
    assert not any(value in no.said for value in ENVIRON.values())


def test_every_check_has_a_defect_and_a_diagnosis() -> None:
    assert set(checks()) == SPOILED
    assert {one.id for one in SETTINGS} == {id.replace(".", "-").replace("_", "-") for id in checks()}
    assert len({one.id for one in SETTINGS}) == len(SETTINGS)
    assert set(checks()) >= IMPOSSIBLE


# check id, the profile, the change, a piece of the reason
NOT_APPLIED: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("client_secret", FIVE, {"client_secret": None, "client_auth": "none"}, "there is no client secret"),
    ("refresh_token", APP_ONLY, {}, "has no refresh token"),
    ("rotation", APP_ONLY, {}, "has no refresh token"),
    ("rotation", FIVE, {}, "obtained_at is not stated"),
    ("offline_access", APP_ONLY, {}, "needs no refresh token"),
    ("offline_access", FIVE, {}, "no scopes are written down"),
    (
        "secret_ends",
        FIVE,
        {"client_secret": "prompt:", "refresh_token": "prompt:"},
        "only when the tenant is contacted",
    ),
    ("client_secret_end", FIVE, {}, "is not stated"),
    ("legs", FULL, {}, "nor grant.token_redirect_uri is stated"),
    ("basic_consumers", FIVE, {}, "names no consumers"),
    ("basic_consumers", FULL, {"consumers.1.oauth": False, "policy.basic_fallback": "allow"}, "basic_fallback"),
    ("passwords", FIVE, {}, "names no consumers"),
    ("passwords", FULL, {"consumers.0.smtp_password": "cmd:pass show"}, "only when the tenant is contacted"),
    ("copies", FIVE, {}, "names no consumers"),
    ("copies", FULL, {"consumers.1.refresh_token": "env:NOT_SET"}, "refresh_token of Invoices: env:NOT_SET is not set"),
    ("polling", FIVE, {}, "no email endpoint"),
    ("polling", FULL, {"consumers.1.cron_expression": "0 0/5 * * * ?"}, "no email endpoint that polls"),
    ("one_user", APP_ONLY, {"mailbox": {"xoauth2_user": "a@b.c", "signed_in_user": "d@e.f"}}, "nobody signs in"),
    ("one_user", FULL, {"mailbox.shared": True, "mailbox.signed_in_user": "anna@contoso.com"}, "shared = true"),
    ("from_address", FULL, {"send.enabled": False, "mailbox.from_address": "anna@contoso.com"}, "does not send"),
    ("smtp_auth", FULL, {"send.enabled": False, "send.auth_required": False}, "does not send"),
    ("smtp_tls", FULL, {"send.enabled": False, "send.tls": "blank"}, "does not send"),
    ("receive_tls", FULL, {"receive.enabled": False, "receive.tls": "blank"}, "does not receive"),
    ("audience_tenant", FIVE, {"tenant": "common"}, "is not stated"),
    ("audience_personal", FIVE, {}, "is not stated"),
    ("sign_in_frequency", FIVE, {}, "is not stated"),
    ("product_version", FIVE, {}, "no version of AEM Forms on JEE is stated"),
    ("product_version", FULL, {"product.version": "SP21"}, "not of the form"),
    ("scopes_resource", APP_ONLY, {}, "no scopes of its own choice"),
    ("scopes_use", FIVE, {"grant": {"token_scopes": OUTLOOK + ".default offline_access"}}, ".default"),
    ("scopes_least", FIVE, {}, "written down"),
    ("scopes_least", FULL, {"policy.least_privilege": "allow"}, "least_privilege"),
    ("app_only", FIVE, {}, "client_credentials"),
    ("implicit_grant", FIVE, {}, "is not stated"),
    ("redirect_platform", FIVE, {}, "is not stated"),
    ("ports", FIVE, {"send": {"host": "::1"}, "receive": {"host": "::1", "port": 25}}, "no mail host"),
    ("mechanisms", FULL, {"send.mechanisms": "XOAUTH2 PLAIN", "policy.basic_fallback": "allow"}, "basic_fallback"),
    ("pop3_two_line", FIVE, {"receive": {"pop_two_line": False}}, "does not use POP3"),
    ("endpoint_imap", FULL, {"consumers.1.oauth": False, "consumers.1.receive_protocol": "pop3"}, "no email endpoint"),
    ("task_mail", FULL, {"consumers.2.oauth": False, "consumers.2.enabled": False}, "no task notifications"),
]


@pytest.mark.parametrize(("id", "base", "change", "reason"), NOT_APPLIED)
def test_a_rule_with_nothing_to_judge_says_why(
    id: str, base: dict[str, Any], change: dict[str, Any], reason: str
) -> None:
    said = verdicts(profile_of(changed(base, change)))[f"settings.{id}"]
    assert said.outcome == "skip"
    assert reason in said.said


def test_a_bare_scope_is_said_to_mean_graph() -> None:
    said = verdicts(profile_of(changed(FULL, {"grant.token_scopes": [*FULL_SCOPES, "SMTP.Send"]})))
    assert said["settings.scopes_resource"].said.endswith("means Microsoft Graph")


def test_a_misspelt_scope_is_named_with_the_right_one() -> None:
    misspelt = [scope.replace("AccessAs", "Access") for scope in FULL_SCOPES]
    said = verdicts(profile_of(changed(FULL, {"grant.token_scopes": misspelt})))["settings.scopes_use"].said
    assert said == "the scope IMAP.AccessAsUser.All is missing, which imap needs (IMAP.AccessUser.All does not exist)"


def test_a_secret_that_is_not_at_hand_is_not_judged() -> None:
    said = verdicts(profile_of(FIVE | {"refresh_token": "cmd:pass show mail"}, {}), {})
    for id in ("client_secret", "client_secret_id", "client_secret_characters"):
        assert said[f"settings.{id}"].outcome == "skip"
        assert "env:MAIL_SECRET is not set" in said[f"settings.{id}"].said
    assert "only when the tenant is contacted" in said["settings.refresh_token"].said
    assert not [one for one in said.values() if one.outcome in ("fail", "warn")]


def test_rules_about_microsofts_hosts_leave_other_servers_alone() -> None:
    said = verdicts(profile_of(changed(CUSTOM, {"send.port": 465})))
    for id in ("cloud_hosts", "ports", "scopes_resource", "scopes_use", "pop3_two_line"):
        assert (said[f"settings.{id}"].outcome, 'cloud = "custom"' in said[f"settings.{id}"].said) == ("skip", True)


def test_a_store_or_persisted_rotation_ends_the_worry_about_age() -> None:
    old = {"grant.refresh_token.obtained_at": "2026-01-01"}
    for kept in ({"grant.refresh_token.rotation": "persisted"}, {"grant.refresh_token_store": "file:store.json"}):
        assert verdicts(profile_of(changed(FULL, old | kept)))["settings.rotation"].outcome == "pass"
