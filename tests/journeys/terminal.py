"""A terminal with a person in front of it: what is typed at it unseen, and what it shows."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

SECONDS = 60.0


class Terminal:
    """A command on a pseudo-terminal. `shown` is everything that stood on the screen, echo included."""

    def __init__(self, process: subprocess.Popen[bytes], descriptor: int) -> None:
        self.process, self._descriptor = process, descriptor
        self.shown = ""

    def until(self, words: str) -> str:
        """Read until the words stand on the screen. Raises AssertionError when they do not come."""
        ends = time.monotonic() + SECONDS
        while words not in self.shown:
            assert self._read(ends), f"{words!r} is not on the screen: {self.shown}"
        return self.shown

    def paste(self, text: str) -> None:
        """Paste, and end with Ctrl-D."""
        os.write(self._descriptor, text.encode() + b"\n\x04")

    def wait(self) -> int:
        """The exit status, once everything was shown."""
        ends = time.monotonic() + SECONDS
        while self._read(ends):
            pass
        return self.process.wait(SECONDS)

    def _read(self, ends: float) -> bool:
        if not select.select([self._descriptor], [], [], max(0.0, ends - time.monotonic()))[0]:
            return False
        try:
            piece = os.read(self._descriptor, 65536)
        except OSError:  # Linux says so where the other end is closed
            return False
        self.shown += piece.decode().replace("\r\n", "\n")
        return bool(piece)


@contextlib.contextmanager
def at_terminal(command: Sequence[str], folder: Path, env: Mapping[str, str]) -> Iterator[Terminal]:
    """Start a command whose input and outputs are a terminal."""
    ours, theirs = os.openpty()
    try:
        process = subprocess.Popen(
            command, cwd=folder, env=dict(env), stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        )
        os.close(theirs)
        try:
            yield Terminal(process, ours)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(SECONDS)
    finally:
        os.close(ours)
