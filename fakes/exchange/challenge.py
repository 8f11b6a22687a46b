"""What a server says in a SASL error challenge: JSON in base64, to which the client answers before it is refused."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

Challenge = Callable[[str, str], bytes]


def google(scope: str, _configuration: str) -> bytes:
    """Google's form (its page on XOAUTH2; seen with "400" and "401"): `status`, `schemes` and `scope`."""
    return _encoded({"status": "400", "schemes": "Bearer", "scope": scope})


def rfc7628(scope: str, configuration: str) -> bytes:
    """The form of RFC 7628 3.2.2: `status`, `scope` and `openid-configuration`."""
    return _encoded({"status": "invalid_token", "scope": scope, "openid-configuration": configuration})


def _encoded(members: dict[str, str]) -> bytes:
    return base64.b64encode(json.dumps(members, separators=(",", ":")).encode())
