"""What aiosmtpd says by itself, and what Exchange says in its place."""

from __future__ import annotations

_WORDS = (
    ("500 Error: command", "500 5.3.3 Unrecognized command 'unknown'"),
    ("501 Syntax", "501 5.5.4 Invalid arguments"),
    ("501 Error", "501 5.5.4 Invalid arguments"),
    ("555 ", "501 5.5.4 Unrecognized parameter"),
    ("500 Line too long", "500 5.5.2 Line too long"),
    ("502 EXPN", "502 5.3.3 Command not implemented"),
    ("500 Error: bad syntax", "500 5.3.3 Unrecognized command 'unknown'"),
    ("500 Command line too long", "500 5.5.2 Command line too long"),
    ("502 5.5.1 Too many", "421 4.7.0 Too many errors on this connection, closing transmission channel"),
    ("503 Error: send HELO first", "503 5.5.2 Send hello first"),
    ("503 Error: nested MAIL", "503 5.5.2 Sender already specified"),
    ("503 Error: need MAIL", "503 5.5.2 Need mail command"),
    ("503 Error: need RCPT", "503 5.5.2 Need rcpt command"),
    ("552 Error: message size", "552 5.3.4 Message size exceeds fixed maximum message size"),
    ("552 Error: Too much mail", "552 5.3.4 Message size exceeds fixed maximum message size"),
    ("553 5.1.3", "501 5.1.7 Invalid address"),
    ("250 OK", "250 2.0.0 OK"),
    ("354 End data", "354 Start mail input; end with <CRLF>.<CRLF>"),
    ("500 Error: (", "451 4.7.0 Temporary server error. Please try again later."),
)


def in_exchange_words(reply: str) -> str:
    """The reply as Exchange words it; one that is in its words already stays as it is."""
    return next((words for begins, words in _WORDS if reply.startswith(begins)), reply)
