"""How IMAP and POP3 speak in each dialect, and what a client has to answer before it is refused."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from fakes.exchange.dialect import DIALECTS
from fakes.thread import ThreadedBox

from .tenant import allow_passwords, close_mailbox, encode, speak
from .wire import Wire

GOOGLE_REFUSED = "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)"
RFC_REFUSED = "NO [AUTHENTICATIONFAILED] Authentication failed."
BAD = encode("svc-forms@contoso.example", "wrong")


Greeted = Callable[[str, str], Wire]


def challenge(line: str) -> Any:
    assert line.startswith("+ ")
    return json.loads(base64.b64decode(line[2:], validate=True))


def oauthbearer(box: ThreadedBox, user: str) -> str:
    names = f"n,{'a=' + user if user else ''},"
    text = f"{names}\x01host=localhost\x01port=993\x01auth=Bearer {box.settings.access_token}\x01\x01"
    return base64.b64encode(text.encode()).decode()


GREETINGS = {
    "exchange": (
        "The Microsoft Exchange IMAP4 service is ready. (BACKENDAUTHENTICATE) [",
        "Microsoft Exchange POP3 server",
    ),
    "exchange-2022": (
        "The Microsoft Exchange IMAP4 service is ready. [",
        "The Microsoft Exchange POP3 service is ready.",
    ),
    "google": ("Gimap ready for requests from ", "Gpop ready for requests from "),
    "rfc7628": ("IMAP4rev1 server ready", "POP3 server ready"),
}
GREETINGS["exchange-hve"] = GREETINGS["strict-length"] = GREETINGS["exchange"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_each_dialect_greets_and_logs_in(box: ThreadedBox, greeted: Greeted, xoauth2: str, dialect: str) -> None:
    imap, pop3 = GREETINGS[dialect]
    client = greeted(dialect, "imap")
    assert client.greeting.startswith(f"* OK {imap}")  # type: ignore[attr-defined]
    assert "AUTH=XOAUTH2" in client.ask("CAPABILITY")[0]
    assert client.ask(f"AUTHENTICATE XOAUTH2 {xoauth2}")[-1].startswith("OK ")
    assert client.ask("SELECT INBOX")[-1] == "OK [READ-WRITE] SELECT completed."
    other = greeted(dialect, "pop3")
    assert other.greeting.startswith(f"+OK {pop3}")  # type: ignore[attr-defined]
    assert other.pop("AUTH XOAUTH2") == "+ "
    assert other.pop(xoauth2).startswith("+OK ")
    assert other.pop("STAT").startswith("+OK 2 ")
    assert other.pop("QUIT").startswith("+OK ")


def test_a_session_keeps_the_dialect_of_its_greeting(box: ThreadedBox, greeted: Greeted) -> None:
    client = greeted("google", "imap")
    speak(box, "exchange")
    assert client.ask("CAPABILITY")[1].startswith("OK Thats all she wrote! ")
    client.send(f"a AUTHENTICATE XOAUTH2 {BAD}\r\n")
    assert challenge(client.line())["status"] == "400"


# Google


def test_google_challenges_before_it_refuses(greeted: Greeted, xoauth2: str) -> None:
    client = greeted("google", "imap")
    client.send(f"a AUTHENTICATE XOAUTH2 {BAD}\r\n")
    assert challenge(client.line()) == {"status": "400", "schemes": "Bearer", "scope": "https://mail.google.com/"}
    client.send("\r\n")
    assert client.answer("a") == [GOOGLE_REFUSED]
    client.send("b AUTHENTICATE XOAUTH2\r\n")
    assert client.line() == "+ "
    client.send("garbage\r\n")
    challenge(client.line())
    client.send("\r\n")
    assert client.answer("b") == [GOOGLE_REFUSED]
    assert client.ask(f"AUTHENTICATE XOAUTH2 {xoauth2}") == ["OK svc-forms@contoso.example authenticated (Success)"]


def test_a_client_that_takes_the_challenge_for_an_answer_loses_its_next_command(greeted: Greeted) -> None:
    client = greeted("google", "imap")
    client.send(f"a AUTHENTICATE XOAUTH2 {BAD}\r\n")
    client.line()
    client.send("b CAPABILITY\r\n")
    assert client.answer("a") == [GOOGLE_REFUSED]
    assert client.ask("CAPABILITY")[-1].startswith("OK")


def test_google_on_pop3(box: ThreadedBox, greeted: Greeted, xoauth2: str) -> None:
    client = greeted("google", "pop3")
    assert client.pop("CAPA") == "+OK Capability list follows"
    assert "SASL PLAIN XOAUTH2" in client.body().decode().split("\r\n")
    assert challenge(client.pop(f"AUTH XOAUTH2 {BAD}"))["status"] == "400"
    assert client.pop("") == "-ERR [AUTH] Username and password not accepted."
    assert client.pop("USER x") == "+OK send PASS"
    assert client.pop("PASS x").startswith("-ERR [AUTH] Application-specific password required")
    long = encode("svc-forms@contoso.example", "x" * 9000)
    assert client.pop(f"AUTH XOAUTH2 {long}").startswith("+ ")
    client.pop("")
    assert client.pop(f"AUTH XOAUTH2 {xoauth2}") == "+OK Welcome."
    assert client.pop("QUIT") == "+OK Farewell."


def test_google_names_a_mailbox_without_imap(box: ThreadedBox, greeted: Greeted, xoauth2: str) -> None:
    close_mailbox(box, "imap")
    client = greeted("google", "imap")
    assert client.ask(f"AUTHENTICATE XOAUTH2 {xoauth2}")[0].startswith(
        "NO [ALERT] Your account is not enabled for IMAP"
    )


def test_passwords_at_google(box: ThreadedBox, greeted: Greeted) -> None:
    client = greeted("google", "imap")
    login = f"LOGIN {box.settings.mailbox}"
    assert client.ask(f"{login} {box.settings.password}")[0].startswith("NO [ALERT] Application-specific password")
    allow_passwords(box)
    assert client.ask(f"{login} wrong") == [GOOGLE_REFUSED]
    assert client.ask(f"{login} {box.settings.password}") == ["OK svc-forms@contoso.example authenticated (Success)"]


# RFC 7628


@pytest.mark.parametrize("named", [True, False])
def test_oauthbearer_is_accepted_on_both(box: ThreadedBox, greeted: Greeted, named: bool) -> None:
    response = oauthbearer(box, box.settings.mailbox if named else "")
    client = greeted("rfc7628", "imap")
    assert "AUTH=OAUTHBEARER AUTH=XOAUTH2" in client.ask("CAPABILITY")[0]
    assert client.ask(f"AUTHENTICATE OAUTHBEARER {response}")[-1].startswith("OK ")
    other = greeted("rfc7628", "pop3")
    other.pop("CAPA")
    assert "SASL PLAIN OAUTHBEARER XOAUTH2" in other.body().decode().split("\r\n")
    assert other.pop("AUTH OAUTHBEARER") == "+ "
    assert other.pop(response) == "+OK Logged in."


def test_rfc7628_challenges_before_it_refuses(box: ThreadedBox, greeted: Greeted) -> None:
    box.advance("2h")
    expired = oauthbearer(box, box.settings.mailbox)
    client = greeted("rfc7628", "imap")
    client.send(f"a AUTHENTICATE OAUTHBEARER {expired}\r\n")
    told = challenge(client.line())
    assert told["status"] == "invalid_token" and told["scope"].endswith("/IMAP.AccessAsUser.All")
    assert told["openid-configuration"].endswith(f"{box.settings.tenant_id}/v2.0/.well-known/openid-configuration")
    client.send("AQ==\r\n")
    assert client.answer("a") == [RFC_REFUSED]
    other = greeted("rfc7628", "pop3")
    assert challenge(other.pop(f"AUTH OAUTHBEARER {expired}"))["scope"].endswith("/POP.AccessAsUser.All")
    assert other.pop("AQ==") == "-ERR [AUTH] Authentication failed."


def test_rfc7628_does_not_challenge_what_it_cannot_read(greeted: Greeted) -> None:
    client, other = greeted("rfc7628", "imap"), greeted("rfc7628", "pop3")
    for response in (BAD, "!!!!", "AQ=="):
        assert client.ask(f"AUTHENTICATE OAUTHBEARER {response}")[-1].startswith("BAD ")
        assert other.pop("AUTH OAUTHBEARER") == "+ "
        assert other.pop(response) == "-ERR The response cannot be read."
    assert other.pop("AUTH XOAUTH2 *") == "-ERR The response cannot be read."


def test_oauthbearer_is_no_mechanism_of_exchange(box: ThreadedBox, greeted: Greeted) -> None:
    client = greeted("exchange", "imap")
    assert client.ask(f"AUTHENTICATE OAUTHBEARER {oauthbearer(box, '')}") == ["NO AUTHENTICATE failed."]


@pytest.mark.parametrize("dialect", ["google", "rfc7628"])
def test_search_in_utf_8(box: ThreadedBox, greeted: Greeted, xoauth2: str, dialect: str) -> None:
    client = greeted(dialect, "imap")
    client.ask(f"AUTHENTICATE XOAUTH2 {xoauth2}")
    message = b"Subject: =?utf-8?q?r=C3=A9sum=C3=A9?=\r\n\r\n\xc3\xa9\r\n"
    client.send(b"q APPEND INBOX {%d+}\r\n%b\r\n" % (len(message), message))
    assert client.answer("q")[-1].startswith("OK ")
    client.ask("SELECT INBOX")
    client.send("q SEARCH CHARSET utf-8 SUBJECT {8+}\r\nRÉSUM".encode() + "É\r\n".encode())
    assert client.answer("q")[0] == "* SEARCH 3"
    assert client.ask("SEARCH CHARSET us-ascii ALL")[-1].startswith("OK")
    assert client.ask("SEARCH CHARSET KOI8-R ALL") == [
        "NO [BADCHARSET (US-ASCII UTF-8)] The specified charset is not supported."
    ]


# Strict length


def test_a_pop3_command_of_more_than_255_octets_is_refused(box: ThreadedBox, greeted: Greeted, xoauth2: str) -> None:
    client = greeted("strict-length", "pop3")
    too_long = "-ERR The command is too long."
    assert client.pop(f"AUTH XOAUTH2 {xoauth2}") == too_long
    assert client.pop("NOOP" + "x" * 250) == too_long
    assert client.pop("USER " + "x" * 248) == "+OK"
    short = encode("svc-forms@contoso.example", "x")
    assert client.pop(f"AUTH XOAUTH2 {short}").startswith("-ERR Authentication failure")
    assert client.pop("AUTH XOAUTH2") == "+ "
    assert client.pop(xoauth2).startswith("+OK ")


def test_to_2025_long_tokens_pass_on_pop3(box: ThreadedBox, greeted: Greeted) -> None:
    client = greeted("exchange-2022", "pop3")
    client.pop("AUTH XOAUTH2")
    assert client.pop(encode("svc-forms@contoso.example", "x" * 5000)).startswith("-ERR Authentication failure")


# The challenge as a fault


@pytest.mark.parametrize("form", ["google", "rfc7628"])
def test_the_fault_challenges_in_exchange_s_dialect(
    box: ThreadedBox, greeted: Greeted, xoauth2: str, form: str
) -> None:
    box.faults(f"challenge-{form}@imap", f"challenge-{form}@pop3")
    client = greeted("exchange", "imap")
    client.send(f"a AUTHENTICATE XOAUTH2 {xoauth2}\r\n")
    assert ("openid-configuration" in challenge(client.line())) is (form == "rfc7628")
    client.send("\r\n")
    assert client.answer("a") == ["NO AUTHENTICATE failed."]
    other = greeted("exchange", "pop3")
    other.pop("AUTH XOAUTH2")
    assert ("openid-configuration" in challenge(other.pop(xoauth2))) is (form == "rfc7628")
    assert other.pop("") == "-ERR Authentication failure: unknown user name or bad password."
