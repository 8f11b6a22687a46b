"""What each consumer uses, by the precedence of its kind, and where each value came from."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from checks.config import SecretView, five_lines, load
from checks.config.consumers import OWN, Effective, effective, places, with_oauth
from checks.diagnoses.table import TABLE
from checks.report.cause import fill

from .good import ENVIRON, FIVE, FULL, REFRESH_TOKEN, SECRET, changed, profile_of, verdicts


def one(name: str, *consumers: dict[str, Any], base: dict[str, Any] | None = None, **environ: str) -> Effective:
    mapping = (base or FIVE) | {"consumers": list(consumers)}
    return next(found for found in effective(profile_of(mapping, ENVIRON | environ)) if found.name == name)


TENANT_ID = "8f0c1e52-6d3a-4b57-9a53-0f6f2d1c7e11"
SERVICE = {"name": "Service", "kind": "email-service", "oauth": True, "smtp_host": "smtp.office365.com"}
OPERATION = {"name": "Send", "kind": "operation"}
PROVIDER = {"name": "Defaults", "kind": "email-provider", "smtp_port": 587, "receive_host": "outlook.office365.com"}
ENDPOINT = {"name": "Invoices", "kind": "email-endpoint"}


def test_without_consumers_there_is_the_profile_itself() -> None:
    (own,) = effective(profile_of(FIVE))
    assert (own.name, own.oauth, own.connects) == (OWN, True, True)
    assert own.smtp is not None
    assert (own.smtp.host, own.smtp.port, own.smtp.wire) == ("smtp.office365.com", 587, "starttls-required")
    assert own.settings["smtp_port"].origin == "send.port (default: wire = starttls-required)"
    assert own.settings["client_id"].origin == "grant.client_id"


def test_an_operation_inherits_each_value_and_may_override_it() -> None:
    service = SERVICE | {"smtp_port": 587, "smtp_tls": "TLS", "smtp_user": "svc@contoso.com"}
    send = one("Send", service, OPERATION | {"smtp_user": "anna@contoso.com", "oauth": False})
    assert send.smtp is not None
    assert (send.smtp.user, send.smtp.port, send.smtp.wire) == ("anna@contoso.com", 587, "starttls-required")
    assert send.settings["smtp_user"].origin == "smtp_user of Send"
    assert send.settings["smtp_port"].origin == "smtp_port of Service"
    assert not send.oauth
    assert one("Send", service, OPERATION).oauth


def test_an_endpoint_takes_from_the_provider_and_nothing_from_the_service() -> None:
    service = SERVICE | {"smtp_port": 2525, "from_address": "service@contoso.com"}
    found = one("Invoices", service, PROVIDER | {"oauth": True}, ENDPOINT | {"receive_tls": "SSL"})
    assert found.oauth
    assert found.smtp is not None
    assert found.receive is not None
    assert found.settings["smtp_port"].origin == "smtp_port of Defaults"
    assert found.from_address == "svc@contoso.com"
    assert (found.receive.host, found.receive.port, found.receive.wire) == ("outlook.office365.com", 993, "implicit")
    assert found.settings["receive_port"].origin == "receive_port of Invoices (default: imap, SSL)"
    assert not one("Invoices", service, ENDPOINT).oauth


@pytest.mark.parametrize(
    ("said", "port", "wire"),
    [
        ({"receive_protocol": "imap"}, 143, "plain"),
        ({"receive_protocol": "pop3"}, 110, "plain"),
        ({"receive_protocol": "imap", "receive_tls": "SSL"}, 993, "implicit"),
        ({"receive_protocol": "pop3", "receive_tls": "SSL", "receive_port": 0}, 995, "implicit"),
        ({"receive_tls": "TLS", "receive_port": 143}, 143, "starttls-required"),
    ],
)
def test_a_server_of_its_own_has_the_defaults_of_the_product(said: dict[str, Any], port: int, wire: str) -> None:
    found = one("Invoices", ENDPOINT | {"receive_host": "mail.contoso.com", "smtp_host": "mail.contoso.com"} | said)
    assert found.receive is not None
    assert (found.receive.port, found.receive.wire) == (port, wire)
    assert found.smtp is not None
    assert (found.smtp.port, found.smtp.wire) == (25, "plain")
    assert found.settings["smtp_port"].why == "default of the product"
    assert not found.settings["smtp_tls"].stated


def test_a_server_that_is_not_named_is_that_of_the_tables() -> None:
    base = changed(FIVE, {"send": {"port": 25}, "receive": {"port": 143}})
    found = one("Invoices", ENDPOINT, base=base)
    assert found.smtp is not None
    assert found.receive is not None
    assert (found.smtp.port, found.receive.port) == (25, 143)
    other = one("Invoices", ENDPOINT | {"receive_protocol": "pop3"}, base=base)
    assert other.receive is not None
    assert (other.receive.protocol, other.receive.port, other.receive.wire) == ("pop3", 995, "implicit")


def test_task_notifications_inherit_nothing_and_do_not_receive() -> None:
    found = one("Tasks", SERVICE | {"smtp_user": "x@y.z"}, {"name": "Tasks", "kind": "task-notifications"})
    assert found.receive is None
    assert found.smtp is not None
    assert (found.smtp.user, found.oauth) == ("svc@contoso.com", False)
    assert not [key for key in found.settings if key.startswith("receive_")]


def test_a_profile_that_only_sends_has_no_receiving_consumer() -> None:
    base = changed(FIVE, {"receive": {"enabled": False}})
    assert one("Service", SERVICE, base=base).receive is None
    receives = one("Invoices", ENDPOINT | {"receive_host": "localhost"}, base=base).receive
    assert receives is not None
    assert receives.protocol == "imap"


def test_a_variable_is_named_as_the_origin() -> None:
    found = one("Service", SERVICE | {"smtp_port": "env:PORT"}, PORT="2525")
    assert (found.get("smtp_port"), found.settings["smtp_port"].origin) == (2525, "smtp_port of Service (env:PORT)")


def test_what_does_not_connect_is_not_judged() -> None:
    profile = profile_of(
        FIVE | {"consumers": [PROVIDER, SERVICE | {"enabled": False}, ENDPOINT | {"oauth": True, "name": "On"}]}
    )
    assert [found.name for found in with_oauth(profile)] == [OWN, "On"]
    lender = profile_of(FIVE | {"consumers": [PROVIDER | {"oauth": True}]})
    assert [found.name for found in with_oauth(lender)] == [OWN]


def test_the_places_to_paste_are_those_that_hold_a_copy() -> None:
    assert places(profile_of(FIVE)) == ()
    assert places(profile_of(FULL)) == ("Email Service", "Invoices", "Tasks")
    lends = PROVIDER | {"oauth": True, "client_id": "x"}
    assert places(profile_of(FIVE | {"consumers": [SERVICE, OPERATION, lends, ENDPOINT]})) == ("Service", "Defaults")
    own = OPERATION | {"refresh_token": "env:MAIL_TOKEN"}
    assert places(profile_of(FIVE | {"consumers": [SERVICE, own, ENDPOINT]})) == ("Service", "Send")


def test_every_place_left_on_a_password_is_named() -> None:
    spoiled = changed(FULL, {"consumers.0.oauth": False, "consumers.1.oauth": None})
    said = verdicts(profile_of(spoiled))["settings.basic_consumers"].said
    assert said == "oauth of Email Service is false; oauth of Invoices is off by default"


def test_a_cause_names_every_place_to_paste() -> None:
    """Through the whole command: tests/suite runs it; here the words are filled in."""
    told = fill("\n".join(TABLE["settings-copies"].fix), {"places": " | ".join(places(profile_of(FULL)))})
    assert "paste it into Email Service | Invoices | Tasks" in told
    assert "paste it into every place that holds a copy" in fill("\n".join(TABLE["settings-copies"].fix), {})
    for id in ("refresh-token-expired", "client-secret-expired", "settings-client-secret", "settings-client-id"):
        assert any("{places}" in line for line in TABLE[id].fix), id


def test_drift_is_said_by_fingerprint_and_place() -> None:
    spoiled = changed(
        FULL, {"consumers.2.refresh_token": "env:MAIL_TOKEN_2", "consumers.0.refresh_token": "env:MAIL_TOKEN"}
    )
    said = verdicts(profile_of(spoiled))["settings.copies"].said
    assert said.startswith(f"refresh_token of svc@contoso.com differs: {len(REFRESH_TOKEN)} characters, sha256 ")
    assert " in the profile, Email Service; " in said
    assert said.endswith(" in Tasks")
    for value in (REFRESH_TOKEN, ENVIRON["MAIL_TOKEN_2"], SECRET):
        assert not any(value[at : at + 12] in said for at in range(len(value) - 11))


def test_another_mailbox_has_values_of_its_own() -> None:
    other = {"consumers.2.refresh_token": "env:MAIL_TOKEN_2", "consumers.2.smtp_user": "tasks@contoso.com"}
    assert verdicts(profile_of(changed(FULL, other)))["settings.copies"].outcome == "pass"


def test_a_newer_token_in_the_store_is_no_drift() -> None:
    change = {"grant.refresh_token_store": "file:/nonexistent/store", "consumers.0.refresh_token": "env:MAIL_TOKEN"}
    assert verdicts(profile_of(changed(FULL, change)))["settings.copies"].outcome == "pass"


def test_the_same_reference_is_the_same_value_even_where_it_is_not_at_hand() -> None:
    spoiled = changed(FULL, {"grant.client_secret": "cmd:pass show", "consumers.1.client_secret": "cmd:pass show"})
    assert verdicts(profile_of(spoiled))["settings.copies"].outcome == "pass"


def test_a_store_with_a_newer_token_is_not_compared_with_what_was_pasted(tmp_path: Path) -> None:
    (tmp_path / "store").write_text(ENVIRON["MAIL_TOKEN_2"])
    change = {
        "grant.refresh_token_store": f"file:{tmp_path / 'store'}",
        "consumers.0.refresh_token": "env:MAIL_TOKEN_1",
    }
    environ = ENVIRON | {"MAIL_TOKEN_1": REFRESH_TOKEN}
    assert verdicts(profile_of(changed(FULL, change), environ), environ)["settings.copies"].outcome == "pass"


def test_a_dummy_password_is_none() -> None:
    dummy = {"consumers.0.smtp_password": "env:MAIL_PASSWORD", "consumers.0.dummy_passwords": True}
    assert verdicts(profile_of(changed(FULL, dummy)))["settings.passwords"].outcome == "pass"


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"authority.observed_app_tenant": TENANT_ID}, "pass"),
        ({"authority.observed_app_tenant": "Contoso.com"}, "pass"),
        ({"authority.observed_app_tenant": "fabrikam.com"}, "fail"),
        ({"authority.observed_app_tenant": TENANT_ID, "authority.tenant": "common"}, "fail"),
        ({"authority.legs.token": "https://login.windows.net/contoso.com/oauth2/v2.0/token"}, "pass"),
        ({"authority.legs.token": f"https://login.microsoftonline.com/{TENANT_ID}/oauth2/v2.0/token"}, "pass"),
        ({"grant.token_redirect_uri": "https://localhost/back"}, "pass"),
    ],
)
def test_legs_are_the_same_where_they_may_be(change: dict[str, Any], outcome: str) -> None:
    assert verdicts(profile_of(changed(FULL, change)))["settings.legs"].outcome == outcome


def test_the_copies_of_consumers_are_not_fetched_in_a_live_run(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    path = tmp_path / "aem.toml"
    path.write_text(five_lines() + f'[[consumers]]\nname = "A"\nkind = "other"\nclient_secret = "cmd:touch {ran}"\n')
    path.chmod(0o600)
    view = SecretView(load(path, {}), {"PATH": os.environ["PATH"]}, "live")
    assert view.get("client_secret of A") is None
    assert "only when the tenant is contacted" in view.why_absent("client_secret of A")
    assert not ran.exists()


def test_two_prompts_are_two_questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["one", "two", "three"])
    monkeypatch.setattr("getpass.getpass", lambda _question: next(answers))
    view = SecretView(profile_of(FIVE | {"client_secret": "prompt:", "refresh_token": "prompt:"}), {}, "live")
    found = [view.get(name) for name in ("client_secret", "refresh_token", "client_secret")]
    assert [one.reveal() if one else "" for one in found] == ["one", "two", "one"]
    assert view.get("pasted refresh_token") is None


def test_one_reference_is_read_once(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    path = tmp_path / "aem.toml"
    command = f"cmd:sh -c 'echo x >> {runs}; echo secret'"
    text = five_lines().replace("env:MAIL_SECRET", command)
    path.write_text(text + f'[[consumers]]\nname = "A"\nkind = "other"\nclient_secret = "{command}"\n')
    path.chmod(0o600)
    view = SecretView(load(path, {}), {"PATH": os.environ["PATH"]}, "live")
    for name in ("client_secret", "client_secret of A", "client_secret"):
        found = view.get(name)
        assert found is not None
        assert found.reveal() == "secret"
    assert runs.read_text() == "x\n"


def test_a_bad_copy_of_a_consumer_is_named() -> None:
    spoiled = changed(FULL, {"consumers.1.refresh_token": "env:MAIL_SECRET"})
    said = verdicts(profile_of(spoiled))["settings.refresh_token_kind"]
    assert (said.outcome, said.said) == ("fail", "refresh_token of Invoices is the same value as client_secret")


def test_two_default_endpoints_poll_too_often() -> None:
    second = {"name": "Orders", "kind": "email-endpoint", "oauth": True}
    spoiled = changed(FULL, {"consumers": [*FULL["consumers"], second]})
    said = verdicts(profile_of(spoiled))["settings.polling"]
    assert (said.outcome, "720 IMAP logins an hour" in said.said) == ("warn", True)
