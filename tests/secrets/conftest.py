"""The live run and the servers of tests/live, and every token that the fakes issue."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.entra import tokens
from fakes.entra.jwt_writer import write
from fakes.entra.keys import SigningKey
from fakes.thread import ThreadedBox
from tests.live.conftest import authority, live, trusting_both

__all__ = ["authority", "live", "trusting_both"]


@pytest.fixture
def issued(box: ThreadedBox, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The credentials of the tenant, and from now on every access token and id token that it issues."""
    settings = box.settings
    found = {
        "client secret": settings.client_secret,
        "refresh token": settings.refresh_token,
        "password": settings.password,
        "access token of the settings": settings.access_token,
    }

    def recording(key: SigningKey, header: dict[str, Any], claims: dict[str, Any]) -> str:
        token = write(key, header, claims)
        found[f"{'access' if 'scp' in claims or 'roles' in claims else 'id'} token {len(found)}"] = token
        return token

    monkeypatch.setattr(tokens, "write", recording)
    return found
