"""Who has signed in with this browser? A cookie names a session, which knows its accounts and guards its forms."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from ...tenant.model import User
from ...tenant.tenant import Tenant

COOKIE = "ESTSAUTH"
# The session token without "Stay signed in" (Microsoft: configurable-token-lifetimes).
LIFE = 86400
# A program that keeps no cookies opens a session with each sign-in.
_KEPT = 1000
_NAMED = re.compile(rf"(?:^|;)\s*{COOKIE}=([\w-]{{1,100}})\s*(?=;|$)")
_ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Lax"


@dataclass(slots=True)
class Session:
    """A browser. `accounts` maps the names that signed in here to the time (Unix seconds) they did so; `second` are
    those that showed a second factor."""

    id: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    accounts: dict[str, float] = field(default_factory=dict)
    second: set[str] = field(default_factory=set)

    def header(self) -> dict[str, str]:
        """What makes the browser remember the session."""
        return {"Set-Cookie": f"{COOKIE}={self.id}; {_ATTRIBUTES}"}

    def flow_token(self, parts: Iterable[str]) -> str:
        """What a form of this session must carry, bound to what the form is about."""
        told = "\0".join(f"{len(part)}:{part}" for part in parts).encode("utf-8", "surrogatepass")
        return hmac.new(self.key, told, hashlib.sha256).hexdigest()

    def redeem(self, token: str, parts: Iterable[str]) -> bool:
        """Whether a form came from a page that this session was shown; such a form is taken once."""
        own = hmac.compare_digest(self.flow_token(parts), token.encode("ascii", "replace").decode())
        if own:
            self.key = secrets.token_bytes(32)
        return own


def find(tenant: Tenant, cookie: str) -> Session | None:
    """The session that a Cookie header names."""
    named = _NAMED.search(cookie)
    return tenant.sessions.get(named[1]) if named else None


def open_session(tenant: Tenant, before: Session | None = None, upn: str = "") -> Session:
    """A session under a new id, so that nobody can plant one; it takes over what the one before it knew."""
    session = Session()
    if before is not None:
        session.accounts.update(before.accounts)
        session.second |= before.second - {upn}
        tenant.sessions.pop(before.id, None)
    if upn:
        session.accounts[upn] = tenant.clock.now()
    while len(tenant.sessions) >= _KEPT:
        del tenant.sessions[next(iter(tenant.sessions))]
    tenant.sessions[session.id] = session
    return session


def signed_in(tenant: Tenant, session: Session | None) -> list[User]:
    """The accounts of this browser that need no password now."""
    return [user for user, live in accounts(tenant, session) if live]


def accounts(tenant: Tenant, session: Session | None) -> list[tuple[User, bool]]:
    """Every account of this browser, and whether it is signed in: sessions end with age and with a revocation."""
    if session is None:
        return []
    known = [(tenant.user(upn), at) for upn, at in session.accounts.items()]
    return [
        (user, tenant.clock.age(at) <= LIFE and at >= user.tokens_valid_from) for user, at in known if user is not None
    ]


def clear_session(tenant: Tenant, cookie: str) -> dict[str, str]:
    """Sign this browser out: `cookie` is its Cookie header; the answer holds the header that forgets the session."""
    session = find(tenant, cookie)
    if session is not None:
        del tenant.sessions[session.id]
    return {"Set-Cookie": f"{COOKIE}=; {_ATTRIBUTES}; Max-Age=0"}
