"""The addresses of a header field as ENVELOPE wants them: name, route, mailbox and host, groups opened and closed."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ATOM = re.compile(rb'[^\s()<>@,;:\\"]+')
_BLANKS = re.compile(rb"\s+")


@dataclass(frozen=True, slots=True)
class Address:
    """One address. A group begins with a mailbox without host and ends with neither (RFC 3501 7.4.2)."""

    name: bytes | None
    mailbox: bytes | None
    host: bytes | None
    route: bytes | None = None


def parse_addresses(value: bytes) -> list[Address]:
    """Read the value of From, To and the like. Whatever is there gives some list."""
    addresses: list[Address] = []
    words: list[bytes] = []
    in_group = False
    for kind, text in _tokens(value):
        if kind == "," or (kind == ";" and in_group):
            _add(addresses, words)
            words = []
            if kind == ";":
                addresses.append(Address(None, None, None))
                in_group = False
        elif kind == ":" and not in_group:
            addresses.append(Address(None, _plain(words), None))
            words, in_group = [], True
        elif kind in ("angle", "comment"):
            words.append(kind.encode() + b"\x00" + text)
        else:
            words.append(text)
    _add(addresses, words)
    if in_group:
        addresses.append(Address(None, None, None))
    return addresses


def _add(addresses: list[Address], words: list[bytes]) -> None:
    angle = next((word[6:] for word in words if word.startswith(b"angle\x00")), None)
    comment = next((word[8:] for word in reversed(words) if word.startswith(b"comment\x00")), None)
    rest = [word for word in words if not word.startswith((b"angle\x00", b"comment\x00"))]
    if angle is None and not rest:
        return
    name = _plain(rest) if angle is not None else comment
    route, _, address = angle.rpartition(b"\x00") if angle is not None else (b"", b"", _first(rest))
    mailbox, at, host = address.rpartition(b"@")
    if not at:
        mailbox, host = host, b""
    addresses.append(Address(name or None, mailbox, host, route or None))


def _first(words: list[bytes]) -> bytes:
    """The first address of several that no comma parts; blanks beside a dot or an @ are no end of it."""
    address = words[0]
    for word in words[1:]:
        if not (address.endswith((b".", b"@")) or word.startswith((b".", b"@"))):
            break
        address += word
    return address


def _plain(words: list[bytes]) -> bytes:
    return b" ".join(word for word in words if not word.startswith((b"angle\x00", b"comment\x00")))


def _tokens(value: bytes) -> list[tuple[str, bytes]]:
    tokens: list[tuple[str, bytes]] = []
    at = 0
    while at < len(value):
        octet = value[at : at + 1]
        if octet.isspace():
            at += 1
        elif octet == b'"':
            text, at = _until(value, at, b'"')
            tokens.append(("word", text))
        elif octet == b"(":
            text, at = _comment(value, at)
            tokens.append(("comment", text))
        elif octet == b"<":
            text, at = _angle(value, at)
            tokens.append(("angle", text))
        elif octet in b",;:":
            tokens.append((octet.decode(), octet))
            at += 1
        elif found := _ATOM.match(value, at):
            tokens.append(("word", found[0]))
            at = found.end()
        else:
            tokens.append(("word", octet))
            at += 1
    return tokens


def _until(value: bytes, at: int, closing: bytes) -> tuple[bytes, int]:
    text = bytearray()
    at += 1
    while at < len(value) and value[at : at + 1] != closing:
        if value[at : at + 1] == b"\\":
            at += 1
        text += value[at : at + 1]
        at += 1
    return bytes(text), at + 1


def _angle(value: bytes, at: int) -> tuple[bytes, int]:
    text = bytearray()
    at += 1
    while at < len(value) and value[at : at + 1] != b">":
        if value[at : at + 1] == b'"':
            quoted, at = _until(value, at, b'"')
            text += quoted
        else:
            text += value[at : at + 1]
            at += 1
    # An obsolete source route (`<@a,@b:user@host>`) has a place of its own; NUL parts the two.
    address = _BLANKS.sub(b"", bytes(text)).replace(b"\x00", b"")
    route, colon, rest = address.partition(b":")
    return (route + b"\x00" + rest if colon and route.startswith(b"@") else address), at + 1


def _comment(value: bytes, at: int) -> tuple[bytes, int]:
    text = bytearray()
    depth, at = 1, at + 1
    while at < len(value) and depth:
        octet = value[at : at + 1]
        if octet == b"\\":
            at += 1
            octet = value[at : at + 1]
        elif octet == b"(":
            depth += 1
        elif octet == b")":
            depth -= 1
        if depth:
            text += octet
        at += 1
    return bytes(text), at
