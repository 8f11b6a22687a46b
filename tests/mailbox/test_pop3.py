"""POP3: login in two lines, the commands, and what a session leaves behind."""

from __future__ import annotations

import base64
import poplib
import ssl
from collections.abc import Callable

import pytest

from fakes.thread import ThreadedBox

from .tenant import allow_passwords, close_mailbox, encode, on_store
from .wire import Wire

Connect = Callable[[str], Wire]
REFUSED = "-ERR Authentication failure: unknown user name or bad password."
WRONG_STATE = "-ERR Command is not valid in this state."
ONE_LINE = "-ERR Protocol error. Connection is closed. 10"
DOTTED = b"Subject: dots\r\n\r\n.\r\n..two\r\n.three\r\nlast"


@pytest.fixture
def client(wire: Connect) -> Wire:
    """A connection that has read its greeting."""
    client = wire("pop3")
    assert client.line().startswith("+OK Microsoft Exchange POP3 server ready (tcpproxy/15.20.9137.005). [")
    return client


def log_in(client: Wire, xoauth2: str) -> None:
    assert client.pop("AUTH XOAUTH2") == "+ "
    assert client.pop(xoauth2) == "+OK User successfully authenticated."


def capabilities(client: Wire) -> list[str]:
    assert client.pop("CAPA") == "+OK"
    return client.body().decode().split("\r\n")[:-1]


def test_capabilities(client: Wire, xoauth2: str) -> None:
    expected = ["TOP", "UIDL", "SASL PLAIN XOAUTH2", "USER"]
    assert capabilities(client) == expected
    log_in(client, xoauth2)
    assert capabilities(client) == expected


def test_the_one_line_form_is_refused_and_ends_the_connection(client: Wire, xoauth2: str) -> None:
    assert client.pop(f"AUTH XOAUTH2 {xoauth2}") == ONE_LINE
    assert client.ended()


def test_refused_responses_leave_the_session_as_it_was(box: ThreadedBox, client: Wire, xoauth2: str) -> None:
    for response in ("*", "", "not base64!", encode("nobody@contoso.example", "x"), encode(box.settings.mailbox, "x")):
        assert client.pop("AUTH XOAUTH2") == "+ "
        assert client.pop(response) == REFUSED
    assert client.pop("AUTH OAUTHBEARER") == WRONG_STATE
    log_in(client, xoauth2)
    assert client.pop("AUTH XOAUTH2") == WRONG_STATE


def test_a_token_of_more_than_4096_characters_ends_the_connection(box: ThreadedBox, client: Wire) -> None:
    client.pop("AUTH XOAUTH2")
    assert client.pop(encode(box.settings.mailbox, "x" * 4097)) == ONE_LINE
    assert client.ended()


def test_a_mailbox_without_pop_is_refused_like_a_bad_token(box: ThreadedBox, client: Wire, xoauth2: str) -> None:
    close_mailbox(box, "pop")
    client.pop("AUTH XOAUTH2")
    assert client.pop(xoauth2) == REFUSED


def test_a_refusal_takes_its_time_when_delays_are_on(box: ThreadedBox, client: Wire) -> None:
    import time

    box.ask(lambda tenant: setattr(tenant, "delay_scale", 0.02))
    client.pop("AUTH XOAUTH2")
    begin = time.monotonic()
    assert client.pop("x") == REFUSED
    assert time.monotonic() - begin >= 0.18


def test_passwords_are_refused_by_policy(box: ThreadedBox, client: Wire) -> None:
    assert client.pop(f"USER {box.settings.mailbox}") == "+OK"
    assert client.pop(f"PASS {box.settings.password}") == "-ERR Basic authentication is disabled"
    assert client.pop("AUTH PLAIN") == "-ERR Basic authentication is disabled"
    assert client.pop("PASS x") == WRONG_STATE


def test_passwords_are_accepted_where_the_tenant_allows_them(box: ThreadedBox, wire: Connect, client: Wire) -> None:
    allow_passwords(box)
    settings = box.settings
    for user, word in ((settings.mailbox, "wrong"), ("nobody@contoso.example", settings.password)):
        client.pop(f"USER {user}")
        assert client.pop(f"PASS {word}") == "-ERR Logon failure: unknown user name or bad password."
    client.pop(f"USER {settings.mailbox}")
    assert client.pop(f"PASS {settings.password}") == "+OK User successfully logged on."
    other = wire("pop3")
    other.line()
    plain = base64.b64encode(f"\0{settings.mailbox}\0{settings.password}".encode()).decode()
    assert other.pop("AUTH PLAIN") == "+ "
    assert other.pop(plain) == "+OK User successfully logged on."


def test_listing_and_retrieving(box: ThreadedBox, client: Wire, xoauth2: str) -> None:
    on_store(box, lambda store: store.deliver(DOTTED))
    assert client.pop("STAT") == WRONG_STATE
    log_in(client, xoauth2)
    sizes = [len(m.content) for m in on_store(box, lambda store: store.folders["INBOX"].messages)]
    assert client.pop("STAT") == f"+OK 3 {sum(sizes)}"
    assert client.pop("LIST") == "+OK"
    assert client.body().decode() == "".join(f"{n} {size}\r\n" for n, size in enumerate(sizes, 1))
    assert client.pop("LIST 3") == f"+OK 3 {sizes[2]}"
    assert client.pop("RETR 3") == "+OK"
    assert client.body() == b"Subject: dots\r\n\r\n..\r\n...two\r\n..three\r\nlast\r\n"
    assert client.pop("TOP 3 2") == "+OK"
    assert client.body() == b"Subject: dots\r\n\r\n..\r\n...two\r\n"
    assert client.pop("TOP 3 0") == "+OK"
    assert client.body() == b"Subject: dots\r\n\r\n"
    assert client.pop("TOP 3 999999999") == "+OK"
    assert client.body().endswith(b"last\r\n")
    for command in ("RETR 4", "RETR 0", "RETR x", "RETR", "LIST 99999999999999999999", "TOP 1", "TOP 1 x", "DELE -1"):
        assert client.pop(command) == "-ERR The specified message is out of range."
    assert client.pop("NOOP") == "+OK"
    assert client.pop("WHAT") == WRONG_STATE


def test_deletions_count_at_quit_and_imap_sees_them(box: ThreadedBox, wire: Connect, xoauth2: str) -> None:
    def session(*commands: str) -> list[str]:
        client = wire("pop3")
        client.line()
        log_in(client, xoauth2)
        answers = [client.pop(command) for command in commands]
        client.close()
        return answers

    assert session("DELE 1", "STAT", "RETR 1", "LIST 1", "DELE 1")[0] == "+OK"
    assert session("STAT")[0].startswith("+OK 2 ")
    assert session("DELE 1", "RSET", "DELE 2", "RSET", "STAT", "QUIT")[-2:-1][0].startswith("+OK 2 ")
    assert session("DELE 1", "QUIT")[-1] == "+OK Microsoft Exchange Server POP3 server signing off."
    assert session("STAT")[0].startswith("+OK 1 ")
    uids = on_store(box, lambda store: [m.uid for m in store.folders["INBOX"].messages])
    assert uids == [2]


def test_unique_ids_stay_with_their_messages(box: ThreadedBox, wire: Connect, xoauth2: str) -> None:
    def ids() -> list[str]:
        client = wire("pop3")
        client.line()
        log_in(client, xoauth2)
        assert client.pop("UIDL") == "+OK"
        return [line.split()[1] for line in client.body().decode().splitlines()]

    before = ids()
    on_store(box, lambda store: store.deliver(DOTTED))
    after = ids()
    assert after[:2] == before and len({*after}) == 3


def test_what_arrives_during_a_session_is_seen_by_the_next(box: ThreadedBox, client: Wire, xoauth2: str) -> None:
    log_in(client, xoauth2)
    on_store(box, lambda store: store.deliver(DOTTED))
    assert client.pop("STAT").startswith("+OK 2 ")


def test_a_fault_at_the_first_command(box: ThreadedBox, client: Wire, xoauth2: str) -> None:
    box.faults("pop3-list-refused*1")
    log_in(client, xoauth2)
    assert capabilities(client)
    assert client.pop("STAT") == WRONG_STATE
    assert client.pop("STAT").startswith("+OK 2 ")


def test_capabilities_can_be_hidden(box: ThreadedBox, client: Wire) -> None:
    box.faults("xoauth2-not-offered@pop3")
    assert capabilities(client)[2] == "SASL PLAIN"
    assert client.pop("AUTH XOAUTH2") == WRONG_STATE


# STLS


def test_in_plaintext_there_is_only_stls(wire: Connect, xoauth2: str) -> None:
    client = wire("pop3_starttls")
    client.line()
    assert capabilities(client) == ["TOP", "UIDL", "STLS"]
    for command in ("USER a", "PASS b", "AUTH XOAUTH2", "AUTH PLAIN", "STAT"):
        assert client.pop(command) == WRONG_STATE
    assert client.pop("STLS").startswith("+OK")
    client.start_tls()
    assert "SASL PLAIN XOAUTH2" in capabilities(client)
    assert client.pop("STLS") == WRONG_STATE
    log_in(client, xoauth2)


def test_what_is_pipelined_behind_stls_is_not_executed(wire: Connect) -> None:
    client = wire("pop3_starttls")
    client.line()
    client.send("STLS\r\nCAPA\r\nQUIT\r\n")
    assert client.line().startswith("+OK")
    client.start_tls()
    assert client.pop("NOOP") == WRONG_STATE


def test_stls_stripped_and_refused(box: ThreadedBox, wire: Connect) -> None:
    box.faults("starttls-stripped@pop3")
    client = wire("pop3_starttls")
    client.line()
    assert capabilities(client) == ["TOP", "UIDL"]
    assert client.pop("STLS") == WRONG_STATE
    box.faults("starttls-refused@pop3")
    other = wire("pop3_starttls")
    other.line()
    assert other.pop("STLS") == "-ERR STLS failed."


def test_an_overlong_line_ends_the_connection(client: Wire) -> None:
    assert client.pop("USER " + "x" * 70000) == ONE_LINE
    assert client.ended()


def test_the_standard_library_reads_the_mailbox(box: ThreadedBox, trust: ssl.SSLContext) -> None:
    allow_passwords(box)
    on_store(box, lambda store: store.deliver(DOTTED))
    client = poplib.POP3("localhost", box.settings.pop3_starttls_port, timeout=10)
    client.stls(trust)
    client.user(box.settings.mailbox)
    client.pass_(box.settings.password)
    assert client.stat()[0] == 3
    assert b"\r\n".join(client.retr(3)[1]) == DOTTED
    assert client.uidl()[1] == [client.uidl(n).removeprefix(b"+OK ") for n in (1, 2, 3)]
    client.dele(2)
    client.quit()
