"""The operations of the document: Send with Document, Send with Map of Attachments, Receive."""

from __future__ import annotations

import contextlib
import email
import email.policy
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from email.message import EmailMessage

from ..observation import Failure
from .compose import Attachment, Envelope, Letter, compose
from .pop3 import Mailbox, open_pop3
from .reach import Reach
from .receive import Receiving, Unusable, open_imap
from .sasl import signed_in
from .settings import Settings
from .submit import open_submission
from .tokens import Tokens

INBOX = "INBOX"


@dataclass(slots=True)
class Service:
    """One consumer at work. `remarks` collects what must be reported though it went well."""

    settings: Settings
    reach: Reach
    tokens: Tokens | None = None
    remarks: list[str] = field(default_factory=list)

    def send_with_document(self, letter: Letter, document: Attachment) -> str:
        """Send with one attachment; the server's reply. Raises ProbeFailed or BadLetter."""
        return self.send(replace(letter, attachments=(document,)))

    def send_with_map_of_attachments(self, letter: Letter, documents: Mapping[str, bytes]) -> str:
        """Send with several attachments, by file name. Raises ProbeFailed or BadLetter."""
        attachments = tuple(Attachment(name, content) for name, content in documents.items())
        return self.send(replace(letter, attachments=attachments))

    def send(self, letter: Letter) -> str:
        """Send a letter as it is. Raises ProbeFailed or BadLetter."""
        return self.send_composed(compose(letter))

    def send_composed(self, envelope: Envelope) -> str:
        """Send a message that was composed before. Raises ProbeFailed."""
        place = self.settings.place("smtp")
        with signed_in(place, self.reach, self.tokens, open_submission) as submission:
            self._note_basic(oauth=place.oauth)
            message = io.BytesIO(envelope.content)
            size = len(envelope.content)
            return submission.send(envelope.sender, envelope.recipients, message, size, utf8=envelope.utf8)

    def receive(self, most: int) -> Iterator[EmailMessage]:
        """The newest messages of the inbox by IMAP, newest first; nothing is marked. Raises ProbeFailed."""
        with self.inbox(read_only=True) as imap:
            for uid in reversed(imap.search("UNDELETED")[-most:]):
                content = imap.fetch(uid)
                if content is not None:
                    yield parsed(content)

    def receive_by_pop3(self, most: int) -> Iterator[EmailMessage]:
        """The same by POP3, which the document does not have. Raises ProbeFailed."""
        place = self.settings.place("pop3")
        with signed_in(place, self.reach, self.tokens, open_pop3) as mailbox:
            self._note_basic(oauth=place.oauth)
            yield from self._popped(mailbox, most)

    @contextlib.contextmanager
    def inbox(self, *, read_only: bool) -> Iterator[Receiving]:
        """The inbox, open. Raises ProbeFailed."""
        place = self.settings.place("imap")
        with signed_in(place, self.reach, self.tokens, open_imap) as imap:
            self._note_basic(oauth=place.oauth)
            imap.select(INBOX, read_only=read_only)
            yield imap

    def _popped(self, mailbox: Mailbox, most: int) -> Iterator[EmailMessage]:
        for number in sorted(mailbox.sizes(), reverse=True)[:most]:
            yield parsed(mailbox.fetch(number))

    def _note_basic(self, *, oauth: bool) -> None:
        if not oauth:
            policy = self.settings.basic_fallback
            self.remarks.append(
                f"{self.settings.name} signed in with a password: its OAuth switch is off, and "
                f"policy.basic_fallback is {policy}"
            )


def parsed(content: bytes) -> EmailMessage:
    """A message as the standard library reads it. Raises Unusable for one that it cannot read at all."""
    try:
        return email.message_from_bytes(content, policy=email.policy.default)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError) as error:
        words = f"a message that cannot be read ({type(error).__name__})"
        raise Unusable(Failure("garbage", words, "message")) from None
