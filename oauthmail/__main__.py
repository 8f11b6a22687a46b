"""The command `oauthmail`: a front door that starts the suite and adds nothing of its own."""

from __future__ import annotations

import sys

from .verbs import VERBS, overview


def main() -> int:
    """Run a verb; its exit status is the command's."""
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in {"-h", "--help"}:
        print(overview())
        return 0
    if arguments[0] == "--version":
        from . import __version__

        print(f"oauthmail {__version__}")
        return 0
    verb = VERBS.get(arguments[0])
    if verb is None:
        known = ", ".join(VERBS)
        print(f"oauthmail: unknown command '{arguments[0]}'; it is one of {known}", file=sys.stderr)
        return 2
    return verb.run(arguments[1:])


if __name__ == "__main__":
    sys.exit(main())
