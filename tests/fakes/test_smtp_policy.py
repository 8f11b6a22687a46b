"""Who may submit mail: switches, basic authentication, licences, shared mailboxes, applications, rights that spread."""

from __future__ import annotations

import base64
import ssl
import subprocess
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from fakes.box import Options
from fakes.entra.keys import KeyRing
from fakes.entra.tokens import mint
from fakes.tenant.example import Plan, PlannedUser
from fakes.tenant.load import TenantFileError, load_plan
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox, running

from .client import Smtp, bugs, sasl
from .test_smtp_message import letter, send

OWN, ADELE, SHARED = "svc-forms@contoso.example", "adele@contoso.example", "team@contoso.example"
USERS = f"""
[[users]]
address = "{OWN}"
name = "Forms"
password = "the password"
"""
Serve = Callable[[str], AbstractContextManager[ThreadedBox]]


@pytest.fixture
def serve(tmp_path: Path, keys: KeyRing) -> Serve:
    """A box for the text of a tenant file."""

    @contextmanager
    def started(text: str) -> Iterator[ThreadedBox]:
        file = tmp_path / "tenant.toml"
        file.write_text(text)
        with running(Options(plan=load_plan(file)), keys) as box:
            yield box
            assert bugs(box) == []

    return started


def log_in(box: ThreadedBox, user: str = "", token: str = "") -> str:
    with Smtp(box) as client:
        client.start_tls()
        return client.log_in(user, token)


def by_password(box: ThreadedBox, password: str = "the password") -> str:
    with Smtp(box) as client:
        client.start_tls()
        assert client.ask("AUTH LOGIN") == "334 VXNlcm5hbWU6"
        assert client.ask(base64.b64encode(box.settings.mailbox.encode())) == "334 UGFzc3dvcmQ6"
        return client.ask(base64.b64encode(password.encode()))


def app_token(box: ThreadedBox, *roles: str) -> str:
    def make(tenant: Tenant) -> str:
        app = next(iter(tenant.apps.values()))
        return mint(tenant, app, None, "https://outlook.office365.com", list(roles or ("SMTP.SendAsApp",)))[0]

    return box.ask(make)


DISABLED = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the "


@pytest.mark.parametrize(
    ("tenant", "mailbox", "said"),
    [
        ("", "", "235 "),
        ("smtp_auth_disabled = true", "", DISABLED + "Tenant. Visit https://aka.ms/smtp_auth_disabled for more "),
        ("", "smtp_auth_disabled = true", DISABLED + "Mailbox. Visit https://aka.ms/smtp_auth_disabled for more "),
        ("smtp_auth_disabled = true", "smtp_auth_disabled = false", "235 "),
        ("smtp_auth_disabled = false", "smtp_auth_disabled = true", DISABLED + "Mailbox."),
        # Security defaults are about passwords; a token goes on working.
        ("security_defaults = true", "", "235 "),
        ("basic_auth_retired = true", "", "235 "),
        ("", "licensed = false", "550 5.2.1 Mailbox cannot be accessed ["),
        ("", "enabled = false", "535 5.7.3 "),
        ("", "deleted = true", "535 5.7.3 "),
    ],
)
def test_switches_and_a_good_token(serve: Serve, tenant: str, mailbox: str, said: str) -> None:
    with serve(f"{USERS}{mailbox}\n[policy]\n{tenant}\n") as box:
        assert log_in(box).startswith(said)


@pytest.mark.parametrize("dialect", ["exchange", "exchange-2022"])
@pytest.mark.parametrize(
    ("policy", "mailbox", "password", "said"),
    [
        ("", "", "the password", "535 5.7.139 Authentication unsuccessful, basic authentication is disabled. ["),
        ("basic_auth = true", "", "the password", "235 "),
        ("basic_auth = true", "", "another", "535 5.7.139 Authentication unsuccessful, the user credentials were "),
        ("basic_auth = true", "enabled = false", "the password", "535 5.7.139 "),
        ("basic_auth = true\nbasic_auth_retired = true", "", "the password", "550 5.7.30 Basic authentication is not "),
        ("basic_auth = true\nsecurity_defaults = true", "", "the password", "535 5.7.139 Authentication unsuccessful, "
         "user is locked by your organization's security defaults policy. Contact your administrator. ["),
        ("basic_auth = true\nsmtp_auth_disabled = true", "", "the password", DISABLED + "Tenant."),
        ("basic_auth = true", "licensed = false", "the password", "550 5.2.1 "),
    ],
)  # fmt: skip
def test_passwords(serve: Serve, dialect: str, policy: str, mailbox: str, password: str, said: str) -> None:
    with serve(f'dialect = "{dialect}"\n{USERS}{mailbox}\n[policy]\n{policy}\n') as box:
        assert by_password(box, password).startswith(said)
        assert "250-AUTH LOGIN XOAUTH2" in _ehlo(box), "offered before it is known who comes"


def _ehlo(box: ThreadedBox) -> list[str]:
    with Smtp(box) as client:
        client.start_tls()
        return client.ask("EHLO x").split("\n")


def shared(rights: str) -> str:
    return f'{USERS}\n[[users]]\naddress = "{SHARED}"\nname = "Team"\nshared = true\n{rights}\n'


def test_a_shared_mailbox_sends_in_the_name_of_its_delegate(serve: Serve) -> None:
    """`user=` is who signed in; the shared address stands in From (nextcloud/mail#13667)."""
    with serve(shared(f'full_access = ["{OWN}"]\nsend_as = ["{OWN.upper()}"]')) as box:
        assert log_in(box, user=SHARED).startswith("535 5.7.3 Authentication unsuccessful [")
        with Smtp(box) as client:
            client.start_tls()
            assert client.log_in(user=OWN.upper()).startswith("235 ")
            assert send(client, letter(SHARED), sender=SHARED).startswith("250 ")
            assert send(client, letter(SHARED), sender=OWN).startswith("250 ")


@pytest.mark.parametrize("rights", ["", f'full_access = ["{OWN}"]', f'send_as = ["{ADELE}"]'])
def test_send_as_is_a_right_of_its_own(serve: Serve, rights: str) -> None:
    with serve(shared(rights)) as box, Smtp(box) as client:
        client.start_tls()
        client.log_in()
        said = send(client, letter(SHARED), sender=SHARED)
        assert said.startswith(f"554 5.2.252 SendAsDenied; {OWN} not allowed to send as {SHARED}; STOREDRV.")
        assert said.endswith("[EndDiagnosticData] [Hostname=FAKPR01MB2920.fakprd01.prod.outlook.com]")


def test_a_right_that_has_not_spread(serve: Serve) -> None:
    with serve(shared(f'send_as = ["{OWN}"]\nrights_spread_s = 3600.0')) as box, Smtp(box) as client:
        client.start_tls()
        client.log_in()
        assert send(client, letter(SHARED), sender=SHARED).startswith("554 5.2.252 ")
        box.advance("59m")
        assert send(client, letter(SHARED), sender=SHARED).startswith("554 5.2.252 ")
        box.advance("2m")
        assert send(client, letter(SHARED), sender=SHARED).startswith("250 ")


@pytest.mark.parametrize(
    ("registration", "roles", "said"),
    [
        ("", ("SMTP.SendAsApp",), "535 5.7.3 "),
        ('exchange_registration = "app-registration"', ("SMTP.SendAsApp",), "535 5.7.3 "),
        ('exchange_registration = "enterprise-application"', ("SMTP.SendAsApp",), "235 "),
        ("registered_in_exchange = true", ("SMTP.SendAsApp",), "235 "),
        ("registered_in_exchange = true", ("IMAP.AccessAsApp",), "535 5.7.3 "),
        ("registered_in_exchange = true", ("SMTP.Send",), "535 5.7.3 "),
    ],
)
def test_applications(serve: Serve, registration: str, roles: tuple[str, ...], said: str) -> None:
    with serve(f"{registration}\n{USERS}") as box:
        assert log_in(box, token=app_token(box, *roles)).startswith(said)


def test_an_application_and_the_mailbox(serve: Serve) -> None:
    """235 without a right on the mailbox, and 430 after DATA, until it has spread (simonrob/email-oauth2-proxy#271)."""
    client_id = "3c5ee1b4-90d7-4c3f-8a5e-6b1f2d9a7c04"
    rights = f'full_access = ["{client_id}"]\nrights_spread_s = 3600.0'
    with serve(f"registered_in_exchange = true\n{USERS}{rights}\n") as box:
        for waits, said in (("1s", "430 4.2.0 STOREDRV; mailbox logon failure; "), ("61m", "250 2.0.0 OK <")):
            box.advance(waits)
            with Smtp(box) as client:
                client.start_tls()
                assert client.log_in(token=app_token(box)).startswith("235 ")
                assert send(client, letter(OWN)).startswith(said)


def old_client() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context


@pytest.mark.parametrize("command", ["AUTH XOAUTH2", "AUTH LOGIN", "AUTH PLAIN", "AUTH XOAUTH2 {good}"])
def test_old_tls_shakes_hands_and_is_refused_at_auth(box: ThreadedBox, command: str) -> None:
    """zehm/sendEmail#1."""
    good = sasl(box.settings.mailbox, box.settings.access_token).decode()
    with Smtp(box) as client:
        client.ask("EHLO x")
        client.ask("STARTTLS")
        with old_client().wrap_socket(client.socket) as secure:
            assert secure.version() == "TLSv1.1"
            secure.sendall(b"EHLO x\r\n")
            assert b"250-AUTH LOGIN XOAUTH2\r\n" in secure.recv(4096)
            secure.sendall(command.format(good=good).encode() + b"\r\n")
            said = secure.recv(4096).decode()
            assert said.startswith(
                "421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to "
            )
            assert secure.recv(4096) == b""
    assert bugs(box) == []


@pytest.mark.skipif(not Path("/usr/bin/openssl").exists(), reason="no openssl command")
@pytest.mark.parametrize("version", ["-tls1", "-tls1_1", "-tls1_2"])
def test_openssl_with_an_old_version(box: ThreadedBox, version: str) -> None:
    where = f"127.0.0.1:{box.settings.smtp_port}"
    command = ["/usr/bin/openssl", "s_client", "-connect", where, "-starttls", "smtp", version, "-quiet", "-crlf"]
    command += ["-cipher", "DEFAULT:@SECLEVEL=0", "-CAfile", box.settings.ca_file, "-verify_return_error"]
    said = b"EHLO x\r\nAUTH XOAUTH2 =\r\nQUIT\r\n"
    done = subprocess.run(command, input=said, capture_output=True, timeout=20, check=False)
    wanted = b"535 5.7.3 " if version == "-tls1_2" else b"421 4.7.66 TLS 1.0 and 1.1 are not supported. "
    if b"421" not in done.stdout and b"535" not in done.stdout and b"unsupported" in done.stderr:
        pytest.skip("this openssl does not speak it")
    assert wanted in done.stdout, done.stderr


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('dialect = "outlook"', "'dialect' is one of exchange, exchange-2022, exchange-hve, google, rfc7628, strict-"),
        ("dialect = 1", "'dialect' has the wrong type"),
        ("delay_scale = -1", "'delay_scale' must be between 0 and 100"),
        ("delay_scale = 101.0", "'delay_scale' must be between 0 and 100"),
        ("delay_scale = nan", "'delay_scale' must be between 0 and 100"),
        ('delay_scale = "1"', "'delay_scale' has the wrong type"),
        (
            'exchange_registration = "both"',
            "'exchange_registration' is one of enterprise-application, app-registration",
        ),
        ("[limits]\nconnections = -1", "'limits.connections' must be 0 or more"),
        ("[limits]\nmessages_per_minute = -5", "'limits.messages_per_minute' must be 0 or more"),
        ("[limits]\nrecipients = 1.5", "'limits.recipients' has the wrong type"),
        ("[limits]\nrecipient = 1", "unknown key 'limits.recipient'; did you mean 'recipients'?"),
        ("limits = 3", "limits must be written as a [limits] table"),
        ("[ports]\nsmpt = 1", "unknown key 'ports.smpt'; did you mean 'smtp'?"),
        ("[ports]\nsmtp = 65536", "'ports.smtp' must be a number from 1 to 65535"),
        ("[ports]\nsmtp = true", "'ports.smtp' must be a number from 1 to 65535"),
        ("ports = 3", "ports must be written as a [ports] table"),
        ("[policy]\nsecurity_defaults = 1", "'policy.security_defaults' has the wrong type"),
        (f"{USERS}rights_spread_s = -1.0", "'users[0].rights_spread_s' must be 0 or more"),
        (f"{USERS}licensed = 'yes'", "'users[0].licensed' has the wrong type"),
    ],
)
def test_bad_values_get_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "tenant.toml"
    file.write_text(text)
    with pytest.raises(TenantFileError) as caught:
        load_plan(file)
    assert str(caught.value).startswith(f"{file}: {sentence}") and "\n" not in str(caught.value)


def test_limits_dialect_and_delays_from_a_file(serve: Serve) -> None:
    head = 'dialect = "google"\ndelay_scale = 0.01\n'
    with serve(f"{head}{USERS}\n[limits]\nconnections = 1\nrecipients = 2\nrecipients_per_day = 3\n") as box:
        found = box.ask(lambda t: (t.dialect.name, t.delay_scale, t.limits.connections, t.limits.recipients))
        assert found == ("google", 0.01, 1, 2)
        box.ask(lambda tenant: setattr(tenant.limits, "connections", 9))
        box.reset()
        assert box.ask(lambda tenant: tenant.limits.connections) == 1, "a reset gives the file's again"
        with Smtp(box) as client:
            assert client.banner.startswith("220 smtp.gmail.com ")


def test_ports_from_a_file_and_the_command_line_before_it(tmp_path: Path, keys: KeyRing) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as held:
        free = held.getsockname()[1]
    plan = Plan(users=[PlannedUser(OWN, "Forms")], ports={"smtp": free})
    with running(Options(plan=plan), keys) as box:
        assert box.settings.smtp_port == free
    with running(Options(plan=plan, ports={"smtp": 0}), keys) as box:
        assert box.settings.smtp_port != free
        with Smtp(box) as client:
            assert client.banner.startswith("220 ")
