"""What a run waits for, said while it waits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from ..survey import Wait
from .screen import Screen

PATIENCE = 10.0
"""Seconds after which a wait is told where a line cannot be taken back; then at twice as many, and so on."""
_EVERY = 1.0


class Waiting:
    """Looks once a second for probes that have not ended, on a thread of its own."""

    def __init__(self, screen: Screen, under_way: Callable[[], Sequence[Wait]], *, every: float = _EVERY) -> None:
        self._screen = screen
        self._under_way = under_way
        self._every = every
        self._told = PATIENCE
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def begin(self) -> None:
        """From now on waits are told."""
        self._thread.start()

    def end(self) -> None:
        """No word more."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()
        self._screen.wipe()

    def _watch(self) -> None:
        while not self._over.wait(self._every):
            waits = self._under_way()
            if not waits:
                self._told = PATIENCE
            elif self._screen.replaces or max(wait.seconds for wait in waits) >= self._told:
                self._told *= 2
                self._screen.meanwhile(line_of(waits))


def line_of(waits: Sequence[Wait]) -> str:
    """One line for the waits of a moment: the longest, and how many more there are."""
    more = f", and {len(waits) - 1} more" if len(waits) > 1 else ""
    return f"  waiting   {max(waits, key=lambda wait: wait.seconds)}{more}"
