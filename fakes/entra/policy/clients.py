"""Must the application prove itself, and does it? Decided by the platform of the redirect URI, or by its default.

Source: Microsoft support article on AADSTS7000218; order of the checks: see `grants.py`.
"""

from __future__ import annotations

import hmac

from ...tenant.model import App
from ...tenant.tenant import Tenant
from .authority import kind
from .refusal import refuse_if_asked, refused


def must_authenticate(app: App, platform: str = "", origin: str = "") -> bool:
    """Whether a request needs a secret: `platform` is that of the redirect URI, empty for a grant without one.

    `origin` is `device` or `password` for those grants; then the switch "Allow public client flows" counts.
    """
    if platform in {"spa", "public"}:
        return False
    if origin in {"device", "password"} and app.allow_public_client:
        return False
    return app.confidential


def authenticate_client(
    tenant: Tenant,
    app: App,
    secret: str | None,
    *,
    platform: str = "",
    origin: str = "",
    grant_type: str = "",
    segment: str = "",
) -> bool:
    """A confidential application must show one of its secrets; a public one must not. Raises Refused.

    True when it proved itself. An application whose grant needs no secret may show one all the same where it has some.
    """
    needed = must_authenticate(app, platform, origin)
    if grant_type == "client_credentials":
        refuse_if_asked(tenant, "app-only", client_id=app.client_id, tenant_name=tenant.name)
    if grant_type == "client_credentials" and not secret:
        raise refused(tenant, "client-credentials-without-secret")
    if not needed and secret is None:
        return False
    if not app.confidential or platform == "public":
        consumers = kind(segment or tenant.id) == "consumers"
        raise refused(tenant, "client-secret-unexpected-personal" if consumers else "client-secret-unexpected")
    if not secret:
        raise refused(tenant, "client-secret-missing")
    check_secret(tenant, app, secret)
    return True


def check_secret(tenant: Tenant, app: App, secret: str) -> None:
    """Any secret of the application that has begun and not ended. Raises Refused."""
    shown = secret.encode("utf-8", "replace")
    matching = [s for s in app.secrets if hmac.compare_digest(s.value.encode(), shown)]
    now = tenant.clock.now()
    if not matching or all(s.starts > now for s in matching):
        # The GUID beside the value in the portal is no value: the words are the same as for any wrong one.
        raise refused(tenant, "client-secret-wrong", client_id=app.client_id)
    if all(tenant.clock.age(s.made) > s.lives for s in matching):
        raise refused(tenant, "client-secret-expired", client_id=app.client_id)
