"""Does the name resolve, and does each address family answer?"""

from __future__ import annotations

import socket
from collections.abc import Callable
from functools import partial
from typing import Any

from ..observation import ProbeFailed
from ..survey import Look, Probe
from ..target import Target
from .dialog import connect_failure
from .legs import LEGS, endpoint

_FAMILIES = {socket.AF_INET: "IPv4", socket.AF_INET6: "IPv6"}


def reach(leg: str, target: Target, _look: Look, facts: dict[str, Any]) -> None:
    """Resolve the host of a leg and connect once by each family that it has.

    Facts: `host`, `port`, `families` (name to empty string or the error). It fails when no family answers.
    """
    host, port = endpoint(target.profile, leg)
    facts.update(host=host, port=port, families={})
    if leg == "entra" and target.proxies:
        facts["proxy"] = True
        return
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise ProbeFailed(connect_failure(error, host, port)) from None
    first: OSError | None = None
    for family, _, _, _, address in found:
        name = _FAMILIES.get(family)
        if name is None or name in facts["families"]:
            continue
        refusal = _connect(family, address, target.step_seconds)
        facts["families"][name] = "" if refusal is None else refusal.strerror or type(refusal).__name__
        first = first or refusal
    if first is not None and all(facts["families"].values()):
        raise ProbeFailed(connect_failure(first, host, port))


def _connect(family: int, address: Any, seconds: float) -> OSError | None:
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(seconds)
        try:
            connection.connect(address)
        except OSError as error:
            return error
    return None


def _reach(leg: str) -> Callable[[Target, Look, dict[str, Any]], None]:
    return partial(reach, leg)


PROBES = tuple(Probe(f"reach_{leg}", _reach(leg)) for leg in LEGS)
