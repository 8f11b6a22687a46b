"""One tenant with its state: what all front ends ask, and the only place where anything is remembered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..faults.switchboard import Switchboard
from ..faults.table import fault_table
from ..wire.transcript import Transcript
from .clock import Clock
from .model import App, Mailbox, Policy, User


@dataclass(slots=True)
class Grant:
    """What a refresh token stands for: who consented, through which application, and when."""

    client_id: str
    upn: str
    made: float
    scopes: frozenset[str] = frozenset()


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

    It is used by one event loop; other threads go through `Box.call`. `keys` is owned by the Entra side.
    """

    id: str
    domain: str
    name: str
    users: dict[str, User] = field(default_factory=dict)
    apps: dict[str, App] = field(default_factory=dict)
    mailboxes: dict[str, Mailbox] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    clock: Clock = field(default_factory=Clock)
    faults: Switchboard = field(default_factory=lambda: Switchboard(fault_table()))
    transcript: Transcript = field(default_factory=Transcript, repr=False)
    grants: dict[str, Grant] = field(default_factory=dict, repr=False)
    codes: dict[str, Code] = field(default_factory=dict, repr=False)
    outgoing: list[Outgoing] = field(default_factory=list)
    bugs: list[str] = field(default_factory=list)
    keys: Any = None
    delay_scale: float = 0.0

    def is_called(self, segment: str) -> bool:
        """Whether a path segment names this tenant: its GUID, its domain or a meta tenant."""
        return segment.lower() in {self.id, self.domain, "common", "organizations"}

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
