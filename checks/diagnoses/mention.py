"""Are words only mentioned here: in a list of errors, or in the text of a program?

A table of error codes, a documentation page or a program names many failures, and none of them happened.
"""

from __future__ import annotations

import re

NEAR = 1500
"""Characters before and behind the words in which other codes are counted."""

CROWD = 5
"""So many different codes close together, without any time of day, are a list."""

NAMES = 3
"""So many different names of network errors in one line are a list: one attempt ends in one way."""

_LINE = 400
_CODE = re.compile(
    # A reply's code begins its line, its cell or its sentence, or stands behind 5xx: the version of a library does not.
    r"AADSTS(\d{5,8})|(?:^|[|.] ?|\b[45]\d\d[ -])([45]\.[0-7]\.\d{1,3})(?= ?[|:-]| [A-Za-z])",
    re.IGNORECASE | re.MULTILINE,
)
_HAPPENED = re.compile(r"\d:[0-5]\d:[0-5]\d|Trace ID|Correlation ID|[0-9a-f]{8}-[0-9a-f]{4}-", re.IGNORECASE)
_NAME = re.compile(r"\bE[A-Z]{5,16}\b")
_PROGRAM = re.compile(
    r" ?(?:(?:\} ?)?(?:else ?)?(?:if|switch|while|catch) ?\(|(?:el)?if [^\n]{1,300}:$|case [^\n:]{1,80}:"
    r"|except\b[^\n]{0,200}:|raise [A-Z]\w{0,60}|throw (?:new )?\w|return [^\n]{1,300}[;)]$|assert\w{0,20}[ (.]"
    r"|(?:const|let|var) \w{1,60} ?=|from \S{1,100} import |(?:async )?(?:def|function) \w{1,80}\(|//|/\*"
    r"|[\w.]{1,80}(?:: [\w\[\], ]{1,80})? = ?[(\[{]{1,2}r?[\"']|(?:[a-z_]\w{0,40}\.){0,4}[a-z_]\w{0,40}\([fr]?[\"'`])"
)
"""How a line of a program begins. Lower case counts: prose begins with `If`, what is printed of an error with `Error(`."""
_COMMENT = re.compile(r" ?[#;] ?[a-z]")
_SETTING = re.compile(r"^\w[\w.]{2,60} ?= ?\S", re.MULTILINE)


def mentioned(text: str, start: int, end: int) -> bool:
    """Whether the words at text[start:end] are told of, and did not happen there."""
    begin = max(text.rfind("\n", 0, start) + 1, start - _LINE)
    line = text[begin:end] + text[end : end + _LINE].partition("\n")[0]
    if _HAPPENED.search(line):
        return False
    if _PROGRAM.match(line) or len(set(_NAME.findall(line))) >= NAMES:
        return True
    near = text[max(0, start - NEAR) : end + NEAR]
    if _COMMENT.match(line) and _SETTING.search(near):
        return True
    return len(set(_CODE.findall(near))) >= CROWD and not _HAPPENED.search(near)
