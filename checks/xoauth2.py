"""XOAUTH2 as Microsoft writes it: base64 of `user=` name ^A `auth=Bearer ` token ^A ^A, on one line.

Source: Microsoft, "Authenticate an IMAP, POP or SMTP connection using OAuth".
"""

from __future__ import annotations

import base64
import binascii
import json


def encode(user: str, token: str) -> bytes:
    """The client response, base64, without line end. Raises ValueError for a name or token that holds ^A."""
    if "\x01" in user or "\x01" in token:
        raise ValueError("a user name or token cannot hold the separator ^A")
    return base64.b64encode(f"user={user}\x01auth=Bearer {token}\x01\x01".encode())


def read_challenge(challenge: bytes) -> str:
    """What an error challenge (RFC 7628 3.2.2, Google) says, as text; empty for an empty challenge."""
    try:
        decoded = base64.b64decode(challenge, validate=True).decode("utf-8", "replace")
    except binascii.Error:
        return challenge.decode("utf-8", "replace")
    try:
        members = json.loads(decoded)
    except ValueError:
        return decoded
    return ", ".join(f"{k}={v}" for k, v in members.items()) if isinstance(members, dict) else decoded
