"""How lines reach whoever reads along: redacted, in the console's own encoding, and past pytest's capture."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Mapping
from typing import Any, TextIO

from ..redactor import Redactor
from ..report.cause import WIDTH

_OVER = "\r\x1b[K"


class Screen:
    """Where a run writes. `terminal` is pytest's terminal reporter, None where the command has its own face.

    A passing line is one that the next line replaces; where that is not possible there is none.
    """

    def __init__(self, out: TextIO, terminal: Any, redactor: Redactor, environ: Mapping[str, str]) -> None:
        self._out = out
        self._terminal = terminal
        self._redactor = redactor
        self._lock = threading.Lock()
        self._direct = _own_copy(out)
        self.replaces = bool(self._direct and self._direct.isatty() and environ.get("TERM", "") != "dumb")
        self._passing = False

    def say(self, *lines: str) -> None:
        """Print lines to stay."""
        with self._lock:
            self._wipe()
            if self._terminal is not None:
                self._terminal.ensure_newline()
            for line in lines:
                text = encodable(self._redactor.hide(line), self._out)
                if self._terminal is not None:
                    self._terminal.write_line(text)
                else:
                    self._write(text)

    def meanwhile(self, line: str) -> None:
        """Print a line while a check is at work, when pytest has caught what is printed: to pass where it can."""
        if self._direct is None:
            return
        text = encodable(self._redactor.hide(line), self._direct)
        with self._lock, contextlib.suppress(OSError, ValueError):
            self._wipe()
            self._passing = self.replaces
            self._direct.write(text[: WIDTH - 1] if self.replaces else f"{text}\n")
            self._direct.flush()

    def wipe(self) -> None:
        """Take the passing line away."""
        with self._lock:
            self._wipe()

    def close(self) -> None:
        """No passing line is left behind."""
        self.wipe()
        if self._direct is not None:
            direct, self._direct = self._direct, None
            with contextlib.suppress(OSError):
                direct.close()

    def _wipe(self) -> None:
        if self._passing and self._direct is not None:
            self._passing = False
            with contextlib.suppress(OSError, ValueError):
                self._direct.write(_OVER)
                self._direct.flush()

    def _write(self, text: str) -> None:
        try:
            print(text, file=self._out, flush=True)
        except OSError:
            # Whoever read along has enough, or the disk is full: the run goes on for its exit status and reports.
            full, self._out = self._out, open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - for the run
            # What it still holds would fail once more when the interpreter ends, and change the exit status.
            with contextlib.suppress(OSError, ValueError):
                os.dup2(self._out.fileno(), full.fileno())
                full.flush()


def encodable(text: str, file: TextIO) -> str:
    """The text as the console can show it: its own encoding, and ASCII stand-ins for what that lacks."""
    encoding = getattr(file, "encoding", None) or "ascii"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _own_copy(out: TextIO) -> TextIO | None:
    """The same console by a descriptor of our own, which pytest's capture does not turn away; None where it is none."""
    try:
        return os.fdopen(os.dup(out.fileno()), "w", encoding=out.encoding, errors="backslashreplace")
    except (OSError, ValueError, AttributeError):
        return None
