"""Who and what exists in the tenant: users, applications, mailboxes, policies."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..exchange.store import MailStore

MAIL_PERMISSIONS = ("IMAP.AccessAsUser.All", "POP.AccessAsUser.All", "SMTP.Send")
OTHER_OUTLOOK_PERMISSIONS = ("Mail.Read", "Mail.ReadWrite", "Mail.Send", "EWS.AccessAsUser.All", "User.Read")
APPLICATION_PERMISSIONS = ("IMAP.AccessAsApp", "POP.AccessAsApp", "SMTP.SendAsApp")


@dataclass(slots=True)
class User:
    """An account that can sign in. `tokens_valid_from` (Unix seconds) revokes every older grant."""

    upn: str
    name: str
    object_id: str
    password: str = field(repr=False)
    enabled: bool = True
    tokens_valid_from: float = 0.0


@dataclass(slots=True)
class Secret:
    """A client secret of an application: its value, when it was made (Unix seconds), how long it lives (seconds)."""

    value: str = field(repr=False)
    made: float
    lives: float


@dataclass(slots=True)
class App:
    """An app registration and its service principal.

    `redirect_uris` are by platform (web, spa, public). A confidential application must show a secret. `consented`
    are permissions on the Outlook resource that were consented to; `roles` are application permissions.
    """

    client_id: str
    name: str
    object_id: str
    secrets: list[Secret] = field(default_factory=list)
    redirect_uris: dict[str, list[str]] = field(default_factory=dict)
    multi_tenant: bool = False
    consented: set[str] = field(default_factory=set)
    graph_consented: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    registered_in_exchange: bool = False

    @property
    def confidential(self) -> bool:
        """Whether the application has to authenticate itself."""
        return bool(self.secrets)


@dataclass(slots=True)
class Mailbox:
    """A mailbox. `smtp_auth_disabled` None inherits from the tenant; `full_access` and `send_as` hold user names
    and client ids."""

    address: str
    store: MailStore
    imap_enabled: bool = True
    pop_enabled: bool = True
    smtp_auth_disabled: bool | None = None
    full_access: set[str] = field(default_factory=set)
    send_as: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Policy:
    """What the tenant's administrators decided."""

    smtp_auth_disabled: bool = False
    basic_auth: bool = False
