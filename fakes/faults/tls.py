"""How connections and certificates go wrong, on every listener that has them."""

from __future__ import annotations

from .model import UNVERIFIED, Behave, Fault

_ALL = ("token", "smtp", "imap", "pop3")
_MAIL = ("smtp", "imap", "pop3")


def _certificate(id: str, kind: str, shows: str, evidence: str, diagnosis: str = "") -> Fault:
    return Fault(id, "tls", _ALL, Behave("certificate", kind), shows, evidence, "2023-11", diagnosis or id)


_PATH = "RFC 5280 6"
_NAMES = "RFC 9525 6"
TLS = (
    _certificate("certificate-unknown-ca", "unknown-ca", "a client that does not verify, or an old trust store", _PATH),
    _certificate(
        "certificate-self-signed",
        "self-signed",
        "a client that asks no authority",
        _PATH,
        "certificate-unknown-ca",
    ),
    _certificate("certificate-wrong-name", "wrong-name", "a client that verifies the chain but not the name", _NAMES),
    _certificate(
        "certificate-wildcard",
        "wildcard",
        "a client that lets *.localhost stand for localhost itself, or for two labels",
        "RFC 9525 6.3; RFC 7817 3",
        "certificate-wrong-name",
    ),
    _certificate(
        "certificate-cn-only",
        "cn-only",
        "a client that takes a common name for a host name",
        "RFC 9525 2; RFC 7817 3",
        "certificate-wrong-name",
    ),
    _certificate(
        "certificate-uri-only",
        "uri-only",
        "a client that takes a URI for a host name",
        "RFC 7817 3",
        "certificate-wrong-name",
    ),
    _certificate("certificate-expired", "expired", "a client that ignores dates", _PATH),
    _certificate("certificate-not-yet-valid", "not-yet-valid", "a client, or a clock, that is behind", _PATH),
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
