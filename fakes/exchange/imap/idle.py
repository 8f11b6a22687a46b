"""IDLE: news as they happen, until the client says DONE or its token ends (RFC 2177)."""

from __future__ import annotations

import asyncio
from typing import Any

from ..conversation import LineTooLong
from .cursor import BadCommand
from .reading import Command
from .session import Session
from .words import COMMAND_ERROR, IDLING


async def idle(session: Session, command: Command) -> None:
    """IDLE. Raises ConversationOver when the client goes away."""
    command.arguments.end()
    await session.conversation.send(f"+ {IDLING}\r\n".encode())
    line = asyncio.ensure_future(session.conversation.line())
    try:
        while not line.done():
            session.happened.clear()
            await _tell(session)
            await _wait(session, line)
        done = line.result().strip().upper() == b"DONE"
    except LineTooLong:
        done = False
    finally:
        line.cancel()
        await asyncio.wait({line})
        if not line.cancelled():
            line.exception()
    if not done:
        raise BadCommand(COMMAND_ERROR)
    await session.completed(command)


async def _tell(session: Session) -> None:
    life = session.life()
    if life is not None and life <= 0:
        await session.refuse("*", session.tenant.faults.table["imap-session-token-expired"])
    if session.view is not None and (news := session.view.news(expunges=True)):
        await session.conversation.send(news)


async def _wait(session: Session, line: asyncio.Future[bytes]) -> None:
    happened = asyncio.ensure_future(session.happened.wait())
    try:
        waiting: set[asyncio.Future[Any]] = {line, happened}
        await asyncio.wait(waiting, timeout=session.life(), return_when=asyncio.FIRST_COMPLETED)
    finally:
        happened.cancel()
