"""One mailbox that all protocols share: folders, messages byte for byte, and who is told when they change."""

from __future__ import annotations

import bisect
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

SEPARATOR = "/"
SEEN, ANSWERED, FLAGGED, DELETED, DRAFT = "\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft"


class FolderError(ValueError):
    """A folder cannot be had, made, removed or renamed; str() is the reason in the words of the server."""


@dataclass(slots=True, eq=False)
class Message:
    """A message as it was delivered; `received` is Unix seconds. Its content never changes.

    `described` keeps what was once worked out about its structure, by the name of the answer.
    """

    uid: int
    content: bytes
    received: float
    flags: set[str] = field(default_factory=set)
    described: dict[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(slots=True, eq=False)
class Folder:
    """A folder: UIDs only grow, and `messages` are in their order.

    Messages from `recent_from` on have not been announced to any session yet. `attribute` is the special use that
    LIST shows.
    """

    name: str
    uid_validity: int
    attribute: str = ""
    next_uid: int = 1
    recent_from: int = 1
    subscribed: bool = True
    messages: list[Message] = field(default_factory=list)
    keywords: dict[str, None] = field(default_factory=dict)

    def find(self, uid: int) -> Message | None:
        """The message with that UID, if it is still here."""
        at = bisect.bisect_left(self.messages, uid, key=lambda message: message.uid)
        if at < len(self.messages) and self.messages[at].uid == uid:
            return self.messages[at]
        return None


class Watcher(Protocol):
    """A session that wants to know what happens in the mailbox."""

    def arrived(self, folder: Folder, message: Message) -> None:
        """A message was put into a folder."""

    def removed(self, folder: Folder, message: Message) -> None:
        """A message is gone from a folder."""

    def flagged(self, folder: Folder, message: Message) -> None:
        """The flags of a message changed."""

    def woken(self) -> None:
        """Something outside the mailbox changed, such as the tenant's clock."""


class MailStore:
    """The folders of one mailbox, by name. `INBOX` is found in any case, the others as they are written.

    UIDVALIDITY keeps its promise: a value is given once, and what a name gets later is greater (RFC 3501 2.3.1.1).
    `after` is the last value of a store that this one replaces. Names of folders are Exchange's (English), their
    special uses as in jstedfast/MailKit#808, 2019-09; that of Sent Items is inferred from the others.
    """

    FOLDERS = ("INBOX", "Sent Items", "Drafts", "Deleted Items", "Junk Email")
    ATTRIBUTES: ClassVar = {
        "Sent Items": "\\Sent",
        "Drafts": "\\Drafts",
        "Deleted Items": "\\Trash",
        "Junk Email": "\\Junk",
    }

    def __init__(self, after: int = 0) -> None:
        self.last_uid_validity = max(int(time.time()), after)
        self.folders: dict[str, Folder] = {}
        self._watchers: dict[Watcher, None] = {}
        for name in self.FOLDERS:
            self._add(name)

    def watch(self, watcher: Watcher) -> None:
        """Tell this session of every change from now on."""
        self._watchers[watcher] = None

    def unwatch(self, watcher: Watcher) -> None:
        """Tell it no more."""
        self._watchers.pop(watcher, None)

    def wake(self) -> None:
        """Let every waiting session look at its clock again."""
        for watcher in [*self._watchers]:
            watcher.woken()

    # Messages

    def deliver(
        self, content: bytes, folder: str = "INBOX", flags: Iterable[str] = (), received: float | None = None
    ) -> Message:
        """Put a message into a folder. Raises FolderError when there is none of that name."""
        target = self.folder(folder)
        message = Message(target.next_uid, bytes(content), time.time() if received is None else received, set(flags))
        target.next_uid += 1
        target.messages.append(message)
        self._note_keywords(target, message.flags)
        for watcher in [*self._watchers]:
            watcher.arrived(target, message)
        return message

    def remove(self, folder: Folder, messages: Iterable[Message]) -> list[Message]:
        """Take messages out of a folder for good; those no longer in it are passed over. Returns the removed."""
        gone = [message for message in messages if folder.find(message.uid) is message]
        doomed = {message.uid for message in gone}
        folder.messages = [message for message in folder.messages if message.uid not in doomed]
        for message in gone:
            for watcher in [*self._watchers]:
                watcher.removed(folder, message)
        return gone

    def set_flags(self, folder: Folder, message: Message, flags: Iterable[str], by: Watcher | None = None) -> None:
        """Replace a message's flags; every session but the one that did it is told."""
        new = set(flags)
        if new == message.flags:
            return
        message.flags = new
        self._note_keywords(folder, new)
        for watcher in [*self._watchers]:
            if watcher is not by:
                watcher.flagged(folder, message)

    # Folders

    def folder(self, name: str) -> Folder:
        """The folder of that name. Raises FolderError."""
        found = self.folders.get(self._key(name))
        if found is None:
            raise FolderError(f"{name} doesn't exist.")
        return found

    def create(self, name: str) -> Folder:
        """Make a folder and those above it. Raises FolderError.

        That Exchange makes the folders above: OfflineIMAP/offlineimap#212, 2016-05.
        """
        name = self._key(name.removesuffix(SEPARATOR))
        if name in self.folders:
            raise FolderError("Mailbox already exists.")
        steps = name.split(SEPARATOR)
        if not all(steps):
            raise FolderError(f"{name} cannot be created.")
        for depth in range(1, len(steps)):
            above = self._key(SEPARATOR.join(steps[:depth]))
            if above not in self.folders:
                self._add(above)
        return self._add(name)

    def delete(self, name: str) -> None:
        """Remove a folder and what is in it. Raises FolderError; Exchange's own and those with others below stay."""
        folder = self.folder(name)
        if folder.name in self.FOLDERS:
            raise FolderError("Folder name is reserved.")
        if self.children(folder.name):
            raise FolderError(f"{folder.name} has folders below it.")
        del self.folders[folder.name]
        self.remove(folder, [*folder.messages])

    def rename(self, old: str, new: str) -> None:
        """Give a folder, and those below it, another name and a fresh UIDVALIDITY. Raises FolderError.

        Renaming INBOX moves its messages into a new folder and leaves it empty (RFC 3501 6.3.5).
        """
        folder = self.folder(old)
        was, new = folder.name, self._key(new.removesuffix(SEPARATOR))
        if was != "INBOX" and was in self.FOLDERS:
            raise FolderError("Folder name is reserved.")
        if new.startswith(was + SEPARATOR):
            raise FolderError(f"{new} is below {was}.")
        self.create(new)
        if was == "INBOX":
            for message in self.remove(folder, [*folder.messages]):
                self.deliver(message.content, new, message.flags, message.received)
            return
        del self.folders[new]
        for moved in [folder, *self.children(was)]:
            del self.folders[moved.name]
            moved.name = new + moved.name[len(was) :]
            moved.uid_validity = self._next_validity()
            self.folders[moved.name] = moved

    def children(self, name: str) -> list[Folder]:
        """The folders below one."""
        return [folder for folder in self.folders.values() if folder.name.startswith(name + SEPARATOR)]

    def _add(self, name: str) -> Folder:
        folder = Folder(name, self._next_validity(), self.ATTRIBUTES.get(name, ""))
        self.folders[name] = folder
        return folder

    def _next_validity(self) -> int:
        self.last_uid_validity += 1
        return self.last_uid_validity

    @staticmethod
    def _key(name: str) -> str:
        first, separator, rest = name.partition(SEPARATOR)
        return "INBOX" + separator + rest if first.upper() == "INBOX" else name

    @staticmethod
    def _note_keywords(folder: Folder, flags: set[str]) -> None:
        folder.keywords.update(dict.fromkeys(sorted(flag for flag in flags if not flag.startswith("\\"))))
