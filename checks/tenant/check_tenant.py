"""Is there such a tenant, and is its login host the one it says it is?"""

from __future__ import annotations

from ..check import WARNING, check, fail, not_applied
from ..config.profile import Profile
from ..judge import learned, refuse
from ..observation import Observation

# Half of the five minutes by which clocks may differ before tokens are refused (Microsoft's libraries; assumed here).
CLOCK_SECONDS = 150


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


@check("tenant.clock", refs=["RFC 9110 6.6.1", "RFC 7519 4.1.5"], needs=["tls.entra"], severity=WARNING)
def check_the_clock_is_right(discovery: Observation) -> None:
    """The clock of this machine and that of the login host agree."""
    ahead = discovery.facts.get("ahead")
    if ahead is None:
        not_applied("the login host gave no date")
    if abs(ahead) >= CLOCK_SECONDS:
        fail(
            f"the clock of this machine is {abs(ahead)} seconds {'ahead of' if ahead > 0 else 'behind'} the login host",
            "clock-wrong",
        )
