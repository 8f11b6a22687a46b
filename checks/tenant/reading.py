"""What our own reading of an access token suspects: hints, which only a server's refusal turns into causes."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
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
# What the claims of a token decide, when they can be read.
READABLE = frozenset(
    {
        "token-audience-graph",
        "token-audience-wrong",
        "token-scope-smtp-missing",
        "token-scope-imap-missing",
        "token-scope-pop3-missing",
        "token-of-another-user",
        "token-of-another-tenant",
        "token-expired",
        "token-from-the-future",
        "token-malformed",
    }
)
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
    app_only = claims.get("idtyp") == "app" or ("roles" in claims and "scp" not in claims)
    permitted = words_of(claims.get("roles" if app_only else "scp"))
    wanted = APPLICATION if app_only else DELEGATED
    for place in profile.servers:
        name = wanted[place.protocol]
        if name not in permitted:
            found[f"token-scope-{place.protocol}-missing"] = (
                f"{name} is not in the token (it holds {' '.join(permitted) or 'nothing'})"
            )
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


def ruled_out(profile: Profile, token: Observation) -> frozenset[str]:
    """Ids of diagnoses that a readable token speaks against: what it could show, and does not."""
    claims = token.facts.get("claims", {})
    if not token.ok or not claims:
        return frozenset()
    app_only = {"app-only-not-set-up"} if "scp" in claims else set()
    # A delegate's token is right, or not, by rights that no token shows.
    delegate = {"token-of-another-user"} if _is_delegate(profile, claims) else set()
    return frozenset((READABLE | app_only) - delegate - set(suspicions(profile, token)))


def narrowed(
    profile: Profile, token: Observation, sessions: Mapping[str, Observation], protocol: str
) -> frozenset[str]:
    """What the answers of all servers together say of a refusal on `protocol`: who took the token, and whose it is.

    Ids of diagnoses; `sessions` are by protocol. Nothing is said where the token cannot be read, or is suspect itself.
    """
    claims = token.facts.get("claims", {})
    if not token.ok or not claims or suspicions(profile, token):
        return frozenset()
    if "scp" not in claims:
        return frozenset({"app-only-not-set-up"})
    if _is_delegate(profile, claims):
        return frozenset({"shared-mailbox-as-smtp-user" if protocol == "smtp" else "token-of-another-user"})
    words = {name: seen.failure.words if seen.failure else "" for name, seen in sessions.items()}
    if NO_MAILBOX in words.get("smtp", ""):
        return frozenset({"mailbox-without-licence"})
    taken = {name for name, seen in sessions.items() if _logged_in(seen)}
    off = {"imap": "imap-off-for-mailbox", "pop3": "pop3-off-for-mailbox"}
    return frozenset({off[protocol]} if protocol in off and taken - {protocol} else ())


def _is_delegate(profile: Profile, claims: Mapping[str, Any]) -> bool:
    user = str(claims.get("upn") or claims.get("unique_name") or "").lower()
    return profile.mailbox.shared and "scp" in claims and user != profile.mailbox.xoauth2_user.lower()


def _logged_in(seen: Observation) -> bool:
    return str(seen.facts.get("auth", "")).startswith(("235", "OK", "+OK"))


def protocols_of(suspicion: str) -> tuple[str, ...]:
    """Which protocols a suspicion is about."""
    parts = suspicion.split("-")
    return (parts[2],) if suspicion.startswith("token-scope-") else ("smtp", "imap", "pop3")
