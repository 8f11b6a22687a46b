"""Folder names on the wire: modified UTF-7 (RFC 3501 5.1.3)."""

from __future__ import annotations

import base64
import re

from .cursor import BadCommand
from .words import BAD_ARGUMENT

NAME_LIMIT = 255
_SHIFTED = re.compile(rb"&([A-Za-z0-9+,]*)-")
_FOREIGN = re.compile("[^\x20-\x7e]+")


def decode_name(wire: bytes) -> str:
    """The folder name that a client wrote. Raises BadCommand for what cannot be a name."""
    try:
        name = _SHIFTED.sub(lambda found: _decode(found[1]).encode("utf-8"), wire).decode("utf-8")
    except ValueError:
        raise BadCommand(BAD_ARGUMENT) from None
    if not wire.isascii() or len(name) > NAME_LIMIT or any(ord(letter) < 32 or ord(letter) == 127 for letter in name):
        raise BadCommand(BAD_ARGUMENT)
    if encode_name(name) != wire:
        # One name has one form (RFC 3501 5.1.3).
        raise BadCommand(BAD_ARGUMENT)
    return name


def encode_name(name: str) -> bytes:
    """The folder name as it is written on the wire."""
    return _FOREIGN.sub(_encode, name.replace("&", "&-")).encode("ascii")


def _decode(shifted: bytes) -> str:
    if not shifted:
        return "&"
    padded = shifted.replace(b",", b"/") + b"=" * (-len(shifted) % 4)
    return base64.b64decode(padded, validate=True).decode("utf-16-be")


def _encode(found: re.Match[str]) -> str:
    # A lone surrogate has no UTF-16 and never gets in: names come through decode_name or from the tenant's file.
    text = base64.b64encode(found[0].encode("utf-16-be")).rstrip(b"=").replace(b"/", b",")
    return f"&{text.decode('ascii')}-"
