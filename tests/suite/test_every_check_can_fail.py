"""A check that nothing can fail does not land: each one fails under some fault or some defect of the settings."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from checks.client.table import CASES
from tests.config.test_defects import SPOILED
from tests.harness import ROOT, run_checks

# A fault (or several) under which each check of a tenant says no.
BY_FAULT = {
    "tls.entra": "certificate-unknown-ca@token",
    "tls.starttls": "starttls-stripped",
    "tls.xoauth2": "xoauth2-not-offered@imap",
    "tls.smtp": "certificate-wrong-name@smtp",
    "tls.imap": "certificate-expired@imap",
    "tls.pop3": "certificate-not-yet-valid@pop3",
    "tenant.found": "tenant-not-found",
    "app.known": "app-not-in-tenant",
    "app.secret": "client-secret-wrong",
    "token.issued": "consent-missing",
    "token.audience": "token-audience-graph",
    "token.scopes": "token-scope-pop3-missing",
    "token.user": "token-of-another-user",
    "token.lifetime": "token-expired",
    "smtp.auth": "smtp-conditional-access",
    "smtp.mail_from": "smtp-throttled",
    "imap.auth": "imap-login-not-connected",
    "imap.mailbox": "imap-server-unavailable",
    "pop3.auth": "pop3-token-too-long",
    "pop3.mailbox": "pop3-list-refused",
    "message.sent": "smtp-send-as-denied",
    "message.whole": "message-changed",
}
# These need a host that does not answer; tests/live/test_loopback.py refuses ports and names.
BY_A_HOST_THAT_IS_NOT_THERE = {"network.entra", "network.smtp", "network.imap", "network.pop3"}
# These need surroundings, a server or a state of the tenant that no fault makes; most are warnings.
BY_SURROUNDINGS = {
    "network.addresses": "tests/live/test_surroundings.py",
    "network.families": "tests/live/test_surroundings.py",
    "tls.inspection": "tests/live/test_surroundings.py",
    "tenant.clock": "tests/live/test_surroundings.py",
    "app.copies": "tests/live/test_copies.py",
    "token.copies": "tests/live/test_copies.py",
    "smtp.starttls_enforced": "tests/live/test_surroundings.py",
    "token.size": "tests/live/test_states.py",
    "smtp.basic": "tests/live/test_states.py",
    "imap.basic": "tests/live/test_states.py",
    "pop3.basic": "tests/live/test_states.py",
    "pop3.one_line": "tests/live/test_states.py",
}


def declared() -> set[str]:
    """Every check id in the source, found without running it."""
    found: set[str] = set()
    for file in (ROOT / "checks").rglob("check_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "check":
                assert isinstance(node.args[0], ast.Constant)
                found.add(str(node.args[0].value))
    return found


def test_every_check_is_in_one_of_the_tables() -> None:
    assert declared() == set(BY_FAULT) | BY_A_HOST_THAT_IS_NOT_THERE | set(BY_SURROUNDINGS) | SPOILED


@pytest.mark.parametrize(("id", "file"), BY_SURROUNDINGS.items())
def test_what_no_fault_reaches_fails_elsewhere(id: str, file: str) -> None:
    stage, _, name = id.partition(".")
    text = (ROOT / file).read_text(encoding="utf-8")
    assert f'"{id}"' in text or f'{{name}}.{name}"' in text, f"{file} does not fail {id} ({stage})"


@pytest.mark.parametrize(("id", "fault"), BY_FAULT.items())
def test_a_check_fails_under_its_fault(id: str, fault: str, tmp_path: Path) -> None:
    ended = run_checks(tmp_path, f"--fault={fault}", "-q")
    assert id in ended.ids("fail"), ended.output


def test_every_need_is_a_check_that_exists(tmp_path: Path) -> None:
    ended = run_checks(tmp_path, "-q")
    ids = set(ended.rows)
    assert ids == declared() | {case.id for case in CASES.values() if case.core}
    assert {row["stage"] for row in ended.report["rows"]} == {id.partition(".")[0] for id in ids}
