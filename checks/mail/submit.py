"""SMTP submission: sign in over verified TLS by what is offered there, then hand over a message piece by piece."""

from __future__ import annotations

import base64
import contextlib
import re
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import BinaryIO

from .. import xoauth2
from ..config.references import Secret
from ..observation import Failure, ProbeFailed
from ..probes.dialog import Dialog
from ..probes.smtp import command, reply
from .reach import Reach
from .sasl import LoginRefused, answer_challenges, readable, require_offer, require_tls
from .settings import Place

LINE_LIMIT = 512
"""Octets of a command line with its end (RFC 5321 4.5.3.1.4); a longer AUTH line does without initial response."""
PIECE = 65536
_LINES = 200
_NAME = "[127.0.0.1]"  # an address literal is valid from a machine without a name (RFC 5321 4.1.4)
_LINE = re.compile(r"250([ -]|$)(.*)")


class InDoubt(ProbeFailed):
    """The message was handed over whole and the server's verdict was lost: it may have been accepted."""


class RecipientRefused(ProbeFailed):
    """The server will never take mail for a recipient; nothing was sent to anybody."""


class Submission:
    """A connection that is signed in."""

    def __init__(self, dialog: Dialog) -> None:
        self.dialog = dialog
        self.extensions: dict[str, list[str]] = {}

    def __enter__(self) -> Submission:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with contextlib.suppress(ProbeFailed):
            if kind is None:
                command(self.dialog, "QUIT")
        self.dialog.__exit__(kind, error, at)

    def ehlo(self) -> None:
        """Ask for the extensions; what was known before is forgotten."""
        self.extensions = {}
        self.dialog.send(f"EHLO {_NAME}".encode())
        for number in range(_LINES):
            line = self.dialog.line()
            found = _LINE.fullmatch(line)
            if found is None:
                kind = "refused" if re.match(r"[45][0-9]{2}([ -]|$)", line) else "garbage"
                raise self.dialog.failed(kind, line if kind == "refused" else f"not an SMTP reply: {line[:120]!r}")
            words = found[2].upper().split()
            if number and words:
                self.extensions.setdefault(words[0], []).extend(words[1:])
            if found[1] != "-":
                return
        raise self.dialog.failed("garbage", f"a reply of more than {_LINES} lines")

    def start_tls(self, reach: Reach) -> None:
        """STARTTLS and a verified handshake, then EHLO again. Raises ProbeFailed."""
        if "STARTTLS" not in self.extensions:
            offered = ", ".join(self.extensions) or "nothing is"
            where = f"{self.dialog.host} port {self.dialog.port}"
            raise self.dialog.failed("refused", f"STARTTLS is not offered by {where}: {offered}")
        code, words = command(self.dialog, "STARTTLS")
        if code != 220:
            raise self.dialog.failed("refused", f"STARTTLS was refused: {words}")
        self.dialog.start_tls(reach.context())
        self.ehlo()

    def xoauth2(self, user: str, token: Secret) -> None:
        """AUTH XOAUTH2, in two lines when one would be too long. Raises LoginRefused or ProbeFailed."""
        require_tls(self.dialog)
        require_offer(self.dialog, "XOAUTH2", self.extensions.get("AUTH", []))
        blob = xoauth2.encode(user, token.reveal())
        line = b"AUTH XOAUTH2 " + blob
        if len(line) + 2 <= LINE_LIMIT:
            self.dialog.send(line)
        else:
            code, words = command(self.dialog, "AUTH XOAUTH2")
            self._expect_challenge(code, words)
            self.dialog.send(blob)
        words, challenges = answer_challenges(self._heard(), self.dialog, self._heard)
        self._signed_in(words + _after(challenges))

    def password(self, user: str, password: Secret) -> None:
        """AUTH PLAIN or LOGIN. Raises LoginRefused or ProbeFailed."""
        require_tls(self.dialog)
        offered = self.extensions.get("AUTH", [])
        secret = password.reveal()
        steps = {"PLAIN": [f"\0{user}\0{secret}"], "LOGIN": [user, secret]}
        mechanism = next((name for name in steps if name in offered), "LOGIN")
        require_offer(self.dialog, mechanism, offered)
        code, words = command(self.dialog, f"AUTH {mechanism}")
        for step in steps[mechanism]:
            self._expect_challenge(code, words)
            code, words = command(self.dialog, base64.b64encode(step.encode()).decode())
        self._signed_in(words)

    def send(self, sender: str, recipients: Sequence[str], message: BinaryIO, size: int, *, utf8: bool = False) -> str:
        """Hand over one message; the server's last reply. A recipient that is refused stops it for all.

        Raises InDoubt when the verdict on the whole message did not come, else ProbeFailed: then nothing was sent.
        """
        limit = next((int(n) for n in self.extensions.get("SIZE", []) if n.isascii() and n.isdecimal()), 0)
        if limit and size > limit:
            raise self.dialog.failed("refused", f"the message has {size} octets, and {self.dialog.host} takes {limit}")
        if utf8 and "SMTPUTF8" not in self.extensions:
            words = f"an address is not ASCII, and {self.dialog.host} does not offer SMTPUTF8"
            raise self.dialog.failed("refused", words)
        options = (f" SIZE={size}" if "SIZE" in self.extensions else "") + (" SMTPUTF8" if utf8 else "")
        self._step(f"MAIL FROM:<{sender}>{options}", 250)
        for recipient in recipients:
            self._step(f"RCPT TO:<{recipient}>", 250, 251)
        self._step("DATA", 354)
        for piece in stuffed(message):
            self.dialog.write(piece)
        try:
            self.dialog.write(b".\r\n")
            code, words = reply(self.dialog)
        except ProbeFailed as lost:
            raise InDoubt(lost.failure) from None
        if code != 250:
            raise self.dialog.failed("refused", words)
        return words

    def _step(self, line: str, *wanted: int) -> None:
        code, words = command(self.dialog, line)
        if code not in wanted:
            if line.startswith("RCPT") and code >= 500:
                failure = Failure("refused", f"{words} (to {line})", "smtp", self.dialog.host)
                raise RecipientRefused(failure)
            raise self.dialog.failed("refused", words)

    def _expect_challenge(self, code: int, words: str) -> None:
        """The server asks for the response; what it asks with must be base64, else the exchange is cancelled."""
        if code != 334:
            raise LoginRefused(self.dialog, words)
        if not readable(words[4:]):
            _, words = command(self.dialog, "*")
            raise self.dialog.failed("garbage", f"a challenge that is not base64; cancelled: {words}")

    def _heard(self) -> tuple[bool, str]:
        code, words = reply(self.dialog)
        return code == 334, words[4:] if code == 334 else words

    def _signed_in(self, words: str) -> None:
        # Only 235 is success: 503 is what some clients took for it.
        if not words.startswith("235"):
            raise LoginRefused(self.dialog, words)


def open_submission(place: Place, reach: Reach, credential: Secret) -> Submission:
    """Connect, secure, and sign in. Raises ProbeFailed."""
    dialog = reach.dial(place)
    session = Submission(dialog)
    try:
        if place.tls == "implicit":
            dialog.start_tls(reach.context())
        code, words = reply(dialog)
        if code != 220:
            raise dialog.failed("refused", words)
        session.ehlo()
        if place.tls != "implicit":
            session.start_tls(reach)
        (session.xoauth2 if place.oauth else session.password)(place.user, credential)
    except BaseException:
        dialog.__exit__(None, None, None)
        raise
    return session


def stuffed(message: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a message for DATA, in pieces: dots doubled, every line ended (RFC 5321 4.5.2)."""
    held = bytearray()
    for line in message:
        ended = line.rstrip(b"\r\n") + b"\r\n"
        held += b"." + ended if ended.startswith(b".") else ended
        if len(held) >= PIECE:
            yield bytes(held)
            held.clear()
    yield bytes(held)


def _after(challenges: list[str]) -> str:
    said = "; ".join(xoauth2.read_challenge(challenge.strip().encode()) for challenge in challenges)
    return f" (after the challenge {said})" if challenges else ""
