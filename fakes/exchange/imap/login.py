"""What a client may say before it is logged in, and how it logs in."""

from __future__ import annotations

import re

from ...faults.model import Fault
from ...tenant.access import Admitted, admit
from ..conversation import ConversationOver, LineTooLong
from ..password import admit_password
from ..sasl import BadSasl, decode_plain_text, decode_xoauth2
from .cursor import BadCommand
from .reading import Command
from .session import Session
from .words import (
    AUTHENTICATE_FAILED,
    BAD_ARGUMENT,
    BAD_XOAUTH2,
    COMMAND_ERROR,
    LOGIN_FAILED,
    SERVER_ID,
    SIGNING_OFF,
    WRONG_STATE,
)

_BASE64 = re.compile(rb"[A-Za-z0-9+/=]+")


async def capability(session: Session, command: Command) -> None:
    """CAPABILITY."""
    command.arguments.end()
    await session.untagged(f"CAPABILITY {session.capabilities()}")
    await session.completed(command)


async def noop(session: Session, command: Command) -> None:
    """NOOP and CHECK."""
    command.arguments.end()
    await session.completed(command)


async def client_id(session: Session, command: Command) -> None:
    """ID; what the client says about itself is not kept."""
    cursor = command.arguments.blank()
    if not cursor.take_word(b"NIL"):
        cursor.expect(b"(")
        first = True
        while not cursor.take(b")"):
            if not first:
                cursor.blank()
            first = False
            cursor.string()
            if not cursor.blank().take_word(b"NIL"):
                cursor.string()
    cursor.end()
    await session.untagged(f"ID {SERVER_ID}")
    await session.completed(command)


async def logout(session: Session, command: Command) -> None:
    """LOGOUT. Always raises ConversationOver."""
    command.arguments.end()
    session.view = None
    await session.untagged(SIGNING_OFF)
    await session.completed(command)
    raise ConversationOver


async def starttls(session: Session, command: Command) -> None:
    """STARTTLS, on the port that has it."""
    command.arguments.end()
    if session.conversation.encrypted:
        raise BadCommand(COMMAND_ERROR if session.implicit_tls else WRONG_STATE)
    if session.hides("hide-starttls"):
        raise BadCommand(COMMAND_ERROR)
    fault = session.conversation.fault("starttls")
    if fault is not None and await session.refuse(command.tag, fault):
        return
    await session.tagged(command, "OK Begin TLS negotiation now.")
    await session.conversation.start_tls()


async def login(session: Session, command: Command) -> None:
    """LOGIN: a password, as the tenant's policy allows."""
    _need_tls(session)
    name = command.arguments.blank().astring()
    password = command.arguments.blank().astring()
    command.arguments.end()
    if await _basic_is_refused(session, command):
        return
    admitted = _by_password(session, name, password)
    await _answer(session, command, admitted, LOGIN_FAILED)


async def authenticate(session: Session, command: Command) -> None:
    """AUTHENTICATE XOAUTH2 or PLAIN, with or without an initial response (RFC 4959)."""
    _need_tls(session)
    mechanism = command.arguments.blank().atom()
    initial = None
    if not command.arguments.ended():
        initial = command.arguments.blank().rest()
        if not _BASE64.fullmatch(initial):
            raise BadCommand(BAD_ARGUMENT)
    if mechanism == "PLAIN":
        await _plain(session, command, initial)
    elif mechanism == "XOAUTH2" and not session.hides("hide-xoauth2"):
        await _xoauth2(session, command, initial)
    else:
        raise BadCommand(AUTHENTICATE_FAILED)


async def _xoauth2(session: Session, command: Command, initial: bytes | None) -> None:
    response = await _response(session, initial)
    fault = session.conversation.fault("auth")
    if fault is not None and await session.refuse(command.tag, fault):
        return
    try:
        user, token = decode_xoauth2(response)
    except BadSasl:
        raise BadCommand(BAD_XOAUTH2) from None
    await _answer(session, command, admit(session.tenant, "imap", user, token), AUTHENTICATE_FAILED)


async def _plain(session: Session, command: Command, initial: bytes | None) -> None:
    if await _basic_is_refused(session, command):
        return
    response = await _response(session, initial)
    try:
        _, name, password = decode_plain_text(response).split("\0")
    except ValueError:
        raise BadCommand(BAD_ARGUMENT) from None
    admitted = _by_password(session, name.encode(), password.encode())
    await _answer(session, command, admitted, AUTHENTICATE_FAILED)


async def _response(session: Session, initial: bytes | None) -> bytes:
    if initial is None:
        await session.conversation.send(b"+ \r\n")
        try:
            initial = await session.conversation.line()
        except LineTooLong:
            raise BadCommand(COMMAND_ERROR) from None
        if initial == b"*":
            raise BadCommand(BAD_XOAUTH2)
    return b"" if initial == b"=" else initial


async def _answer(session: Session, command: Command, judged: Admitted | Fault | None, failed: str) -> None:
    if isinstance(judged, Admitted):
        session.log_in(judged)
        await session.completed(command)
    elif judged is None or not await session.refuse(command.tag, judged):
        await session.tagged(command, failed)


async def _basic_is_refused(session: Session, command: Command) -> bool:
    fault = session.conversation.fault("basic")
    if fault is None and not session.tenant.policy.basic_auth:
        # Before the account is looked up: public transcript, 2026-09-16.
        fault = session.tenant.faults.table["basic-auth-disabled"]
    return fault is not None and await session.refuse(command.tag, fault)


def _by_password(session: Session, name: bytes, password: bytes) -> Admitted | None:
    try:
        return admit_password(session.tenant, "imap", name.decode(), password.decode())
    except UnicodeDecodeError:
        return None


def _need_tls(session: Session) -> None:
    # The same answer for right and wrong credentials (RFC 8314 4.1).
    if not session.conversation.encrypted:
        raise BadCommand(WRONG_STATE)
