"""Every word with which the fake Exchange Online refuses on IMAP."""

from __future__ import annotations

from .model import Fault, Reply

_IMAP = ("imap",)

EXCHANGE_IMAP = (
    Fault(
        "imap-authenticated-not-connected",
        "command",
        _IMAP,
        Reply(imap="BAD User is authenticated but not connected."),
        "a client that takes AUTHENTICATE OK for a working mailbox",
        "simonrob/email-oauth2-proxy#74, jstedfast/MailKit#1496",
        "2021 to 2025",
        "imap-authenticated-not-connected",
    ),
    Fault(
        "imap-login-not-connected",
        "auth",
        _IMAP,
        Reply(imap="NO User is authenticated but not connected."),
        "the same refusal as the answer to AUTHENTICATE itself, the form of 2026",
        "public transcript",
        "2026",
        "imap-authenticated-not-connected",
    ),
    Fault(
        "imap-throttled",
        "command",
        _IMAP,
        Reply(imap="BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds"),
        "a client that asks again at once",
        "imapsync FAQ for Office 365",
        "2023",
        "imap-throttled",
    ),
    Fault(
        "imap-session-token-expired",
        "command",
        _IMAP,
        Reply(imap="* BYE Session invalidated - AccessTokenExpired", then_close=True),
        "a session that outlives its token",
        "imapsync#250, joeyates/imap-backup#198",
        "2020 to 2024",
        "imap-session-token-expired",
    ),
    Fault(
        "imap-server-unavailable",
        "command",
        _IMAP,
        Reply(imap="NO Server Unavailable. 15"),
        "a mailbox that is being moved",
        "public transcript",
        "2022",
        "imap-server-unavailable",
    ),
)
