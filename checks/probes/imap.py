"""IMAP: what is offered, is XOAUTH2 accepted, and does the mailbox open?"""

from __future__ import annotations

import re
from typing import Any

from .. import xoauth2
from ..config.profile import Server
from ..survey import Look, Probe
from ..target import Target
from .dialog import Dialog
from .legs import server
from .secure import secure

_LINES = 10000
_ANSWER_LIMIT = 4 * 1024 * 1024
_LITERAL = re.compile(r"\{([0-9]{1,10})\}$")
# Their text is free, and no literal ends it (RFC 9051 9, resp-text).
_STATUS = re.compile(r"\* (?:OK|NO|BAD) ", re.IGNORECASE)
# How long a tagged answer may come behind a BYE, in seconds; most servers hang up.
_BEHIND = 0.5


class Imap:
    """An IMAP conversation on top of a dialog: tags, untagged answers, literals."""

    def __init__(self, dialog: Dialog) -> None:
        self.dialog = dialog
        self.capabilities: list[str] = []
        self._count = 0

    def greet(self) -> str:
        """Read the greeting. PREAUTH is refused: STARTTLS cannot follow it (RFC 9051 7.1.4), and nobody was asked
        for a token."""
        line = self.dialog.line()
        kind = line[:9].upper()
        if kind.startswith("* OK"):
            return line
        if kind.startswith("* PREAUTH"):
            where = "within TLS" if self.dialog.encrypted else "in clear text, where no TLS can follow"
            raise self.dialog.failed("refused", f"greeted as logged in already, {where}: {line}")
        if kind.startswith("* BYE"):
            raise self.dialog.failed("refused", f"turned away at the greeting: {line}")
        raise self.dialog.failed("garbage", f"not an IMAP greeting: {line[:120]!r}")

    def command(self, words: str) -> tuple[str, str, list[bytes]]:
        """Send a command; its status (OK, NO, BAD, BYE), its words, and the untagged answers before it."""
        self._count += 1
        tag = f"o{self._count}"
        self.dialog.send(f"{tag} {words}".encode())
        return self.answer(tag)

    def answer(self, tag: str) -> tuple[str, str, list[bytes]]:
        """Read up to the tagged answer or a continuation (`+`), or to a BYE behind which nothing comes."""
        untagged: list[bytes] = []
        size = 0
        bye = ""
        for _ in range(_LINES):
            if bye and not self.dialog.more(_BEHIND):
                return "BYE", bye, untagged
            line = self.dialog.line()
            if line.startswith("+"):
                return "+", line[1:].strip(), untagged
            if line[:5].upper() == "* BYE":
                bye = bye or line
                continue
            if line.startswith(f"{tag} "):
                status, _, words = line[len(tag) + 1 :].partition(" ")
                return status.upper(), f"{status} {words}" + (f" (after {bye})" if bye else ""), untagged
            if not line.startswith("* "):
                raise self.dialog.failed("garbage", f"not an IMAP answer: {line[:120]!r}")
            untagged.append(line.encode() if _STATUS.match(line) else self._with_literals(line))
            size += len(untagged[-1])
            if size > _ANSWER_LIMIT:
                raise self.dialog.failed("garbage", f"an answer of more than {_ANSWER_LIMIT} octets")
        raise self.dialog.failed("garbage", f"an answer of more than {_LINES} lines")

    def ask_capabilities(self) -> list[str]:
        """CAPABILITY, in upper case."""
        status, words, untagged = self.command("CAPABILITY")
        if status != "OK":
            raise self.dialog.failed("refused", words)
        lines = [line.decode("ascii", "replace") for line in untagged]
        self.capabilities = next((x.upper().split()[2:] for x in lines if x.upper().startswith("* CAPABILITY")), [])
        return self.capabilities

    def authenticate(self, user: str, token: str, facts: dict[str, Any]) -> None:
        """AUTHENTICATE XOAUTH2 as the server offers it; an error challenge is answered by an empty line."""
        if not self.dialog.encrypted:
            raise self.dialog.failed("forbidden", "no token is sent without TLS")
        if "AUTH=XOAUTH2" not in self.capabilities:
            offered = " ".join(c for c in self.capabilities if c.startswith("AUTH=")) or "none"
            words = f"XOAUTH2 is not offered by {self.dialog.host} (mechanisms offered: {offered})"
            raise self.dialog.failed("refused", words)
        blob = xoauth2.encode(user, token)
        if "SASL-IR" in self.capabilities:
            status, words, _ = self.command(f"AUTHENTICATE XOAUTH2 {blob.decode()}")
        else:
            status, words, _ = self.command("AUTHENTICATE XOAUTH2")
            if status == "+":
                self.dialog.send(blob)
                status, words, _ = self.answer(f"o{self._count}")
        if status == "+":
            facts["challenge"] = xoauth2.read_challenge(words.encode())
            self.dialog.send(b"")
            status, words, _ = self.answer(f"o{self._count}")
            words += f" (after the challenge {facts['challenge']})"
        facts["auth"] = words
        if status != "OK":
            raise self.dialog.failed("refused", words)

    def end_idle(self) -> None:
        """DONE, and the answer to IDLE."""
        self.dialog.send(b"DONE")
        self.answer(f"o{self._count}")

    def logout(self) -> None:
        """Say goodbye; the answer is not waited for."""
        self.dialog.send(b"oz LOGOUT")

    def close(self) -> None:
        """Take leave, and hang up."""
        self.dialog.close()

    def _with_literals(self, line: str) -> bytes:
        whole = line.encode()
        while found := _LITERAL.search(line):
            whole += b"\r\n" + self.dialog.octets(int(found[1]))
            line = self.dialog.line()
            whole += line.encode()
        return whole


def hello(target: Target, _look: Look, facts: dict[str, Any]) -> None:
    """Greet; `session` goes on from there. Facts: those of `open_imap`."""
    target.keep("imap", open_imap(target, facts))


def session(target: Target, _look: Look, facts: dict[str, Any]) -> None:
    """Sign in and open INBOX read-only. Facts: `auth`, `first` (the answer to the first command), `exists`."""
    target.allow(_server(target).host, "imap")
    imap: Imap | None = target.kept.pop("imap", None)
    if imap is not None and not imap.dialog.fresh():
        imap.close()
        imap = None
    imap = imap or open_imap(target, facts)
    with imap.dialog.to_the_end():
        sign_in(target, imap, facts)
        facts["exists"] = examine(imap, facts)


def sign_in(target: Target, imap: Imap, facts: dict[str, Any]) -> None:
    """Authenticate with the token of the run."""
    imap.authenticate(target.profile.mailbox.xoauth2_user, target.tokens["access_token"].reveal(), facts)


def examine(imap: Imap, facts: dict[str, Any]) -> int:
    """EXAMINE INBOX, the first command that needs the mailbox; the number of messages in it."""
    status, words, untagged = imap.command("EXAMINE INBOX")
    facts["first"] = words
    if status != "OK":
        raise imap.dialog.failed("refused", words)
    for line in untagged:
        if found := re.match(rb"\* ([0-9]{1,10}) EXISTS", line):
            return int(found[1])
    return 0


def open_imap(target: Target, facts: dict[str, Any]) -> Imap:
    """Connect and secure the connection as the profile's wire mode says.

    Facts: `greeting`, `starttls`, `tls`, `capabilities`, `mechanisms`.
    """
    place = _server(target)
    imap = Imap(Dialog("imap", place.host, place.port, target.step_seconds, target.whole_seconds))
    dialog = imap.dialog
    try:
        if place.wire == "implicit":
            secure(target, imap.dialog, place, facts)
        facts["greeting"] = imap.greet()
        offered = imap.ask_capabilities()
        if place.wire.startswith("starttls"):
            facts["starttls"] = "STARTTLS" in offered
            if not facts["starttls"]:
                words = (
                    f"STARTTLS is not offered by {place.host} port {place.port}: {' '.join(offered) or 'nothing is'}"
                )
                raise dialog.failed("refused", words)
            status, words, _ = imap.command("STARTTLS")
            if status != "OK":
                raise dialog.failed("refused", f"STARTTLS was refused: {words}")
            secure(target, imap.dialog, place, facts)
            offered = imap.ask_capabilities()
        facts["capabilities"] = offered
        facts["mechanisms"] = [c.removeprefix("AUTH=") for c in offered if c.startswith("AUTH=")]
    except BaseException as error:
        dialog.leave(error)
        raise
    return imap


def _server(target: Target) -> Server:
    found = server(target.profile, "imap")
    assert found is not None
    return found


PROBES = (
    Probe("imap_hello", hello, "the IMAP greeting of {imap}"),
    Probe("imap_session", session, "{imap} to take the token by IMAP", needs=("imap_hello", "token")),
)
