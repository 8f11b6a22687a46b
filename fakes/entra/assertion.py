"""An application proves itself by a certificate: a JWT that it signed itself, in place of a secret (RFC 7523).

What is judged, and by which number it is refused: templates of f-bader/EntraID-ErrorCodes. That there are five minutes
of grace, and the order of the checks, is unverified.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import jwt
from jwt.types import Options

from ..tenant.model import App, AppCertificate
from ..tenant.tenant import META, Tenant
from . import grants
from .state import remember

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
GRACE = 300
_ALGORITHMS = ["RS256", "PS256"]
# The claims are judged one by one below, each with a refusal of its own.
_SIGNATURE_ONLY: Options = {
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}
# A client may use the production names while it talks to loopback.
_HOSTS = ("login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net")


def check_assertion(tenant: Tenant, base: str, segment: str, app: App, form: Mapping[str, str]) -> None:
    """Judge `client_assertion`. Raises Refused."""
    text = form["client_assertion"]
    try:
        header = jwt.get_unverified_header(text)
    except (jwt.InvalidTokenError, RecursionError):
        header = {}
    if form.get("client_assertion_type") != JWT_BEARER or header.get("alg") not in _ALGORITHMS:
        raise grants.refused(tenant, "assertion-malformed")
    if not app.confidential:
        raise grants.refused(tenant, "client-secret-unexpected")
    if not app.certificates:
        raise grants.refused(tenant, "app-without-keys")
    claims = _verified(tenant, app, header, text)
    _check_names(tenant, base, segment, app, claims)
    _check_time(tenant, claims)
    _check_first_use(tenant, text, claims)


def _verified(tenant: Tenant, app: App, header: dict[str, Any], text: str) -> dict[str, Any]:
    """The claims of an assertion that one of the application's certificates signed."""
    certificate = next((c for c in app.certificates if _named(c, header)), None)
    if certificate is None:
        raise grants.refused(tenant, "assertion-signature")
    try:
        return dict(jwt.decode(text, certificate.public_key, algorithms=_ALGORITHMS, options=_SIGNATURE_ONLY))
    except (jwt.InvalidTokenError, ValueError, RecursionError):
        raise grants.refused(tenant, "assertion-signature") from None


def _named(certificate: AppCertificate, header: dict[str, Any]) -> bool:
    """Whether the header names this certificate, by the newer thumbprint or the older one; padding does not count."""
    for name, known in (("x5t#S256", certificate.thumbprint_sha256), ("x5t", certificate.thumbprint_sha1)):
        if name in header:
            shown = str(header[name]).rstrip("=").encode("utf-8", "surrogatepass")
            return hmac.compare_digest(shown, known.rstrip("=").encode())
    return False


def _check_names(tenant: Tenant, base: str, segment: str, app: App, claims: dict[str, Any]) -> None:
    if not claims.get("sub"):
        raise grants.refused(tenant, "assertion-without-subject")
    if not str(claims.get("iss", "")).lower() == str(claims["sub"]).lower() == app.client_id.lower():
        raise grants.refused(tenant, "assertion-of-another-app")
    audience = claims.get("aud")
    meant = audience if isinstance(audience, list) else [audience]
    if not any(isinstance(one, str) and _is_us(tenant, base, segment, one) for one in meant):
        raise grants.refused(tenant, "assertion-audience")


def _is_us(tenant: Tenant, base: str, segment: str, audience: str) -> bool:
    """The token endpoint, v1.0 or v2.0, or the issuer, of this tenant under any of its names."""
    try:
        parts = urlsplit(audience)
    except ValueError:
        return False
    name, _, rest = parts.path.strip("/").partition("/")
    ours = parts.netloc == urlsplit(base).netloc or parts.netloc in _HOSTS
    tenants = {tenant.id, tenant.domain, segment} if segment in META else {tenant.id, tenant.domain}
    return (
        parts.scheme == "https"
        and ours
        and name.lower() in tenants
        and rest in {"oauth2/v2.0/token", "oauth2/token", "v2.0", ""}
    )


def _check_time(tenant: Tenant, claims: dict[str, Any]) -> None:
    now = tenant.clock.now()
    end: Any = claims.get("exp")
    start: Any = claims.get("nbf", claims.get("iat", now))
    times = {"now": _shown(now), "start": _shown(start), "end": _shown(end)}
    if not (_is_number(start) and _is_number(end) and start - GRACE <= now <= end + GRACE):
        raise grants.refused(tenant, "assertion-out-of-time", **times)


def _check_first_use(tenant: Tenant, text: str, claims: dict[str, Any]) -> None:
    """MSAL sends the same assertion for nine minutes, so only a tenant that wants it refuses the second use."""
    name = str(claims.get("jti") or hashlib.sha256(text.encode()).hexdigest())
    used = tenant.entra.used_assertions
    if name in used and tenant.entra.manners.refuse_used_assertions:
        raise grants.refused(tenant, "assertion-used-twice")
    remember(used, name, tenant.clock.now())


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _shown(value: object) -> str:
    if not isinstance(value, (int, float)):
        return ""
    try:
        return f"{datetime.datetime.fromtimestamp(value, datetime.UTC):%Y-%m-%dT%H:%M:%S.0000000Z}"
    except (ValueError, OverflowError, OSError):
        return ""
