"""Who may open which mailbox by IMAP and POP3, and when: switches, licences, shared mailboxes, applications."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fakes.entra.tokens import mint
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox

from .tenant import allow_passwords, encode, mailbox
from .wire import Wire

APP_ROLES = ("IMAP.AccessAsApp", "POP.AccessAsApp")
Greeted = Callable[[str, str], Wire]


def test_a_mailbox_without_licence_is_not_connected(box: ThreadedBox, greeted: Greeted, xoauth2: str) -> None:
    box.ask(lambda tenant: setattr(tenant.mailboxes["svc-forms@contoso.example"], "licensed", False))
    words = "User is authenticated but not connected."
    assert greeted("exchange", "imap").ask(f"AUTHENTICATE XOAUTH2 {xoauth2}") == [f"NO {words}"]
    earlier = greeted("exchange-2022", "imap")
    assert earlier.ask(f"AUTHENTICATE XOAUTH2 {xoauth2}") == ["OK AUTHENTICATE completed."]
    assert earlier.ask("SELECT INBOX") == [f"BAD {words}"]
    client = greeted("exchange", "pop3")
    client.pop("AUTH XOAUTH2")
    assert client.pop(xoauth2) == "-ERR Authentication failure: unknown user name or bad password."
    box.ask(lambda tenant: setattr(tenant.mailboxes["svc-forms@contoso.example"], "shared", True))
    assert greeted("exchange", "imap").ask(f"AUTHENTICATE XOAUTH2 {xoauth2}") == ["OK AUTHENTICATE completed."]


def test_security_defaults_refuse_passwords(box: ThreadedBox, greeted: Greeted, xoauth2: str) -> None:
    allow_passwords(box)
    box.ask(lambda tenant: setattr(tenant.policy, "security_defaults", True))
    settings = box.settings
    client = greeted("exchange", "imap")
    assert client.ask(f"LOGIN {settings.mailbox} {settings.password}") == ["NO LOGIN failed."]
    assert client.ask(f"AUTHENTICATE XOAUTH2 {xoauth2}") == ["OK AUTHENTICATE completed."]
    other = greeted("exchange", "pop3")
    other.pop(f"USER {settings.mailbox}")
    assert other.pop(f"PASS {settings.password}") == "-ERR Logon failure: unknown user name or bad password."


def test_where_pop3_knows_no_oauth_it_is_not_offered_and_refused(
    box: ThreadedBox, greeted: Greeted, xoauth2: str
) -> None:
    box.ask(lambda tenant: setattr(tenant.policy, "pop3_oauth", False))
    client = greeted("exchange", "pop3")
    client.pop("CAPA")
    assert "SASL PLAIN" in client.body().decode().split("\r\n")
    assert client.pop("AUTH XOAUTH2") == "-ERR Command is not valid in this state."
    assert greeted("exchange", "imap").ask(f"AUTHENTICATE XOAUTH2 {xoauth2}") == ["OK AUTHENTICATE completed."]


def test_a_capability_of_passwords_is_shown_where_they_are_allowed(box: ThreadedBox, greeted: Greeted) -> None:
    assert "LOGINDISABLED" in greeted("exchange", "imap").ask("CAPABILITY")[0]
    allow_passwords(box)
    shown = greeted("exchange", "imap").ask("CAPABILITY")[0]
    assert "LOGINDISABLED" not in shown and " AUTH=PLAIN AUTH=XOAUTH2 " in shown


# Application permissions


def app_token(
    box: ThreadedBox, *, registered: str = "enterprise-application", roles: tuple[str, ...] = APP_ROLES
) -> str:
    def make(tenant: Tenant) -> str:
        app = next(iter(tenant.apps.values()))
        app.exchange_registration = registered
        return mint(tenant, app, None, "https://outlook.office365.com", list(roles))[0]

    return box.ask(make)


def give_full_access(box: ThreadedBox, spread_s: float = 0.0) -> None:
    def give(tenant: Tenant) -> None:
        own = mailbox(tenant, box.settings.mailbox)
        own.full_access.add(next(iter(tenant.apps)))
        own.rights_made, own.rights_spread_s = tenant.clock.now(), spread_s

    box.ask(give)


def logins(box: ThreadedBox, greeted: Greeted, token: str) -> tuple[str, str]:
    """How IMAP and POP3 answer a token for the mailbox under test."""
    response = encode(box.settings.mailbox, token)
    imap, pop3 = greeted("exchange", "imap"), greeted("exchange", "pop3")
    pop3.pop("AUTH XOAUTH2")
    return imap.ask(f"AUTHENTICATE XOAUTH2 {response}")[-1], pop3.pop(response)


ACCEPTED = ("OK AUTHENTICATE completed.", "+OK User successfully authenticated.")
POP3_REFUSED = "-ERR Authentication failure: unknown user name or bad password."


def test_an_application_needs_full_access_and_it_takes_time_to_spread(box: ThreadedBox, greeted: Greeted) -> None:
    not_connected = ("NO User is authenticated but not connected.", POP3_REFUSED)
    token = app_token(box)
    assert logins(box, greeted, token) == not_connected
    give_full_access(box, spread_s=1800)
    assert logins(box, greeted, token) == not_connected
    box.advance("31m")
    assert logins(box, greeted, app_token(box)) == ACCEPTED


@pytest.mark.parametrize("registered", ["", "app-registration"])
def test_a_service_principal_that_exchange_does_not_find_is_refused(
    box: ThreadedBox, greeted: Greeted, registered: str
) -> None:
    give_full_access(box)
    refused = ("NO AUTHENTICATE failed.", POP3_REFUSED)
    assert logins(box, greeted, app_token(box, registered=registered)) == refused
    assert logins(box, greeted, app_token(box, roles=("SMTP.SendAsApp",))) == refused
    assert logins(box, greeted, app_token(box)) == ACCEPTED


def test_a_shared_mailbox_is_opened_by_its_address_with_the_delegate_s_token(
    box: ThreadedBox, greeted: Greeted
) -> None:
    shared = "adele@contoso.example"
    response = encode(shared, box.settings.access_token)

    def share(tenant: Tenant) -> None:
        other = mailbox(tenant, shared)
        other.licensed, other.shared = False, True
        other.store.deliver(b"Subject: for all\r\n\r\n")
        other.full_access.add(box.settings.mailbox)

    box.ask(share)
    client = greeted("exchange", "imap")
    assert client.ask(f"AUTHENTICATE XOAUTH2 {response}") == ["OK AUTHENTICATE completed."]
    client.ask("SELECT INBOX")
    assert "Subject: for all" in client.ask("FETCH * BODY[HEADER]")[0]
    old_form = encode(f"{box.settings.mailbox}\\{shared}", box.settings.access_token)
    assert greeted("exchange", "imap").ask(f"AUTHENTICATE XOAUTH2 {old_form}") == ["NO AUTHENTICATE failed."]
    other = greeted("exchange", "pop3")
    other.pop("AUTH XOAUTH2")
    assert other.pop(response) == ACCEPTED[1]
