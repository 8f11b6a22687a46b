"""A client that costs little, the same for every server: send a line, read until a reply ends."""

from __future__ import annotations

import base64
import socket
import ssl
from dataclasses import dataclass, field

from fakes.thread import ThreadedBox

SECONDS = 20.0
MESSAGE = (
    b"From: adele@contoso.example\r\nTo: dest@fabrikam.example\r\nSubject: a message\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=us-ascii\r\n\r\n" + b"A line of text of an ordinary length, once more.\r\n" * 40
)


@dataclass(frozen=True, slots=True)
class Peer:
    """A running server: its process, its ports by protocol, and what a client needs.

    `words` log in where XOAUTH2 cannot; `tls` names the protocols whose port speaks TLS from the first byte.
    """

    pid: int
    ports: dict[str, int]
    context: ssl.SSLContext = field(repr=False)
    user: str = ""
    token: str = field(default="", repr=False)
    words: bytes = b""
    tls: tuple[str, ...] = ("floor", "imap", "pop3")
    control: str = field(default="", repr=False)


def peer_of(box: ThreadedBox) -> Peer:
    """A box in this process."""
    settings = box.settings
    ports = {name: int(getattr(settings, f"{name}_port")) for name in ("smtp", "imap", "pop3")}
    context = ssl.create_default_context(cafile=settings.ca_file)
    return Peer(0, ports, context, settings.mailbox, settings.access_token)


class Talk:
    """One connection. Every reply that is not the wanted one raises AssertionError."""

    def __init__(self, peer: Peer, protocol: str) -> None:
        self.peer = peer
        self._socket: socket.socket = socket.create_connection(("127.0.0.1", peer.ports[protocol]), SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if protocol in peer.tls:
            self.start_tls()
        else:
            self._file = self._socket.makefile("rb")

    def start_tls(self) -> None:
        """Now."""
        self._socket = self.peer.context.wrap_socket(self._socket, server_hostname="localhost")
        self._file = self._socket.makefile("rb")

    def ask(self, line: bytes, wanted: bytes, until: bytes = b"") -> bytes:
        """Send a line (none when empty); the reply up to the first line that begins with `until`."""
        if line:
            self._socket.sendall(line + b"\r\n")
        said = bytearray()
        while found := self._file.readline():
            said += found
            if found.startswith(until or wanted) or (not until and not found.startswith((b"* ", b"250-"))):
                break
        assert found.startswith(wanted), bytes(said[-300:])
        return bytes(said)

    def drop(self) -> None:
        """Go without a word."""
        self._file.close()
        self._socket.close()

    def close(self) -> None:
        """Wait until the server has closed, then close."""
        self._file.read()
        self.drop()

    def blob(self) -> bytes:
        """The XOAUTH2 response."""
        return base64.b64encode(f"user={self.peer.user}\x01auth=Bearer {self.peer.token}\x01\x01".encode())


def bare(peer: Peer) -> None:
    """A TLS connection and a greeting."""
    talk = Talk(peer, "floor")
    talk.ask(b"", b"* OK")
    talk.close()


def imap(peer: Peer) -> Talk:
    """An IMAP session that is logged in."""
    talk = Talk(peer, "imap")
    talk.ask(b"", b"* OK")
    if "imap" not in peer.tls:
        talk.ask(b"s STARTTLS", b"s OK")
        talk.start_tls()
    talk.ask(b"a " + (peer.words or b"AUTHENTICATE XOAUTH2 " + talk.blob()), b"a OK", b"a ")
    return talk


def imap_login(peer: Peer) -> None:
    """Greeting, AUTHENTICATE with an initial response, LOGOUT."""
    talk = imap(peer)
    talk.ask(b"z LOGOUT", b"z OK", b"z ")
    talk.close()


def pop3_login(peer: Peer) -> None:
    """Greeting, AUTH in two lines, QUIT."""
    talk = Talk(peer, "pop3")
    talk.ask(b"", b"+OK")
    talk.ask(b"AUTH XOAUTH2", b"+ ")
    talk.ask(talk.blob(), b"+OK")
    talk.ask(b"QUIT", b"+OK")
    talk.close()


def smtp(peer: Peer) -> Talk:
    """A submission session that is logged in; AUTH in two lines, as Dovecot takes no long ones."""
    talk = Talk(peer, "smtp")
    talk.ask(b"", b"220")
    talk.ask(b"EHLO bench.contoso.example", b"250 ", b"250 ")
    talk.ask(b"STARTTLS", b"220")
    talk.start_tls()
    talk.ask(b"EHLO bench.contoso.example", b"250 ", b"250 ")
    talk.ask(b"AUTH XOAUTH2", b"334")
    talk.ask(talk.blob(), b"235")
    return talk


def smtp_auth(peer: Peer) -> None:
    """EHLO, STARTTLS, EHLO, AUTH, QUIT."""
    talk = smtp(peer)
    talk.ask(b"QUIT", b"221")
    talk.close()


def send(talk: Talk) -> None:
    """One message of 2 kB in an open session."""
    talk.ask(b"MAIL FROM:<" + talk.peer.user.encode() + b">", b"250")
    talk.ask(b"RCPT TO:<dest@fabrikam.example>", b"250")
    talk.ask(b"DATA", b"354")
    talk.ask(MESSAGE.replace(b"adele@contoso.example", talk.peer.user.encode()) + b".", b"250")


def smtp_message(peer: Peer) -> None:
    """A session with one message."""
    talk = smtp(peer)
    send(talk)
    talk.ask(b"QUIT", b"221")
    talk.close()
