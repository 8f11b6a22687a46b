"""An IMAP or POP3 connection without sockets: bytes in, in any pieces, bytes out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from fakes.exchange.conversation import LINE_LIMIT, Conversation, ConversationOver
from fakes.exchange.imap import serve_imap
from fakes.exchange.names import ServerName
from fakes.exchange.pop3 import serve_pop3
from fakes.tenant.tenant import Tenant


class _Writer:
    def __init__(self) -> None:
        self.out = bytearray()
        self.closed = False

    def write(self, data: bytes) -> None:
        if not self.closed:
            self.out += data

    async def drain(self) -> None:
        await asyncio.sleep(0)

    def close(self) -> None:
        self.closed = True

    async def wait_closed(self) -> None:
        return None


class _Encrypted:
    encrypted = True

    def get_extra_info(self, _name: str) -> tuple[str, int]:
        return ("192.0.2.1", 50000)


def conversation(tenant: Tenant, listener: str = "imap") -> tuple[Conversation, asyncio.StreamReader, _Writer]:
    """A conversation under TLS, as it seems to it; what is written, and where to feed it."""
    made: Any = Conversation.__new__(Conversation)
    reader, writer = asyncio.StreamReader(limit=LINE_LIMIT), _Writer()
    made.tenant, made.listener, made.server = tenant, listener, ServerName("0" * 16)
    made._offer_faults = {}
    made._reader, made._writer, made._wire = reader, writer, _Encrypted()
    return made, reader, writer


async def converse(tenant: Tenant, pieces: Sequence[bytes], listener: str = "imap") -> bytes:
    """Feed the pieces one after another, then hang up; what the server said. Raises TimeoutError when it hangs."""
    made, reader, writer = conversation(tenant, listener)
    serve = serve_imap if listener == "imap" else serve_pop3
    serving = asyncio.ensure_future(serve(made, implicit_tls=True))
    for piece in pieces:
        reader.feed_data(piece)
        await asyncio.sleep(0)
    reader.feed_eof()
    await asyncio.wait_for(serving, 30)
    return bytes(writer.out)


__all__ = ["ConversationOver", "conversation", "converse"]
