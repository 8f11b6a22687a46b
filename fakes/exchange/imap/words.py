"""What Exchange Online says on IMAP, by era, and where each word was seen.

What a fault or a policy says is not here but in the table of faults. Lines marked unverified follow from the RFC or
from the product's other words; nobody showed them from the real service.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Era:
    """What the front end said to everybody, from one year to the next."""

    greeting: str
    before_login: str
    after_login: str


# To about 2024/25. Greeting: simonrob/email-oauth2-proxy#68; capabilities: jstedfast/MailKit#178 and #1494.
EARLIER = Era(
    "The Microsoft Exchange IMAP4 service is ready. [{name}]",
    "IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+",
    "IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT CLIENTACCESSRULES "
    "CLIENTNETWORKPRESENCELOCATION BACKENDAUTHENTICATE CHILDREN IDLE NAMESPACE LITERAL+",
)
# Greeting: freescout-help-desk/freescout#5101, 2025-12; before login: public transcript, 2026-09; after login: weak.
PRESENT = Era(
    "The Microsoft Exchange IMAP4 service is ready. (BACKENDAUTHENTICATE) [{name}]",
    "IMAP4 IMAP4rev1 AUTH=XOAUTH2 LOGINDISABLED SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+",
    "IMAP4 IMAP4rev1 AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT CLIENTACCESSRULES "
    "CLIENTNETWORKPRESENCELOCATION BACKENDAUTHENTICATE CHILDREN IDLE NAMESPACE LITERAL+",
)
# Weak: a generic Exchange sample, not Exchange Online.
PLAINTEXT = "IMAP4 IMAP4rev1 LOGINDISABLED STARTTLS UIDPLUS CHILDREN IDLE NAMESPACE LITERAL+"

SERVER_ID = '("name" "Microsoft.Exchange.Imap4.Imap4Server" "version" "15.20")'  # public transcript
NAMESPACES = '(("" "/")) NIL NIL'  # public transcript; jstedfast/MailKit#808
SIGNING_OFF = "BYE Microsoft Exchange Server IMAP4 server signing off."  # Webklex/php-imap#207
IDLING = "IDLE accepted, awaiting DONE command."  # Webklex/php-imap#258, 2022-08; mjs/imapclient#321
MORE = "Ready for additional command text."  # unverified

COMMAND_ERROR = "BAD Command Error. 10"  # seen for a command too long; for an unknown command unverified
BAD_ARGUMENT = "BAD Command Argument Error. 11"  # APPEND, SEARCH
ARGUMENT_COUNT = "BAD Command Argument Error. 12"  # a folder name with a blank and no quotes; LIST ... RETURN
BAD_XOAUTH2 = "BAD Command Argument Error."  # a XOAUTH2 string in base64 twice; the report has no number
WRONG_STATE = "BAD Command received in Invalid state."  # imapsync#250; Webklex/php-imap#258
BAD_SET = "BAD The specified message set is invalid."  # mscdex/node-imap#615, 2017-06
BAD_CHARSET = "NO [BADCHARSET (US-ASCII)] The specified charset is not supported."  # eclipse-ee4j/angus-mail#145, 2024
TOO_LARGE = "NO Maximum size of appendable message has been exceeded"  # imapsync FAQ for Office 365
LOGIN_FAILED = "NO LOGIN failed."  # imapsync#368, zammad#4346
AUTHENTICATE_FAILED = "NO AUTHENTICATE failed."  # freescout#5101; for an unknown mechanism unverified
READ_ONLY = "NO The folder is read-only."  # unverified
NOT_CONNECTED_BYE = "BYE Connection closed. 14"  # simonrob/email-oauth2-proxy#74, jstedfast/MailKit#1496
CLOSED = "BYE Connection closed."  # public transcript; after an oversized literal unverified
