"""Every fault is noticed, and its own diagnosis is ranked first, alone or in a tie that the table declares."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.diagnoses.table import TABLE
from fakes.faults.model import LISTENERS, SURVIVED, UNVERIFIED, Behave, Fault, Reply, TokenError
from fakes.faults.table import fault_table
from tests.harness import run_checks

FAULTS = fault_table()

# Moments that no diagnosis passes through: it redeems no code, signs in on no page and sends no password.
NOT_PASSED = {"code", "authorize", "sign-in", "basic", "device", "device-authorization", "instance", "admin-consent"}
# Nor does it ask for a token of its own, is a guest, uses a meta tenant or is bound to a device.
NOT_PASSED |= {"policy", "guest", "authority", "app-only", "device-bound"}
# An answer that never ends takes a diagnosis its whole ten seconds; tests/fakes/test_policy_trouble.py meets it.
NOT_PASSED |= {"answer"}
# What is noticed as a warning, because mail still flows.
WARNINGS = {"token-lifetime-short"}
# What costs a diagnosis its whole time limit.
STALLS = {id for id, fault in FAULTS.items() if fault.effect == Behave("stall")}
# A diagnosis uses IMAP and POP3 on the ports of implicit TLS; tests/suite/test_starttls.py meets it.
NOT_MET = {"starttls-capabilities-injected"}

REQUIRED = {
    "refresh-token-expired": "AADSTS700082",
    "refresh-token-revoked": "AADSTS50173",
    "client-secret-wrong": "AADSTS7000215",
    "client-secret-expired": "AADSTS7000222",
    "app-not-in-tenant": "AADSTS700016",
    "consent-missing": "AADSTS65001",
    "token-audience-graph": "535 5.7.3",
    "token-scope-smtp-missing": "535 5.7.3",
    "token-of-another-user": "535 5.7.3",
    "smtp-auth-disabled-tenant": "for the Tenant",
    "smtp-auth-disabled-mailbox": "for the Mailbox",
    "imap-authenticated-not-connected": "User is authenticated but not connected.",
    "starttls-stripped": "STARTTLS is not offered",
    "certificate-unknown-ca": "certificate",
    "certificate-wrong-name": "certificate",
}


def _met(*, survived: bool = False) -> list[str]:
    return [
        id
        for id, fault in FAULTS.items()
        if fault.moment not in NOT_PASSED and (fault.diagnosis == SURVIVED) is survived
    ]


def _wanted(fault: Fault) -> set[str]:
    return {fault.diagnosis.format(listener=listener) for listener in fault.on}


def _ties(id: str) -> set[str]:
    return {id, *TABLE[id].tied_with}


@pytest.mark.parametrize("id", _met())
def test_a_fault_leads_to_its_own_diagnosis(id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if id in STALLS:
        # The whole time limit passes; that it is there at all is what counts.
        monkeypatch.setattr("checks.plugin.subject.EMBEDDED_SECONDS", 1.0)
    ended = run_checks(tmp_path, f"--fault={id}", "-q")
    wanted = _wanted(FAULTS[id])
    assert [ended.rows[row]["said"] for row in ended.ids("error")] == []
    if id in WARNINGS:
        assert ended.status == 0
        warned = [ended.rows[row]["diagnoses"] for row in ended.ids("warn")]
        assert [first for first, *_ in warned] == sorted(wanted)
        return
    assert ended.status == 1, ended.output
    first = ended.causes[0]
    assert first["id"] in wanted or wanted & _ties(first["id"]), ended.causes
    if first["id"] not in wanted:
        assert wanted & set(first["also_possible"]) or all(first["id"] in TABLE[w].tied_with for w in wanted)
    assert len(ended.causes) == 1, [cause["id"] for cause in ended.causes]
    assert ended.ids("error") == []


@pytest.mark.parametrize("id", _met(survived=True))
def test_what_a_right_client_survives_is_no_finding(id: str, tmp_path: Path) -> None:
    ended = run_checks(tmp_path, f"--fault={id}")
    assert ended.status == 0, ended.output
    assert not ended.causes and ended.ids("warn") == []
    assert ("did not act" in ended.output) is (id in NOT_MET)


def test_what_is_offered_before_tls_does_not_count_inside(tmp_path: Path) -> None:
    ended = run_checks(tmp_path, "--fault=xoauth2-before-tls", "--fault=xoauth2-not-offered@smtp")
    assert [cause["id"] for cause in ended.causes] == ["xoauth2-not-offered"]


@pytest.mark.parametrize(("id", "words"), REQUIRED.items())
def test_the_faults_that_others_rely_on_say_what_they_must(id: str, words: str, tmp_path: Path) -> None:
    ended = run_checks(tmp_path, f"--fault={id}")
    cause = ended.causes[0]
    assert cause["id"] == id
    assert words in cause["said"]
    assert f"ROOT CAUSE   {id}" in ended.output
    for label in (
        "  Said    ",
        "  Means   ",
        "  A new refresh token helps?   ",
        "  Who     ",
        "  Fix     ",
        "  More    ",
    ):
        assert label in ended.output, label


def test_the_rest_of_the_table_is_met_by_clients_not_by_a_diagnosis() -> None:
    for id in set(FAULTS) - set(_met()) - set(_met(survived=True)):
        assert isinstance(FAULTS[id].effect, (TokenError, Reply)) or FAULTS[id].moment == "answer", id


def test_faults_are_complete_and_each_lead_to_a_known_diagnosis() -> None:
    for id, fault in FAULTS.items():
        assert fault.id == id
        assert fault.diagnosis == SURVIVED or _wanted(fault) <= set(TABLE), id
        assert set(fault.on) <= set(LISTENERS)
        assert fault.shows
        assert fault.evidence
        assert fault.seen or UNVERIFIED in fault.evidence or "inferred" in fault.evidence, id
        if isinstance(fault.effect, Reply):
            assert all(fault.effect.on(listener) for listener in fault.acts_on()), id
        else:
            assert isinstance(fault.effect, (TokenError, Behave))


def test_a_fault_on_one_listener_leaves_the_others_alone(tmp_path: Path) -> None:
    ended = run_checks(tmp_path, "--fault=certificate-unknown-ca@imap", "-q")
    assert ended.causes[0]["id"] == "certificate-unknown-ca"
    assert ended.ids("fail") == ["tls.imap"]
    assert ended.rows["smtp.auth"]["outcome"] == "pass"


def test_two_faults_are_two_causes(tmp_path: Path) -> None:
    ended = run_checks(tmp_path, "--fault=smtp-auth-disabled-mailbox", "--fault=imap-throttled", "-q")
    assert [cause["id"] for cause in ended.causes] == ["smtp-auth-disabled-mailbox", "imap-throttled"]


def test_what_a_cause_blocks_is_folded_under_it(tmp_path: Path) -> None:
    ended = run_checks(tmp_path, "--fault=refresh-token-expired")
    (cause,) = ended.causes
    assert cause["checks"] == ["token.issued"]
    assert cause["blocks"] == ended.ids("blocked")
    assert {"smtp.auth", "imap.auth", "pop3.auth", "message.whole"} <= set(cause["blocks"])
    assert "  smtp imap pop3 message   not tried: 13 checks blocked by token.issued" in ended.output
