"""Writes lines to a terminal or pipe: nothing it would obey, and ASCII where it knows no more."""

from __future__ import annotations

import contextlib
import os
import unicodedata
from collections.abc import Iterable
from typing import TextIO

from .redact import printable


def write_lines(stream: TextIO, lines: Iterable[str]) -> None:
    """Write each line without the blanks at its end. An ASCII console gets letters without their accents, and what
    is no letter of its own spelled out.
    """
    encoding = (getattr(stream, "encoding", None) or "ascii").lower().replace("-", "").replace("_", "")
    for line in lines:
        text = printable(line).rstrip()
        stream.write((text if encoding == "utf8" else _ascii(text)) + "\n")


def turn_away(stream: TextIO) -> None:
    """Nobody reads a stream any more, or its disk is full: what it holds and what is still written goes nowhere, so
    that the end of the program does not fail by it.
    """
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        stream.flush()


def _ascii(text: str) -> str:
    plain = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return plain.encode("ascii", "backslashreplace").decode()
