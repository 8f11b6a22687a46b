"""Commands about folders, and APPEND."""

from __future__ import annotations

from ..store import SEEN, SEPARATOR, Folder, FolderError
from .cursor import BadCommand
from .reading import Command
from .session import Session
from .structure import astring
from .utf7 import NAME_LIMIT, decode_name, encode_name
from .view import View
from .words import ARGUMENT_COUNT, BAD_ARGUMENT, NAMESPACES

_STATUS_ITEMS = ("MESSAGES", "RECENT", "UIDNEXT", "UIDVALIDITY", "UNSEEN")


async def namespace(session: Session, command: Command) -> None:
    """NAMESPACE."""
    command.arguments.end()
    await session.untagged(f"NAMESPACE {NAMESPACES}")
    await session.completed(command)


async def list_folders(session: Session, command: Command) -> None:
    """LIST and LSUB. The extended forms are answered with the error for a wrong number of arguments."""
    reference = command.arguments.blank().astring()
    pattern = command.arguments.blank().list_pattern()
    command.arguments.end()
    if len(reference) + len(pattern) > NAME_LIMIT:
        raise BadCommand(BAD_ARGUMENT)
    if not pattern:
        await session.untagged(f'{command.name} (\\Noselect) "{SEPARATOR}" ""')
        await session.completed(command)
        return
    lines = []
    for name, folder in sorted(session.store.folders.items()):
        wire = encode_name(name)
        if matches(wire, reference + pattern) and (command.name == "LIST" or folder.subscribed):
            attributes = " ".join(_attributes(session, folder)).encode()
            lines.append(
                b'* %b (%b) "%b" %b\r\n' % (command.name.encode(), attributes, SEPARATOR.encode(), astring(wire))
            )
    await session.conversation.send(b"".join(lines))
    await session.completed(command)


async def status(session: Session, command: Command) -> None:
    """STATUS."""
    name = decode_name(command.arguments.blank().astring())
    cursor = command.arguments.blank()
    cursor.expect(b"(")
    items = [cursor.atom()]
    while not cursor.take(b")"):
        items.append(cursor.blank().atom())
    cursor.end()
    folder = session.store.folder(name)
    values = {
        "MESSAGES": len(folder.messages),
        "RECENT": sum(message.uid >= folder.recent_from for message in folder.messages),
        "UIDNEXT": folder.next_uid,
        "UIDVALIDITY": folder.uid_validity,
        "UNSEEN": sum(SEEN not in message.flags for message in folder.messages),
    }
    if not set(items) <= set(_STATUS_ITEMS):
        raise BadCommand(BAD_ARGUMENT)
    answers = " ".join(f"{item} {values[item]}" for item in dict.fromkeys(items))
    await session.untagged(f"STATUS {_wire(folder)} ({answers})")
    await session.completed(command)


async def select(session: Session, command: Command) -> None:
    """SELECT and EXAMINE. Lines and order: jstedfast/MailKit#1449; OfflineIMAP/offlineimap#62."""
    session.view = None
    folder = session.store.folder(_last_name(command))
    view = session.view = View(folder, read_only=command.name == "EXAMINE")
    lines = [f"{len(view.messages)} EXISTS", f"{len(view.recent)} RECENT"]
    flags = view.flag_names().decode()
    lines += [f"FLAGS {flags}", f"OK [PERMANENTFLAGS {'()' if view.read_only else flags}] Permanent flags"]
    unseen = next((n for n, message in enumerate(view.messages, 1) if SEEN not in message.flags), None)
    if unseen is not None:
        lines.append(f"OK [UNSEEN {unseen}] Is the first unseen message")
    lines.append(f"OK [UIDVALIDITY {folder.uid_validity}] UIDVALIDITY value")
    lines.append(f"OK [UIDNEXT {folder.next_uid}] The next unique identifier value")
    await session.untagged(*lines)
    await session.completed(command, "[READ-ONLY]" if view.read_only else "[READ-WRITE]")


async def create(session: Session, command: Command) -> None:
    """CREATE."""
    session.store.create(_last_name(command))
    await session.completed(command)


async def delete(session: Session, command: Command) -> None:
    """DELETE."""
    session.store.delete(_last_name(command))
    await session.completed(command)


async def rename(session: Session, command: Command) -> None:
    """RENAME."""
    old = decode_name(command.arguments.blank().astring())
    session.store.rename(old, _last_name(command))
    await session.completed(command)


async def subscribe(session: Session, command: Command) -> None:
    """SUBSCRIBE and UNSUBSCRIBE."""
    session.store.folder(_last_name(command)).subscribed = command.name == "SUBSCRIBE"
    await session.completed(command)


async def append(session: Session, command: Command) -> None:
    """APPEND."""
    cursor = command.arguments.blank()
    name = decode_name(cursor.astring())
    cursor.blank()
    flags: list[str] = []
    received = None
    if cursor.sees(b"("):
        flags = cursor.flag_list()
        cursor.blank()
    if cursor.sees(b'"'):
        received = cursor.date_time()
        cursor.blank()
    content = cursor.literal()
    cursor.end()
    folder = target(session, name)
    message = session.store.deliver(content, folder.name, flags, received)
    await session.completed(command, f"[APPENDUID {folder.uid_validity} {message.uid}]")


def target(session: Session, name: str) -> Folder:
    """The folder that messages shall go to. Raises BadCommand with TRYCREATE when there is none."""
    try:
        return session.store.folder(name)
    except FolderError as error:
        raise BadCommand(f"NO [TRYCREATE] {_line(error)}") from None


def matches(name: bytes, pattern: bytes) -> bool:
    """Whether a name fits a LIST pattern: `*` stands for anything, `%` for anything within one level."""
    if pattern[:5].upper() == b"INBOX" and name[:5] == b"INBOX":
        pattern = b"INBOX" + pattern[5:]
    at = _reachable(pattern, {0})
    for octet in name:
        stay = {place for place in at if pattern[place : place + 1] == b"*"}
        if octet != ord(SEPARATOR):
            stay |= {place for place in at if pattern[place : place + 1] == b"%"}
        step = {place + 1 for place in at if pattern[place : place + 1] == bytes([octet])}
        at = _reachable(pattern, stay | step)
    return len(pattern) in at


def _reachable(pattern: bytes, places: set[int]) -> set[int]:
    reached = set(places)
    for place in places:
        end = place
        while pattern[end : end + 1] in (b"*", b"%"):
            end += 1
            reached.add(end)
    return reached


def _attributes(session: Session, folder: Folder) -> list[str]:
    children = bool(session.store.children(folder.name))
    marked = folder.recent_from < folder.next_uid
    names = ["\\Marked"] if marked else []
    names.append("\\HasChildren" if children else "\\HasNoChildren")
    return [*names, folder.attribute] if folder.attribute else names


def _last_name(command: Command) -> str:
    name = command.arguments.blank().astring()
    command.arguments.end()
    if not name:
        raise BadCommand(ARGUMENT_COUNT)
    return decode_name(name)


def _wire(folder: Folder) -> str:
    return astring(encode_name(folder.name)).decode("ascii")


def _line(error: FolderError) -> str:
    return encode_name(str(error)).decode("ascii")
