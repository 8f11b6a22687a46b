"""The password grant (ROPC): a program sends the user's own password, and every demand beyond it is a refusal.

Source: captures of 50126 (2019 to 2025), 50034 and 50055 (HDInsight documentation, 2019), 50076 (2025 to 2026). Smart
lockout after ten wrong passwords within a minute is from memory (unverified), as is the order of the checks.
"""

from __future__ import annotations

import hmac

from ..tenant.model import User
from ..tenant.tenant import Tenant
from . import grants
from .answer import OUTLOOK, Request, authenticate, delegated
from .errors import Response
from .policy import check_user_flow
from .state import remember

_LOCKED_AFTER = 10
_WINDOW = 60.0


def redeem(request: Request) -> Response:
    """Tokens for a name and a password. Raises Refused."""
    tenant = request.tenant
    name, password = request.need("username"), request.need("password")
    request = authenticate(request, origin="password")
    scope = request.form.get("scope") or f"{OUTLOOK}/.default"
    asked = grants.read_scopes(tenant, scope, request.segment)
    grants.refuse_if_asked(tenant, "sign-in")
    user = check_password(tenant, name, password)
    check_user_flow(tenant, request.app, user, origin="password", segment=request.segment)
    return delegated(request, user, asked, origin="password")


def check_password(tenant: Tenant, name: str, password: str) -> User:
    """The user whose password this is. Raises Refused; ten wrong ones in a minute lock the account for a minute."""
    user = tenant.user(name.strip())
    # Personal accounts have no password here (entra-docs: not even those invited to the tenant).
    if user is None or user.deleted or user.personal:
        raise grants.refused(tenant, "user-not-in-tenant", user=name, tenant_name=tenant.name)
    if user.locked or _wrong_lately(tenant, user) >= _LOCKED_AFTER:
        raise grants.refused(tenant, "user-locked")
    if not user.has_password:
        raise grants.refused(tenant, "user-without-password")
    if not hmac.compare_digest(user.password.encode(), password.encode("utf-8", "surrogatepass")):
        wrong = [*tenant.entra.wrong_passwords.get(user.upn, []), tenant.clock.now()]
        remember(tenant.entra.wrong_passwords, user.upn, wrong[-_LOCKED_AFTER:])
        raise grants.refused(tenant, "password-wrong")
    tenant.entra.wrong_passwords.pop(user.upn, None)
    return user


def _wrong_lately(tenant: Tenant, user: User) -> int:
    return sum(tenant.clock.age(at) < _WINDOW for at in tenant.entra.wrong_passwords.get(user.upn, ()))
