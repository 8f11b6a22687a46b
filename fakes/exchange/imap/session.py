"""One IMAP connection: who is logged in, which folder is selected, and how replies and refusals are written."""

from __future__ import annotations

import asyncio

from ...entra.tokens import seconds_left
from ...faults.model import Behave, Fault, Reply
from ...tenant.access import Admitted
from ..conversation import Conversation, ConversationOver
from ..store import Folder, MailStore, Message
from .cursor import BadCommand
from .reading import Command
from .view import View
from .words import WRONG_STATE


class Session:
    """The state of a connection; it hears of every change of the mailbox it is logged in to (see store.Watcher)."""

    def __init__(self, conversation: Conversation, *, implicit_tls: bool) -> None:
        self.conversation = conversation
        self.tenant = conversation.tenant
        self.dialect = self.tenant.dialect
        self.implicit_tls = implicit_tls
        self.admitted: Admitted | None = None
        self.view: View | None = None
        self.happened = asyncio.Event()
        self.refusals = 0

    # What a watcher is told

    def arrived(self, folder: Folder, message: Message) -> None:
        if self.view is not None and self.view.folder is folder:
            self.view.arrived(message)
            self.happened.set()

    def removed(self, folder: Folder, message: Message) -> None:
        if self.view is not None and self.view.folder is folder:
            self.view.removed(message)
            self.happened.set()

    def flagged(self, folder: Folder, message: Message) -> None:
        if self.view is not None and self.view.folder is folder:
            self.view.flagged(message)
            self.happened.set()

    def woken(self) -> None:
        self.happened.set()

    # State

    @property
    def store(self) -> MailStore:
        """The mailbox that is logged in to."""
        assert self.admitted is not None
        return self.admitted.mailbox.store

    @property
    def selected(self) -> View:
        """The selected folder. Raises BadCommand when there is none."""
        if self.view is None:
            raise BadCommand(WRONG_STATE)
        return self.view

    def log_in(self, admitted: Admitted) -> None:
        """The client is who it says."""
        self.admitted = admitted
        self.store.watch(self)

    def leave(self) -> None:
        """The connection is over."""
        if self.admitted is not None:
            self.store.unwatch(self)

    def life(self) -> float | None:
        """Seconds until the access token of this session ends; None where it was opened with a password."""
        if self.admitted is None or not self.admitted.claims:
            return None
        return seconds_left(self.tenant, self.admitted.claims)

    def capabilities(self) -> str:
        """What the server offers now."""
        manner = self.dialect.imap
        if not self.conversation.encrypted:
            return manner.plaintext
        return manner.offered(passwords=self.tenant.policy.basic_auth) if self.admitted is None else manner.after_login

    def hides(self, how: str) -> bool:
        """Whether a fault hides a capability on this connection."""
        return self.conversation.hides(how)

    def about(self, template: str, user: str = "") -> str:
        """Words of the dialect, filled in for this connection."""
        server = self.conversation.server
        values = {"name": server.utf16, "peer": self.conversation.peer, "session": server.session.lower(), "user": user}
        return template.format(**values)

    # Replies

    async def untagged(self, *lines: str) -> None:
        """Send lines with a star in front."""
        await self.conversation.send("".join(f"* {line}\r\n" for line in lines).encode())

    async def tagged(self, command: Command, words: str) -> None:
        """Send the final reply to a command, behind the news that may be told with it."""
        keeps_numbers = command.name in ("FETCH", "STORE", "SEARCH") and not command.uid
        news = self.view.news(expunges=not keeps_numbers) if self.view is not None else b""
        await self.conversation.send(news + f"{command.tag} {words}\r\n".encode())

    async def completed(self, command: Command, code: str = "") -> None:
        """`OK FETCH completed.`, with a response code where there is one."""
        await self.tagged(command, f"OK {code + ' ' if code else ''}{command.name} completed.")

    async def hang_up(self, words: str) -> None:
        """Say a last untagged line and close. Always raises ConversationOver."""
        await self.untagged(words)
        raise ConversationOver

    async def refuse(self, tag: str, fault: Fault) -> bool:
        """Act out a fault; False when it has no words for IMAP. May raise ConversationOver."""
        if isinstance(fault.effect, Behave):
            await self.conversation.misbehave(fault.effect)
        words = self.dialect.imap.words(fault)
        if not isinstance(fault.effect, Reply) or not words:
            return False
        line = words if words.startswith("* ") else f"{tag} {words}"
        await self.conversation.send(f"{line}\r\n".encode())
        if fault.effect.then_close:
            raise ConversationOver
        return True
