"""BODY, BODYSTRUCTURE and ENVELOPE of a message, and the strings that all answers are made of."""

from __future__ import annotations

import re

from .addresses import Address, parse_addresses
from .mime import Part, parse_message, parse_parameters

_SAFE = re.compile(rb"[\x01-\x09\x0b\x0c\x0e-\x7f]*")
_ATOM = re.compile(rb'[^\x00-\x20\x7f-\xff(){%*"\\\]]+')
_WORD = re.compile(rb"[^\s;()]+")
_BLANKS = re.compile(rb"[\s,]+")
_QUOTED_LIMIT = 1000
_ADDRESSES = (b"from", b"sender", b"reply-to", b"to", b"cc", b"bcc")


def quoted(text: bytes) -> bytes:
    """A string: quoted where it may be, else a literal."""
    if len(text) <= _QUOTED_LIMIT and _SAFE.fullmatch(text):
        return b'"' + text.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
    return literal(text)


def literal(text: bytes) -> bytes:
    """A literal."""
    return b"{%d}\r\n%b" % (len(text), text)


def nstring(text: bytes | None) -> bytes:
    """A string, or NIL where there is none."""
    return b"NIL" if text is None else quoted(text)


def astring(text: bytes) -> bytes:
    """An atom where it may be one, else a string; how Exchange writes folder names."""
    return text if _ATOM.fullmatch(text) and text.upper() != b"NIL" else quoted(text)


def envelope(message: Part) -> bytes:
    """The ENVELOPE of a message (RFC 3501 7.4.2). Values are unfolded and otherwise as they are written."""
    lists = {name: _addresses(message, name) for name in _ADDRESSES}
    for name in (b"sender", b"reply-to"):
        if lists[name] == b"NIL":
            lists[name] = lists[b"from"]
    return b"(%b)" % b" ".join(
        [
            nstring(message.header(b"date")),
            nstring(message.header(b"subject")),
            *(lists[name] for name in _ADDRESSES),
            nstring(message.header(b"in-reply-to")),
            nstring(message.header(b"message-id")),
        ]
    )


def body_structure(part: Part, *, extended: bool) -> bytes:
    """BODYSTRUCTURE, or BODY without the extension data (RFC 3501 7.4.2)."""
    if part.multipart:
        # The grammar wants at least one part.
        children = part.children or [parse_message(b"\r\n")]
        parts = b"".join(body_structure(child, extended=extended) for child in children)
        fields = [parts, quoted(part.subtype)]
        if extended:
            fields += [_parameters(part.parameters), *_common_extensions(part)]
    else:
        fields = _single(part, extended=extended)
    return b"(%b)" % b" ".join(fields)


def _single(part: Part, *, extended: bool) -> list[bytes]:
    is_text = part.type.lower() == b"text"
    encoding = _WORD.search(part.header(b"content-transfer-encoding") or b"7bit")
    parameters = part.parameters
    if is_text and not any(name.lower() == b"charset" for name, _ in parameters):
        parameters = [*parameters, (b"charset", b"us-ascii")]  # RFC 2045 5.2
    fields = [
        quoted(part.type),
        quoted(part.subtype),
        _parameters(parameters),
        nstring(part.header(b"content-id")),
        nstring(part.header(b"content-description")),
        quoted(encoding[0] if encoding else b"7bit"),
        b"%d" % (part.end - part.body),
    ]
    if part.message is not None:
        fields += [envelope(part.message), body_structure(part.message, extended=extended), _lines(part)]
    elif is_text:
        fields.append(_lines(part))
    if extended:
        fields += [nstring(part.header(b"content-md5")), *_common_extensions(part)]
    return fields


def _common_extensions(part: Part) -> list[bytes]:
    return [_disposition(part), _languages(part), nstring(part.header(b"content-location"))]


def _disposition(part: Part) -> bytes:
    value = part.header(b"content-disposition")
    word = _WORD.search(value) if value else None
    if value is None or word is None:
        return b"NIL"
    return b"(%b %b)" % (quoted(word[0]), _parameters(parse_parameters(value)))


def _languages(part: Part) -> bytes:
    languages = [word for word in _BLANKS.split(part.header(b"content-language") or b"") if word]
    return b"(%b)" % b" ".join(map(quoted, languages)) if languages else b"NIL"


def _parameters(parameters: list[tuple[bytes, bytes]]) -> bytes:
    if not parameters:
        return b"NIL"
    return b"(%b)" % b" ".join(quoted(text) for pair in parameters for text in pair)


def _lines(part: Part) -> bytes:
    # As Dovecot counts: line ends, so that a last line without one is none.
    return b"%d" % part.body_bytes().count(b"\n")


def _addresses(message: Part, name: bytes) -> bytes:
    values = [header.value for header in message.headers if header.name == name]
    addresses = [address for value in values for address in parse_addresses(value)]
    return b"(%b)" % b"".join(map(_address, addresses)) if addresses else b"NIL"


def _address(address: Address) -> bytes:
    parts = (address.name, address.route, address.mailbox, address.host)
    return b"(%b)" % b" ".join(map(nstring, parts))
