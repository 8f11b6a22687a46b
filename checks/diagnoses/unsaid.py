"""Refusals in a program's own words: no sentence of a server is known, but who refused, and what was asked, is.

Each family stands for the grammar in which programs say it (a verb, what it was about, a status), not for one product.
The words count only near a name of Microsoft's service, and are weak: any sentence that names a cause comes first.
Seen in: SuiteCRM/SuiteDocs#683 (2025-07), RogerSelwyn/O365-HomeAssistant#157 (2023-08), oauth2ms#6 (2021-03),
microsoftgraph/security-api-solutions#110 (2022-02), motze92/office365-mail#29 (2022-07), thunderbird-android#11368
(2026-08), Azure-Samples/ms-identity-javascript-nodejs-tutorial#43 (2022-09), n8n-io/n8n#30460 (2026-05),
ddbnl/office365-audit-log-collector#5 (2019-03), microsoft/azure-tools-for-java#7831 (2023-09), grafana/grafana#22609
(2020-03), rclone/rclone#3022 (2019-03), stevenmaguire/oauth2-microsoft#7 (2017-03) and #16; other verbs of a family
from memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .model import Words

_OF_THE = r"(?:\S{1,20} ){0,4}"
# Optional, so that the search goes by the words behind them; they make a quotation whole.
_COULD = r"(?:\b(?:can|(?:could|did|does|do|was) ))?"
_COULD_NT = r"(?:\b(?:could|ca|did|does|do|was|wo))?"
_FAILED = r"(?:has )?(?:failed|failure|error|rejected|denied|refused|unsuccessful)\b"
_WERE = r"(?:(?:was|were|is|are|has|have|been) ){0,2}"
_REFUSED = r"(?:rejected|refused|denied|invalid|incorrect|wrong|not (?:accepted|valid|correct))\b"


def _weak(*patterns: str, protocol: str = "entra", confidence: float = 0.3) -> tuple[Words, ...]:
    return tuple(Words(pattern, confidence, protocol, named=True) for pattern in patterns)


def _status(number: int, reason: str) -> tuple[str, ...]:
    """A status of HTTP behind the address of a token endpoint, or before it; digits between them are another number."""
    return (
        rf"/token\b(?: HTTP/[\d.]{{1,3}}\W{{1,2}})?[^\d\n]{{0,120}}\b{number}\b",
        rf"\b{number}\b[^\d\n]{{0,80}}https://login\.[^\s]{{1,120}}/token\b",
        rf"https://login\.[^\n]{{1,200}}\b{number}\W{{1,3}}{reason}",
    )


UNSAID: Mapping[str, tuple[Words, ...]] = MappingProxyType(
    {
        "entra-refused-unsaid": (
            # One pattern for each pair of words: a long literal part is found quickly, an alternation is not.
            *_weak(
                *(
                    rf"\b(?:failed|unable|not able) to {verb} {_OF_THE}token\b"
                    for verb in (
                        *("acquire", "refresh", "renew", "obtain", "retrieve", "fetch", "request", "exchange"),
                        *("redeem", "generate", "receive"),
                    )
                ),
                *(
                    rf"{_COULD}not {verb} {_OF_THE}token\b"
                    for verb in ("acquire", "refresh", "renew", "obtain", "retrieve", "fetch", "receive", "exchange")
                ),
                *(rf"{_COULD_NT}n't {verb} {_OF_THE}token\b" for verb in ("acquire", "obtain", "retrieve", "fetch")),
                rf"\b(?:failed|unable|able) to get {_OF_THE}access token\b",
                rf"{_COULD}not get {_OF_THE}access token\b",
                *(
                    rf"\b(?:error|failed|failure|problem|exception)\W{{1,3}}(?:while |when |in |during )?{verb} "
                    rf"{_OF_THE}token\b"
                    for verb in ("acquiring", "refreshing", "renewing", "obtaining", "retrieving", "fetching")
                ),
                rf"\b(?:error|problem) getting {_OF_THE}access token\b",
                *(
                    rf"\btoken {what} {_FAILED}"
                    for what in ("update", "refresh", "renewal", "request", "retrieval", "exchange", "acquisition")
                ),
                rf"\btoken file retrieval {_FAILED}",
                r"\bno access token (?:was |is )?(?:received|returned|obtained|acquired|in the response)\b",
                r"(?:KeyError|Undefined (?:array key|index|property))\W{1,4}access_token\b",
                # What Python prints of a KeyError behind the words of its own of a log.
                r"\b(?:error|failed|exception)[^\n]{0,40}: [\"']?'access_token'[\"']?(?=\s|$)",
                r"\bno (?:authori[sz]ation )?code (?:was |is )?returned\b",
                r"Access Token Response: tokenValue cannot be empty",
                r"access_token\W{1,6}TypeError: 'NoneType' object is not subscriptable",
                *_status(403, "Forbidden"),
            ),
            # Go names the address that was to be read; Graph itself was not asked.
            Words(r"https://graph\.microsoft\.\S{1,200}: oauth2: cannot fetch token\b(?![\s\S]{0,400}AADSTS)", 0.4),
            Words(r"\bIDW10501: Exception acquiring token", 0.3),
            *_weak(
                *(rf"\bOAuth(?:2| 2\.0)? {what} {_FAILED}" for what in ("signin", "sign-in")),
                r"We're unable to complete your request",
                r"\b400 Client Error: Bad Request(?! for url)",
                confidence=0.4,
            ),
        ),
        "entra-grant-refused": _weak(
            *(rf"\bneeds to be {done}\b" for done in ("reconnected", "re-connected", "reauthorized", "re-authorized")),
            r"\breconnect (?:the|your|this) (?:\S{1,20} ){0,2}(?:account|credential|mailbox|connection)\b",
        ),
        "entra-client-refused": (
            *_weak(*_status(401, "Unauthorized"), confidence=0.55),
            Words(r"IdentityProviderException\W{1,3}(?:with message \W)?Unauthorized\b", 0.4, "entra"),
            *_weak(r"\b401 Client Error: Unauthorized(?! for url)", confidence=0.4),
        ),
        "login-host-not-entra": _weak(
            *_status(404, "Not Found"),
            # A page where JSON should be: Go, JavaScript, .NET.
            r"invalid character '<' looking for beginning of value",
            r"\bUnexpected token '?<",
            r"while parsing value: <",
            confidence=0.4,
        ),
        "entra-throttled": _weak(*_status(429, "Too Many Requests"), confidence=0.6),
        "tenant-not-named": (
            Words(r"login\.microsoftonline\.com//oauth2", 0.9),
            Words(r"login\.microsoftonline\.com/undefined/", 0.9),
            Words(r"login\.microsoftonline\.com/null/", 0.9),
        ),
        "client-token-not-found": _weak(
            r"'NoneType' object has no attribute 'refresh_token'", protocol="imap", confidence=0.6
        ),
        "app-only-without-mailbox-right": _weak(
            r"not have (?:the )?(?:required |sufficient )?permissions to access (?:this|the) mailbox",
            protocol="imap",
            confidence=0.5,
        ),
        "connection-timed-out": _weak(r"\brequest timed out after \d", protocol="network", confidence=0.8),
        "consent-missing": _weak(r"\bconsent_required\b(?![\s\S]{0,400}AADSTS)", confidence=0.6),
        "smtp-auth-refused": _weak(
            r"\b535\W5\.7\.\d{1,3} [A-Z]",
            r"\bAUTH command failed",
            protocol="smtp",
        ),
        "client-hides-refusal": _weak(
            rf"\bcredentials {_WERE}{_REFUSED}",
            r"\b(?:rejected|refused|invalid|incorrect|wrong|bad) (?:\S{1,20} ){0,2}credentials\b",
            rf"\bauthorization {_WERE}{_REFUSED}",
            rf"\bauthorisation {_WERE}{_REFUSED}",
            r"\blog(?:in|on)\b[^\n]{0,80} was not accepted\b",
            r"\blogin was (?:rejected|refused|denied)\b",
            r"\bconnection setup failed\b",
            protocol="imap",
        ),
    }
)
