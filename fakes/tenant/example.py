"""The tenant one gets without a file: Contoso, one user with a mailbox, one colleague, one application.

A plan is what a tenant is built from: it holds the credentials, so that a reset gives the same ones again.
"""

from __future__ import annotations

import secrets
import time
import uuid
from dataclasses import dataclass, field

from ..entra.grants import new_refresh_token
from ..entra.keys import KeyRing
from ..exchange.store import MailStore
from ..wire.transcript import Transcript
from .model import MAIL_PERMISSIONS, App, Mailbox, Policy, Secret, User
from .tenant import Grant, Tenant

TWO_YEARS = 730.0
_WELCOME = (
    "From: oauthmail <no-reply@{domain}>\r\n"
    "To: {user}\r\n"
    "Subject: {subject}\r\n"
    "Date: Mon, 02 Nov 2026 08:0{n}:00 +0000\r\n"
    "Message-ID: <welcome-{n}@{domain}>\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: text/plain; charset=us-ascii\r\n"
    "\r\n"
    "This mailbox belongs to a test tenant on your own machine.\r\n"
)
_SUBJECTS = ("Welcome to the test tenant", "Nothing here leaves your machine")


@dataclass(slots=True)
class PlannedUser:
    """A user who owns the mailbox of the same address."""

    address: str
    name: str
    password: str = field(default_factory=lambda: secrets.token_urlsafe(18), repr=False)
    object_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    enabled: bool = True
    imap: bool = True
    pop: bool = True
    smtp_auth_disabled: bool | None = None
    full_access: tuple[str, ...] = ()
    send_as: tuple[str, ...] = ()


@dataclass(slots=True)
class Plan:
    """What a tenant is built from. The first user's mailbox is the one under test; spans are in days."""

    id: str = "8f0c1e52-6d3a-4b57-9a53-0f6f2d1c7e11"
    domain: str = "contoso.example"
    name: str = "Contoso"
    users: list[PlannedUser] = field(default_factory=list)
    client_id: str = "3c5ee1b4-90d7-4c3f-8a5e-6b1f2d9a7c04"
    app_name: str = "oauthmail example"
    app_object_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    client_secret: str = field(default_factory=lambda: secrets.token_urlsafe(30), repr=False)
    secret_days: float = TWO_YEARS
    redirect_uri: str = "http://localhost"
    permissions: tuple[str, ...] = MAIL_PERMISSIONS
    roles: tuple[str, ...] = ()
    multi_tenant: bool = False
    registered_in_exchange: bool = False
    refresh_token: str = field(default_factory=new_refresh_token, repr=False)
    smtp_auth_disabled: bool = False
    basic_auth: bool = False

    def people(self) -> list[PlannedUser]:
        """The users, or the two of the example."""
        if not self.users:
            self.users = [
                PlannedUser(f"svc-forms@{self.domain}", "Forms Service"),
                PlannedUser(f"adele@{self.domain}", "Adele Vance"),
            ]
        return self.users


def build(plan: Plan, keys: KeyRing, before: Tenant | None = None) -> Tenant:
    """A tenant in its first state. `before` is the one it replaces: its UIDVALIDITY values are not used again."""
    used = max((mailbox.store.last_uid_validity for mailbox in before.mailboxes.values()), default=0) if before else 0
    now = time.time()
    policy = Policy(plan.smtp_auth_disabled, plan.basic_auth)
    known = (plan.client_secret, plan.refresh_token, *(person.password for person in plan.people()))
    tenant = Tenant(plan.id, plan.domain, plan.name, policy=policy, keys=keys, transcript=Transcript(known=known))
    for person in plan.people():
        address = person.address.lower()
        tenant.users[address] = User(address, person.name, person.object_id, person.password, person.enabled)
        tenant.mailboxes[address] = Mailbox(
            address,
            MailStore(after=used),
            person.imap,
            person.pop,
            person.smtp_auth_disabled,
            {name.lower() for name in person.full_access},
            {name.lower() for name in person.send_as},
        )
    tenant.apps[plan.client_id] = App(
        plan.client_id,
        plan.app_name,
        plan.app_object_id,
        [Secret(plan.client_secret, now, plan.secret_days * 86400)],
        {"web": [plan.redirect_uri, "https://login.microsoftonline.com/common/oauth2/nativeclient"]},
        plan.multi_tenant,
        set(plan.permissions),
        roles=set(plan.roles),
        registered_in_exchange=plan.registered_in_exchange,
    )
    owner = plan.people()[0].address.lower()
    tenant.grants[plan.refresh_token] = Grant(plan.client_id, owner, now, frozenset(plan.permissions))
    for n, subject in enumerate(_SUBJECTS):
        text = _WELCOME.format(domain=plan.domain, user=owner, subject=subject, n=n)
        tenant.mailboxes[owner].store.deliver(text.encode())
    return tenant
