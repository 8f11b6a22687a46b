"""How connections, certificates and STARTTLS go wrong, on every listener that has them."""

from __future__ import annotations

from .model import UNVERIFIED, Behave, Fault, Reply

_ALL = ("token", "smtp", "imap", "pop3")
_MAIL = ("smtp", "imap", "pop3")


def _certificate(id: str, kind: str, shows: str) -> Fault:
    return Fault(id, "tls", _ALL, Behave("certificate", kind), shows, "RFC 5280 6; RFC 9525 6", "2023-11", id)


TLS = (
    _certificate("certificate-unknown-ca", "unknown-ca", "a client that does not verify, or an old trust store"),
    _certificate("certificate-wrong-name", "wrong-name", "a client that verifies the chain but not the name"),
    _certificate("certificate-expired", "expired", "a client that ignores dates"),
    _certificate("certificate-not-yet-valid", "not-yet-valid", "a client, or a clock, that is behind"),
    Fault(
        "starttls-stripped",
        "capabilities",
        ("smtp",),
        Behave("hide-starttls"),
        "a client that goes on in plaintext when STARTTLS is not offered",
        "RFC 3207 6; RFC 8314 3; NO STARTTLS attack",
        "2021-08",
        "starttls-stripped",
        also_on=("imap", "pop3"),
    ),
    Fault(
        "starttls-refused",
        "starttls",
        ("smtp",),
        Reply(
            smtp="454 4.7.0 TLS not available due to temporary reason",
            imap="NO STARTTLS failed.",
            pop3="-ERR STLS failed.",
        ),
        "a client that goes on in plaintext when STARTTLS is refused",
        f"454 is RFC 3207 4; Exchange Online has not been seen to say it ({UNVERIFIED})",
        "2002-02",
        "starttls-refused",
        also_on=("imap", "pop3"),
    ),
    Fault(
        "xoauth2-not-offered",
        "capabilities-tls",
        _MAIL,
        Behave("hide-xoauth2"),
        "a client that falls back to a password when XOAUTH2 is missing",
        "lettre#217: Exchange Online in 2018",
        "2018",
        "xoauth2-not-offered",
    ),
    Fault(
        "tls-version-old",
        "tls",
        _ALL,
        Behave("tls-oldest", "TLSv1.1"),
        "a client that still speaks TLS 1.1",
        "TLS 1.2 is the floor: Microsoft, fix issues with printers, scanners and LOB applications",
        "2025",
        "tls-version-too-old",
    ),
    Fault(
        "connection-dropped",
        "accept",
        _ALL,
        Behave("reset"),
        "a firewall that lets the connection through and then resets it",
        UNVERIFIED,
        "",
        "connection-dropped",
    ),
    Fault(
        "server-silent",
        "accept",
        _ALL,
        Behave("stall"),
        "a client without a time limit",
        UNVERIFIED,
        "",
        "server-silent",
    ),
    Fault(
        "server-garbage",
        "greeting",
        _MAIL,
        Behave("garbage"),
        "a client that trusts what it reads",
        UNVERIFIED,
        "",
        "server-answered-garbage",
    ),
)
