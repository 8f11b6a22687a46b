"""The healthy embedded tenant: everything passes, and what is skipped is stated here, each with its reason."""

from __future__ import annotations

import pytest

from checks.stages import CLIENT_STAGES, STAGES
from tests.harness import Outcome, oauthmail, run_checks

_NOT_MICROSOFT = 'cloud = "custom": rules about Microsoft\'s hosts, ports and scopes do not apply'

# What the example profile does not say, and what does not apply to a tenant on loopback. Nothing else is skipped.
LEFT_OUT = {
    "settings.rotation": "grant.refresh_token.obtained_at is not stated",
    "settings.client_secret_end": "app_registration.secrets is not stated",
    "settings.audience_tenant": "app_registration.sign_in_audience is not stated",
    "settings.audience_personal": "app_registration.sign_in_audience is not stated",
    "settings.sign_in_frequency": "mailbox.sign_in_frequency_days is not stated",
    "settings.product_version": "no version of AEM Forms on JEE is stated",
    "settings.scopes_resource": _NOT_MICROSOFT,
    "settings.scopes_use": _NOT_MICROSOFT,
    "settings.offline_access": "no scopes are written down in the profile",
    "settings.scopes_least": "neither scopes nor permissions are written down in the profile",
    "settings.app_only": 'flow is not "client_credentials"',
    "settings.implicit_grant": "app_registration.implicit is not stated",
    "settings.redirect_platform": "grant.redirect_uri or app_registration.redirect_uris is not stated",
    "settings.cloud_hosts": _NOT_MICROSOFT,
    "settings.ports": _NOT_MICROSOFT,
    "settings.pop3_two_line": _NOT_MICROSOFT,
    "settings.endpoint_imap": "the profile has no email endpoint with OAuth",
    "settings.task_mail": "the profile has no task notifications with OAuth",
    "settings.basic_consumers": "the profile names no consumers",
    "settings.passwords": "the profile names no consumers",
    "settings.copies": "the profile names no consumers",
    "app.copies": "the profile names no consumers",
    "token.copies": "the profile names no consumers",
    "settings.polling": "the profile has no email endpoint that polls at an interval",
    "network.addresses": 'cloud = "custom": its hosts may be anywhere',
    "tls.inspection": 'cloud = "custom": its certificates may come from anywhere',
    "smtp.basic": "LOGIN offered, which says nothing about this mailbox; --probe-basic would ask",
    "pop3.basic": "PLAIN, the command USER offered, which says nothing about this mailbox; --probe-basic would ask",
    "pop3.one_line": "AUTH on one line is tried with --only pop3 alone",
    "settings.legs": "neither authority.legs, authority.observed_app_tenant nor grant.token_redirect_uri is stated",
}


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return run_checks(tmp_path_factory.mktemp("healthy"))


def test_everything_passes_and_only_what_is_stated_is_skipped(healthy: Outcome) -> None:
    assert healthy.status == 0
    assert {row["outcome"] for row in healthy.report["rows"]} == {"pass", "skip"}
    assert {id: healthy.rows[id]["said"] for id in healthy.ids("skip")} == LEFT_OUT


def test_the_stages_come_in_the_order_in_which_mail_needs_them(healthy: Outcome) -> None:
    assert list(dict.fromkeys(row["stage"] for row in healthy.report["rows"])) == [*STAGES, *CLIENT_STAGES]
    ladder = [line.split()[0] for line in healthy.output.splitlines() if line.startswith("  ") and " PASS " in line]
    assert ladder == [*STAGES, *CLIENT_STAGES]


def test_the_header_and_the_verdict_say_whose_tenant_it_is(healthy: Outcome) -> None:
    lines = healthy.output.splitlines()
    assert "EMBEDDED TENANT, not yours" in lines[0]
    verdict = next(line for line in lines if line.startswith("PASS   "))
    assert verdict.endswith("exit 0   EMBEDDED TENANT, not yours")
    # pytest's own closing line follows the verdict.
    assert lines[-1].startswith("=")
    assert " passed" in lines[-1]


def test_every_row_has_the_keys_of_the_contract(healthy: Outcome) -> None:
    keys = ["id", "title", "profile", "mailbox", "stage", "severity", "outcome", "seconds", "said", "diagnoses"]
    for row in healthy.report["rows"]:
        assert list(row) == [*keys, "blocked_by", "refs"]
        assert row["refs"], row["id"]
        assert row["title"].endswith("."), row["id"]
    assert list(healthy.report) == ["schema", "suite", "started", "target", "profiles", "rows", "root_causes", "exit"]


def test_the_command_ends_with_the_verdict_and_shows_nothing_of_pytest() -> None:
    ended = oauthmail("diagnose")
    assert (ended.returncode, ended.stderr) == (0, "")
    lines = ended.stdout.splitlines()
    assert lines[-1].startswith("PASS   ")
    for word in ("rootdir", "collected", "platform", "test session", "plugins:"):
        assert word not in ended.stdout
    assert all(len(line) <= 100 for line in lines[:-1])


def test_quiet_prints_one_line() -> None:
    ended = oauthmail("diagnose", "-q")
    assert ended.returncode == 0
    assert len(ended.stdout.splitlines()) == 1
    assert ended.stdout.startswith("PASS   ")


def test_output_is_ascii_where_the_console_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    monkeypatch.setenv("PYTHONUTF8", "0")
    ended = oauthmail("diagnose", "--fault", "message-changed")
    assert ended.returncode == 1
    assert ended.stdout.isascii()
    assert ended.stderr == ""
