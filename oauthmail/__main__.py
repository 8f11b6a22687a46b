"""The command `oauthmail`: a front door that starts the suite and adds nothing of its own."""

from __future__ import annotations

import errno
import os
import sys

from .verbs import VERBS, overview, unknown

INTERRUPTED, OWN_ERROR = 128 + 2, 3
VERSION = ("-V", "--version")


def main() -> int:
    """Run a verb; its exit status is the command's."""
    _closed_streams()
    try:
        status = _run()
        sys.stdout.flush()
    except KeyboardInterrupt:
        # Before a verb has begun, and so before it has an answer of its own to this.
        return INTERRUPTED
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print(f"oauthmail: the output cannot be written: {error.strerror}", file=sys.stderr)
        # The interpreter flushes once more at its end, and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OWN_ERROR
    return status


def _run() -> int:
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
    return verb.run(arguments[1:])


def _closed_streams() -> None:
    """A stream that the caller has closed is empty, or takes everything and keeps nothing."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - until the end


if __name__ == "__main__":
    sys.exit(main())
