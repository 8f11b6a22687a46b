"""How a check reads an observation: pass on what failed elsewhere, and say no in the target's own words."""

from __future__ import annotations

from typing import NoReturn

from .check import fail, not_applied
from .observation import Failure, Observation


class OwnError(Exception):
    """The suite failed, not the target; never blamed on it."""


# What a probe could not do because the settings or the command line forbid it.
_CANNOT = {"unavailable", "forbidden"}


def learned(observation: Observation, *protocols: str) -> Observation:
    """The observation, if its probe ran and what failed is not what this check is about.

    A failure heard on one of `protocols` is for the caller to judge; any other ends the check as a failure with
    the words that were heard.
    """
    if observation.not_tried:
        not_applied(f"not tried: it needs {observation.not_tried}")
    failure = observation.failure
    if failure is not None and failure.kind == "bug":
        raise OwnError(failure.words)
    if failure is not None and failure.protocol not in protocols:
        refuse(failure)
    return observation


def refuse(failure: Failure) -> NoReturn:
    """Say no with the words of a failure."""
    if failure.kind == "bug":
        raise OwnError(failure.words)
    fail(failure.words)
