"""One line for a monitoring system, in the form of the Monitoring Plugins guidelines: state, text, performance data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from ..redact import printable
from .causes import Row, root_causes
from .verdict import FAILED, FINE

OK, EXPIRES, BROKEN, UNKNOWN = 0, 1, 2, 3
STATES = ("OK", "WARNING", "CRITICAL", "UNKNOWN")
LAST_DAYS = 3
_DAY = timedelta(days=1)
_TIMED = ("token", "smtp", "imap", "pop3", "message")


def nagios(
    rows: Sequence[Row], status: int, ends: Mapping[str, datetime], now: datetime, warn_days: int
) -> tuple[int, str]:
    """Exit status and line. `status` is the run's own; `ends` says when a credential ends, by short name (`rt`).

    0 fine, 1 something ends within `warn_days`, 2 broken, 3 unknown: nothing was learned of the target.
    """
    left = {name: (end - now) // _DAY for name, end in ends.items()}
    soon = {name: days for name, days in left.items() if days <= warn_days}
    causes = [cause.id for cause in root_causes(rows)]
    if status == FAILED:
        state, text = BROKEN, ", ".join(causes) or "a warning counts as a failure"
    elif status != FINE:
        state, text = UNKNOWN, ": ".join(("nothing was learned of this tenant", *filter(None, [", ".join(causes)])))
    elif soon:
        state, text = EXPIRES, ", ".join(f"{_NAMES[name]} {_ending(days)}" for name, days in soon.items())
    else:
        passed = sum(row["outcome"] in {"pass", "warn"} for row in rows)
        state, text = OK, f"{passed} checks passed"
    # The two numbers of days below which it gets serious, for a graph. The state is told by the exit status.
    numbers = [f"{name}_days={days};{warn_days};{LAST_DAYS}" for name, days in left.items()]
    numbers += [f"{stage}={seconds:.1f}s" for stage in _TIMED if (seconds := _seconds(rows, stage)) is not None]
    data = f" | {' '.join(numbers)}" if numbers else ""
    return state, line(state, text) + data


def line(state: int, text: str) -> str:
    """`OAUTHMAIL OK - text`, on one line; a bar in it would begin the performance data."""
    return f"OAUTHMAIL {STATES[state]} - {' '.join(printable(text).split()).replace('|', '/')}"


def _ending(days: int) -> str:
    many = f"{abs(days)} day{'s' * (abs(days) != 1)}"
    return f"ended {many} ago, as the profile says" if days < 0 else f"ends in {many}" if days else "ends within a day"


def _seconds(rows: Sequence[Row], stage: str) -> float | None:
    """How long a stage took, None where nothing of it was tried."""
    tried = [row["seconds"] for row in rows if row["stage"] == stage and row["outcome"] in {"pass", "warn", "fail"}]
    return sum(tried) if tried else None


_NAMES = {"rt": "the refresh token", "secret": "the client secret"}
