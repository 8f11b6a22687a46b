"""What a client may do with the mailbox it opened; deletions count at QUIT (RFC 1939 6)."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..conversation import ConversationOver
from ..store import Message
from .session import Session, none, number_in

_BLANK_LINE = re.compile(rb"\A\r?\n|\r?\n\r?\n")


async def stat(session: Session, argument: bytes) -> None:
    """STAT."""
    none(argument)
    messages = session.present()
    await session.say(f"+OK {len(messages)} {sum(len(message.content) for _, message in messages)}")


async def list_sizes(session: Session, argument: bytes) -> None:
    """LIST."""
    await _listing(session, argument, lambda message: str(len(message.content)))


async def list_unique_ids(session: Session, argument: bytes) -> None:
    """UIDL."""
    # The form is our own; RFC 1939 asks for 1 to 70 characters that are never given to another message.
    await _listing(session, argument, lambda message: f"{session.folder.uid_validity}.{message.uid}")


async def _listing(session: Session, argument: bytes, about: Callable[[Message], str]) -> None:
    if argument:
        number, message = session.message(argument)
        await session.say(f"+OK {number} {about(message)}")
        return
    await session.say("+OK", *(f"{number} {about(message)}" for number, message in session.present()), ".")


async def retrieve(session: Session, argument: bytes) -> None:
    """RETR."""
    await session.say_all("+OK", session.message(argument)[1].content)


async def top(session: Session, argument: bytes) -> None:
    """TOP."""
    which, _, count = argument.partition(b" ")
    content = session.message(which)[1].content
    wanted = number_in(count.strip())
    blank = _BLANK_LINE.search(content)
    end = blank.end() if blank else len(content)
    for _ in range(min(wanted, content.count(b"\n", end) + 1)):
        line_end = content.find(b"\n", end)
        end = len(content) if line_end < 0 else line_end + 1
    await session.say_all("+OK", content[:end])


async def delete(session: Session, argument: bytes) -> None:
    """DELE."""
    session.deleted.add(session.message(argument)[0])
    await session.say("+OK")


async def reset(session: Session, argument: bytes) -> None:
    """RSET."""
    none(argument)
    session.deleted.clear()
    await session.say("+OK")


async def noop(session: Session, argument: bytes) -> None:
    """NOOP."""
    none(argument)
    await session.say("+OK")


async def sign_off(session: Session, argument: bytes) -> None:
    """QUIT: what is marked as deleted goes. Always raises ConversationOver."""
    none(argument)
    if session.admitted is not None and session.deleted:
        doomed = [session.messages[number - 1] for number in sorted(session.deleted)]
        session.admitted.mailbox.store.remove(session.folder, doomed)
    await session.conversation.meet("quit")
    await session.say(session.dialect.pop3.signing_off)
    raise ConversationOver
