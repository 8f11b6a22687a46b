"""`login`: authorization code with PKCE, by the browser of this machine."""

from __future__ import annotations

import json
import urllib.parse
from pathlib import Path
from typing import Any

import pytest

from checks.login import sign_in
from fakes.thread import ThreadedBox
from tests.secrets.search import Canaries

from .conftest import NATIVE, Login, renews


@pytest.mark.usefixtures("signs_in")
def test_the_browser_brings_a_new_refresh_token_into_the_file(
    box: ThreadedBox, login: Login, tmp_path: Path, issued: dict[str, str]
) -> None:
    kept = tmp_path / "tokens.json"
    ended = login("--store", f"file:{kept}#mail.refresh_token", consumers=None)
    assert (ended.status, ended.err) == (0, ""), ended.out
    token = json.loads(kept.read_text())["mail"]["refresh_token"]
    assert token != box.settings.refresh_token
    assert renews(box, token)
    assert kept.stat().st_mode & 0o777 == 0o600
    (url,) = ended.opened
    asked = {name: values[-1] for name, values in urllib.parse.parse_qs(urllib.parse.urlsplit(url).query).items()}
    assert asked["login_hint"] == box.settings.mailbox
    assert (asked["prompt"], asked["code_challenge_method"], asked["response_mode"]) == ("login", "S256", "form_post")
    assert "offline_access" in asked["scope"]
    assert asked["redirect_uri"].startswith("http://localhost:")
    assert f"Signed in as {box.settings.mailbox}." in ended.out
    assert f"Verify: oauthmail diagnose {login.profile}" in ended.lines
    assert url in ended.out
    everything = {**issued, "new refresh token": token}
    assert Canaries(everything).found((ended.out + ended.err).encode()) == set()


def test_without_a_desktop_no_browser_is_started(login: Login, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(sign_in, "BROWSER_SECONDS", 0.1)
    monkeypatch.setattr("webbrowser.open", lambda _url: pytest.fail("a browser was started"))
    assert "No browser can be started here" in login("--store", f"file:{tmp_path}/t").lines


def test_a_redirect_uri_elsewhere_needs_paste(login: Login) -> None:
    ended = login("--reveal", grant__redirect_uri=NATIVE)
    assert ended.status == 2
    assert "--paste" in ended.err
