"""What a client may say before it is logged in, and how it logs in."""

from __future__ import annotations

import asyncio

from ...faults.model import Fault
from ...tenant.access import Admitted, admit
from ..conversation import ConversationOver, LineTooLong
from ..password import admit_password
from ..sasl import BadSasl, decode_plain_text, decode_xoauth2
from .session import Session, Wrong, none

_PROTOCOL_ERROR = "-ERR Protocol error. Connection is closed. 10"  # getmail6#256, jakartaee/mail-api#461
_LOGON_FAILED = "-ERR Logon failure: unknown user name or bad password."  # jakartaee/mail-api#614
# Integration tests of a mail client for PowerShell, run against the service.
_LOGGED_ON = "+OK User successfully logged on."
_AUTHENTICATED = "+OK User successfully authenticated."  # Microsoft: authenticate using OAuth
_REFUSAL_SECONDS = 9.0  # simonrob/email-oauth2-proxy#244


async def capabilities(session: Session, argument: bytes) -> None:
    """CAPA. The list is the same before and after login; the second is from memory, and so is STLS."""
    none(argument)
    lines = ["TOP", "UIDL"]
    hidden = session.hidden()
    if not session.conversation.encrypted:
        lines += [] if hidden == "hide-starttls" else ["STLS"]
    else:
        if hidden != "hide-pop3-sasl":
            lines.append("SASL PLAIN" if hidden == "hide-xoauth2" else "SASL PLAIN XOAUTH2")
        lines.append("USER")
    await session.say("+OK", *lines, ".")


async def start_tls(session: Session, argument: bytes) -> None:
    """STLS (RFC 2595 4)."""
    none(argument)
    if session.conversation.encrypted or session.hidden() == "hide-starttls":
        raise Wrong
    fault = session.conversation.fault("starttls")
    if fault is not None and await session.refuse(fault):
        return
    session.user = None
    await session.say("+OK Begin TLS negotiation.")
    await session.conversation.start_tls()


async def authenticate(session: Session, argument: bytes) -> None:
    """AUTH XOAUTH2 in two lines, AUTH PLAIN by policy; the one-line form ends the connection."""
    _need_tls(session)
    mechanism, _, initial = argument.partition(b" ")
    if mechanism.upper() == b"XOAUTH2" and session.hidden() not in ("hide-xoauth2", "hide-pop3-sasl"):
        if initial:
            await session.refuse(session.tenant.faults.table["pop3-one-line-auth"])
            return
        await _xoauth2(session)
    elif mechanism.upper() == b"PLAIN":
        if not await _basic_is_refused(session):
            await _plain(session, initial or await _response(session))
    else:
        raise Wrong


async def _xoauth2(session: Session) -> None:
    response = await _response(session)
    judged: Admitted | Fault | None = session.conversation.fault("auth")
    if judged is None:
        try:
            judged = admit(session.tenant, "pop3", *decode_xoauth2(response))
        except BadSasl:
            judged = session.tenant.faults.table["token-refused"]
    if isinstance(judged, Fault):
        await asyncio.sleep(_REFUSAL_SECONDS * session.tenant.delay_scale)
        await session.refuse(judged)
        return
    session.open(judged)
    await session.say(_AUTHENTICATED)


async def _plain(session: Session, response: bytes) -> None:
    try:
        _, name, password = decode_plain_text(response).split("\0")
    except ValueError:
        raise Wrong(_LOGON_FAILED) from None
    await _log_on(session, name, password)


async def user_name(session: Session, argument: bytes) -> None:
    """USER."""
    _need_tls(session)
    if not argument:
        raise Wrong
    session.user = argument
    await session.say("+OK")


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
        raise Wrong(_LOGON_FAILED)
    session.open(admitted)
    await session.say(_LOGGED_ON)


async def _response(session: Session) -> bytes:
    await session.say("+ ")
    try:
        return await session.conversation.line()
    except LineTooLong:
        await session.say(_PROTOCOL_ERROR)
        raise ConversationOver from None


async def _basic_is_refused(session: Session) -> bool:
    fault = session.conversation.fault("basic")
    if fault is None and not session.tenant.policy.basic_auth:
        fault = session.tenant.faults.table["basic-auth-disabled"]
    return fault is not None and await session.refuse(fault)


def _need_tls(session: Session) -> None:
    if not session.conversation.encrypted:
        raise Wrong
