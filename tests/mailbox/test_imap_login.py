"""IMAP before and at login: greeting, capabilities, XOAUTH2, passwords, refusals, and what ends a session."""

from __future__ import annotations

import base64
import imaplib
import ssl
from collections.abc import Callable

import pytest

from fakes.thread import ThreadedBox

from .tenant import allow_passwords, close_mailbox, encode, mailbox, speak, token_with
from .wire import Wire

Connect = Callable[[str], Wire]
BEFORE = (
    "CAPABILITY IMAP4 IMAP4rev1 AUTH=XOAUTH2 LOGINDISABLED SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE "
    "LITERAL+"
)
PLAINTEXT = "CAPABILITY IMAP4 IMAP4rev1 LOGINDISABLED STARTTLS UIDPLUS CHILDREN IDLE NAMESPACE LITERAL+"
REFUSED = "NO AUTHENTICATE failed."
NOT_CONNECTED = "BAD User is authenticated but not connected."


def test_greeting_names_the_server_in_utf_16(wire: Connect) -> None:
    line = wire("imap").line()
    assert line.startswith("* OK The Microsoft Exchange IMAP4 service is ready. (BACKENDAUTHENTICATE) [")
    name = base64.b64decode(line.rpartition("[")[2].rstrip("]")).decode("utf-16-le")
    assert name.endswith(".PROD.OUTLOOK.COM")


def test_capabilities_before_and_after_login(wire: Connect, xoauth2: str) -> None:
    client = wire("imap")
    client.line()
    assert client.ask("CAPABILITY") == [f"* {BEFORE}", "OK CAPABILITY completed."]
    client.ask(f"AUTHENTICATE XOAUTH2 {xoauth2}")
    after = client.ask("CAPABILITY")[0].split()
    assert "BACKENDAUTHENTICATE" in after and "LOGINDISABLED" not in after
    assert not {"SPECIAL-USE", "CONDSTORE", "AUTH=OAUTHBEARER"} & set(after)


def test_the_earlier_era_offers_plain(box: ThreadedBox, wire: Connect) -> None:
    speak(box, "exchange-2022")
    client = wire("imap")
    assert "BACKENDAUTHENTICATE" not in client.line()
    assert client.ask("CAPABILITY")[0].startswith("* CAPABILITY IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR")


def test_xoauth2_in_two_steps(wire: Connect, xoauth2: str) -> None:
    client = wire("imap")
    client.line()
    client.send("a AUTHENTICATE XOAUTH2\r\n")
    assert client.line() == "+ "
    client.send(f"{xoauth2}\r\n")
    assert client.answer("a") == ["OK AUTHENTICATE completed."]
    assert client.ask("AUTHENTICATE XOAUTH2") == ["BAD Command received in Invalid state."]


@pytest.mark.parametrize("permissions", [(), ("SMTP.Send",), ("POP.AccessAsUser.All",)])
def test_a_token_without_the_imap_scope_is_refused(box: ThreadedBox, wire: Connect, permissions: tuple[str]) -> None:
    client = wire("imap")
    client.line()
    response = encode(box.settings.mailbox, token_with(box, *permissions))
    assert client.ask(f"AUTHENTICATE XOAUTH2 {response}") == [REFUSED]


def test_a_token_is_refused_for_a_mailbox_of_somebody_else_and_accepted_for_a_shared_one(
    box: ThreadedBox, wire: Connect
) -> None:
    other = "adele@contoso.example"
    response = encode(other, box.settings.access_token)
    client = wire("imap")
    client.line()
    assert client.ask(f"AUTHENTICATE XOAUTH2 {response}") == [REFUSED]
    box.ask(lambda tenant: mailbox(tenant, other).full_access.add(box.settings.mailbox))
    assert client.ask(f"AUTHENTICATE XOAUTH2 {response}") == ["OK AUTHENTICATE completed."]


def test_an_expired_token_is_refused(box: ThreadedBox, wire: Connect, xoauth2: str) -> None:
    box.advance("2h")
    client = wire("imap")
    client.line()
    assert client.ask(f"AUTHENTICATE XOAUTH2 {xoauth2}") == [REFUSED]


def test_what_is_not_xoauth2_is_a_bad_argument(wire: Connect, xoauth2: str) -> None:
    client = wire("imap")
    client.line()
    twice = base64.b64encode(xoauth2.encode()).decode()
    bad = ["BAD Command Argument Error."]
    assert client.ask(f"AUTHENTICATE XOAUTH2 {twice}") == bad
    assert client.ask("AUTHENTICATE XOAUTH2 =") == bad
    assert client.ask("AUTHENTICATE XOAUTH2 abc") == bad
    client.send("a AUTHENTICATE XOAUTH2\r\n")
    client.line()
    client.send("*\r\n")
    assert client.answer("a") == bad
    # An initial response is neither quoted nor a literal (RFC 4959 3).
    assert client.ask(f'AUTHENTICATE XOAUTH2 "{xoauth2}"') == ["BAD Command Argument Error. 11"]
    assert client.ask("AUTHENTICATE OAUTHBEARER") == [REFUSED]
    assert client.ask(f"AUTHENTICATE XOAUTH2 {xoauth2}") == ["OK AUTHENTICATE completed."]


def test_a_password_is_refused_by_policy_whatever_it_is(box: ThreadedBox, wire: Connect) -> None:
    client = wire("imap")
    client.line()
    words = ["NO Basic authentication is disabled."]
    assert client.ask(f'LOGIN {box.settings.mailbox} "{box.settings.password}"') == words
    assert client.ask("LOGIN nobody@contoso.example wrong") == words
    assert client.ask("AUTHENTICATE PLAIN AGEAYg==") == words


def test_a_password_is_accepted_where_the_tenant_allows_it(
    box: ThreadedBox, wire: Connect, trust: ssl.SSLContext
) -> None:
    allow_passwords(box)
    settings = box.settings
    right = f"LOGIN {settings.mailbox} {settings.password}"
    client = wire("imap")
    client.line()
    assert client.ask(f"LOGIN {settings.mailbox} wrong") == ["NO LOGIN failed."]
    assert client.ask("LOGIN nobody@contoso.example wrong") == ["NO LOGIN failed."]
    box.ask(lambda tenant: setattr(tenant.users[settings.mailbox], "enabled", False))
    assert client.ask(right) == ["NO LOGIN failed."]
    box.ask(lambda tenant: setattr(tenant.users[settings.mailbox], "enabled", True))
    plain = base64.b64encode(f"\0{settings.mailbox}\0{settings.password}".encode()).decode()
    wrong = base64.b64encode(f"\0{settings.mailbox}\0wrong".encode()).decode()
    assert client.ask(f"AUTHENTICATE PLAIN {wrong}") == [REFUSED]
    assert client.ask(f"AUTHENTICATE PLAIN {plain}") == ["OK AUTHENTICATE completed."]
    with imaplib.IMAP4_SSL(settings.imap_host, settings.imap_port, ssl_context=trust, timeout=10) as stdlib:
        assert stdlib.login(settings.mailbox, settings.password)[1] == [b"LOGIN completed."]
        box.advance("90d")
        assert stdlib.noop()[0] == "OK"


def test_a_closed_mailbox_is_closed_to_passwords_too(box: ThreadedBox, wire: Connect) -> None:
    allow_passwords(box)
    close_mailbox(box, "imap")
    client = wire("imap")
    client.line()
    login = f"LOGIN {box.settings.mailbox} {box.settings.password}"
    assert client.ask(login) == ["NO User is authenticated but not connected."]
    speak(box, "exchange-2022")
    earlier = wire("imap")
    earlier.line()
    assert earlier.ask(login) == ["OK LOGIN completed."]
    assert earlier.ask("SELECT INBOX") == [NOT_CONNECTED]


def test_a_fault_refuses_a_password_that_the_policy_allows(box: ThreadedBox, wire: Connect) -> None:
    allow_passwords(box)
    box.faults("basic-auth-disabled@imap")
    client = wire("imap")
    client.line()
    assert client.ask(f"LOGIN {box.settings.mailbox} {box.settings.password}") == [
        "NO Basic authentication is disabled."
    ]


def test_a_closed_mailbox_is_the_answer_to_authenticate(box: ThreadedBox, wire: Connect, xoauth2: str) -> None:
    close_mailbox(box, "imap")
    client = wire("imap")
    client.line()
    assert client.ask(f"AUTHENTICATE XOAUTH2 {xoauth2}") == ["NO User is authenticated but not connected."]
    assert client.ask("SELECT INBOX") == ["BAD Command received in Invalid state."]


def test_to_2025_a_closed_mailbox_says_so_twice_and_hangs_up(box: ThreadedBox, imap_wire: Callable[[], Wire]) -> None:
    speak(box, "exchange-2022")
    close_mailbox(box, "imap")
    client = imap_wire()
    assert client.ask("CAPABILITY")[-1] == "OK CAPABILITY completed."
    assert client.ask("NOOP") == ["OK NOOP completed."]
    assert client.ask('LIST "" ""') == [NOT_CONNECTED]
    client.send("b SELECT INBOX\r\n")
    assert client.line() == f"b {NOT_CONNECTED}"
    assert client.line() == "* BYE Connection closed. 14"
    assert client.ended()


def test_a_closed_mailbox_lets_the_client_log_out(box: ThreadedBox, imap_wire: Callable[[], Wire]) -> None:
    speak(box, "exchange-2022")
    close_mailbox(box, "imap")
    client = imap_wire()
    client.ask("SELECT INBOX")
    assert client.ask("LOGOUT")[-1] == "OK LOGOUT completed."
    assert client.ended()


def test_the_fault_of_the_form_of_2026_is_the_answer_to_authenticate(
    box: ThreadedBox, wire: Connect, xoauth2: str
) -> None:
    box.faults("imap-login-not-connected*1")
    client = wire("imap")
    client.line()
    client.send("a AUTHENTICATE XOAUTH2\r\n")
    client.line()
    client.send(f"{xoauth2}\r\n")
    assert client.answer("a") == ["NO User is authenticated but not connected."]
    assert client.ask(f"AUTHENTICATE XOAUTH2 {xoauth2}") == ["OK AUTHENTICATE completed."]


def test_faults_at_a_command_leave_capability_id_and_logout_alone(
    box: ThreadedBox, imap_wire: Callable[[], Wire]
) -> None:
    box.faults("imap-throttled")
    client = imap_wire()
    assert client.ask("CAPABILITY")[-1] == "OK CAPABILITY completed."
    assert client.ask("ID NIL") == [
        '* ID ("name" "Microsoft.Exchange.Imap4.Imap4Server" "version" "15.20")',
        "OK ID completed.",
    ]
    words = ["BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds"]
    assert [client.ask(command) for command in ("NOOP", "SELECT INBOX", "IDLE")] == [words] * 3
    assert client.ask("LOGOUT")[-1] == "OK LOGOUT completed."


def test_a_fault_that_acts_once_is_over_after_it(box: ThreadedBox, imap_wire: Callable[[], Wire]) -> None:
    box.faults("imap-server-unavailable*1")
    client = imap_wire()
    assert client.ask("SELECT INBOX") == ["NO Server Unavailable. 15"]
    assert client.ask("SELECT INBOX")[-1] == "OK [READ-WRITE] SELECT completed."


def test_a_session_ends_with_its_token(box: ThreadedBox, imap_wire: Callable[[], Wire]) -> None:
    client = imap_wire()
    assert client.ask("SELECT INBOX")[-1].startswith("OK")
    box.advance("2h")
    assert client.ask("NOOP") == ["* BYE Session invalidated - AccessTokenExpired"]
    assert client.ended()


@pytest.mark.parametrize(("fault", "missing"), [("xoauth2-not-offered@imap", "AUTH=XOAUTH2")])
def test_a_capability_that_is_not_offered_does_not_work(
    box: ThreadedBox, wire: Connect, xoauth2: str, fault: str, missing: str
) -> None:
    box.faults(fault)
    client = wire("imap")
    client.line()
    assert missing not in client.ask("CAPABILITY")[0].split()
    assert client.ask(f"AUTHENTICATE XOAUTH2 {xoauth2}") == [REFUSED]


@pytest.mark.parametrize("port", ["imap", "pop3"])
def test_garbage_instead_of_a_greeting(box: ThreadedBox, wire: Connect, port: str) -> None:
    box.faults(f"server-garbage@{port}")
    client = wire(port)
    assert not client.octets().startswith((b"* OK", b"+OK"))


# STARTTLS


def test_nothing_but_starttls_is_offered_in_plaintext(wire: Connect, xoauth2: str) -> None:
    client = wire("imap_starttls")
    client.line()
    assert client.ask("CAPABILITY") == [f"* {PLAINTEXT}", "OK CAPABILITY completed."]
    wrong = ["BAD Command received in Invalid state."]
    assert client.ask(f"AUTHENTICATE XOAUTH2 {xoauth2}") == wrong
    assert client.ask("LOGIN a b") == wrong
    assert client.ask("SELECT INBOX") == wrong
    # No continuation invites a password in the clear.
    assert client.ask("LOGIN a {5}") == ["BAD Command Argument Error. 11"]


def test_starttls_then_login(wire: Connect, xoauth2: str) -> None:
    client = wire("imap_starttls")
    client.line()
    assert client.ask("STARTTLS")[-1].startswith("OK ")
    client.start_tls()
    assert client.ask("CAPABILITY")[0] == f"* {BEFORE}"
    assert client.ask("STARTTLS") == ["BAD Command received in Invalid state."]
    assert client.ask(f"AUTHENTICATE XOAUTH2 {xoauth2}") == ["OK AUTHENTICATE completed."]


def test_starttls_by_the_standard_library(box: ThreadedBox, trust: ssl.SSLContext, xoauth2: str) -> None:
    with imaplib.IMAP4("localhost", box.settings.imap_starttls_port, timeout=10) as client:
        client.starttls(trust)
        client.authenticate("XOAUTH2", lambda _: base64.b64decode(xoauth2))
        assert client.select() == ("OK", [b"2"])


def test_what_is_pipelined_behind_starttls_is_not_executed(wire: Connect) -> None:
    client = wire("imap_starttls")
    client.line()
    client.send("a STARTTLS\r\nb CAPABILITY\r\nc LOGOUT\r\n")
    assert client.line().startswith("a OK ")
    client.start_tls()
    assert client.ask("NOOP") == ["OK NOOP completed."]


def test_starttls_on_the_port_of_implicit_tls_is_bad(wire: Connect) -> None:
    client = wire("imap")
    client.line()
    assert client.ask("STARTTLS") == ["BAD Command Error. 10"]


def test_starttls_stripped_and_refused(box: ThreadedBox, wire: Connect) -> None:
    box.faults("starttls-stripped@imap")
    client = wire("imap_starttls")
    client.line()
    assert "STARTTLS" not in client.ask("CAPABILITY")[0]
    assert client.ask("STARTTLS") == ["BAD Command Error. 10"]
    box.faults("starttls-refused@imap")
    other = wire("imap_starttls")
    other.line()
    assert other.ask("STARTTLS") == ["NO STARTTLS failed."]
    assert other.ask("CAPABILITY")[-1] == "OK CAPABILITY completed."
