"""The process of a client: in a group of its own, ended with all that it started; what it prints is bounded."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any

MOST_OUTPUT = 1_000_000
GRACE = 5.0
Persuade = Callable[[Mapping[str, Any]], None]


class Unusable(Exception):
    """The command is no client by the contract; str() is one sentence."""


def spawn(words: list[str], environ: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """A process with pipes, and nothing of our environment. Raises Unusable."""
    try:
        return subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**environ},
            start_new_session=True,
        )
    except FileNotFoundError:
        raise Unusable(f"there is no program '{words[0]}'") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Unusable(f"'{words[0]}' cannot be started: {reason}") from None


@contextlib.contextmanager
def started(words: list[str], environ: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The same for one job. Raises Unusable."""
    process = spawn(words, environ)
    try:
        yield process
    finally:
        # What it left running in its group goes too.
        kill(process)
        end_input(process)


def end_input(process: subprocess.Popen[bytes]) -> None:
    """Tell it that no more comes; to one that is gone as well."""
    with contextlib.suppress(OSError):
        if process.stdin is not None:
            process.stdin.close()


def wait(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    """The exit status, or None when `seconds` are over."""
    try:
        return process.wait(max(seconds, 0.001))
    except subprocess.TimeoutExpired:
        return None


def kill(process: subprocess.Popen[bytes]) -> None:
    """End it and its group by force."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def json_object(line: bytes) -> dict[str, Any] | None:
    """The object of the line, or None where it holds none."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def plain(text: str) -> str:
    """The text as it may stand in a sentence on a terminal."""
    return "".join(char if char.isprintable() else "?" for char in text)[:200]


class Drain:
    """Reads a pipe to its end on a thread and keeps the beginning; what a sign-in asks for is passed on at once."""

    def __init__(self, stream: IO[bytes] | None, persuade: Persuade | None = None) -> None:
        assert stream is not None
        self._stream = stream
        self._kept = bytearray()
        self._lock = threading.Lock()
        self._persuade = persuade
        self._thread = threading.Thread(target=self._read, name="oauthmail-client-output", daemon=True)
        self._thread.start()

    def whole(self) -> bytes:
        """Everything, once the process is over."""
        self._thread.join(GRACE)
        with self._lock:
            return bytes(self._kept)

    def take(self) -> bytes:
        """What came since the last time."""
        with self._lock:
            taken = bytes(self._kept)
            self._kept.clear()
        return taken

    def text(self) -> str:
        """The same as text."""
        return self.whole().decode("utf-8", "replace")

    def _read(self) -> None:
        with self._stream:
            while piece := self._stream.readline(65536):
                with self._lock:
                    self._kept += piece[: max(MOST_OUTPUT - len(self._kept), 0)]
                said = json_object(piece) if self._persuade else None
                if self._persuade and said is not None and ("open" in said or "user_code" in said):
                    self._persuade(said)
