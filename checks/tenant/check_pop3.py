"""Does Exchange let this token read the mailbox over POP3, in the two-line form that it demands?"""

from __future__ import annotations

from ..check import WARNING, check, fail, not_applied
from ..config.profile import Profile
from ..judge import learned, refuse
from ..observation import Observation
from .used import must_use


@check("pop3.auth", refs=["MS-XOAUTH2", "RFC 5034 4"], needs=["tls.pop3", "token.issued"])
def check_auth_in_two_lines_is_accepted(profile: Profile, pop3_hello: Observation, pop3_session: Observation) -> str:
    """POP3 AUTH XOAUTH2 in two lines is accepted."""
    must_use(profile, "pop3")
    learned(pop3_hello)  # garbage or silence behind TLS is no reason to skip
    facts = learned(pop3_session, "pop3").facts
    if pop3_session.failure is not None and not str(facts.get("auth", "")).startswith("+OK"):
        refuse(pop3_session.failure)
    return "AUTH XOAUTH2 in two lines accepted"


@check("pop3.mailbox", refs=["RFC 1939 5"], needs=["pop3.auth"])
def check_mailbox_opens(profile: Profile, pop3_session: Observation) -> str:
    """The first command after AUTH works: STAT counts the messages."""
    must_use(profile, "pop3")
    facts = learned(pop3_session, "pop3").facts
    if pop3_session.failure is not None:
        refuse(pop3_session.failure)
    count = str(facts["first"]).split()[1:2]
    return f"{count[0] if count else 'no'} messages"


@check("pop3.one_line", refs=["RFC 5034 4", "Microsoft: SASL XOAUTH2 for POP"], needs=["pop3.auth"], severity=WARNING)
def check_the_form_that_the_product_uses_is_accepted(profile: Profile, pop3_one_line: Observation) -> str:
    """The form of AUTH that the product uses is accepted; asked with --only pop3 alone."""
    must_use(profile, "pop3")
    facts = learned(pop3_one_line).facts
    if not facts["asked"]:
        not_applied("AUTH on one line is tried with --only pop3 alone")
    said = str(facts["words"])
    if said.startswith("+OK"):
        return "AUTH on one line accepted as well"
    if profile.receive.pop_two_line is False:
        fail(f"receive.pop_two_line is false, and AUTH on one line was answered {said}", "pop3-one-line-auth")
    return f"AUTH on one line would be refused: {said}"
