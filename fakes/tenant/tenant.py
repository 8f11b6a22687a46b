"""One tenant with its state: what all front ends ask, and the only place where anything is remembered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..entra.state import EntraState
from ..exchange.dialect import EXCHANGE, Dialect
from ..faults.switchboard import Switchboard
from ..faults.table import fault_table
from ..wire.transcript import Transcript
from .clock import Clock
from .model import CONSUMERS, App, Limits, Mailbox, Policy, User
from .revocation import REVOKED, end_cookies, kind_of_token

META = frozenset({"common", "organizations", "consumers", CONSUMERS})


@dataclass(slots=True)
class Grant:
    """What a refresh token stands for: who consented, through which application, and when.

    `made` is when this token was issued, `first_made` when the user signed in (Unix seconds). `origin` is `code`,
    `device` or `password`; `platform` that of the redirect URI. `by_password` says whether the user typed a password,
    `confidential` whether the application proved itself: both decide what revokes it. `family` joins a token with all
    that came from the same sign-in; `mfa` is whether a second factor was shown, `device` the device it is bound to.
    `spent` marks one that gave a newer one, `revoked` (Unix seconds) one that is dead.
    """

    client_id: str
    upn: str
    made: float
    scopes: frozenset[str] = frozenset()
    origin: str = "code"
    spa: bool = False
    first_made: float = 0.0
    family: str = ""
    confidential: bool = True
    by_password: bool = True
    platform: str = "web"
    mfa: bool = False
    device: str = ""
    spent: bool = False
    revoked: float = 0.0

    def __post_init__(self) -> None:
        self.first_made = self.first_made or self.made
        if self.spa:
            self.platform = "spa"


@dataclass(slots=True)
class Code:
    """An authorization code before it is redeemed."""

    client_id: str
    upn: str
    made: float
    redirect_uri: str
    scope: str
    challenge: str = ""
    challenge_method: str = "plain"
    nonce: str = ""
    redeemed: bool = False
    platform: str = ""
    segment: str = ""
    by_password: bool = True


@dataclass(slots=True)
class Outgoing:
    """A message accepted by SMTP, as the sender saw it."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    at: float


@dataclass(slots=True)
class Tenant:
    """A directory, its mail organisation, its faults and its transcript.

    It is used by one event loop; other threads go through `Box.call`. `keys` is owned by the Entra side. `authority` is
    the URL at which this tenant is found, once it listens.
    """

    id: str
    domain: str
    name: str
    users: dict[str, User] = field(default_factory=dict)
    apps: dict[str, App] = field(default_factory=dict)
    mailboxes: dict[str, Mailbox] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    limits: Limits = field(default_factory=Limits)
    dialect: Dialect = EXCHANGE
    clock: Clock = field(default_factory=Clock)
    faults: Switchboard = field(default_factory=lambda: Switchboard(fault_table()))
    transcript: Transcript = field(default_factory=Transcript, repr=False)
    grants: dict[str, Grant] = field(default_factory=dict, repr=False)
    codes: dict[str, Code] = field(default_factory=dict, repr=False)
    sessions: dict[str, Any] = field(default_factory=dict, repr=False)
    outgoing: list[Outgoing] = field(default_factory=list)
    bugs: list[str] = field(default_factory=list)
    keys: Any = None
    entra: EntraState = field(default_factory=EntraState, repr=False)
    delay_scale: float = 0.0
    authority: str = ""
    devices: dict[str, bool] = field(default_factory=dict)
    requests: dict[str, list[float]] = field(default_factory=dict, repr=False)

    def is_called(self, segment: str) -> bool:
        """Whether a path segment names this tenant: its GUID, its domain or a meta tenant."""
        return segment.lower() in {self.id, self.domain, *META}

    def user(self, upn: str) -> User | None:
        """The user of that name, whatever its case."""
        return self.users.get(upn.lower())

    def mailbox(self, address: str) -> Mailbox | None:
        """The mailbox of that address, whatever its case."""
        return self.mailboxes.get(address.lower())

    def submit(self, sender: str, recipients: Iterable[str], content: bytes) -> None:
        """Take a message: into the mailboxes of this tenant, and kept for those outside it."""
        recipients = tuple(recipients)
        self.outgoing.append(Outgoing(sender, recipients, content, self.clock.now()))
        for recipient in dict.fromkeys(r.lower() for r in recipients):
            mailbox = self.mailbox(recipient)
            if mailbox is not None:
                mailbox.store.deliver(content)

    def user_changes_password(self, upn: str, password: str) -> None:
        """The user does it, or self-service reset. Raises KeyError for nobody."""
        self.users[upn.lower()].password = password
        self.users[upn.lower()].password_expired = False
        self._end(upn, "user changes password")

    def admin_resets_password(self, upn: str, password: str, where: str = "entra_center") -> None:
        """In the Azure `portal` or the `entra_center`: they differ in what they revoke. Raises KeyError."""
        event = f"admin resets password ({where})"
        if event not in REVOKED:
            raise KeyError(where)
        self.users[upn.lower()].password = password
        self.users[upn.lower()].password_expired = False
        self._end(upn, event)

    def password_expires(self, upn: str) -> None:
        """It can no longer be typed; what was signed in goes on. Raises KeyError."""
        self.users[upn.lower()].password_expired = True
        self._end(upn, "password expires")

    def revoke_sessions(self, upn: str) -> None:
        """By the user or by an administrator (`Revoke-MgUserSignInSession`). Raises KeyError."""
        self.users[upn.lower()].tokens_valid_from = self.clock.now()
        self._end(upn, "revoke sessions")

    def sign_out(self, upn: str) -> None:
        """Single sign-out: the browser forgets, refresh tokens live on. Raises KeyError."""
        self._end(upn, "sign out")

    def _end(self, upn: str, event: str) -> None:
        kinds, now = REVOKED[event], self.clock.now()
        end_cookies(self.users[upn.lower()], kinds, now)
        for grant in self.grants.values():
            kind = kind_of_token(confidential=grant.confidential, by_password=grant.by_password)
            if grant.upn.lower() == upn.lower() and kind in kinds:
                grant.revoked = now
