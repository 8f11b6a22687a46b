"""Does Exchange let this token read the mailbox over IMAP?"""

from __future__ import annotations

from ..check import check
from ..config.profile import Profile
from ..judge import learned, refuse
from ..observation import Observation
from .used import must_use


@check("imap.auth", refs=["MS-XOAUTH2", "RFC 9051 6.2.2", "RFC 4959"], needs=["tls.imap", "token.issued"])
def check_authenticate_is_accepted(profile: Profile, imap_hello: Observation, imap_session: Observation) -> str:
    """IMAP AUTHENTICATE XOAUTH2 is accepted."""
    must_use(profile, "imap")
    learned(imap_hello)  # garbage or silence behind TLS is no reason to skip
    facts = learned(imap_session, "imap").facts
    if imap_session.failure is not None and not str(facts.get("auth", "")).startswith("OK"):
        refuse(imap_session.failure)
    return "AUTHENTICATE XOAUTH2 accepted"


@check("imap.mailbox", refs=["RFC 9051 6.3.3"], needs=["imap.auth"])
def check_mailbox_opens(profile: Profile, imap_session: Observation) -> str:
    """The first command after AUTHENTICATE works: INBOX opens."""
    must_use(profile, "imap")
    facts = learned(imap_session, "imap").facts
    if imap_session.failure is not None:
        refuse(imap_session.failure)
    return f"INBOX opened read-only, {facts['exists']} messages"
