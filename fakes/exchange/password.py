"""Basic authentication on IMAP and POP3, for the tenants that still allow it."""

from __future__ import annotations

import hmac

from ..tenant.access import Admitted
from ..tenant.tenant import Tenant


def admit_password(tenant: Tenant, protocol: str, name: str, password: str) -> Admitted | None:
    """Judge a user name and password on `imap` or `pop3`; None is a refusal. Whether basic authentication is allowed
    at all was asked before."""
    user, mailbox = tenant.user(name), tenant.mailbox(name)
    if user is None or not hmac.compare_digest(user.password.encode(), password.encode()):
        return None
    if mailbox is None or not user.enabled or (protocol == "pop3" and not mailbox.pop_enabled):
        return None
    closed = protocol == "imap" and not mailbox.imap_enabled
    refusal = tenant.faults.table["imap-authenticated-not-connected"] if closed else None
    return Admitted(mailbox, user.upn.lower(), refusal, {})
