"""A whole session of an ordinary reader, with mail by SMTP coming in and a second connection that watches."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable

from fakes.thread import ThreadedBox

from .wire import Wire

Client = Callable[[], Wire]
LETTER = b"From: svc-forms@contoso.example\r\nSubject: order 7\r\nContent-Type: text/plain\r\n\r\nseven\r\n"


def send(box: ThreadedBox, trust: ssl.SSLContext, xoauth2: str) -> None:
    address = box.settings.mailbox
    with smtplib.SMTP("localhost", box.settings.smtp_port, local_hostname="client.example", timeout=10) as smtp:
        smtp.starttls(context=trust)
        smtp.ehlo()
        assert smtp.docmd("AUTH", f"XOAUTH2 {xoauth2}")[0] == 235
        smtp.sendmail(address, [address], LETTER)


def begin_idle(client: Wire) -> None:
    client.send("i IDLE\r\n")
    assert client.line().startswith("+ ")


def end_idle(client: Wire) -> list[str]:
    client.send("DONE\r\n")
    return client.answer("i")


def test_a_reader_and_a_watcher(
    box: ThreadedBox, imap_wire: Client, wire: Callable[[str], Wire], trust: ssl.SSLContext, xoauth2: str
) -> None:
    reader, watcher = imap_wire(), imap_wire()
    assert reader.ask('ID ("name" "reader")')[-1] == "OK ID completed."
    assert reader.ask("NAMESPACE")[0] == '* NAMESPACE (("" "/")) NIL NIL'
    assert any(line.endswith(" INBOX") for line in reader.ask('LIST "" *'))
    assert "* 2 EXISTS" in reader.ask("SELECT INBOX")
    watcher.ask("EXAMINE INBOX")
    begin_idle(reader)
    begin_idle(watcher)

    send(box, trust, xoauth2)
    assert reader.line() == watcher.line() == "* 3 EXISTS"
    reader.line(), watcher.line()
    assert end_idle(reader) == ["OK IDLE completed."]

    head = reader.ask("UID FETCH 3 (FLAGS RFC822.SIZE ENVELOPE BODYSTRUCTURE)")[0]
    assert '"order 7"' in head and '"text" "plain"' in head and "\\Seen" not in head
    assert "seven" in reader.ask("UID FETCH 3 BODY[TEXT]")[0]
    assert watcher.line().startswith("* 3 FETCH (FLAGS (\\Seen")

    assert reader.ask("CREATE Done")[-1] == "OK CREATE completed."
    moved = reader.ask("UID MOVE 3 Done")
    assert moved[0].startswith("* OK [COPYUID ") and moved[1] == "* 3 EXPUNGE"
    assert watcher.line() == "* 3 EXPUNGE"
    assert reader.ask("STATUS Done (MESSAGES UNSEEN)")[0] == "* STATUS Done (MESSAGES 1 UNSEEN 0)"

    assert reader.ask("STORE 1 +FLAGS.SILENT (\\Deleted)") == ["OK STORE completed."]
    assert "\\Deleted" in watcher.line()
    assert reader.ask("EXPUNGE") == ["* 1 EXPUNGE", "OK EXPUNGE completed."]
    assert watcher.line() == "* 1 EXPUNGE"
    assert end_idle(watcher) == ["OK IDLE completed."]
    assert watcher.ask("UID SEARCH ALL")[0] == "* SEARCH 2"

    pop3 = wire("pop3")
    pop3.line()
    pop3.pop("AUTH XOAUTH2")
    pop3.pop(xoauth2)
    assert pop3.pop("STAT").startswith("+OK 1 ")
    pop3.pop("DELE 1")
    pop3.pop("QUIT")
    assert watcher.ask("NOOP") == ["* 1 EXPUNGE", "OK NOOP completed."]
    assert reader.ask("LOGOUT") == [
        "* BYE Microsoft Exchange Server IMAP4 server signing off.",
        "OK LOGOUT completed.",
    ]
    assert box.ask(lambda tenant: [*tenant.bugs]) == []
