"""A file that holds a secret: readable by its owner only, replaced whole and durably, one writer at a time."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..config.files import Unreadable, read_file
from ..observation import Failure, ProbeFailed

LONGEST = 1_000_000
_PAUSE = 0.02


class TokenStore:
    """What the service keeps of one grant: `refresh_token`, the newest one, and `not_before`, when to ask again.

    `path` is made of what the grant was given at first, so that a new refresh token in the settings starts afresh.
    """

    def __init__(self, folder: Path, *given: str) -> None:
        mark = hashlib.sha256("\0".join(given).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self.path = folder / f"tokens-{mark}.json"

    @contextlib.contextmanager
    def locked(self, seconds: float) -> Iterator[None]:
        """Keep other processes out. Raises ProbeFailed when they do not finish in time, or the folder is closed."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise self._cannot(error) from None
        try:
            deadline = time.monotonic() + seconds
            while not _take(lock):
                if time.monotonic() > deadline:
                    raise ProbeFailed(Failure("timeout", f"{self.path.name} is locked by another process", "settings"))
                threading.Event().wait(_PAUSE)
            yield
        finally:
            os.close(lock)

    def read(self) -> dict[str, Any]:
        """What is kept; empty when nothing is. Raises ProbeFailed for a file that is not ours."""
        if not self.path.exists():
            return {}
        try:
            data, _ = read_file(self.path, LONGEST)
            kept = json.loads(data)
        except Unreadable as error:
            raise ProbeFailed(Failure("unavailable", f"{self.path} {error}", "settings")) from None
        except ValueError:
            kept = None
        if not isinstance(kept, dict):
            raise ProbeFailed(Failure("unavailable", f"{self.path} is not a token store", "settings"))
        return kept

    def check(self) -> None:
        """Raise ProbeFailed when nothing could be written: to be asked before a token is spent."""
        try:
            with tempfile.NamedTemporaryFile(dir=self.path.parent, prefix=".try-"):
                pass
        except OSError as error:
            raise self._cannot(error) from None

    def write(self, kept: dict[str, Any]) -> None:
        """Replace what is kept; on return it survives a crash. Raises ProbeFailed."""
        try:
            number, name = tempfile.mkstemp(dir=self.path.parent, prefix=".new-")  # 0600
            try:
                with os.fdopen(number, "w", encoding="utf-8") as file:
                    json.dump(kept, file)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(self.path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
            sync_folder(self.path.parent)
        except OSError as error:
            raise self._cannot(error) from None

    def _cannot(self, error: OSError) -> ProbeFailed:
        words = f"a newer refresh token cannot be kept in {self.path.parent}: {error.strerror or type(error).__name__}"
        return ProbeFailed(Failure("unavailable", words, "settings"))


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder durable."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _take(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
