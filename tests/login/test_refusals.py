"""`login`: every refusal, time-out, cancellation and wrong user has a sentence, and nothing is kept."""

from __future__ import annotations

import ssl
import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checks.login import loopback, sign_in
from checks.probes.entra import ask
from fakes.thread import ThreadedBox
from tests.fakes.person import COLLEAGUE, Browser, password, withdraw
from tests.live.conftest import authority, trusting_both
from tests.live.rogue import Authority, Peer

from .conftest import Login, Walk

__all__ = ["authority", "trusting_both"]


@pytest.mark.parametrize(
    ("fault", "changes", "cause"),
    [
        ("", {"client_secret": "env:FAKE_PASSWORD"}, "client-secret-wrong"),
        ("code-expired", {}, "authorization-code-expired"),
        ("scope-not-on-resource", {}, "scope-unknown"),
    ],
    ids=["at the token endpoint", "of a code", "of a scope"],
)
@pytest.mark.usefixtures("signs_in")
def test_a_refusal_is_diagnosed_and_the_file_is_left_alone(
    box: ThreadedBox, login: Login, tmp_path: Path, fault: str, changes: dict[str, Any], cause: str
) -> None:
    kept = tmp_path / "token"
    kept.write_text("the old one")
    box.faults(*([fault] if fault else []))
    ended = login("--store", f"file:{kept}", **changes)
    assert ended.status == 1
    assert f"ROOT CAUSE {cause} " in ended.lines, ended.out
    assert ended.out.endswith("Nothing was kept.\n")
    assert kept.read_text() == "the old one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["profile.toml", "token"]


def _another_user(box: ThreadedBox, here: Browser) -> None:
    here.open(here.url.replace(urllib.parse.quote(box.settings.mailbox), urllib.parse.quote(COLLEAGUE)))
    here.press("Sign in", passwd=password(box, COLLEAGUE))
    if here.page.heading == "Permissions requested":
        here.press("Accept")


def _declines(box: ThreadedBox, here: Browser) -> None:
    here.press("Sign in", passwd=password(box))
    here.press("Cancel")


ENDINGS: dict[str, tuple[Callable[[ThreadedBox, Browser], object], str]] = {
    "another user": (_another_user, f"and {COLLEAGUE} signed in: as that user the token opens no mailbox of"),
    "cancelled": (lambda _box, here: here.press("Cancel"), "the sign-in was cancelled on the page of the login host"),
    "consent declined": (_declines, "ROOT CAUSE consent-declined "),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_sign_in_that_came_to_nothing_says_so_and_keeps_nothing(
    box: ThreadedBox, login: Login, browser: Callable[[Walk], None], tmp_path: Path, ending: str
) -> None:
    walk, said = ENDINGS[ending]
    if ending == "consent declined":
        box.ask(withdraw)
    browser(lambda here: walk(box, here))
    kept = tmp_path / "t"
    ended = login("--store", f"file:{kept}")
    assert (ended.status, ended.err) == (1, ""), ended.out
    assert said in ended.lines, ended.out
    assert "Nothing was kept." in ended.lines
    assert not kept.exists()


@pytest.mark.usefixtures("signs_in")
def test_somebody_else_is_not_shown_the_token_either(
    box: ThreadedBox, login: Login, browser: Callable[[Walk], None]
) -> None:
    browser(lambda here: _another_user(box, here))
    ended = login("--reveal")
    assert (ended.status, ended.out) == (1, "")
    assert f'signed_in_user = "{COLLEAGUE}"' in " ".join(ended.err.split())


def test_the_other_user_is_right_when_the_profile_says_so(
    box: ThreadedBox, login: Login, browser: Callable[[Walk], None], tmp_path: Path
) -> None:
    browser(lambda here: _another_user(box, here))
    changes: dict[str, Any] = {"mailbox": None, "mailbox__xoauth2_user": "env:FAKE_MAILBOX"}
    ended = login("--store", f"file:{tmp_path}/t", **changes, mailbox__signed_in_user=COLLEAGUE.upper())
    assert ended.status == 0, ended.out
    assert f"Signed in as {COLLEAGUE}." in ended.lines


def test_stopped_by_the_person(login: Login, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(loopback.Listener, "wait", interrupted)
    ended = login("--store", f"file:{tmp_path}/t")
    assert (ended.status, ended.err) == (130, "")
    assert "Stopped. Nothing was kept that is not said to be above." in ended.lines
    assert [path.name for path in tmp_path.iterdir()] == ["profile.toml"]


@pytest.mark.usefixtures("signs_in")
def test_no_refresh_token_came_back(login: Login, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "ask", lambda *given: {**ask(*given), "refresh_token": None})
    ended = login("--store", f"file:{tmp_path}/t")
    assert ended.status == 1
    assert "Signed in, but no refresh token came back" in ended.lines
    assert not (tmp_path / "t").exists()


def test_a_tenant_that_is_not_there_is_said_before_anybody_signs_in(
    box: ThreadedBox, login: Login, tmp_path: Path
) -> None:
    box.faults("tenant-not-found")
    ended = login("--store", f"file:{tmp_path}/t")
    assert (ended.status, ended.opened) == (1, [])
    assert "ROOT CAUSE tenant-not-found " in ended.lines


def test_a_login_host_that_is_not_of_the_cloud_gets_nothing(login: Login, tmp_path: Path) -> None:
    ended = login("--store", f"file:{tmp_path}/t", authority__login_base="https://login.contoso.invalid")
    assert ended.status == 1
    assert "ROOT CAUSE host-not-allowed" in ended.lines


def test_nobody_signs_in(login: Login, browser: Callable[[Walk], None], tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(sign_in, "BROWSER_SECONDS", 0.2)
    browser(lambda here: here.open(here.url))
    monkeypatch.setattr("webbrowser.open", lambda _url: False)
    ended = login("--store", f"file:{tmp_path}/t")
    assert ended.status == 1
    assert "no answer came back to http://localhost:" in ended.lines
    assert "No browser can be started here" in ended.lines


def test_a_grant_that_nobody_signs_in_for_is_usage(login: Login) -> None:
    changes: dict[str, Any] = {
        "grant__flow": "static_access_token",
        "grant__access_token": "env:FAKE_ACCESS_TOKEN",
        "refresh_token": None,
    }
    ended = login("--reveal", **changes)
    assert ended.status == 2
    assert "nobody to sign in" in ended.err


def test_an_absent_secret_is_named(login: Login) -> None:
    ended = login("--reveal", client_secret="env:NOT_SET_HERE")
    assert ended.status == 2
    assert "env:NOT_SET_HERE is not set" in ended.err


def test_a_tls_alert_that_nobody_has_met_is_told_by_what_it_is_and_not_as_certain(
    login: Login, authority: Authority, trusting_both: str, tmp_path: Path
) -> None:
    context = authority.context("127.0.0.1")
    context.sni_callback = lambda *_: ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME

    def serve(peer: Peer) -> None:
        peer.use(context)

    with authority.serving(serve) as rogue:
        there = {"authority__login_base": f"https://127.0.0.1:{rogue.port}", "network__ca_bundle": trusting_both}
        ended = login("--store", f"file:{tmp_path}/t", **there)
    assert ended.status == 1
    assert "ROOT CAUSE tls-handshake-failed (tls; possible: by its code, the words are new)" in ended.lines, ended.out
    assert ended.out.endswith("Nothing was kept.\n")


def test_a_proxy_that_puts_a_page_in_place_of_the_login_host_is_named(
    login: Login, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def portal(peer: Peer) -> None:
        peer.head()
        peer.say(b"HTTP/1.1 200 Connection established\r\n\r\n")
        peer.line()
        peer.say(b"<html>Accept our terms</html>\r\n")

    there: dict[str, Any] = {"authority__cloud": "public", "authority__login_base": None}
    with authority.serving(portal) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        ended = login("--store", f"file:{tmp_path}/t", **there)
    assert ended.status == 1
    assert "ROOT CAUSE proxy-refused (network; certain: the words name it)" in ended.lines, ended.out
    assert f"proxy 127.0.0.1:{proxy.port}: in place of TLS with login.microsoftonline.com" in ended.lines
