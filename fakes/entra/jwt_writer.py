"""Writes a signed JWT: the members in the order they are given, and, on request, of a certain length."""

from __future__ import annotations

import base64
import json
import secrets
import uuid
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from .keys import SigningKey

_SIGNATURE = 342  # of a key of 2048 bits, in base64url
_GROUPS = 200  # more than that a JWT does not hold (access-token claims reference)
_FILLER = "xms_ftd"
# What the smallest tokens do without, in this order.
_DISPENSABLE = (
    "login_hint",
    "rh",
    "xms_sub_fct",
    "xms_idrel",
    "wids",
    "puid",
    "sid",
    "family_name",
    "given_name",
    "xms_audience_guid",
    "ipaddr",
    "acr",
    "amr",
    "acct",
    "app_displayname",
    "name",
    "unique_name",
)
_SHORT_AIO = 11  # it begins with the exact time


def write(key: SigningKey, header: dict[str, Any], claims: dict[str, Any]) -> str:
    """Sign with RS256."""
    text = f"{_part(header)}.{_part(claims)}"
    signature = key.private.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{text}.{_base64url(signature)}"


def fit(header: dict[str, Any], claims: dict[str, Any], length: int) -> None:
    """Change the claims so that the token gets so many characters, or up to two fewer.

    Large tokens are those of people in many groups; what is missing then goes into a claim that nobody reads. A token
    whose names alone are longer than that gets as short as it can.
    """
    claims[_FILLER] = ""
    for name in _DISPENSABLE:
        if _octets(claims) > _budget(header, length):
            claims.pop(name, None)
    if _octets(claims) > _budget(header, length):
        header.pop("nonce", None)
    if _octets(claims) > _budget(header, length):
        claims["aio"] = claims["aio"][:_SHORT_AIO]
    budget = _budget(header, length)
    groups: list[str] = []
    # A group takes 39 octets; the member itself about a dozen.
    while len(groups) < _GROUPS and _octets(claims) + 39 * len(groups) + 64 <= budget:
        groups.append(str(uuid.uuid4()))
    if groups:
        claims["groups"] = groups
    missing = max(budget - _octets(claims), 0)
    claims[_FILLER] = secrets.token_urlsafe(missing)[:missing]


def _budget(header: dict[str, Any], length: int) -> int:
    return (length - len(_part(header)) - 2 - _SIGNATURE) * 3 // 4


def _octets(claims: dict[str, Any]) -> int:
    return len(json.dumps(claims, separators=(",", ":")))


def _part(members: dict[str, Any]) -> str:
    return _base64url(json.dumps(members, separators=(",", ":")).encode())


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
