"""Rules of the login itself: where the token stands, how long a line is, and what a challenge is answered with."""

from __future__ import annotations

from .case import Evidence, Rule

SMTP_LINE = 512
"""RFC 5321 4.5.3.1.4, line end included."""
# An empty line, a lone ^A in base64, or a cancel: all else is the token again, or a guess.
_ANSWERS = ("", "AQ==", "*", "[4 characters]", "[1 characters]")


def short_line(seen: Evidence) -> str:
    """AUTH stays within the limit of an SMTP command line."""
    for exchange in seen.exchanges():
        if exchange.listener == "smtp" and exchange.command.octets > SMTP_LINE:
            return f"an AUTH line of {exchange.command.octets} octets"
    return ""


def two_lines(seen: Evidence) -> str:
    """POP3: AUTH alone, and the response on a line of its own."""
    for exchange in seen.exchanges():
        if exchange.listener == "pop3" and exchange.initial:
            return f"AUTH {exchange.mechanism} and the response in one line of {exchange.command.octets} octets"
    return ""


def initial_where_offered(seen: Evidence) -> str:
    """IMAP: an initial response only where SASL-IR is offered."""
    for exchange in seen.exchanges():
        if exchange.listener == "imap" and exchange.initial and "SASL-IR" not in exchange.offered:
            return f"an initial response without SASL-IR: {seen.show(exchange.command)}"
    return ""


def waits_for_challenge(seen: Evidence) -> str:
    """Without an initial response, the response follows the server's challenge."""
    for exchange in seen.exchanges():
        first = exchange.replies[:1]
        if first and not exchange.initial and exchange.mechanism == "XOAUTH2":
            asked = exchange.challenges[:1]
            if not asked or asked[0].number > first[0].number:
                return f"the response before the challenge: {seen.show(first[0])}"
    return ""


def answers_challenge(seen: Evidence) -> str:
    """After the response, a challenge is answered with an empty line, ^A, a cancel, or by leaving (RFC 7628 3.2.3)."""
    for exchange in seen.exchanges():
        later = exchange.replies[0 if exchange.initial else 1 :]
        for reply in later:
            if reply.text not in _ANSWERS:
                return f"a challenge was answered with {reply.text}: {seen.show(reply)}"
    return ""


SHORT_LINE = Rule("short-line", f"keep AUTH within {SMTP_LINE} octets, else send the response alone", short_line)
TWO_LINES = Rule("two-lines", "send AUTH XOAUTH2 alone and the response after the server's +", two_lines)
INITIAL_WHERE_OFFERED = Rule(
    "initial-where-offered", "send an initial response only where SASL-IR is offered", initial_where_offered
)
WAITS = Rule("waits-for-challenge", "wait for the challenge before the response", waits_for_challenge)
ANSWERS_CHALLENGE = Rule("answers-challenge", "answer an error challenge with an empty line", answers_challenge)
