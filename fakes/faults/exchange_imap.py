"""Every word with which the fake Exchange Online refuses on IMAP."""

from __future__ import annotations

from .model import UNVERIFIED, Fault, Reply

_IMAP = ("imap",)


def _imap(id: str, words: str, shows: str, evidence: str, seen: str, diagnosis: str) -> Fault:
    return Fault(
        id, "command", _IMAP, Reply(imap=words, then_close=words.startswith("* BYE")), shows, evidence, seen, diagnosis
    )


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
        condition="dialect exchange-2022, and any condition of imap-login-not-connected",
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
        condition="Mailbox.imap_enabled or Mailbox.licensed off, or an application without Mailbox.full_access",
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
        condition="the end of the access token, in IDLE too",
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
    _imap(
        "imap-session-invalidated",
        "* BYE Session invalidated - Invalid",
        "a session that the server cuts",
        "public transcript",
        "undated",
        "imap-server-unavailable",
    ),
    _imap(
        "imap-connection-timed-out",
        "* BYE Connection is closed. 13",
        "a client that is silent for too long, or that does not read a BYE",
        "UvA-FNWI/M365-IMAP#2; the meaning is inferred from the on-premises product",
        "undated",
        "imap-connection-timed-out",
    ),
    _imap(
        "imap-command-invalid-state",
        "BAD Command received in Invalid state.",
        "commands that follow a session's end",
        "imapsync#250, Webklex/php-imap#258",
        "2023-07-12",
        "imap-client-command-wrong",
    ),
    _imap(
        "imap-command-not-valid",
        "BAD Command is not valid in this state.",
        "commands pipelined behind a LITERAL+ APPEND",
        "public transcript (isync)",
        "undated",
        "imap-client-command-wrong",
    ),
    _imap(
        "imap-argument-bad",
        "BAD Command Argument Error. 11",
        "an argument that Exchange does not take, such as CONDSTORE",
        "reports of client programs; the meaning is inferred from the on-premises product and from them",
        "undated",
        "imap-client-command-wrong",
    ),
    _imap(
        "imap-argument-count",
        "BAD Command Argument Error. 12",
        "a folder name with a blank and no quotes, or LIST ... RETURN",
        "reports of client programs; the meaning is inferred from the on-premises product and from them",
        "undated",
        "imap-client-command-wrong",
    ),
    Fault(
        "imap-auth-unavailable",
        "auth",
        _IMAP,
        Reply(imap="NO [UNAVAILABLE] Server Unavailable. 15"),
        "a client that throws its token away because of a trouble that passes",
        f"RFC 5530 3; Exchange Online has not been seen to say the code ({UNVERIFIED})",
        "2009-05",
        "imap-server-unavailable",
    ),
    Fault(
        "imap-authorization-failed",
        "auth",
        _IMAP,
        Reply(imap="NO [AUTHORIZATIONFAILED] The mailbox cannot be opened."),
        "a client that gets a new token where a right is missing",
        f"RFC 5530 3; Exchange Online has not been seen to say it ({UNVERIFIED})",
        "2009-05",
        "imap-authenticated-not-connected",
    ),
    Fault(
        "imap-preauth",
        "greeting",
        _IMAP,
        Reply(imap="* PREAUTH The Microsoft Exchange IMAP4 service is ready."),
        "a client that goes on in plaintext, or takes any server for its own, when it is greeted as logged in",
        f"RFC 9051 7.1.4; NO STARTTLS (2021-08); Exchange Online does not do it, the words are {UNVERIFIED}",
        "2021-08",
        "imap-preauth",
    ),
    Fault(
        "imap-bye",
        "greeting",
        _IMAP,
        Reply(imap="* BYE Connection closed.", then_close=True),
        "a client that takes any greeting for a welcome",
        f"RFC 9051 7.1.5; words: public transcript, as a greeting {UNVERIFIED}",
        "",
        "imap-turned-away",
    ),
)
