"""One connection as a line-based front end sees it: lines in, lines out, STARTTLS, and the faults of the moment."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Protocol

from ..faults.model import Behave, Fault
from ..tenant.tenant import Tenant
from ..wire.certificates import Certificates
from ..wire.transport import Wire
from .names import ServerName, new_session
from .tls import server_context

LINE_LIMIT = 65536
IDLE_SECONDS = 1800.0
GARBAGE = b"\x00\xff\x16\x03\x01 \x1b[31m<html>%s%n\r\n::error::x\r\n\xfe\xfe\xfe\r\n"


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
                return (await self._reader.readuntil(b"\n")).rstrip(b"\r\n")
        except asyncio.LimitOverrunError:
            await self._skip_line()
            raise LineTooLong from None
        except (asyncio.IncompleteReadError, ConnectionError, TimeoutError):
            raise ConversationOver from None

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

    async def misbehave(self, behave: Behave) -> None:
        """Act out a behaviour that is the same for all protocols; it always ends the conversation."""
        await misbehave(self._wire, behave)
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


async def misbehave(wire: Wire, behave: Behave) -> None:
    """Close, reset, fall silent or talk nonsense."""
    if behave.how == "garbage":
        wire.write(GARBAGE)
        wire.close()
    elif behave.how == "reset":
        wire.abort()
    elif behave.how == "stall":
        await wire.gone()
    else:
        wire.close()


class Front(Protocol):
    """A server for one protocol: it runs a conversation to its end and raises nothing."""

    def __call__(self, conversation: Conversation, *, implicit_tls: bool) -> Coroutine[None, None, None]: ...
