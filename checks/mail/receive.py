"""IMAP: sign in over verified TLS by what is offered there, find messages, fetch them in pieces, mark what is done."""

from __future__ import annotations

import base64
import contextlib
import re
from types import TracebackType

from .. import xoauth2
from ..config.references import Secret
from ..observation import Failure, ProbeFailed
from ..probes.imap import Imap
from .reach import Reach
from .sasl import LoginRefused, answer_challenges, require_offer, require_tls
from .settings import Place

PIECE = 262144
LARGEST = 150 * 1024 * 1024
"""Octets of a message; Exchange takes no larger one."""
_CHUNK = re.compile(rb"BODY\[\](?:<[0-9]{1,10}>)? (?:\{([0-9]{1,10})\}\r\n|\"((?:[^\"\\]|\\.)*)\"|NIL)", re.IGNORECASE)
_SIZE = re.compile(rb"RFC822\.SIZE ([0-9]{1,10})", re.IGNORECASE)


class Unusable(ProbeFailed):
    """One message cannot be fetched or read; the others can."""


class Receiving(Imap):
    """A connection that is signed in; `validity` is the UIDVALIDITY of the open folder."""

    validity = 0

    def __enter__(self) -> Receiving:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with contextlib.suppress(ProbeFailed):
            if kind is None:
                self.logout()
        self.dialog.__exit__(kind, error, at)

    def must(self, words: str) -> list[bytes]:
        """A command that has to succeed; its untagged answers. Raises ProbeFailed with the server's words."""
        status, said, untagged = self.command(words)
        if status != "OK":
            raise self.dialog.failed("refused", said)
        return untagged

    def start_tls(self, reach: Reach) -> None:
        """STARTTLS and a verified handshake. Raises ProbeFailed."""
        if "STARTTLS" not in self.ask_capabilities():
            where = f"{self.dialog.host} port {self.dialog.port}"
            offered = " ".join(self.capabilities) or "nothing is"
            raise self.dialog.failed("refused", f"STARTTLS is not offered by {where}: {offered}")
        status, words, _ = self.command("STARTTLS")
        if status != "OK":
            raise self.dialog.failed("refused", f"STARTTLS was refused: {words}")
        self.dialog.start_tls(reach.context())

    def xoauth2(self, user: str, token: Secret) -> None:
        """AUTHENTICATE XOAUTH2, with an initial response only where SASL-IR is offered. Raises ProbeFailed."""
        require_tls(self.dialog)
        require_offer(self.dialog, "XOAUTH2", self._mechanisms())
        self._authenticate("XOAUTH2", xoauth2.encode(user, token.reveal()))

    def password(self, user: str, password: Secret) -> None:
        """AUTHENTICATE PLAIN, or LOGIN where the server has nothing else and does not forbid it."""
        require_tls(self.dialog)
        secret = password.reveal()
        if "PLAIN" in self._mechanisms():
            self._authenticate("PLAIN", base64.b64encode(f"\0{user}\0{secret}".encode()))
            return
        if "LOGINDISABLED" in self.capabilities or not (user + secret).isascii():
            require_offer(self.dialog, "PLAIN", self._mechanisms())
        status, words, _ = self.command(f"LOGIN {quoted(user)} {quoted(secret)}")
        if status != "OK":
            raise LoginRefused(self.dialog, words)

    def select(self, folder: str, *, read_only: bool) -> None:
        """Open a folder: the first command that shows whether the login really opened a mailbox."""
        for line in self.must(f"{'EXAMINE' if read_only else 'SELECT'} {quoted(folder)}"):
            if found := re.search(rb"\[UIDVALIDITY ([0-9]{1,10})\]", line, re.IGNORECASE):
                self.validity = int(found[1])

    def search(self, criteria: str) -> list[int]:
        """The UIDs that fit, ascending."""
        lines = [line for line in self.must(f"UID SEARCH {criteria}") if line.upper().startswith(b"* SEARCH")]
        return sorted({int(uid) for line in lines for uid in line.split()[2:] if uid.isdigit() and len(uid) <= 10})

    def fetch(self, uid: int) -> bytes | None:
        """A whole message, without marking it as read; None when it is gone. Raises ProbeFailed."""
        size = next((int(n[1]) for line in self.must(f"UID FETCH {uid} (RFC822.SIZE)") if (n := _SIZE.search(line))), 0)
        if size > LARGEST:
            raise _too_large(uid, size)
        whole = bytearray()
        while len(whole) <= LARGEST:
            piece = self._piece(uid, len(whole))
            if piece is None:
                return bytes(whole) or None
            whole += piece
            if len(piece) < PIECE:  # the size that was announced may be a guess (Exchange's is)
                return bytes(whole)
        raise _too_large(uid, len(whole))

    def mark(self, uid: int, flags: str) -> None:
        """Add flags."""
        self.must(f"UID STORE {uid} +FLAGS.SILENT ({flags})")

    def move(self, uid: int, folder: str) -> None:
        """Move to another folder: at once where the server can, else by copy and mark. Raises ProbeFailed."""
        if "MOVE" in self.capabilities:
            self.must(f"UID MOVE {uid} {quoted(folder)}")
            return
        self.must(f"UID COPY {uid} {quoted(folder)}")
        self.mark(uid, "\\Deleted")
        if "UIDPLUS" in self.capabilities:
            self.must(f"UID EXPUNGE {uid}")

    def _piece(self, uid: int, start: int) -> bytes | None:
        for line in self.must(f"UID FETCH {uid} (UID BODY.PEEK[]<{start}.{PIECE}>)"):
            found = _CHUNK.search(line)
            if found is None or not re.match(rb"\* [0-9]{1,10} FETCH ", line, re.IGNORECASE):
                continue
            if found[1] is not None:
                return line[found.end() : found.end() + int(found[1])]
            return re.sub(rb"\\(.)", rb"\1", found[2] or b"")
        return None

    def _mechanisms(self) -> list[str]:
        return [word.removeprefix("AUTH=") for word in self.capabilities if word.startswith("AUTH=")]

    def _authenticate(self, mechanism: str, blob: bytes) -> None:
        tag = self._tag()
        if "SASL-IR" in self.capabilities:
            self.dialog.send(f"{tag} AUTHENTICATE {mechanism} ".encode() + blob)
        else:
            self.dialog.send(f"{tag} AUTHENTICATE {mechanism}".encode())
            challenged, words = self._heard(tag)
            if not challenged:
                raise LoginRefused(self.dialog, words)
            self.dialog.send(blob)
        words, challenges = answer_challenges(self._heard(tag), self.dialog, lambda: self._heard(tag))
        if not words.upper().startswith("OK"):
            said = "; ".join(xoauth2.read_challenge(challenge.encode()) for challenge in challenges)
            raise LoginRefused(self.dialog, words + (f" (after the challenge {said})" if challenges else ""))

    def _tag(self) -> str:
        self._count += 1
        return f"o{self._count}"

    def _heard(self, tag: str) -> tuple[bool, str]:
        status, words, _ = self.answer(tag)
        return status == "+", words


def _too_large(uid: int, size: int) -> Unusable:
    return Unusable(Failure("refused", f"message {uid} has {size} octets, and {LARGEST} are the most", "imap"))


def open_imap(place: Place, reach: Reach, credential: Secret) -> Receiving:
    """Connect, secure, and sign in. Raises ProbeFailed."""
    imap = Receiving(reach.dial(place))
    dialog = imap.dialog
    try:
        if place.tls == "implicit":
            dialog.start_tls(reach.context())
        if not imap.greet().upper().startswith("* OK"):
            # Signed in as whom? And a greeting in clear could have been anybody's.
            raise dialog.failed("refused", f"{dialog.host} greets with PREAUTH, so nobody can sign in")
        if place.tls != "implicit":
            imap.start_tls(reach)
        imap.ask_capabilities()
        (imap.xoauth2 if place.oauth else imap.password)(place.user, credential)
        imap.ask_capabilities()
    except BaseException:
        dialog.__exit__(None, None, None)
        raise
    return imap


def quoted(text: str) -> str:
    """A quoted string (RFC 3501 4.3). Raises ProbeFailed for what it cannot hold."""
    if not text.isascii() or any(char in text for char in "\r\n\0"):
        raise ProbeFailed(Failure("forbidden", "a folder, user or password holds characters IMAP cannot quote", "imap"))
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
