"""Too much of the same: 50196 for a user's request in a loop, 429 for an application that asks too often.

Source: MSAL documentation on throttling (client credentials 429 with Retry-After 60, user flows 50196). Off unless the
tenant says otherwise: the limits of the real service are not published.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from ...tenant.tenant import Tenant
from .refusal import refused

LOOP_WINDOW = 300.0
_KEPT = 1000


def check_loop(tenant: Tenant, form: Mapping[str, str]) -> None:
    """Count a request; refuse it when the same one came too often. Raises Refused."""
    app_only = form.get("grant_type") == "client_credentials"
    polling = "device_code" in form.get("grant_type", "")
    limit = tenant.policy.throttle_limit if app_only else tenant.policy.loop_limit
    if not limit or polling:
        return
    key = hashlib.sha256("\0".join(f"{k}={form[k]}" for k in sorted(form)).encode()).hexdigest()
    seen = [at for at in tenant.requests.pop(key, ()) if tenant.clock.age(at) < LOOP_WINDOW]
    tenant.requests[key] = [*seen, tenant.clock.now()][-limit - 1 :]
    while len(tenant.requests) > _KEPT:
        tenant.requests.pop(next(iter(tenant.requests)))
    if len(seen) >= limit:
        raise refused(tenant, "client-throttled" if app_only else "request-loop")
