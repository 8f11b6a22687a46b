"""Does a message with attachments arrive whole?"""

from __future__ import annotations

from ..check import check, fail, not_applied
from ..config.profile import Profile
from ..judge import learned, refuse
from ..observation import Observation
from ..target import Target
from .used import must_use


@check("message.sent", refs=["RFC 5321 3.3", "RFC 6409 6"], needs=["smtp.mail_from"])
def check_message_is_taken(profile: Profile, target: Target, message: Observation) -> str:
    """A message with several attachments is taken by SMTP."""
    _must_send(profile, target)
    if not str(message.facts.get("sent", "")).startswith("250"):
        learned(message)
    return f"sent to {target.send_to or profile.mailbox.xoauth2_user}"


@check("message.whole", refs=["RFC 2045 6", "RFC 2183 2.3", "RFC 9051 6.4.5"], needs=["message.sent", "imap.mailbox"])
def check_message_comes_back_whole(profile: Profile, target: Target, message: Observation) -> str:
    """The message is found by IMAP, every attachment the same byte for byte."""
    _must_send(profile, target)
    must_use(profile, "imap")
    facts = learned(message, "smtp", "imap", "message").facts
    if not facts.get("looked"):
        not_applied("sent to another mailbox: it cannot be looked for")
    if message.failure is not None:
        refuse(message.failure)
    if facts["wrong"]:
        fail(f"attachments came back changed: {', '.join(facts['wrong'])}", "message-changed")
    return f"found in INBOX after {facts['after']:.1f} s, {len(facts['attachments'])} attachments unchanged"


def _must_send(profile: Profile, target: Target) -> None:
    must_use(profile, "smtp")
    if not target.embedded and not target.send_to:
        not_applied("no test message without --send-to ADDRESS")
