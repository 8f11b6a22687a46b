"""Are words only mentioned here: in a list of errors, or in the text of a program?

A table of error codes, a documentation page or a program names many failures, and none of them happened.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

NEAR = 1500
"""Characters before and behind the words in which other codes are counted."""

CODES = 5
"""So many different codes close together, without any time of day, are a list."""

NAMES = 3
"""So many different names of network errors in one line are a list: one attempt ends in one way."""

CAUSES = 6
"""So many certain causes within REACH lines, none with a time of day, are a list as well."""

REACH = 40

MANY = 12
"""So many of them are one wherever they stand."""

_LINE = 400
_BLOCK = 1024
_SOME_CODE = re.compile(r"AADSTS\d|[45]\.[0-7]\.\d|\n[45]\d\d ")
_CODE = re.compile(
    # A reply's code begins its line, its cell or its sentence, or stands behind 5xx: the version of a library does not.
    r"AADSTS(\d{5,8})|(?:^|[|.] ?|\b[45]\d\d[ -])([45]\.[0-7]\.\d{1,3})(?= ?[|:-]| [A-Za-z])|^([45]\d\d) (?=[A-Za-z])",
    re.IGNORECASE | re.MULTILINE,
)
_NAME = re.compile(
    r"\bE(?:CONN(?:REFUSED|RESET|ABORTED)|TIMEDOUT|SOCKET|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN|AUTH)\b"
)
_HAPPENED = re.compile(
    r"\d:[0-5]\d:[0-5]\d|\b20\d\d-[01]\d-[0-3]\d|Trace ID|Correlation ID|(?!0{8})[0-9a-f]{8}-[0-9a-f]{4}-",
    re.IGNORECASE,
)
_STATEMENT = re.compile(
    r" ?(?:(?:\} ?)?(?:else ?)?(?:if|switch|while|catch) ?\(|(?:el)?if [^\n]{1,300}:$|case [\"'A-Z_a-z][^\s:]{0,80}:"
    r"|except\b[^\n]{0,200}:|raise [A-Z]\w{0,60}|throw (?:new )?\w|return [^\n]{1,300}[;)]$"
    r"|assert(?:[A-Z_]\w{0,20})?[ (.]|(?:const|let|var) \w{1,60} ?=|from \S{1,100} import "
    r"|(?:async )?(?:def|function) \w{1,80}\(|//|/\*"
    r"|[\w.]{1,80}(?:: [\w\[\], ]{1,80})? = ?[(\[]{1,2}r?[\"'])"
)
"""How a line of a program begins. Lower case counts: prose begins with `If`."""
_LITERAL = re.compile(r" ?(?:[a-z_]\w{0,40}\.){0,4}[a-z_]\w{0,40}\([fr]?[\"'`][^\"'`\n]{0,400}\Z")
"""What stands before words that a program is about to print; what is printed of an error begins with `Error(`."""
_ROW = re.compile(r" ?\|?[^|\n]{1,400}\|[^|\n]{1,400}\| ?[^|\s]")
"""Three cells: two are what somebody filled in, a name and a value."""
_NOTE = re.compile(r" ?[-*+] [^\n]{0,400}?[(\[]#\d{1,6}\b")
"""An item of release notes, with the number of its issue."""
_CHOICE = re.compile(r"\bone of:? ?[\[({][^\])}\n]{0,400}\Z")
"""The values that a program would have taken; none of them came."""
_COMMENT = re.compile(r" ?[#;] ?[a-z]")
_SETTING = re.compile(r"^\w[\w.]{2,60} ?= ?\S", re.MULTILINE)


def mentioned(text: str, start: int, end: int) -> bool:
    """Whether the words at text[start:end] are told of, and did not happen there."""
    begin = max(text.rfind("\n", 0, start) + 1, start - _LINE)
    line = text[begin:end] + text[end : end + _LINE].partition("\n")[0]
    if happened(line):
        return False
    block = start - start % _BLOCK
    near = text[max(0, block - NEAR) : block + _BLOCK + NEAR]
    return (
        _in_program(text, begin, start, line)
        or (_ROW.match(line) is not None and _row_beside(text, begin, end))
        or _NOTE.match(line) is not None
        or _CHOICE.search(text, begin, start) is not None
        or len(set(_NAME.findall(line))) >= NAMES
        or (_COMMENT.match(line) is not None and _SETTING.search(near) is not None)
        or _lists(near)
    )


@lru_cache(2)
def _lists(near: str) -> bool:
    """Whether the text names many codes. What is near is cut in blocks, so that a long list is read once."""
    return len(_SOME_CODE.findall(near)) >= CODES and len(set(_CODE.findall(near))) >= CODES and not happened(near)


def happened(text: str) -> bool:
    """Whether something in the text, a time or an id of a request, says that it happened."""
    return _HAPPENED.search(text) is not None


def crowded(line: int, certain: Sequence[int]) -> bool:
    """Whether the line is one of a list: `certain` are the lines of the certain causes that nobody says happened."""
    return len(certain) >= MANY or sum(abs(line - other) <= REACH for other in certain) >= CAUSES


def _in_program(text: str, begin: int, start: int, line: str) -> bool:
    whole = begin == 0 or text[begin - 1] == "\n"
    return whole and bool(_STATEMENT.match(line) or _LITERAL.match(text, begin, start))


def _row_beside(text: str, begin: int, end: int) -> bool:
    """Whether the line above or below is a row of a table too."""
    above = text.rfind("\n", 0, max(0, begin - 1)) + 1
    below = text.find("\n", end) + 1
    return bool((begin and _ROW.match(text, above, begin)) or (below and _ROW.match(text, below)))
