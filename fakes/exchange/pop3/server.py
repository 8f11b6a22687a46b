"""The life of a POP3 connection: greeting, command after command, end; and which command is allowed when."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from ..conversation import Conversation, ConversationOver
from . import login, mailbox
from .session import Session, Wrong


async def serve_pop3(
    conversation: Conversation,
    *,
    implicit_tls: bool,  # noqa: ARG001 - what POP3 offers follows from TLS being in force, on either port
) -> None:
    """Run one connection to its end. `implicit_tls` is port 995, otherwise 110."""
    session = Session(conversation)
    try:
        await _greet(session)
        while True:
            await _serve_one(session)
    except ConversationOver:
        pass
    finally:
        await conversation.close()


async def _greet(session: Session) -> None:
    fault = session.conversation.fault("greeting")
    if fault is not None and await session.refuse(fault):
        raise ConversationOver
    await session.say("+OK " + session.about(session.dialect.pop3.greeting))


async def _serve_one(session: Session) -> None:
    line = await session.line()
    if line is None:
        return
    verb, _, rest = line.partition(b" ")
    rule = _RULES.get(verb.upper())
    try:
        if rule is None or rule.logged_in not in (None, session.admitted is not None):
            raise Wrong
        if session.outlived():
            await session.refuse(session.tenant.faults.table["pop3-session-token-expired"])
        if session.admitted is not None and not rule.always:
            fault = session.conversation.fault("command")
            if fault is not None and await session.refuse(fault):
                return
        await rule.act(session, rest.strip())
    except Wrong as wrong:
        await session.say(wrong.words)


@dataclass(frozen=True, slots=True)
class Rule:
    """What does a command, whether it wants or forbids a login, and whether faults of the moment `command` pass it."""

    act: Callable[[Session, bytes], Awaitable[None]]
    logged_in: bool | None = True
    always: bool = False


_RULES = {
    b"CAPA": Rule(login.capabilities, None, always=True),
    b"QUIT": Rule(mailbox.sign_off, None, always=True),
    b"STLS": Rule(login.start_tls, logged_in=False),
    b"AUTH": Rule(login.authenticate, logged_in=False),
    b"USER": Rule(login.user_name, logged_in=False),
    b"PASS": Rule(login.password, logged_in=False),
    b"STAT": Rule(mailbox.stat),
    b"LIST": Rule(mailbox.list_sizes),
    b"UIDL": Rule(mailbox.list_unique_ids),
    b"RETR": Rule(mailbox.retrieve),
    b"TOP": Rule(mailbox.top),
    b"DELE": Rule(mailbox.delete),
    b"RSET": Rule(mailbox.reset),
    b"NOOP": Rule(mailbox.noop),
}
