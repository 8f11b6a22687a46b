"""Does a proxy on the way forbid this tenant? Tenant restrictions: a header names the tenants that may be reached.

Source: Microsoft error code reference, 500021 and 500022; the names of the headers are from memory (unverified).
"""

from __future__ import annotations

from collections.abc import Mapping

from ...tenant.tenant import Tenant
from .refusal import refused


def check_restrictions(tenant: Tenant, headers: Mapping[str, str]) -> None:
    """Header names are lower case. Raises Refused."""
    allowed = headers.get("restrict-access-to-tenants")
    if allowed is not None and not {part.strip().lower() for part in allowed.split(",")} & {tenant.id, tenant.domain}:
        raise refused(tenant, "tenant-restricted", tenant_name=tenant.name)
    policy = headers.get("sec-restrict-tenant-access-policy")
    if policy is not None and policy.partition(":")[0].strip().lower() != tenant.id:
        raise refused(tenant, "tenant-restricted-v2", tenant_name=tenant.name)
