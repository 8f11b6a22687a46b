"""`oauthmail watch`, for which a minute takes a second: `python quick.py watch ...`. Nothing else is different."""

from __future__ import annotations

import sys
import threading
import time

from oauthmail.verbs import suite

MINUTE = 1.0
"""Seconds."""


def main() -> int:
    """As `python -m oauthmail`."""
    sys.path.insert(0, str(suite()))
    from checks import watch
    from oauthmail.__main__ import main

    slow = watch.Clock
    clock = slow(
        now=lambda: time.monotonic() * 60 / MINUTE,
        wait=lambda seconds: threading.Event().wait(seconds * MINUTE / 60),
    )
    watch.Clock = lambda: clock  # type: ignore[assignment,misc] # a constructor that always makes this one
    return main()


if __name__ == "__main__":
    sys.exit(main())
