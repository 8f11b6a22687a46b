"""Every byte of every listener goes through this transport: plain, TLS from the first byte, or STARTTLS.

asyncio's own TLS layer drops the alert of a failed handshake (CPython issue 98078), hides the ClientHello and
keeps plaintext that was pipelined behind STARTTLS. A test server must do none of that, so TLS is driven here
through `ssl.MemoryBIO`, and the application protocol sees an ordinary asyncio transport.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable, Iterable
from typing import Any

from .client_hello import ClientHello, parse_client_hello
from .transcript import Transcript

HANDSHAKE_SECONDS = 10.0
_CHUNK = 65536
_QUICKACK = getattr(socket, "TCP_QUICKACK", None)


class Wire(asyncio.Transport, asyncio.Protocol):
    """One accepted connection: raw TCP on one side, the application protocol on the other.

    `tls` is given when TLS starts with the first byte; then the application hears of the connection only after
    the handshake, as with asyncio's own servers. `accepted` is asked first: when it says no, somebody else deals with
    the connection and the application never hears of it. Nothing is recorded without a `transcript`.
    """

    def __init__(
        self,
        application: asyncio.Protocol,
        listener: str,
        transcript: Transcript | None,
        tls: Callable[[], ssl.SSLContext] | None,
        accepted: Callable[[Wire], bool],
        closed: Callable[[Wire], None],
    ) -> None:
        super().__init__()
        self.listener = listener
        self.hello: ClientHello | None = None
        self._application: Any = application
        self._transcript = transcript
        self._implicit_tls = tls
        self._on_accepted = accepted
        self._on_closed = closed
        self._loop = asyncio.get_running_loop()
        self._raw: asyncio.Transport
        self._socket: socket.socket | None = None
        self._connection = 0
        self._tls: ssl.SSLObject | None = None
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._handshake: asyncio.Future[None] | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._first_flight = b""
        self._introduced = False
        self._diverted = False
        self._closing = False
        self._aborted = False
        self._eof = False
        self._half_open = False
        self._gone: asyncio.Future[None] = self._loop.create_future()

    @property
    def encrypted(self) -> bool:
        """Whether TLS is in force."""
        return self._handshake is not None and self._handshake.done() and self._handshake.exception() is None

    # The raw side: called by the event loop.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._raw = transport
        self._socket = transport.get_extra_info("socket")
        if self._transcript is not None:
            self._connection = self._transcript.connect(self.listener)
        if not self._on_accepted(self):
            self._diverted = True
        elif self._implicit_tls is None:
            self._introduce()
        else:
            self._begin_tls(self._implicit_tls())

    def data_received(self, data: bytes) -> None:
        if _QUICKACK is not None and self._socket is not None:
            # A client that writes a line in two segments waits 40 ms for a delayed ACK otherwise (imaplib does).
            with contextlib.suppress(OSError):
                self._socket.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
        if self._tls is None:
            self._record("in", data)
            if not self._diverted:
                self._application.data_received(data)
            return
        if self.hello is None:
            self._read_hello(data)
        self._incoming.write(data)
        self._advance()

    def eof_received(self) -> bool | None:
        if self._tls is not None:
            if not self.encrypted:
                self._incoming.write_eof()
                self._advance()
                return False
            # OpenSSL would answer the missing close_notify with a fatal alert and take no more from the application,
            # which may still have to answer.
            if not self._deliver_eof():
                self.close()
            return self._half_open
        return self._deliver_eof()

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_deadline()
        if self._transcript is not None:
            self._transcript.disconnect(self._connection, self.listener, "reset" if exc or self._aborted else "eof")
        if self._handshake is not None and not self._handshake.done():
            self._handshake.set_exception(ConnectionResetError("the client went away during the TLS handshake"))
            self._handshake.exception()
        if not self._gone.done():
            self._gone.set_result(None)
        self._on_closed(self)
        if self._introduced:
            self._application.connection_lost(exc)

    def pause_writing(self) -> None:
        if self._introduced:
            self._application.pause_writing()

    def resume_writing(self) -> None:
        if self._introduced:
            self._application.resume_writing()

    # The application's side: an asyncio transport.

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self._closing or self._raw.is_closing():
            return
        if self._tls is None:
            self._record("out", bytes(data))
            self._raw.write(data)
        elif data:
            self._record("out", bytes(data))
            # A client may be gone or in the middle of its close; what it no longer wants is not our failure.
            with contextlib.suppress(ssl.SSLError):
                self._tls.write(bytes(data))
            self._flush()

    def writelines(self, list_of_data: Iterable[Any]) -> None:
        self.write(b"".join(list_of_data))

    def close(self) -> None:
        if self._closing:
            return
        self._closing = True
        if self._tls is not None and self.encrypted:
            with contextlib.suppress(ssl.SSLError, ValueError):
                self._tls.unwrap()
            self._flush()
        self._raw.close()

    def abort(self) -> None:
        """Reset the connection: no goodbye, pending data thrown away."""
        self._closing = self._aborted = True
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

    async def gone(self) -> None:
        """Wait until the connection has ended."""
        await asyncio.shield(self._gone)

    async def start_tls(self, context: ssl.SSLContext) -> None:
        """Upgrade after STARTTLS or STLS. The caller has thrown away what it read before.

        Raises ssl.SSLError or ConnectionError when the handshake fails; the alert has been sent by then.
        """
        self._begin_tls(context)
        assert self._handshake is not None
        await asyncio.shield(self._handshake)

    # TLS

    def _begin_tls(self, context: ssl.SSLContext) -> None:
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._handshake = self._loop.create_future()
        self._deadline = self._loop.call_later(HANDSHAKE_SECONDS, self.abort)

    def _advance(self) -> None:
        assert self._handshake is not None
        if not self._handshake.done():
            self._shake_hands()
        if self.encrypted:
            self._read_application_data()
        self._flush()

    def _shake_hands(self) -> None:
        assert self._tls is not None
        assert self._handshake is not None
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            self._flush()
            return
        except (ssl.SSLError, OSError) as error:
            self._cancel_deadline()
            self._note("alert", _reason(error))
            self._flush()
            self._handshake.set_exception(error)
            self._handshake.exception()
            self._closing = True
            self._raw.close()
            return
        self._cancel_deadline()
        self._note("tls", {"version": self._tls.version(), "cipher": self._tls.cipher()})
        self._handshake.set_result(None)
        if not self._introduced:
            self._introduce()

    def _read_application_data(self) -> None:
        assert self._tls is not None
        while not self._closing:
            try:
                data = self._tls.read(_CHUNK)
            except ssl.SSLWantReadError:
                return
            except ssl.SSLZeroReturnError:
                data = b""
            except ssl.SSLError as error:
                # A client that gave up on our certificate tells us so after the TLS 1.3 handshake.
                self._note("alert", _reason(error))
                data = b""
            if not data:
                if not self._deliver_eof():
                    self.close()
                return
            self._record("in", data)
            self._application.data_received(data)

    def _flush(self) -> None:
        if self._outgoing.pending and not self._raw.is_closing():
            self._raw.write(self._outgoing.read())

    def _read_hello(self, data: bytes) -> None:
        self._first_flight = (self._first_flight + data)[:_CHUNK]
        self.hello = parse_client_hello(self._first_flight)
        if self.hello is not None:
            self._first_flight = b""
            self._note("client_hello", self.hello.as_dict())

    def _introduce(self) -> None:
        self._introduced = True
        self._application.connection_made(self)

    def _deliver_eof(self) -> bool:
        if self._introduced and not self._eof:
            self._eof = True
            self._half_open = bool(self._application.eof_received())
        return self._half_open

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _record(self, direction: str, data: bytes) -> None:
        if self._transcript is not None:
            self._transcript.octets(self._connection, self.listener, direction, data)

    def _note(self, kind: str, data: Any) -> None:
        if self._transcript is not None:
            self._transcript.note(self._connection, self.listener, kind, data)


def _reason(error: BaseException) -> str:
    return str(getattr(error, "reason", "") or type(error).__name__)
