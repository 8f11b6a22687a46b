"""A short text once more: as it was before a screen broke its lines, and something was put before each of them."""

from __future__ import annotations

from itertools import takewhile

_NARROWEST = 40
"""A screen or a page is no narrower: shorter lines ended by themselves."""

_USUAL = (72, 76, 78, 79, 80, 100, 120, 132, 160)
"""Widths of screens and pages: a single line of one of these ended there."""

_BEGINNING = 4
"""Two lines that begin with the same characters, a date or a name, are two lines and no broken one."""

_MARKS = ("|", ">", "]")
"""How it ends. A name and a colon stay: they say which program speaks."""

_LINES = 3
"""So many lines must begin alike before that is taken for what a log puts before them."""


def reread(text: str) -> str:
    """The text without what all its lines begin with, its broken lines whole; empty when nothing in it suggests that.

    No line end is lost: those of a broken line move behind it.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    whole = _whole(_bare(lines)).replace("\\n", "\\n ")
    return "" if whole == text else whole


def _bare(lines: list[str]) -> list[str]:
    """The lines without the name of a container, a bar or a quotation mark that stands before each."""
    filled = [line for line in lines if line.strip()]
    if len(filled) < _LINES:
        return lines
    ends = zip(min(filled), max(filled), strict=False)
    before = "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], ends)).rpartition(" ")[0]
    return [line[len(before) + 1 :] for line in lines] if before.rstrip().endswith(_MARKS) else lines


def _whole(lines: list[str]) -> str:
    """The lines joined where a screen broke them: each piece but the last is as long as the longest line."""
    lengths = [len(line) for line in lines]
    width = max(lengths)
    if width < _NARROWEST or (lengths.count(width) == 1 and width not in _USUAL):
        return "\n".join(lines)
    pieces: list[str] = []
    broken = 0
    for line, behind in zip(lines, [*lines[1:], ""], strict=True):
        pieces.append(line)
        broken += 1
        if len(line) < width or not behind.strip() or behind[:_BEGINNING] == line[:_BEGINNING]:
            pieces.append("\n" * broken)
            broken = 0
    return "".join(pieces)[:-1]
