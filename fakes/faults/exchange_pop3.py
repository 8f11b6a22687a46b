"""Every word with which the fake Exchange Online refuses on POP3."""

from __future__ import annotations

from .model import UNVERIFIED, Fault, Reply

_POP3 = ("pop3",)

EXCHANGE_POP3 = (
    Fault(
        "pop3-one-line-auth",
        "auth",
        _POP3,
        Reply(pop3="-ERR Protocol error. Connection is closed. 10", then_close=True),
        "a client that sends AUTH XOAUTH2 and the token in one line",
        "getmail6#256, jakartaee/mail-api#461",
        "2022 to 2025",
        "pop3-one-line-auth",
        condition="AUTH XOAUTH2 with the token in the same line",
    ),
    Fault(
        "pop3-token-too-long",
        "auth",
        _POP3,
        Reply(pop3="-ERR Protocol error. Connection is closed. 10", then_close=True),
        "a token of more than 4096 characters",
        "jstedfast/MailKit#1948, open",
        "2025-07-16",
        "pop3-token-too-long",
        condition="such a token",
    ),
    Fault(
        "pop3-oauth-refused",
        "auth",
        _POP3,
        Reply(pop3="-ERR Authentication failure: unknown user name or bad password."),
        "a client that relies on OAuth over POP3, where the organisation or the product refuses it altogether",
        f"the seed document on e-mail endpoints; the words are those of any refused token ({UNVERIFIED})",
        "2024",
        "pop3-auth-refused",
        condition="Policy.pop3_oauth off, in a login that is tried all the same",
    ),
    Fault(
        "pop3-list-refused",
        "command",
        _POP3,
        Reply(pop3="-ERR Command is not valid in this state."),
        "a client that takes +OK for a working mailbox",
        f"text: public transcript; at this moment {UNVERIFIED}",
        "2024",
        "pop3-mailbox-not-opened",
    ),
    Fault(
        "pop3-session-token-expired",
        "command",
        _POP3,
        Reply(pop3="-ERR Session invalidated - AccessTokenExpired", then_close=True),
        "a session that outlives its token; what it marked as deleted stays",
        f"the words are those of IMAP; nobody saw a POP3 session end so ({UNVERIFIED})",
        "",
        "imap-session-token-expired",
        condition="a command after the end of the access token",
    ),
    Fault(
        "pop3-auth-unavailable",
        "auth",
        _POP3,
        Reply(pop3="-ERR [SYS/TEMP] Temporary authentication failure."),
        "a client that throws its token away because of a trouble that passes",
        f"RFC 3206 4; Exchange Online has not been seen to say it ({UNVERIFIED})",
        "2002-02",
        "pop3-server-unavailable",
    ),
)
