"""A client that sends bytes and reads lines: it knows nothing but tags, literals and multi-line replies."""

from __future__ import annotations

import re
import socket
import ssl
from itertools import count

from checks.probes.dialog import shake_hands

_LITERAL = re.compile(rb"\{(\d+)\}\r\n\Z")


class Wire:
    """A connection with a time limit on every step."""

    def __init__(self, port: int, trust: ssl.SSLContext, *, tls: bool, host: str = "localhost") -> None:
        self._trust = trust
        self.socket: socket.socket = socket.create_connection((host, port), timeout=10)
        self._host = host
        self._file = self.socket.makefile("rb")
        self._tags = count(1)
        if tls:
            self.start_tls()

    def start_tls(self) -> None:
        self.socket = shake_hands(self._trust, self.socket, self._host)
        self._file = self.socket.makefile("rb")

    def send(self, data: str | bytes) -> None:
        self.socket.sendall(data.encode() if isinstance(data, str) else data)

    def octets(self) -> bytes:
        """One line with the literals in it; empty at the end of the connection."""
        line = self._file.readline()
        while found := _LITERAL.search(line):
            line += self._file.read(int(found[1])) + self._file.readline()
        return line

    def line(self) -> str:
        """One line without its end; empty at the end of the connection."""
        return self.octets().decode("latin-1").removesuffix("\r\n")

    def answer(self, tag: str) -> list[str]:
        """The lines up to and with the one that has the tag, which is cut off there, or up to the end."""
        lines: list[str] = []
        while line := self.line():
            if line.startswith(f"{tag} "):
                return [*lines, line.removeprefix(f"{tag} ")]
            lines.append(line)
        return lines

    def ask(self, command: str) -> list[str]:
        """Send an IMAP command and read its answer."""
        tag = f"t{next(self._tags)}"
        self.send(f"{tag} {command}\r\n")
        return self.answer(tag)

    def pop(self, command: str) -> str:
        """Send a POP3 command and read one line."""
        self.send(f"{command}\r\n")
        return self.line()

    def body(self) -> bytes:
        """What follows the first line of a multi-line POP3 reply, as it came."""
        lines: list[bytes] = []
        while (line := self._file.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)

    def ended(self) -> bool:
        """Whether the server has closed the connection and said nothing more."""
        try:
            return self._file.read() == b""
        except (ssl.SSLError, ConnectionError):
            return True

    def close(self) -> None:
        # A socket stays open for as long as a file that was made of it.
        self._file.close()
        self.socket.close()
