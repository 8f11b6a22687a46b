"""Microsoft's own host names on loopback: a CONNECT proxy for the login host, a resolver for the mail hosts."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

SECONDS = 10.0


class ConnectProxy:
    """Takes every CONNECT to a port of this machine. `asked` are the places that were asked for."""

    def __init__(self, listening: socket.socket, port: int) -> None:
        self._listening, self._port = listening, port
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self.asked: list[str] = []

    def accept(self) -> None:
        """Serve until the listening socket is closed."""
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            head = b""
            while b"\r\n\r\n" not in head:
                data = connection.recv(65536)
                if not data:
                    return
                head += data
            self.asked.append(head.split()[1].decode())
            with socket.create_connection(("127.0.0.1", self._port), SECONDS) as onward:
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = threading.Thread(target=_carry, args=(onward, connection), daemon=True)
                back.start()
                _carry(connection, onward)
                back.join(SECONDS)


@contextlib.contextmanager
def connect_proxy(port: int) -> Iterator[ConnectProxy]:
    """A proxy until the end of the block; behind it is that port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        proxy = ConnectProxy(listening, port)
        thread = threading.Thread(target=proxy.accept, daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            with contextlib.suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
    thread.join(SECONDS)


def resolver(places: dict[tuple[str, int], int]) -> Any:
    """A `getaddrinfo` that knows these hosts by port, each at a port of this machine, and asks the real one else."""
    real = socket.getaddrinfo

    def look_up(host: Any, port: Any, *arguments: Any, **named: Any) -> Any:
        at = places.get((str(host), int(port or 0)))
        if at is None:
            return real(host, port, *arguments, **named)
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", at))]

    return look_up


def _carry(source: socket.socket, goal: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            goal.sendall(data)
        goal.shutdown(socket.SHUT_WR)
