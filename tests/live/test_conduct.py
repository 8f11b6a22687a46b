"""What a live run does to the tenant: it reads, logs in once, rotates nothing, and sends only when asked."""

from __future__ import annotations

import base64
import email
import itertools
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from checks.target import Target
from checks.version import version
from fakes.faults.table import fault_table
from fakes.thread import ThreadedBox
from tests.harness import ROOT, oauthmail

from .conftest import Live
from .profiles import variables, write
from .rogue import Authority, Peer

LOGIN = re.compile(r"^(?:\S+ )?AUTH(?:ENTICATE)? XOAUTH2", re.MULTILINE)
REFUSED = re.compile(r"^(?:5\d\d[ -]5\.7|535|\S+ NO |-ERR)", re.MULTILINE)
MAIL = ("smtp", "imap", "pop3")


def transcript(box: ThreadedBox, listener: str, kind: str) -> str:
    """All that went `in` or `out` of a listener."""
    events: list[dict[str, Any]] = box.ask(lambda tenant: tenant.transcript.events())
    return "".join(event["data"] for event in events if (event["listener"], event["kind"]) == (listener, kind))


def mailbox(box: ThreadedBox) -> list[bytes]:
    """The messages in the INBOX of the mailbox under test."""
    return box.ask(
        lambda tenant: [m.content for m in tenant.mailboxes[box.settings.mailbox].store.folders["INBOX"].messages]
    )


def test_it_logs_in_once_for_each_protocol_and_sends_nothing(box: ThreadedBox, live: Live) -> None:
    before = mailbox(box)
    ended = live()
    assert ended.status == 0, ended.output
    assert {name: len(LOGIN.findall(transcript(box, name, "in"))) for name in MAIL} == dict.fromkeys(MAIL, 1)
    assert "DATA" not in transcript(box, "smtp", "in")
    assert mailbox(box) == before
    assert box.ask(lambda tenant: tenant.outgoing) == []


@pytest.mark.parametrize("fault", ["token-of-another-user", "smtp-auth-disabled-mailbox", "imap-login-not-connected"])
def test_a_refused_login_is_not_tried_again(box: ThreadedBox, live: Live, fault: str) -> None:
    box.faults(fault)
    ended = live("--send-to=" + box.settings.mailbox)
    assert ended.status == 1
    for name in MAIL:
        if ended.rows[f"{name}.auth"]["outcome"] == "fail":
            assert len(LOGIN.findall(transcript(box, name, "in"))) == 1, name


def test_it_never_asks_for_a_new_refresh_token(box: ThreadedBox, live: Live) -> None:
    assert live().status == 0
    asked = transcript(box, "token", "in")
    assert "grant_type=refresh_token" in asked
    assert "offline_access" not in asked
    # A body has no line end: it enters the transcript when its connection ends, a moment after the run.
    deadline = time.monotonic() + 10
    while '"access_token":"[' not in (answered := transcript(box, "token", "out")):
        assert time.monotonic() < deadline, answered
    assert '"refresh_token"' not in answered


def test_a_message_is_sent_once_and_found_again(box: ThreadedBox, live: Live) -> None:
    before = len(mailbox(box))
    ended = live("--send-to=" + box.settings.mailbox)
    assert ended.status == 0, ended.output
    assert ended.rows["message.whole"]["outcome"] == "pass"
    arrived = mailbox(box)[before:]
    assert len(arrived) == 1
    assert ended.rows["message.sent"]["said"] == f"sent to {box.settings.mailbox}"
    assert str(email.message_from_bytes(arrived[0])["Subject"]).startswith("oauthmail test ")


def test_a_message_to_somebody_else_is_sent_once_and_not_looked_for(box: ThreadedBox, live: Live) -> None:
    ended = live("--send-to=someone@fabrikam.example")
    assert ended.status == 0, ended.output
    assert ended.ids("skip")[-1] == "message.whole"
    assert [m.recipients for m in box.ask(lambda tenant: tenant.outgoing)] == [("someone@fabrikam.example",)]


def test_a_proxy_of_the_environment_does_not_get_between_loopback_and_us(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    ended = live()
    assert ended.status == 0, ended.output
    assert ", no proxy," in ended.output


@pytest.mark.parametrize(
    "changes",
    [
        {"receive__imap__port": "env:FAKE_IMAP_STARTTLS_PORT", "receive__imap__wire": "starttls-required"},
        {"receive__pop3__port": "env:FAKE_POP3_STARTTLS_PORT", "receive__pop3__wire": "starttls-required"},
    ],
    ids=["imap", "pop3"],
)
def test_starttls_is_an_equal_way_in(live: Live, changes: dict[str, Any]) -> None:
    ended = live(**changes)
    assert ended.status == 0, ended.output
    assert len(ended.rows["tls.starttls"]["said"].split(",")) == 2


@pytest.mark.parametrize(
    ("changes", "left_out"),
    [
        ({"receive__protocol": "pop3", "receive__imap": None}, {"imap"}),
        ({"receive__protocol": "imap", "receive__pop3": None}, {"pop3"}),
        ({"receive": None, "receive__enabled": False}, {"imap", "pop3"}),
        ({"send": None, "send__enabled": False}, {"smtp"}),
        ({"send": None, "send__enabled": False, "receive__protocol": "pop3", "receive__imap": None}, {"smtp", "imap"}),
    ],
    ids=["pop3 instead of imap", "no pop3", "smtp only", "no smtp", "pop3 only"],
)
def test_what_the_profile_leaves_out_is_left_alone(
    box: ThreadedBox, live: Live, changes: dict[str, Any], left_out: set[str]
) -> None:
    ended = live(**changes)
    assert ended.status == 0, ended.output
    for name in MAIL:
        reached = bool(transcript(box, name, "in"))
        assert reached == (name not in left_out), name
        outcomes = {row["outcome"] for row in ended.report["rows"] if row["stage"] == name}
        assert outcomes == {"skip"} if name in left_out else "pass" in outcomes <= {"pass", "skip"}


def test_an_access_token_of_ones_own_is_diagnosed_without_asking_for_another(
    box: ThreadedBox, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    static = {"grant__flow": "static_access_token", "grant__access_token": "env:FAKE_ACCESS_TOKEN"}
    static |= {"grant__client_auth": "none"}
    ended = live(**static, refresh_token=None, client_secret=None)
    assert [cause["id"] for cause in ended.causes] == ["settings-flow-renews"], ended.output
    assert ended.rows["imap.mailbox"]["outcome"] == "pass"
    assert "grant_type" not in transcript(box, "token", "in")
    # A token that the tenant does not know is sent, once, and refused by each server.
    monkeypatch.setenv("FAKE_ACCESS_TOKEN", base64.b64encode(b"no token of anybody's" * 9).decode())
    ended = live(**static, refresh_token=None, client_secret=None)
    assert set(ended.ids("fail")) == {"settings.flow_renews", "smtp.auth", "imap.auth", "pop3.auth"}


def test_an_unset_secret_is_a_usage_error_and_nobody_is_contacted(box: ThreadedBox, tmp_path: Path) -> None:
    environment = {"PATH": "", **variables(box.settings)}
    del environment["FAKE_CLIENT_SECRET"]
    profile = write(tmp_path, {})
    ended = oauthmail("diagnose", str(profile), env=environment)
    assert (ended.returncode, ended.stdout) == (4, "")
    assert ended.stderr.split() == (f"ERROR: {profile}: client_secret: env:FAKE_CLIENT_SECRET is not set").split()
    assert box.ask(lambda tenant: tenant.transcript.events()) == []


def test_the_command_says_when_nothing_beyond_tls_was_tested(
    box: ThreadedBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables(box.settings).items():
        monkeypatch.setenv(name, value)
    profile = str(ROOT / "examples" / "loopback.toml")
    ended = oauthmail("diagnose", profile, "--only", "network,tls")
    assert ended.returncode == 5, ended.stdout + ended.stderr
    assert ended.stdout.splitlines()[-1].startswith("NOTHING BEYOND TLS TESTED")
    assert "GOOD SO FAR" in ended.stdout
    assert "HEALTHY" not in ended.stdout
    assert oauthmail("diagnose", profile, "--only", "tenant").returncode == 0


def test_every_request_says_who_asks_and_by_which_id_it_can_be_found(box: ThreadedBox, live: Live) -> None:
    assert live().status == 0
    asked = transcript(box, "token", "in")
    assert re.findall(r"(?mi)^user-agent: (.*?)\r?$", asked) == [f"oauthmail/{version()}"] * 2
    assert len(set(re.findall(r"(?mi)^client-request-id: ([0-9a-f-]{36})", asked))) == 2
    # One connection, one document of the endpoints, one token.
    assert (asked.count("GET "), asked.count("POST ")) == (1, 1)


def test_a_login_host_that_asks_to_wait_is_not_asked_again_and_the_trace_is_shown(box: ThreadedBox, live: Live) -> None:
    box.faults("entra-throttled")
    ended = live()
    assert [cause["id"] for cause in ended.causes] == ["entra-throttled"], ended.output
    asked = transcript(box, "token", "in")
    assert asked.count("POST ") == 1
    (sent,) = set(re.findall(r"(?mi)^client-request-id: ([0-9a-f-]{36})", asked.partition("POST ")[2]))
    assert f"correlation id {sent}" in " ".join(ended.output.split())
    assert "Retry-After: " in ended.causes[0]["said"]


@pytest.mark.parametrize("fault", [id for id, fault in fault_table().items() if fault.moment in {"mint", "auth"}])
def test_no_fault_of_token_or_policy_makes_it_log_in_twice(
    box: ThreadedBox, live: Live, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if fault.endswith("-stalled"):
        monkeypatch.setattr("checks.target.Target.__init__", _hurried(Target.__init__))
    box.faults(fault)
    live("--send-to=" + box.settings.mailbox)
    refused = {name: bool(REFUSED.search(transcript(box, name, "out"))) for name in MAIL}
    for name in MAIL:
        assert len(LOGIN.findall(transcript(box, name, "in"))) <= (1 if refused[name] else 2), name
    assert transcript(box, "token", "in").count("POST ") <= 2


def test_an_answer_that_drips_is_bounded_as_a_whole(
    live: Live, authority: Authority, trusting_both: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checks.target.Target.__init__", _hurried(Target.__init__))
    over = threading.Event()

    def drip(peer: Peer) -> None:
        peer.start_tls()
        peer.request()
        peer.say(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not over.wait(0.1):
            peer.say(b" ")

    began = time.monotonic()
    with authority.serving(drip) as rogue:
        base = f"https://127.0.0.1:{rogue.port}"
        ended = live("--only=tenant", network__ca_bundle=trusting_both, authority__login_base=base)
        over.set()
    assert time.monotonic() - began < 8
    assert [cause["id"] for cause in ended.causes] == ["server-silent"], ended.output
    assert "no whole answer within 1 seconds" in ended.causes[0]["said"]


def _hurried(before: Any) -> Any:
    def made(self: Target, *arguments: Any, **named: Any) -> None:
        before(self, *arguments, **{**named, "step_seconds": 1.0})

    return made


def test_ctrl_c_prints_what_is_known_and_what_was_waited_for(
    box: ThreadedBox, tmp_path: Path, authority: Authority, trusting_both: str
) -> None:
    reached = threading.Event()
    connections = itertools.count(1)

    def silent(peer: Peer) -> None:
        # One is the question whether anybody is there, the other waits for a greeting.
        if next(connections) == 2:
            reached.set()
        peer.line()

    with authority.serving(silent) as rogue:
        changes = {"network.ca_bundle": trusting_both, "send.host": "127.0.0.1", "send.port": rogue.port}
        profile = str(write(tmp_path, changes))
        environment = {**os.environ, **variables(box.settings)}
        command = [sys.executable, "-m", "oauthmail", "diagnose", profile]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        said = "".join(iter(process.stdout.readline, "")) if not reached.wait(20) else ""
        for line in iter(process.stdout.readline, ""):
            said += line
            if line.startswith("  network"):
                break
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=20)
    said += rest
    assert process.returncode == 2, said
    assert said.rstrip().endswith("INTERRUPTED   what is known so far is above; nothing is proven"), said
    assert "  settings  PASS" in said
    assert re.search(r"waited [0-9]+ s for the [A-Z0-9]+ greeting of 127\.0\.0\.1 \(each answer at most 30 s", said), (
        said
    )
    assert "Traceback" not in said
