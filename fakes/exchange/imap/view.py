"""A selected folder as one session sees it: message numbers change only when the client is told."""

from __future__ import annotations

from ..store import ANSWERED, DELETED, DRAFT, FLAGGED, SEEN, Folder, Message

MDN_SENT = "$MDNSent"
# Order: OfflineIMAP/offlineimap#62, 2016-01; jstedfast/MailKit#1449.
FLAG_ORDER = (SEEN, ANSWERED, FLAGGED, DELETED, DRAFT, MDN_SENT)


class View:
    """The messages of a folder by number, and what the client has not been told yet."""

    def __init__(self, folder: Folder, *, read_only: bool) -> None:
        self.folder = folder
        self.read_only = read_only
        self.messages: list[Message] = []
        self.recent: set[int] = set()
        self._arrived: list[Message] = []
        self._removed: set[int] = set()
        self._flagged: set[int] = set()
        self._keywords = 0
        self._admit(folder.messages)
        self._keywords = len(folder.keywords)

    def arrived(self, message: Message) -> None:
        """A message was put into the folder."""
        self._arrived.append(message)

    def removed(self, message: Message) -> None:
        """A message is gone from the folder."""
        if message in self._arrived:
            self._arrived.remove(message)
        else:
            self._removed.add(message.uid)

    def flagged(self, message: Message) -> None:
        """The flags of a message changed, and not by this session."""
        self._flagged.add(message.uid)

    def told(self, message: Message) -> None:
        """The client has just read the flags of this message."""
        self._flagged.discard(message.uid)

    def flags(self, message: Message) -> bytes:
        """The flags of a message as FETCH shows them to this session."""
        names = [flag for flag in FLAG_ORDER if flag in message.flags]
        names += sorted(message.flags.difference(FLAG_ORDER))
        if message.uid in self.recent:
            names.append("\\Recent")
        return f"({' '.join(names)})".encode()

    def flag_names(self) -> bytes:
        """Every flag that messages of this folder may carry."""
        extra = [keyword for keyword in self.folder.keywords if keyword != MDN_SENT]
        return f"({' '.join([*FLAG_ORDER, *extra])})".encode()

    def news(self, *, expunges: bool) -> bytes:
        """What the client must hear now, and from now on counts with.

        EXPUNGE changes message numbers, so it is kept back while a command that uses them is in progress
        (RFC 3501 7.4.1: FETCH, STORE, SEARCH).
        """
        lines: list[bytes] = []
        if len(self.folder.keywords) != self._keywords:
            self._keywords = len(self.folder.keywords)
            lines.append(b"* FLAGS %b\r\n" % self.flag_names())
        if expunges and self._removed:
            lines += self._expunge()
        if self._arrived:
            self._admit(self._arrived)
            self._arrived = []
            lines.append(b"* %d EXISTS\r\n* %d RECENT\r\n" % (len(self.messages), len(self.recent)))
        if self._flagged:
            for number, message in enumerate(self.messages, 1):
                if message.uid in self._flagged:
                    lines.append(b"* %d FETCH (FLAGS %b)\r\n" % (number, self.flags(message)))
            self._flagged.clear()
        return b"".join(lines)

    def _expunge(self) -> list[bytes]:
        lines = [
            b"* %d EXPUNGE\r\n" % number
            for number in range(len(self.messages), 0, -1)
            if self.messages[number - 1].uid in self._removed
        ]
        self.messages = [message for message in self.messages if message.uid not in self._removed]
        self.recent -= self._removed
        self._flagged -= self._removed
        self._removed.clear()
        return lines

    def _admit(self, messages: list[Message]) -> None:
        self.messages.extend(messages)
        self.recent |= {message.uid for message in messages if message.uid >= self.folder.recent_from}
        if not self.read_only:
            self.folder.recent_from = self.folder.next_uid
