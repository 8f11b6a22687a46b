"""What an IMAP server says to everybody: greeting, capabilities, and its words for a login and a refusal, by dialect.

Completions, folders and errors of commands are Exchange's in every dialect (imap/words.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..faults.model import Fault, Reply

AT_LOGIN = "imap-login-not-connected"
AT_FIRST_COMMAND = "imap-authenticated-not-connected"


@dataclass(frozen=True, slots=True)
class ImapManner:
    """One manner of speaking IMAP.

    `greeting`, `capability_completed`, `authenticated` and `logged_in` may hold `{name}` (the server's name as Exchange
    codes it), `{peer}` (the client's address), `{session}` and `{user}`. `not_connected` is the fault whose words a
    closed mailbox gets: AT_LOGIN or AT_FIRST_COMMAND. `malformed` answers a response that is no XOAUTH2; empty where
    that is a refusal like any other. `replies` holds, by id of a fault, the words in place of Exchange's.
    """

    greeting: str
    before_login: str
    after_login: str
    plaintext: str
    capability_completed: str = "OK CAPABILITY completed."
    authenticated: str = "OK AUTHENTICATE completed."
    logged_in: str = "OK LOGIN completed."
    authenticate_failed: str = "NO AUTHENTICATE failed."  # freescout#5101; for an unknown mechanism unverified
    login_failed: str = "NO LOGIN failed."  # imapsync#368, zammad#4346
    malformed: str = "BAD Command Argument Error."  # a XOAUTH2 string in base64 twice; the report has no number
    not_connected: str = AT_LOGIN
    charsets: tuple[str, ...] = ("US-ASCII",)  # eclipse-ee4j/angus-mail#145, 2024-04; emersion/go-imap#150, 2017-11
    replies: Mapping[str, str] = field(default_factory=dict)

    def words(self, fault: Fault) -> str:
        """The words with which a fault refuses, in this manner; empty when it has none for IMAP."""
        told = fault.effect.imap if isinstance(fault.effect, Reply) else ""
        return self.replies.get(fault.id, told)

    def offered(self, *, passwords: bool) -> str:
        """The capabilities before login; `passwords` is whether the tenant lets them in."""
        if not passwords or " AUTH=PLAIN" in self.before_login:
            return self.before_login
        return self.before_login.replace(" AUTH=", " AUTH=PLAIN AUTH=", 1).replace(" LOGINDISABLED", "")


_AFTER = (
    "IMAP4 IMAP4rev1{plain} AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT CLIENTACCESSRULES "
    "CLIENTNETWORKPRESENCELOCATION BACKENDAUTHENTICATE CHILDREN IDLE NAMESPACE LITERAL+"
)
# Weak: a generic Exchange sample, not Exchange Online.
_PLAINTEXT = "IMAP4 IMAP4rev1 LOGINDISABLED STARTTLS UIDPLUS CHILDREN IDLE NAMESPACE LITERAL+"

# Greeting: freescout-help-desk/freescout#5101, 2025-12; before login and a closed mailbox: public transcripts, 2026;
# after login: weak.
EXCHANGE_IMAP = ImapManner(
    "The Microsoft Exchange IMAP4 service is ready. (BACKENDAUTHENTICATE) [{name}]",
    "IMAP4 IMAP4rev1 AUTH=XOAUTH2 LOGINDISABLED SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+",
    _AFTER.format(plain=""),
    _PLAINTEXT,
)
# To about 2024/25. Greeting: simonrob/email-oauth2-proxy#68; capabilities: jstedfast/MailKit#178 and #1494; a closed
# mailbox: simonrob/email-oauth2-proxy#74, jstedfast/MailKit#1496.
EXCHANGE_2022_IMAP = ImapManner(
    "The Microsoft Exchange IMAP4 service is ready. [{name}]",
    "IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+",
    _AFTER.format(plain=" AUTH=PLAIN"),
    _PLAINTEXT,
    not_connected=AT_FIRST_COMMAND,
)
# Greeting, `Thats all she wrote!`: emailjs/emailjs-imap-client#131, 2017-03. Of the capabilities there the fake names
# those that it has; those after login likewise, from memory, and so is AUTH=PLAIN's absence in the clear: Google has
# no port 143. The refusal: ccrusius/auth-source-xoauth2#12, 2022-10. The rest of the words: see each.
GOOGLE_IMAP = ImapManner(
    "Gimap ready for requests from {peer} {session}",
    "IMAP4rev1 UNSELECT IDLE NAMESPACE ID CHILDREN SASL-IR AUTH=XOAUTH2 AUTH=PLAIN",
    "IMAP4rev1 UNSELECT IDLE NAMESPACE ID CHILDREN UIDPLUS MOVE LITERAL+",
    "IMAP4rev1 LOGINDISABLED STARTTLS UNSELECT IDLE NAMESPACE ID CHILDREN",
    capability_completed="OK Thats all she wrote! {session}",
    authenticated="OK {user} authenticated (Success)",  # client sources that look for it
    logged_in="OK {user} authenticated (Success)",
    authenticate_failed="NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
    login_failed="NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
    malformed="",
    charsets=("US-ASCII", "UTF-8"),
    replies={
        "token-refused": "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        # From a client's test of the words; the same sentence as on POP3.
        "basic-auth-disabled": "NO [ALERT] Application-specific password required: "
        "https://support.google.com/accounts/answer/185833 (Failure)",
        # UNVERIFIED: from memory.
        AT_LOGIN: "NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and "
        "enable your account for IMAP access. (Failure)",
        "imap-session-token-expired": "* BYE Session expired, please login again.",  # UNVERIFIED: from memory
    },
)
# Response codes: RFC 5530 3; the words are our own.
RFC7628_IMAP = ImapManner(
    "IMAP4rev1 server ready",
    "IMAP4rev1 AUTH=OAUTHBEARER AUTH=XOAUTH2 LOGINDISABLED SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE "
    "LITERAL+",
    "IMAP4rev1 UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+",
    "IMAP4rev1 LOGINDISABLED STARTTLS ID",
    authenticate_failed="NO [AUTHENTICATIONFAILED] Authentication failed.",
    login_failed="NO [AUTHENTICATIONFAILED] Authentication failed.",
    malformed="BAD The response cannot be read.",
    charsets=("US-ASCII", "UTF-8"),
    replies={
        "token-refused": "NO [AUTHENTICATIONFAILED] Authentication failed.",
        "basic-auth-disabled": "NO [AUTHENTICATIONFAILED] Passwords are not accepted.",
        AT_LOGIN: "NO [AUTHORIZATIONFAILED] The mailbox cannot be used with IMAP.",
        "imap-session-token-expired": "* BYE The access token has expired.",
    },
)
