"""Conversations with each mail port, moment by moment, for clients that look at what arrives and how it is cut."""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from checks.probes.dialog import shake_hands
from fakes.thread import ThreadedBox

from .client import SECONDS, sasl, trust

PORTS = ("smtp", "imap", "imap_starttls", "pop3", "pop3_starttls")


@dataclass(frozen=True)
class Step:
    """What is sent at a moment, and what a whole reply looks like. `{blob}` is the token of the mailbox."""

    moment: str
    send: bytes
    reply: bytes


_SMTP = (
    Step("greeting", b"", rb"220 .*\r\n"),
    Step("capabilities", b"EHLO client.example\r\n", rb"(?:250-.*\r\n)+250 .*\r\n"),
    Step("starttls", b"STARTTLS\r\n", rb"220 .*\r\n"),
    Step("tls", b"", b""),
    Step("capabilities-tls", b"EHLO client.example\r\n", rb"(?:250-.*\r\n)+250 .*\r\n"),
    Step("auth", b"AUTH XOAUTH2 {blob}\r\n", rb"235 .*\r\n"),
    Step("mail", b"MAIL FROM:<{mailbox}>\r\n", rb"250 .*\r\n"),
    Step("rcpt", b"RCPT TO:<out@fabrikam.example>\r\n", rb"250 .*\r\n"),
    Step("data", b"DATA\r\n", rb"354 .*\r\n"),
    Step("message", b"From: {mailbox}\r\n\r\nhello\r\n.\r\n", rb"250 .*\r\n"),
    Step("quit", b"QUIT\r\n", rb"221 .*\r\n"),
)
_IMAP = (
    Step("greeting", b"", rb"\* OK .*\r\n"),
    Step("capabilities", b"a CAPABILITY\r\n", rb"\* CAPABILITY .*\r\na OK .*\r\n"),
    Step("starttls", b"b STARTTLS\r\n", rb"b OK .*\r\n"),
    Step("tls", b"", b""),
    Step("capabilities-tls", b"c CAPABILITY\r\n", rb"\* CAPABILITY .*\r\nc OK .*\r\n"),
    Step("auth", b"d AUTHENTICATE XOAUTH2 {blob}\r\n", rb"d OK .*\r\n"),
    Step("command", b"e STATUS INBOX (MESSAGES)\r\n", rb"\* STATUS .*\r\ne OK .*\r\n"),
    Step("quit", b"f LOGOUT\r\n", rb"\* BYE .*\r\nf OK .*\r\n"),
)
_POP3 = (
    Step("greeting", b"", rb"\+OK .*\r\n"),
    Step("capabilities", b"CAPA\r\n", rb"\+OK\r\n(?:[A-Za-z].*\r\n)+\.\r\n"),
    Step("starttls", b"STLS\r\n", rb"\+OK .*\r\n"),
    Step("tls", b"", b""),
    Step("capabilities-tls", b"CAPA\r\n", rb"\+OK\r\n(?:[A-Za-z].*\r\n)+\.\r\n"),
    Step("ask", b"AUTH XOAUTH2\r\n", rb"\+ .*\r\n"),
    Step("auth", b"{blob}\r\n", rb"\+OK .*\r\n"),
    Step("command", b"STAT\r\n", rb"\+OK .*\r\n"),
    Step("quit", b"QUIT\r\n", rb"\+OK .*\r\n"),
)


def steps(port: str) -> tuple[Step, ...]:
    """The conversation of a port, in order; with implicit TLS it begins with the handshake."""
    script = {"smtp": _SMTP, "imap": _IMAP, "pop3": _POP3}[listener(port)]
    if port in ("imap", "pop3"):
        rest = [s for s in script if s.moment not in ("capabilities", "starttls", "tls", "greeting")]
        return (script[3], script[0], *rest)
    return script


def listener(port: str) -> str:
    return port.removesuffix("_starttls")


@dataclass
class Talk:
    """A client that keeps what each read returned."""

    box: ThreadedBox
    port: str
    socket: socket.socket
    pieces: list[bytes] = field(default_factory=list)

    def up_to(self, moment: str) -> Step:
        """Take every step before that of the moment, and return that one."""
        for step in steps(self.port):
            if step.moment == moment:
                return step
            self.take(step)
        raise AssertionError(f"{self.port} has no {moment}")

    def take(self, step: Step) -> bytes:
        """Do one step; what came in reply."""
        if step.moment == "tls":
            self.start_tls()
            return b""
        self.send(step)
        return self.receive(step)

    def send(self, step: Step) -> None:
        settings = self.box.settings
        blob = sasl(settings.mailbox, settings.access_token)
        self.socket.sendall(step.send.replace(b"{blob}", blob).replace(b"{mailbox}", settings.mailbox.encode()))

    def receive(self, step: Step) -> bytes:
        """Read until the reply is whole or the connection ends."""
        self.pieces, whole = [], b""
        while not re.fullmatch(step.reply, whole):
            data = self.socket.recv(65536)
            if not data:
                break
            self.pieces.append(data)
            whole += data
        return whole

    def start_tls(self, context: ssl.SSLContext | None = None) -> None:
        raw = self.socket
        self.socket = shake_hands(context or trust(self.box), raw, "localhost")


@contextmanager
def talk(box: ThreadedBox, port: str) -> Iterator[Talk]:
    number = getattr(box.settings, f"{port}_port")
    made = Talk(box, port, socket.create_connection(("127.0.0.1", number), SECONDS))
    try:
        yield made
    finally:
        made.socket.close()


def served(box: ThreadedBox, port: str) -> bool:
    """Whether a whole conversation is possible now."""
    with talk(box, port) as other:
        return all(other.take(step) or step.moment == "tls" for step in steps(port))


def until_alone(box: ThreadedBox) -> None:
    """Wait until the box has no connection any more."""
    deadline = time.monotonic() + SECONDS
    while box.call(lambda: len(box._box._wires)) and time.monotonic() < deadline:
        time.sleep(0.005)
    assert box.call(lambda: len(box._box._wires)) == 0
