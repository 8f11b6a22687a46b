"""Which redirect URIs does a registration allow, and what do they make of the client?

Exact match, case and slash included; for http on localhost and 127.0.0.1 the port does not count (reply-url).
"""

from __future__ import annotations

import re

from ...tenant.model import PLATFORMS, App
from ...tenant.tenant import Tenant
from .refusal import refused

_LOOPBACK = re.compile(r"http://(localhost|127\.0\.0\.1)(?::[0-9]{1,5})?(/[!-~]*)?")


def without_port(uri: str) -> str:
    """A redirect URI in the form in which two are compared."""
    found = _LOOPBACK.fullmatch(uri)
    return f"http://{found[1]}{found[2] or '/'}" if found else uri


def platform_of(app: App, uri: str) -> str:
    """`web`, `spa` or `public`; empty when it is not registered.

    The real service picks one arbitrarily when a path is registered twice; here it is the first in that order.
    """
    asked = without_port(uri)
    for platform in PLATFORMS:
        if asked in {without_port(known) for known in app.redirect_uris.get(platform, ())}:
            return platform
    return ""


def check_redirect_uri(tenant: Tenant, app: App, uri: str) -> str:
    """The platform of a redirect URI that a sign-in may use. Raises Refused."""
    if not any(app.redirect_uris.values()):
        raise refused(tenant, "redirect-uri-none-registered", client_id=app.client_id)
    platform = platform_of(app, uri)
    if not platform:
        raise refused(tenant, "redirect-uri-mismatch", redirect_uri=uri, client_id=app.client_id)
    return platform


def check_origin(tenant: Tenant, platform: str, http_origin: str) -> None:
    """A single-page application redeems from a browser, nobody else may. Raises Refused.

    `http_origin` is the request's Origin header, empty without one (entra-docs, auth code flow: 9002326, 9002327).
    """
    if http_origin and platform != "spa":
        raise refused(tenant, "origin-not-spa", http_origin=http_origin)
    if platform == "spa" and not http_origin:
        raise refused(tenant, "spa-without-origin")
