"""Access tokens of the Outlook audience, minted and verified: v1.0 format, RS256, claims and size as seen.

Claims: access-token-claims reference (entra-docs), samples of 2017 to 2024 in jstedfast/MailKit#1811. `exp - nbf` is
3900 seconds there: the start is backdated five minutes, so lifetime is in `expires_in`, not in the claims.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import struct
from typing import Any

import jwt

from ..faults.model import Behave
from ..tenant.model import App, User
from ..tenant.tenant import Tenant
from .scopes import OUTLOOK_AUDIENCES

BACKDATED = 300
LIFETIME = range(3600, 5400)
GRAPH = "https://graph.microsoft.com"
ISSUER = "https://sts.windows.net/{}/"
FOREIGN_TENANT = "2b8d3f6a-7c11-4e0f-9f43-0d5e8c1a9b77"
_SHORT_SECONDS = 300


class BadToken(ValueError):
    """The token is not a valid access token of this tenant for Exchange; str() says why, without any of it."""


def mint(
    tenant: Tenant, app: App, user: User | None, audience: str, permissions: list[str]
) -> tuple[str, int, list[str]]:
    """An access token, its lifetime in seconds and the permissions in it.

    `user` None makes an app-only token whose `permissions` become `roles`. A fault at the moment `mint` changes what
    is issued, as a wrong setting of the tenant would.
    """
    fault = tenant.faults.take("mint", "token")
    how = fault.effect.argument if fault and isinstance(fault.effect, Behave) else ""
    now = tenant.clock.now()
    lifetime = _SHORT_SECONDS if how == "short" else secrets.choice(LIFETIME)
    granted = [p for p in permissions if how != f"without-{p}"]
    if how == "another-user" and user is not None:
        user = next(u for u in tenant.users.values() if u is not user)
    issued = int(now)
    claims: dict[str, Any] = {
        "aud": GRAPH if how == "audience-graph" else audience,
        "iss": ISSUER.format(FOREIGN_TENANT if how == "foreign-tenant" else tenant.id),
        "iat": issued - BACKDATED,
        "nbf": issued - BACKDATED,
        "exp": issued + lifetime,
        "aio": _opaque(now, 60),
        "app_displayname": app.name,
        "appid": app.client_id,
        "appidacr": "1" if app.confidential else "0",
        "rh": "1." + secrets.token_urlsafe(48) + ".",
        "sid": secrets.token_hex(16),
        "tid": FOREIGN_TENANT if how == "foreign-tenant" else tenant.id,
        "uti": secrets.token_urlsafe(16),
        "ver": "1.0",
        "wids": ["b79fbf4d-3ef9-4689-8143-76b194e85509"],
        "xms_audience_guid": "00000002-0000-0ff1-ce00-000000000000",
        "xms_ftd": secrets.token_urlsafe(60),
        "xms_idrel": "1 14",
        "xms_sub_fct": "3 4",
    }
    if how == "expired":
        claims.update(iat=issued - 7200, nbf=issued - 7200, exp=issued - 3300)
    if user is None:
        claims |= {"idtyp": "app", "idp": claims["iss"], "oid": app.object_id, "sub": app.object_id, "roles": granted}
    else:
        given, _, family = user.name.partition(" ")
        claims |= {
            "acct": 0,
            "acr": "1",
            "amr": ["pwd"],
            "family_name": family or given,
            "given_name": given,
            "idtyp": "user",
            "ipaddr": "127.0.0.1",
            "login_hint": "O." + _opaque(now, 180),
            "name": user.name,
            "oid": user.object_id,
            "puid": "10032001" + user.object_id[:8].upper(),
            "scp": " ".join(granted),
            "sub": _pairwise(app, user),
            "unique_name": user.upn,
            "upn": user.upn,
        }
    key = tenant.keys.current
    headers = {"typ": "JWT", "nonce": secrets.token_urlsafe(32), "x5t": key.id, "kid": key.id}
    token = jwt.encode(claims, key.private, algorithm="RS256", headers=headers)
    return token, lifetime, granted


def id_token(tenant: Tenant, app: App, user: User, issuer: str, nonce: str) -> str:
    """The id token, v2.0 format, from the issuer that discovery names; `nonce` is repeated when there is one."""
    issued = int(tenant.clock.now())
    claims: dict[str, Any] = {
        "aud": app.client_id,
        "iss": issuer,
        "iat": issued - BACKDATED,
        "nbf": issued - BACKDATED,
        "exp": issued + 3600,
        "name": user.name,
        "oid": user.object_id,
        "preferred_username": user.upn,
        "rh": "1." + secrets.token_urlsafe(48) + ".",
        "sub": _pairwise(app, user),
        "tid": tenant.id,
        "uti": secrets.token_urlsafe(16),
        "ver": "2.0",
    }
    if nonce:
        claims["nonce"] = nonce
    key = tenant.keys.current
    return jwt.encode(claims, key.private, algorithm="RS256", headers={"kid": key.id})


def client_info(tenant: Tenant, user: User) -> str:
    """Who signed in, as MSAL wants it: unpadded base64url of JSON."""
    return (
        base64.urlsafe_b64encode(json.dumps({"uid": user.object_id, "utid": tenant.id}).encode()).rstrip(b"=").decode()
    )


def verify_access_token(tenant: Tenant, token: str) -> dict[str, Any]:
    """The claims of a token that Exchange accepts. Raises BadToken.

    Signature, issuer, tenant, audience and expiry are judged; the age counts the advances of the tenant's clock.
    """
    try:
        key = tenant.keys.find(str(jwt.get_unverified_header(token).get("kid")))
        if key is None:
            raise BadToken("signed by an unknown key")
        claims: dict[str, Any] = jwt.decode(
            token,
            key.public,
            algorithms=["RS256"],
            audience=[*OUTLOOK_AUDIENCES],
            issuer=ISSUER.format(tenant.id),
            options={"require": ["aud", "iss", "exp", "nbf", "tid"]},
        )
    except (jwt.InvalidTokenError, RecursionError) as error:
        raise BadToken(type(error).__name__) from None
    if claims["tid"] != tenant.id:
        raise BadToken("of another tenant")
    if seconds_left(tenant, claims) <= 0:
        raise BadToken("expired")
    return claims


def seconds_left(tenant: Tenant, claims: dict[str, Any]) -> float:
    """How long a verified token still lives, in seconds; negative when it is dead."""
    made = _made(str(claims.get("aio", "")), claims["nbf"] + BACKDATED)
    return float(claims["exp"]) - made - tenant.clock.age(made)


def _pairwise(app: App, user: User) -> str:
    """The subject: always the same for one user in one application."""
    digest = hashlib.sha256(f"{app.client_id} {user.object_id}".encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _opaque(now: float, octets: int) -> str:
    """A claim nobody can read; ours begins with the exact time, which `iat` in whole seconds cannot tell."""
    return base64.urlsafe_b64encode(struct.pack(">d", now) + secrets.token_bytes(octets)).rstrip(b"=").decode()


def _made(aio: str, otherwise: float) -> float:
    try:
        return float(struct.unpack(">d", base64.urlsafe_b64decode(aio[:11] + "="))[0])
    except (ValueError, struct.error):
        return otherwise
