"""Is there such a tenant, and is its login host the one it says it is?"""

from __future__ import annotations

from ..check import check
from ..config.profile import Profile
from ..judge import learned, refuse
from ..observation import Observation


@check(
    "tenant.found",
    refs=["OpenID Connect Discovery 1.0 4", "Microsoft: OpenID Connect on the identity platform"],
    needs=["tls.entra", "settings.tenant"],
)
def check_tenant_is_found(profile: Profile, discovery: Observation) -> str:
    """The login host knows the tenant and says where tokens are issued."""
    facts = learned(discovery, "entra").facts
    if discovery.failure is not None:
        refuse(discovery.failure)
    tenant = profile.authority.tenant
    found = str(facts["tenant_id"])
    return tenant if found in {tenant, "{tenantid}"} else f"{tenant} is {found}"
