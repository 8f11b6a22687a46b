"""The faults and dialects that cases ask a server for, by the name that both halves agree on."""

from __future__ import annotations

# >>> To extend after a merge: names that a server may not know yet. A case that needs one is skipped until it does. <<<
AFTER_MERGE = (
    "challenge-google",
    "challenge-rfc7628",
    "starttls-injected-behind",
    "starttls-injected-before",
    "starttls-capabilities-injected",
    "starttls-offered-inside-tls",
    "xoauth2-before-tls",
    "imap-initial-response-withdrawn",
    "imap-preauth",
    "dialect strict-length",
)
