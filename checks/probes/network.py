"""Does the name resolve, by A and by AAAA, and does each address family answer?"""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

from ..observation import Failure, ProbeFailed
from ..survey import Look, Probe
from ..target import Target
from .dialog import connect_failure
from .legs import LEGS, endpoint
from .proxy import shown, tunnel

FAMILIES = {"IPv4": socket.AF_INET, "IPv6": socket.AF_INET6}
# This machine has no such family: nobody out there refuses anything, and clients pass over it at once.
_NOT_HERE = frozenset({errno.ENETUNREACH, errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EHOSTUNREACH})


def reach(leg: str, target: Target, _look: Look, facts: dict[str, Any]) -> None:
    """Resolve the host of a leg and connect once by each family that it has.

    Facts: `host`, `port`, `addresses` (family to a list), `families` (family to empty string or the error), `absent`
    (families that this machine lacks); `proxy` where the way leads through one. It fails when no family answers.
    """
    host, port = endpoint(target.profile, leg)
    facts.update(host=host, port=port, addresses={}, families={}, absent=[])
    proxy = target.proxies.get("https", "")
    if leg == "entra" and proxy:
        facts["proxy"] = shown(proxy)
        tunnel(proxy, host, port, target.step_seconds).close()
        return
    found = _resolve(host, port, proxied=bool(target.proxies), facts=facts)
    first: OSError | None = None
    for name, address in found.items():
        refusal = _connect(FAMILIES[name], address, target.step_seconds)
        facts["families"][name] = "" if refusal is None else refusal.strerror or type(refusal).__name__
        if refusal is not None and refusal.errno in _NOT_HERE:
            facts["absent"].append(name)
        first = first or refusal
    if first is not None and all(facts["families"].values()):
        raise ProbeFailed(connect_failure(first, host, port))


def _resolve(host: str, port: int, *, proxied: bool, facts: dict[str, Any]) -> dict[str, Any]:
    """The first address of each family. No AAAA is fine; neither is a failure."""
    found: dict[str, Any] = {}
    failed: OSError | None = None
    for name, family in FAMILIES.items():
        try:
            answers = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
        except OSError as error:
            failed = failed or error
            continue
        facts["addresses"][name] = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
        found[name] = answers[0][4]
    if not found:
        assert failed is not None
        failure = connect_failure(failed, host, port)
        hint = (
            " (HTTPS goes through a proxy here: a DNS that knows inside names only would explain it; mail protocols do "
            "not use the proxy)"
        )
        raise ProbeFailed(Failure(failure.kind, failure.words + hint * proxied, failure.protocol, host))
    return found


def _connect(family: int, address: Any, seconds: float) -> OSError | None:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as connection:
            connection.settimeout(seconds)
            connection.connect(address)
    except OSError as error:
        return error
    return None


def _reach(leg: str) -> Callable[[Target, Look, dict[str, Any]], None]:
    return partial(reach, leg)


PROBES = tuple(Probe(f"reach_{leg}", _reach(leg), f"an address of {{{leg}}} to answer") for leg in LEGS)
