"""Whose words do the mail servers use, and what do they take: Exchange Online, Google, or the letter of the RFCs?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .challenge import Challenge, google, rfc7628
from .imap_manner import EXCHANGE_2022_IMAP, EXCHANGE_IMAP, GOOGLE_IMAP, RFC7628_IMAP, ImapManner
from .pop3_manner import EXCHANGE_2022_POP3, EXCHANGE_POP3, GOOGLE_POP3, RFC7628_POP3, STRICT_POP3, Pop3Manner
from .smtp_manner import (
    EXCHANGE_2022_SMTP,
    EXCHANGE_HVE_SMTP,
    EXCHANGE_SMTP,
    GOOGLE_SMTP,
    RFC7628_SMTP,
    STRICT_SMTP,
    SmtpManner,
)

LINE_LIMIT = 65536


@dataclass(frozen=True, slots=True)
class Dialect:
    """A manner of speaking, the same for all sessions of a tenant.

    `shows` says which clients it brings to light. `challenge` makes the error challenge that precedes a refusal, None
    where a server refuses at once. The limits are octets of a command with its line end. `imap`, `pop3` and `smtp` are
    its words.
    """

    name: str
    shows: str
    mechanisms: tuple[str, ...] = ("XOAUTH2",)
    challenge: Challenge | None = None
    smtp_command_limit: int = LINE_LIMIT
    pop3_command_limit: int = LINE_LIMIT
    imap: ImapManner = EXCHANGE_IMAP
    pop3: Pop3Manner = EXCHANGE_POP3
    smtp: SmtpManner = EXCHANGE_SMTP


DIALECTS: Mapping[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        Dialect("exchange", "Exchange Online as it was last seen (2025 to 2026)"),
        Dialect(
            "exchange-2022",
            "Exchange Online as it was about 2022: older banners and capabilities",
            imap=EXCHANGE_2022_IMAP,
            pop3=EXCHANGE_2022_POP3,
            smtp=EXCHANGE_2022_SMTP,
        ),
        Dialect(
            "exchange-hve",
            "High Volume Email (smtp-hve.office365.com): says what is wrong with a response, wants ten minutes of life",
            smtp=EXCHANGE_HVE_SMTP,
        ),
        Dialect(
            "google",
            "a client that does not answer the error challenge with an empty line",
            challenge=google,
            imap=GOOGLE_IMAP,
            pop3=GOOGLE_POP3,
            smtp=GOOGLE_SMTP,
        ),
        Dialect(
            "rfc7628",
            "a client that knows XOAUTH2 only, or that does not answer the error challenge with ^A",
            mechanisms=("OAUTHBEARER", "XOAUTH2"),
            challenge=rfc7628,
            imap=RFC7628_IMAP,
            pop3=RFC7628_POP3,
            smtp=RFC7628_SMTP,
        ),
        Dialect(
            "strict-length",
            "a client that sends a token in the AUTH line beyond 512 octets (SMTP) or 255 (POP3)",
            smtp_command_limit=512,
            pop3_command_limit=255,
            pop3=STRICT_POP3,
            smtp=STRICT_SMTP,
        ),
    )
}
EXCHANGE = DIALECTS["exchange"]
