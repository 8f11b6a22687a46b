"""The transaction: parameters, content byte for byte, who may send as whom, and where a message goes."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes.entra.tokens import mint
from fakes.tenant.tenant import Outgoing, Tenant
from fakes.thread import ThreadedBox

from .client import Smtp, bugs, logged_in, trust

OUTSIDE = "dest@fabrikam.example"


@pytest.fixture
def client(box: ThreadedBox) -> Iterator[Smtp]:
    with logged_in(box) as session:
        yield session


def outgoing(box: ThreadedBox) -> list[Outgoing]:
    return box.ask(lambda tenant: list(tenant.outgoing))


def inbox(box: ThreadedBox, address: str) -> list[bytes]:
    return box.ask(lambda t: [m.content for m in t.mailboxes[address].store.folders["INBOX"].messages])


def send(client: Smtp, content: bytes, sender: str = "", to: tuple[str, ...] = (OUTSIDE,)) -> str:
    assert client.ask(f"MAIL FROM:<{sender or client.box.settings.mailbox}>") == "250 2.1.0 Sender OK"
    for address in to:
        assert client.ask(f"RCPT TO:<{address}>") == "250 2.1.5 Recipient OK"
    assert client.ask("DATA") == "354 Start mail input; end with <CRLF>.<CRLF>"
    client.send(content.replace(b"\r\n.", b"\r\n..").replace(b".", b"..", content.startswith(b".")))
    return client.ask(b".")


def letter(sender: str, body: bytes = b"hello\r\n") -> bytes:
    return b"From: " + sender.encode() + b"\r\nSubject: x\r\n\r\n" + body


def test_accepted(box: ThreadedBox, client: Smtp) -> None:
    reply = send(client, letter(box.settings.mailbox))
    host = "FAKPR01MB2920.fakprd01.prod.outlook.com"
    assert reply.startswith("250 2.0.0 OK <") and reply.endswith(f"@{host}> [Hostname={host}]")


def test_delivered_inside_once_and_kept_for_outside(box: ThreadedBox, client: Smtp) -> None:
    own, colleague = box.settings.mailbox, "adele@contoso.example"
    content = letter(own)
    send(client, content, to=(colleague.upper(), OUTSIDE, own, colleague))
    assert inbox(box, colleague) == [content]
    assert inbox(box, own)[-1] == content and len(inbox(box, own)) == 3
    kept = outgoing(box)
    assert [(m.sender, m.content) for m in kept] == [(own, content)]
    assert kept[0].recipients == (colleague.upper(), OUTSIDE, own, colleague)


BODIES = st.lists(st.sampled_from([b".", b"..", b"a", b"", b"\x00", b"\xff", b"\r", b"\n", b"x" * 70]), max_size=12)


@settings(max_examples=25, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BODIES)
def test_dot_stuffing_is_undone_byte_for_byte(client: Smtp, parts: list[bytes]) -> None:
    body = b"\r\n".join(parts) + b"\r\n"
    content = letter(client.box.settings.mailbox, body)
    assert send(client, content).startswith("250 2.0.0 OK")
    assert outgoing(client.box)[-1].content == content


@pytest.mark.parametrize("end", [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n.\r", b"\r\n\x00.\r\n"])
def test_nothing_but_crlf_dot_crlf_ends_a_message(box: ThreadedBox, client: Smtp, end: bytes) -> None:
    """Otherwise a second message could be smuggled inside the first (SEC Consult, December 2023)."""
    content = letter(box.settings.mailbox, b"one" + end + b"MAIL FROM:<b@c>\r\n")
    send(client, content)
    assert [m.content.count(b"MAIL FROM") for m in outgoing(box)] == [1]


def test_bdat(box: ThreadedBox, client: Smtp) -> None:
    content = letter(box.settings.mailbox, b".\r\n\r\n.\r\nMAIL FROM:<x@y>\r\n\x00\xff")
    client.ask(f"MAIL FROM:<{box.settings.mailbox}> BODY=BINARYMIME")
    client.ask(f"RCPT TO:<{OUTSIDE}>")
    half = len(content) // 2
    client.send(b"BDAT %d\r\n%bBDAT %d LAST\r\n%b" % (half, content[:half], len(content) - half, content[half:]))
    assert client.reply().startswith("250 2.0.0") and client.reply().startswith("250 2.0.0 OK")
    assert outgoing(box)[-1].content == content


@pytest.mark.parametrize(
    ("command", "reply"), [("BDAT", "501"), ("BDAT x", "501"), ("BDAT -1", "501"), ("BDAT 5 FIRST", "501")]
)
def test_bdat_that_cannot_be_read(client: Smtp, command: str, reply: str) -> None:
    assert client.ask(command).startswith(reply)


def test_a_chunk_without_recipients_is_not_taken_for_commands(box: ThreadedBox, client: Smtp) -> None:
    client.send(b"BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n")
    assert client.reply().startswith("503 5.5.2") and client.reply().startswith("250 2.0.0")


def test_parameters_that_exchange_offers(box: ThreadedBox, client: Smtp) -> None:
    own = box.settings.mailbox
    parameters = "SIZE=1000 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=QQ314159 AUTH=<>"
    assert client.ask(f"MAIL FROM:<{own}> {parameters}") == "250 2.1.0 Sender OK"
    assert client.ask(f"RCPT TO:<{OUTSIDE}> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a+2Bb@c").startswith("250 2.1.5")
    assert client.ask("RCPT TO:<grå@fabrikam.example>").startswith("250 2.1.5")
    assert client.ask("RSET") == "250 2.0.0 OK"
    assert client.ask(f"RCPT TO:<{OUTSIDE}>").startswith("503 5.5.2 Need mail command ")
    assert client.ask(f"MAIL FROM:<{own}> SIZE=157286401").startswith("552 5.3.4 ")
    assert client.ask(f"MAIL FROM:<{own}> SIZE=157286400").startswith("250 ")
    assert client.ask(f"MAIL FROM:<{own}>").startswith("503 5.5.2 Sender already specified ")
    assert client.ask("DATA").startswith("503 5.5.2 Need rcpt command ")


@pytest.mark.parametrize(
    "command",
    ["MAIL", "MAIL FROM", "MAIL FROM:", "MAIL TO:<a@b>", "MAIL FROM:<a@b> FOO=1", "MAIL FROM:<a@b> SIZE=x", "EXPN x"],
)
def test_refusals_have_a_code_and_the_suffix(client: Smtp, command: str) -> None:
    reply = client.ask(command)
    assert reply[:3] in {"501", "502"} and reply[4:6] == "5." and reply.endswith("]"), reply


def test_pipelining(box: ThreadedBox, client: Smtp) -> None:
    own = box.settings.mailbox
    client.send(f"MAIL FROM:<{own}>\r\nRCPT TO:<{OUTSIDE}>\r\nRCPT TO:<{own}>\r\nDATA\r\n")
    assert [client.reply()[:3] for _ in range(4)] == ["250", "250", "250", "354"]
    client.send(letter(own) + b".\r\nNOOP\r\nQUIT\r\n")
    assert [client.reply()[:3] for _ in range(3)] == ["250", "250", "221"]
    assert client.reply() == ""


def test_overlong_lines_and_nul(client: Smtp) -> None:
    assert client.ask(b"NOOP " + b"x" * 200_000).startswith("500 5.5.2 ")
    assert client.ask(b"NO\x00OP").startswith("500 5.3.3 ")
    assert client.ask(b"MAIL FROM:<\x00\xff@x>")[:1] in "25"
    assert client.ask("NOOP").startswith("250")
    assert bugs(client.box) == []


ADELE = "adele@contoso.example"


def may(box: ThreadedBox, right: str, principal: str, mailbox: str = ADELE) -> None:
    box.ask(lambda tenant: getattr(tenant.mailboxes[mailbox], right).add(principal))


@pytest.mark.parametrize("where", ["envelope", "header", "header without body", "other tenant"])
def test_sending_as_another_is_refused_after_data_only(box: ThreadedBox, client: Smtp, where: str) -> None:
    own = box.settings.mailbox
    other = "x@fabrikam.example" if where == "other tenant" else ADELE
    content = letter(own if where == "envelope" else other)
    if where == "header without body":
        content = b"From: Adele <" + ADELE.encode() + b">\r\n"
    reply = send(client, content, sender=other if where in {"envelope", "other tenant"} else own)
    assert reply.startswith(f"554 5.2.252 SendAsDenied; {own} not allowed to send as {other}; STOREDRV.Submission.")
    assert outgoing(box) == [] and inbox(box, ADELE) == []
    assert client.ask("NOOP").startswith("250")


def test_send_as_is_a_right_of_its_own(box: ThreadedBox, client: Smtp) -> None:
    own = box.settings.mailbox
    may(box, "full_access", own)
    assert send(client, letter(ADELE), sender=ADELE).startswith("554 ")
    may(box, "send_as", own)
    assert send(client, letter(ADELE), sender=ADELE).startswith("250 ")


@pytest.mark.parametrize("sender", ["<>", "(x)<a@b\r\n 250 ok>", "grå@contoso.example", '"a\\"{suffix}"@b.example'])
def test_a_hostile_from_stays_inside_one_reply(box: ThreadedBox, client: Smtp, sender: str) -> None:
    reply = send(client, letter(sender))
    assert "\n" not in reply and reply[:4] in {"250 ", "554 "}
    assert client.ask("NOOP") == "250 2.0.0 OK"
    assert client.ask("MAIL FROM:<grå@x.example> SMTPUTF8").startswith("250 ")
    client.ask(f"RCPT TO:<{OUTSIDE}>")
    client.ask("DATA")
    assert "not allowed to send as gr?@x.example; " in client.ask(letter(box.settings.mailbox) + b".")
    assert bugs(box) == []


def application_token(box: ThreadedBox, *roles: str) -> str:
    def make(tenant: Tenant) -> str:
        app = next(iter(tenant.apps.values()))
        return mint(tenant, app, None, "https://outlook.office365.com", list(roles))[0]

    return box.ask(make)


def test_an_application_needs_role_registration_and_the_mailbox(box: ThreadedBox) -> None:
    def log_in(*roles: str) -> Smtp:
        client = Smtp(box)
        client.start_tls()
        client.banner = client.log_in(token=application_token(box, *roles))
        return client

    def register(tenant: Tenant) -> None:
        tenant.apps[box.settings.client_id].exchange_registration = "enterprise-application"

    with log_in("SMTP.SendAsApp") as client:
        assert client.banner.startswith("535 5.7.3 "), "not registered in Exchange"
    box.ask(register)
    for roles in ((), ("IMAP.AccessAsApp",), ("SMTP.Send",)):
        with log_in(*roles) as client:
            assert client.banner.startswith("535 5.7.3 "), roles
    # Without a right on the mailbox the login succeeds and the message fails (simonrob/email-oauth2-proxy#271).
    with log_in("SMTP.SendAsApp") as client:
        assert client.banner.startswith("235 ")
        assert send(client, letter(box.settings.mailbox)).startswith("430 4.2.0 STOREDRV; mailbox logon failure; ")
    may(box, "full_access", box.settings.client_id, box.settings.mailbox)
    with log_in("SMTP.SendAsApp") as client:
        assert send(client, letter(box.settings.mailbox)).startswith("250 ")
        assert send(client, letter(ADELE), sender=ADELE).startswith("554 ")


@pytest.mark.parametrize("user", [ADELE, "nobody@contoso.example"])
def test_user_is_the_one_who_signed_in(box: ThreadedBox, user: str) -> None:
    """A shared mailbox is no user on SMTP, whatever the rights (nextcloud/mail#13667)."""
    may(box, "full_access", box.settings.mailbox)
    with Smtp(box) as client:
        client.start_tls()
        assert client.log_in(user=user).startswith("535 5.7.3 ")


def test_smtplib(box: ThreadedBox) -> None:
    own = box.settings.mailbox
    with smtplib.SMTP("localhost", box.settings.smtp_port, timeout=10) as client:
        client.starttls(context=trust(box))
        client.ehlo()
        code, _ = client.auth(
            "XOAUTH2", lambda _=None: f"user={own}\x01auth=Bearer {box.settings.access_token}\x01\x01"
        )
        assert code == 235
        assert client.sendmail(own, [OUTSIDE], letter(own, b".dots\r\n..\r\n"), ["BODY=8BITMIME"]) == {}
    assert outgoing(box)[0].content == letter(own, b".dots\r\n..\r\n")
