"""`show`: the effective settings of a profile and of each consumer, and where each value came from."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

from .arguments import Parser, Refused
from .config import ProfileError, SecretView, load
from .config.listing import Row, all_rows
from .console import write_lines

SHOWN, USAGE = 0, 2


def main(arguments: Sequence[str]) -> int:
    """Print the effective settings. Returns the exit status: 0, or 2 for wrong usage and a profile that is refused."""
    parser = Parser(
        prog="oauthmail show",
        description="Print the effective settings of a profile and of each consumer, and where each value came from. "
        "Contacts nothing. A secret is shown by its length and, above 30 characters, the first 8 hex digits of its "
        "SHA-256; commands, keyrings and prompts are left alone.",
        epilog="Exit status: 0 shown, 2 wrong usage.",
    )
    parser.add_argument("profile", metavar="PROFILE", help="the settings (TOML)")
    try:
        options = parser.parse_args(arguments)
        profile = load(options.profile, os.environ)
    except SystemExit as stop:
        return USAGE if stop.code else SHOWN
    except (ProfileError, Refused) as error:
        write_lines(sys.stderr, f"show: {error}".splitlines())
        return USAGE
    view = SecretView(profile, os.environ)
    for number, (name, rows) in enumerate(all_rows(profile, view)):
        write_lines(sys.stdout, [*[""] * bool(number), name, *_table(rows)])
    return SHOWN


def _table(rows: Sequence[Row]) -> Iterator[str]:
    """Columns as wide as their values, but a long list of scopes does not push the others away."""
    key_width = max(len(row.key) for row in rows)
    width = max((len(row.shown) for row in rows if len(row.shown) <= 40), default=0)
    for row in rows:
        yield f"  {row.key:<{key_width}}  {row.shown:<{width}}  {row.origin}"
