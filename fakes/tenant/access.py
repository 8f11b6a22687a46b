"""May this token use this mailbox by this protocol? The token is verified for real, as Exchange does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ..entra.tokens import BadToken, verify_access_token
from ..faults.model import Fault
from .model import Mailbox
from .tenant import Tenant

SCOPES = {"smtp": "SMTP.Send", "imap": "IMAP.AccessAsUser.All", "pop3": "POP.AccessAsUser.All"}
ROLES = {"smtp": "SMTP.SendAsApp", "imap": "IMAP.AccessAsApp", "pop3": "POP.AccessAsApp"}
_CLOSED = {"smtp": "smtp-mailbox-logon-failure", "imap": "imap-authenticated-not-connected"}


@dataclass(frozen=True, slots=True)
class Admitted:
    """Authentication succeeded. `refusal` is what the mailbox then says to the first command, if it is closed.

    `principal` is the user name, or the client id of an application; `claims` those of its token, none for a password.
    """

    mailbox: Mailbox
    principal: str
    refusal: Fault | None
    claims: dict[str, Any]


def admit(tenant: Tenant, protocol: str, user: str, token: str) -> Admitted | Fault:  # noqa: PLR0911 - a refusal each
    """Judge an XOAUTH2 login on `smtp`, `imap` or `pop3`; a Fault holds the words of the refusal."""
    table = tenant.faults.table
    refused = table["token-refused"]
    if protocol == "pop3" and 0 < tenant.dialect.pop3.token_limit < len(token):
        return table["pop3-token-too-long"]
    if protocol == "pop3" and not tenant.policy.pop3_oauth:
        return table["pop3-oauth-refused"]
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
        if app is None or not app.known_to_exchange:
            return refused
        open_to = has_right(tenant, mailbox, mailbox.full_access, principal)
    else:
        principal = str(claims["upn"]).lower()
        own = principal == mailbox.address.lower()
        # On SMTP `user=` is the one who signed in; on IMAP and POP3 it may be a mailbox shared with them.
        if not own and (protocol == "smtp" or not has_right(tenant, mailbox, mailbox.full_access, principal)):
            return refused
        account = tenant.user(principal)
        if account is None or not account.enabled or account.deleted:
            return refused
        open_to = True
    return opened(tenant, protocol, Admitted(mailbox, principal, None, claims), open_to=open_to)


def opened(tenant: Tenant, protocol: str, admitted: Admitted, *, open_to: bool = True) -> Admitted | Fault:
    """What the mailbox says to somebody who is who they say: its switches, its licence, their rights (`open_to`)."""
    mailbox, table = admitted.mailbox, tenant.faults.table
    if protocol == "smtp":
        if not mailbox.usable:
            return table["smtp-mailbox-not-accessible"]
        closed = not open_to
    else:
        switch = mailbox.imap_enabled if protocol == "imap" else mailbox.pop_enabled
        closed = not (switch and mailbox.usable and open_to)
        if closed and protocol == "pop3":
            return table["token-refused"]
    judged = replace(admitted, refusal=table[_CLOSED[protocol]]) if closed else admitted
    return submission_switches(tenant, judged) if protocol == "smtp" else judged


def has_right(tenant: Tenant, mailbox: Mailbox, holders: set[str], principal: str) -> bool:
    """Whether somebody was given a right on a mailbox, and it has spread."""
    return principal in holders and tenant.clock.age(mailbox.rights_made) >= mailbox.rights_spread_s


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
