"""The life of an IMAP connection: greeting, command after command, end; and which command is allowed when."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from ...faults.model import Reply
from ...tenant.access import Admitted
from ..conversation import Conversation, ConversationOver
from ..imap_manner import AT_FIRST_COMMAND
from ..store import FolderError
from . import folders, login, messages
from .cursor import BadCommand
from .idle import idle
from .reading import Command, Refused, read_command
from .session import Session
from .utf7 import encode_name
from .words import CLOSED, COMMAND_ERROR, NOT_CONNECTED_BYE, WRONG_STATE


@dataclass(frozen=True, slots=True)
class Rule:
    """A command: what does it, whether it wants or forbids a login, and whether it works on a closed mailbox and
    under a fault of the moment `command`."""

    act: Callable[[Session, Command], Awaitable[None]]
    logged_in: bool | None = True
    uid: bool = False
    always: bool = False
    unconnected: bool = False


_RULES = {
    "CAPABILITY": Rule(login.capability, None, always=True, unconnected=True),
    "LOGOUT": Rule(login.logout, None, always=True, unconnected=True),
    "ID": Rule(login.client_id, None, always=True, unconnected=True),
    "NOOP": Rule(login.noop, None, unconnected=True),
    "STARTTLS": Rule(login.starttls, logged_in=False),
    "AUTHENTICATE": Rule(login.authenticate, logged_in=False),
    "LOGIN": Rule(login.login, logged_in=False),
    "NAMESPACE": Rule(folders.namespace),
    "LIST": Rule(folders.list_folders),
    "LSUB": Rule(folders.list_folders),
    "STATUS": Rule(folders.status),
    "SELECT": Rule(folders.select),
    "EXAMINE": Rule(folders.select),
    "CREATE": Rule(folders.create),
    "DELETE": Rule(folders.delete),
    "RENAME": Rule(folders.rename),
    "SUBSCRIBE": Rule(folders.subscribe),
    "UNSUBSCRIBE": Rule(folders.subscribe),
    "APPEND": Rule(folders.append),
    "IDLE": Rule(idle),
    "CHECK": Rule(login.noop),
    "CLOSE": Rule(messages.close),
    "UNSELECT": Rule(messages.unselect),
    "EXPUNGE": Rule(messages.expunge, uid=True),
    "SEARCH": Rule(messages.search, uid=True),
    "FETCH": Rule(messages.fetch, uid=True),
    "STORE": Rule(messages.store, uid=True),
    "COPY": Rule(messages.copy, uid=True),
    "MOVE": Rule(messages.move, uid=True),
}


async def serve_imap(conversation: Conversation, *, implicit_tls: bool) -> None:
    """Run one connection to its end. `implicit_tls` is port 993, otherwise 143."""
    session = Session(conversation, implicit_tls=implicit_tls)
    try:
        await _greet(session)
        while True:
            await _serve_one(session)
    except ConversationOver:
        pass
    finally:
        session.leave()
        await conversation.close()


async def _greet(session: Session) -> None:
    fault = session.conversation.fault("greeting")
    if fault is not None and await session.refuse("*", fault):
        if not (isinstance(fault.effect, Reply) and fault.effect.imap.startswith("* PREAUTH")):
            raise ConversationOver
        # Whoever connects is taken for the first user: what is read and stored now is in an attacker's hands.
        first = next(iter(session.tenant.mailboxes.values()))
        session.log_in(Admitted(first, first.address, None, {}))
        return
    await session.untagged("OK " + session.about(session.dialect.imap.greeting))


async def _serve_one(session: Session) -> None:
    """Read and carry out one command."""
    conversation = session.conversation
    logged_in = session.admitted is not None
    try:
        command = await read_command(conversation, literals=conversation.encrypted or logged_in, append=logged_in)
    except Refused as refused:
        await conversation.send(f"{refused.line}\r\n".encode())
        if refused.hang_up:
            await session.hang_up(CLOSED)
        return
    try:
        rule = _RULES.get(command.name)
        if rule is None or (command.uid and not rule.uid):
            raise BadCommand(COMMAND_ERROR)
        if rule.logged_in is not None and rule.logged_in is not logged_in:
            raise BadCommand(WRONG_STATE)
        if not (logged_in and await _prevented(session, command, rule)):
            await rule.act(session, command)
    except BadCommand as bad:
        await session.tagged(command, bad.words)
    except FolderError as error:
        await session.tagged(command, f"NO {encode_name(str(error)).decode('ascii')}")


async def _prevented(session: Session, command: Command, rule: Rule) -> bool:
    """Whether the token's end, a closed mailbox or a fault answers in place of the command."""
    assert session.admitted is not None
    table = session.tenant.faults.table
    life = session.life()
    if life is not None and life <= 0:
        await session.refuse(command.tag, table["imap-session-token-expired"])
    fault = None if rule.always else session.conversation.fault("command")
    if fault is None and not rule.unconnected:
        fault = session.admitted.refusal
    if fault is None or not await session.refuse(command.tag, fault):
        return False
    session.refusals += fault.id == AT_FIRST_COMMAND
    if session.refusals == 2:
        await session.hang_up(NOT_CONNECTED_BYE)
    return True
