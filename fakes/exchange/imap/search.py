"""SEARCH: the keys of RFC 3501 6.4.4, parsed into one question that each message answers."""

from __future__ import annotations

import binascii
import datetime
import email.errors
import email.header
import email.utils
import operator
from collections.abc import Callable, Sequence

from ..store import ANSWERED, DELETED, DRAFT, FLAGGED, SEEN, Message
from .cursor import BadCommand, Cursor, resolve
from .mime import Part, parse_message
from .view import View
from .words import ARGUMENT_COUNT, BAD_ARGUMENT, BAD_CHARSET

_DEPTH_LIMIT = 50
_KEY_LIMIT = 2000
_FLAGS = {"ANSWERED": ANSWERED, "DELETED": DELETED, "DRAFT": DRAFT, "FLAGGED": FLAGGED, "SEEN": SEEN}


class Candidate:
    """A message that is being asked; what is costly to know is found out once."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self._part: Part | None = None
        self._body: str | None = None

    @property
    def part(self) -> Part:
        """Its MIME tree."""
        if self._part is None:
            self._part = parse_message(self.message.content)
        return self._part

    @property
    def body(self) -> str:
        """The text of its text parts, decoded, for comparison."""
        if self._body is None:
            self._body = "\n".join(_texts(self.part)).casefold()
        return self._body

    @property
    def header(self) -> str:
        """Its header and those of its parts, decoded, for comparison."""
        return "\n".join(_headers(self.part)).casefold()

    def fields(self, name: bytes) -> list[str]:
        """The values of a header field, decoded, for comparison."""
        return [decode_header(field.value).casefold() for field in self.part.headers if field.name == name]


Question = Callable[[Candidate], bool]
Comparison = Callable[[datetime.date, datetime.date], bool]


def parse_search(cursor: Cursor, view: View, charsets: Sequence[str]) -> Question:
    """The question that a SEARCH asks, arguments included. Raises BadCommand.

    `charsets` are those that the server knows, US-ASCII first.
    """
    charset = charsets[0]
    if cursor.take_word(b" CHARSET "):
        charset = cursor.astring().decode("ascii", "replace").upper().removeprefix("US-")
        charset = "US-ASCII" if charset == "ASCII" else charset
        if charset not in charsets:
            raise BadCommand(BAD_CHARSET.format(charsets=" ".join(charsets)))
    keys = _Keys(cursor.blank(), view, charset)
    question = keys.all_of(until=b"")
    cursor.end()
    return question


class _Keys:
    def __init__(self, cursor: Cursor, view: View, charset: str) -> None:
        self._cursor = cursor
        self._view = view
        self._charset = charset
        self._left = _KEY_LIMIT

    def all_of(self, until: bytes, depth: int = 0) -> Question:
        questions = [self._key(depth)]
        while not (self._cursor.ended() if not until else self._cursor.take(until)):
            questions.append(self._spaced(depth))
        if len(questions) == 1:
            return questions[0]
        return lambda candidate: all(question(candidate) for question in questions)

    def _spaced(self, depth: int) -> Question:
        self._cursor.blank()
        return self._key(depth)

    def _key(self, depth: int) -> Question:
        self._left -= 1
        if depth > _DEPTH_LIMIT or self._left < 0:
            raise BadCommand(ARGUMENT_COUNT)
        if self._cursor.take(b"("):
            return self.all_of(b")", depth + 1)
        if self._cursor.at_message_set():
            return self.messages(uid=False)
        name = self._cursor.atom()
        if name == "NOT":
            inner = self._spaced(depth + 1)
            return lambda candidate: not inner(candidate)
        if name == "OR":
            one, other = self._spaced(depth + 1), self._spaced(depth + 1)
            return lambda candidate: one(candidate) or other(candidate)
        return self._plain(name)

    def _plain(self, name: str) -> Question:
        if name.removeprefix("UN") in _FLAGS:
            return _flag(_FLAGS[name.removeprefix("UN")], wanted=name in _FLAGS)
        if name in _RECENCY:
            return _RECENCY[name](self._view.recent)
        make = _WITH_ARGUMENT.get(name)
        if make is None:
            raise BadCommand(BAD_ARGUMENT)
        self._cursor.blank()
        return make(self)

    def keyword(self, *, wanted: bool) -> Question:
        folded = self._string()
        return lambda candidate: any(flag.lower() == folded for flag in candidate.message.flags) is wanted

    def size(self, *, larger: bool) -> Question:
        limit = self._cursor.number()
        if larger:
            return lambda candidate: len(candidate.message.content) > limit
        return lambda candidate: len(candidate.message.content) < limit

    def date(self, fits: Comparison, of: Callable[[Candidate], datetime.date | None]) -> Question:
        day = self._cursor.date()
        return lambda candidate: (date := of(candidate)) is not None and fits(date, day)

    def header(self, name: bytes) -> Question:
        words = self._string()
        return lambda candidate: any(words in value for value in candidate.fields(name))

    def any_header(self) -> Question:
        name = self._cursor.astring().lower()
        self._cursor.blank()
        return self.header(name)

    def body(self) -> Question:
        words = self._string()
        return lambda candidate: words in candidate.body

    def text(self) -> Question:
        words = self._string()
        return lambda candidate: words in candidate.body or words in candidate.header

    def messages(self, *, uid: bool) -> Question:
        messages = self._view.messages
        chosen = {messages[place].uid for place in resolve(self._cursor.message_set(), messages, uid=uid)}
        return lambda candidate: candidate.message.uid in chosen

    def _string(self) -> str:
        return self._cursor.astring().decode(self._charset, "replace").casefold()


def _flag(flag: str, *, wanted: bool) -> Question:
    return lambda candidate: (flag in candidate.message.flags) is wanted


def _received(candidate: Candidate) -> datetime.date:
    return datetime.datetime.fromtimestamp(candidate.message.received, datetime.UTC).date()


def _sent(candidate: Candidate) -> datetime.date | None:
    # The date as it is written, whatever its time zone (RFC 3501 6.4.4).
    value = (candidate.part.header(b"date") or b"").decode("ascii", "replace")
    try:
        read = email.utils.parsedate(value)
        return datetime.date(*read[:3]) if read else None
    except (ValueError, IndexError, TypeError):
        return None


_RECENCY: dict[str, Callable[[set[int]], Question]] = {
    "ALL": lambda _: lambda _: True,
    "NEW": lambda recent: lambda one: one.message.uid in recent and SEEN not in one.message.flags,
    "OLD": lambda recent: lambda one: one.message.uid not in recent,
    "RECENT": lambda recent: lambda one: one.message.uid in recent,
}
_WITH_ARGUMENT: dict[str, Callable[[_Keys], Question]] = {
    "BCC": lambda keys: keys.header(b"bcc"),
    "BEFORE": lambda keys: keys.date(operator.lt, _received),
    "BODY": lambda keys: keys.body(),
    "CC": lambda keys: keys.header(b"cc"),
    "FROM": lambda keys: keys.header(b"from"),
    "HEADER": lambda keys: keys.any_header(),
    "KEYWORD": lambda keys: keys.keyword(wanted=True),
    "LARGER": lambda keys: keys.size(larger=True),
    "ON": lambda keys: keys.date(operator.eq, _received),
    "SENTBEFORE": lambda keys: keys.date(operator.lt, _sent),
    "SENTON": lambda keys: keys.date(operator.eq, _sent),
    "SENTSINCE": lambda keys: keys.date(operator.ge, _sent),
    "SINCE": lambda keys: keys.date(operator.ge, _received),
    "SMALLER": lambda keys: keys.size(larger=False),
    "SUBJECT": lambda keys: keys.header(b"subject"),
    "TEXT": lambda keys: keys.text(),
    "TO": lambda keys: keys.header(b"to"),
    "UID": lambda keys: keys.messages(uid=True),
    "UNKEYWORD": lambda keys: keys.keyword(wanted=False),
}


def decode_header(raw: bytes) -> str:
    """A header value with its encoded words decoded; as it stands where they are broken."""
    text = raw.decode("utf-8", "replace")
    if "=?" not in text:
        return text
    try:
        return str(email.header.make_header(email.header.decode_header(text)))
    except (email.errors.HeaderParseError, LookupError, ValueError):
        return text


def _headers(part: Part) -> list[str]:
    inside = [part.message] if part.message is not None else part.children
    return [decode_header(field.raw) for field in part.headers] + [text for one in inside for text in _headers(one)]


def _texts(part: Part) -> list[str]:
    if part.message is not None:
        return _texts(part.message)
    if part.multipart:
        return [text for child in part.children for text in _texts(child)]
    if part.type.lower() != b"text":
        return []
    octets = _decoded(part.body_bytes(), (part.header(b"content-transfer-encoding") or b"").lower())
    charset = next((value for name, value in part.parameters if name.lower() == b"charset"), b"us-ascii")
    try:
        return [octets.decode(charset.decode("ascii"), "replace")]
    except (LookupError, ValueError):
        return [octets.decode("utf-8", "replace")]


def _decoded(octets: bytes, encoding: bytes) -> bytes:
    try:
        if encoding == b"base64":
            return binascii.a2b_base64(octets)
        if encoding == b"quoted-printable":
            return binascii.a2b_qp(octets)
    except binascii.Error:
        pass
    return octets
