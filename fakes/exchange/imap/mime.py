"""A message as a tree of parts, each a span of the stored bytes: nothing is decoded, nothing is written anew."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

DEPTH_LIMIT = 50
PART_LIMIT = 1000
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_LAST_BLANK = re.compile(rb"(?:\A|(?<=\n))\r?\n\Z")
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_NAME = re.compile(rb"[^\x00-\x20\x7f:]+")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_TYPE = re.compile(rb"[\s]*([^\s/;()]+)[ \t]*/[ \t]*([^\s/;()]+)")
_TOKEN = re.compile(rb"[^\s;=\"()]+")


@dataclass(slots=True)
class Header:
    """One header field: its name in lower case, its unfolded value, and its bytes with the line end.

    A line in a header that is no field has no name.
    """

    name: bytes
    value: bytes
    raw: bytes


@dataclass(slots=True)
class Part:
    """A message or a body part: bytes from `start` to `end`, of which the header goes to `body`.

    `children` are the parts of a multipart; `message` is the message inside a message/rfc822.
    """

    content: bytes
    start: int
    body: int
    end: int
    headers: list[Header] = field(default_factory=list)
    type: bytes = b"text"
    subtype: bytes = b"plain"
    parameters: list[tuple[bytes, bytes]] = field(default_factory=list)
    children: list[Part] = field(default_factory=list)
    message: Part | None = None

    @property
    def multipart(self) -> bool:
        """Whether it is a multipart, even one without parts."""
        return self.type.lower() == b"multipart"

    def header(self, name: bytes) -> bytes | None:
        """The value of the first field of that name, without blanks around it."""
        return next((header.value.strip() for header in self.headers if header.name == name), None)

    def header_bytes(self) -> bytes:
        """The header with the blank line behind it."""
        return self.content[self.start : self.body]

    def blank_line(self) -> bytes:
        """The blank line behind the header, if there is one."""
        found = _LAST_BLANK.search(self.header_bytes())
        return found[0] if found else b""

    def body_bytes(self) -> bytes:
        """What follows the header."""
        return self.content[self.body : self.end]


def parse_message(content: bytes) -> Part:
    """The tree of a message. Any bytes have one."""
    return _parse(content, (0, len(content)), b"text/plain", 0, [PART_LIMIT])


def locate(root: Part, path: Sequence[int]) -> Part | None:
    """The part that a section number names (RFC 3501 6.4.5), if there is one."""
    part, is_message = root, True
    for depth, number in enumerate(path):
        if depth and part.message is not None:
            part, is_message = part.message, True
        if part.multipart:
            if not 1 <= number <= len(part.children):
                return None
            part = part.children[number - 1]
        elif not is_message or number != 1:
            return None
        is_message = False
    return part


def parse_parameters(value: bytes) -> list[tuple[bytes, bytes]]:
    """The `; name=value` pairs of a header value, as they are written; comments are left out."""
    pairs: list[tuple[bytes, bytes]] = []
    at = 0
    while (at := value.find(b";", at)) >= 0:
        at = _skip_comments(value, at + 1)
        name = _TOKEN.match(value, at)
        if name is None:
            continue
        at = _skip_comments(value, name.end())
        if value[at : at + 1] != b"=":
            continue
        at = _skip_comments(value, at + 1)
        if value[at : at + 1] == b'"':
            text, at = _quoted(value, at)
            pairs.append((name[0], text))
        elif found := _TOKEN.match(value, at):
            at = found.end()
            pairs.append((name[0], found[0]))
    return pairs


def _parse(content: bytes, span: tuple[int, int], default: bytes, depth: int, left: list[int]) -> Part:
    start, end = span
    left[0] -= 1
    if content.startswith((b"\r\n", b"\n"), start, end):
        body = content.index(b"\n", start) + 1
    else:
        blank = _BLANK_LINE.search(content, start, end)
        body = blank.end() if blank else end
    part = Part(content, start, body, end, _headers(content[start:body]))
    _set_type(part, part.header(b"content-type"), default)
    if depth >= DEPTH_LIMIT:
        return part
    if part.multipart:
        boundary = next((text for name, text in part.parameters if name.lower() == b"boundary"), b"")
        inner = b"message/rfc822" if part.subtype.lower() == b"digest" else b"text/plain"
        for inside in _split(content, part.body, end, boundary) if boundary else ():
            if left[0] <= 0:
                break
            part.children.append(_parse(content, inside, inner, depth + 1, left))
    elif (part.type.lower(), part.subtype.lower()) == (b"message", b"rfc822"):
        part.message = _parse(content, (part.body, end), b"text/plain", depth + 1, left)
    return part


def _headers(block: bytes) -> list[Header]:
    fields: list[bytes] = []
    for line in _LINE.findall(block):
        if line[:1] in (b" ", b"\t") and line.strip() and fields:
            fields[-1] += line
        else:
            fields.append(line)
    headers: list[Header] = []
    for raw in fields:
        name, colon, value = raw.partition(b":")
        name = name.rstrip(b" \t")
        if colon and _NAME.fullmatch(name):
            headers.append(Header(name.lower(), _FOLD.sub(b"", value).rstrip(b"\r\n"), raw))
        elif raw.strip():
            headers.append(Header(b"", b"", raw))
    return headers


def _set_type(part: Part, value: bytes | None, default: bytes) -> None:
    found = _TYPE.match(value) if value is not None else None
    if found is None:
        part.type, _, part.subtype = default.partition(b"/")
        return
    part.type, part.subtype = found.groups()
    part.parameters = parse_parameters(value or b"")


def _split(content: bytes, start: int, end: int, boundary: bytes) -> list[tuple[int, int]]:
    delimiter = re.compile(rb"(?:\r?\n)?--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    spans: list[tuple[int, int]] = []
    begun: int | None = None
    for found in delimiter.finditer(content, start, end):
        if found.start() != start and content[found.start() : found.start() + 1] not in (b"\r", b"\n"):
            continue
        if begun is not None:
            spans.append((begun, max(begun, found.start())))
        begun = None
        if found[1]:
            break
        line_end = content.find(b"\n", found.end(), end)
        begun = end if line_end < 0 else line_end + 1
    if begun is not None:
        spans.append((begun, end))
    return spans


def _quoted(value: bytes, at: int) -> tuple[bytes, int]:
    text = bytearray()
    at += 1
    while at < len(value) and value[at : at + 1] != b'"':
        if value[at : at + 1] == b"\\":
            at += 1
        text += value[at : at + 1]
        at += 1
    return bytes(text), at + 1


def _skip_comments(value: bytes, at: int) -> int:
    depth = 0
    while at < len(value):
        octet = value[at : at + 1]
        if octet == b"(":
            depth += 1
        elif octet == b")" and depth:
            depth -= 1
        elif octet == b"\\" and depth:
            at += 1
        elif not depth and not octet.isspace():
            return at
        at += 1
    return at
