"""Whose words do the mail servers use, and what do they take: Exchange Online, Google, or the letter of the RFCs?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..faults.model import Fault, Reply
from .challenge import Challenge, google, rfc7628

LINE_LIMIT = 65536


@dataclass(frozen=True, slots=True)
class Dialect:
    """A manner of speaking, the same for all sessions of a tenant.

    `shows` says which clients it brings to light. `challenge` makes the error challenge that precedes a refusal, None
    where a server refuses at once. The limits are octets of a command with its line end. `replies` holds, by id of a
    fault, the words that this dialect has in place of Exchange's.
    """

    name: str
    shows: str
    mechanisms: tuple[str, ...] = ("XOAUTH2",)
    challenge: Challenge | None = None
    smtp_command_limit: int = LINE_LIMIT
    pop3_command_limit: int = LINE_LIMIT
    replies: Mapping[str, Reply] = field(default_factory=dict)

    def reply(self, fault: Fault) -> Reply:
        """The words with which a fault refuses, in this dialect."""
        words = self.replies.get(fault.id, fault.effect)
        assert isinstance(words, Reply)
        return words


DIALECTS: Mapping[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        Dialect("exchange", "Exchange Online as it was last seen (2025 to 2026)"),
        Dialect("exchange-2022", "Exchange Online as it was about 2022: older banners and capabilities"),
        Dialect(
            "exchange-hve",
            "High Volume Email (smtp-hve.office365.com): says what is wrong with a response, wants ten minutes of life",
        ),
        Dialect(
            "google",
            "a client that does not answer the error challenge with an empty line",
            challenge=google,
        ),
        Dialect(
            "rfc7628",
            "a client that knows XOAUTH2 only, or that does not answer the error challenge with ^A",
            mechanisms=("OAUTHBEARER", "XOAUTH2"),
            challenge=rfc7628,
        ),
        Dialect(
            "strict-length",
            "a client that sends a token in the AUTH line beyond 512 octets (SMTP) or 255 (POP3)",
            smtp_command_limit=512,
            pop3_command_limit=255,
        ),
    )
}
EXCHANGE = DIALECTS["exchange"]
