"""The ids in a refusal by which the other side finds it in its own log."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SIGN_IN_LOG = "Entra admin center > Sign-in logs > User sign-ins (non-interactive)"
_ENTRA = re.compile(r"\s*Trace ID: (\S+)\s+Correlation ID: (\S+)\s+Timestamp: (\S+ [0-9:]+)Z")
# `[host 2026-11-23T08:14:31.207Z 08DE2A71C0F4B1D2]`, with which a reply of Exchange ends (captured, 2023 to 2026).
_EXCHANGE = re.compile(r"\[\S+ (\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)\.?\d*Z ([0-9A-F]{16})\]")


@dataclass(frozen=True, slots=True)
class Trace:
    """What was said, without ids that tell a person nothing; `ids` to look for, empty where there are none, and `log`,
    where to look.
    """

    said: str
    ids: str = ""
    at: str = ""
    log: str = ""


def trace_of(said: str) -> Trace:
    """Entra's ids are taken out of the words; Exchange's stay, because its reply ends with them."""
    if found := _ENTRA.search(said):
        rest = said[: found.start()] + said[found.end() :]
        return Trace(rest, f"correlation id {found[2]}", f"{found[3]} UTC", _SIGN_IN_LOG)
    if found := _EXCHANGE.search(said):
        return Trace(said, f"session {found[3]}", f"{found[1]} {found[2]} UTC")
    return Trace(said)
