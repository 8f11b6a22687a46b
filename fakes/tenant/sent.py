"""What a mailbox has sent lately, and the connections that are sending for it now: what its limits are judged by."""

from __future__ import annotations

from collections import deque
from itertools import takewhile

from .clock import Clock

DAY = 86400.0


class Sent:
    """Messages of the last day, oldest first; older ones are forgotten. Spans are in seconds of the tenant's clock."""

    def __init__(self) -> None:
        self._messages: deque[tuple[float, int]] = deque()
        self._recipients = 0
        self._sending: list[object] = []

    def begin(self, connection: object) -> None:
        """A connection begins a message."""
        self.end(connection)
        self._sending.append(connection)

    def end(self, connection: object) -> None:
        """Its message is over, or the connection is."""
        if connection in self._sending:
            self._sending.remove(connection)

    def rank(self, connection: object) -> int:
        """How many connections began a message before this one and are not done yet."""
        return self._sending.index(connection) if connection in self._sending else 0

    def note(self, clock: Clock, recipients: int) -> None:
        """A message was accepted."""
        self._forget(clock)
        self._messages.append((clock.now(), recipients))
        self._recipients += recipients

    def messages(self, clock: Clock, span: float) -> int:
        """How many messages were accepted within a span."""
        return sum(1 for _ in takewhile(lambda m: clock.age(m[0]) < span, reversed(self._messages)))

    def recipients(self, clock: Clock) -> int:
        """How many recipients the messages of a day had."""
        self._forget(clock)
        return self._recipients

    def _forget(self, clock: Clock) -> None:
        while self._messages and clock.age(self._messages[0][0]) >= DAY:
            self._recipients -= self._messages.popleft()[1]
