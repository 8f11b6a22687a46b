"""Are passwords still good for anything? From what is offered; by a wrong password only where that was asked for."""

from __future__ import annotations

from ..check import WARNING, check, fail, not_applied
from ..config.profile import Profile
from ..diagnoses.match import recognise
from ..judge import learned
from ..observation import Observation
from ..probes.basic import offered
from ..target import Target
from .used import must_use

_REFS = ["RFC 8314 3.3", "Microsoft: basic authentication in Exchange Online"]
_OFF = frozenset(
    {"basic-auth-disabled", "basic-auth-retired", "smtp-auth-disabled-tenant", "smtp-auth-disabled-mailbox"}
)
# Somebody else judges passwords here, and was not there to do it.
_ELSEWHERE = "smtp-federation-unreachable"


@check("smtp.basic", refs=_REFS, needs=["tls.smtp", "token.issued"], severity=WARNING)
def check_smtp_judges_no_password(
    profile: Profile, target: Target, smtp_hello: Observation, smtp_basic: Observation
) -> str:
    """SMTP takes no password."""
    return _judge("smtp", profile, target, smtp_hello, smtp_basic)


@check("imap.basic", refs=_REFS, needs=["tls.imap", "token.issued"], severity=WARNING)
def check_imap_judges_no_password(
    profile: Profile, target: Target, imap_hello: Observation, imap_basic: Observation
) -> str:
    """IMAP takes no password."""
    return _judge("imap", profile, target, imap_hello, imap_basic)


@check("pop3.basic", refs=_REFS, needs=["tls.pop3", "token.issued"], severity=WARNING)
def check_pop3_judges_no_password(
    profile: Profile, target: Target, pop3_hello: Observation, pop3_basic: Observation
) -> str:
    """POP3 takes no password."""
    return _judge("pop3", profile, target, pop3_hello, pop3_basic)


def _judge(protocol: str, profile: Profile, target: Target, hello: Observation, tried: Observation) -> str:
    must_use(profile, protocol)
    if not learned(hello, protocol).ok:
        not_applied("the server did not say what it offers")
    ways = offered(protocol, hello.facts)
    if not ways:
        return ""
    if not target.probe_basic:
        not_applied(f"{', '.join(ways)} offered, which says nothing about this mailbox; --probe-basic would ask")
    facts = learned(tried).facts
    if not facts.get("asked"):
        not_applied("this mailbox has just had one failing login on this protocol: no second one")
    said = str(facts["said"])
    found = {match.diagnosis.id for match in recognise(said, protocol)}
    if found & _OFF:
        return "passwords are off"
    if _ELSEWHERE in found:
        fail(f"a password would be judged by a server that was not there: {said}", _ELSEWHERE)
    if profile.policy.basic_fallback != "allow":
        fail(f"a wrong password was judged, not turned away: {said}", "basic-auth-still-allowed")
    return "a password is still judged, as the policy allows"
