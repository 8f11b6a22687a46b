"""HTTPS connections to which an end can be put from outside, because a timeout of requests is one for each read."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from typing import Any, ClassVar

from urllib3.connection import HTTPSConnection


class Watched(HTTPSConnection):
    """A connection that puts itself on a list before it connects."""

    opened: ClassVar[list[Watched]]

    def connect(self) -> None:
        """Connect, where the watch can see it."""
        self.opened.append(self)
        super().connect()

    @property
    def is_connected(self) -> bool:
        """Whether the next request can go this way. Tickets of TLS 1.3 that lie there unread are no sign of an end."""
        sock: Any = self.sock
        if not isinstance(sock, ssl.SSLSocket):
            return super().is_connected
        before = sock.gettimeout()
        try:
            sock.settimeout(0)
            sock.recv(1)  # an end, or an answer to nothing
        except ssl.SSLWantReadError:
            return True
        except OSError:
            return False
        else:
            return False
        finally:
            sock.settimeout(before)

    def end(self) -> None:
        """Stop whatever is going on; the next read or write fails."""
        # TLS inside the TLS of a proxy keeps the socket below.
        sock: Any = getattr(self.sock, "socket", self.sock)
        if isinstance(sock, socket.socket):
            with contextlib.suppress(OSError):
                # Not SSLSocket's own method, which takes TLS away from a thread that is reading.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)


@contextlib.contextmanager
def watch(opened: list[Watched], seconds: float, expired: threading.Event) -> Iterator[None]:
    """End all connections on the list after so many seconds, unless the block is over by then; `expired` tells."""

    def end() -> None:
        expired.set()
        for connection in opened:
            connection.end()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
