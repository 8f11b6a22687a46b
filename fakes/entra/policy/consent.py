"""What was consented to, by the user or for everybody, on each resource; and whether the resource is there at all."""

from __future__ import annotations

from ...tenant.model import MAIL_PERMISSIONS, App, Consent
from ...tenant.tenant import Tenant
from .refusal import refuse_if_asked, refused

RESOURCE_IDS = {
    "outlook": "00000002-0000-0ff1-ce00-000000000000",
    "graph": "00000003-0000-0000-c000-000000000000",
}
NAMES = {"outlook": "https://outlook.office.com", "graph": "https://graph.microsoft.com"}


def check_resource(tenant: Tenant, resource: str, *, error: str = "") -> None:
    """The resource's service principal must exist here and be enabled. Raises Refused."""
    values = {"resource": NAMES.get(resource, resource), "tenant_name": tenant.name}
    if resource in tenant.policy.missing_resources:
        raise refused(tenant, "resource-not-found", error, **values)
    if resource in tenant.policy.disabled_resources:
        raise refused(tenant, "resource-disabled", error, resource=RESOURCE_IDS.get(resource, resource))


def consented(tenant: Tenant, app: App, resource: str, names: list[str], upn: str = "") -> list[str]:
    """The permissions a delegated token gets: everything consented to for that resource. Raises Refused."""
    check_resource(tenant, resource)
    have = granted(app, resource, upn)
    values = {"client_id": app.client_id, "app_name": app.name}
    refuse_if_asked(tenant, "consent", **values)
    if not app.permissions_listed:
        raise refused(tenant, "app-misconfigured", **values, resource=NAMES.get(resource, resource))
    if not have or any(n != ".default" and n not in have for n in names):
        raise refused(tenant, "consent-missing", **values)
    return sorted(have)


def granted(app: App, resource: str, upn: str) -> set[str]:
    """What this user's token may hold: an administrator's consent and the user's own."""
    have = app.granted(resource, upn)
    if resource == "graph":
        # The portal lists the mail permissions under Graph; consent counts for both: office-developer-exchange-docs#87.
        have |= app.granted("outlook", upn) & {*MAIL_PERMISSIONS}
    return have


def missing(app: App, resource: str, names: list[str], upn: str) -> list[str]:
    """The permissions that a sign-in page would have to ask this user for."""
    have = granted(app, resource, upn)
    return [name for name in names if name != ".default" and name not in have]


def record_consent(app: App, resource: str, names: list[str], upn: str | None) -> None:
    """Remember what a user, or an administrator for everybody (None), has just consented to."""
    scopes = {name for name in names if name != ".default"}
    if upn is None:
        (app.consented if resource == "outlook" else app.graph_consented).update(scopes)
        return
    for consent in app.consents:
        if consent.resource == resource and consent.upn == upn.lower():
            consent.scopes |= scopes
            return
    if scopes:
        app.consents.append(Consent(resource, scopes, upn.lower()))


def check_may_consent(tenant: Tenant, app: App) -> None:
    """Whether users may consent for themselves. Raises Refused."""
    if not tenant.policy.user_consent:
        request = "admin-consent-requested" if tenant.policy.admin_consent_requests else "admin-consent-required"
        raise refused(tenant, request, client_id=app.client_id, app_name=app.name)
