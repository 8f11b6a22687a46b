"""What products and the administration print of a refusal: each family is a grammar that several of them share.

Seen in: wazuh/wazuh#4718 (2020-03), nextcloud/mail#8258 (2023-03), toteph42/identity_switch#59 (2025-05),
alanrenouf/vCheck-vSphere#523 (2017-01), microsoftgraph/microsoft-graph-docs#4085 (2019-03), Microsoft365DSC#4380
(2024-02), invictus-ir/Microsoft-Extractor-Suite#169 (2025-09), jstedfast/MailKit#624 (2018-01), MimeKit#342 (2017-09),
grafana/grafana#12569 (2018-07), prometheus/alertmanager#377, #1683 and #1721 (2016 to 2020),
OfficeDocs-Exchange PR#2651 (2021-06), osTicket/osTicket#3726 (2017-03), simonrob/email-oauth2-proxy#169 (2023-06),
freescout#2264 and #2493 (2022-09, 2022-12), osTicket#6463 (2023-02), zammad#3045 (2020-05), vscode-azure-account#147;
other verbs of a family, and the German words, from memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .model import Words

_CLEAR_PORTS = r":(?:587|25|143|110)\b"
_ARE = r"(?:(?:ist|sind|war|waren|wurde|wurden) )?"
_WRONG = r"(?:falsch|ung\S{1,4}ltig|nicht (?:korrekt|akzeptiert|g\S{1,4}ltig)|abgelehnt|fehlgeschlagen)\b"


def _near(*patterns: str, protocol: str, confidence: float) -> tuple[Words, ...]:
    return tuple(Words(pattern, confidence, protocol, named=True) for pattern in patterns)


PRODUCTS: Mapping[str, tuple[Words, ...]] = MappingProxyType(
    {
        "client-sasl-plugin": (Words(r"offered no supported AUTH mechanisms:[^\n]{0,80}XOAUTH2", 0.95),),
        "client-token-not-found": (
            *_near(
                r"\bOAuth2? token is not (?:present|available)\b",
                r"\baccess token is not (?:present|available)\b",
                r"decrypt\(\): Argument [^\n]{1,80}\bnull given",
                protocol="imap",
                confidence=0.7,
            ),
            Words(r"missing password for \w{4,12} auth mechanism", 0.7, "smtp"),
        ),
        "client-hides-refusal": _near(
            *(
                rf"{word} {_ARE}{_WRONG}"
                for word in ("Passwort", "Kennwort", "Zugangsdaten", "Anmeldedaten", "Anmeldeinformationen")
            ),
            r"Authentifizierung (?:ist )?fehlgeschlagen",
            r"Anmeldung (?:ist )?fehlgeschlagen",
            protocol="imap",
            confidence=0.3,
        ),
        "imap-login-refused": (Words(r"\bAUTHENTICATE (?:PLAIN|LOGIN): AUTHENTICATE failed", 0.65),),
        "imap-authenticated-not-connected": _near(
            r"\bno IMAP folders (?:were )?found",
            *(
                rf"not {verb} (?:the )?(?:mailbox |mail |IMAP )?(?:folder:? )?\W?INBOX\b"
                for verb in ("open", "select", "get", "find", "access")
            ),
            r"Cannot select INBOX\b",
            protocol="imap",
            confidence=0.5,
        ),
        "connection-failed": _near(
            r"\bhost (?:is )?not reachable",
            r"You appear to be offline",
            r"(?:n't|not|failed|error)\b[^\n]{1,120}\bcheck your (?:internet|network) connection",
            protocol="network",
            confidence=0.5,
        ),
        "smtp-send-as-denied": (
            Words(r"Client does not have permissions to send as this sender", 0.95),
            Words(r"not have the permission to send the message on behalf of the specified user", 0.95),
        ),
        "exchange-cmdlet-not-allowed": (
            Words(r"ConnectionContext Removed UnAuthorized\b", 0.9),
            Words(r"\bUnAuthorized At \S{1,200}ExchangeOnlineManagement\.psm1", 0.9),
            Words(r"-(?:CAS)?Mailbox\w{0,12} cmdlet (?:is )?not available", 0.8),
            Words(r"-Recipient\w{0,12} cmdlet (?:is )?not available", 0.8),
            Words(r"-ServicePrincipal cmdlet (?:is )?not available", 0.8),
        ),
        "smtp-connector-instead-of-login": (
            Words(r"mail\.protection\.outlook\.com[\s\S]{1,200}\bnot support authentication", 0.9),
            Words(r"Mail sent to the wrong Office 365 region", 0.95),
        ),
        "smtp-auth-before-tls": (
            Words(r"SMTP server does not support authentication", 0.6, "smtp"),
            *_near(r"\berr(?:or)?\W{1,4}unencrypted connection\b", protocol="smtp", confidence=0.7),
        ),
        "connection-dropped": (
            Words(r"\bforcibly closed the connection", 0.9, "network"),
            *_near(
                r"\bcreate SMTP client: EOF\b",
                r"\bNotify attempt \d{1,3} failed: EOF\b",
                protocol="network",
                confidence=0.85,
            ),
        ),
        "certificate-wrong-name": (
            Words(r"certificate does(?: not|n't) match (?:the )?(?:host|server|domain|target)", 0.95, "tls"),
        ),
        "tls-wrong-version-number": (
            Words(rf"unable to connect to ssl://[\w.-]{{1,60}}\.(?:office365|outlook)\.com{_CLEAR_PORTS}", 0.9),
        ),
    }
)
