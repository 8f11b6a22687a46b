"""What a client says in XOAUTH2 and OAUTHBEARER, read strictly.

XOAUTH2 is base64 of `user=` name ^A `auth=Bearer ` token ^A ^A (Microsoft, "Authenticate an IMAP, POP or SMTP
connection using OAuth"); OAUTHBEARER is RFC 7628 3.1.
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


def decode_oauthbearer(response: bytes) -> tuple[str, str]:
    """The user name and the access token of an OAUTHBEARER response (RFC 7628 3.1). Raises BadSasl.

    Unknown keys are ignored, as the RFC wants; channel binding is not supported. Without an authzid the user name is
    empty: the token's own user is meant.
    """
    try:
        decoded = base64.b64decode(response, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        raise BadSasl("not base64 of UTF-8 text") from None
    header, separator, rest = decoded.partition("\x01")
    flag, _, names = header.partition(",")
    authzid, comma, more = names.partition(",")
    if not separator or flag not in {"n", "y"} or not comma or more or not (authzid == "" or authzid[:2] == "a="):
        raise BadSasl("no GS2 header before the first ^A")
    if not rest.endswith("\x01\x01"):
        raise BadSasl("does not end with two ^A")
    fields: dict[str, str] = {}
    for part in rest[:-2].split("\x01"):
        key, equals, value = part.partition("=")
        if not equals or not key.isalpha() or key in fields:
            raise BadSasl("a key without '=', or given twice")
        fields[key] = value
    scheme, blank, token = fields.get("auth", "").partition(" ")
    if scheme.lower() != "bearer" or not blank or not _TOKEN.fullmatch(token):
        raise BadSasl("auth is not 'Bearer ' and a token")
    return authzid[2:].replace("=2C", ",").replace("=3D", "="), token


DECODERS = {"XOAUTH2": decode_xoauth2, "OAUTHBEARER": decode_oauthbearer}


def decode_plain_text(response: bytes) -> str:
    """The text of a base64 answer, as in AUTH LOGIN. Raises BadSasl."""
    try:
        return base64.b64decode(response, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        raise BadSasl("not base64 of UTF-8 text") from None
