"""Does Exchange take mail from this mailbox with this token?"""

from __future__ import annotations

from ..check import WARNING, check, fail, not_applied
from ..config.profile import Profile
from ..judge import learned, refuse
from ..observation import Observation
from .used import must_use


@check("smtp.auth", refs=["MS-XOAUTH2", "RFC 4954 4"], needs=["tls.smtp", "token.issued"])
def check_auth_is_accepted(profile: Profile, smtp_hello: Observation, smtp_session: Observation) -> str:
    """SMTP AUTH XOAUTH2 is accepted."""
    must_use(profile, "smtp")
    learned(smtp_hello)  # garbage or silence behind TLS is no reason to skip
    facts = learned(smtp_session, "smtp").facts
    if smtp_session.failure is not None and not str(facts.get("auth", "")).startswith("235"):
        refuse(smtp_session.failure)
    return "AUTH XOAUTH2 accepted"


@check("smtp.mail_from", refs=["RFC 5321 3.3", "RFC 6409 6.1"], needs=["smtp.auth"])
def check_sender_is_accepted(profile: Profile, smtp_session: Observation) -> str:
    """MAIL FROM with the profile's From address is accepted."""
    must_use(profile, "smtp")
    learned(smtp_session, "smtp")
    if smtp_session.failure is not None:
        refuse(smtp_session.failure)
    return f"MAIL FROM {profile.mailbox.from_address} accepted"


@check(
    "smtp.starttls_enforced", refs=["RFC 3207 4", "RFC 8314 3.3"], needs=["tls.smtp", "token.issued"], severity=WARNING
)
def check_no_sender_is_taken_before_tls(profile: Profile, smtp_clear: Observation) -> None:
    """MAIL FROM without TLS is refused."""
    must_use(profile, "smtp")
    if smtp_clear.failure is not None and smtp_clear.failure.kind != "bug":
        return  # the connection that nobody needs was not wanted: nothing was taken
    facts = learned(smtp_clear).facts
    if not facts["asked"]:
        not_applied("TLS begins with the first byte")
    if facts["code"] == 250:
        fail(f"MAIL FROM:<> without TLS was answered {facts['words']}", "smtp-clear-accepted")
