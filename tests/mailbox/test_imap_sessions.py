"""Several sessions over one mailbox: who hears of what, and when."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable

from fakes.entra.tokens import seconds_left, verify_access_token
from fakes.exchange.store import MailStore
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox

from .tenant import on_store
from .wire import Wire

Client = Callable[[], Wire]
CONTENT = b"Subject: new\r\n\r\nhello\r\n"


def deliver(box: ThreadedBox, content: bytes = CONTENT) -> None:
    on_store(box, lambda store: store.deliver(content))


def idle(client: Wire) -> None:
    client.send("i IDLE\r\n")
    assert client.line() == "+ IDLE accepted, awaiting DONE command."


def test_idle_tells_of_a_delivery_at_once(box: ThreadedBox, imap_wire: Client) -> None:
    client = imap_wire()
    client.ask("SELECT INBOX")
    idle(client)
    deliver(box)
    assert [client.line(), client.line()] == ["* 3 EXISTS", "* 3 RECENT"]
    deliver(box)
    assert [client.line(), client.line()] == ["* 4 EXISTS", "* 4 RECENT"]
    client.send("DONE\r\n")
    assert client.answer("i") == ["OK IDLE completed."]


def test_what_smtp_delivers_idle_shows(
    box: ThreadedBox, imap_wire: Client, trust: ssl.SSLContext, xoauth2: str
) -> None:
    client = imap_wire()
    client.ask("SELECT INBOX")
    idle(client)
    settings = box.settings
    with smtplib.SMTP("localhost", settings.smtp_port, local_hostname="client.example", timeout=10) as smtp:
        smtp.starttls(context=trust)
        smtp.ehlo()
        assert smtp.docmd("AUTH", f"XOAUTH2 {xoauth2}")[0] == 235
        smtp.sendmail(settings.mailbox, [settings.mailbox], CONTENT)
    assert client.line() == "* 3 EXISTS"
    client.line()
    client.send("DONE\r\n")
    client.answer("i")
    assert "Subject: new\r\n" in client.ask("FETCH 3 BODY.PEEK[HEADER]")[0]


def test_idle_tells_of_flags_and_expunges_of_another_session(imap_wire: Client) -> None:
    watching, acting = imap_wire(), imap_wire()
    for client in (watching, acting):
        client.ask("SELECT INBOX")
    idle(watching)
    assert acting.ask("STORE 1 +FLAGS (\\Flagged \\Deleted)")[0] == "* 1 FETCH (FLAGS (\\Flagged \\Deleted))"
    assert watching.line() == "* 1 FETCH (FLAGS (\\Flagged \\Deleted \\Recent))"
    acting.ask("EXPUNGE")
    assert watching.line() == "* 1 EXPUNGE"
    acting.ask("UID MOVE 2 Drafts")
    assert watching.line() == "* 1 EXPUNGE"
    watching.send("DONE\r\n")
    assert watching.answer("i") == ["OK IDLE completed."]


def test_idle_ends_with_the_token(box: ThreadedBox, imap_wire: Client) -> None:
    selected, unselected = imap_wire(), imap_wire()
    selected.ask("SELECT INBOX")
    idle(selected)
    idle(unselected)
    box.advance("2h")
    on_store(box, lambda store: store.wake())
    for client in (selected, unselected):
        assert client.line() == "* BYE Session invalidated - AccessTokenExpired"
        assert client.ended()


def test_idle_ends_by_itself_when_the_token_does(box: ThreadedBox, imap_wire: Client) -> None:
    def nearly(tenant: Tenant) -> None:
        claims = verify_access_token(tenant, box.settings.access_token)
        tenant.clock.advance(seconds_left(tenant, claims) - 0.2)

    client = imap_wire()
    box.ask(nearly)
    idle(client)
    assert client.line() == "* BYE Session invalidated - AccessTokenExpired"


def test_anything_but_done_ends_idle_badly(imap_wire: Client) -> None:
    client = imap_wire()
    idle(client)
    client.send("NOOP\r\n")
    assert client.answer("i") == ["BAD Command Error. 10"]
    idle(client)
    client.send("x" * 70000 + "\r\n")
    assert client.answer("i") == ["BAD Command Error. 10"]
    assert client.ask("NOOP") == ["OK NOOP completed."]


def test_nothing_is_left_of_sessions_that_ended(box: ThreadedBox, imap_wire: Client) -> None:
    for goodbye in ("LOGOUT", "APPEND INBOX {99999999+}"):
        client = imap_wire()
        client.send(f"a {goodbye}\r\n")
        while client.line():
            pass
    assert on_store(box, lambda store: store._watchers) == {}


def test_a_client_that_leaves_in_idle_is_forgotten(box: ThreadedBox, imap_wire: Client) -> None:
    client, other = imap_wire(), imap_wire()
    client.ask("SELECT INBOX")
    idle(client)
    client.close()
    other.ask("SELECT INBOX")
    deliver(box)
    assert other.ask("NOOP")[0] == "* 3 EXISTS"
    assert other.ask("LOGOUT")[-1] == "OK LOGOUT completed."


def test_expunge_waits_for_a_command_that_does_not_use_numbers(imap_wire: Client) -> None:
    one, other = imap_wire(), imap_wire()
    for client in (one, other):
        client.ask("SELECT INBOX")
    other.ask("STORE 1 +FLAGS.SILENT (\\Deleted)")
    other.ask("EXPUNGE")
    # Message 1 is still message 1, and can still be read (RFC 2180 4.1).
    told = one.ask("FETCH 1 UID")
    assert told == ["* 1 FETCH (UID 1)", "* 1 FETCH (FLAGS (\\Deleted \\Recent))", "OK FETCH completed."]
    assert one.ask("SEARCH ALL") == ["* SEARCH 1 2", "OK SEARCH completed."]
    assert one.ask("STORE 2 +FLAGS.SILENT (\\Seen)") == ["OK STORE completed."]
    assert one.ask("MOVE 1 Drafts") == ["* 1 EXPUNGE", "OK MOVE completed."]
    assert one.ask("STATUS Drafts (MESSAGES)")[0] == "* STATUS Drafts (MESSAGES 0)"


def test_uid_commands_may_bring_expunges(imap_wire: Client) -> None:
    one, other = imap_wire(), imap_wire()
    for client in (one, other):
        client.ask("SELECT INBOX")
    other.ask("STORE 1 +FLAGS.SILENT (\\Deleted)")
    other.ask("EXPUNGE")
    assert one.ask("UID FETCH 2 UID") == ["* 2 FETCH (UID 2)", "* 1 EXPUNGE", "OK FETCH completed."]


def test_new_messages_are_announced_with_any_command_and_recent_to_one_session(
    box: ThreadedBox, imap_wire: Client
) -> None:
    one, other = imap_wire(), imap_wire()
    assert one.ask("SELECT INBOX")[1] == "* 2 RECENT"
    assert other.ask("SELECT INBOX")[1] == "* 0 RECENT"
    deliver(box)
    assert one.ask("FETCH 1 UID")[1:] == ["* 3 EXISTS", "* 3 RECENT", "OK FETCH completed."]
    assert other.ask("NOOP") == ["* 3 EXISTS", "* 0 RECENT", "OK NOOP completed."]


def test_examine_takes_recent_from_nobody(imap_wire: Client) -> None:
    client = imap_wire()
    assert client.ask("EXAMINE INBOX")[1] == "* 2 RECENT"
    assert client.ask("SELECT INBOX")[1] == "* 2 RECENT"
    assert client.ask("SELECT INBOX")[1] == "* 0 RECENT"


def test_what_came_and_went_unseen_is_not_mentioned(box: ThreadedBox, imap_wire: Client) -> None:
    one = imap_wire()
    one.ask("SELECT INBOX")

    def pass_by(store: MailStore) -> None:
        message = store.deliver(CONTENT)
        store.remove(store.folders["INBOX"], [message])

    on_store(box, pass_by)
    assert one.ask("NOOP") == ["OK NOOP completed."]
    assert one.ask("STATUS INBOX (UIDNEXT)")[0] == "* STATUS INBOX (UIDNEXT 4)"


def test_a_folder_deleted_under_a_session_becomes_empty(imap_wire: Client) -> None:
    one, other = imap_wire(), imap_wire()
    one.ask("CREATE Doomed")
    one.ask("APPEND Doomed {3+}\r\nabc")
    one.ask("SELECT Doomed")
    assert other.ask("DELETE Doomed") == ["OK DELETE completed."]
    assert one.ask("NOOP") == ["* 1 EXPUNGE", "OK NOOP completed."]


def test_pipelined_commands_are_answered_in_order(imap_wire: Client) -> None:
    client = imap_wire()
    client.send("a SELECT INBOX\r\na FETCH 1:* UID\r\nb IDLE\r\nDONE\r\nc NOOP\r\n")
    assert client.answer("a")[-1].endswith("SELECT completed.")
    assert client.answer("a") == ["* 1 FETCH (UID 1)", "* 2 FETCH (UID 2)", "OK FETCH completed."]
    assert client.answer("b")[-1] == "OK IDLE completed."
    assert client.answer("c") == ["OK NOOP completed."]


def test_a_client_that_does_not_read_stops_nobody_else(box: ThreadedBox, imap_wire: Client) -> None:
    big = b"Subject: big\r\n\r\n" + b"x" * 3_000_000 + b"\r\n"
    for _ in range(3):
        deliver(box, big)
    lazy, other = imap_wire(), imap_wire()
    lazy.ask("SELECT INBOX")
    lazy.send("a FETCH 1:* BODY.PEEK[]\r\n" * 20)
    other.ask("SELECT INBOX")
    assert other.ask("NOOP") == ["OK NOOP completed."]
