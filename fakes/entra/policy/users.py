"""May this account sign in, or go on using its refresh token? Its state first, then assignment, then policy.

The order of these checks in the real service is not known; state before policy is assumed.
"""

from __future__ import annotations

from ...tenant.model import App, User
from ...tenant.tenant import Grant, Tenant
from .authority import check_account
from .demands import DEMANDS, ONLY_REFRESH
from .refusal import refuse_if_asked, refused, seven_digits

EXCHANGE_ID = "00000002-0000-0ff1-ce00-000000000000"


def check_user_flow(
    tenant: Tenant,
    app: App,
    user: User,
    *,
    origin: str,
    segment: str = "",
    grant: Grant | None = None,
    mfa: bool = False,
    typed: bool = True,
) -> None:
    """Judge an account in a flow that ends in a delegated token. Raises Refused.

    `origin` is how the user signed in: `code`, `device` or `password`. `grant` is the refresh token being used, None
    at the sign-in itself. `mfa` says that a second factor was shown, `typed` that a password is typed now.
    """
    values = {
        "user": user.upn,
        "user_id": user.object_id,
        "tenant_id": tenant.id,
        "client_id": app.client_id,
        "app_name": app.name,
        "resource": EXCHANGE_ID,
    }
    refuse_if_asked(tenant, "user", **values)
    if grant is None:
        refuse_if_asked(tenant, "policy", **values)
    check_state(tenant, user, origin=origin, refreshing=grant is not None or not typed)
    check_account(tenant, app, user, segment or tenant.id, refreshing=grant is not None)
    if app.assignment_required and user.upn.lower() not in {name.lower() for name in app.assigned}:
        raise refused(tenant, "user-not-assigned", **values)
    demands = tenant.policy.demands | user.demands
    if ("mfa" in demands or user.mfa_required) and not (mfa or (grant is not None and grant.mfa)):
        raise refused(tenant, "mfa-required" if user.mfa_registered else "mfa-enrolment-required", **values)
    if tenant.policy.block_device_code and origin == "device":
        raise refused(tenant, "refresh-token-device-origin" if grant else "conditional-access-blocked", **values)
    if user.blocked_by_conditional_access:
        raise refused(tenant, "conditional-access-blocked", **values)
    if grant is not None:
        _check_frequency(tenant, user, grant)
    if grant is None and origin == "device" and "compliant-device" in demands:
        raise refused(tenant, "device-flow-blocked", **values)
    for demand, id in DEMANDS.items():
        if demand in demands and (grant is not None or demand not in ONLY_REFRESH):
            dates = {"issued": seven_digits(tenant.clock.looks_made(grant.first_made))} if grant else {}
            raise refused(tenant, id, **values, **dates)


def check_state(tenant: Tenant, user: User, *, origin: str, refreshing: bool) -> None:
    """The account itself. A lock and an old password stop passwords, not refresh tokens. Raises Refused."""
    if user.deleted:
        raise refused(tenant, "user-deleted", user_id=user.object_id, tenant_id=tenant.id)
    if not user.enabled:
        raise refused(tenant, "user-disabled")
    if refreshing:
        return
    if user.locked:
        raise refused(tenant, "user-locked")
    if origin == "password" and not user.has_password:
        raise refused(tenant, "user-without-password")
    if user.password_expired:
        raise refused(tenant, "password-expired")


def _check_frequency(tenant: Tenant, user: User, grant: Grant) -> None:
    allowed = user.sign_in_frequency_s
    if allowed and tenant.clock.age(grant.first_made) > allowed:
        issued = seven_digits(tenant.clock.looks_made(grant.first_made))
        raise refused(tenant, "refresh-token-sign-in-frequency", issued=issued, lifetime=str(allowed))
