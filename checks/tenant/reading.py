"""What our own reading of an access token suspects: hints, which only a server's refusal turns into causes."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ..config.profile import Profile
from ..observation import Observation

EXCHANGE_ID = "00000002-0000-0ff1-ce00-000000000000"
GRAPH = frozenset({"https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000"})
SHORT_SECONDS = 600
# A token is issued five minutes back (entra-docs), so one that begins later than now is odd; a slow clock may be.
LEEWAY_SECONDS = 60
# nodemailer#949: the account has no mailbox, mostly for want of a licence.
NO_MAILBOX = "Mailbox cannot be accessed"
# IMAP knows who it is, and opens no mailbox (simonrob/email-oauth2-proxy#74; jstedfast/MailKit#1496).
CONNECTED_NOWHERE = "authenticated but not connected"
_OFF = {"imap": "imap-off-for-mailbox", "pop3": "pop3-off-for-mailbox"}
# What the claims of a token decide, when they can be read.
READABLE = frozenset(
    {
        "token-audience-graph",
        "token-audience-wrong",
        "token-scope-smtp-missing",
        "token-scope-imap-missing",
        "token-scope-pop3-missing",
        "app-only-without-roles",
        "app-role-smtp-missing",
        "app-role-imap-missing",
        "app-role-pop3-missing",
        "token-of-another-user",
        "token-of-another-tenant",
        "token-expired",
        "token-from-the-future",
        "token-malformed",
    }
)
# What every server would refuse alike, so that one which takes the token clears it.
_OF_ALL_SERVERS = frozenset(
    {
        "token-audience-graph",
        "token-audience-wrong",
        "token-of-another-tenant",
        "token-expired",
        "token-from-the-future",
        "token-malformed",
        "user-disabled",
    }
)
_NONE: Mapping[str, Observation] = MappingProxyType({})
# What only a token of the application itself runs into, and what only one of a user does.
_OF_APPS = frozenset({"app-only-not-set-up", "app-only-without-mailbox-right"})
_ROLES = frozenset(
    {"app-only-without-roles", "app-role-smtp-missing", "app-role-imap-missing", "app-role-pop3-missing"}
)
_OF_USERS = frozenset({"shared-mailbox-as-smtp-user", "user-disabled"})
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Which permission a token needs for which protocol (Microsoft: Authenticate an IMAP, POP or SMTP connection).
DELEGATED = {"smtp": "SMTP.Send", "imap": "IMAP.AccessAsUser.All", "pop3": "POP.AccessAsUser.All"}
APPLICATION = {"smtp": "SMTP.SendAsApp", "imap": "IMAP.AccessAsApp", "pop3": "POP.AccessAsApp"}


def suspicions(profile: Profile, token: Observation) -> dict[str, str]:
    """Ids of diagnoses that the claims speak for, each with what was read. Empty for an opaque token."""
    claims: Mapping[str, Any] = token.facts.get("claims", {})
    found: dict[str, str] = {}
    if not token.ok or not claims:
        return found
    audience = str(claims.get("aud", "")).rstrip("/")
    if audience not in {*(r.rstrip("/") for r in profile.cloud.resources), EXCHANGE_ID}:
        kind = "token-audience-graph" if audience in GRAPH else "token-audience-wrong"
        found[kind] = f"the token is for {audience or 'nobody'}, not for {profile.cloud.resource}"
    app_only = is_app_only(profile, claims)
    if not found:  # what a token for somebody else permits there says nothing
        found |= _lacking(profile, claims, app_only=app_only)
    user = str(claims.get("upn") or claims.get("unique_name") or "").lower()
    mailbox = profile.mailbox
    if not app_only and user and not mailbox.shared and user != mailbox.xoauth2_user.lower():
        found["token-of-another-user"] = f"the token belongs to {user}, the mailbox is {mailbox.xoauth2_user}"
    tenant = profile.authority.tenant.lower()
    if _GUID.fullmatch(tenant) and str(claims.get("tid", tenant)).lower() != tenant:
        found["token-of-another-tenant"] = f"the token was issued by tenant {claims['tid']}, not by {tenant}"
    if isinstance(claims.get("exp"), int) and claims["exp"] < time.time():
        found["token-expired"] = f"the token ended {int(time.time() - claims['exp'])} seconds ago"
    if isinstance(claims.get("nbf"), int) and claims["nbf"] > time.time() + LEEWAY_SECONDS:
        found["token-from-the-future"] = f"the token begins in {int(claims['nbf'] - time.time())} seconds"
    return found


def words_of(claim: object) -> list[str]:
    """The permissions in a claim: a list of texts, or one text with blanks."""
    return [str(one) for one in claim] if isinstance(claim, list) else str(claim or "").split()


def is_app_only(profile: Profile, claims: Mapping[str, Any]) -> bool:
    """Whether a token is of the application itself and of no user: `idtyp` is optional, and `roles` may be absent."""
    if "idtyp" in claims:
        return bool(claims["idtyp"] == "app")
    nobody = not (claims.get("upn") or claims.get("unique_name"))
    return "scp" not in claims and ("roles" in claims or profile.grant.flow == "client_credentials" or nobody)


def _lacking(profile: Profile, claims: Mapping[str, Any], *, app_only: bool) -> dict[str, str]:
    """The permissions for the profile's protocols that a token does not hold."""
    permitted = words_of(claims.get("roles" if app_only else "scp"))
    holds = f"it holds {' '.join(permitted) or 'nothing'}"
    if app_only and not set(APPLICATION.values()) & set(permitted):
        return {"app-only-without-roles": f"no application permission for mail is in the app's own token ({holds})"}
    wanted, id = (APPLICATION, "app-role-{}-missing") if app_only else (DELEGATED, "token-scope-{}-missing")
    return {
        id.format(place.protocol): f"{wanted[place.protocol]} is not in the token ({holds})"
        for place in profile.servers
        if wanted[place.protocol] not in permitted
    }


def ruled_out(profile: Profile, token: Observation, sessions: Mapping[str, Observation] = _NONE) -> frozenset[str]:
    """Ids of diagnoses that a readable token speaks against, or servers that took it (`sessions` by protocol)."""
    claims = token.facts.get("claims", {})
    if not token.ok:
        return frozenset()
    taken, known = _taken(sessions)
    by_servers = (_OF_ALL_SERVERS if taken else frozenset()) | ({"app-only-not-set-up"} if known else frozenset())
    by_servers |= {"app-only-without-mailbox-right"} if _opened(sessions) else frozenset()
    if not claims:
        # An application gets no opaque token of its own: those are for users with a personal account.
        return (_OF_APPS | _ROLES if token.facts.get("opaque") else frozenset()) | by_servers
    kind = _OF_USERS if is_app_only(profile, claims) else _OF_APPS
    # A delegate's token is right, or not, by rights that no token shows.
    delegate = {"token-of-another-user"} if _is_delegate(profile, claims) else set()
    return frozenset((READABLE | kind | by_servers) - delegate - set(suspicions(profile, token)))


def narrowed(
    profile: Profile, token: Observation, sessions: Mapping[str, Observation], protocol: str
) -> frozenset[str]:
    """What the answers of all servers together say of a refusal on `protocol`: who took the token, and whose it is.

    Ids of diagnoses; `sessions` are by protocol. Nothing is said where the token cannot be read, or is suspect itself.
    """
    claims = token.facts.get("claims", {})
    if not token.ok or not claims or suspicions(profile, token):
        return frozenset()
    taken, known = _taken(sessions)
    if is_app_only(profile, claims):
        return frozenset({_of_app(protocol, _opened(sessions), known=known)})
    if _is_delegate(profile, claims):
        return frozenset({"shared-mailbox-as-smtp-user" if protocol == "smtp" else "token-of-another-user"})
    if "smtp" in sessions and NO_MAILBOX in _words(sessions["smtp"]):
        return frozenset({"mailbox-without-licence"})
    return frozenset({_OFF[protocol]} if protocol in _OFF and taken - {protocol} else ())


def _of_app(protocol: str, opened: set[str], *, known: bool) -> str:
    """What stands in the way of an application whose token is right: its registration, its rights, or a switch.

    Exchange looks for the service principal at the login; SMTP takes any that it knows, and the mailbox opens later.
    """
    if protocol in _OFF and opened:
        return _OFF[protocol]
    return "app-only-without-mailbox-right" if known else "app-only-not-set-up"


def _taken(sessions: Mapping[str, Observation]) -> tuple[set[str], bool]:
    """The protocols that took the token, and whether Exchange knows whose it is at all."""
    taken = {name for name, seen in sessions.items() if _logged_in(seen)}
    return taken, bool(taken) or any(CONNECTED_NOWHERE in _words(seen) for seen in sessions.values())


def _opened(sessions: Mapping[str, Observation]) -> set[str]:
    """The protocols that opened the mailbox itself, which SMTP does not before a message comes."""
    return {name for name, seen in sessions.items() if name in _OFF and seen.ok and _logged_in(seen)}


def _words(seen: Observation) -> str:
    return seen.failure.words if seen.failure else ""


def _is_delegate(profile: Profile, claims: Mapping[str, Any]) -> bool:
    user = str(claims.get("upn") or claims.get("unique_name") or "").lower()
    return profile.mailbox.shared and "scp" in claims and user != profile.mailbox.xoauth2_user.lower()


def _logged_in(seen: Observation) -> bool:
    return str(seen.facts.get("auth", "")).startswith(("235", "OK", "+OK"))


def protocols_of(suspicion: str) -> tuple[str, ...]:
    """Which protocols a suspicion is about."""
    parts = suspicion.split("-")
    return (parts[2],) if suspicion.startswith(("token-scope-", "app-role-")) else ("smtp", "imap", "pop3")
