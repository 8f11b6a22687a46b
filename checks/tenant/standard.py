"""What the standards themselves say of a refusal in words that nobody has met: which code, and to what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..observation import Failure

GREETING, LOGIN, FIRST, ANY = "greeting", "auth", "first", ""

# Protocol, to what it was said (the fact that holds the same words), the code, and the diagnosis that it allows.
_BY_CODE: tuple[tuple[str, str, str, str], ...] = (
    ("smtp", ANY, r"4\d\d\b", "smtp-service-unavailable"),  # RFC 5321 4.2.1: transient
    ("smtp", GREETING, r"5\d\d\b", "smtp-turned-away"),  # RFC 5321 3.1, RFC 7504
    ("smtp", LOGIN, r"5\d\d\b", "smtp-auth-refused"),  # RFC 4954 6
    ("imap", ANY, r"NO \[(?:UNAVAILABLE|SERVERBUG|INUSE)\]|\* BYE\b", "imap-server-unavailable"),  # RFC 5530 3
    ("imap", ANY, r"NO \[LIMIT\]", "imap-throttled"),  # RFC 5530 3
    ("imap", LOGIN, r"NO\b", "imap-auth-refused"),
    ("pop3", ANY, r"-ERR \[(?:SYS/TEMP|IN-USE|LOGIN-DELAY)\]", "pop3-server-unavailable"),  # RFC 2449 8.1, RFC 3206 4
    ("pop3", GREETING, r"-ERR\b", "pop3-turned-away"),
    ("pop3", LOGIN, r"-ERR\b", "pop3-auth-refused"),
    ("pop3", FIRST, r"-ERR\b", "pop3-mailbox-not-opened"),
    # Every alert is an end of the handshake (RFC 8446 6).
    ("tls", ANY, r"", "tls-handshake-failed"),
)

DIAGNOSES = frozenset(diagnosis for *_, diagnosis in _BY_CODE)


def by_standard(failure: Failure | None, facts: Mapping[str, Any]) -> str:
    """The diagnosis that the code allows; empty for none. `facts` are those of the observation that failed."""
    if failure is None or failure.kind not in {"refused", "tls"}:
        return ""
    for protocol, to, code, diagnosis in _BY_CODE:
        heard = protocol == failure.protocol and (to is ANY or facts.get(to) == failure.words)
        if heard and re.match(code, failure.words, re.IGNORECASE):
            return diagnosis
    return ""
