"""Which known word did somebody mean? And: how is a word from a file shown without harm?"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

LONGEST_SHOWN = 40


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like `word`, or None when none is like it."""
    lower = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.lower(), lower, n=1, cutoff=0.7)
    return lower[close[0]] if close else None


def shown(word: str) -> str:
    """`word`, fit for a terminal. A long one is not shown: somebody may have pasted a secret in its place."""
    if len(word) > LONGEST_SHOWN:
        return f"a word of {len(word)} characters"
    return '"' + "".join(char if char.isprintable() else "?" for char in word) + '"'


def either(words: Iterable[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
