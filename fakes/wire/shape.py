"""How octets are put on the line: whole, one by one, cut where it hurts, late, or with others glued to them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

SHAPED_OCTETS = 1024
"""So much of a write is cut up; what follows goes out in one piece, or a large message would take for ever."""


def whole(data: bytes) -> list[bytes]:
    """As it is."""
    return [data]


def octets(data: bytes) -> list[bytes]:
    """One by one."""
    cut = [data[at : at + 1] for at in range(min(len(data), SHAPED_OCTETS))]
    return [*cut, *([data[SHAPED_OCTETS:]] if len(data) > SHAPED_OCTETS else [])]


def split(data: bytes) -> list[bytes]:
    """Cut in the middle of each line, and between its CR and LF."""
    places, at = [0], 0
    for line in data[:SHAPED_OCTETS].splitlines(keepends=True):
        places += [at + len(line) // 2, at + len(line) - 1]
        at += len(line)
    ends = [*places[1:], len(data)]
    return [data[start:end] for start, end in zip(places, ends, strict=True) if end > start]


@dataclass(frozen=True, slots=True)
class Shape:
    """What becomes of the writes of one reply. `pace` and `delay` are seconds: between pieces, before the first.

    `before` and `behind` are glued to the first write.
    """

    cut: Callable[[bytes], list[bytes]] = whole
    pace: float = 0.0
    delay: float = 0.0
    before: bytes = b""
    behind: bytes = b""

    def pieces(self, data: bytes) -> list[tuple[float, bytes]]:
        """Each piece with the seconds to wait before it."""
        cut = self.cut(self.before + data + self.behind)
        return [(self.pace if number else self.delay, piece) for number, piece in enumerate(cut)]

    def longest(self) -> float:
        """How long one write can take, in seconds."""
        return self.delay + self.pace * SHAPED_OCTETS

    def after_first(self) -> Shape:
        """What is left of it for the next write of the same reply."""
        return replace(self, delay=self.pace, before=b"", behind=b"")


class Outbox:
    """Pieces that wait for their time, in order. `put` takes each, `emptied` hears when none is left."""

    def __init__(self, put: Callable[[bytes], None], emptied: Callable[[], None]) -> None:
        self._put = put
        self._emptied = emptied
        self._pieces: deque[tuple[float, bytes]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._pieces)

    def add(self, pieces: Iterable[tuple[float, bytes]]) -> None:
        """Send pieces when those before them are gone and their time has come."""
        self._pieces.extend(pieces)
        if self._timer is None:
            self._run(due=False)

    def clear(self) -> None:
        """Forget what waits."""
        self._pieces.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _run(self, *, due: bool) -> None:
        self._timer = None
        while self._pieces:
            wait, data = self._pieces[0]
            if wait and not due:
                self._timer = asyncio.get_running_loop().call_later(wait, lambda: self._run(due=True))
                return
            due = False
            self._pieces.popleft()
            self._put(data)
        self._emptied()
