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
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .client_hello import ClientHello, parse_client_hello
from .outgoing import Outgoing
from .shape import Shape
from .transcript import Transcript

HANDSHAKE_SECONDS = 10.0
STALL_SECONDS = 1800.0
_CHUNK = 65536
_QUICKACK = getattr(socket, "TCP_QUICKACK", None)


@dataclass(frozen=True, slots=True)
class Handshake:
    """How TLS begins: with which context, our flights in which shape, or what happens in place of a ServerHello."""

    context: ssl.SSLContext
    shape: Shape | None = None
    trouble: Callable[[Wire], None] | None = None


class Wire(Outgoing, asyncio.Protocol):
    """One accepted connection: raw TCP on one side, the application protocol on the other.

    `tls` is given when TLS starts with the first byte; then the application hears of the connection only after
    the handshake, as with asyncio's own servers. `accepted` is asked first: when it says no, somebody else deals with
    the connection and the application never hears of it. Nothing is recorded without a `transcript`. `delay_scale`
    multiplies every delay that a fault asks for.
    """

    def __init__(
        self,
        application: asyncio.Protocol,
        listener: str,
        transcript: Transcript | None,
        tls: Callable[[], Handshake] | None,
        accepted: Callable[[Wire], bool],
        closed: Callable[[Wire], None],
        delay_scale: float = 0.0,
    ) -> None:
        super().__init__(application, listener, transcript)
        self.hello: ClientHello | None = None
        self.delay_scale = delay_scale
        self._implicit_tls = tls
        self._on_accepted = accepted
        self._on_closed = closed
        self._incoming = ssl.MemoryBIO()
        self._first_flight = b""
        self._trouble: Callable[[Wire], None] | None = None
        self._diverted = False
        self._eof = False
        self._half_open = False
        self._gone: asyncio.Future[None] = self._loop.create_future()

    @property
    def shaking_hands(self) -> bool:
        """Whether TLS has begun and is not in force yet."""
        return self._tls is not None and not self.encrypted

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
                self._deliver(data)
            return
        if self.hello is None and not self.encrypted:
            self._read_hello(data)
        if self._trouble is not None:
            trouble, self._trouble, self._diverted = self._trouble, None, True
            self._bound(STALL_SECONDS, self.abort)
            trouble(self)
        if self._diverted:
            return
        self._incoming.write(data)
        self._advance()

    def eof_received(self) -> bool | None:
        if self._tls is not None and not self._diverted:
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
        self._flight.clear()
        self._outbox.clear()
        if self._transcript is not None:
            self._transcript.disconnect(self._connection, self.listener, "reset" if exc or self._aborted else "eof")
        if self._handshake is not None and not self._handshake.done():
            self._handshake.set_exception(ConnectionResetError("the client went away during the TLS handshake"))
            self._handshake.exception()
        if not self._gone.done():
            self._gone.set_result(None)
        self._on_closed(self)
        if self._introduced:
            # Over is over: of a broken pipe asyncio's streams would keep an exception that nobody fetches.
            self._application.connection_lost(None)

    async def gone(self, seconds: float | None = None) -> None:
        """Wait until the connection has ended; after so many seconds it is reset."""
        try:
            async with asyncio.timeout(seconds):
                await asyncio.shield(self._gone)
        except TimeoutError:
            self.abort()

    async def start_tls(self, handshake: Handshake) -> None:
        """Upgrade after STARTTLS or STLS. The caller has drained its reply, and then thrown away what it had read.

        Raises ssl.SSLError or ConnectionError when the handshake fails; the alert has been sent by then.
        """
        if self._gone.done() or self._raw.is_closing():
            raise ConnectionResetError("the client went away before the TLS handshake")
        self._begin_tls(handshake)
        assert self._handshake is not None
        await asyncio.shield(self._handshake)

    # TLS

    def _begin_tls(self, handshake: Handshake) -> None:
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = handshake.context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._handshake = self._loop.create_future()
        self._shape, self._trouble = handshake.shape, handshake.trouble
        longest = self._shape.longest() if self._shape is not None else 0.0
        self._bound(HANDSHAKE_SECONDS + longest, self.abort)

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
            self.close()
            return
        self._cancel_deadline()
        self._note("tls", {"version": self._tls.version(), "cipher": self._tls.cipher()})
        self._flush()
        self._shape = None
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
            self._deliver(data)

    def _read_hello(self, data: bytes) -> None:
        self._first_flight = (self._first_flight + data)[:_CHUNK]
        self.hello = parse_client_hello(self._first_flight)
        if self.hello is not None:
            self._first_flight = b""
            self._note("client_hello", self.hello.as_dict())

    def _introduce(self) -> None:
        self._introduced = True
        self._application.connection_made(self)
        self._balance()

    def _deliver(self, data: bytes) -> None:
        self._shape = None
        self._application.data_received(data)

    def _deliver_eof(self) -> bool:
        if self._introduced and not self._eof:
            self._eof = True
            self._half_open = bool(self._application.eof_received())
        return self._half_open

    def _note(self, kind: str, data: Any) -> None:
        if self._transcript is not None:
            self._transcript.note(self._connection, self.listener, kind, data)


def _reason(error: BaseException) -> str:
    return str(getattr(error, "reason", "") or type(error).__name__)
