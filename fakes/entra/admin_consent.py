"""Admin consent: an administrator grants an application its permissions for everybody, on a page with two buttons.

Redirects as in entra-docs, client credentials flow (success, `permission_denied`) and a public capture of 2023-02-08
(1003031). Whoever opens the page counts as the administrator. What v2.0 adds to a success is unverified.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

from ..tenant.model import APPLICATION_PERMISSIONS, MAIL_PERMISSIONS, App
from ..tenant.tenant import Tenant
from . import grants
from .errors import Refused, Response, describe
from .policy.authority import find_app
from .policy.consent import record_consent
from .policy.redirects import check_redirect_uri
from .scopes import OIDC, UnknownResource, UnknownScope, parse_scopes
from .sign_in import trouble_page
from .sign_in.markup import page

# The name under which Microsoft's guide has the mail permissions consented to.
_OLD_NAME = "https://ps.outlook.com/.default"
_NEW_NAME = "https://outlook.office365.com/.default"
_CANCELLED = {"error": "permission_denied", "error_description": "The admin canceled the request"}


def admin_consent_endpoint(
    tenant: Tenant, segment: str, query: Mapping[str, str], form: Mapping[str, str], *, version_1: bool
) -> Response:
    """GET shows the page; POST with `accept` or `cancel` goes back to the application. v1.0 has no `scope`."""
    try:
        app = find_app(tenant, query.get("client_id", ""), segment.lower())
        redirect = query.get("redirect_uri", "")
        check_redirect_uri(tenant, app, redirect)
    except Refused as refused:
        return trouble_page(refused)
    scope = "" if version_1 else query.get("scope", "")
    try:
        if not version_1 and not scope:
            raise grants.refused(tenant, "parameter-missing", parameter="scope")
        wanted = _wanted(tenant, app, scope)
    except Refused as refused:
        return _back(redirect, query, _error(tenant, refused))
    if not form:
        return _page(app, wanted, redirect)
    if "accept" not in form:
        return _back(redirect, query, _CANCELLED)
    for resource, names in wanted.items():
        record_consent(app, resource, names, None)
    app.roles.update(name for name in wanted.get("outlook", ()) if name in APPLICATION_PERMISSIONS)
    more = {} if version_1 else {"scope": scope}
    return _back(redirect, query, {"tenant": tenant.id, **more}, {"admin_consent": "True"})


def _wanted(tenant: Tenant, app: App, scope: str) -> dict[str, list[str]]:
    """The permissions by resource; all that the mail protocols know where `.default` or nothing is named."""
    # The registration's own list is not modelled: it lists all of them, or nothing.
    all_of_mail = [*MAIL_PERMISSIONS, *APPLICATION_PERMISSIONS]
    if not app.permissions_listed:
        raise grants.refused(tenant, "admin-consent-misconfigured")
    if not scope:
        return {"outlook": all_of_mail}
    try:
        asked = parse_scopes(" ".join(_NEW_NAME if s == _OLD_NAME else s for s in scope.split(" ")))
    except UnknownResource as unknown:
        raise grants.refused(tenant, "resource-not-found", resource=str(unknown), tenant_name=tenant.name) from None
    except UnknownScope as unknown:
        if str(unknown).rpartition("/")[2] in OIDC:
            return {}
        raise grants.refused(tenant, "admin-consent-misconfigured") from None
    return {r: all_of_mail if ".default" in names and r == "outlook" else names for r, names in asked.resources.items()}


def _error(tenant: Tenant, refused: Refused) -> dict[str, str]:
    between = tenant.entra.manners.between
    members = describe(refused, str(uuid.uuid4()), str(uuid.uuid4()), between)
    shown = ("error", "error_description", "error_uri")
    return {**{k: str(members[k]) for k in shown if k in members}, "admin_consent": "True"}


def _back(redirect: str, query: Mapping[str, str], *parts: Mapping[str, str]) -> Response:
    """The order of the documentation: outcome, state, and what says that it was this endpoint."""
    first, *rest = parts
    fields = {**first, **({"state": query["state"]} if "state" in query else {})}
    for more in rest:
        fields |= more
    separator = "&" if "?" in redirect else "?"
    location = redirect + separator + urlencode(fields, errors="surrogateescape")
    return Response(302, b"", {"Location": location, "Cache-Control": "no-store, no-cache", "Pragma": "no-cache"})


def _page(app: App, wanted: Mapping[str, list[str]], redirect: str) -> Response:
    rows = "".join(f"<li><code>{escape(name)}</code></li>" for names in wanted.values() for name in names)
    body = (
        f"<p><strong>{escape(app.name)}</strong> would get these permissions for everybody in the organization:</p>"
        f'<ul>{rows}</ul><form method="post"><div class="actions"><button name="accept" value="1">Accept</button>'
        '<button name="cancel" value="1">Cancel</button></div></form>'
    )
    return page("Permissions requested: review for your organization", body, redirect=redirect)
