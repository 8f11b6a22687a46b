"""What a client says in XOAUTH2, read strictly: base64 of `user=` name ^A `auth=Bearer ` token ^A ^A.

Source: Microsoft, "Authenticate an IMAP, POP or SMTP connection using OAuth".
"""

from __future__ import annotations

import base64
import binascii
import re

_TOKEN = re.compile(r"[!-~]+")


class BadSasl(ValueError):
    """The response is not XOAUTH2; str() says why and holds none of it."""


def decode_xoauth2(response: bytes) -> tuple[str, str]:
    """The user name and the access token of a response (base64, without line end). Raises BadSasl."""
    try:
        decoded = base64.b64decode(response, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        raise BadSasl("not base64 of UTF-8 text") from None
    if not decoded.endswith("\x01\x01"):
        raise BadSasl("does not end with two ^A")
    fields: dict[str, str] = {}
    for part in decoded[:-2].split("\x01"):
        key, equals, value = part.partition("=")
        if not equals or key in fields:
            raise BadSasl("a field without '=' or given twice")
        fields[key] = value
    if set(fields) != {"user", "auth"}:
        raise BadSasl("fields other than user and auth")
    scheme, blank, token = fields["auth"].partition(" ")
    if scheme.lower() != "bearer" or not blank or not _TOKEN.fullmatch(token):
        raise BadSasl("auth is not 'Bearer ' and a token")
    if not fields["user"]:
        raise BadSasl("no user name")
    return fields["user"], token


def decode_plain_text(response: bytes) -> str:
    """The text of a base64 answer, as in AUTH LOGIN. Raises BadSasl."""
    try:
        return base64.b64decode(response, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        raise BadSasl("not base64 of UTF-8 text") from None
