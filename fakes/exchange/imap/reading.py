"""One command from the wire: its line, its literals, and nothing that is too large to hold."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..conversation import Conversation, LineTooLong
from .cursor import Cursor
from .words import BAD_ARGUMENT, COMMAND_ERROR, MORE, TOO_LARGE

COMMAND_LIMIT = 65536
# What Exchange Online takes by default in a message; for APPEND unverified.
APPEND_LIMIT = 36 * 1024 * 1024
_TAG = re.compile(rb'([^\x00-\x20\x7f-\xff(){%*"\\+]{1,255}) ')
_NAME = re.compile(rb"[A-Za-z0-9]{1,32}")
_LITERAL = re.compile(rb"\{([0-9]+)(\+?)\}\Z")


@dataclass(slots=True)
class Command:
    """A command: `name` is in upper case, `uid` says that it came behind UID, `arguments` begin at their blank."""

    tag: str
    name: str
    uid: bool
    arguments: Cursor


class Refused(Exception):
    """The command was not read to its end; `line` is the reply. `hang_up` where the rest is on its way regardless."""

    def __init__(self, line: str, *, hang_up: bool = False) -> None:
        super().__init__(line)
        self.line = line
        self.hang_up = hang_up


async def read_command(conversation: Conversation, *, literals: bool, append: bool) -> Command:
    """The next command. Raises Refused and ConversationOver.

    Literals are read only where `literals` says that a client may send them, and a whole message only where `append`
    does; a literal that is too large is refused before it is read.
    """
    try:
        line = await conversation.line()
        tag, name, uid, at = _begin(line)
        budget = APPEND_LIMIT if append and name == "APPEND" else COMMAND_LIMIT if literals else 0
        pieces = [line]
        text = len(line)
        while found := _LITERAL.search(line):
            size = int(found[1]) if len(found[1]) <= 10 else APPEND_LIMIT + 1
            if size > budget or text > COMMAND_LIMIT:
                words = TOO_LARGE if name == "APPEND" and append else BAD_ARGUMENT
                raise Refused(f"{tag} {words}", hang_up=bool(found[2]))
            budget -= size
            if not found[2]:
                await conversation.send(f"+ {MORE}\r\n".encode())
            pieces += [b"\r\n", await conversation.octets(size)]
            line = await conversation.line()
            text += len(line) + 1
            pieces.append(line)
        data = b"".join(pieces)
    except LineTooLong:
        raise Refused(f"* {COMMAND_ERROR}") from None
    return Command(tag, name, uid, Cursor(data, at))


def _begin(line: bytes) -> tuple[str, str, bool, int]:
    found = _TAG.match(line)
    if found is None:
        raise Refused(f"* {COMMAND_ERROR}")
    tag, at = found[1].decode("ascii"), found.end()
    name, at = _word(line, at, tag)
    if name != "UID":
        return tag, name, False, at
    if line[at : at + 1] != b" ":
        raise Refused(f"{tag} {COMMAND_ERROR}")
    name, at = _word(line, at + 1, tag)
    return tag, name, True, at


def _word(line: bytes, at: int, tag: str) -> tuple[str, int]:
    found = _NAME.match(line, at)
    if found is None:
        raise Refused(f"{tag} {COMMAND_ERROR}")
    return found[0].decode("ascii").upper(), found.end()
