"""Commands about the messages of the selected folder."""

from __future__ import annotations

import asyncio

from ..store import DELETED, SEEN, Folder, Message
from .cursor import BadCommand, resolve
from .fetch import Item, parse_items, render, sets_seen
from .folders import target
from .reading import Command
from .search import Candidate, parse_search
from .session import Session
from .utf7 import decode_name
from .view import View
from .words import READ_ONLY

_OTHERS_AFTER = 50


async def fetch(session: Session, command: Command) -> None:
    """FETCH and UID FETCH."""
    view = session.selected
    chosen = command.arguments.blank().message_set()
    items = parse_items(command.arguments.blank())
    command.arguments.end()
    if command.uid and "UID" not in items:
        items = ["UID", *items]
    seen = sets_seen(items) and not view.read_only
    for number, message in _chosen(view, resolve(chosen, view.messages, uid=command.uid)):
        await session.conversation.send(_fetched(session, number, message, items, seen=seen))
        if number % _OTHERS_AFTER == 0:
            await asyncio.sleep(0)
    await session.completed(command)


async def search(session: Session, command: Command) -> None:
    """SEARCH and UID SEARCH."""
    view = session.selected
    question = parse_search(command.arguments, view, session.dialect.imap.charsets)
    found = []
    for number, message in enumerate([*view.messages], 1):
        if question(Candidate(message)):
            found.append(message.uid if command.uid else number)
        if number % _OTHERS_AFTER == 0:
            await asyncio.sleep(0)
    await session.untagged(" ".join(["SEARCH", *map(str, found)]))
    await session.completed(command)


async def store(session: Session, command: Command) -> None:
    """STORE and UID STORE."""
    view = session.selected
    chosen = command.arguments.blank().message_set()
    name = command.arguments.blank().store_item()
    cursor = command.arguments.blank()
    flags = cursor.flag_list() if cursor.sees(b"(") else cursor.flags()
    cursor.end()
    places = resolve(chosen, view.messages, uid=command.uid)
    _writable(view)
    sign, _, silent = name.partition(".")
    items: list[Item] = ["UID", "FLAGS"] if command.uid else ["FLAGS"]
    for number, message in _chosen(view, places):
        session.store.set_flags(view.folder, message, _changed(view.folder, message, sign, flags), by=session)
        if not silent:
            await session.conversation.send(render(view, number, message, items))
    await session.completed(command)


async def copy(session: Session, command: Command) -> None:
    """COPY and UID COPY."""
    places, folder = _destination(session, command)
    await session.completed(command, _copy(session, places, folder)[1])


async def move(session: Session, command: Command) -> None:
    """MOVE and UID MOVE (RFC 6851)."""
    places, folder = _destination(session, command)
    view = session.selected
    _writable(view)
    moved, code = _copy(session, places, folder)
    if code:
        await session.untagged(f"OK {code}")
    session.store.remove(view.folder, moved)
    await session.completed(command)


async def expunge(session: Session, command: Command) -> None:
    """EXPUNGE and UID EXPUNGE (RFC 4315)."""
    view = session.selected
    places = [*range(len(view.messages))]
    if command.uid:
        places = resolve(command.arguments.blank().message_set(), view.messages, uid=True)
    command.arguments.end()
    _writable(view)
    _expunge(session, view, [view.messages[place] for place in places])
    await session.completed(command)


async def close(session: Session, command: Command) -> None:
    """CLOSE: expunge without a word, and select nothing."""
    view = session.selected
    command.arguments.end()
    session.view = None
    if not view.read_only:
        _expunge(session, view, view.messages)
    await session.completed(command)


async def unselect(session: Session, command: Command) -> None:
    """UNSELECT (RFC 3691)."""
    _ = session.selected
    command.arguments.end()
    session.view = None
    await session.completed(command)


def _chosen(view: View, places: list[int]) -> list[tuple[int, Message]]:
    return [(place + 1, view.messages[place]) for place in places]


def _fetched(session: Session, number: int, message: Message, items: list[Item], *, seen: bool) -> bytes:
    view = session.selected
    if seen and SEEN not in message.flags:
        session.store.set_flags(view.folder, message, {*message.flags, SEEN}, by=session)
        items = items if "FLAGS" in items else [*items, "FLAGS"]
    return render(view, number, message, items)


def _changed(folder: Folder, message: Message, sign: str, flags: list[str]) -> set[str]:
    # A keyword is one keyword in whatever case (RFC 3501 2.3.2).
    known = {keyword.lower(): keyword for keyword in folder.keywords}
    given = {known.get(flag.lower(), flag) for flag in flags}
    if sign == "+FLAGS":
        return message.flags | given
    return message.flags - given if sign == "-FLAGS" else given


def _destination(session: Session, command: Command) -> tuple[list[int], Folder]:
    view = session.selected
    chosen = command.arguments.blank().message_set()
    name = decode_name(command.arguments.blank().astring())
    command.arguments.end()
    places = resolve(chosen, view.messages, uid=command.uid)
    return places, target(session, name)


def _copy(session: Session, places: list[int], folder: Folder) -> tuple[list[Message], str]:
    """Copy what is still there; what another session removed in the meantime is left out (RFC 2180 4.4)."""
    view = session.selected
    originals = [view.messages[place] for place in places]
    originals = [message for message in originals if view.folder.find(message.uid) is message]
    copies = [
        session.store.deliver(message.content, folder.name, message.flags, message.received) for message in originals
    ]
    if not copies:
        return [], ""
    return originals, f"[COPYUID {folder.uid_validity} {_uid_set(originals)} {_uid_set(copies)}]"


def _uid_set(messages: list[Message]) -> str:
    spans: list[list[int]] = []
    for message in messages:
        if spans and spans[-1][1] + 1 == message.uid:
            spans[-1][1] = message.uid
        else:
            spans.append([message.uid, message.uid])
    return ",".join(str(low) if low == high else f"{low}:{high}" for low, high in spans)


def _expunge(session: Session, view: View, messages: list[Message]) -> None:
    session.store.remove(view.folder, [message for message in messages if DELETED in message.flags])


def _writable(view: View) -> None:
    if view.read_only:
        raise BadCommand(READ_ONLY)
