"""What one mailbox may send: size, recipients, messages in a minute, recipients in a day, connections at once; BDAT."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace

import pytest

from fakes.box import Options
from fakes.entra.keys import KeyRing
from fakes.exchange.dialect import DIALECTS
from fakes.exchange.smtp.parameters import MAIL, RCPT, left_for_aiosmtpd
from fakes.tenant.example import Plan, PlannedUser
from fakes.thread import ThreadedBox, running

from .client import Smtp, bugs, logged_in
from .test_smtp_message import OUTSIDE, letter, outgoing, send


def limit(box: ThreadedBox, **values: int | None) -> None:
    box.ask(lambda tenant: setattr(tenant, "limits", replace(tenant.limits, **values)))  # type: ignore[arg-type]


def begin(client: Smtp) -> None:
    own = client.box.settings.mailbox
    assert client.ask(f"MAIL FROM:<{own}>").startswith("250 ")
    assert client.ask(f"RCPT TO:<{OUTSIDE}>").startswith("250 ")


def finish(client: Smtp) -> str:
    assert client.ask("DATA").startswith("354 ")
    return client.ask(letter(client.box.settings.mailbox) + b".")


@pytest.mark.parametrize(
    ("dialect", "words"),
    [
        ("exchange", "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded [Hostname="),
        ("exchange-2022", "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending "),
    ],
)
def test_the_fourth_connection_that_sends_at_once(box: ThreadedBox, dialect: str, words: str) -> None:
    box.ask(lambda tenant: setattr(tenant, "dialect", DIALECTS[dialect]))
    with ExitStack() as open_ones:
        *three, fourth = [open_ones.enter_context(logged_in(box)) for _ in range(4)]
        for client in (*three, fourth):
            begin(client)
        assert finish(fourth).startswith(words)
        begin(fourth)
        assert finish(three[0]).startswith("250 ")
        assert finish(fourth).startswith("250 "), "one of the three is done"
        # What is idle, reset or gone does not count.
        begin(fourth)
        assert three[1].ask("RSET").startswith("250 ")
        three[2].__exit__()
        for client in (three[0], three[1]):
            begin(client)
        assert [finish(client)[:3] for client in (three[1], three[0], fourth)] == ["250"] * 3
    assert bugs(box) == []


def test_connections_of_other_mailboxes_and_no_limit(box: ThreadedBox) -> None:
    limit(box, connections=0)
    with ExitStack() as open_ones:
        clients = [open_ones.enter_context(logged_in(box)) for _ in range(6)]
        for client in clients:
            begin(client)
        assert {finish(client)[:3] for client in reversed(clients)} == {"250"}


def test_messages_in_a_minute(box: ThreadedBox) -> None:
    limit(box, messages_per_minute=2)
    own = box.settings.mailbox
    with logged_in(box) as client:
        assert [send(client, letter(own))[:3] for _ in range(2)] == ["250", "250"]
        said = client.ask(f"MAIL FROM:<{own}>")
        assert said.startswith("421 4.4.2 Message submission rate for this client has exceeded the configured limit ")
        assert client.reply() == ""
    box.advance("59s")
    with logged_in(box) as client:
        assert client.ask(f"MAIL FROM:<{own}>").startswith("421 ")
    box.advance("2s")
    with logged_in(box) as client:
        assert send(client, letter(own)).startswith("250 ")


@pytest.mark.parametrize(("scale", "sent"), [(0.0, 40), (10.0, 30)])
def test_the_services_own_rate_counts_when_its_delays_do(box: ThreadedBox, scale: float, sent: int) -> None:
    own = box.settings.mailbox
    box.ask(lambda tenant: setattr(tenant, "delay_scale", scale))
    with logged_in(box) as client:
        for _ in range(sent):
            assert send(client, letter(own)).startswith("250 ")
        assert client.ask(f"MAIL FROM:<{own}>").startswith("421 " if scale else "250 ")
    if scale:
        box.advance("9m59s")
        with logged_in(box) as client:
            assert client.ask(f"MAIL FROM:<{own}>").startswith("421 "), "a minute is ten here"
        box.advance("2s")
        with logged_in(box) as client:
            assert client.ask(f"MAIL FROM:<{own}>").startswith("250 ")


def test_recipients_in_a_day(box: ThreadedBox) -> None:
    limit(box, recipients_per_day=5)
    own = box.settings.mailbox
    with logged_in(box) as client:
        assert send(client, letter(own), to=(OUTSIDE,) * 3).startswith("250 ")
        said = send(client, letter(own), to=(OUTSIDE,) * 3)
        assert said.startswith("554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException")
        assert said.endswith("[Hostname=FAKPR01MB2920.fakprd01.prod.outlook.com]")
        assert send(client, letter(own), to=(OUTSIDE,) * 2).startswith("250 "), "what was refused does not count"
        assert send(client, letter(own)).startswith("554 ")
        box.advance("24h")
        assert send(client, letter(own), to=(OUTSIDE,) * 5).startswith("250 ")
        assert len(outgoing(box)) == 3
        limit(box, recipients_per_day=0)
        assert send(client, letter(own), to=(OUTSIDE,) * 6).startswith("250 ")


def test_recipients_of_a_message(box: ThreadedBox) -> None:
    limit(box, recipients=2)
    with logged_in(box) as client:
        begin(client)
        assert client.ask("RCPT TO:<b@fabrikam.example>").startswith("250 ")
        assert client.ask("RCPT TO:<c@fabrikam.example>").startswith("452 4.5.3 Too many recipients [")
        assert finish(client).startswith("250 ")
        limit(box, recipients=0)
        begin(client)
        assert {client.ask(f"RCPT TO:<{n}@fabrikam.example>")[:3] for n in range(1200)} == {"250"}


def small(box: ThreadedBox, size: int) -> None:
    """A dialect with a size that is quickly reached."""
    dialect = DIALECTS["exchange"]
    box.ask(lambda tenant: setattr(tenant, "dialect", replace(dialect, smtp=replace(dialect.smtp, size=size))))


@pytest.mark.parametrize("how", ["declared", "DATA", "BDAT", "BDAT in two"])
def test_messages_that_are_too_large(box: ThreadedBox, how: str) -> None:
    small(box, 1000)
    words = "552 5.3.4 Message size exceeds fixed maximum message size ["
    with logged_in(box) as client:
        assert "250-SIZE 1000" in client.ask("EHLO x")
        own = box.settings.mailbox
        if how == "declared":
            assert client.ask(f"MAIL FROM:<{own}> SIZE=1001").startswith(words)
            assert client.ask(f"MAIL FROM:<{own}> SIZE=1000").startswith("250 ")
            return
        begin(client)
        content = letter(own, b"x" * 70 + b"\r\n") + (b"y" * 70 + b"\r\n") * 20
        if how == "DATA":
            client.ask("DATA")
            assert client.ask(content + b".").startswith(words)
        elif how == "BDAT":
            client.send(b"BDAT %d LAST\r\n%b" % (len(content), content))
            assert client.reply().startswith(words)
        else:
            client.send(b"BDAT 700\r\n" + content[:700] + b"BDAT 700\r\n" + content[:700] + b"BDAT 0 LAST\r\n")
            assert client.reply().startswith("250 ") and client.reply().startswith(words)
            assert client.reply().startswith("503 "), "the rest of what was pipelined"
        assert send(client, letter(own)).startswith("250 ")
    assert len(outgoing(box)) == 1 and bugs(box) == []


def test_bdat_in_many_pieces(box: ThreadedBox) -> None:
    """Pipelined, cut anywhere, ended by an empty chunk (RFC 3030 4)."""
    content = letter(box.settings.mailbox, b"\x00.\r\n.\r\nQUIT\r\n" * 50)
    with logged_in(box) as client:
        begin(client)
        said = b"".join(b"BDAT %d\r\n%b" % (len(c), c) for c in (content[:1], content[1:7], b"", content[7:]))
        client.send(said + b"bdat 0 last\r\nNOOP\r\n")
        assert [client.reply()[:9] for _ in range(4)] == ["250 2.0.0"] * 4
        assert client.reply().startswith("250 2.0.0 OK <") and client.reply() == "250 2.0.0 OK"
    assert outgoing(box)[-1].content == content


@pytest.mark.parametrize("how", ["DATA", "BDAT"])
def test_a_refusal_comes_after_the_last_octet_however_it_comes(box: ThreadedBox, how: str) -> None:
    content = letter("adele@contoso.example")
    with logged_in(box) as client:
        begin(client)
        if how == "DATA":
            client.ask("DATA")
            client.send(content + b".\r\n")
        else:
            client.send(b"BDAT 5\r\n%bBDAT %d LAST\r\n%b" % (content[:5], len(content) - 5, content[5:]))
            assert client.reply().startswith("250 ")
        assert client.reply().startswith("554 5.2.252 SendAsDenied; ")
        assert client.ask("DATA").startswith("503 "), "the message is over"
        assert send(client, letter(box.settings.mailbox)).startswith("250 ")


def test_bdat_and_data_do_not_mix(box: ThreadedBox) -> None:
    own = box.settings.mailbox
    with logged_in(box) as client:
        begin(client)
        client.send(b"BDAT 3\r\nabc")
        assert client.reply().startswith("250 ")
        for command in ("DATA", f"RCPT TO:<{OUTSIDE}>", f"MAIL FROM:<{own}>"):
            assert client.ask(command).startswith("503 5.5.2 "), command
        assert client.ask("RSET").startswith("250 ")
        assert client.ask(f"MAIL FROM:<{own}> BODY=BINARYMIME").startswith("250 ")
        client.ask(f"RCPT TO:<{OUTSIDE}> NOTIFY=NEVER")
        assert client.ask("DATA").startswith("503 5.5.2 "), "RFC 3030 3"
        client.send(b"BDAT 2 LAST\r\n\r\n")
        assert client.reply().startswith("250 ")
    assert [m.content for m in outgoing(box)] == [b"\r\n"]


@pytest.mark.parametrize("size", ["", "-1", "0x10", "1 2", "LAST", "99999999999", "3 LASTLY"])
def test_chunk_sizes_that_cannot_be_read(box: ThreadedBox, size: str) -> None:
    with logged_in(box) as client:
        begin(client)
        assert client.ask(f"BDAT {size}".strip()).startswith("501 5.5.4 ")
        assert finish(client).startswith("250 ")


@pytest.mark.parametrize(
    ("state", "code"), [("no hello", "503"), ("no login", "530"), ("no mail", "503"), ("no rcpt", "503")]
)
def test_a_chunk_out_of_order_is_swallowed(box: ThreadedBox, state: str, code: str) -> None:
    with Smtp(box) as client:
        if state != "no hello":
            client.start_tls()
        if state in {"no mail", "no rcpt"}:
            client.log_in()
        if state == "no rcpt":
            client.ask(f"MAIL FROM:<{box.settings.mailbox}>")
        client.send(b"BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n")
        assert client.reply().startswith(code) and client.reply().startswith("250 ")
        if state == "no rcpt":
            client.ask(f"RCPT TO:<{OUTSIDE}>")
            client.send(b"BDAT 3 LAST\r\nabc")
            assert client.reply().startswith("250 ")
            assert [m.content for m in outgoing(box)] == [b"abc"], "nothing of it is left"


@pytest.mark.parametrize(
    "parameter",
    ["RET=SOME", "RET", "ENVID=", "ENVID=a=b", "ENVID=" + "x" * 101, "BODY=9BIT", "SIZE=-1", "SIZE=1 SIZE=2", "AUTH=",
     "AUTH=a+2", "FOO", "NOTIFY=NEVER", "SMTPUTF8=1"],
)  # fmt: skip
def test_parameters_of_mail_that_are_refused(box: ThreadedBox, parameter: str) -> None:
    own = box.settings.mailbox
    with logged_in(box) as client:
        assert client.ask(f"MAIL FROM:<{own}> {parameter}").startswith("501 5.5.4 ")
        assert client.ask(f"MAIL FROM:<{own}>").startswith("250 ")


@pytest.mark.parametrize(
    "parameter",
    ["NOTIFY=ALWAYS", "NOTIFY=NEVER,DELAY", "NOTIFY=", "ORCPT=a@b", "ORCPT=rfc822;", "ORCPT=rfc822;a=b", "RET=FULL"],
)
def test_parameters_of_rcpt_that_are_refused(box: ThreadedBox, parameter: str) -> None:
    with logged_in(box) as client:
        begin(client)
        assert client.ask(f"RCPT TO:<{OUTSIDE}> {parameter}").startswith("501 5.5.4 ")
        assert finish(client).startswith("250 ")


def test_what_is_left_of_good_parameters() -> None:
    said = ["SIZE=1", "RET=HDRS", "ENVID=+2B", "AUTH=<>", "X", "BODY=8BITMIME"]
    assert left_for_aiosmtpd(said, MAIL) == ["SIZE=1", "X", "BODY=8BITMIME"]
    assert left_for_aiosmtpd(["NOTIFY=SUCCESS,FAILURE", "ORCPT=UTF-8;GRÅ@B"], RCPT) == []
    assert left_for_aiosmtpd(["RET=HDRS", "RET=HDRS"], MAIL) is None


def test_addresses_beyond_ascii(box: ThreadedBox) -> None:
    own = box.settings.mailbox
    with logged_in(box) as client:
        assert client.ask("MAIL FROM:<grå@contoso.example>").startswith("553 5.6.7 ")
        assert client.ask(f"MAIL FROM:<{own}> SMTPUTF8").startswith("250 ")
        assert client.ask("RCPT TO:<grå@fabrikam.example>").startswith("250 ")
        assert client.ask(b"RCPT TO:<\xff@fabrikam.example>").startswith("501 5.1.7 ")
        assert finish(client).startswith("250 ")
        begin(client)
        assert client.ask("RCPT TO:<grå@fabrikam.example>").startswith("553 5.6.7 ")
    assert outgoing(box)[0].recipients == ("grå@fabrikam.example",)


def test_a_mailbox_beyond_ascii(keys: KeyRing) -> None:
    own = "grå@contoso.example"
    with running(Options(plan=Plan(users=[PlannedUser(own, "Grå")])), keys) as box, logged_in(box) as client:
        for sender, code in ((own, "250"), ("gr\u00e4@contoso.example", "554")):
            assert client.ask(f"MAIL FROM:<{own}> SMTPUTF8 BODY=8BITMIME").startswith("250 ")
            client.ask(f"RCPT TO:<{own}>")
            client.ask("DATA")
            assert client.ask(letter(sender) + b".").startswith(code)
        assert [m.content for m in outgoing(box)] == [letter(own)]
        assert bugs(box) == []
