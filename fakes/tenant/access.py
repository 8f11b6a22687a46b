"""May this token use this mailbox by this protocol? The token is verified for real, as Exchange does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..entra.tokens import BadToken, verify_access_token
from ..faults.model import Fault
from .model import Mailbox
from .tenant import Tenant

SCOPES = {"smtp": "SMTP.Send", "imap": "IMAP.AccessAsUser.All", "pop3": "POP.AccessAsUser.All"}
ROLES = {"smtp": "SMTP.SendAsApp", "imap": "IMAP.AccessAsApp", "pop3": "POP.AccessAsApp"}
POP3_TOKEN_LIMIT = 4096
_NO_RIGHT = "smtp-mailbox-logon-failure"


@dataclass(frozen=True, slots=True)
class Admitted:
    """Authentication succeeded. `refusal` is what the mailbox then says to the first command, if it is closed.

    `principal` is the user name, or the client id of an application; `expires` is how many more seconds the token
    lives.
    """

    mailbox: Mailbox
    principal: str
    refusal: Fault | None
    claims: dict[str, Any]


def admit(tenant: Tenant, protocol: str, user: str, token: str) -> Admitted | Fault:  # noqa: PLR0911 - a refusal each
    """Judge an XOAUTH2 login on `smtp`, `imap` or `pop3`; a Fault holds the words of the refusal."""
    table = tenant.faults.table
    refused = table["token-refused"]
    if protocol == "pop3" and len(token) > POP3_TOKEN_LIMIT:
        return table["pop3-token-too-long"]
    try:
        claims = verify_access_token(tenant, token)
    except BadToken:
        return refused
    mailbox = tenant.mailbox(user)
    if mailbox is None or not _permitted(claims, protocol):
        return refused
    if claims.get("idtyp") == "app":
        principal = str(claims["appid"])
        app = tenant.apps.get(principal)
        if app is None or not app.registered_in_exchange:
            return refused
        open_to = principal in mailbox.full_access
    else:
        principal = str(claims["upn"]).lower()
        own = principal == mailbox.address.lower()
        # On SMTP `user=` is the one who signed in; on IMAP and POP3 it may be a mailbox shared with them.
        if not own and (protocol == "smtp" or principal not in mailbox.full_access):
            return refused
        account = tenant.user(principal)
        if account is None or not account.enabled or account.deleted:
            return refused
        open_to = True
    if protocol == "smtp":
        return submission_switches(tenant, Admitted(mailbox, principal, None if open_to else table[_NO_RIGHT], claims))
    if protocol == "pop3" and not (mailbox.pop_enabled and open_to):
        return refused
    closed = protocol == "imap" and not (mailbox.imap_enabled and open_to)
    return Admitted(mailbox, principal, table["imap-authenticated-not-connected"] if closed else None, claims)


def _permitted(claims: dict[str, Any], protocol: str) -> bool:
    if claims.get("idtyp") == "app":
        return ROLES[protocol] in claims.get("roles", ())
    return SCOPES[protocol] in str(claims.get("scp", "")).split()


def submission_switches(tenant: Tenant, admitted: Admitted) -> Admitted | Fault:
    """Whether SMTP AUTH is on at all; the mailbox's switch overrides the tenant's."""
    off = admitted.mailbox.smtp_auth_disabled
    if off:
        return tenant.faults.table["smtp-auth-disabled-mailbox"]
    if off is None and tenant.policy.smtp_auth_disabled:
        return tenant.faults.table["smtp-auth-disabled-tenant"]
    return admitted
