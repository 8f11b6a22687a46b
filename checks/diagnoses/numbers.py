"""Which numbers of Entra ID stand in a text, in whatever form they are written?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .model import Words

_CODE_LISTS = ("aadsts", "error_codes", "error?code=", "error%3fcode%3d", "error code")
_CODE_KEYS = ("errorcode", "errornumber", "resulttype")
_ERROR_NUMBER = re.compile(r"error [5679]\d{4}")
_NUMBERED = re.compile(
    r"AADSTS\s{0,2}(?P<named>\d{4,8})(?!\d)"
    r"|error(?:\?code=|%3fcode%3d)(?P<uri>\d{4,8})(?!\d)"
    r"|error_codes[\"'\\]{0,2}\s{0,4}:\s{0,4}\[(?P<list>[\d,\s]{4,60})\]"
    r"|\b(?:error\s?code|errorNumber|resultType)[\"'\\]{0,2}:?\s?[\"'\\]{0,2}(?P<prose>\d{4,8})(?![\d.])"
    r"|\berror (?!50000)(?P<short>\d{5,7})(?![\d.])",
    re.IGNORECASE,
)
_WRITTEN = Words("a number behind AADSTS, in an address or in a list of codes")
_PROSE = Words("a number behind the words error code", protocol="entra")
_SHORT = Words("a number behind the word error: other programs number theirs as well", protocol="entra", named=True)


def newest_first(text: str, low: str, said: str) -> list[re.Match[str]]:
    """Every number, the last line first; in one line AADSTS says more than a list or an address, and the first of
    several is the whole answer. `low` is the text in lower case, `said` its words.
    """

    def newest(match: re.Match[str]) -> tuple[int, bool, int]:
        return text.rfind("\n", 0, match.start()), match["named"] is not None, -match.start()

    return sorted(_all(text, low, said), key=newest, reverse=True)


def told_by(match: re.Match[str]) -> tuple[Words, list[str]]:
    """The numbers of one of them, and the words by which they are to be believed."""
    written = match["named"] or match["uri"] or match["list"]
    words = _WRITTEN if written else _SHORT if match["short"] else _PROSE
    return words, re.findall(r"\d+", written or match["prose"] or match["short"])


def _all(text: str, low: str, said: str) -> Iterator[re.Match[str]]:
    for mark in (*_CODE_LISTS, *(key for key in _CODE_KEYS if key in said)):
        at = low.find(mark)
        while at >= 0:
            if match := _NUMBERED.match(text, at):
                yield match
            at = low.find(mark, at + len(mark))
    for short in _ERROR_NUMBER.finditer(low):
        if match := _NUMBERED.match(text, short.start()):
            yield match
