"""One POP3 connection: who is logged in, what is marked as deleted, and how replies and refusals are written."""

from __future__ import annotations

import re

from ...entra.tokens import seconds_left
from ...faults.model import Behave, Fault, Reply
from ...tenant.access import Admitted
from ..conversation import Conversation, ConversationOver, LineTooLong
from ..store import Message

_WRONG_STATE = "-ERR Command is not valid in this state."  # public transcript
_NO_SUCH_MESSAGE = "-ERR The specified message is out of range."  # unverified
_NUMBER = re.compile(rb"[0-9]{1,10}")
_LINE_START = re.compile(rb"^\.", re.MULTILINE)


class Wrong(Exception):
    """A command that is refused; `words` are the reply."""

    def __init__(self, words: str = _WRONG_STATE) -> None:
        super().__init__(words)
        self.words = words


class Session:
    """The state of a connection; messages are numbered as they were at login, from 1."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.tenant = conversation.tenant
        self.dialect = self.tenant.dialect
        self.user: bytes | None = None
        self.admitted: Admitted | None = None
        self.messages: list[Message] = []
        self.deleted: set[int] = set()

    async def say(self, *lines: str) -> None:
        """Send lines."""
        await self.conversation.send("".join(f"{line}\r\n" for line in lines).encode())

    async def say_all(self, first: str, body: bytes) -> None:
        """A multi-line reply: dots doubled at the start of lines, a lone dot at the end (RFC 1939 3)."""
        end = b"" if not body or body.endswith(b"\n") else b"\r\n"
        await self.conversation.send(first.encode() + b"\r\n" + _LINE_START.sub(b"..", body) + end + b".\r\n")

    async def refuse(self, fault: Fault) -> bool:
        """Act out a fault; False when it has no words for POP3. May raise ConversationOver."""
        if isinstance(fault.effect, Behave):
            await self.conversation.misbehave(fault.effect)
        words = self.dialect.pop3.words(fault)
        if not isinstance(fault.effect, Reply) or not words:
            return False
        await self.say(words)
        if fault.effect.then_close:
            raise ConversationOver
        return True

    def outlived(self) -> bool:
        """Whether the access token of this session has ended; a password does not end."""
        if self.admitted is None or not self.admitted.claims:
            return False
        return seconds_left(self.tenant, self.admitted.claims) <= 0

    def about(self, template: str) -> str:
        """Words of the dialect, filled in for this connection."""
        server = self.conversation.server
        return template.format(name=server.utf16, peer=self.conversation.peer, session=server.session.lower())

    async def line(self) -> bytes | None:
        """The next command; None where it was longer than the dialect takes, and was refused. May raise
        ConversationOver."""
        manner, limit = self.dialect.pop3, self.dialect.pop3_command_limit
        try:
            line = await self.conversation.line()
        except LineTooLong:
            await self.say(manner.too_long)
            raise ConversationOver from None
        if len(line) + 2 > limit:
            await self.say(manner.too_long)
            return None
        return line

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
        number = number_in(argument)
        if not 1 <= number <= len(self.messages) or number in self.deleted:
            raise Wrong(_NO_SUCH_MESSAGE)
        return number, self.messages[number - 1]


def none(argument: bytes) -> None:
    """A command that takes no argument has none. Raises Wrong."""
    if argument:
        raise Wrong


def number_in(text: bytes) -> int:
    """An unsigned number. Raises Wrong."""
    if not _NUMBER.fullmatch(text):
        raise Wrong(_NO_SUCH_MESSAGE)
    return int(text)
