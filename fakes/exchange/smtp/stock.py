"""What aiosmtpd says by itself, and the event behind it, for which each manner has its own words."""

from __future__ import annotations

GREETING = "220 ours unused"
_EVENTS = (
    ("500 Error: command", "unknown"),
    ("500 Error: bad syntax", "unknown"),
    ("500 Error: (", "trouble"),
    ("500 Command line too long", "too-long"),
    ("500 Line too long", "content-line-too-long"),
    ("501 ", "arguments"),
    ("502 EXPN", "unimplemented"),
    ("502 5.5.1 Too many", "too-many-errors"),
    ("503 Error: send HELO first", "hello-first"),
    ("503 Error: nested MAIL", "nested"),
    ("503 Error: need MAIL", "mail-first"),
    ("503 Error: need RCPT", "rcpt-first"),
    ("552 ", "too-large"),
    ("553 5.1.3", "address"),
    ("555 ", "parameter"),
    ("250 OK", "ok"),
    ("354 ", "data"),
)


def event_of(reply: str) -> str:
    """The event that a stock reply speaks of; empty for words that are ours already."""
    return next((event for begins, event in _EVENTS if reply.startswith(begins)), "")
