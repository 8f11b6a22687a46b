"""Basic authentication on IMAP and POP3, for the tenants that still allow it."""

from __future__ import annotations

import hmac

from ..tenant.access import Admitted, opened
from ..tenant.tenant import Tenant


def admit_password(tenant: Tenant, protocol: str, name: str, password: str) -> Admitted | None:
    """Judge a user name and password on `imap` or `pop3`; None is a refusal. Whether basic authentication is allowed
    at all was asked before."""
    user, mailbox = tenant.user(name), tenant.mailbox(name)
    if user is None or not hmac.compare_digest(user.password.encode(), password.encode()):
        return None
    if mailbox is None or not user.enabled or tenant.policy.security_defaults:
        return None
    judged = opened(tenant, protocol, Admitted(mailbox, user.upn.lower(), None, {}))
    return judged if isinstance(judged, Admitted) else None
