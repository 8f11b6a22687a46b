"""Access tokens that Entra ID issues without complaint and that Exchange then refuses, or that do not last."""

from __future__ import annotations

from .model import Behave, Fault, Reply

_TOKEN = ("token",)
_REFUSED = Reply(
    smtp="535 5.7.3 Authentication unsuccessful {suffix}",
    imap="NO AUTHENTICATE failed.",
    pop3="-ERR Authentication failure: unknown user name or bad password.",
)


def _minted(id: str, how: str, shows: str, evidence: str, seen: str, diagnosis: str = "") -> Fault:
    return Fault(id, "mint", _TOKEN, Behave("token", how), shows, evidence, seen, diagnosis or id)


TOKENS = (
    _minted(
        "token-audience-graph",
        "audience-graph",
        "scopes written without the https://outlook.office.com/ prefix: they mean Microsoft Graph",
        "MicrosoftDocs/office-developer-exchange-docs#87; jstedfast/MailKit#1770",
        "2020 to 2024",
    ),
    _minted(
        "token-scope-smtp-missing",
        "without-SMTP.Send",
        "a consent that covers reading but not sending",
        "jstedfast/MailKit#1733 (likely cause)",
        "2024",
    ),
    _minted(
        "token-scope-imap-missing",
        "without-IMAP.AccessAsUser.All",
        "a consent that covers sending but not reading",
        "freescout-help-desk/freescout#5101 (likely cause)",
        "2025-12",
    ),
    _minted(
        "token-scope-pop3-missing",
        "without-POP.AccessAsUser.All",
        "a consent that covers IMAP but not POP3",
        "simonrob/email-oauth2-proxy#244 (likely cause)",
        "2024",
    ),
    _minted(
        "token-of-another-user",
        "another-user",
        "a refresh token made while signed in as somebody else than the mailbox",
        "tarickb/sasl-xoauth2#43, resolved",
        "2022",
    ),
    _minted(
        "token-expired",
        "expired",
        "a clock that is wrong, or a client that caches tokens beyond their life",
        "Exchange's words for it are inferred",
        "",
    ),
    _minted(
        "token-lifetime-short",
        "short",
        "a token lifetime policy that is shorter than the application's polling interval",
        "entra-docs, configurable token lifetimes: 10 minutes at least",
        "2025",
    ),
    _minted(
        "token-foreign-tenant",
        "foreign-tenant",
        "a token of another tenant that looks right in every other way",
        "Exchange's words for it are inferred",
        "",
        "token-of-another-tenant",
    ),
    # What a mail server says to a token it refuses, whatever the reason: one text for all of them.
    Fault(
        "token-refused",
        "auth",
        ("smtp", "imap", "pop3"),
        _REFUSED,
        "a client that sees one text for a wrong audience, scope, user or age and guesses",
        "tarickb/sasl-xoauth2#43, freescout#5101, simonrob/email-oauth2-proxy#244",
        "2020 to 2026",
        "{listener}-auth-refused",
    ),
)
