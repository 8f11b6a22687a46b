"""The e-mail endpoint: messages of an inbox become runs of a process, each at most once, and each is answered."""

from __future__ import annotations

import fnmatch
import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage

from ..observation import ProbeFailed
from ..redactor import Redactor
from .compose import Attachment, BadLetter
from .journal import FINISHED, REPLIED, STARTED, Claim, Journal
from .operations import Service, parsed
from .outcome import failed
from .process import Process, Result, Work
from .reading import address, attachments, header
from .receive import Receiving, Unusable
from .replies import Asked, ReplySettings, compose_reply
from .submit import RecipientRefused

WANTED = "UNANSWERED UNDELETED"
"""What is still to be done: a message that was dealt with is marked as answered, which mail programs show."""

_LONGEST_PAUSE = 900.0
IGNORED = "ignored"
_ATTENTION = ("in doubt", "undeliverable")


@dataclass(frozen=True, slots=True)
class Duty:
    """What an endpoint takes and how often it looks. Patterns are shell patterns; `*.*` means every file.

    `interval_s` is seconds between looks, `batch` the most messages of one look. With `done_folder` what is dealt
    with is moved there.
    """

    interval_s: float = 10.0
    batch: int = 2
    file_pattern: str = "*.*"
    domain_pattern: str = "*"
    done_folder: str = ""
    replies: ReplySettings = field(default_factory=ReplySettings)


class Endpoint:
    """One inbox and its journal. `own` are the endpoint's own addresses: it never answers itself."""

    def __init__(self, service: Service, duty: Duty, journal: Journal, process: Process) -> None:
        self._service = service
        self._duty = duty
        self._journal = journal
        self._process = process
        settings = service.settings
        # Refused from the settings, before any connection.
        self._inbox = settings.place("imap")
        settings.place("smtp")
        self._own = {settings.from_address.lower(), self._inbox.user.lower()}
        self._from = settings.from_address or self._inbox.user

    def run(self, stop: threading.Event, say: Callable[[str], None]) -> None:
        """Look until told to stop. A failure is said once until it changes, and the pauses grow while it lasts."""
        said, failures = "", 0
        while not stop.is_set():
            # It would remember every token of the years it runs.
            self._service.reach.redactor = Redactor()
            try:
                self.poll()
            except ProbeFailed as error:
                sentence = failed("Looking into the inbox", error, self._service.reach.redactor).sentence
                failures += 1
            else:
                sentence, failures = "", 0
            if sentence and sentence != said:
                say(sentence)
            said = sentence
            stop.wait(min(self._duty.interval_s * 2 ** min(failures, 16), _LONGEST_PAUSE))

    def poll(self) -> int:
        """One look; how many messages were dealt with. Raises ProbeFailed, after which nothing is lost."""
        self._recover()
        self._reply_to_all()
        dealt_with = 0
        with self._service.inbox(read_only=False) as imap:
            todo = [uid for uid in imap.search(WANTED) if not self._is_left_alone(self._place(imap, uid))]
            for uid in todo[: self._duty.batch]:
                dealt_with += self._deal_with(imap, uid)
        return dealt_with

    def _place(self, imap: Receiving, uid: int) -> str:
        """Where a message lies: a UID means something only together with mailbox and UIDVALIDITY."""
        return f"{self._inbox.user.lower()}/{imap.validity}/{uid}"

    def _is_left_alone(self, place: str) -> bool:
        """Whether it is not for this endpoint: it stays unread for people, and does not fill the batch."""
        claim = self._journal.at(place)
        return claim is not None and claim.outcome == IGNORED

    def _recover(self) -> None:
        """What was started and has no result was interrupted: nobody knows how far it came, so it is not run again."""
        for claim in self._journal.waiting(STARTED):
            self._finish(claim, "in doubt", Result(False, ""))

    def _reply_to_all(self) -> None:
        """Mail every result that waits; one that cannot be mailed now does not hold up the others."""
        trouble: ProbeFailed | None = None
        for claim in self._journal.waiting(FINISHED):
            try:
                self._reply(claim.key)
            except ProbeFailed as error:
                trouble = error
        if trouble is not None:
            raise trouble

    def _deal_with(self, imap: Receiving, uid: int) -> bool:
        place = self._place(imap, uid)
        claim = self._journal.at(place) or self._take(imap, uid, place)
        if claim is None:
            return False
        if claim.state == FINISHED:
            self._reply(claim.key)
            claim = self._journal.get(claim.key) or claim
        if claim.state == REPLIED and claim.outcome != IGNORED:
            flags = "\\Answered \\Seen \\Flagged" if claim.outcome in _ATTENTION else "\\Answered \\Seen"
            imap.mark(uid, flags)
            if self._duty.done_folder:
                imap.move(uid, self._duty.done_folder)
        return True

    def _take(self, imap: Receiving, uid: int, place: str) -> Claim | None:
        """Claim a message and, if nobody had it before, run the process; its claim. None: the message is gone."""
        try:
            content = imap.fetch(uid)
            if content is None:
                return None
            message = parsed(content)
        except Unusable as unusable:
            key = hashlib.sha256(place.encode()).hexdigest()
            self._journal.claim(place, Claim(key, REPLIED, IGNORED, unusable.failure.words, "", "", ""))
            return self._journal.get(key)
        key = identity(message, content)
        sender, subject = address(message, "From"), header(message, "Subject")
        ignored = self._why_ignored(message, sender)
        state, outcome = (REPLIED, IGNORED) if ignored else (STARTED, "")
        mine = Claim(key, state, outcome, ignored, sender, subject, header(message, "Message-ID"))
        work = Work(sender, subject, mine.message_id, self._fitting(message))
        if self._journal.claim(place, mine) and not ignored:
            self._finish(mine, "", self._run(work))
        return self._journal.get(key)

    def _run(self, work: Work) -> Result:
        if not work.attachments:
            return Result(False, f"The message has no attachment that fits {self._duty.file_pattern}.")
        try:
            return self._process(work)
        except Exception as error:  # the process is somebody else's code; what it says may be anything
            return Result(False, f"The process failed ({type(error).__name__}).")

    def _finish(self, claim: Claim, outcome: str, result: Result) -> None:
        outcome = outcome or ("succeeded" if result.ok else "failed")
        asked = Asked(claim.key, claim.sender, claim.subject, claim.message_id)
        note = ""
        try:
            reply = compose_reply(self._from, asked, outcome, result, self._duty.replies)
        except BadLetter as bad:
            outcome, note, reply = "undeliverable", str(bad), None
        self._journal.finish(claim.key, outcome, note, reply)

    def _reply(self, key: str) -> None:
        try:
            self._service.send_composed(self._journal.reply(key))
        except RecipientRefused as refused:
            self._journal.replied(key, "undeliverable", refused.failure.words)
        else:
            self._journal.replied(key)

    def _why_ignored(self, message: EmailMessage, sender: str) -> str:
        """Why a message is neither processed nor answered: mail from programs, which would be answered for ever."""
        if header(message, "Auto-Submitted").lower() not in ("", "no"):
            return "it was sent by a program"
        if not sender or header(message, "Return-Path") == "<>":
            return "it has no sender"
        if sender in self._own:
            return "it comes from this endpoint"
        domain = sender.rpartition("@")[2]
        if not fnmatch.fnmatchcase(domain, self._duty.domain_pattern.lower() or "*"):
            return f"its sender's domain does not fit {self._duty.domain_pattern}"
        return ""

    def _fitting(self, message: EmailMessage) -> tuple[Attachment, ...]:
        pattern = self._duty.file_pattern.lower()
        everything = pattern in ("", "*", "*.*")
        found = attachments(message)
        return tuple(a for a in found if everything or fnmatch.fnmatchcase(a.name.lower(), pattern))


def identity(message: EmailMessage, content: bytes) -> str:
    """What makes a message the same one in another place: its id, sender and date; without an id every octet.

    The octets alone will not do: Exchange writes a message anew for each client.
    """
    parts = [header(message, name) for name in ("Message-ID", "From", "Date", "Subject")]
    named = "\0".join(parts).encode() if parts[0] else content
    return hashlib.sha256(named).hexdigest()
