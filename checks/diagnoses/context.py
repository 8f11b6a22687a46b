"""May these words be read as a failure of mail with Microsoft 365? Where nobody says it, the text around them must.

"Connection refused" stands in the log of any program. Words that are limited to a protocol count when the caller
names that protocol, or when Microsoft's service is named near them. Where nobody else is named, a mail library near
them or a short question that holds nothing else is enough.
"""

from __future__ import annotations

import re

from .model import Words

NEAR = 1500
"""Characters before and behind the words in which a host name is looked for."""

ALONE = 700
"""Characters up to which a text is a question of its own and not a log."""

_BARE = 120
_ITEMS = 4
_LONGEST_HOST = 200
_UNDERLYING = ("tls", "network")

_MICROSOFT = re.compile(
    r"/common/v2\.0/|Microsoft Entra|msal4j|@azure/msal"
    r"|office[ -]?365|outlook\.(?:com|office\.com|cn)|microsoftonline|login\.windows\.net|login\.microsoft"
    r"|\b(?:smtp|imap|pop3?)\.live\.com|hotmail\.com|microsoft ?365|\bM365\b|\bO365|entra id|(?<!/)azure ?ad\b"
    r"|Microsoft (?:ESMTP|Exchange)|\b(?:outlook|microsoft) (?:account|oauth)"
    r"|exchange online|AADSTS\d{5,7}:|oauth2-(?:microsoft|azure)|AzureActiveDirectory|Microsoft\.aadiam"
    r"|conditionalAccessStatus|service: ?'outlook|microsoftOutlook|\.prod\.exchangelabs\.com",
    re.IGNORECASE,
)
_MAIL = re.compile(
    r"javax\.mail|jakarta\.mail|com\.sun\.mail|angus\.mail|Jakarta Mail|nodemailer|imapflow|MailKit|System\.Net\.Mail"
    r"|PHPMailer|smtplib|imaplib|poplib|msal|adal4j|fetchmail|mbsync|offlineimap|XOAUTH2|webklex|Swift_|gomail"
    r"|Net::(?:IMAP|SMTP|POP3)|imap_tools",
    re.IGNORECASE,
)
_MAIL_WORD = re.compile(
    r"mail|smtp|imap|pop3|oauth|token|\b(?:587|993|995)\b|starttls|tls|ssl|certificate|handshake", re.IGNORECASE
)
_HOST_END = re.compile(
    r"\.(?:com|net|org|de|io|eu|uk|fr|se|ch|at|nl|edu|gov|dev|app|cloud|info|biz|tv|test|example|local|lan|internal"
    r"|invalid|tld|ar|au|bg|br|ca|cl|cn|cz|dk|ee|es|fi|gr|hk|hr|hu|ie|il|ir|jp|kr|lt|lu|lv|mx|nz|pt|ro|ru|sg|si|sk"
    r"|th|tr|tw|ua|vn|za)\b(?![.\w(-])",
    re.IGNORECASE,
)
_MAIL_HOST = re.compile(
    # Where the first label says mail, a word such as .it, .be or .me ends a host too; program text has no such ends.
    r"\b(?:smtps?|imaps?|pop3?|mail|mx|relay|mta)\d{0,3}(?:\.[a-z0-9-]{2,63}){1,4}"
    r"\.(?!py|rb|js|ts|cs|go|vb|pm|hs|cc|so)[a-z]{2}\b(?![.\w(-])",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\b[a-z]{3,6}://([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,6})\.[a-z]{2,24}(?![\w.-])", re.IGNORECASE
)
_HOST = re.compile(r"(?<![@\w.-])(?:[a-z0-9-]{1,63}\.){0,6}[a-z0-9-]{1,63}\Z", re.IGNORECASE)
_DOCUMENTATION = re.compile(
    r"\b(?:github|(?:learn|docs|support|go)\.microsoft|stackoverflow|aka|php|python|readthedocs|oracle)\Z"
)
_OTHER_PORT = re.compile(
    r"(?:\blocalhost|\b\d{1,3}(?:\.\d{1,3}){3}\]?)(?::|', |,? port:? )(?!(?:443|587|465|993|995|143|110)\b)\d{1,5}\b"
    r"|\b(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2,3}:\d{2,5}\b",
    re.IGNORECASE,
)
_OTHER_PROVIDER = re.compile(
    r"(?<![a-z0-9])(?:google|gmail(?!-xoauth)|gsmtp|yahoo|zoho|yandex|fastmail|icloud|sendgrid|mailgun|amazonses)"
    r"(?![a-z0-9])|(?<=[a-z])(?-i:Google|Gmail)",
    re.IGNORECASE,
)
_OTHER_SERVER = re.compile(
    r"\b[45]\.4\.3\d\d\b|\bLED=\d{3}\b|\bLastEndpoint|\bR=\w{1,40} T=\w|\brip=[\d.:a-f]|LOGIN-REFERRALS"
    r"|Pre-login capab|fetchmail: [^\n]{0,200}@[a-z0-9.-]{1,200}\.[a-z]{2,24}\b",
    re.IGNORECASE,
)
"""How Exchange and Exim report what happened between them and the server of a recipient, Dovecot what its clients did,
and how fetchmail names the server: user@server."""
_INCOMING = re.compile(
    r"(?:\] |request: )\"(?:GET|POST|PUT|HEAD|OPTIONS|DELETE|PATCH) [^\s\"]{1,2000} HTTP/\d", re.IGNORECASE
)
"""A request that came in, in the log of a web server: a host in that line is where somebody came from."""
_OTHER_ISSUER = re.compile(
    r"error_?description[\"']{0,2} ?[:=] ?u?[\"'](?!AADSTS)[a-z]{3}"
    r"|Could not determine client ID from request|Token has been expired or revoked"
    r"|OAuth client was (?:not found|deleted)",
    re.IGNORECASE,
)
"""Entra ID begins each description with the number; the sentences are Google's."""
_ITEM = re.compile(r"^\d{1,2} ?[-.):] ?[^\W\d]", re.MULTILINE)
_STORE = re.compile(
    r"\b(?:postgres\w{0,8}|sql\w{0,12}|\w{0,8}sql|mongo\w{0,6}|redis|ldaps?|kafka|elasticsearch|rabbitmq|[jo]dbc|hikari\w{0,4})\b",
    re.IGNORECASE,
)
"""Programs with connections of their own beside mail; a line that names one is about that."""
_OTHER_PROGRAM = re.compile(
    r"(?<![a-z0-9])(?:sshd?|dovecot|exim|nginx|apache|haproxy|database|kubernetes|docker|git|npm|s?ftp|tomcat|zabbix"
    r"|kernel|keycloak|okta|auth0|cognito|adfs|salesforce"
    r"|\[authenticationfailed\])(?![a-z0-9])",
    re.IGNORECASE,
)


_ON_PREMISES = re.compile(r"AuthFailed:LogonDenied|\\(?:Default|Client) (?:Frontend|Proxy) ", re.IGNORECASE)
"""The protocol log of an Exchange server of one's own: its clients are refused with the same words."""


def weight(words: Words, protocol: str, text: str, span: tuple[int, int], *, alone: bool) -> float:
    """How far `words`, found at text[span], may be believed: 0 (not at all) to 1.

    `protocol` is what the caller heard them on, or "". `alone` says that `text` is the whole of what was asked.
    """
    if protocol:
        heard = words.protocol in ("", protocol, *_UNDERLYING) and not words.named
        return 1.0 if heard else 0.0
    start, end = span
    line = text[max(text.rfind("\n", 0, start) + 1, start - NEAR) : end] + text[end : end + NEAR].partition("\n")[0]
    if not words.protocol:
        return 0.0 if words.named or _ON_PREMISES.search(line) else 1.0
    if _INCOMING.search(line):
        return 0.0
    if _MICROSOFT.search(line):
        return 1.0
    if _foreign(line) or (words.protocol in _UNDERLYING and _STORE.search(line)):
        return 0.0
    near = text[max(0, start - NEAR) : end + NEAR]
    return 1.0 if _MICROSOFT.search(near) else _unnamed(words, near, text if alone else "")


def _unnamed(words: Words, near: str, question: str) -> float:
    """The same where nobody names Microsoft: a mail library near the words, or a question of its own, must do."""
    if words.named or (words.protocol == "entra" and _OTHER_ISSUER.search(near)):
        return 0.0
    if _MAIL.search(near):
        return 0.0 if _foreign(near) else 0.95
    return 0.6 if question and _question(words.protocol, question) else 0.0


def _question(protocol: str, text: str) -> bool:
    """Whether a text without any host may ask about mail: it is short, no list, and names no other program."""
    if len(text) > ALONE or len(_ITEM.findall(text)) >= _ITEMS:
        return False
    if _foreign(text) or _OTHER_PROGRAM.search(text) or _STORE.search(text):
        return False
    return protocol == "entra" or len(text) <= _BARE or bool(_MAIL_WORD.search(text))


def _foreign(text: str) -> bool:
    """Whether another host, service or provider than Microsoft's is named."""
    for end in _HOST_END.finditer(text):
        host = _HOST.search(text, max(0, end.start() - _LONGEST_HOST), end.start())
        if host and not _DOCUMENTATION.search(host[0]):
            return True
    if any(not _DOCUMENTATION.search(address[1]) for address in _ADDRESS.finditer(text)):
        return True
    others = (_MAIL_HOST, _OTHER_PORT, _OTHER_PROVIDER, _OTHER_SERVER)
    return any(other.search(text) for other in others)
