"""One connection as a line-based front end sees it: lines in, lines out, STARTTLS, and the faults of the moment."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Iterable
from typing import Protocol

from ..faults.model import Behave, Fault
from ..tenant.tenant import Tenant
from ..wire.certificates import Certificates
from ..wire.transport import Wire
from .line import misbehave, on_the_line
from .names import ServerName, new_session
from .offers import offered
from .tls import server_context

LINE_LIMIT = 65536
IDLE_SECONDS = 1800.0


__all__ = ("LINE_LIMIT", "Conversation", "ConversationOver", "Front", "LineTooLong", "misbehave")


class ConversationOver(Exception):
    """The client went away, was silent for too long, or was hung up on."""


class LineTooLong(Exception):
    """A line of more than LINE_LIMIT octets; it has been read to its end and thrown away."""


class Conversation:
    """What a front end needs of a connection. `listener` is `imap` or `pop3`; faults are looked up under it."""

    def __init__(
        self,
        tenant: Tenant,
        certificates: Certificates,
        listener: str,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        transport = writer.transport
        assert isinstance(transport, Wire)
        self.tenant = tenant
        self.listener = listener
        self.server: ServerName = new_session()
        self._certificates = certificates
        self._wire = transport
        self._reader = reader
        self._writer = writer
        self._offer_faults: dict[str, Fault | None] = {}

    @property
    def encrypted(self) -> bool:
        """Whether TLS is in force."""
        return self._wire.encrypted

    @property
    def peer(self) -> str:
        """The client's address."""
        return str((self._wire.get_extra_info("peername") or ("unknown",))[0])

    async def line(self) -> bytes:
        """The next line without its line end. Raises ConversationOver or LineTooLong."""
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                try:
                    return (await self._reader.readuntil(b"\n")).rstrip(b"\r\n")
                except asyncio.LimitOverrunError:
                    # Within the same limits: it may never end, or end in a reset.
                    await self._skip_line()
        except (asyncio.IncompleteReadError, ConnectionError, TimeoutError):
            raise ConversationOver from None
        raise LineTooLong

    async def octets(self, count: int) -> bytes:
        """Exactly so many octets (a literal). Raises ConversationOver."""
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                return await self._reader.readexactly(count)
        except (asyncio.IncompleteReadError, ConnectionError, TimeoutError):
            raise ConversationOver from None

    async def send(self, data: bytes) -> None:
        """Write and wait until the client takes it. Raises ConversationOver."""
        try:
            self._writer.write(data)
            async with asyncio.timeout(IDLE_SECONDS):
                await self._writer.drain()
        except (ConnectionError, TimeoutError):
            raise ConversationOver from None

    async def start_tls(self) -> None:
        """Throw away what came in plaintext and begin TLS. Raises ConversationOver when it fails."""
        # What was pipelined behind STARTTLS was not protected and must not be executed (RFC 3207 6, RFC 9051 6.2.1).
        self._reader._buffer.clear()  # type: ignore[attr-defined]
        try:
            await self._wire.start_tls(server_context(self.tenant, self._certificates, self.listener))
        except OSError:
            raise ConversationOver from None

    def fault(self, moment: str) -> Fault | None:
        """The fault that acts at this moment on this listener, if one is on."""
        return self.tenant.faults.take(moment, self.listener)

    async def meet(self, moment: str) -> Fault | None:
        """The fault of this moment that the front end has to act out; what one does to the line is acted out here.

        Raises ConversationOver.
        """
        fault = self.fault(moment)
        if fault is None or not isinstance(fault.effect, Behave) or not on_the_line(fault.effect):
            return fault
        await self.misbehave(fault.effect)
        return None

    async def offer(self, capabilities: Iterable[str], *, logged_in: bool = False) -> list[str]:
        """The capabilities as they are to be shown now. Raises ConversationOver."""
        fault = self._offer_fault()
        if fault is None or not isinstance(fault.effect, Behave):
            return list(capabilities)
        await self.misbehave(fault.effect)
        return offered(capabilities, fault.effect.how, self.listener, logged_in=logged_in)

    def hides(self, how: str) -> bool:
        """Whether the fault of this connection's capabilities, before or inside TLS, is of this kind."""
        fault = self._offer_fault()
        return fault is not None and isinstance(fault.effect, Behave) and fault.effect.how == how

    def _offer_fault(self) -> Fault | None:
        """It is asked for once before TLS and once inside."""
        moment = "capabilities-tls" if self.encrypted else "capabilities"
        if moment not in self._offer_faults:
            self._offer_faults[moment] = self.fault(moment)
        return self._offer_faults[moment]

    async def misbehave(self, behave: Behave) -> None:
        """Act out a behaviour that is the same for all protocols. Raises ConversationOver when it ends the talk."""
        if not await misbehave(self._wire, behave):
            raise ConversationOver

    async def close(self) -> None:
        """Hang up, politely where the client still listens."""
        self._writer.close()
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(5):
                await self._writer.wait_closed()

    async def _skip_line(self) -> None:
        # readuntil left the buffer full: drop it piece by piece until the line ends.
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                try:
                    await self._reader.readuntil(b"\n")
                except asyncio.LimitOverrunError as over:
                    await self._reader.readexactly(over.consumed)
                else:
                    return


class Front(Protocol):
    """A server for one protocol: it runs a conversation to its end and raises nothing."""

    def __call__(self, conversation: Conversation, *, implicit_tls: bool) -> Coroutine[None, None, None]: ...
