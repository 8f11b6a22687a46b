"""May this application, and this account, use this authority? Audience of the registration against the path segment.

Audiences and their codes: Microsoft error code reference; which code meets which pair is confirmed for 50194 and
9002332 only.
"""

from __future__ import annotations

import re

from ...tenant.model import CONSUMERS, App, User
from ...tenant.tenant import Tenant
from .demands import GUEST_DEMANDS
from .refusal import refuse_if_asked, refused

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NOBODY = "00000000-0000-0000-0000-000000000000"
# Which of the four audiences each kind of authority turns away, and with what.
_TURNED_AWAY = {
    ("common", "AzureADMyOrg"): "authority-not-multitenant",
    ("organizations", "AzureADMyOrg"): "authority-not-multitenant",
    ("consumers", "AzureADMyOrg"): "authority-work-accounts-only",
    ("consumers", "AzureADMultipleOrgs"): "authority-work-accounts-only",
    ("common", "PersonalMicrosoftAccount"): "authority-personal-accounts-only",
    ("organizations", "PersonalMicrosoftAccount"): "authority-personal-accounts-only",
    ("tenant", "PersonalMicrosoftAccount"): "authority-personal-accounts-only",
}


def kind(segment: str) -> str:
    """`common`, `organizations`, `consumers` or `tenant`: what a path segment stands for."""
    segment = segment.lower()
    if segment == CONSUMERS:
        return "consumers"
    return segment if segment in {"common", "organizations", "consumers"} else "tenant"


def find_app(tenant: Tenant, client_id: str, segment: str) -> App:
    """The application a request names, where this authority serves it. Raises Refused."""
    values = {"client_id": client_id, "tenant_name": tenant.name}
    if kind(segment) != "tenant":
        refuse_if_asked(tenant, "authority", **values)
    if client_id == _NOBODY:
        raise refused(tenant, "app-id-empty", **values)
    if tenant.policy.blocked:
        raise refused(tenant, "tenant-blocked-inactive", **values)
    app = tenant.apps.get(client_id.lower()) if _GUID.fullmatch(client_id) else None
    if app is None:
        raise refused(tenant, "app-not-in-tenant", **values)
    values["app_name"] = app.name
    refuse_if_asked(tenant, "client", **values)
    if not app.enabled:
        raise refused(tenant, "app-disabled", **values)
    if app.disabled_by_microsoft:
        raise refused(tenant, "app-disabled-in-tenant", **values)
    if app.home_tenant not in {"", tenant.id} and app.audience == "AzureADMyOrg":
        raise refused(tenant, "app-not-for-this-tenant", **values)
    turned_away = _TURNED_AWAY.get((kind(segment), app.audience))
    if turned_away:
        raise refused(tenant, turned_away, **values)
    return app


def check_account(tenant: Tenant, app: App, user: User, segment: str, *, refreshing: bool = False) -> None:
    """Whether this kind of account may use this application here. Raises Refused."""
    where = kind(segment)
    values = {
        "user": user.upn,
        "idp": "live.com" if user.personal else f"https://sts.windows.net/{user.home_tenant}/",
        "tenant_name": tenant.name,
        "client_id": app.client_id,
        "app_name": app.name,
    }
    if user.personal or user.home_tenant or where == "consumers":
        refuse_if_asked(tenant, "guest", **values)
    if user.personal:
        if where == "organizations":
            raise refused(tenant, "account-personal-at-organizations", **values)
        if where == "common" and app.audience in {"AzureADMyOrg", "AzureADMultipleOrgs"}:
            raise refused(tenant, "account-personal-not-enabled", **values)
        if where == "tenant" and not user.home_tenant:
            raise refused(tenant, "account-not-in-tenant", **values)
    elif where == "consumers":
        raise refused(tenant, "account-work-at-consumers", **values)
    if user.home_tenant and where == "tenant":
        _check_guest(tenant, user, values, refreshing)


def _check_guest(tenant: Tenant, user: User, values: dict[str, str], refreshing: bool) -> None:
    if not user.invited:
        raise refused(tenant, "account-removed-from-tenant" if refreshing else "account-not-in-tenant", **values)
    if not user.accepted:
        raise refused(tenant, "guest-not-redeemed", **values)
    for demand in sorted(GUEST_DEMANDS & (tenant.policy.demands | user.demands)):
        raise refused(tenant, demand, **values)
