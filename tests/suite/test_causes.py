"""From rows to root causes: folding, order, and what a reading of the token settles or rules out."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from checks.config.read import load
from checks.observation import Observation
from checks.report.causes import UNRECOGNISED, root_causes
from checks.tenant.reading import READABLE, is_app_only, ruled_out, suspicions
from tests.harness import ROOT

GOOD = {
    "aud": "https://outlook.office.com",
    "scp": "IMAP.AccessAsUser.All SMTP.Send",
    "upn": "svc@contoso.com",
    "idtyp": "user",
    "exp": 4102444800,
}


def row(id: str, outcome: str = "fail", *diagnoses: str, blocked_by: str = "", said: str = "no") -> dict[str, Any]:
    return {
        "id": id,
        "stage": id.partition(".")[0],
        "outcome": outcome,
        "diagnoses": list(diagnoses),
        "blocked_by": blocked_by,
        "said": said,
    }


def test_rows_with_the_same_best_diagnosis_are_one_cause() -> None:
    rows = [row("tls.smtp", "fail", "certificate-expired"), row("tls.imap", "fail", "certificate-expired")]
    (cause,) = root_causes(rows)
    assert (cause.id, cause.certain, [r["id"] for r in cause.rows]) == (
        "certificate-expired",
        True,
        ["tls.smtp", "tls.imap"],
    )


def test_refusals_that_name_nothing_are_one_cause_with_what_could_be_behind_all_of_them() -> None:
    rows = [
        row("smtp.auth", "fail", "smtp-auth-refused", "shared-mailbox-as-smtp-user", "token-of-another-user"),
        row("imap.auth", "fail", "imap-auth-refused", "token-of-another-user"),
    ]
    (cause,) = root_causes(rows)
    assert (cause.id, cause.certain, cause.others) == ("smtp-auth-refused", False, ["token-of-another-user"])


def test_causes_that_name_themselves_stay_apart() -> None:
    rows = [row("smtp.auth", "fail", "smtp-auth-disabled-tenant"), row("imap.auth", "fail", "imap-throttled")]
    assert [cause.id for cause in root_causes(rows)] == ["smtp-auth-disabled-tenant", "imap-throttled"]


def test_a_reading_and_a_refusal_that_agree_leave_no_doubt_and_show_the_servers_words() -> None:
    rows = [
        row("token.audience", "fail", "token-audience-graph", said="the token is for graph"),
        row("smtp.auth", "fail", "token-audience-graph", "smtp-auth-refused", said="535 5.7.3"),
    ]
    (cause,) = root_causes(rows)
    assert (cause.certain, cause.others) == (True, [])
    assert cause.said == "535 5.7.3 | the token is for graph"
    assert cause.standing == "certain: token and refusal agree"


def test_words_that_nobody_knows_are_said_to_be_unknown_and_block_all_the_same() -> None:
    rows = [row("smtp.auth"), row("smtp.mail_from", "blocked", blocked_by="smtp.auth")]
    (cause,) = root_causes(rows)
    assert (cause.id, cause.certain, cause.blocks) == (UNRECOGNISED, False, ["smtp.mail_from"])


def token(**claims: Any) -> Observation:
    return Observation("token", {"claims": {**GOOD, **claims}})


@pytest.mark.parametrize(
    ("changed", "id"),
    [
        ({"aud": "00000003-0000-0000-c000-000000000000"}, "token-audience-graph"),
        ({"aud": "https://graph.microsoft.com/"}, "token-audience-graph"),
        ({"aud": "https://ps.outlook.com"}, "token-audience-wrong"),
        ({"scp": "SMTP.Send"}, "token-scope-imap-missing"),
        ({"scp": "IMAP.AccessAsUser.All"}, "token-scope-smtp-missing"),
        ({"upn": "admin@contoso.com"}, "token-of-another-user"),
        ({"exp": 1}, "token-expired"),
        ({"idtyp": "app", "scp": "", "roles": ["SMTP.SendAsApp"]}, "app-role-imap-missing"),
        ({"idtyp": "app", "scp": "", "roles": ["IMAP.AccessAsApp"]}, "app-role-smtp-missing"),
        ({"idtyp": "app", "scp": "", "roles": ["full_access_as_app"]}, "app-only-without-roles"),
        ({"idtyp": "app", "scp": ""}, "app-only-without-roles"),
    ],
)
def test_one_wrong_claim_is_one_suspicion(changed: dict[str, Any], id: str) -> None:
    profile = load(ROOT / "examples" / "example.toml", {})
    assert set(suspicions(profile, token(**changed))) == {id}
    assert id not in ruled_out(profile, token(**changed))


def test_a_good_token_raises_none_and_speaks_against_all_that_it_could_show() -> None:
    profile = load(ROOT / "examples" / "example.toml", {})
    for audience in (
        "https://outlook.office.com/",
        "https://outlook.office365.com",
        "00000002-0000-0ff1-ce00-000000000000",
    ):
        assert suspicions(profile, token(aud=audience, exp=int(time.time()) + 60)) == {}
    assert ruled_out(profile, token()) == READABLE | {"app-only-not-set-up", "app-only-without-mailbox-right"}


@pytest.mark.parametrize(
    ("claims", "flow", "expected"),
    [
        ({"roles": ["SMTP.SendAsApp"]}, "refresh_token", True),
        ({}, "client_credentials", True),
        ({}, "refresh_token", True),
        ({"upn": "svc@contoso.com"}, "refresh_token", False),
        ({"scp": "SMTP.Send"}, "client_credentials", False),
        ({"idtyp": "user", "roles": ["a role of the user"]}, "refresh_token", False),
        ({"idtyp": "app", "scp": "SMTP.Send"}, "refresh_token", True),
    ],
)
def test_whose_token_it_is_can_be_told_without_the_optional_claim(
    claims: dict[str, Any], flow: str, expected: bool
) -> None:
    profile = load(ROOT / "examples" / "example.toml", {})
    grant = replace(profile.grant, flow=flow)
    assert is_app_only(replace(profile, grant=grant), claims) is expected


def test_an_opaque_token_says_only_that_it_is_of_a_user() -> None:
    profile = load(ROOT / "examples" / "example.toml", {})
    opaque = Observation("token", {"claims": {}, "opaque": True})
    assert suspicions(profile, opaque) == {}
    of_apps = {"app-only-not-set-up", "app-only-without-mailbox-right", "app-only-without-roles"}
    assert ruled_out(profile, opaque) == of_apps | {f"app-role-{leg}-missing" for leg in ("smtp", "imap", "pop3")}
    assert ruled_out(profile, Observation("token", {"claims": {}})) == frozenset()
