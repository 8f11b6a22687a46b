"""A pytest plugin that makes the suite fail with secrets in its hands: our own errors must not spill them either.

LEAK says where: one of PLACES.
"""

from __future__ import annotations

import base64
import logging
import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn
from urllib.parse import quote

import pytest

import checks.xoauth2

WHERE = os.environ["LEAK"]
TOKENS: list[str] = []


def spill(*_: object) -> NoReturn:
    """Raise with every secret in the message, in local variables, in captured output and in the log."""
    token = TOKENS[-1] if TOKENS else ""
    names = ("FAKE_REFRESH_TOKEN", "FAKE_CLIENT_SECRET")
    held: dict[str, Any] = {name: os.environ[name] for name in names} | {"token": token, "cut": token[40:90]}
    percent, encoded = quote(str(held)), base64.b64encode(b"xy" + str(held).encode())
    if WHERE == "check":  # what a probe's thread prints is captured by nobody, and no probe prints
        sys.stdout.write(f"{held} {percent} {encoded!r}\n")
        sys.stderr.write(f"{held}\n")
    logging.getLogger("leaky").warning("%s %s", held, encoded)
    try:
        raise ValueError(token)
    except ValueError as error:
        raise RuntimeError(f"{held} {percent} {encoded!r} {token[100:160]}") from error


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Take hold of the token, and put the leak in its place."""
    encode = checks.xoauth2.encode

    def holding(user: str, token: str) -> bytes:
        TOKENS.append(token)
        return encode(user, token)

    checks.xoauth2.encode = holding
    module, name, does = PLACES[WHERE]
    setattr(sys.modules[module], name, does)


def _log(*_: object) -> int:
    token = TOKENS[-1]
    try:
        raise ValueError(token)
    except ValueError:
        logging.getLogger("leaky").exception("token %s", token)
    logging.getLogger("leaky").debug(token[60:120])
    return 1


PLACES: dict[str, tuple[str, str, Callable[..., object]]] = {
    "check": ("checks.tenant.check_pop3", "must_use", spill),
    "probe": ("checks.probes.imap", "examine", spill),
    "hook": ("checks.plugin.outcome", "rank", spill),
    "log": ("checks.probes.imap", "examine", _log),
}
