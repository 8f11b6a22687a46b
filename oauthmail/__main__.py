"""The command `oauthmail`: a front door that starts the suite and adds nothing of its own."""

from __future__ import annotations

import os
import sys

from .verbs import VERBS, overview, unknown

INTERRUPTED = 128 + 2
VERSION = ("-V", "--version")


def main() -> int:
    """Run a verb; its exit status is the command's."""
    _closed_streams()
    arguments = sys.argv[1:]
    if arguments[:1] == ["help"]:
        arguments = [*arguments[1:2], "--help"]
    if not arguments or arguments[0] in {"-h", "--help"}:
        print(overview())
        return 0
    # pytest, which a verb may start, would tell its own.
    if any(word in VERSION for word in arguments[:2]):
        from . import __version__

        print(f"oauthmail {__version__}")
        return 0
    verb = VERBS.get(arguments[0])
    if verb is None:
        print(f"oauthmail: unknown command '{arguments[0]}'; {unknown(arguments[0])}", file=sys.stderr)
        return 2
    try:
        return verb.run(arguments[1:])
    except KeyboardInterrupt:
        # Before a verb has begun, and so before it has an answer of its own to this.
        return INTERRUPTED


def _closed_streams() -> None:
    """A stream that the caller has closed takes everything and keeps nothing."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - until the end


if __name__ == "__main__":
    sys.exit(main())
