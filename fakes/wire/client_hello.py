"""What a client offers in its ClientHello: versions, ciphers, server name (RFC 8446 4.1.2, RFC 6066 3)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

_VERSIONS = {0x0300: "SSLv3", 0x0301: "TLSv1", 0x0302: "TLSv1.1", 0x0303: "TLSv1.2", 0x0304: "TLSv1.3"}
_SERVER_NAME, _SUPPORTED_VERSIONS = 0, 43


@dataclass(frozen=True, slots=True)
class ClientHello:
    """Versions as names, newest first as the client sent them; ciphers as IANA numbers in hexadecimal."""

    versions: tuple[str, ...]
    ciphers: tuple[str, ...]
    server_name: str | None

    def as_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {"versions": self.versions, "ciphers": self.ciphers, "server_name": self.server_name}


def parse_client_hello(data: bytes) -> ClientHello | None:
    """Read the first flight of a client; None when it is not (yet) a whole ClientHello."""
    try:
        return _parse(_handshake_bytes(data))
    except (IndexError, ValueError):
        return None


def _handshake_bytes(data: bytes) -> bytes:
    """Join the fragments of the handshake message out of its TLS records."""
    message, at = b"", 0
    while at < len(data):
        if data[at] != 22:
            if message:
                break
            raise ValueError("not a handshake record")
        length = int.from_bytes(data[at + 3 : at + 5])
        message += data[at + 5 : at + 5 + length]
        at += 5 + length
    return message


def _parse(message: bytes) -> ClientHello | None:
    if message[0] != 1 or len(message) < 4 + int.from_bytes(message[1:4]):
        return None
    body = _Reader(message[4 : 4 + int.from_bytes(message[1:4])])
    legacy = body.number(2)
    body.take(32)
    body.vector(1)
    ciphers = body.vector(2)
    body.vector(1)
    versions: tuple[int, ...] = (legacy,)
    name: str | None = None
    extensions = _Reader(body.vector(2)) if body.left else _Reader(b"")
    while extensions.left:
        kind, content = extensions.number(2), _Reader(extensions.vector(2))
        if kind == _SERVER_NAME:
            entry = _Reader(content.vector(2))
            entry.take(1)
            name = entry.vector(2).decode("ascii", "replace")
        elif kind == _SUPPORTED_VERSIONS:
            versions = _pairs(content.vector(1))
    return ClientHello(
        # Values outside the registry are GREASE (RFC 8701), sent to keep servers honest.
        tuple(_VERSIONS[v] for v in versions if v in _VERSIONS),
        tuple(f"{c:04x}" for c in _pairs(ciphers)),
        name,
    )


def _pairs(data: bytes) -> tuple[int, ...]:
    count = len(data) // 2
    return struct.unpack_from(f">{count}H", data)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def take(self, count: int) -> bytes:
        found = self._data[self._at : self._at + count]
        if len(found) < count:
            raise ValueError("truncated")
        self._at += count
        return found

    def number(self, octets: int) -> int:
        return int.from_bytes(self.take(octets))

    def vector(self, octets: int) -> bytes:
        return self.take(self.number(octets))
