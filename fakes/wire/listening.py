"""Where the tenant listens: a port on an address, and for 127.0.0.1 the same one on ::1."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Callable

from .transport import Wire

_BACKLOG = 512
_ATTEMPTS = 20


class CannotListen(OSError):
    """A port is taken or may not be used; str() is one sentence."""


async def listen(factory: Callable[[], Wire], host: str, port: int, name: str) -> list[asyncio.Server]:
    """Listeners for `name` on one port, where 0 is a free one. Raises CannotListen."""
    left = _ATTEMPTS
    while True:
        left -= 1
        try:
            return await _pair(factory, host, port)
        except (OSError, OverflowError) as error:
            taken = port == 0 and getattr(error, "errno", None) == errno.EADDRINUSE
            if taken and left:
                continue
            number = getattr(error, "errno", None) or 0
            reason = os.strerror(number) if number > 0 else getattr(error, "strerror", None) or str(error)
            raise CannotListen(f"cannot listen on {host} port {port} for {name}: {reason}") from None


async def _pair(factory: Callable[[], Wire], host: str, port: int) -> list[asyncio.Server]:
    """A listener, and for 127.0.0.1 one on ::1 with the same port; a machine without IPv6 does without."""
    loop = asyncio.get_running_loop()
    first = await loop.create_server(factory, host, port, backlog=_BACKLOG)
    if host != "127.0.0.1":
        return [first]
    try:
        second = await loop.create_server(factory, "::1", first.sockets[0].getsockname()[1], backlog=_BACKLOG)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            return [first]
        # Somebody else's ::1 is what `localhost` would reach.
        first.close()
        raise
    return [first, second]
