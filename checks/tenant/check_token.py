"""Does Entra ID issue a token for this grant, and what does our own reading make of it?"""

from __future__ import annotations

import time
from collections.abc import Sequence

from ..check import FATAL, WARNING, check, fail, not_applied
from ..config.profile import Profile
from ..judge import learned, refuse
from ..observation import Observation
from .reading import SHORT_SECONDS, protocols_of, suspicions, words_of
from .tried import leave_absent, leave_untried, refuse_each, tried
from .used import must_use

# simonrob/email-oauth2-proxy#244; the limit itself is assumed.
POP3_LIMIT = 4096
# Exchange may have given an application its rights by itself, and then wants no roles in the token
# (Microsoft: RBAC for Applications in Exchange Online).
WITHOUT_ROLES = ("app-only-without-roles", "app-role-smtp-missing", "app-role-imap-missing", "app-role-pop3-missing")
_CLAIMS = "Microsoft: access token claims reference"
_SCOPES = "Microsoft: Authenticate an IMAP, POP or SMTP connection using OAuth"


@check(
    "token.issued",
    refs=["RFC 6749 6", "RFC 6749 5.1", "RFC 9700 4.14.2", "Microsoft: refresh tokens"],
    needs=["app.secret", "settings.refresh_token"],
)
def check_token_is_issued(token: Observation) -> str:
    """Entra ID issues an access token."""
    facts = learned(token, "entra", "settings").facts
    if token.failure is not None:
        refuse(token.failure)
    if facts.get("unkept"):
        fail(facts["unkept"], "refresh-token-not-kept", severity=WARNING)
    size = f"{facts['size'] / 1000:.1f} kB"
    return f"opaque (as personal accounts get), {size}" if facts["opaque"] else size


@check("token.audience", refs=[_CLAIMS, _SCOPES], needs=["token.issued"])
def check_token_is_for_exchange(
    profile: Profile,
    token: Observation,
    sessions: Sequence[Observation],
) -> str:
    """The token is for Exchange Online."""
    _hint(profile, token, ("token-audience-",), sessions)
    return f"for {str(token.facts['claims'].get('aud', '')).removeprefix('https://')}"


@check("token.scopes", refs=[_SCOPES], needs=["token.issued"])
def check_token_permits_the_protocols(
    profile: Profile,
    token: Observation,
    sessions: Sequence[Observation],
) -> str:
    """The token permits every protocol that the profile uses."""
    _hint(profile, token, ("token-scope-", "app-role-", "app-only-"), sessions)
    claims = token.facts["claims"]
    return " ".join(words_of(claims.get("scp")) or words_of(claims.get("roles")))


@check("token.user", refs=[_CLAIMS, _SCOPES], needs=["token.issued"])
def check_token_belongs_to_the_mailbox(
    profile: Profile,
    token: Observation,
    sessions: Sequence[Observation],
) -> str:
    """The token belongs to the mailbox."""
    _hint(profile, token, ("token-of-another-",), sessions)
    claims = token.facts["claims"]
    return str(claims.get("upn") or claims.get("unique_name") or "app-only")


@check("token.lifetime", refs=["Microsoft: configurable token lifetimes"], needs=["token.issued"], severity=WARNING)
def check_token_lives_long_enough(
    profile: Profile,
    token: Observation,
    sessions: Sequence[Observation],
) -> str:
    """The token lives long enough to be used."""
    _hint(profile, token, ("token-expired", "token-from-the-future"), sessions)
    seconds = int(token.facts.get("expires_in", 0))
    ends = token.facts["claims"].get("exp")
    if "expires_in" not in token.facts:
        not_applied("the profile brings its own access token")
    if not seconds and isinstance(ends, int):
        seconds = max(int(ends - time.time()), 0)
    elif not seconds:
        not_applied("the login host did not say how long the token lives")
    if seconds < SHORT_SECONDS:
        fail(f"the token lives {seconds} seconds", "token-lifetime-short")
    return f"{seconds // 60} min left"


@check("token.size", refs=["MS-XOAUTH2", "RFC 4954 4"], needs=["token.issued"], severity=WARNING)
def check_token_is_short_enough(profile: Profile, token: Observation) -> None:
    """The token is no longer than the servers of the profile take."""
    must_use(profile, "pop3")
    size = int(learned(token).facts["size"])
    if size > POP3_LIMIT:
        fail(f"the token has {size} characters; POP3 is reported to take {POP3_LIMIT}", "pop3-token-too-long")


@check("token.copies", refs=["RFC 6749 6", "Microsoft: refresh tokens", "S89", "S95"], needs=["tenant.found"])
def check_every_copy_gets_a_token(
    profile: Profile, token: Observation, secret_alone: Observation, copies: Observation
) -> None:
    """Entra ID issues an access token to every consumer that holds a copy of the credentials."""
    found = tried(profile, token, secret_alone, copies)
    refuse_each([one for one in found if one.refused and not one.of_the_app], found, copies)
    silent = [str(one) for one in found if not one.answered]
    if silent:
        fail("; ".join(silent), severity=WARNING)
    leave_absent(copies)
    leave_untried(copies)
    if not all(one.accepted for one in found):
        not_applied("app.copies says which copies are refused")


def _hint(profile: Profile, token: Observation, kinds: tuple[str, ...], sessions: Sequence[Observation]) -> None:
    """Say no if our reading suspects something and a server refused; a warning if none did."""
    learned(token)
    if token.facts.get("opaque"):
        not_applied("the token is opaque: only the servers can read it")
    found = {id: said for id, said in suspicions(profile, token).items() if id.startswith(kinds)}
    if not found:
        return
    about = {protocol for id in found for protocol in protocols_of(id)}
    refused = [s for s in sessions if s.probe.partition("_")[0] in about and s.failure and s.failure.kind == "refused"]
    if all(id in WITHOUT_ROLES for id in found) and all(s.ok for s in sessions if s.probe.partition("_")[0] in about):
        return
    said = "; ".join(found.values())
    fail(said, *found, severity=FATAL if refused else WARNING)
