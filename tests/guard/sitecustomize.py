"""No test, and no process that a test starts, reaches anything but loopback."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

_LOCAL = {"localhost", "", "ip6-localhost"}


class NotLoopback(OSError):
    """Something tried to leave this machine."""


def _local(host: object) -> bool:
    if host is None:
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name.lower() in _LOCAL or name.lower().endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _guard(name: str, at: int) -> None:
    original = getattr(socket.socket, name)

    def guarded(self: socket.socket, *arguments: Any) -> Any:
        address = arguments[at]
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _local(address[0]):
            raise NotLoopback(f"a test tried to reach {address[0]!r}")
        return original(self, *arguments)

    setattr(socket.socket, name, guarded)


_resolve = socket.getaddrinfo


def _getaddrinfo(host: Any, *arguments: Any, **named: Any) -> Any:
    if not _local(host):
        raise socket.gaierror(socket.EAI_NONAME, f"a test tried to resolve {host!r}: Name or service not known")
    return _resolve(host, *arguments, **named)


if not getattr(socket, "only_loopback", False):
    _guard("connect", 0)
    _guard("connect_ex", 0)
    socket.getaddrinfo = _getaddrinfo
    socket.only_loopback = True  # type: ignore[attr-defined]
