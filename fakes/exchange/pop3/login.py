"""What a client may say before it is logged in, and how it logs in."""

from __future__ import annotations

import asyncio

from ...faults.model import Fault
from ...tenant.access import Admitted
from ..bearer import challenge_before, judge_response
from ..conversation import ConversationOver, LineTooLong
from ..password import admit_password
from ..sasl import BadSasl, decode_plain_text
from .session import Session, Wrong, none


async def capabilities(session: Session, argument: bytes) -> None:
    """CAPA. The list is the same before and after login; the second is from memory, and so is STLS."""
    none(argument)
    lines = [*session.dialect.pop3.listed]
    if session.conversation.encrypted:
        lines += [" ".join(["SASL PLAIN", *_mechanisms(session)]), "USER"]
    else:
        lines.append("STLS")
    lines = await session.conversation.offer(lines, logged_in=session.admitted is not None)
    await session.say(session.dialect.pop3.list_begins, *lines, ".")


async def start_tls(session: Session, argument: bytes) -> None:
    """STLS (RFC 2595 4)."""
    none(argument)
    if session.conversation.encrypted or session.conversation.hides("hide-starttls"):
        raise Wrong
    fault = session.conversation.fault("starttls")
    if fault is not None and await session.refuse(fault):
        return
    session.user = None
    await session.say("+OK Begin TLS negotiation.")
    await session.conversation.start_tls()


async def authenticate(session: Session, argument: bytes) -> None:
    """AUTH by token, AUTH PLAIN by policy; with Exchange a token in the same line ends the connection."""
    _need_tls(session)
    name, _, initial = argument.partition(b" ")
    mechanism = name.decode("ascii", "replace").upper()
    if mechanism == "PLAIN":
        if not await _basic_is_refused(session):
            await _plain(session, initial or await _ask(session, b""))
    elif mechanism not in _mechanisms(session) or session.conversation.hides("hide-pop3-sasl"):
        raise Wrong
    elif initial and not session.dialect.pop3.one_line:
        await session.refuse(session.tenant.faults.table["pop3-one-line-auth"])
    else:
        response = initial or await _ask(session, b"")
        await _token(session, mechanism, b"" if response == b"=" else response)


def _mechanisms(session: Session) -> list[str]:
    if not session.tenant.policy.pop3_oauth:
        return []
    return [m for m in session.dialect.mechanisms if m != "XOAUTH2" or not session.conversation.hides("hide-xoauth2")]


async def _token(session: Session, mechanism: str, response: bytes) -> None:
    tenant = session.tenant
    judged: Admitted | Fault | None = await session.conversation.meet("auth")
    if judged is None:
        try:
            judged = judge_response(tenant, "pop3", mechanism, response)
        except BadSasl:
            if session.dialect.pop3.malformed:
                raise Wrong(session.dialect.pop3.malformed) from None
            judged = tenant.faults.table["token-refused"]
    if isinstance(judged, Fault):
        await asyncio.sleep(session.dialect.pop3.refusal_s * tenant.delay_scale)
        # A client that cancels has given up by itself and needs no challenge.
        if response != b"*" and (challenge := challenge_before(tenant, "pop3", judged, session.dialect)):
            await _ask(session, challenge)
            judged = tenant.faults.table["token-refused"]
        await session.refuse(judged)
        return
    session.open(judged)
    await session.say(session.dialect.pop3.authenticated)


async def _plain(session: Session, response: bytes) -> None:
    try:
        _, name, password = decode_plain_text(response).split("\0")
    except ValueError:
        raise Wrong(session.dialect.pop3.logon_failed) from None
    await _log_on(session, name, password)


async def user_name(session: Session, argument: bytes) -> None:
    """USER."""
    _need_tls(session)
    if not argument:
        raise Wrong
    session.user = argument
    await session.say(session.dialect.pop3.user)


async def password(session: Session, argument: bytes) -> None:
    """PASS: a password, as the tenant's policy allows."""
    _need_tls(session)
    user, session.user = session.user, None
    if user is None:
        raise Wrong
    if not await _basic_is_refused(session):
        await _log_on(session, user.decode("utf-8", "replace"), argument.decode("utf-8", "replace"))


async def _log_on(session: Session, name: str, password: str) -> None:
    admitted = admit_password(session.tenant, "pop3", name, password)
    if admitted is None:
        raise Wrong(session.dialect.pop3.logon_failed)
    session.open(admitted)
    await session.say(session.dialect.pop3.logged_on)


async def _ask(session: Session, challenge: bytes) -> bytes:
    await session.say(f"+ {challenge.decode('ascii')}")
    try:
        return await session.conversation.line()
    except LineTooLong:
        await session.say(session.dialect.pop3.too_long)
        raise ConversationOver from None


async def _basic_is_refused(session: Session) -> bool:
    fault = session.conversation.fault("basic")
    if fault is None and not session.tenant.policy.basic_auth:
        fault = session.tenant.faults.table["basic-auth-disabled"]
    return fault is not None and await session.refuse(fault)


def _need_tls(session: Session) -> None:
    if not session.conversation.encrypted:
        raise Wrong
