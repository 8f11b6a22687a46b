"""What ends a grant, and what does not: events of an account against the kinds of what it had.

Source: entra-docs, refresh-tokens, 05/2025. Kinds: what came by a password or otherwise, a session cookie or a token
of a public client; a token of a confidential client is a kind of its own.
"""

from __future__ import annotations

from .model import User

PASSWORD_COOKIE, PASSWORD_TOKEN = "password-cookie", "password-token"
OTHER_COOKIE, OTHER_TOKEN = "other-cookie", "other-token"
CONFIDENTIAL_TOKEN = "confidential-token"
KINDS = (PASSWORD_COOKIE, PASSWORD_TOKEN, OTHER_COOKIE, OTHER_TOKEN, CONFIDENTIAL_TOKEN)

REVOKED: dict[str, frozenset[str]] = {
    "password expires": frozenset(),
    "user changes password": frozenset({PASSWORD_COOKIE, PASSWORD_TOKEN}),
    "admin resets password (portal)": frozenset({PASSWORD_COOKIE, PASSWORD_TOKEN}),
    "admin resets password (entra_center)": frozenset(
        {PASSWORD_COOKIE, PASSWORD_TOKEN, OTHER_TOKEN, CONFIDENTIAL_TOKEN}
    ),
    "revoke sessions": frozenset(KINDS),
    "sign out": frozenset({PASSWORD_COOKIE, OTHER_COOKIE}),
}


def kind_of_token(*, confidential: bool, by_password: bool) -> str:
    """The column of the table to which a refresh token belongs."""
    if confidential:
        return CONFIDENTIAL_TOKEN
    return PASSWORD_TOKEN if by_password else OTHER_TOKEN


def end_cookies(user: User, kinds: frozenset[str], now: float) -> None:
    """Note from when on (Unix seconds) a session of this user must have begun to be still alive."""
    if PASSWORD_COOKIE in kinds:
        user.password_sessions_from = now
    if OTHER_COOKIE in kinds:
        user.other_sessions_from = now
