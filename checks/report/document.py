"""The outcome of a run as plain data: what every report is made of."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from .causes import Row, root_causes

SCHEMA = "oauthmail/report/1"


def document(
    rows: Sequence[Row], *, version: str, started: float, target: str, profiles: Sequence[str], exit_status: int
) -> dict[str, Any]:
    """The JSON report. `started` is Unix seconds; `target` names what was diagnosed."""
    return {
        "schema": SCHEMA,
        "suite": f"oauthmail {version}",
        "started": datetime.datetime.fromtimestamp(started, datetime.UTC).isoformat(timespec="seconds"),
        "target": target,
        "profiles": list(profiles),
        "rows": [dict(row) for row in rows],
        "root_causes": [cause.as_dict() for cause in root_causes(rows)],
        "exit": exit_status,
    }
