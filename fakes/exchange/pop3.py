"""POP3 as Exchange Online speaks it, on the INBOX that IMAP shows too."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from ..faults.model import Behave, Fault, Reply
from ..tenant.access import Admitted, admit
from .conversation import Conversation, ConversationOver, LineTooLong
from .password import admit_password
from .sasl import BadSasl, decode_plain_text, decode_xoauth2
from .store import Message

# What the front end says: to 2024 (kisli/vmime#267), and in 2025 (jstedfast/MailKit#1948).
EARLIER_GREETING = "The Microsoft Exchange POP3 service is ready. [{name}]"
PRESENT_GREETING = "Microsoft Exchange POP3 server ready (tcpproxy/15.20.9137.005). [{name}]"

_WRONG_STATE = "-ERR Command is not valid in this state."  # public transcript
_PROTOCOL_ERROR = "-ERR Protocol error. Connection is closed. 10"  # getmail6#256, jakartaee/mail-api#461
_LOGON_FAILED = "-ERR Logon failure: unknown user name or bad password."  # jakartaee/mail-api#614
_LOGGED_ON = (
    "+OK User successfully logged on."  # integration tests of a mail client for PowerShell, against the service
)
_AUTHENTICATED = "+OK User successfully authenticated."  # Microsoft: authenticate using OAuth
_SIGNING_OFF = "+OK Microsoft Exchange Server POP3 server signing off."  # public transcript
_NO_SUCH_MESSAGE = "-ERR The specified message is out of range."  # unverified
_REFUSAL_SECONDS = 9.0  # simonrob/email-oauth2-proxy#244
_NUMBER = re.compile(rb"[0-9]{1,10}")
_LINE_START = re.compile(rb"^\.", re.MULTILINE)
_BLANK_LINE = re.compile(rb"\A\r?\n|\r?\n\r?\n")


async def serve_pop3(conversation: Conversation, *, implicit_tls: bool, greeting: str = PRESENT_GREETING) -> None:
    """Run one connection to its end. `implicit_tls` is port 995, otherwise 110."""
    session = _Session(conversation, implicit_tls=implicit_tls)
    try:
        await session.greet(greeting)
        while True:
            await session.serve_one()
    except ConversationOver:
        pass
    finally:
        await conversation.close()


class _Wrong(Exception):
    """A command that is refused; `words` are the reply."""

    def __init__(self, words: str = _WRONG_STATE) -> None:
        super().__init__(words)
        self.words = words


class _Session:
    def __init__(self, conversation: Conversation, *, implicit_tls: bool) -> None:
        self.conversation = conversation
        self.tenant = conversation.tenant
        self.implicit_tls = implicit_tls
        self.user: bytes | None = None
        self.admitted: Admitted | None = None
        self.messages: list[Message] = []
        self.deleted: set[int] = set()
        self._hidden: dict[str, str] = {}

    async def greet(self, greeting: str) -> None:
        fault = self.conversation.fault("greeting")
        if fault is not None and await self.refuse(fault):
            raise ConversationOver
        await self.say("+OK " + greeting.format(name=self.conversation.server.utf16))

    async def serve_one(self) -> None:
        try:
            line = await self.conversation.line()
        except LineTooLong:
            await self.say(_PROTOCOL_ERROR)
            raise ConversationOver from None
        verb, _, rest = line.partition(b" ")
        rule = _RULES.get(verb.upper())
        try:
            if rule is None or rule.logged_in not in (None, self.admitted is not None):
                raise _Wrong
            if self.admitted is not None and not rule.always:
                fault = self.conversation.fault("command")
                if fault is not None and await self.refuse(fault):
                    return
            await rule.act(self, rest.strip())
        except _Wrong as wrong:
            await self.say(wrong.words)

    async def say(self, *lines: str) -> None:
        await self.conversation.send("".join(f"{line}\r\n" for line in lines).encode())

    async def say_all(self, first: str, body: bytes) -> None:
        """A multi-line reply: dots doubled at the start of lines, a lone dot at the end (RFC 1939 3)."""
        end = b"" if not body or body.endswith(b"\n") else b"\r\n"
        await self.conversation.send(first.encode() + b"\r\n" + _LINE_START.sub(b"..", body) + end + b".\r\n")

    async def refuse(self, fault: Fault) -> bool:
        """Act out a fault; False when it has no words for POP3. May raise ConversationOver."""
        if isinstance(fault.effect, Behave):
            await self.conversation.misbehave(fault.effect)
        if not isinstance(fault.effect, Reply) or not fault.effect.pop3:
            return False
        await self.say(fault.effect.pop3)
        if fault.effect.then_close:
            raise ConversationOver
        return True

    def hidden(self) -> str:
        """What a fault hides from the capabilities of this connection; it is asked for once."""
        moment = "capabilities-tls" if self.conversation.encrypted else "capabilities"
        if moment not in self._hidden:
            fault = self.conversation.fault(moment)
            self._hidden[moment] = fault.effect.how if fault and isinstance(fault.effect, Behave) else ""
        return self._hidden[moment]

    def open(self, admitted: Admitted) -> None:
        """The client is who it says: take stock of the INBOX as it is now."""
        self.admitted = admitted
        self.folder = admitted.mailbox.store.folder("INBOX")
        self.messages = [*self.folder.messages]

    def present(self) -> list[tuple[int, Message]]:
        """The messages that are not marked as deleted, by number."""
        return [(n, message) for n, message in enumerate(self.messages, 1) if n not in self.deleted]

    def message(self, argument: bytes) -> tuple[int, Message]:
        """The message of that number."""
        number = _number(argument)
        if not 1 <= number <= len(self.messages) or number in self.deleted:
            raise _Wrong(_NO_SUCH_MESSAGE)
        return number, self.messages[number - 1]


async def _capa(session: _Session, argument: bytes) -> None:
    _none(argument)
    lines = ["TOP", "UIDL"]
    hidden = session.hidden()
    if not session.conversation.encrypted:
        lines += [] if hidden == "hide-starttls" else ["STLS"]
    else:
        if hidden != "hide-pop3-sasl":
            lines.append("SASL PLAIN" if hidden == "hide-xoauth2" else "SASL PLAIN XOAUTH2")
        lines.append("USER")
    await session.say("+OK", *lines, ".")


async def _stls(session: _Session, argument: bytes) -> None:
    _none(argument)
    if session.conversation.encrypted or session.hidden() == "hide-starttls":
        raise _Wrong
    fault = session.conversation.fault("starttls")
    if fault is not None and await session.refuse(fault):
        return
    session.user = None
    await session.say("+OK Begin TLS negotiation.")
    await session.conversation.start_tls()


async def _auth(session: _Session, argument: bytes) -> None:
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
        raise _Wrong


async def _xoauth2(session: _Session) -> None:
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


async def _plain(session: _Session, response: bytes) -> None:
    try:
        _, name, password = decode_plain_text(response).split("\0")
    except ValueError:
        raise _Wrong(_LOGON_FAILED) from None
    await _log_on(session, name, password)


async def _user(session: _Session, argument: bytes) -> None:
    _need_tls(session)
    if not argument:
        raise _Wrong
    session.user = argument
    await session.say("+OK")


async def _pass(session: _Session, argument: bytes) -> None:
    _need_tls(session)
    user, session.user = session.user, None
    if user is None:
        raise _Wrong
    if not await _basic_is_refused(session):
        await _log_on(session, user.decode("utf-8", "replace"), argument.decode("utf-8", "replace"))


async def _log_on(session: _Session, name: str, password: str) -> None:
    admitted = admit_password(session.tenant, "pop3", name, password)
    if admitted is None:
        raise _Wrong(_LOGON_FAILED)
    session.open(admitted)
    await session.say(_LOGGED_ON)


async def _stat(session: _Session, argument: bytes) -> None:
    _none(argument)
    messages = session.present()
    await session.say(f"+OK {len(messages)} {sum(len(message.content) for _, message in messages)}")


async def _list(session: _Session, argument: bytes) -> None:
    await _listing(session, argument, lambda message: str(len(message.content)))


async def _uidl(session: _Session, argument: bytes) -> None:
    # The form is our own; RFC 1939 asks for 1 to 70 characters that are never given to another message.
    await _listing(session, argument, lambda message: f"{session.folder.uid_validity}.{message.uid}")


async def _listing(session: _Session, argument: bytes, about: Callable[[Message], str]) -> None:
    if argument:
        number, message = session.message(argument)
        await session.say(f"+OK {number} {about(message)}")
        return
    await session.say("+OK", *(f"{number} {about(message)}" for number, message in session.present()), ".")


async def _retr(session: _Session, argument: bytes) -> None:
    await session.say_all("+OK", session.message(argument)[1].content)


async def _top(session: _Session, argument: bytes) -> None:
    which, _, count = argument.partition(b" ")
    content = session.message(which)[1].content
    wanted = _number(count.strip())
    blank = _BLANK_LINE.search(content)
    end = blank.end() if blank else len(content)
    for _ in range(min(wanted, content.count(b"\n", end) + 1)):
        line_end = content.find(b"\n", end)
        end = len(content) if line_end < 0 else line_end + 1
    await session.say_all("+OK", content[:end])


async def _dele(session: _Session, argument: bytes) -> None:
    session.deleted.add(session.message(argument)[0])
    await session.say("+OK")


async def _rset(session: _Session, argument: bytes) -> None:
    _none(argument)
    session.deleted.clear()
    await session.say("+OK")


async def _noop(session: _Session, argument: bytes) -> None:
    _none(argument)
    await session.say("+OK")


async def _quit(session: _Session, argument: bytes) -> None:
    _none(argument)
    if session.admitted is not None and session.deleted:
        doomed = [session.messages[number - 1] for number in sorted(session.deleted)]
        session.admitted.mailbox.store.remove(session.folder, doomed)
    await session.say(_SIGNING_OFF)
    raise ConversationOver


async def _response(session: _Session) -> bytes:
    await session.say("+ ")
    try:
        return await session.conversation.line()
    except LineTooLong:
        await session.say(_PROTOCOL_ERROR)
        raise ConversationOver from None


async def _basic_is_refused(session: _Session) -> bool:
    fault = session.conversation.fault("basic")
    if fault is None and not session.tenant.policy.basic_auth:
        fault = session.tenant.faults.table["basic-auth-disabled"]
    return fault is not None and await session.refuse(fault)


def _need_tls(session: _Session) -> None:
    if not session.conversation.encrypted:
        raise _Wrong


def _none(argument: bytes) -> None:
    if argument:
        raise _Wrong


def _number(text: bytes) -> int:
    if not _NUMBER.fullmatch(text):
        raise _Wrong(_NO_SUCH_MESSAGE)
    return int(text)


@dataclass(frozen=True, slots=True)
class _Rule:
    """What does a command, whether it wants or forbids a login, and whether faults of the moment `command` pass it."""

    act: Callable[[_Session, bytes], Awaitable[None]]
    logged_in: bool | None = True
    always: bool = False


_RULES = {
    b"CAPA": _Rule(_capa, None, always=True),
    b"QUIT": _Rule(_quit, None, always=True),
    b"STLS": _Rule(_stls, logged_in=False),
    b"AUTH": _Rule(_auth, logged_in=False),
    b"USER": _Rule(_user, logged_in=False),
    b"PASS": _Rule(_pass, logged_in=False),
    b"STAT": _Rule(_stat),
    b"LIST": _Rule(_list),
    b"UIDL": _Rule(_uidl),
    b"RETR": _Rule(_retr),
    b"TOP": _Rule(_top),
    b"DELE": _Rule(_dele),
    b"RSET": _Rule(_rset),
    b"NOOP": _Rule(_noop),
}
