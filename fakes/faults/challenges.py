"""Servers that say in a SASL challenge why they refuse, and wait for an answer before they do."""

from __future__ import annotations

from .model import UNVERIFIED, Behave, Fault

_MAIL = ("smtp", "imap", "pop3")

CHALLENGES = (
    Fault(
        "challenge-google",
        "auth",
        _MAIL,
        Behave("challenge", "google"),
        "a client that does not answer the challenge with an empty line: it sends the token again, hangs or drops",
        "Google: XOAUTH2 protocol; nodemailer#114; offlineimap#374, node-imap#254",
        "2012-10-26",
        "{listener}-auth-refused",
    ),
    Fault(
        "challenge-rfc7628",
        "auth",
        _MAIL,
        Behave("challenge", "rfc7628"),
        "a client that does not answer the challenge with ^A or an empty line",
        f"RFC 7628 3.2.2 and 3.2.3; Exchange Online does not do it ({UNVERIFIED})",
        "2015-08",
        "{listener}-auth-refused",
    ),
)
