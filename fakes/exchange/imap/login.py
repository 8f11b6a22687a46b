"""What a client may say before it is logged in, and how it logs in."""

from __future__ import annotations

import re

from ...faults.model import Behave, Fault
from ...tenant.access import Admitted
from ..bearer import challenge_before, judge_response
from ..conversation import ConversationOver, LineTooLong
from ..imap_manner import AT_LOGIN
from ..password import admit_password
from ..sasl import BadSasl, decode_plain_text
from .cursor import BadCommand
from .reading import Command
from .session import Session
from .words import (
    ARGUMENT_COUNT,
    BAD_ARGUMENT,
    CANCELLED,
    COMMAND_ERROR,
    SERVER_ID,
    SIGNING_OFF,
    WRONG_STATE,
)

_BASE64 = re.compile(rb"[A-Za-z0-9+/=]+")


async def capability(session: Session, command: Command) -> None:
    """CAPABILITY."""
    command.arguments.end()
    logged_in = session.admitted is not None
    offered = await session.conversation.offer(session.capabilities().split(), logged_in=logged_in)
    await session.untagged(f"CAPABILITY {' '.join(offered)}")
    await session.tagged(command, session.about(session.dialect.imap.capability_completed))


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
    await session.conversation.meet("quit")
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
    await _answer(session, command, admitted, session.dialect.imap.login_failed)


async def authenticate(session: Session, command: Command) -> None:
    """AUTHENTICATE by token or PLAIN, with or without an initial response (RFC 4959)."""
    _need_tls(session)
    mechanism = command.arguments.blank().atom()
    initial = None
    if not command.arguments.ended():
        initial = command.arguments.blank().rest()
        if session.hides("hide-sasl-ir"):
            raise BadCommand(ARGUMENT_COUNT)
        if not _BASE64.fullmatch(initial):
            raise BadCommand(BAD_ARGUMENT)
    if mechanism == "PLAIN":
        await _plain(session, command, initial)
    elif mechanism in session.dialect.mechanisms and not (mechanism == "XOAUTH2" and session.hides("hide-xoauth2")):
        await _token(session, command, mechanism, initial)
    else:
        raise BadCommand(session.dialect.imap.authenticate_failed)


async def _token(session: Session, command: Command, mechanism: str, initial: bytes | None) -> None:
    response = await _response(session, initial)
    tenant, manner = session.tenant, session.dialect.imap
    judged: Admitted | Fault | None = await session.conversation.meet("auth")
    if judged is None:
        try:
            judged = judge_response(tenant, "imap", mechanism, response)
        except BadSasl:
            if manner.malformed:
                raise BadCommand(manner.malformed) from None
            judged = tenant.faults.table["token-refused"]
    if isinstance(judged, Fault) and (challenge := challenge_before(tenant, "imap", judged, session.dialect)):
        # Whatever the client answers, the refusal follows (RFC 7628 3.2.3).
        await _ask(session, challenge)
        if isinstance(judged.effect, Behave):
            judged = tenant.faults.table["token-refused"]
    await _answer(session, command, judged, manner.authenticate_failed)


async def _plain(session: Session, command: Command, initial: bytes | None) -> None:
    if await _basic_is_refused(session, command):
        return
    response = await _response(session, initial)
    try:
        _, name, password = decode_plain_text(response).split("\0")
    except ValueError:
        raise BadCommand(BAD_ARGUMENT) from None
    admitted = _by_password(session, name.encode(), password.encode())
    await _answer(session, command, admitted, session.dialect.imap.authenticate_failed)


async def _response(session: Session, initial: bytes | None) -> bytes:
    if initial is None:
        initial = await _ask(session, b"")
        if initial == b"*":
            raise BadCommand(CANCELLED)
    return b"" if initial == b"=" else initial


async def _ask(session: Session, challenge: bytes) -> bytes:
    await session.conversation.send(b"+ %b\r\n" % challenge)
    try:
        return await session.conversation.line()
    except LineTooLong:
        raise BadCommand(COMMAND_ERROR) from None


async def _answer(session: Session, command: Command, judged: Admitted | Fault | None, failed: str) -> None:
    manner = session.dialect.imap
    if isinstance(judged, Admitted) and judged.refusal is not None and manner.not_connected == AT_LOGIN:
        judged = session.tenant.faults.table[AT_LOGIN]
    if isinstance(judged, Admitted):
        session.log_in(judged)
        words = manner.logged_in if command.name == "LOGIN" else manner.authenticated
        await session.tagged(command, session.about(words, judged.mailbox.address))
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
