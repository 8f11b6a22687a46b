"""What became of each message, durable before the next step: a process is started at most once, whatever happens."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..observation import Failure, ProbeFailed
from .compose import Envelope

STARTED, FINISHED, REPLIED = "started", "finished", "replied"
"""The process was about to be started; its result is here and must be mailed; the result was mailed."""

# A claim is a message; the same one may lie in several places (folder and UID), after a move or a second delivery.
_TABLES = """
create table if not exists claims (
    key text primary key, state text not null, outcome text not null, note text not null,
    sender text not null, subject text not null, message_id text not null,
    reply_from text, reply_to text, reply blob, utf8 integer
);
create table if not exists places (place text primary key, key text not null references claims (key));
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """One message. `outcome` is `succeeded`, `failed`, `in doubt`, `ignored` or `undeliverable`, empty before."""

    key: str
    state: str
    outcome: str
    note: str
    sender: str
    subject: str
    message_id: str


class Journal:
    """The claims of one endpoint in a SQLite file; only one process at a time has it open.

    Every method that changes something returns when the change survives a crash. Raises ProbeFailed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._said():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            self._base = sqlite3.connect(path, timeout=0.2, isolation_level=None)
            try:
                # EXTRA also makes the removal of the rollback journal durable.
                self._base.execute("pragma synchronous = extra")
                self._base.execute("pragma locking_mode = exclusive")
                self._base.executescript(f"begin exclusive; {_TABLES} commit;")
            except BaseException:
                self._base.close()
                raise

    def close(self) -> None:
        """Let another process have it."""
        self._base.close()

    def at(self, place: str) -> Claim | None:
        """The claim of the message in a place, if it was seen before."""
        return self._one("select key from places where place = ?", place)

    def get(self, key: str) -> Claim | None:
        """A claim by its key."""
        return self._one("select key from claims where key = ?", key)

    def claim(self, place: str, claim: Claim) -> bool:
        """Take a message, before anything is done with it; False when it was taken before, here or elsewhere."""
        with self._said(), self._transaction():
            row = (claim.key, claim.state, claim.outcome, claim.note, claim.sender, claim.subject, claim.message_id)
            columns = "key, state, outcome, note, sender, subject, message_id"
            added = self._base.execute(f"insert or ignore into claims ({columns}) values (?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608 - constant
            self._base.execute("insert or ignore into places values (?, ?)", (place, claim.key))
            return added.rowcount == 1

    def finish(self, key: str, outcome: str, note: str, reply: Envelope | None) -> None:
        """The process has ended, or never will: keep its result with the message that tells of it."""
        state = REPLIED if reply is None else FINISHED
        to = json.dumps(reply.recipients) if reply else None
        values = (state, outcome, note, reply and reply.sender, to, reply and reply.content, bool(reply and reply.utf8))
        with self._said(), self._transaction():
            self._base.execute(
                "update claims set state = ?, outcome = ?, note = ?, reply_from = ?, reply_to = ?, reply = ?, utf8 = ? "
                "where key = ?",
                (*values, key),
            )

    def replied(self, key: str, outcome: str = "", note: str = "") -> None:
        """Its result was mailed, or never can be (then with an outcome and a note); the mail is forgotten."""
        with self._said(), self._transaction():
            self._base.execute("update claims set state = ?, reply = null where key = ?", (REPLIED, key))
            if outcome:
                self._base.execute("update claims set outcome = ?, note = ? where key = ?", (outcome, note, key))

    def reply(self, key: str) -> Envelope:
        """The message that tells of a result, as it was composed."""
        with self._said():
            found = self._base.execute("select reply_from, reply_to, reply, utf8 from claims where key = ?", (key,))
            sender, to, content, utf8 = found.fetchone()
        return Envelope(sender, tuple(json.loads(to)), content, bool(utf8))

    def waiting(self, state: str) -> list[Claim]:
        """The claims in a state, oldest first."""
        with self._said():
            keys = self._base.execute("select key from claims where state = ? order by rowid", (state,)).fetchall()
        return [claim for (key,) in keys if (claim := self.get(key))]

    def _one(self, question: str, value: str) -> Claim | None:
        columns = "key, state, outcome, note, sender, subject, message_id"
        with self._said():
            sql = f"select {columns} from claims where key = ({question})"  # noqa: S608 - constants
            row = self._base.execute(sql, (value,)).fetchone()
        return Claim(*row) if row else None

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._base.execute("begin immediate")
        try:
            yield
            self._base.execute("commit")
        except BaseException:
            if self._base.in_transaction:
                self._base.execute("rollback")
            raise

    @contextlib.contextmanager
    def _said(self) -> Iterator[None]:
        """SQLite's and the system's troubles in one sentence; nothing is started without a journal."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            locked = "locked" in str(error)
            why = "another process has it open" if locked else getattr(error, "strerror", None) or str(error)
            words = f"the journal {self._path} cannot be used: {why}; no message is processed without it"
            raise ProbeFailed(Failure("unavailable", words, "settings")) from None
