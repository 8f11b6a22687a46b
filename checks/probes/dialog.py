"""A line-based conversation with a mail server: every wait bounded, every failure named, TLS before or on the way."""

from __future__ import annotations

import contextlib
import math
import re
import select
import socket
import ssl
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from ..observation import Failure, ProbeFailed

LINE_LIMIT = 65536
LITERAL_LIMIT = 1024 * 1024
# A server may hang up on a client that does not log in; Exchange's limit is not known, others take 30 to 60 seconds.
PAUSE_SECONDS = 20.0
# Failures after which the two still understand each other, so that a leave can be taken.
_UNDERSTOOD = frozenset({"refused", "forbidden", "lost"})

_COMMAND = re.compile(
    rb"(?:o\d+ )?(EHLO|STARTTLS|STLS|AUTH \w+|MAIL FROM|RCPT TO|DATA|RSET|CAPA\w*|AUTHENTICATE \w+|LOGIN|EXAMINE|STAT"
    rb"|USER|PASS|UID \w+|IDLE|NOOP|DONE)\b"
)

# The resolver did not say that there is no such name; it did not answer, or failed (SERVFAIL).
UNDECIDED = frozenset({socket.EAI_AGAIN, socket.EAI_FAIL})


class Dialog:
    """One connection. `protocol` is `smtp`, `imap` or `pop3`; `seconds` bounds each step, `whole` all of them together
    (in seconds as well).
    """

    def __init__(self, protocol: str, host: str, port: int, seconds: float, whole: float = math.inf) -> None:
        self.protocol = protocol
        self.host = host
        self.port = port
        self.encrypted = False
        self._seconds = seconds
        self._buffer = b""
        self._whole = whole
        self._ends = time.monotonic() + whole
        self._heard = False
        self._spoken = False
        # The last command, for words about an end of the connection: never what may hold a credential.
        self._asked = ""
        self._deadline = time.monotonic() + seconds
        try:
            self._socket: socket.socket = socket.create_connection((host, port), seconds)
        except OSError as error:
            raise ProbeFailed(connect_failure(error, host, port)) from None

    def __enter__(self) -> Dialog:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._socket.close()

    @contextlib.contextmanager
    def to_the_end(self) -> Iterator[Dialog]:
        """The last block on this connection: after it, leave is taken where there is somebody to take it of."""
        try:
            yield self
        except BaseException as error:
            self.leave(error)
            raise
        self.close()

    def leave(self, error: BaseException) -> None:
        """Hang up after a failure, and say so where the other side would understand it."""
        if isinstance(error, ProbeFailed) and error.failure.kind in _UNDERSTOOD:
            self.close()
        else:
            self._socket.close()

    def start_tls(self, context: ssl.SSLContext) -> dict[str, Any]:
        """Shake hands and verify; the facts of the session. Raises ProbeFailed, of kind `tls` or `injected` for most.

        A server has nothing to say between its reply to STARTTLS and our ClientHello (RFC 3207 4.2, RFC 9051 6.2.1).
        """
        # Where TLS comes with the first byte, what waits is a greeting in clear: TLS itself refuses that.
        if self._spoken and (early := self._buffer or self._waiting()):
            words = f"plaintext was injected behind the reply to STARTTLS: {printable_start(early)}"
            raise ProbeFailed(Failure("injected", words, "tls", self.host))
        self._step()
        try:
            wrapped = shake_hands(context, self._socket, self.host)
        except (OSError, ValueError) as error:
            raise ProbeFailed(tls_failure(error, self.host, self.port)) from None
        self._socket = wrapped
        self.encrypted = True
        return {"version": wrapped.version() or "", "cipher": (wrapped.cipher() or ("",))[0]}

    def certificate(self) -> bytes | None:
        """What the server showed, in DER; None before TLS."""
        return self._socket.getpeercert(binary_form=True) if isinstance(self._socket, ssl.SSLSocket) else None

    def fresh(self) -> bool:
        """Whether the conversation can go on after a pause: not a long one, and nobody hung up meanwhile."""
        if time.monotonic() - self._deadline + self._seconds > PAUSE_SECONDS or self._buffer:
            return False
        return not self.wait(0)

    def wait(self, seconds: float) -> bool:
        """Wait until something comes, at most so many seconds; whether it did."""
        if self._buffer or (isinstance(self._socket, ssl.SSLSocket) and self._socket.pending()):
            return True
        return bool(select.select([self._socket], [], [], seconds)[0])

    def more(self, seconds: float) -> bool:
        """Whether something can be read, or comes within so many seconds; an end of the connection is nothing."""
        if not self._buffer and self.wait(seconds):
            with contextlib.suppress(ProbeFailed):
                self._receive()
        return bool(self._buffer)

    def close(self) -> None:
        """Take leave, and hang up; the answer is not waited for."""
        with contextlib.suppress(ProbeFailed):
            self.send(b"oz LOGOUT" if self.protocol == "imap" else b"QUIT")
        self._socket.close()

    def send(self, line: bytes) -> None:
        """Write one line."""
        named = _COMMAND.match(line)
        if named:
            self._asked = f" after {named[1].decode()}"
        elif self._asked and not self._asked.startswith(" after what"):
            self._asked = f" after what follows{self._asked.removeprefix(' after')}"
        self.write(line + b"\r\n")

    def write(self, data: bytes) -> None:
        """Write bytes as they are."""
        self._step()
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise self._lost(error) from None

    def line(self) -> str:
        """The next line without its end, as text. Raises ProbeFailed: `closed`, `silent` or `garbage`."""
        return self.raw_line().decode("utf-8", "backslashreplace")

    def raw_line(self) -> bytes:
        """The next line without its end. Raises ProbeFailed: `closed`, `silent` or `garbage`."""
        while b"\n" not in self._buffer:
            if len(self._buffer) > LINE_LIMIT:
                raise self.failed("garbage", f"a line of more than {LINE_LIMIT} octets")
            self._receive()
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.rstrip(b"\r")

    def octets(self, count: int) -> bytes:
        """Exactly so many octets (a literal)."""
        if count > LITERAL_LIMIT:
            raise self.failed("garbage", f"a literal of {count} octets")
        while len(self._buffer) < count:
            self._receive()
        data, self._buffer = self._buffer[:count], self._buffer[count:]
        return data

    def go_on(self) -> None:
        """A piece of something large is here: the time for the next piece starts now."""
        self._step()

    def failed(self, kind: str, words: str) -> ProbeFailed:
        """A failure of this conversation, to be raised."""
        return ProbeFailed(Failure(kind, words, self.protocol, self.host))

    def _receive(self) -> None:
        try:
            self._socket.settimeout(max(self._deadline - time.monotonic(), 0.001))
            data = self._socket.recv(65536)
        except OSError as error:
            raise self._lost(error) from None
        if not data:
            began = f" after {printable_start(self._buffer)}" if self._buffer else self._asked
            raise self.failed("closed", f"{self.host} port {self.port} closed the connection{began}")
        self._heard = self._spoken = True
        self._buffer += data

    def _waiting(self) -> bytes:
        """What has come already and was not read; it stays where it is."""
        self._socket.setblocking(False)
        try:
            return self._socket.recv(60, socket.MSG_PEEK)
        except OSError:
            return b""

    def _step(self) -> None:
        """A new step begins: its time starts now."""
        now = time.monotonic()
        self._heard = False
        self._deadline = min(now + self._seconds, self._ends)
        self._socket.settimeout(max(self._deadline - now, 0.001))

    def _lost(self, error: OSError) -> ProbeFailed:
        where = f"{self.host} port {self.port}"
        if isinstance(error, TimeoutError):
            return self.failed("silent", f"{where} {self._overdue()}")
        if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
            return ProbeFailed(tls_failure(error, self.host, self.port))
        reason = error.strerror or type(error).__name__
        return self.failed("closed", f"{where}: {reason} (connection dropped{self._asked})")

    def _overdue(self) -> str:
        """What was waited for in vain, in words."""
        if time.monotonic() >= self._ends:
            return f"did not come to an end within {self._whole:g} seconds"
        if self._heard:
            return f"gave no whole answer within {self._seconds:g} seconds"
        if self._spoken:
            return f"said nothing for {self._seconds:g} seconds{self._asked}"
        return f"took the connection and said nothing for {self._seconds:g} seconds"


def shake_hands(context: ssl.SSLContext, raw: socket.socket, host: str) -> ssl.SSLSocket:
    """TLS on a connected socket. Raises OSError or ValueError, also for a connection that was reset before.

    On such a connection Python's `wrap_socket` either makes no handshake, and would send in clear, or fails and leaves
    the socket open.
    """
    raw.getpeername()
    try:
        wrapped = context.wrap_socket(raw, server_hostname=host)
    except (OSError, ValueError) as error:
        _close_half_made(error)
        raise
    if wrapped.version() is None:
        wrapped.close()
        raise ConnectionResetError("reset before the handshake")
    return wrapped


def _close_half_made(error: BaseException) -> None:
    """Close what wrap_socket leaves open when the connection ends between two of its own steps."""
    at = error.__traceback__
    while at is not None:
        made = at.tb_frame.f_locals.get("self")
        if isinstance(made, ssl.SSLSocket):
            made.close()
        at = at.tb_next


def printable_start(data: bytes) -> str:
    """The beginning of what was received, for a message."""
    return repr(data[:60])[1:]


def connect_failure(error: OSError, host: str, port: int) -> Failure:
    """Why no connection came about, in words that the table of diagnoses knows."""
    where = f"{host} port {port}"
    if isinstance(error, socket.gaierror):
        what = "could not be looked up" if error.errno in UNDECIDED else "not found"
        return Failure("unreachable", f"host {host} {what}: {error.strerror}", "network", host)
    if isinstance(error, TimeoutError):
        return Failure("timeout", f"connect to {where} timed out", "network", host)
    if isinstance(error, ConnectionRefusedError):
        return Failure("unreachable", f"connect to {where}: Connection refused", "network", host)
    return Failure("unreachable", f"connect to {where}: {error.strerror or error}", "network", host)


def tls_failure(error: Exception, host: str, port: int) -> Failure:
    """Why the handshake failed, in OpenSSL's words."""
    where = f"{host} port {port}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return Failure("tls", f"{where}: certificate verify failed: {error.verify_message}", "tls", host)
    if isinstance(error, TimeoutError):
        return Failure("silent", f"{where} took the connection and did not answer the TLS handshake", "network", host)
    if isinstance(error, ssl.SSLEOFError) or (isinstance(error, OSError) and not isinstance(error, ssl.SSLError)):
        return Failure("closed", f"{where} closed the connection during the TLS handshake", "network", host)
    if isinstance(error, ssl.SSLError):
        return Failure("tls", f"{where}: {(error.reason or str(error)).replace('_', ' ').lower()}", "tls", host)
    return Failure("tls", f"{where}: {error}", "tls", host)
