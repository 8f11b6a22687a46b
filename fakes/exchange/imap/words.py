"""What Exchange Online says on IMAP in every dialect, and where each word was seen.

Greeting, capabilities and the words of a login are in imap_manner.py; what a fault or a policy says is in the table of
faults. Lines marked unverified follow from the RFC or from the product's other words; nobody showed them from the real
service.
"""

from __future__ import annotations

SERVER_ID = '("name" "Microsoft.Exchange.Imap4.Imap4Server" "version" "15.20")'  # public transcript
NAMESPACES = '(("" "/")) NIL NIL'  # public transcript; jstedfast/MailKit#808
SIGNING_OFF = "BYE Microsoft Exchange Server IMAP4 server signing off."  # Webklex/php-imap#207
IDLING = "IDLE accepted, awaiting DONE command."  # Webklex/php-imap#258, 2022-08; mjs/imapclient#321
MORE = "Ready for additional command text."  # emersion/go-imap#150, 2017-11

COMMAND_ERROR = "BAD Command Error. 10"  # seen for a command too long; for an unknown command unverified
BAD_ARGUMENT = "BAD Command Argument Error. 11"  # APPEND, SEARCH
ARGUMENT_COUNT = "BAD Command Argument Error. 12"  # a folder name with a blank and no quotes; LIST ... RETURN
CANCELLED = "BAD Command Argument Error."  # for an answer of `*` unverified
WRONG_STATE = "BAD Command received in Invalid state."  # imapsync#250; Webklex/php-imap#258
BAD_SET = "BAD The specified message set is invalid."  # mscdex/node-imap#615, 2017-06
BAD_CHARSET = "NO [BADCHARSET ({charsets})] The specified charset is not supported."  # eclipse-ee4j/angus-mail#145
TOO_LARGE = "NO Maximum size of appendable message has been exceeded"  # imapsync FAQ for Office 365
READ_ONLY = "NO The folder is read-only."  # unverified
NOT_CONNECTED_BYE = "BYE Connection closed. 14"  # simonrob/email-oauth2-proxy#74, jstedfast/MailKit#1496
CLOSED = "BYE Connection closed."  # public transcript; after an oversized literal unverified
