"""What Exchange says before TLS, before a login and out of order: words and order as they were seen."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import time
from base64 import b64encode

import pytest

from fakes.box import Options
from fakes.entra.keys import KeyRing
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox, running

from .client import Smtp, bugs, logged_in, sasl, trust

SUFFIX = r" \[FA0P281CA0094\.FAKP281\.PROD\.OUTLOOK\.COM \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z 08DE[0-9A-F]{12}\]"
REFUSED = "535 5.7.3 Authentication unsuccessful"


def says(reply: str, words: str) -> None:
    """The words, and behind them server, time and session."""
    assert re.fullmatch(re.escape(words) + SUFFIX, reply), reply


def test_banner_and_session_id(box: ThreadedBox) -> None:
    with Smtp(box) as client:
        found = re.fullmatch(
            r"220 FA0P281CA0094\.outlook\.office365\.com Microsoft ESMTP MAIL Service ready at "
            r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000 \[(08DE[0-9A-F]{12})\]",
            client.banner,
        )
        assert found, client.banner
        assert client.ask("BOGUS").endswith(f" {found[1]}]")


@pytest.mark.parametrize("argument", ["client.example", "[127.0.0.1]", "localhost", ""])
def test_ehlo_lines_and_their_order(box: ThreadedBox, argument: str) -> None:
    def expected(offer: str) -> list[str]:
        middle = ["SIZE 157286400", "PIPELINING", "DSN", "ENHANCEDSTATUSCODES", offer, "8BITMIME", "BINARYMIME"]
        return [f"250-{line}" for line in [*middle, "CHUNKING"]] + ["250 SMTPUTF8"]

    with Smtp(box) as client:
        first, *rest = client.ask(f"EHLO {argument}".strip()).split("\n")
        assert re.fullmatch(r"250-FA0P281CA0094\.outlook\.office365\.com Hello \[(127\.0\.0\.1|::1)\]", first)
        assert rest == expected("STARTTLS")
        client.start_tls()
        for _ in range(2):
            assert client.ask(f"EHLO {argument}".strip()).split("\n")[1:] == expected("AUTH LOGIN XOAUTH2")


@pytest.mark.parametrize("verb", ["EHLO", "HELO"])
@pytest.mark.parametrize("name", ["MacBook..", "a b"])
def test_malformed_name(box: ThreadedBox, verb: str, name: str) -> None:
    with Smtp(box) as client:
        says(client.ask(f"{verb} {name}"), "501 5.5.4 Invalid domain name")


def test_helo_offers_nothing(box: ThreadedBox) -> None:
    with Smtp(box) as client:
        assert re.fullmatch(r"250 \S+ Hello \[\S+\]", client.ask("HELO client"))


def test_starttls_out_of_order(box: ThreadedBox) -> None:
    with Smtp(box) as client:
        says(client.ask("STARTTLS"), "503 5.5.2 Send hello first")
        client.ask("EHLO x")
        assert client.ask("STARTTLS now").startswith("501 5.5.4 ")
        client.start_tls()
        assert client.ask("STARTTLS").startswith("503 5.5.2 ")


def test_a_new_greeting_is_needed_inside_tls(box: ThreadedBox) -> None:
    with Smtp(box) as client:
        client.ask("EHLO x")
        client.ask("STARTTLS")
        with trust(box).wrap_socket(client.socket, server_hostname="localhost") as secure:
            secure.sendall(b"AUTH XOAUTH2\r\n")
            assert secure.recv(100).startswith(b"503 5.5.2 Send hello first")


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "LOGIN", "PLAIN", "OAUTHBEARER"])
def test_auth_before_tls_is_not_known(box: ThreadedBox, mechanism: str) -> None:
    with Smtp(box) as client:
        client.ask("EHLO x")
        says(client.ask(f"AUTH {mechanism}"), "504 5.7.4 Unrecognized authentication type")


@pytest.mark.parametrize("mechanism", ["PLAIN AHgAeQ==", "OAUTHBEARER", "NTLM", "XOAUTH", ""])
def test_mechanisms_that_are_not_offered(box: ThreadedBox, mechanism: str) -> None:
    with Smtp(box) as client:
        client.start_tls()
        says(client.ask(f"AUTH {mechanism}".strip()), "504 5.7.4 Unrecognized authentication type")


def test_mail_before_tls_and_before_login(box: ThreadedBox) -> None:
    with Smtp(box) as client:
        client.ask("EHLO x")
        says(client.ask("MAIL FROM:<a@b.example>"), "451 5.7.3 STARTTLS is required to send mail")
        client.start_tls()
        says(client.ask("MAIL FROM:<a@b.example>"), "530 5.7.57 Client not authenticated to send mail.")


def test_the_530_repeats_the_535(box: ThreadedBox) -> None:
    with Smtp(box) as client:
        client.start_tls()
        says(client.log_in(token="bogus"), REFUSED)
        says(
            client.ask("MAIL FROM:<a@b.example>"),
            f"530 5.7.57 Client not authenticated to send mail. Error: {REFUSED}",
        )


def test_a_refusal_is_final_and_the_session_goes_on(box: ThreadedBox) -> None:
    with Smtp(box) as client:
        client.start_tls()
        assert client.ask("AUTH XOAUTH2") == "334 "
        says(client.ask(sasl(box.settings.mailbox, "bogus")), REFUSED)
        assert client.ask("NOOP").startswith("250 2.0.0")
        assert client.log_in() == "235 2.7.0 Authentication successful"
        assert client.ask("MAIL FROM:<a@b.example>") == "250 2.1.0 Sender OK"


@pytest.mark.parametrize("line", ["*", "", "=", "dXNlcj0", "\x00", "AUTH XOAUTH2"])
def test_what_is_no_response_is_refused(box: ThreadedBox, line: str) -> None:
    with Smtp(box) as client:
        client.start_tls()
        client.ask("AUTH XOAUTH2")
        says(client.ask(line), REFUSED)
        assert client.ask("NOOP").startswith("250")


def test_login_is_advertised_and_refused(box: ThreadedBox) -> None:
    with Smtp(box) as client:
        client.start_tls()
        assert client.ask("AUTH LOGIN") == "334 VXNlcm5hbWU6"
        assert client.ask("eA==") == "334 UGFzc3dvcmQ6"
        words = "535 5.7.139 Authentication unsuccessful, basic authentication is disabled."
        says(client.ask("eA=="), words)
        says(client.ask("MAIL FROM:<a@b>"), f"530 5.7.57 Client not authenticated to send mail. Error: {words}")


def test_login_where_the_policy_allows_it(box: ThreadedBox) -> None:
    box.ask(lambda tenant: setattr(tenant.policy, "basic_auth", True))
    name, password = (b64encode(v.encode()) for v in (box.settings.mailbox, box.settings.password))

    def log_in(secret: bytes) -> str:
        with Smtp(box) as client:
            client.start_tls()
            assert client.ask(b"AUTH LOGIN " + name) == "334 UGFzc3dvcmQ6"
            return client.ask(secret)

    assert log_in(password) == "235 2.7.0 Authentication successful"
    says(log_in(name), "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.")
    says(log_in(b"*"), "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.")
    # The switches of SMTP AUTH stop every mechanism, and a disabled account has no password.
    box.ask(lambda tenant: setattr(tenant.policy, "smtp_auth_disabled", True))
    assert "disabled for the Tenant" in log_in(password)
    box.ask(lambda tenant: setattr(tenant.policy, "smtp_auth_disabled", False))
    box.ask(lambda tenant: setattr(tenant.users[box.settings.mailbox], "enabled", False))
    assert "credentials were incorrect" in log_in(password)


def test_a_second_auth(box: ThreadedBox) -> None:
    with logged_in(box) as client:
        assert client.log_in().startswith("503 5.5.2 ")
        assert client.ask("MAIL FROM:<a@b>").startswith("250")


@pytest.mark.parametrize("behind", [b"MAIL FROM:<a@b>\r\n", b"EHLO injected\r\n", b"QUIT\r\n", b"x" * 3000])
def test_plaintext_behind_starttls_is_never_executed(box: ThreadedBox, behind: bytes) -> None:
    with Smtp(box) as client:
        client.ask("EHLO x")
        client.send(b"STARTTLS\r\n" + behind)
        assert client.reply() == "220 2.0.0 SMTP server ready"
        client.socket.settimeout(5)
        secure = trust(box).wrap_socket(client.socket, server_hostname="localhost")
        secure.sendall(b"NOOP\r\n")
        assert secure.recv(1000).startswith(b"250 2.0.0 OK\r\n")
        secure.close()


@pytest.mark.parametrize("listener", ["imap_starttls", "pop3_starttls"])
def test_nor_behind_starttls_of_the_mailboxes(box: ThreadedBox, listener: str) -> None:
    port = getattr(box.settings, f"{listener}_port")
    command, bait = (b"a STARTTLS\r\n", b"b NOOP\r\n") if "imap" in listener else (b"STLS\r\n", b"CAPA\r\n")
    with socket.create_connection(("localhost", port), 5) as plain:
        plain.recv(1000)
        plain.sendall(command + bait)
        assert b"OK" in plain.recv(1000)
        with trust(box).wrap_socket(plain, server_hostname="localhost") as secure:
            secure.settimeout(0.2)
            with pytest.raises((TimeoutError, ssl.SSLWantReadError)):
                secure.recv(1000)


def switches(box: ThreadedBox, tenant_off: bool, mailbox_off: bool | None) -> str:
    def change(tenant: Tenant) -> None:
        tenant.policy.smtp_auth_disabled = tenant_off
        tenant.mailboxes[box.settings.mailbox].smtp_auth_disabled = mailbox_off

    box.ask(change)
    with Smtp(box) as client:
        client.start_tls()
        return client.log_in()


@pytest.mark.parametrize(
    ("tenant_off", "mailbox_off", "refused_for"),
    [
        (False, None, ""),
        (True, None, "Tenant"),
        (False, True, "Mailbox"),
        (True, True, "Mailbox"),
        (True, False, ""),
        (False, False, ""),
    ],
)
def test_the_mailbox_switch_overrides_the_tenants(
    box: ThreadedBox, tenant_off: bool, mailbox_off: bool | None, refused_for: str
) -> None:
    reply = switches(box, tenant_off, mailbox_off)
    if refused_for:
        says(
            reply,
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the "
            f"{refused_for}. Visit https://aka.ms/smtp_auth_disabled for more information.",
        )
    else:
        assert reply.startswith("235")


def test_verbs(box: ThreadedBox) -> None:
    with Smtp(box) as client:
        says(client.ask("RCPT TO:<a@b>"), "503 5.5.2 Send hello first")
        says(client.ask("FOO bar"), "500 5.3.3 Unrecognized command 'unknown'")
        says(client.ask(""), "500 5.3.3 Unrecognized command 'unknown'")
        assert client.ask("noop").startswith("250 2.0.0")
        assert client.ask("VRFY x").startswith("252 2.1.5")
        assert client.ask("QUIT") == "221 2.0.0 Service closing transmission channel"
        assert client.reply() == ""
    assert bugs(box) == []


def test_five_unknown_verbs_end_the_session(box: ThreadedBox) -> None:
    with Smtp(box) as client:
        replies = [client.ask("FOO") for _ in range(5)]
        assert replies[-1].startswith("421 ") and client.reply() == ""


def test_refusals_are_as_late_as_asked(keys: KeyRing) -> None:
    """Exchange takes about five seconds (nodemailer#1484); a scale of 0.04 makes that 0.2."""
    with running(Options(delay_scale=0.04), keys) as slow, Smtp(slow) as client:
        client.start_tls()
        started = time.monotonic()
        assert client.log_in(token="bogus").startswith("535 ")
        assert 0.2 <= time.monotonic() - started < 2
        started = time.monotonic()
        assert client.log_in().startswith("235 ")
        assert time.monotonic() - started < 0.2


def test_a_client_that_has_said_everything_hears_the_answers(box: ThreadedBox) -> None:
    with Smtp(box) as client:
        client.send(b"EHLO x\r\nNOOP\r\nNOO")
        client.socket.shutdown(socket.SHUT_WR)
        assert client.reply().startswith("250-") and client.reply() == "250 2.0.0 OK"
        assert client.reply() == "", "half a line is none"
    assert bugs(box) == []


@pytest.mark.parametrize("half", ["DATA\r\nSubject: x\r\n", "BDAT 100 LAST\r\nSubject: x\r\n", "RSET\r\nAUTH"])
def test_a_client_that_goes_in_the_middle(box: ThreadedBox, half: str) -> None:
    with logged_in(box) as client:
        client.send(f"MAIL FROM:<{box.settings.mailbox}>\r\nRCPT TO:<a@b.example>\r\n{half}")
        socket.socket.shutdown(client.socket, socket.SHUT_WR)
        with contextlib.suppress(OSError):
            while client.reply():
                pass
    assert bugs(box) == [] and box.ask(lambda tenant: tenant.outgoing) == []
