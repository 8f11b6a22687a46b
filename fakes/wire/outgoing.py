"""What goes out on a connection: written by the application, shaped by a fault, carried in clear or by TLS."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable, Iterable
from typing import Any

from .shape import Outbox, Shape
from .transcript import Transcript

LINGER_SECONDS = 30.0
"""How long a closed connection waits for a client that takes nothing of what is left."""


class Outgoing(asyncio.Transport):
    """The side of a connection that an application writes to: an asyncio transport above the raw one."""

    def __init__(self, application: asyncio.Protocol, listener: str, transcript: Transcript | None) -> None:
        super().__init__()
        self.listener = listener
        self._application: Any = application
        self._transcript = transcript
        self._connection = 0
        self._loop = asyncio.get_running_loop()
        self._raw: asyncio.Transport
        self._socket: socket.socket | None = None
        self._tls: ssl.SSLObject | None = None
        self._outgoing = ssl.MemoryBIO()
        self._handshake: asyncio.Future[None] | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._shape: Shape | None = None
        # What a shape holds back: of TLS itself while it shakes hands, and of the application.
        self._flight = Outbox(self._write_flight, self._something_is_out)
        self._outbox = Outbox(self._put, self._something_is_out)
        self._raw_paused = self._paused = False
        self._introduced = False
        self._closing = False
        self._aborted = False

    @property
    def encrypted(self) -> bool:
        """Whether TLS is in force."""
        return self._handshake is not None and self._handshake.done() and self._handshake.exception() is None

    def bend(self, shape: Shape) -> None:
        """Put what is written from now on into a shape, until the client is heard again."""
        self._shape = shape

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self._closing or self._raw.is_closing() or not data:
            return
        if self._shape is None and not self._outbox:
            self._put(bytes(data))
            return
        shape = self._shape or Shape()
        if self._shape is not None:
            self._shape = shape.after_first()
        self._outbox.add(shape.pieces(bytes(data)))
        self._balance()

    def writelines(self, list_of_data: Iterable[Any]) -> None:
        self.write(b"".join(list_of_data))

    def close(self) -> None:
        if self._closing:
            return
        self._closing = True
        if not self._flight and not self._outbox:
            self._hang_up()

    def abort(self) -> None:
        """Reset the connection: no goodbye, pending data thrown away."""
        self._closing = self._aborted = True
        self._flight.clear()
        self._outbox.clear()
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self._raw.abort()

    def write_raw(self, data: bytes) -> None:
        """Send bytes below TLS, as an attacker on the path would."""
        self._record("out", data)
        self._raw.write(data)

    def is_closing(self) -> bool:
        return self._closing or self._raw.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        if name == "ssl_object":
            return self._tls if self.encrypted else default
        return self._raw.get_extra_info(name, default)

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self._application  # type: ignore[no-any-return]

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._application = protocol

    def is_reading(self) -> bool:
        return self._raw.is_reading()

    def pause_reading(self) -> None:
        self._raw.pause_reading()

    def resume_reading(self) -> None:
        self._raw.resume_reading()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self._raw.set_write_buffer_limits(high, low)

    def get_write_buffer_size(self) -> int:
        return self._raw.get_write_buffer_size()

    def get_write_buffer_limits(self) -> tuple[int, int]:
        return self._raw.get_write_buffer_limits()

    def can_write_eof(self) -> bool:
        return False

    def pause_writing(self) -> None:
        self._raw_paused = True
        self._balance()

    def resume_writing(self) -> None:
        self._raw_paused = False
        self._balance()

    def _put(self, data: bytes) -> None:
        self._record("out", data)
        if self._tls is None:
            self._raw.write(data)
            return
        # A client may be gone or in the middle of its close; what it no longer wants is not our failure.
        with contextlib.suppress(ssl.SSLError):
            self._tls.write(data)
        self._flush()

    def _write_flight(self, data: bytes) -> None:
        self._raw.write(data)

    def _something_is_out(self) -> None:
        self._balance()
        if self._closing and not self._flight and not self._outbox and not self._aborted:
            self._hang_up()

    def _balance(self) -> None:
        """Tell the application to wait while a shape or the client holds back what it wrote."""
        wait = self._raw_paused or bool(self._outbox)
        if self._introduced and wait is not self._paused:
            self._paused = wait
            (self._application.pause_writing if wait else self._application.resume_writing)()

    def _hang_up(self) -> None:
        if self._tls is not None and self.encrypted:
            with contextlib.suppress(ssl.SSLError, ValueError):
                self._tls.unwrap()
            self._flush()
        self._raw.close()
        if left := self._raw.get_write_buffer_size():
            self._bound(LINGER_SECONDS, lambda: self._linger(left))

    def _linger(self, before: int) -> None:
        """A client that takes nothing more of what is left is not waited for."""
        left = self._raw.get_write_buffer_size()
        if left >= before:
            self.abort()
        else:
            self._bound(LINGER_SECONDS, lambda: self._linger(left))

    def _flush(self) -> None:
        if not self._outgoing.pending or self._raw.is_closing():
            return
        data = self._outgoing.read()
        shape = None if self.encrypted else self._shape
        if shape is None and not self._flight:
            self._raw.write(data)
            return
        if shape is not None:
            self._shape = shape.after_first()
        # Records go out in the order in which they were made, whatever they carry.
        self._flight.add((shape or Shape()).pieces(data))

    def _bound(self, seconds: float, action: Callable[[], None]) -> None:
        self._cancel_deadline()
        self._deadline = self._loop.call_later(seconds, action)

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _record(self, direction: str, data: bytes) -> None:
        if self._transcript is not None:
            self._transcript.octets(self._connection, self.listener, direction, data)
