"""From a transcript to what a client did: connections, commands in clear and inside TLS, logins, token requests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

MAIL = ("smtp", "imap", "pop3")
_STAND_IN = re.compile(r"\[(\d+) characters(?:, sha256 ([0-9a-f]{8}))?\]")
_CONTINUATION = re.compile(r"334\b|\+(?!OK)")
_REQUEST = re.compile(r"([A-Z]+) (.+) HTTP/1")
_LOGIN_COMMANDS = {"imap": ("LOGIN",), "pop3": ("USER", "PASS", "APOP")}
_ASKS = {"smtp": ("EHLO", "HELO"), "imap": ("CAPABILITY",), "pop3": ("CAPA",)}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one direction. `text` is redacted: a credential is `[N characters, sha256 XXXXXXXX]`."""

    number: int
    at: float
    inbound: bool
    text: str
    tls: bool

    @property
    def octets(self) -> int:
        """How long it was on the wire, line end included."""
        return len(_STAND_IN.sub(lambda found: "x" * int(found[1]), self.text)) + 2

    @property
    def secret(self) -> bool:
        """Whether a credential stands in it."""
        return _STAND_IN.search(self.text) is not None

    def __str__(self) -> str:
        where = "" if self.tls else " in clear"
        return f"{'>' if self.inbound else '<'}{where} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class Command:
    """A client's command; `verb` in upper case, without the tag of IMAP."""

    verb: str
    rest: str
    line: Line


@dataclass(slots=True)
class Exchange:
    """One attempt to sign in. `mechanism` is that of SASL, or LOGIN, USER, PASS or APOP for commands of their own.

    `replies` are what the client sent after the command; `challenges` what the server asked with; `verdict` its last
    word, empty where none came.
    """

    listener: str
    mechanism: str
    initial: str
    command: Line
    replies: list[Line] = field(default_factory=list)
    challenges: list[Line] = field(default_factory=list)
    verdict: str = ""
    offered: frozenset[str] = frozenset()

    @property
    def accepted(self) -> bool:
        """Whether the server said yes."""
        words = self.verdict.split(" ", 2)
        return words[0] in {"235", "+OK"} or (self.listener == "imap" and words[1:2] == ["OK"])

    @property
    def refused(self) -> bool:
        """Whether the server said no."""
        return bool(self.verdict) and not self.accepted


@dataclass(slots=True)
class Request:
    """One HTTP request to the identity provider; form values are redacted where they are secret."""

    method: str
    target: str
    line: Line
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    status: int = 0
    answer_headers: dict[str, str] = field(default_factory=dict)
    answer: str = ""

    @property
    def asks_for_token(self) -> bool:
        """Whether it went to the token endpoint."""
        return urlsplit(self.target).path.endswith("/token")

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The members of the form, in order."""
        return parse_qsl(self.body, keep_blank_values=True)

    def value(self, name: str) -> str:
        """One member of the form."""
        return next((value for key, value in self.fields if key == name), "")


@dataclass(slots=True)
class Connection:
    """One connection, as its listener saw it. `hello` is what the client offered in TLS, None where it offered none."""

    number: int
    listener: str
    lines: list[Line] = field(default_factory=list)
    hello: Mapping[str, Any] | None = None
    version: str = ""
    alerts: list[str] = field(default_factory=list)
    ended: bool = False
    commands: list[Command] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def around(self, line: Line) -> str:
        """The conversation that led to a line, as evidence."""
        at = self.lines.index(line)
        return f"{self.listener}: " + " | ".join(str(seen)[:120] for seen in self.lines[max(at - 3, 0) : at + 1])


def connections(events: Iterable[Mapping[str, Any]]) -> list[Connection]:
    """Everything that was said, by connection, oldest first."""
    found: dict[int, Connection] = {}
    for event in events:
        number, kind = event["connection"], event["kind"]
        connection = found.setdefault(number, Connection(number, event["listener"]))
        if kind in {"in", "out"}:
            pieces = event["data"].split("\n")
            for piece in pieces if pieces[-1] else pieces[:-1]:
                line = Line(event["number"], event["at"], kind == "in", piece.rstrip("\r"), bool(connection.version))
                connection.lines.append(line)
        elif kind == "client_hello":
            connection.hello = event["data"]
        elif kind == "tls":
            connection.version = event["data"]["version"]
        elif kind == "alert":
            connection.alerts.append(str(event["data"]))
        elif kind in {"eof", "reset"}:
            connection.ended = True
    for connection in found.values():
        (_read_mail if connection.listener in MAIL else _read_http)(connection)
    return list(found.values())


def _read_mail(connection: Connection) -> None:
    """Commands and logins; what is inside a message is neither."""
    listener, imap = connection.listener, connection.listener == "imap"
    current: Exchange | None = None
    in_message = False
    for line in connection.lines:
        if not line.inbound:
            if current is not None:
                current = _heard(current, line)
            in_message = in_message or (listener == "smtp" and line.text.startswith("354"))
        elif current is not None:
            current.replies.append(line)
        elif in_message:
            in_message = line.text != "."
        elif line.text:
            words = line.text.split(" ", 2 if imap else 1)
            tagless = words[1:] if imap else words
            verb, rest = [*tagless, "", ""][:2]
            connection.commands.append(Command(verb.upper(), rest, line))
            current = _begun(connection, verb.upper(), rest, line)


def _begun(connection: Connection, verb: str, rest: str, line: Line) -> Exchange | None:
    """The login that a command begins, if it does."""
    listener = connection.listener
    if verb in _LOGIN_COMMANDS.get(listener, ()):
        found = Exchange(listener, verb, "", line)
    elif verb == ("AUTHENTICATE" if listener == "imap" else "AUTH") and rest:
        mechanism, _, initial = rest.partition(" ")
        found = Exchange(listener, mechanism.upper(), initial, line)
    else:
        return None
    found.offered = offered(connection, line)
    connection.exchanges.append(found)
    return found


def _heard(exchange: Exchange, line: Line) -> Exchange | None:
    """What the server's line means for a login under way: asked on, over, or nothing."""
    if _CONTINUATION.match(line.text):
        exchange.challenges.append(line)
        return exchange
    if exchange.listener == "imap" and line.text.startswith("* ") and not line.text.startswith("* BYE"):
        return exchange
    exchange.verdict = line.text
    return None


def offered(connection: Connection, before: Line) -> frozenset[str]:
    """The words of the newest list of capabilities ahead of a line, in upper case; mechanisms as `AUTH=NAME`."""
    listener = connection.listener
    heard: list[str] = []
    for line in connection.lines[: connection.lines.index(before)]:
        text = line.text.upper()
        if line.inbound:
            asked = text.split(" ")[1:2] if listener == "imap" else text.split(" ")[:1]
            heard = [] if asked and asked[0] in _ASKS[listener] else heard
        elif listener == "imap":
            found = re.search(r"CAPABILITY ([^\]]*)", text)
            heard = found[1].split() if found else heard
        else:
            heard += _extension(listener, text)
    return frozenset(heard)


def _extension(listener: str, text: str) -> list[str]:
    name, *more = (text[4:] if listener == "smtp" else text).split() or [""]
    return [name, *(f"AUTH={word}" for word in more if name in {"AUTH", "SASL"})]


def _read_http(connection: Connection) -> None:
    """Requests and their answers, in order; a connection may carry several."""
    where = ""
    for line in connection.lines:
        begins = _REQUEST.match(line.text) if line.inbound else None
        if begins:
            connection.requests.append(Request(begins[1], begins[2], line))
            where = "headers"
            continue
        if not connection.requests:
            continue
        request = connection.requests[-1]
        if not line.inbound and line.text.startswith("HTTP/1"):
            request.status = int([*line.text.split(" "), "0", "0"][1] or 0)
            where = "answer headers"
        elif not line.text:
            where = where.replace("headers", "body")
        elif where == "headers":
            request.headers.update([_header(line.text)])
        elif where == "body" and line.inbound:
            request.body += line.text
        elif where == "answer headers":
            request.answer_headers.update([_header(line.text)])
        elif not line.inbound:
            request.answer += line.text


def _header(text: str) -> tuple[str, str]:
    name, _, value = text.partition(":")
    return name.strip().lower(), value.strip()
