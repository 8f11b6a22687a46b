"""Words made fit for searching: a compiled pattern, and a literal part that is looked for first."""

from __future__ import annotations

import re
from functools import cache

_BLANK = r"\s{1,8}"
_SHORTEST_PART = 4


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern of a `Words`, compiled at first use only: a run needs a few of some two hundred."""
    return re.compile(pattern.replace(" ", _BLANK), re.IGNORECASE)


def literals(pattern: str) -> tuple[str, ...]:
    """The parts of a pattern that stand in every text it matches, in lower case, the longest first.

    A blank in them is one blank: they are looked for in text whose white space is levelled.
    Raises ValueError when none has four characters or more, or when an alternation stands outside a group.
    """
    runs = [""]
    depth = position = 0
    while position < len(pattern):
        char = pattern[position]
        position += 1
        if char == "\\":
            escaped = pattern[position]
            position += 1
            if escaped.isalnum():
                runs.append("")
            elif depth == 0:
                runs[-1] += escaped
        elif char == "[":
            position = pattern.index("]", position) + 1
            runs.append("")
        elif char in "*?{":
            runs[-1] = runs[-1][:-1]
            runs.append("")
            if char == "{":
                position = pattern.index("}", position) + 1
        elif char in "().^$+":
            depth += {"(": 1, ")": -1}.get(char, 0)
            runs.append("")
        elif char == "|" and depth == 0:
            raise ValueError(f"alternation outside a group: {pattern}")
        elif depth == 0:
            runs[-1] += char
    parts = sorted({run.strip().lower() for run in runs if run.strip()}, key=len, reverse=True)
    if not parts or len(parts[0]) < _SHORTEST_PART:
        raise ValueError(f"no literal part of {_SHORTEST_PART} characters: {pattern}")
    return tuple(parts)
