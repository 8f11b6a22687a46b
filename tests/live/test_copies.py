"""Each distinct copy of the credentials is tried once in a live run, and who holds a failing one is named."""

from __future__ import annotations

import copy
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checks.config.read import load
from checks.config.view import SecretView
from checks.probes import entra
from checks.probes.copies import copies
from checks.redactor import Redactor
from checks.target import Target
from fakes.tenant.model import Secret
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox
from tests.harness import Outcome, module, oauthmail, run_checks
from tests.secrets.search import Canaries, tree

from .profiles import variables, write
from .test_conduct import transcript

OLD = "old~secret-before-Friday.Wd3nYb6hJ1sFgE4uRt"
SECOND = "second~secret-that-is-good.Lx7vQm2aZp9kBc5y"
OTHER_APP = "77777777-1111-4222-8333-444444444444"
NOBODY = "99999999-1111-4222-8333-444444444444"
DAY = 86_400

Diagnose = Callable[..., Outcome]


def consumer(name: str, kind: str = "other", **values: Any) -> dict[str, Any]:
    """An entry of [[consumers]]; without values, it holds what the profile holds."""
    return {"name": name, "kind": kind, "oauth": True, **values}


def service(**values: Any) -> dict[str, Any]:
    return consumer("Email Service", "email-service", smtp_tls="TLS", receive_tls="TLS", **values)


def endpoint(name: str = "Invoices", **values: Any) -> dict[str, Any]:
    return consumer(name, "email-endpoint", smtp_tls="TLS", receive_tls="TLS", **values)


def written(folder: Path, consumers: list[dict[str, Any]], **changes: Any) -> Path:
    """The profile of a live run, with these consumers."""
    profile = write(folder, {key.replace("__", "."): value for key, value in changes.items()})
    profile.chmod(0o600)
    with profile.open("a", encoding="utf-8") as file:
        for one in consumers:
            file.write("\n[[consumers]]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in one.items()))
    return profile


@pytest.fixture
def diagnose(box: ThreadedBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Diagnose:
    """`pytest --live` with these consumers, against the fakes of this process."""
    for name, value in {**variables(box.settings), "OLD": OLD, "SECOND": SECOND}.items():
        monkeypatch.setenv(name, value)

    def run(consumers: list[dict[str, Any]], *arguments: str, **changes: Any) -> Outcome:
        profile = written(tmp_path, consumers, **changes)
        return run_checks(tmp_path, "--live", f"--profile={profile}", *arguments)

    return run


@pytest.fixture
def aged(box: ThreadedBox, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refresh token of the same user that was issued 91 days before the profile's own, in the variable AGED."""
    monkeypatch.setenv("AGED", another_token(box, made=-91 * DAY))


def another_token(box: ThreadedBox, *, made: float = 0.0, client_id: str = "") -> str:
    def add(tenant: Tenant) -> str:
        grant = copy.copy(tenant.grants[box.settings.refresh_token])
        grant.made += made
        grant.first_made += made
        grant.client_id = client_id or grant.client_id
        token = f"1.A{len(tenant.grants)}" + box.settings.refresh_token[::-1]
        tenant.grants[token] = grant
        return token

    return box.ask(add)


def another_secret(box: ThreadedBox, value: str = SECOND, *, lives: float = 700.0 * DAY) -> None:
    def add(tenant: Tenant) -> None:
        tenant.apps[box.settings.client_id].secrets.append(Secret(value, tenant.clock.now(), lives))

    box.ask(add)


def requests(box: ThreadedBox) -> int:
    """How many token requests reached the login host."""
    return len(re.findall(r"POST \S+/token HTTP", transcript(box, "token", "in")))


def cause(ended: Outcome) -> dict[str, Any]:
    (found,) = ended.causes
    return found


def held_by(found: dict[str, Any]) -> list[list[str]]:
    return [one["holders"] for one in found["copies"]]


def text(ended: Outcome) -> str:
    return " ".join(ended.output.split())


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
    assert ended.rows["token.copies"]["said"] == "issued to 2 consumers (2 copies)"
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
    assert f"into {' | '.join(three)}" in text(ended)
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
    assert 'put it into Email Service | endpoint "Invoices" | task notifications' in text(ended)
    assert found["said"].count("AADSTS700082") == 1
    assert requests(box) == 1 + 1


def test_only_the_profiles_own_copy_is_bad(diagnose: Diagnose) -> None:
    ended = diagnose([service(client_secret="env:FAKE_CLIENT_SECRET")], client_secret="env:OLD")
    assert held_by(cause(ended)) == [["the profile"]]
    assert "paste the client secret of Email Service (" in text(ended)
    assert "into the profile itself" in text(ended)


def test_an_inherited_copy_is_pasted_where_it_stands(box: ThreadedBox, diagnose: Diagnose) -> None:
    provider = consumer("Email: 1.0", "email-provider", client_secret="env:OLD", smtp_tls="TLS", receive_tls="TLS")
    inherits = {"kind": "email-endpoint", "oauth": True}
    ended = diagnose([provider, {"name": "Invoices", **inherits}, {"name": "Orders", **inherits}, service()])
    found = cause(ended)
    assert held_by(found) == [['endpoint "Invoices"', 'endpoint "Orders"']]
    assert found["copies"][0]["places"] == ['provider "Email: 1.0"']
    assert requests(box) == 2


def test_values_are_read_as_the_live_run_reads_its_own(box: ThreadedBox, diagnose: Diagnose, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    ended = diagnose([endpoint(client_secret=f"cmd:sh -c 'echo x >> {ran}; printenv OLD'")])
    assert held_by(cause(ended)) == [['endpoint "Invoices"']]
    assert ran.read_text() == "x\n"


def test_a_person_is_asked_before_the_checks_begin(
    diagnose: Diagnose, box: ThreadedBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def answer(_question: str) -> str:
        asked.append(len(box.ask(lambda tenant: tenant.transcript.events())))
        return OLD

    monkeypatch.setattr("getpass.getpass", answer)
    ended = diagnose([endpoint(client_secret="prompt:Invoices")])
    assert held_by(cause(ended)) == [['endpoint "Invoices"']]
    assert asked == [0]


def test_a_copy_that_is_not_at_hand_is_not_judged(box: ThreadedBox, diagnose: Diagnose) -> None:
    ended = diagnose([endpoint(client_secret="cmd:false"), service()])
    assert ended.status == 0, ended.causes
    for id in ("app.copies", "token.copies", "settings.copies"):
        row = ended.rows[id]
        assert (row["outcome"], row["said"]) == (
            "skip",
            "client_secret of Invoices: cmd:false ... ended with status 1",
        )
    assert requests(box) == 1
    # What is at hand is judged all the same.
    other = diagnose([endpoint(client_secret="cmd:false"), endpoint("Orders", client_secret="env:OLD")])
    assert held_by(cause(other)) == [['endpoint "Orders"']]


@pytest.mark.parametrize("only", ["smtp", "settings", "network"])
def test_a_run_that_asks_for_other_stages_tries_no_copy(
    box: ThreadedBox, diagnose: Diagnose, tmp_path: Path, only: str
) -> None:
    ran = tmp_path / "ran"
    ended = diagnose([endpoint(client_secret=f"cmd:touch {ran}")], f"--only={only}")
    assert "app.copies" not in ended.rows
    assert requests(box) == (only == "smtp")
    assert not ran.exists()


def test_nothing_rotates_and_the_tokens_are_thrown_away(
    box: ThreadedBox, diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch
) -> None:
    another_secret(box)
    seen: list[dict[str, str]] = []

    def noting(target: Any) -> Any:
        seen.append({name: held.reveal() for name, held in target.tokens.items()})
        return entra.login_session(target)

    monkeypatch.setattr("checks.probes.copies.login_session", noting)
    before = box.ask(lambda tenant: set(tenant.grants))
    ended = diagnose([endpoint(client_secret="env:SECOND"), endpoint("Orders", client_secret="env:OLD")])
    assert cause(ended)["id"] == "client-secret-wrong"
    assert requests(box) == 3
    # The token of the second copy did not take the place of the profile's own.
    assert len(seen) == 2
    assert seen[0] == seen[1]
    assert "offline_access" not in transcript(box, "token", "in")
    assert box.ask(lambda tenant: set(tenant.grants)) == before


def test_a_host_that_wants_to_be_left_alone_is_not_asked_for_the_next_copy(
    box: ThreadedBox, diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch
) -> None:
    another_secret(box)

    def then_busy(*arguments: Any) -> Any:
        box.faults("entra-throttled")
        return entra.client(*arguments)

    monkeypatch.setattr("checks.probes.copies.client", then_busy)
    ended = diagnose([endpoint(client_secret="env:OLD"), endpoint("Orders", client_secret="env:SECOND")])
    assert requests(box) == 2
    # Mail of the profile flows, and of the others nothing is known.
    assert ended.status == 0, ended.causes
    row = ended.rows["token.copies"]
    assert row["outcome"] == "warn"
    assert row["said"].startswith('endpoint "Invoices": HTTP 429')
    assert '; endpoint "Orders": HTTP 429' in row["said"]
    assert ended.rows["app.copies"]["outcome"] == "skip"


def test_nobody_asks_for_copies_where_the_profiles_own_got_no_answer(box: ThreadedBox, diagnose: Diagnose) -> None:
    box.faults("entra-throttled")
    ended = diagnose([endpoint(client_secret="env:OLD")])
    assert requests(box) == 1
    assert ended.rows["token.copies"]["said"] == "the token endpoint gave no answer to the profile's own copy"
    assert len(ended.causes) == 1


def test_copies_of_an_application_that_signs_in_by_itself(box: ThreadedBox, diagnose: Diagnose) -> None:
    box.ask(lambda tenant: tenant.apps[box.settings.client_id].roles.update({"SMTP.SendAsApp", "IMAP.AccessAsApp"}))
    changes = {"grant__flow": "client_credentials", "refresh_token": None}
    ended = diagnose([endpoint(client_secret="env:OLD"), service()], "--only=app,token", **changes)
    assert ended.ids("fail") == ["app.copies"]
    assert cause(ended)["copies"][0]["token"] == "none"
    assert "None is in use." in text(ended)
    assert requests(box) == 2


def test_an_access_token_as_it_is_has_no_copies(box: ThreadedBox, diagnose: Diagnose) -> None:
    changes = {"grant__flow": "static_access_token", "access_token": "env:FAKE_ACCESS_TOKEN", "refresh_token": None}
    ended = diagnose([endpoint(client_secret="env:OLD")], "--only=app,token", **changes)
    assert ended.rows["token.copies"]["said"] == "no copy is asked for a token in this run"
    assert requests(box) == 0


def test_the_report_for_a_machine_holds_what_the_page_says(diagnose: Diagnose, tmp_path: Path) -> None:
    junit, ticket = tmp_path / "junit.xml", tmp_path / "ticket.md"
    ended = diagnose([endpoint(client_secret="env:OLD")], f"--junitxml={junit}", f"--report={ticket}")
    (finding,) = ended.rows["app.copies"]["findings"]
    assert finding["diagnoses"] == ["client-secret-wrong"]
    assert finding["copy"] == cause(ended)["copies"][0]
    assert finding["copy"]["correlation_id"] in finding["said"]
    assert "oauthmail.findings" in junit.read_text(encoding="utf-8")
    assert ticket.read_text(encoding="utf-8").startswith("Nobody else needs to do anything.")


def test_a_plan_counts_the_token_requests_and_reads_no_value(box: ThreadedBox, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    own = endpoint("Orders", client_secret="env:FAKE_CLIENT_SECRET")
    three = [endpoint(client_secret=f"cmd:touch {ran}"), endpoint("Letters", client_secret="env:NOT_SET"), own]
    profile = written(tmp_path, three)
    ended = oauthmail("diagnose", str(profile), "--plan", env=variables(box.settings))
    assert (ended.returncode, ended.stderr) == (0, "")
    more = "once for each other copy of the credentials, at most 2 more token requests: "
    assert f'{more}endpoint "Invoices", endpoint "Letters" Scopes' in " ".join(ended.stdout.split())
    assert not ran.exists()
    for options in (("--only", "smtp"), ()):
        profile = written(tmp_path, [own] if not options else three)
        ended = oauthmail("diagnose", str(profile), "--plan", *options, env=variables(box.settings))
        assert "token request" not in ended.stdout


def test_with_a_sign_in_of_today_what_was_there_before_is_not_asked_for(box: ThreadedBox, tmp_path: Path) -> None:
    profile = load(written(tmp_path, [endpoint(client_secret="env:OLD")]), variables(box.settings))
    view, facts = SecretView(profile, {}), dict[str, Any]()
    with Target(profile, view, Redactor(), fresh={"access_token": "of today"}) as target:
        copies(target, lambda _: pytest.fail("nobody is looked at"), facts)
    assert facts == {"copies": [], "absent": {}}


LOUD = ("-vv", "--showlocals", "--log-level=DEBUG", "-olog_cli=true", "-ojunit_logging=all")


@pytest.mark.usefixtures("aged")
@pytest.mark.parametrize("program", [("pytest", "--live", "--profile"), ("oauthmail", "diagnose")], ids=lambda p: p[0])
def test_no_copy_shows_anywhere(box: ThreadedBox, tmp_path: Path, program: tuple[str, ...]) -> None:
    aged = os.environ["AGED"]
    # Somebody pasted them into the names too, which every report shows.
    consumers = [
        endpoint(f"Invoices {OLD}", client_secret="cmd:printenv OLD"),
        endpoint(f"Orders {aged[100:200]}", refresh_token="cmd:printenv AGED"),
        endpoint(f"Letters {SECOND}", client_secret="env:SECOND", refresh_token="env:AGED"),
    ]
    profile = written(tmp_path, consumers)
    out = tmp_path / "written"
    out.mkdir()
    reports = [f"--junitxml={out}/junit.xml", f"--report={out}/r.json", f"--report={out}/r.md", f"--log-file={out}/log"]
    where = [f"{program[2]}={profile}"] if len(program) == 3 else [str(profile)]
    environ = {**os.environ, **variables(box.settings), "OLD": OLD, "SECOND": SECOND, "AGED": aged}
    ended = module(program[0], program[1], *where, *reports, *LOUD, env=environ)
    assert ended.returncode == 1
    (out / "stdout").write_text(ended.stdout, encoding="utf-8")
    (out / "stderr").write_text(ended.stderr, encoding="utf-8")
    everything = tree(out)
    for name in ("stdout", "r.json", "r.md", "junit.xml", "log"):
        assert b"AADSTS7000215" in everything[name] or name == "log", name
        assert everything[name], name
    secrets = {"old": OLD, "second": SECOND, "aged": aged, "own": box.settings.client_secret}
    assert Canaries(secrets).leaks(everything) == {}
