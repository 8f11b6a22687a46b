"""Reads what somebody pastes: from a pipe as it is, at a terminal without showing it."""

from __future__ import annotations

import getpass
import os
import sys
from typing import TextIO

MAX = 1_000_000
PROMPT = "Paste it here (nothing is shown), then press Ctrl-D:"
PROMPT_ONE_LINE = "Paste it here as one line (nothing is shown), then press Enter: "
_END = b"\x04"


class TooLong(ValueError):
    """More was pasted than any artefact is long."""


def read_pasted(stdin: TextIO) -> str:
    """Everything on standard input. Raises TooLong."""
    reconfigure = getattr(stdin, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
    text = stdin.read(MAX + 1) if not stdin.isatty() else _hidden(stdin)
    if len(text) > MAX:
        raise TooLong
    return text


def _hidden(stdin: TextIO) -> str:
    """Line by line a terminal takes at most 4096 characters, and a token is longer: so it is asked for the bytes."""
    try:
        import termios  # noqa: PLC0415 - not on Windows
    except ImportError:
        return getpass.getpass(PROMPT_ONE_LINE)
    descriptor = stdin.fileno()
    before = termios.tcgetattr(descriptor)
    silent = [*before]
    silent[3] &= ~(termios.ECHO | termios.ICANON)
    silent[6] = [*before[6]]
    silent[6][termios.VMIN], silent[6][termios.VTIME] = 1, 0
    pieces: list[bytes] = []
    try:
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, silent)
        sys.stderr.write(PROMPT + "\n")
        sys.stderr.flush()
        while (piece := os.read(descriptor, 4096)) and _END not in piece and sum(map(len, pieces)) <= MAX:
            pieces.append(piece)
        pieces.append(piece.partition(_END)[0])
    finally:
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)
    return b"".join(pieces).decode("utf-8", "replace")
