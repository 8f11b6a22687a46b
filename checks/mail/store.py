"""What the service keeps between runs: the newest refresh token of a grant, readable by its owner only."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .. import durable
from ..config.files import Unreadable, read_file
from ..observation import Failure, ProbeFailed

LONGEST = 1_000_000


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
        with contextlib.ExitStack() as stack:
            try:
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                stack.enter_context(durable.locked(self.path, seconds))
            except durable.Locked as error:
                raise ProbeFailed(Failure("timeout", durable.reason(error), "settings")) from None
            except OSError as error:
                raise self._cannot(error) from None
            yield

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
        """Raise ProbeFailed when nothing could be written: to be asked before a token is spent. While `locked`."""
        try:
            durable.check_replaceable(self.path)
        except OSError as error:
            raise self._cannot(error) from None

    def write(self, kept: dict[str, Any]) -> None:
        """Replace what is kept; on return it survives a crash. While `locked`. Raises ProbeFailed."""
        try:
            durable.replace(self.path, json.dumps(kept).encode())
        except OSError as error:
            raise self._cannot(error) from None

    def _cannot(self, error: OSError) -> ProbeFailed:
        words = f"a newer refresh token cannot be kept in {self.path.parent}: {durable.reason(error)}"
        return ProbeFailed(Failure("unavailable", words, "settings"))
