"""Refresh tokens as they are: 90 days from their own issue, 24 hours from the sign-in for a SPA, many alive at once.

Using one does not end it (entra-docs, refresh-tokens). The strict profile, where it does and a second use ends the
whole family, is that of RFC 9700 4.14.2 and not Entra ID's.
"""

from __future__ import annotations

import secrets

from ...tenant.model import App, User
from ...tenant.tenant import Grant, Tenant
from .refusal import refuse_if_asked, refused, seven_digits

_DAY = 86400
REFRESH_TOKEN_LIFE = 90 * _DAY
SPA_LIFE = _DAY
_KEPT = 5000


def new_refresh_token(*, personal: bool = False) -> str:
    """An opaque value of about 1.3 kB; those of personal accounts look different and are shorter."""
    return f"M.C501_BAY.-{secrets.token_urlsafe(300)}" if personal else "1.A" + secrets.token_urlsafe(950)


def issue_refresh_token(
    tenant: Tenant,
    app: App,
    user: User,
    *,
    origin: str,
    spa: bool = False,
    made: float,
    scopes: frozenset[str],
    before: Grant | None = None,
    platform: str = "",
    confidential: bool = True,
    by_password: bool = True,
    mfa: bool = False,
) -> str:
    """Issue one. `made` is now (Unix seconds); `before` is the grant that was redeemed, whose origin sticks.

    The oldest of more than 5000 tokens are forgotten, but never those that came with the tenant.
    """
    if before is not None:
        grant = Grant(
            before.client_id,
            before.upn,
            made,
            scopes,
            before.origin,
            before.spa,
            before.first_made,
            before.family,
            before.confidential,
            before.by_password,
            before.platform,
            before.mfa,
            before.device,
        )
        before.spent = True
    else:
        grant = Grant(
            app.client_id,
            user.upn,
            made,
            scopes,
            origin,
            spa,
            family=secrets.token_hex(8),
            confidential=confidential,
            by_password=by_password,
            platform=platform or "web",
            mfa=mfa,
        )
    token = new_refresh_token(personal=user.personal)
    while len(tenant.grants) >= _KEPT:
        # The first came with the tenant and is in somebody's settings.
        del tenant.grants[list(_first_two(tenant))[1]]
    tenant.grants[token] = grant
    return token


def _first_two(tenant: Tenant) -> tuple[str, str]:
    names = iter(tenant.grants)
    return next(names), next(names)


def judge_refresh_token(tenant: Tenant, app: App, token: str) -> Grant:
    """The grant, if the token is alive and this application's. Raises Refused."""
    grant = tenant.grants.get(token)
    now = tenant.clock.now()
    made = tenant.clock.looks_made(grant.made) if grant is not None else now
    # A fault speaks of an old token even when this one is fresh.
    old = min(made, now - REFRESH_TOKEN_LIFE - _DAY)
    refuse_if_asked(
        tenant, "refresh", issued=seven_digits(old), valid_from=seven_digits(now - _DAY), tenant_name=tenant.name
    )
    if grant is None or grant.client_id != app.client_id:
        raise refused(tenant, "refresh-token-of-another-app")
    if tenant.policy.rotate_refresh_tokens and grant.spent and not grant.revoked:
        for other in tenant.grants.values():
            if other.family == grant.family:
                other.revoked = now
        grant.revoked = now
    _check_revoked(tenant, grant, made)
    _check_age(tenant, grant, made)
    _check_device(tenant, grant)
    return grant


def _check_revoked(tenant: Tenant, grant: Grant, made: float) -> None:
    user = tenant.user(grant.upn)
    since = max(grant.revoked, user.tokens_valid_from if user is not None else 0.0)
    if since and grant.made < since:
        valid_from = seven_digits(tenant.clock.looks_made(since))
        raise refused(tenant, "refresh-token-revoked", issued=seven_digits(made), valid_from=valid_from)


def _check_age(tenant: Tenant, grant: Grant, made: float) -> None:
    signed_in = tenant.clock.looks_made(grant.first_made)
    if grant.spa and tenant.clock.age(grant.first_made) > SPA_LIFE:
        raise refused(tenant, "refresh-token-expired-spa", issued=seven_digits(signed_in))
    if tenant.clock.age(grant.made) > REFRESH_TOKEN_LIFE:
        # The span stays `90.00:00:00`: the capture of 2026-08-10 shows it for a token of 2026-04-20.
        raise refused(tenant, "refresh-token-expired", issued=seven_digits(made))
    longest = tenant.policy.refresh_max_age_s
    if longest and tenant.clock.age(grant.first_made) > longest:
        span = f"{longest // _DAY}.{longest % _DAY // 3600:02d}:{longest % 3600 // 60:02d}:{longest % 60:02d}"
        raise refused(tenant, "refresh-token-expired-max-age", issued=seven_digits(signed_in), lifetime=span)


def _check_device(tenant: Tenant, grant: Grant) -> None:
    if grant.device:
        refuse_if_asked(tenant, "device-bound", tenant_name=tenant.name)
    if grant.device and grant.device not in tenant.devices:
        raise refused(tenant, "device-not-found", tenant_name=tenant.name)
    if grant.device and not tenant.devices[grant.device]:
        raise refused(tenant, "device-disabled")
