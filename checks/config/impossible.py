"""Which settings make a live request impossible, so that it is not even tried? All others never block one."""

from __future__ import annotations

IMPOSSIBLE: frozenset[str] = frozenset(
    {
        "settings.client_id",
        "settings.client_secret",
        "settings.mailbox",
        "settings.refresh_token",
        "settings.tenant",
    }
)
