"""Which parameters MAIL and RCPT take, and which values: RFC 1870, 3030, 3461, 4954, 6152, 6531."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_XTEXT = r"(?:[!-*,-<>-~]|\+[0-9A-F]{2})"
_ADDRESS_TYPE = r"[A-Z0-9-]{1,40}"
# Upper case: that is how aiosmtpd hands them over.
MAIL = {
    "SIZE": re.compile(r"[0-9]{1,20}"),
    "BODY": re.compile(r"7BIT|8BITMIME|BINARYMIME"),
    "RET": re.compile(r"FULL|HDRS"),
    "ENVID": re.compile(rf"{_XTEXT}{{1,100}}"),
    "AUTH": re.compile(rf"<>|{_XTEXT}{{1,500}}"),
}
RCPT = {
    "NOTIFY": re.compile(r"NEVER|(?:SUCCESS|FAILURE|DELAY)(?:,(?:SUCCESS|FAILURE|DELAY)){0,2}"),
    "ORCPT": re.compile(rf"{_ADDRESS_TYPE};(?:{_XTEXT}|[^\x00-\x7f]){{1,500}}"),
}
_HANDED_ON = {"SIZE", "BODY"}


def left_for_aiosmtpd(parameters: Sequence[str], known: Mapping[str, re.Pattern[str]]) -> list[str] | None:
    """The parameters that aiosmtpd judges itself, those it does not know taken out. None: one is not well-formed."""
    left, seen = [], set()
    for parameter in parameters:
        keyword, _, value = parameter.partition("=")
        if keyword in seen or (keyword in known and not known[keyword].fullmatch(value)):
            return None
        seen.add(keyword)
        if keyword in _HANDED_ON or keyword not in known:
            left.append(parameter)
    return left
