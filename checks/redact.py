"""Nothing that looks like a secret leaves, and nothing that a terminal or a CI log would obey."""

from __future__ import annotations

import re

HIDDEN = "[hidden]"

_KEYS = (
    r"client_secret|client_assertion|code_verifier|device_code|refresh_token|access_token|id_token|assertion"
    r"|secret|password|passwd|passphrase|pwd|token|api[_-]?key"
)
_VALUE = r"(?P<value>\\?\"[^\"\n]{1,8000}?\\?\"|'[^'\n]{1,8000}'|[^\s\"'&,;<>]{1,16000})"

# In this order: what names its secret first, shapes of secrets after it.
_NAMED = re.compile(
    r"(?P<key>(?<![a-z0-9])[\w.-]{0,40}?(?:" + _KEYS + r")[\w-]{0,20}(?:\\?[\"'])?\s{0,3}(?:=>|[:=])\s{0,3})" + _VALUE,
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"(?P<key>\b(?:password|passwd|passphrase|secret|token)s?\s{1,3}(?:(?:is|was|value)\s{1,3})?)"
    r"(?P<value>(?=\S{0,200}\d)(?=\S{0,200}[a-z])\S{8,8000})",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?P<key>(?<![a-z0-9_?])code(?:\\?[\"'])?\s{0,3}[:=]\s{0,3})(?P<value>\\?[\"']?[^\s\"'&,;<>]{16,16000})"
    r"|(?P<query>[?&]code=)(?P<queried>(?!\d{4,8}\b)[^\s\"'&,;<>]{4,16000})",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?P<key>\bBearer\s{1,4}"
    r"|\b(?:AUTH|AUTHENTICATE)\s{1,4}(?:XOAUTH2|OAUTHBEARER|PLAIN|LOGIN)\s{1,4}(?=[\w+/=-]{8})"
    r"|\bPASS\s{1,2}(?=\S{1,200}\s*$)"
    r"|\bLOGIN\s{1,4}(?:\"[^\"\n]{1,200}\"|\S{1,100}@\S{1,200})\s{1,4})"
    r"(?P<value>\"[^\"\n]{1,8000}\"|[^\s\"']{4,16000})",
    re.IGNORECASE | re.MULTILINE,
)
_USERINFO = re.compile(
    r"(?P<key>\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{0,200}:)(?P<value>[^\s/@]{1,2000})(?=@)", re.IGNORECASE
)
_SASL_LINE = re.compile(
    r"^(?P<key>[^\w\n]{0,8}(?:[CS]\s?:|client\s?:|=>|->|>>?>?)?\s{0,4})"
    r"(?P<value>(?=[A-Za-z0-9+/]{0,64}[A-Z0-9+/=])[A-Za-z0-9+/]{8,16000}={0,2})\s{0,4}$",
    re.MULTILINE,
)
_SHAPES = re.compile(
    r"\beyJ[\w-]{4,}(?:\.[\w-]*){0,4}"  # a JWT, whole or cut
    r"|\bEwB[\w+/=.-]{8,}"  # an access token of a personal account
    r"|\b[01]\.A[\w-]{3,}(?:\.[\w-]+){0,8}"  # a refresh token or code of a work account
    r"|\bM\.[CR]\d{1,4}_[\w.!*$%-]{4,}"  # the same of a personal account
    r"|(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{20,}"  # a client secret as the portal makes them
    r"|(?<![\w.-])dXNlcj[A-Za-z0-9+/=]{6,}"  # base64 of "user="
)
_RUN = re.compile(r"(?<![\w+/~%-])[\w+/~%-]{20,}={0,2}")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def scrub(text: str) -> str:
    """The text without tokens, secrets, codes and passwords. GUIDs, trace ids and mail addresses stay."""
    for pattern in (_NAMED, _SPOKEN, _CODE, _AFTER, _USERINFO, _SASL_LINE):
        text = pattern.sub(_hide, text)
    return _RUN.sub(_hide_run, _SHAPES.sub(HIDDEN, text))


def _hide(match: re.Match[str]) -> str:
    key = next(part for name, part in match.groupdict().items() if name in {"key", "query"} and part is not None)
    return key + HIDDEN


def _hide_run(match: re.Match[str]) -> str:
    """A long run of letters and digits without a vowel rhythm to it: random, unless it is a GUID or a path."""
    run = match.group()
    pieces = [_GUID.sub("", run)] if "/" not in run or len(run) >= 40 else run.split("/")
    return HIDDEN if any(_random(piece) for piece in pieces) else run


def _random(piece: str) -> bool:
    kinds = sum(any(test(char) for char in piece) for test in (str.isupper, str.islower, str.isdigit))
    return (len(piece) >= 20 and kinds == 3) or (len(piece) >= 32 and kinds == 2 and any(map(str.isdigit, piece)))


# Control characters, and characters that hide or reorder others.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_COMMAND = re.compile(r"::(?=[a-z-]{2,30}(?:\s[^:\n]{0,200})?::)|##(?=\[|vso\[)", re.IGNORECASE)


def printable(text: str) -> str:
    """The text with control characters spelled out and commands of CI services broken; \\n and \\t stay."""
    text = _UNPRINTABLE.sub(lambda match: f"\\x{ord(match.group()):02x}", text)
    return _COMMAND.sub(lambda match: f"{match.group()[0]} {match.group()[1]}", text)
