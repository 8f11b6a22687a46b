"""Reads a small ordinary file whole: never waits for a named pipe, never swallows a device."""

from __future__ import annotations

import os
import stat
from pathlib import Path


class Unreadable(Exception):  # reads as a sentence where it is caught
    """A file cannot be read; str() continues the sentence "FILE ..."."""


def read_file(path: Path, longest: int) -> tuple[bytes, os.stat_result]:
    """The bytes of `path` (at most `longest`) and the status of the file they were read from. Raises Unreadable."""
    try:
        with open(path, "rb", opener=_open) as file:  # Path.open has no opener
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable("is not an ordinary file")
            data = file.read(longest + 1)
    except FileNotFoundError:
        raise Unreadable("does not exist") from None
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        raise Unreadable(f"cannot be read: {reason}") from None
    if len(data) > longest:
        raise Unreadable(f"is longer than {longest} bytes")
    return data, status


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
