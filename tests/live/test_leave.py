"""How a live run behaves towards servers beyond logging in once: it takes leave, and asks nothing it need not know."""

from __future__ import annotations

import re

import pytest

from fakes.thread import ThreadedBox

from .conftest import Live
from .test_conduct import MAIL, mailbox, transcript

FAREWELL = {"smtp": "QUIT", "imap": "LOGOUT", "pop3": "QUIT"}


def farewells(box: ThreadedBox, protocol: str) -> int:
    """How often leave was taken of a server."""
    return len(re.findall(rf"(?m)^(?:oz )?{FAREWELL[protocol]}\r?$", transcript(box, protocol, "in")))


def test_leave_is_taken_after_a_refused_login(box: ThreadedBox, live: Live) -> None:
    box.faults("token-refused")
    assert live().status == 1
    # SMTP is asked twice: once for the session, once for MAIL FROM without TLS.
    assert {name: farewells(box, name) for name in MAIL} == {"smtp": 2, "imap": 1, "pop3": 1}


def test_leave_is_taken_after_the_test_message_as_well(box: ThreadedBox, live: Live) -> None:
    ended = live("--send-to=" + box.settings.mailbox)
    assert ended.status == 0, ended.output
    assert {name: farewells(box, name) for name in MAIL} == {"smtp": 3, "imap": 2, "pop3": 1}


def test_what_a_run_leaves_in_the_mailbox_is_said_with_its_subject(box: ThreadedBox, live: Live) -> None:
    ended = live("--send-to=" + box.settings.mailbox)
    text = " ".join(ended.output.split())
    sent = rf'Left behind 1 message to {box.settings.mailbox}, subject "(oauthmail test [0-9a-f]+)"'
    left = re.search(sent, text)
    assert left, ended.output
    assert f"Subject: {left[1]}".encode() in b"".join(mailbox(box))
    assert "Left behind" not in live().output


@pytest.mark.parametrize("fault", ["refresh-token-expired", "token-refused"])
def test_no_password_is_tried_where_nobody_was_logged_in(box: ThreadedBox, live: Live, fault: str) -> None:
    box.ask(lambda tenant: setattr(tenant.policy, "basic_auth", True))
    box.faults(fault)
    live("--probe-basic")
    heard = {name: transcript(box, name, "in") for name in MAIL}
    assert not re.search(r"AUTH LOGIN|AUTH PLAIN", heard["smtp"])
    assert " LOGIN " not in heard["imap"]
    assert "USER " not in heard["pop3"]


def test_one_line_and_a_wrong_password_are_not_both_tried(box: ThreadedBox, live: Live) -> None:
    box.ask(lambda tenant: setattr(tenant.policy, "basic_auth", True))
    ended = live("--only=pop3", "--probe-basic")
    assert ended.rows["pop3.one_line"]["outcome"] == "skip"
    assert transcript(box, "pop3", "out").count("-ERR") == 1


def test_the_login_host_is_shaken_hands_with_once(box: ThreadedBox, live: Live) -> None:
    assert live().status == 0
    events = box.ask(lambda tenant: tenant.transcript.events())
    assert len([e for e in events if (e["listener"], e["kind"]) == ("token", "tls")]) == 1


def test_a_stage_that_needs_no_mail_server_greets_none(box: ThreadedBox, live: Live) -> None:
    assert live("--only=token").status == 0
    events = box.ask(lambda tenant: tenant.transcript.events())
    found = [e["listener"] for e in events if e["listener"] != "token"]
    assert found == []
