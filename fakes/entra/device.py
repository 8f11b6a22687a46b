"""Device code: an application without a browser gets two codes; a person types one, it polls with the other.

Sources: entra-docs, device code flow; MSAL for Android MockServerResponse (shape, `devicelogin`); the newer page and
the one for personal accounts: public captures. Alphabet of the user code and the translations are unverified.
"""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from ..tenant.tenant import Tenant
from . import grants
from .answer import Request, authenticate, delegated
from .discovery import PUBLIC
from .errors import Response, json_response
from .policy import check_user_flow
from .policy.consent import record_consent
from .scopes import parse_scopes
from .state import DeviceCode, remember

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
LIFE = 900
INTERVAL = 5
_SLOWER = 5
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LENGTH = 9
# Seconds by which a client may be early: its clock is not ours.
_EARLY = 1.0
_PAGES = {
    "device": "https://login.microsoft.com/device",
    "devicelogin": "https://microsoft.com/devicelogin",
    "link": "https://www.microsoft.com/link",
}
_MESSAGES = {
    "de": "Um sich anzumelden, öffnen Sie in einem Webbrowser die Seite {page}, und geben Sie den Code {code} ein, um "
    "sich zu authentifizieren.",
    "es": "Para iniciar sesión, use un explorador web para abrir la página {page} y escriba el código {code} para "
    "autenticarse.",
    "fr": "Pour vous connecter, utilisez un navigateur web pour ouvrir la page {page} et entrez le code {code} pour "
    "vous authentifier.",
}
_ENGLISH = "To sign in, use a web browser to open the page {page} and enter the code {code} to authenticate."


def start(request: Request, market: str) -> Response:
    """`/devicecode`: both codes, the page, and a message in the language of `mkt` where we have one. Raises Refused."""
    tenant = request.tenant
    grants.refuse_if_asked(tenant, "device-authorization")
    scope = request.need("scope")
    grants.read_scopes(tenant, scope, request.segment)
    user_code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    device_code = "GAQABIQEAAAA" + secrets.token_urlsafe(170)
    waiting = DeviceCode(user_code, request.app.client_id, scope, tenant.clock.now(), INTERVAL)
    remember(tenant.entra.devices, device_code, waiting)
    page = _page(request)
    message = _MESSAGES.get(market.partition("-")[0].lower(), _ENGLISH).format(page=page, code=user_code)
    return json_response(
        {
            "user_code": user_code,
            "device_code": device_code,
            "verification_uri": page,
            "expires_in": LIFE,
            "interval": INTERVAL,
            "message": message,
        }
    )


def poll(request: Request) -> Response:
    """The tokens once a person has agreed. Raises Refused, for `authorization_pending` too."""
    tenant = request.tenant
    waiting = tenant.entra.devices.get(request.need("device_code"))
    request = authenticate(request, origin="device")
    grants.refuse_if_asked(tenant, "device")
    if waiting is None or waiting.client_id != request.app.client_id:
        raise grants.refused(tenant, "device-code-unknown")
    if waiting.outcome == "redeemed":
        raise grants.refused(tenant, "device-code-redeemed")
    if _over(tenant, waiting):
        raise grants.refused(tenant, "device-code-expired")
    if waiting.outcome == "declined":
        raise grants.refused(tenant, "device-code-declined")
    if waiting.outcome == "pending":
        raise grants.refused(tenant, "device-slow-down" if _too_early(tenant, waiting) else "device-code-pending")
    user = tenant.user(waiting.upn)
    assert user is not None
    check_user_flow(tenant, request.app, user, origin="device", segment=request.segment, mfa=True, typed=False)
    answer = delegated(request, user, grants.read_scopes(tenant, waiting.scope, request.segment), origin="device")
    waiting.outcome = "redeemed"
    return answer


def pending(tenant: Tenant, user_code: str) -> DeviceCode | None:
    """The sign-in that waits for this user code, however it was typed; None when there is none or it is over."""
    typed = "".join(user_code.split()).replace("-", "").upper()
    found = next((d for d in tenant.entra.devices.values() if d.user_code == typed), None)
    return found if found is not None and found.outcome == "pending" and not _over(tenant, found) else None


def approve(tenant: Tenant, user_code: str, upn: str) -> DeviceCode | None:
    """A user has signed in and agreed, which is consent to what was asked. None when nothing waits for that code.

    Raises ValueError for a user who does not exist.
    """
    waiting, user = pending(tenant, user_code), tenant.user(upn)
    if user is None:
        raise ValueError("no such user in this tenant")
    if waiting is not None:
        waiting.outcome, waiting.upn = "approved", user.upn
        app = tenant.apps[waiting.client_id]
        for resource, names in parse_scopes(waiting.scope).resources.items():
            record_consent(app, resource, names, user.upn)
    return waiting


def decline(tenant: Tenant, user_code: str) -> DeviceCode | None:
    """A user has said no. None when nothing waits for that code."""
    waiting = pending(tenant, user_code)
    if waiting is not None:
        waiting.outcome = "declined"
    return waiting


def _over(tenant: Tenant, waiting: DeviceCode) -> bool:
    return tenant.clock.age(waiting.made) > LIFE


def _too_early(tenant: Tenant, waiting: DeviceCode) -> bool:
    """Whether this poll comes before the interval is over; then that grows, for good (RFC 8628 3.5)."""
    early = bool(waiting.polled) and tenant.clock.age(waiting.polled) < waiting.interval - _EARLY
    waiting.polled = tenant.clock.now()
    if early and tenant.entra.manners.device_slow_down:
        waiting.interval += _SLOWER
        return True
    return False


def _page(request: Request) -> str:
    """Microsoft's page under Microsoft's names, ours on loopback, so that nobody types a code at the wrong place."""
    # Which condition leads personal accounts to the third page is unverified.
    personal = request.segment in {"consumers"}
    name = "link" if personal else request.tenant.entra.manners.device_page
    return _PAGES[name] if urlsplit(request.base).netloc in PUBLIC else f"{request.base}/{name}"
