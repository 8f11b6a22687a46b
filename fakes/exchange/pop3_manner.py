"""What a POP3 server says to everybody: greeting, capabilities, and its words for a login and a refusal, by dialect.

Listings and errors of commands are Exchange's in every dialect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..faults.model import Fault, Reply


@dataclass(frozen=True, slots=True)
class Pop3Manner:
    """One manner of speaking POP3.

    `greeting` may hold `{name}` (the server's name as Exchange codes it), `{peer}` and `{session}`. `listed` is what
    CAPA shows beside SASL, USER and STLS. `malformed` answers a response that is not of its mechanism; empty where that
    is a refusal like any other. `one_line` is whether AUTH may carry its response in the same line. `token_limit` is in
    characters; 0 is none. `refusal_s` is how long a refused token takes, in seconds, before `--delay-scale`. `replies`
    holds, by id of a fault, the words in place of Exchange's.
    """

    greeting: str
    listed: tuple[str, ...] = ("TOP", "UIDL")  # kisli/vmime#267, 2021-09
    list_begins: str = "+OK"
    user: str = "+OK"
    authenticated: str = "+OK User successfully authenticated."  # Microsoft: authenticate using OAuth
    # Integration tests of a mail client for PowerShell, run against the service.
    logged_on: str = "+OK User successfully logged on."
    logon_failed: str = "-ERR Logon failure: unknown user name or bad password."  # jakartaee/mail-api#614
    signing_off: str = "+OK Microsoft Exchange Server POP3 server signing off."  # public transcript
    too_long: str = "-ERR Protocol error. Connection is closed. 10"  # getmail6#256, jakartaee/mail-api#461
    malformed: str = ""
    one_line: bool = False
    token_limit: int = 0
    refusal_s: float = 0.0
    replies: Mapping[str, str] = field(default_factory=dict)

    def words(self, fault: Fault) -> str:
        """The words with which a fault refuses, in this manner; empty when it has none for POP3."""
        told = fault.effect.pop3 if isinstance(fault.effect, Reply) else ""
        return self.replies.get(fault.id, told)


_DELAY = 9.0  # simonrob/email-oauth2-proxy#244
# Greeting: jstedfast/MailKit#1948, 2025; the limit since 2025-07-16: the same, open.
EXCHANGE_POP3 = Pop3Manner(
    "Microsoft Exchange POP3 server ready (tcpproxy/15.20.9137.005). [{name}]", token_limit=4096, refusal_s=_DELAY
)
# kisli/vmime#267, 2021-09.
EXCHANGE_2022_POP3 = Pop3Manner("The Microsoft Exchange POP3 service is ready. [{name}]", refusal_s=_DELAY)
# Greeting and CAPA: jstedfast/MimeKit#99, 2017-11 (without OAUTHBEARER here). `Welcome.`, one line:
# kazu-yamamoto/Mew#224, 2026-07. `send PASS`, `Farewell.` and the refusal: README of node-poplib.
GOOGLE_POP3 = Pop3Manner(
    "Gpop ready for requests from {peer} {session}",
    listed=("RESP-CODES", "EXPIRE 0", "LOGIN-DELAY 300", "TOP", "UIDL", "X-GOOGLE-RICO"),
    list_begins="+OK Capability list follows",
    user="+OK send PASS",
    authenticated="+OK Welcome.",
    logged_on="+OK Welcome.",
    logon_failed="-ERR [AUTH] Username and password not accepted.",
    signing_off="+OK Farewell.",
    too_long="-ERR bad command",  # UNVERIFIED: from memory
    one_line=True,
    replies={
        # The words of a refused password; those of a refused token are UNVERIFIED.
        "token-refused": "-ERR [AUTH] Username and password not accepted.",
        "basic-auth-disabled": "-ERR [AUTH] Application-specific password required: "
        "https://support.google.com/accounts/answer/185833",
        "pop3-oauth-refused": "-ERR [SYS/PERM] Your account is not enabled for POP access",
    },
)
# Response codes: RFC 3206; the words are our own.
RFC7628_POP3 = Pop3Manner(
    "POP3 server ready",
    listed=("RESP-CODES", "AUTH-RESP-CODE", "TOP", "UIDL"),
    authenticated="+OK Logged in.",
    logged_on="+OK Logged in.",
    logon_failed="-ERR [AUTH] Authentication failed.",
    signing_off="+OK Logging out.",
    too_long="-ERR The command is too long.",
    malformed="-ERR The response cannot be read.",
    one_line=True,
    replies={
        "token-refused": "-ERR [AUTH] Authentication failed.",
        "basic-auth-disabled": "-ERR [AUTH] Passwords are not accepted.",
        "pop3-oauth-refused": "-ERR [SYS/PERM] The mailbox cannot be used with POP3.",
    },
)
# As Exchange, but a command that fits may carry its response (RFC 5034 4) and one that does not is refused.
STRICT_POP3 = Pop3Manner(
    EXCHANGE_POP3.greeting, too_long="-ERR The command is too long.", one_line=True, refusal_s=_DELAY
)
