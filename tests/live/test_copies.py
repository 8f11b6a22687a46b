"""Each distinct copy of the credentials is tried once in a live run, and who holds a failing one is named."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from checks.report.causes import root_causes
from fakes.tenant.model import Secret
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox

from .consumers import (
    DAY,
    NOBODY,
    OLD,
    OTHER_APP,
    SECOND,
    Diagnose,
    another_secret,
    another_token,
    cause,
    consumer,
    endpoint,
    held_by,
    requests,
    service,
    text,
)


def test_the_endpoint_that_kept_the_old_secret_is_named_and_mail_flows(box: ThreadedBox, diagnose: Diagnose) -> None:
    ended = diagnose([service(), endpoint(client_secret="env:OLD")])
    assert ended.status == 1
    assert ended.ids("fail") == ["app.copies"]
    assert ended.ids("blocked") == []
    assert {"smtp.auth", "imap.auth", "pop3.auth"} <= set(ended.ids("pass"))
    found = cause(ended)
    assert (found["id"], found["certain"], found["checks"]) == ("client-secret-wrong", True, ["app.copies"])
    assert "AADSTS7000215" in found["said"]
    assert (
        found["copies"][0].items()
        >= {
            "holders": ['endpoint "Invoices"'],
            "places": ['endpoint "Invoices"'],
            "key": "client_secret",
            "good": "the profile",
            "token": "same",
        }.items()
    )
    told = text(ended)
    assert "A refresh token survives a change of its application's secret (inferred, not confirmed)" in told
    assert "was accepted with the secret of the profile, so nobody has to sign in again" in told
    assert 'into endpoint "Invoices"' in told
    # Nobody is asked for a new secret: the good one is there.
    assert "ticket text" not in told
    assert requests(box) == 2


def test_the_settings_show_the_difference_and_leave_the_verdict_to_the_tenant(
    box: ThreadedBox, diagnose: Diagnose
) -> None:
    another_secret(box)
    ended = diagnose([endpoint(client_secret="env:SECOND"), service()])
    assert ended.status == 0, ended.causes
    assert ended.ids("warn") == ["settings.copies"]
    assert ended.rows["app.copies"]["said"] == "accepted from 2 consumers (2 copies)"
    assert ended.rows["token.copies"]["outcome"] == "pass"
    assert requests(box) == 2
    # Where nobody is asked, what differs is wrong.
    alone = diagnose([endpoint(client_secret="env:SECOND")], "--only=settings")
    assert (alone.status, alone.ids("fail")) == (1, ["settings.copies"])


def test_one_copy_of_three_consumers_is_asked_once_and_all_three_are_named(
    box: ThreadedBox, diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLD_TOO", OLD)
    ended = diagnose(
        [
            endpoint("Invoices", client_secret="env:OLD"),
            endpoint("Orders", client_secret="env:OLD_TOO"),
            consumer("task notifications", "task-notifications", smtp_tls="TLS", enabled=True, client_secret="env:OLD"),
            service(),
        ]
    )
    three = ['endpoint "Invoices"', 'endpoint "Orders"', "task notifications"]
    assert held_by(cause(ended)) == [three]
    assert f"into 3 places: {' | '.join(three)}" in text(ended)
    assert requests(box) == 2


def test_a_copy_that_equals_the_profiles_own_is_not_asked_again(
    box: ThreadedBox, diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAME_SECRET", box.settings.client_secret)
    monkeypatch.setenv("SAME_TOKEN", box.settings.refresh_token)
    client_id = box.settings.client_id.upper()
    same = endpoint(client_id=client_id, client_secret="env:SAME_SECRET", refresh_token="env:SAME_TOKEN")
    ended = diagnose([same, service()])
    assert ended.status == 0, ended.causes
    assert ended.rows["app.copies"]["said"] == "accepted from 2 consumers (1 copy)"
    assert requests(box) == 1


def test_without_consumers_nothing_is_asked(box: ThreadedBox, diagnose: Diagnose) -> None:
    ended = diagnose([])
    for id in ("app.copies", "token.copies"):
        assert (ended.rows[id]["outcome"], ended.rows[id]["said"]) == ("skip", "the profile names no consumers")
    assert requests(box) == 1


def test_who_does_not_connect_or_uses_no_oauth_is_not_tried(box: ThreadedBox, diagnose: Diagnose) -> None:
    off = consumer("task notifications", "task-notifications", enabled=False, client_secret="env:OLD")
    ended = diagnose([off, consumer("by password", oauth=False, client_secret="env:OLD"), service()])
    assert ended.rows["app.copies"]["said"] == "accepted from 1 consumer (1 copy)"
    assert requests(box) == 1


@pytest.mark.usefixtures("aged")
def test_one_dead_refresh_token_among_live_ones(box: ThreadedBox, diagnose: Diagnose) -> None:
    ended = diagnose([service(), endpoint(refresh_token="env:AGED")])
    assert ended.ids("fail") == ["token.copies"]
    assert {"token.issued", "smtp.auth", "imap.auth", "pop3.auth"} <= set(ended.ids("pass"))
    found = cause(ended)
    assert found["id"] == "refresh-token-expired"
    assert "AADSTS700082" in found["said"]
    assert (held_by(found), found["copies"][0]["key"]) == ([['endpoint "Invoices"']], "refresh_token")
    told = text(ended)
    assert "YES. But none has to be made: that of the profile is good." in told
    assert "paste the refresh token of the profile (" in told
    assert ended.rows["app.copies"]["outcome"] == "skip"
    assert requests(box) == 2


@pytest.mark.usefixtures("aged")
def test_every_refused_copy_is_a_cause_by_its_own_words(box: ThreadedBox, diagnose: Diagnose) -> None:
    another_secret(box, lives=-1.0)
    ended = diagnose(
        [
            endpoint("Invoices", client_secret="env:OLD"),
            endpoint("Orders", client_secret="env:SECOND"),
            endpoint("Letters", refresh_token="env:AGED"),
            consumer("importer", client_id=NOBODY),
            service(),
        ]
    )
    assert ended.ids("fail") == ["app.copies", "token.copies"]
    assert {found["id"]: held_by(found) for found in ended.causes} == {
        "client-secret-wrong": [['endpoint "Invoices"']],
        "client-secret-expired": [['endpoint "Orders"']],
        "app-not-in-tenant": [["importer"]],
        "refresh-token-expired": [['endpoint "Letters"']],
    }
    assert all(found["also_possible"] == [] for found in ended.causes)
    assert f"importer: client id, {NOBODY}" in text(ended)
    assert requests(box) == 5


@pytest.mark.usefixtures("aged")
def test_where_secret_and_token_are_wrong_the_server_names_the_secret(box: ThreadedBox, diagnose: Diagnose) -> None:
    ended = diagnose([endpoint(client_secret="env:OLD", refresh_token="env:AGED")])
    assert cause(ended)["id"] == "client-secret-wrong"
    assert cause(ended)["copies"][0]["token"] == "other"
    told = text(ended)
    assert "the one held here is judged once the secret is right, for the server names the secret first" in told
    assert "nobody has to sign in" not in told
    assert requests(box) == 2


def test_a_consumer_with_an_application_of_its_own(
    box: ThreadedBox, diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add(tenant: Tenant) -> None:
        app = copy.deepcopy(tenant.apps[box.settings.client_id])
        app.client_id, app.secrets = OTHER_APP, [Secret(SECOND, tenant.clock.now(), 700.0 * DAY)]
        tenant.apps[OTHER_APP] = app

    box.ask(add)
    monkeypatch.setenv("OTHER_TOKEN", another_token(box, client_id=OTHER_APP))
    own = {"client_id": OTHER_APP, "refresh_token": "env:OTHER_TOKEN"}
    good = diagnose([endpoint(client_secret="env:SECOND", **own)])
    assert good.status == 0, good.causes
    bad = diagnose([endpoint(client_secret="env:OLD", **own)])
    assert cause(bad)["id"] == "client-secret-wrong"
    # The profile's secret is of another application: it would not do here, and the fix is about this one.
    assert cause(bad)["copies"][0]["good"] == ""
    assert f"an owner of the app registration {OTHER_APP}" in text(bad)
    page = bad.output[bad.output.index("  Means") :]
    assert box.settings.client_id not in page[: page.index("\nw1 ")]


def test_consumers_that_share_the_profiles_bad_secret_are_named_in_its_cause(
    box: ThreadedBox, diagnose: Diagnose
) -> None:
    ended = diagnose(
        [service(client_secret="env:OLD"), endpoint(client_secret="env:FAKE_CLIENT_SECRET"), consumer("importer")],
        client_secret="env:OLD",
    )
    found = cause(ended)
    assert (found["id"], found["checks"]) == ("client-secret-wrong", ["app.secret", "app.copies"])
    assert held_by(found) == [["the profile", "Email Service", "importer"]]
    assert (
        found["copies"][0].items() >= {"good": 'endpoint "Invoices"', "places": ["Email Service", "importer"]}.items()
    )
    assert 'accepted with the secret of endpoint "Invoices", so nobody has to sign in again' in text(ended)
    assert ended.rows["token.copies"]["outcome"] == "skip"
    assert requests(box) == 2 + 1  # and client credentials, which tell a wrong secret from a dead token


def test_the_secret_that_was_refused_by_itself_is_the_cause_of_all_who_hold_it(
    diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The server looks at the shape of the token first, and says nothing of the secret.
    monkeypatch.setenv("CUT_OFF", "1.AW" + "x" * 90)
    ended = diagnose([service()], client_secret="env:OLD", refresh_token="env:CUT_OFF")
    found = ended.causes[-1]
    assert (found["id"], found["checks"]) == ("client-secret-wrong", ["app.secret", "app.copies"])
    assert held_by(found) == [["the profile", "Email Service"]]


def test_a_dead_token_in_three_places_is_one_cause_with_three_places(box: ThreadedBox, diagnose: Diagnose) -> None:
    box.advance("91d")
    three = [
        service(),
        endpoint(refresh_token="env:FAKE_REFRESH_TOKEN"),
        consumer("task notifications", "task-notifications", smtp_tls="TLS", enabled=True),
    ]
    ended = diagnose(three)
    found = cause(ended)
    assert (found["id"], found["checks"]) == ("refresh-token-expired", ["token.issued", "token.copies"])
    assert held_by(found) == [["the profile", "Email Service", 'endpoint "Invoices"', "task notifications"]]
    assert (
        'paste it into "Refresh Token" in 3 places: Email Service | endpoint "Invoices" | task notifications'
        in text(ended)
    )
    assert found["said"].count("AADSTS700082") == 1
    assert requests(box) == 1 + 1


def test_only_the_profiles_own_copy_is_bad(diagnose: Diagnose) -> None:
    ended = diagnose([service(client_secret="env:FAKE_CLIENT_SECRET")], client_secret="env:OLD")
    assert held_by(cause(ended)) == [["the profile"]]
    assert "paste the client secret of Email Service (" in text(ended)
    assert "into the place where the profile reads it (env:OLD)" in text(ended)


def test_a_copy_that_the_profile_shares_is_mended_in_both_places(diagnose: Diagnose) -> None:
    both = [service(), endpoint(client_secret="env:FAKE_CLIENT_SECRET")]
    ended = diagnose(both, client_secret="env:OLD")
    assert held_by(cause(ended)) == [["the profile", "Email Service"]]
    assert "into Email Service, and the place where the profile reads it (env:OLD)" in text(ended)


def test_an_inherited_copy_is_pasted_where_it_stands(box: ThreadedBox, diagnose: Diagnose) -> None:
    provider = consumer("Email: 1.0", "email-provider", client_secret="env:OLD", smtp_tls="TLS", receive_tls="TLS")
    inherits = {"kind": "email-endpoint", "oauth": True}
    ended = diagnose([provider, {"name": "Invoices", **inherits}, {"name": "Orders", **inherits}, service()])
    found = cause(ended)
    assert held_by(found) == [['endpoint "Invoices"', 'endpoint "Orders"']]
    assert found["copies"][0]["places"] == ['provider "Email: 1.0"']
    assert requests(box) == 2


def test_consumers_without_oauth_have_no_copies_to_try(box: ThreadedBox, diagnose: Diagnose) -> None:
    ended = diagnose([consumer("by password", oauth=False, client_secret="env:OLD")], client_secret="env:OLD")
    for id in ("app.copies", "token.copies"):
        assert ended.rows[id]["said"] == "no consumer that connects uses OAuth"
    assert [one["checks"] for one in ended.causes] == [["settings.basic_consumers"], ["app.secret"]]


def test_where_a_copy_is_not_at_hand_it_may_be_the_bad_one_too(diagnose: Diagnose) -> None:
    ended = diagnose([endpoint(client_secret="cmd:false"), service()], client_secret="env:OLD")
    assert held_by(cause(ended)) == [["the profile", "Email Service"]]
    alone = diagnose([endpoint(client_secret="cmd:false")], client_secret="env:OLD")
    assert (held_by(cause(alone)), cause(alone)["copies"][0]["places"]) == ([["the profile"]], [])
    assert "put it into Invoices" in text(alone)


def test_words_that_nobody_knows_are_one_cause_where_they_were_said_once() -> None:
    copied = {"said": "strange", "diagnoses": [], "copy": {"holders": ["the profile", "A"]}}
    rows: list[dict[str, Any]] = [
        {"id": "token.issued", "stage": "token", "outcome": "fail", "said": "strange", "diagnoses": []},
        {"id": "token.copies", "stage": "token", "outcome": "fail", "said": "A: strange", "diagnoses": []}
        | {"findings": [copied, {**copied, "said": "stranger"}]},
    ]
    found = root_causes(rows)
    assert [one.checks for one in found] == [["token.issued", "token.copies"], ["token.copies"]]
