"""A server of the test's own that says what it is told to and remembers every byte it was sent."""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from fakes.wire.certificates import Leaf, _Authority

SECONDS = 10.0


class Peer:
    """One connection to the server."""

    def __init__(self, connection: socket.socket, context: ssl.SSLContext, heard: list[bytes]) -> None:
        self._socket = connection
        self._context = context
        self._heard = heard
        self._buffer = b""

    @property
    def port(self) -> int:
        """The port that was connected to."""
        return int(self._socket.getsockname()[1])

    def start_tls(self) -> None:
        """Shake hands as the server."""
        self.use(self._context)

    def say(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._socket.sendall(data)

    def line(self) -> bytes:
        """The next line without its end. Raises ConnectionError at the end of the connection."""
        while b"\n" not in self._buffer:
            data = self._socket.recv(65536)
            if not data:
                raise ConnectionError
            self._heard.append(data)
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.rstrip(b"\r")

    def head(self) -> list[str]:
        """The lines of an HTTP request without a body."""
        return [line.decode() for line in iter(self.line, b"")]

    def request(self) -> tuple[str, bytes]:
        """An HTTP request: its path and its body."""
        path = self.line().split()[1].decode()
        length = 0
        while header := self.line():
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        while len(self._buffer) < length:
            data = self._socket.recv(65536)
            self._heard.append(data)
            self._buffer += data
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        return path, body

    def respond(self, status: str, content_type: str, body: bytes, *headers: str) -> None:
        """An HTTP response, after which the connection ends."""
        lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", f"Content-Length: {len(body)}", *headers]
        self.say("\r\n".join([*lines, "Connection: close", "", ""]).encode() + body)

    def use(self, context: ssl.SSLContext) -> None:
        """Shake hands as another server."""
        # In two steps, so that what a client breaks off is closed like the rest.
        secure = context.wrap_socket(self._socket, server_side=True, do_handshake_on_connect=False)
        self._socket = secure
        secure.do_handshake()

    def pump(self, upstream: socket.socket) -> None:
        """Carry bytes to and from another server until one of the two hangs up, in one thread: TLS is not for two."""
        self._heard.append(self._buffer)
        upstream.sendall(self._buffer)
        ends: dict[socket.socket, socket.socket] = {self._socket: upstream, upstream: self._socket}
        while True:
            waiting = [end for end in ends if isinstance(end, ssl.SSLSocket) and end.pending()]
            for end in waiting or select.select([*ends], [], [], SECONDS)[0]:
                end.settimeout(0)
                try:
                    data = end.recv(65536)
                except ssl.SSLWantReadError:
                    continue  # a ticket of TLS 1.3, and nothing behind it
                finally:
                    end.settimeout(SECONDS)
                if not data:
                    return
                if end is self._socket:
                    self._heard.append(data)
                ends[end].sendall(data)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


class Rogue:
    """A listening server. `heard` is every byte of the clients, decrypted; `connections` counts them."""

    def __init__(self, listening: socket.socket, context: ssl.SSLContext, script: Callable[[Peer], None]) -> None:
        self.host, self.port = listening.getsockname()[:2]
        self._heard: list[bytes] = []
        self.connections = 0
        self._listening = listening
        self._context = context
        self._script = script
        self._threads: list[threading.Thread] = []

    @property
    def heard(self) -> bytes:
        """Every byte that arrived, in order of arrival."""
        return b"".join(self._heard)

    def accept(self) -> None:
        """Serve until the listening socket is closed."""
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                connection.settimeout(SECONDS)
                self.connections += 1
                thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
                thread.start()
                self._threads.append(thread)

    def _serve(self, connection: socket.socket) -> None:
        peer = Peer(connection, self._context, self._heard)
        # A client that hangs up is the end of a conversation, not an error of the server.
        with contextlib.suppress(OSError):
            self._script(peer)
        with contextlib.suppress(OSError):
            peer.close()

    def finish(self) -> None:
        """Stop listening, and wait until every conversation has ended."""
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(SECONDS)


class Authority:
    """A certificate authority of the test's own; `pem` is what clients must trust."""

    def __init__(self, folder: Path, name: str = "a CA of the tests", organization: str = "") -> None:
        self._authority = _Authority(name, organization)
        self._folder = folder
        self._lock = threading.Lock()
        self._named: dict[str, ssl.SSLContext] = {}
        self.pem = self._authority.pem

    def file(self, address: str = "127.0.0.1") -> Path:
        """Key and certificate for `localhost` and an address, PEM."""
        path = self._folder / f"server-{address}.pem"
        path.touch(mode=0o600)
        path.write_bytes(self._authority.sign(Leaf(addresses=(address,))))
        return path

    def context(self, address: str) -> ssl.SSLContext:
        """A server's context for `localhost` and an address."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file(address))
        return context

    def named(self, name: str) -> ssl.SSLContext:
        """A server's context for a host name, as a proxy that opens TLS makes it up."""
        with self._lock:
            if name not in self._named:
                path = self._folder / f"server-{name}.pem"
                path.touch(mode=0o600)
                path.write_bytes(self._authority.sign(Leaf(names=(name,), addresses=())))
                self._named[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                self._named[name].load_cert_chain(path)
            return self._named[name]

    @contextlib.contextmanager
    def serving(self, script: Callable[[Peer], None], host: str = "127.0.0.1") -> Iterator[Rogue]:
        """A server on a free port of `host`, until the end of the block."""
        with socket.create_server((host, 0)) as listening:
            rogue = Rogue(listening, self.context(host), script)
            accepting = threading.Thread(target=rogue.accept, daemon=True)
            accepting.start()
            try:
                yield rogue
            finally:
                rogue.finish()
                accepting.join(SECONDS)
