"""How old is it? Advancing this clock ages what exists; what is made afterwards has real time."""

from __future__ import annotations

import re
import time

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SPAN = re.compile(r"([0-9]{1,9})([smhd])")


def seconds(span: str) -> int:
    """Read `90s`, `15m`, `2h`, `91d` or a sum like `90d1h`. Raises ValueError with one sentence."""
    parts = _SPAN.findall(span)
    if not parts or "".join(n + unit for n, unit in parts) != span:
        raise ValueError(f"'{span}' is not a span of time: write 90s, 15m, 2h, 91d or 90d1h")
    return sum(int(n) * _UNITS[unit] for n, unit in parts)


class Clock:
    """Real time, and the advances made so far.

    An advance adds to the age of everything that existed at that moment, so real clients, certificates and Date
    headers stay sane while a refresh token can be 91 days old.
    """

    def __init__(self) -> None:
        self._advances: list[tuple[float, float]] = []

    def now(self) -> float:
        """Unix seconds, real."""
        return time.time()

    def advance(self, by: float) -> None:
        """Age what exists by so many seconds."""
        self._advances.append((self.now(), by))

    def age(self, made: float) -> float:
        """Seconds that a thing made at `made` (Unix seconds) has lived, advances included."""
        return self.now() - made + sum(by for at, by in self._advances if at >= made)

    def looks_made(self, made: float) -> float:
        """When a thing seems to have been made, seen from now: what error messages print."""
        return self.now() - self.age(made)

    def reset(self) -> None:
        """Forget all advances."""
        self._advances.clear()
