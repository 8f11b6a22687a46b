"""POP3: sign in by the two-line form over verified TLS, and read; no USER with a token, no token beside AUTH."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator
from types import TracebackType

from .. import xoauth2
from ..config.references import Secret
from ..observation import ProbeFailed
from ..probes.dialog import Dialog
from .reach import Reach
from .receive import LARGEST, PIECE
from .sasl import LoginRefused, answer_challenges, require_offer, require_tls
from .settings import Place

_CAPABILITIES = 200
_MESSAGES = 100_000


class Mailbox:
    """A connection that is signed in."""

    def __init__(self, dialog: Dialog) -> None:
        self.dialog = dialog
        self.capabilities: dict[str, list[str]] = {}

    def __enter__(self) -> Mailbox:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with contextlib.suppress(ProbeFailed):
            if kind is None:
                self.command("QUIT")
        self.dialog.__exit__(kind, error, at)

    def command(self, line: str) -> str:
        """Send a command and read the first line of its answer."""
        self.dialog.send(line.encode())
        return self._status()

    def ask_capabilities(self) -> None:
        """CAPA (RFC 2449); what was known before is forgotten, and a server without it has none."""
        self.capabilities = {}
        if not _is_ok(self.command("CAPA")):
            return
        for line in self._lines(_CAPABILITIES):
            words = line.decode("utf-8", "replace").upper().split()
            if words:
                self.capabilities.setdefault(words[0], []).extend(words[1:])

    def start_tls(self, reach: Reach) -> None:
        """STLS and a verified handshake. Raises ProbeFailed."""
        self.ask_capabilities()
        if "STLS" not in self.capabilities:
            where = f"{self.dialog.host} port {self.dialog.port}"
            raise self.dialog.failed("refused", f"STARTTLS is not offered by {where} (no STLS in CAPA)")
        words = self.command("STLS")
        if not _is_ok(words):
            raise self.dialog.failed("refused", f"STARTTLS was refused: {words}")
        self.dialog.start_tls(reach.context())

    def xoauth2(self, user: str, token: Secret) -> None:
        """AUTH XOAUTH2, then the response on a line of its own (Exchange refuses the one-line form)."""
        require_tls(self.dialog)
        require_offer(self.dialog, "XOAUTH2", self.capabilities.get("SASL", []))
        self._authenticate("XOAUTH2", xoauth2.encode(user, token.reveal()))

    def password(self, user: str, password: Secret) -> None:
        """AUTH PLAIN, or USER and PASS where there is nothing else. Raises LoginRefused or ProbeFailed."""
        require_tls(self.dialog)
        secret = password.reveal()
        if "PLAIN" in self.capabilities.get("SASL", []):
            self._authenticate("PLAIN", base64.b64encode(f"\0{user}\0{secret}".encode()))
            return
        if "USER" not in self.capabilities:
            require_offer(self.dialog, "PLAIN", self.capabilities.get("SASL", []))
        for line in (f"USER {user}", f"PASS {secret}"):
            words = self.command(line)
            if not _is_ok(words):
                raise LoginRefused(self.dialog, words)

    def sizes(self) -> dict[int, int]:
        """Octets of each message by its number. Raises ProbeFailed."""
        self._must("LIST")
        found = {}
        for line in self._lines(_MESSAGES):
            number, _, size = line.partition(b" ")
            if not (number.isdigit() and size.split(b" ")[0].isdigit() and len(line) < 40):
                raise self.dialog.failed("garbage", f"not a line of LIST: {line[:60]!r}")
            found[int(number)] = int(size.split(b" ")[0])
        return found

    def fetch(self, number: int) -> bytes:
        """A whole message. Raises ProbeFailed."""
        self._must(f"RETR {number}")
        whole = bytearray()
        next_step = PIECE
        for line in self._lines(LARGEST):
            whole += line + b"\r\n"
            if len(whole) > LARGEST:
                raise self.dialog.failed("garbage", f"message {number} has more than {LARGEST} octets")
            if len(whole) > next_step:
                next_step += PIECE
                self.dialog.go_on()
        return bytes(whole)

    def _must(self, line: str) -> None:
        words = self.command(line)
        if not _is_ok(words):
            raise self.dialog.failed("refused", words)

    def _authenticate(self, mechanism: str, blob: bytes) -> None:
        words = self.command(f"AUTH {mechanism}")
        if not _is_challenge(words):
            raise LoginRefused(self.dialog, words)
        self.dialog.send(blob)
        words, challenges = answer_challenges(self._heard(), self.dialog, self._heard)
        if not _is_ok(words):
            said = "; ".join(xoauth2.read_challenge(challenge.encode()) for challenge in challenges)
            raise LoginRefused(self.dialog, words + (f" (after the challenge {said})" if challenges else ""))

    def _heard(self) -> tuple[bool, str]:
        words = self._status()
        return _is_challenge(words), words[1:].strip() if _is_challenge(words) else words

    def _status(self) -> str:
        line = self.dialog.line()
        if not line.startswith(("+", "-ERR")):
            raise self.dialog.failed("garbage", f"not a POP3 answer: {line[:120]!r}")
        return line

    def _lines(self, most: int) -> Iterator[bytes]:
        """The lines of a long answer without the dot that ends it."""
        for _ in range(most):
            line = self.dialog.raw_line()
            if line == b".":
                return
            yield line.removeprefix(b".")
        raise self.dialog.failed("garbage", f"an answer of more than {most} lines")


def open_pop3(place: Place, reach: Reach, credential: Secret) -> Mailbox:
    """Connect, secure, and sign in. Raises ProbeFailed."""
    dialog = reach.dial(place)
    mailbox = Mailbox(dialog)
    try:
        if place.tls == "implicit":
            dialog.start_tls(reach.context())
        words = mailbox._status()
        if not _is_ok(words):
            raise dialog.failed("refused", words)
        if place.tls != "implicit":
            mailbox.start_tls(reach)
        mailbox.ask_capabilities()
        (mailbox.xoauth2 if place.oauth else mailbox.password)(place.user, credential)
    except BaseException:
        dialog.__exit__(None, None, None)
        raise
    return mailbox


def _is_ok(words: str) -> bool:
    return words.startswith("+OK")


def _is_challenge(words: str) -> bool:
    return words.startswith("+") and not _is_ok(words)
