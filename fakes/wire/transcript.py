"""What crossed the wire, in order: a ring of events that says what it dropped and holds no secret."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from typing import Any

from .redact import Redactor

RING_OCTETS = 16 * 1024 * 1024
_EVENT_OCTETS = 400


class Transcript:
    """A bounded record of all connections of one tenant in a box.

    An event is a dict of plain JSON values: `number`, `at` (Unix seconds), `connection`, `listener`, `kind`
    (connect, client_hello, tls, in, out, alert, eof, reset) and `data`. For `in` and `out`, `octets` is the size of
    the chunk and `data` the redacted text of the lines that the chunk completed.
    """

    def __init__(self, octets: int = RING_OCTETS, known: Iterable[str] = ()) -> None:
        self._limit = octets
        self._known = tuple(known)
        self._held = 0
        self._events: deque[tuple[int, dict[str, Any]]] = deque()
        self._count = 0
        self._connections = 0
        self._redactors: dict[int, Redactor] = {}
        self.dropped = 0

    def connect(self, listener: str) -> int:
        """Number a new connection and record it."""
        self._connections += 1
        self._redactors[self._connections] = Redactor(http=listener == "token", known=self._known)
        self._add(self._connections, listener, "connect", "")
        return self._connections

    def octets(self, connection: int, listener: str, direction: str, data: bytes) -> None:
        """Record a chunk that went `in` or `out`."""
        redactor = self._redactors[connection]
        other = "out" if direction == "in" else "in"
        # A body ends without a line end; a mail command does not, however it was cut into packets.
        if redactor.http and (rest := redactor.finish(other)):
            self._add(connection, listener, other, rest, octets=0)
        self._add(connection, listener, direction, redactor.feed(direction, data), octets=len(data))

    def note(self, connection: int, listener: str, kind: str, data: Any = "") -> None:
        """Record what is not bytes."""
        self._add(connection, listener, kind, data)

    def disconnect(self, connection: int, listener: str, kind: str) -> None:
        """The connection ended: `eof` or `reset`."""
        redactor = self._redactors.pop(connection)
        for direction in ("in", "out"):
            if rest := redactor.finish(direction):
                self._add(connection, listener, direction, rest, octets=0)
        self._add(connection, listener, kind, "")

    def events(self) -> list[dict[str, Any]]:
        """All events still held, oldest first."""
        return [event for _, event in self._events]

    def clear(self) -> None:
        """Forget everything; the numbers go on."""
        self._events.clear()
        self._held = 0
        self.dropped = 0

    def _add(self, connection: int, listener: str, kind: str, data: Any, **more: Any) -> None:
        self._count += 1
        event = {
            "number": self._count,
            "at": round(time.time(), 6),
            "connection": connection,
            "listener": listener,
            "kind": kind,
            "data": data,
            **more,
        }
        size = _EVENT_OCTETS + (len(data) if isinstance(data, str) else 0)
        self._events.append((size, event))
        self._held += size
        while self._held > self._limit and self._events:
            self._held -= self._events.popleft()[0]
            self.dropped += 1
