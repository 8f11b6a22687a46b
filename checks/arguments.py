"""What the verbs' command lines have in common: a refusal is one sentence, and hosts are allowed by name."""

from __future__ import annotations

import argparse
from typing import NoReturn


class Refused(Exception):
    """What was asked for cannot be done; str() says why."""


class Parser(argparse.ArgumentParser):
    """Raises Refused where argparse would print and exit."""

    def error(self, message: str) -> NoReturn:
        raise Refused(message)


def add_allow_host(parser: argparse.ArgumentParser) -> None:
    """`--allow-host NAME`."""
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a credential may go to this host, which is not one of the profile's cloud; repeatable",
    )


def allowed_hosts(options: argparse.Namespace) -> frozenset[str]:
    """The hosts that were allowed, as hosts are compared."""
    return frozenset(name.lower().rstrip(".") for name in options.allow_host)
