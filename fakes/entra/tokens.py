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
from ..tenant.model import CONSUMERS, App, User
from ..tenant.tenant import Tenant
from .jwt_writer import fit, write
from .keys import SigningKey
from .scopes import OUTLOOK_AUDIENCES
from .state import remember

BACKDATED = 300
LIFETIME = range(3600, 5400)
LONG_LIFETIME = range(72000, 100_800)
PERSONAL_LIFETIME = 3600
GRAPH = "https://graph.microsoft.com"
ISSUER = "https://sts.windows.net/{}/"
FOREIGN_TENANT = "2b8d3f6a-7c11-4e0f-9f43-0d5e8c1a9b77"
_SHORT_SECONDS = 300
_VERIFIED_KEPT = 200
_SKEW = {"ahead": 600}


class BadToken(ValueError):
    """The token is not a valid access token of this tenant for Exchange; str() says why, without any of it."""


def mint(
    tenant: Tenant,
    app: App,
    user: User | None,
    audience: str,
    permissions: list[str],
    *,
    proof: str = "",
    capabilities: tuple[str, ...] = (),
) -> tuple[str, int, list[str]]:
    """An access token, its lifetime in seconds and the permissions in it.

    `user` None makes an app-only token whose `permissions` become `roles`. `proof` is how the application showed who
    it is (`appidacr`: 0 not at all, 1 by secret, 2 by certificate; empty: as it is registered). `capabilities` are
    those the client declared; `cp1` (continuous access evaluation) makes tokens live long. A fault at the moment
    `mint` changes what is issued, as a wrong setting of the tenant would.
    """
    fault = tenant.faults.take("mint", "token")
    how = fault.effect.argument if fault and isinstance(fault.effect, Behave) else ""
    now = tenant.clock.now()
    lifetime = _SHORT_SECONDS if how == "short" else _lifetime(tenant, user, capabilities)
    granted = [p for p in permissions if how != f"without-{p}"]
    if how == "another-user" and user is not None:
        user = next(u for u in tenant.users.values() if u is not user)
    home = FOREIGN_TENANT if how == "foreign-tenant" else _home(tenant, user)
    issued = int(now) + tenant.entra.manners.skew_s + _SKEW.get(how, 0)
    claims: dict[str, Any] = {
        "aud": GRAPH if how == "audience-graph" else audience,
        "iss": ISSUER.format(home),
        "iat": issued - BACKDATED,
        "nbf": issued - BACKDATED,
        "exp": issued + lifetime,
        "aio": _opaque(now, 60),
        "app_displayname": app.name,
        "appid": app.client_id,
        "appidacr": proof or ("1" if app.confidential else "0"),
        "rh": "1." + secrets.token_urlsafe(48) + ".",
        "sid": secrets.token_hex(16),
        "tid": home,
        "uti": secrets.token_urlsafe(16),
        "ver": "1.0",
        "wids": ["b79fbf4d-3ef9-4689-8143-76b194e85509"],
        "xms_audience_guid": "00000002-0000-0ff1-ce00-000000000000",
        "xms_ftd": secrets.token_urlsafe(60),
        "xms_idrel": "1 14",
        "xms_sub_fct": "3 4",
    }
    if capabilities:
        claims["xms_cc"] = [*capabilities]
    if how == "expired":
        claims.update(iat=issued - 7200, nbf=issued - 7200, exp=issued - 3300)
    if user is None:
        claims |= {"idtyp": "app", "idp": claims["iss"], "oid": app.object_id, "sub": app.object_id}
        # Without any permission the claim is not there at all (assumed; no capture of such a token).
        claims |= {"roles": granted} if granted else {}
    else:
        claims |= _about(app, user, granted, now)
    if user is not None and user.personal:
        return _opaque_token(tenant, claims), lifetime, granted
    key = tenant.keys.current
    header = {"typ": "JWT", "nonce": secrets.token_urlsafe(32), "alg": "RS256", "x5t": key.id, "kid": key.id}
    if tenant.entra.manners.token_size:
        fit(header, claims, tenant.entra.manners.token_size)
    return write(key, header, claims), lifetime, granted


def refresh_in(lifetime: int) -> int | None:
    """When to renew a token before it ends, in seconds: said of long-lived ones only, about half way."""
    return lifetime // 2 if lifetime >= LONG_LIFETIME.start else None


def id_token(tenant: Tenant, app: App, user: User, issuer: str, nonce: str, version: str = "2.0", **hashes: str) -> str:
    """The id token, v2.0 format, from the issuer that discovery names; `nonce` is repeated when there is one.

    Version 1.0 has `upn` and `unique_name` in place of `preferred_username` (access-token claims reference). `hashes`
    are more claims, for the hybrid flow.
    """
    issued = int(tenant.clock.now()) + tenant.entra.manners.skew_s
    name = {"upn": user.upn, "unique_name": user.upn} if version == "1.0" else {"preferred_username": user.upn}
    claims: dict[str, Any] = {
        "aud": app.client_id,
        "iss": issuer,
        "iat": issued - BACKDATED,
        "nbf": issued - BACKDATED,
        "exp": issued + 3600,
        "name": user.name,
        "oid": object_id(user),
        **name,
        "rh": "1." + secrets.token_urlsafe(48) + ".",
        "sub": _pairwise(app, user),
        "tid": _home(tenant, user),
        "uti": secrets.token_urlsafe(16),
        "ver": version,
        **hashes,
    }
    if nonce:
        claims["nonce"] = nonce
    key = tenant.keys.current
    # Clients of version 1.0 look the key up by `x5t`.
    more = {"x5t": key.id} if version == "1.0" else {}
    return write(key, {"typ": "JWT", "alg": "RS256", **more, "kid": key.id}, claims)


def client_info(tenant: Tenant, user: User) -> str:
    """Who signed in, as MSAL wants it: unpadded base64url of JSON."""
    members = {"uid": object_id(user), "utid": CONSUMERS if user.personal else user.home_tenant or tenant.id}
    return base64.urlsafe_b64encode(json.dumps(members, separators=(",", ":")).encode()).rstrip(b"=").decode()


def object_id(user: User) -> str:
    """The id of an account; those of personal accounts begin with zeros (unverified)."""
    return "00000000-0000-0000-" + user.object_id[19:] if user.personal else user.object_id


def _lifetime(tenant: Tenant, user: User | None, capabilities: tuple[str, ...]) -> int:
    """60 to 90 minutes; 20 to 28 hours for clients that can hear of a revocation (entra-docs; the 20 is unverified)."""
    if user is not None and user.personal:
        return PERSONAL_LIFETIME
    if "cp1" in capabilities:
        # azure-sdk-for-js recording of October 2023, an application.
        return 86399 if user is None else tenant.entra.lifetimes.choice(LONG_LIFETIME)
    return tenant.entra.lifetimes.choice(LIFETIME)


def _home(tenant: Tenant, user: User | None) -> str:
    return CONSUMERS if user is not None and user.personal else tenant.id


def _about(app: App, user: User, granted: list[str], now: float) -> dict[str, Any]:
    given, _, family = user.name.partition(" ")
    return {
        "acct": 0,
        "acr": "1",
        "amr": ["pwd"],
        "family_name": family or given,
        "given_name": given,
        "idtyp": "user",
        "ipaddr": "127.0.0.1",
        "login_hint": "O." + _opaque(now, 180),
        "name": user.name,
        "oid": object_id(user),
        "puid": "10032001" + user.object_id[:8].upper(),
        "scp": " ".join(granted),
        "sub": _pairwise(app, user),
        "unique_name": user.upn,
        "upn": user.upn,
    }


def _opaque_token(tenant: Tenant, claims: dict[str, Any]) -> str:
    """What personal accounts get: no JWT, but a value that only this tenant can look up (entra-docs: `EwB...`)."""
    random = secrets.token_bytes(1150)
    token = base64.b64encode(bytes([0x13, 0x00, 0x40 | random[0] & 0x3F]) + random[1:]).decode()
    remember(tenant.entra.opaque_tokens, token, claims)
    return token


def verify_access_token(tenant: Tenant, token: str) -> dict[str, Any]:
    """The claims of a token that Exchange accepts. Raises BadToken.

    Signature, issuer, tenant, audience and expiry are judged; the age counts the advances of the tenant's clock. The
    opaque token of a personal account is looked up.
    """
    if token.startswith("EwB"):
        return _look_up(tenant, token)
    # PyJWT takes a third of the time of a login, and a signature that was good stays so: it is checked once, and what
    # changes with time (the keys in use, the token's age) is judged each time.
    digest = hashlib.sha256(token.encode()).digest()
    if digest not in tenant.entra.verified:
        remember(tenant.entra.verified, digest, _decode(tenant, token), _VERIFIED_KEPT)
    key, claims = tenant.entra.verified[digest]
    if tenant.keys.find(key.id) is not key:
        raise BadToken("signed by an unknown key")
    if seconds_left(tenant, claims) <= 0:
        raise BadToken("expired")
    return claims


def _decode(tenant: Tenant, token: str) -> tuple[SigningKey, dict[str, Any]]:
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
    return key, claims


def _look_up(tenant: Tenant, token: str) -> dict[str, Any]:
    claims = tenant.entra.opaque_tokens.get(token)
    if claims is None:
        raise BadToken("not issued here")
    if claims["aud"] not in OUTLOOK_AUDIENCES or claims["tid"] != CONSUMERS:
        raise BadToken("for another resource or of another tenant")
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
