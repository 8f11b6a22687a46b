"""Every word with which SMTP can refuse is said at its moment, once, with the right end, and 421 ends the session."""

from __future__ import annotations

import base64
import json
import re
import time

import pytest

from fakes.box import Options
from fakes.entra.keys import KeyRing
from fakes.faults.model import Behave, Fault, Reply
from fakes.faults.table import fault_table
from fakes.thread import ThreadedBox, running

from .client import Smtp, bugs, logged_in, sasl
from .test_smtp_message import OUTSIDE, letter
from .test_smtp_order import SUFFIX

REPLIES = {
    id: fault
    for id, fault in fault_table().items()
    if fault.on == ("smtp",) and fault.moment != "starttls" and isinstance(fault.effect, Reply)
}
HOST = r" \[Hostname=FAKPR01MB2920\.fakprd01\.prod\.outlook\.com\]"


def walk(box: ThreadedBox, moment: str) -> tuple[Smtp, str]:
    """A session up to a moment, and the reply there."""
    client = Smtp(box)
    if moment == "greeting":
        return client, client.banner
    if moment == "capabilities":
        return client, client.ask("EHLO client.example")
    client.start_tls()
    if moment == "basic":
        client.ask("AUTH LOGIN eA==")
        return client, client.ask("eA==")
    if moment == "auth":
        return client, client.log_in()
    client.log_in()
    own = box.settings.mailbox
    steps = {"mail": f"MAIL FROM:<{own}>", "rcpt": f"RCPT TO:<{OUTSIDE}>", "data": "DATA", "message": ""}
    for name, command in steps.items():
        said = client.ask(letter(own) + b"." if name == "message" else command)
        if name == moment:
            return client, said
    raise KeyError(moment)


@pytest.mark.parametrize("id", REPLIES)
def test_each_refusal_at_its_moment(box: ThreadedBox, id: str) -> None:
    fault = REPLIES[id]
    box.faults(f"{id}*1")
    client, said = walk(box, fault.moment)
    with client:
        words = fault.effect.smtp if isinstance(fault.effect, Reply) else ""
        own = box.settings.mailbox
        expected = re.escape(words.replace("{user}", own).replace("{sender}", own)).replace(r"\{suffix\}", "{suffix}")
        expected = expected.replace(r"\ {suffix}", SUFFIX).replace(r"\ \{hostname\}", HOST)
        assert re.fullmatch(expected, said), said
        if words.startswith("421"):
            assert client.reply() == ""
        else:
            assert client.ask("NOOP") == "250 2.0.0 OK"
    assert box.ask(lambda tenant: tenant.faults.unused()) == []
    assert bugs(box) == []


@pytest.mark.parametrize("answer", [b"", b"AQ==", b"*", b"the token again", b"x" * 3000])
@pytest.mark.parametrize(
    ("id", "members"),
    [
        ("challenge-google", {"status", "schemes", "scope"}),
        ("challenge-rfc7628", {"status", "scope", "openid-configuration"}),
    ],
)
def test_a_challenge_comes_before_the_refusal(box: ThreadedBox, id: str, members: set[str], answer: bytes) -> None:
    box.faults(f"{id}@smtp*1")
    with Smtp(box) as client:
        client.start_tls()
        code, _, challenge = client.log_in().partition(" ")
        assert code == "334" and set(json.loads(base64.b64decode(challenge))) == members
        assert client.ask(answer).startswith("535 5.7.3 Authentication unsuccessful [")
        assert client.ask("NOOP") == "250 2.0.0 OK"
        assert client.ask("MAIL FROM:<a@b.example>").startswith("530 5.7.57 ")
        assert client.log_in().startswith("235 ")
    assert bugs(box) == []


@pytest.mark.parametrize("moment", ["auth", "basic"])
def test_a_challenge_in_two_steps(box: ThreadedBox, moment: str) -> None:
    box.faults("challenge-google@smtp")
    with Smtp(box) as client:
        client.start_tls()
        if moment == "basic":
            client.ask("AUTH LOGIN eA==")
            assert client.ask("eA==").startswith("535 5.7.139 "), "passwords are not challenged"
            return
        assert client.ask("AUTH XOAUTH2") == "334 "
        assert client.ask(sasl(box.settings.mailbox, box.settings.access_token)).startswith("334 eyJ")
        assert client.ask("").startswith("535 5.7.3 ")


def test_a_fault_refuses_as_late_as_asked(keys: KeyRing) -> None:
    with running(Options(delay_scale=0.04, faults=("smtp-auth-disabled-tenant",)), keys) as slow, Smtp(slow) as client:
        client.start_tls()
        started = time.monotonic()
        assert client.log_in().startswith("535 5.7.139 ")
        assert 0.2 <= time.monotonic() - started < 2
        started = time.monotonic()
        assert client.ask("EHLO a..b").startswith("501 5.5.4 Invalid domain name ")
        assert 0.2 <= time.monotonic() - started < 2, "seen about five seconds late"


def behaviours(*moments: str) -> list[str]:
    def fits(fault: Fault) -> bool:
        return "smtp" in fault.on and fault.moment in moments and isinstance(fault.effect, Behave)

    return [id for id, fault in fault_table().items() if fits(fault)]


@pytest.mark.parametrize("id", behaviours("mail", "rcpt", "data", "message", "quit"))
def test_what_happens_to_the_line_in_a_transaction(box: ThreadedBox, id: str) -> None:
    """Either the reply comes after all, or nothing more does; the next session is served."""
    fault = fault_table()[id]
    ends = isinstance(fault.effect, Behave) and fault.effect.how in {"close", "reset", "garbage", "stall"}
    box.faults(f"{id}@smtp*1")
    with logged_in(box) as client:
        client.socket.settimeout(0.3 if isinstance(fault.effect, Behave) and fault.effect.how == "stall" else 10)
        own, said = box.settings.mailbox, "250"
        for command in (f"MAIL FROM:<{own}>", f"RCPT TO:<{OUTSIDE}>", "DATA", letter(own).decode() + ".", "QUIT"):
            try:
                said = client.ask(command)
            except (OSError, UnicodeDecodeError):
                said = ""
            if not re.fullmatch(r"[23]\d\d [ -~]*", said):
                break
        assert ends != (said[:3] == "221"), said
    box.faults()
    with logged_in(box) as client:
        assert client.ask("NOOP") == "250 2.0.0 OK"
    assert bugs(box) == []
