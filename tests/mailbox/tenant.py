"""Changes to the running tenant that several tests make."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import TypeVar

from fakes.entra.tokens import mint
from fakes.exchange.dialect import DIALECTS
from fakes.exchange.store import MailStore
from fakes.tenant.model import Mailbox
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox

Result = TypeVar("Result")


def encode(user: str, token: str) -> str:
    """A XOAUTH2 response, base64."""
    return base64.b64encode(f"user={user}\x01auth=Bearer {token}\x01\x01".encode()).decode()


def mailbox(tenant: Tenant, address: str) -> Mailbox:
    found = tenant.mailbox(address)
    assert found is not None
    return found


def on_store(box: ThreadedBox, question: Callable[[MailStore], Result]) -> Result:
    """Read or change the mailbox under test on its own thread."""
    return box.ask(lambda tenant: question(mailbox(tenant, box.settings.mailbox).store))


def allow_passwords(box: ThreadedBox) -> None:
    box.ask(lambda tenant: setattr(tenant.policy, "basic_auth", True))


def speak(box: ThreadedBox, dialect: str) -> None:
    """Let the sessions that begin from now on speak this dialect."""
    box.ask(lambda tenant: setattr(tenant, "dialect", DIALECTS[dialect]))


def close_mailbox(box: ThreadedBox, protocol: str) -> None:
    """Switch `imap` or `pop` off for the mailbox under test."""
    box.ask(lambda tenant: setattr(mailbox(tenant, box.settings.mailbox), f"{protocol}_enabled", False))


def token_with(box: ThreadedBox, *permissions: str) -> str:
    """An access token of the mailbox under test with these permissions only."""

    def make(tenant: Tenant) -> str:
        app = next(iter(tenant.apps.values()))
        user = tenant.user(box.settings.mailbox)
        return mint(tenant, app, user, "https://outlook.office.com", list(permissions))[0]

    return box.ask(make)
