"""How copies of the credentials are asked: read as a live run reads, kindly, and shown nowhere."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from checks.config.read import load
from checks.config.view import SecretView
from checks.probes import entra
from checks.probes.copies import copies
from checks.redactor import Redactor
from checks.target import Target
from fakes.thread import ThreadedBox
from tests.harness import module, oauthmail
from tests.schema import problems
from tests.secrets.search import Canaries, tree
from tests.suite.test_report_schema import SCHEMA

from .consumers import (
    OLD,
    SECOND,
    Diagnose,
    another_secret,
    cause,
    endpoint,
    held_by,
    requests,
    service,
    text,
    written,
)
from .profiles import variables
from .test_conduct import transcript


def test_values_are_read_as_the_live_run_reads_its_own(box: ThreadedBox, diagnose: Diagnose, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    ended = diagnose([endpoint(client_secret=f"cmd:sh -c 'echo x >> {ran}; printenv OLD'")])
    assert held_by(cause(ended)) == [['endpoint "Invoices"']]
    assert ran.read_text() == "x\n"


@pytest.mark.parametrize("only", [(), ("--only=app",)], ids=["all", "app"])
def test_a_person_is_asked_before_the_checks_begin(
    diagnose: Diagnose, box: ThreadedBox, monkeypatch: pytest.MonkeyPatch, only: tuple[str, ...]
) -> None:
    asked: list[int] = []

    def answer(_question: str) -> str:
        asked.append(len(box.ask(lambda tenant: tenant.transcript.events())))
        return OLD

    monkeypatch.setattr("getpass.getpass", answer)
    ended = diagnose([endpoint(client_secret="prompt:Invoices")], *only)
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


@pytest.mark.parametrize("only", ["smtp", "imap,pop3"])
def test_a_run_of_the_mail_stages_tries_no_copy_that_is_at_hand(
    box: ThreadedBox, diagnose: Diagnose, only: str
) -> None:
    """It would report none, so it asks nobody."""
    ended = diagnose([endpoint(client_secret="env:OLD")], f"--only={only}")
    assert (ended.status, requests(box)) == (0, 1), ended.output
    assert ended.rows["token.copies"]["outcome"] == "skip"


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


@pytest.mark.parametrize("fault", ["entra-throttled", "entra-answer-dropped*1"])
def test_nobody_asks_for_copies_where_the_profiles_own_got_no_answer(
    box: ThreadedBox, diagnose: Diagnose, fault: str
) -> None:
    box.faults(fault)
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
    assert problems(ended.report, SCHEMA, SCHEMA["$defs"]) == []
    (finding,) = ended.rows["app.copies"]["findings"]
    assert finding["diagnoses"] == ["client-secret-wrong"]
    assert finding["copy"] == cause(ended)["copies"][0]
    assert finding["copy"]["correlation_id"] in finding["said"]
    assert "oauthmail.findings" in junit.read_text(encoding="utf-8")
    steps = ticket.read_text(encoding="utf-8").partition("# oauthmail")[0]
    assert "paste the client secret of the profile" in steps


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
