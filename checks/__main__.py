"""`python -m checks VERB ...`: the verbs of the suite that need no pytest."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence

USAGE, INTERRUPTED = 2, 130
# Each module has `main(arguments) -> exit status`.
VERBS: Mapping[str, str] = {
    "explain": "explain",
    "init": "init",
    "show": "show",
    "diff": "diff",
    "lint": "lint",
    "guide": "guide",
    "login": "login",
    "matrix": "matrix",
    "watch": "watch",
}
_LONGEST_VERB = 20


def main(arguments: Sequence[str]) -> int:
    """Run one verb and return its exit status; an unknown verb is a usage error."""
    if not arguments or arguments[0] not in VERBS:
        sys.stderr.write(f"python -m checks: {_not_a_verb(arguments)}; known: {', '.join(VERBS)}\n")
        return USAGE
    try:
        status = _main_of(VERBS[arguments[0]])(arguments[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def _main_of(module: str) -> Callable[[Sequence[str]], int]:
    """Each verb loads only what it needs."""
    found: Callable[[Sequence[str]], int] = importlib.import_module(f".{module}", __package__).main
    return found


def _not_a_verb(arguments: Sequence[str]) -> str:
    """Names what was typed only where it looks like a verb: it may be a pasted token."""
    if not arguments:
        return "no verb"
    typed = arguments[0]
    return f"unknown verb {typed!r}" if typed.isalpha() and len(typed) <= _LONGEST_VERB else "unknown verb"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
