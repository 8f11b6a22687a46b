"""How a fault changes the list of capabilities that a server shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

# What is taken out of each entry; one that has nothing left is not shown.
_OUT: Mapping[str, str] = {
    "hide-starttls": r"\A(?:STARTTLS|STLS)\Z",
    "hide-xoauth2": r"(?: |\AAUTH=)XOAUTH2(?= |\Z)",
    "hide-pop3-sasl": r"\ASASL(?: .*)?\Z",
    "hide-sasl-ir": r"\ASASL-IR\Z",
}
_IN: Mapping[str, Mapping[str, str]] = {
    "offer-starttls": {"imap": "STARTTLS", "pop3": "STLS"},
    "offer-xoauth2": {"imap": "AUTH=XOAUTH2", "pop3": "SASL XOAUTH2"},
}
_LEFT_AFTER_LOGIN = {"IMAP4", "IMAP4rev1", "UIDL"}


def offered(capabilities: Iterable[str], how: str, listener: str, *, logged_in: bool = False) -> list[str]:
    """The capabilities (a line of EHLO or CAPA, a word of CAPABILITY each) as a fault of this kind shows them.

    Any other `how`, and an empty one, leaves them as they are. What is added to the lines of EHLO has its own place
    there, which the front end knows.
    """
    shown = list(capabilities)
    if how in _OUT:
        shown = [left for entry in shown if (left := re.sub(_OUT[how], "", entry))]
    elif how in _IN:
        shown.append(_IN[how][listener])
    elif how == "hide-after-login" and logged_in:
        shown = [entry for entry in shown if entry in _LEFT_AFTER_LOGIN]
    elif how == "odd-case":
        shown = [entry.swapcase() for entry in shown]
    return shown
