"""How a check reads an observation: pass on what failed elsewhere, and say no in the target's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from .check import fail, not_applied
from .observation import Failure, Observation


class OwnError(Exception):
    """The suite failed, not the target; never blamed on it."""


# Where no server said anything, the kind of the failure is all there is to go by.
SILENT: Mapping[str, str] = {
    "timeout": "connection-timed-out",
    "silent": "server-silent",
    "closed": "connection-dropped",
    "garbage": "server-answered-garbage",
    "garbage from entra": "login-host-not-entra",
    "lost": "message-not-found",
    "forbidden": "host-not-allowed",
    "proxy-refused": "proxy-refused",
    "proxy-unreachable": "proxy-unreachable",
    "foreign-endpoint": "discovery-foreign-endpoint",
}


def learned(observation: Observation, *protocols: str) -> Observation:
    """The observation, if its probe ran and what failed is not what this check is about.

    A failure heard on one of `protocols` is for the caller to judge; any other ends the check as a failure with
    the words that were heard.
    """
    if observation.not_tried:
        not_applied(f"not tried: it needs {observation.not_tried}")
    failure = observation.failure
    if failure is not None and (failure.kind == "bug" or failure.protocol not in protocols):
        refuse(failure)
    return observation


def refuse(failure: Failure) -> NoReturn:
    """Say no with the words of a failure, or with its kind where nobody said anything."""
    if failure.kind == "bug":
        raise OwnError(failure.words)
    known = SILENT.get(f"{failure.kind} from {failure.protocol}", SILENT.get(failure.kind))
    fail(failure.words, *([known] if known else []))
