"""What runtimes and login libraries say of a connection by number or name: the same in every language of Windows.

The numbers are those of winerror.h, the names those of rustls and MSAL. Which of them has no report in the evidence
of its diagnosis is from memory, unverified. One literal part serves all numbers, which keeps the search quick.
"""

from __future__ import annotations

from .model import Words


def _tls(*patterns: str) -> tuple[Words, ...]:
    return tuple(Words(pattern, 0.95, "tls") for pattern in patterns)


REVOCATION_UNKNOWN = _tls(
    r"CERT_TRUST_(?:REVOCATION_STATUS_UNKNOWN|IS_OFFLINE_REVOCATION)",
    r"\b0x800(?:92012|92013)\b",
)
UNTRUSTED = _tls(
    r"CERT_TRUST_IS_(?:UNTRUSTED_ROOT|PARTIAL_CHAIN)",
    r"invalid (?:peer )?certificate: UnknownIssuer",
    r"CERT_E_(?:UNTRUSTEDROOT|CHAINING)",
    r"\b0x800(?:90325|B0109|B010A)\b",
)
WRONG_NAME = _tls(
    r"SEC_E_WRONG_PRINCIPAL",
    r"CERT_E_CN_NO_MATCH",
    r"\b0x800(?:90322|B010F)\b",
    r"certificate: (?:(?:Cert)?NotValidForName|certificate not valid for name)",
)
EXPIRED = _tls(
    r"SEC_E_CERT_EXPIRED",
    r"CERT_E_EXPIRED",
    r"\b0x800(?:90328|B0101)\b",
    r"certificate: (?:Cert)?Expired\b",
)
NO_COMMON_VERSION = _tls(
    r"SEC_E_(?:ALGORITHM_MISMATCH|UNSUPPORTED_FUNCTION)",
    r"\b0x800(?:90331)\b",
    r"(?:AlertReceived\(|fatal alert: )ProtocolVersion",
)
HANDSHAKE = (
    Words(r"SEC_E_ILLEGAL_MESSAGE", 0.6, "tls"),
    Words(r"\b0x800(?:90326)\b", 0.6, "tls"),
    Words(r"(?:AlertReceived\(|fatal alert: )HandshakeFailure", 0.6, "tls"),
)
NO_ANSWER_OF_DNS = (
    Words(r"\bErrno -[34]\b", 0.95, "network"),
    Words(r"Resource temporarily unavailable \(\S{1,253}:\d{2,5}\)", 0.9, "network"),
)
NO_NETWORK = (
    Words(r"\bWAM_no_network\b", 0.7),
    Words(r"StatusInternal::NoNetwork\b", 0.7),
    Words(r"\bnetwork_error\b[^\n]{0,60}Network request failed", 0.5, "network"),
    Words(r"could not resolve endpoints", 0.5, "network"),
    Words(r"Retry failed after \d{1,2} tries", 0.5, "network"),
    Words(r"\bendpoints_resolution_error\b", 0.5, "network"),
)
