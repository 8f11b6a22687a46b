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
)
