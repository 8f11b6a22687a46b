"""MSAL's own interactive sign-in: its listener, its URL, its reading of the answer; a test plays the browser."""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import Callable, Iterator
from typing import Any

import msal
import pytest
import requests

from fakes.thread import ThreadedBox

from .person import Browser, change, password, withdraw

SCOPES = ["https://outlook.office.com/SMTP.Send"]
Walk = Callable[[Browser], object]


@pytest.fixture
def client(box: ThreadedBox) -> msal.PublicClientApplication:
    change(box, secrets=[], redirect_uris={"public": ["http://localhost"]})
    return msal.PublicClientApplication(
        box.settings.client_id, authority=box.settings.authority, verify=box.settings.ca_file, instance_discovery=False
    )


@pytest.fixture
def play(box: ThreadedBox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Walk], list[str]]]:
    """Make `webbrowser` open a browser of ours that walks the pages, then brings the answer to the listener."""
    threads: list[threading.Thread] = []
    opened: list[str] = []

    def browse(url: str, walk: Walk) -> None:
        browser = Browser(box).open(url)
        walk(browser)
        if browser.landed:
            requests.get(browser.landed, timeout=5)
        else:
            (form,) = browser.page.all("form")
            requests.post(form.attributes["action"], data=browser.fields(), timeout=5)

    def use(walk: Walk) -> list[str]:
        def open_(url: str, *_: object, **__: object) -> bool:
            opened.append(url)
            threads.append(threading.Thread(target=browse, args=(url, walk), daemon=True))
            threads[-1].start()
            return True

        monkeypatch.setattr(webbrowser, "open", open_)
        monkeypatch.setattr(
            webbrowser, "get", lambda *_: type("Patched", (), {"open": staticmethod(open_), "name": ""})
        )
        return opened

    yield use
    for thread in threads:
        thread.join(10)


def ask(client: msal.PublicClientApplication, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = client.acquire_token_interactive(SCOPES, timeout=10, **more)
    return answer


def test_a_token(box: ThreadedBox, client: msal.PublicClientApplication, play: Callable[[Walk], list[str]]) -> None:
    box.ask(withdraw)

    def walk(browser: Browser) -> None:
        assert browser.page.heading == "Enter password"
        browser.press("Sign in", passwd=password(box)).press("Accept")

    opened = play(walk)
    answer = ask(client, login_hint=box.settings.mailbox, prompt="login")
    assert answer.get("token_type") == "Bearer" and "refresh_token" in answer, answer.get("error_description")
    assert answer["id_token_claims"]["preferred_username"] == box.settings.mailbox
    assert "code_challenge_method=S256" in opened[0] and "response_mode=form_post" in opened[0]
    (account,) = client.get_accounts()
    assert account["username"] == box.settings.mailbox
    assert client.acquire_token_silent(SCOPES, account)["access_token"] == answer["access_token"]


@pytest.mark.parametrize(("button", "words"), [("Cancel", "AADSTS65004")])
def test_declined(
    box: ThreadedBox, client: msal.PublicClientApplication, play: Callable[[Walk], list[str]], button: str, words: str
) -> None:
    box.ask(withdraw)
    play(lambda browser: browser.press("Sign in", passwd=password(box)).press(button))
    answer = ask(client, login_hint=box.settings.mailbox)
    assert answer["error"] == "access_denied" and words in answer["error_description"]


def test_cancelled(box: ThreadedBox, client: msal.PublicClientApplication, play: Callable[[Walk], list[str]]) -> None:
    play(lambda browser: browser.press("Cancel"))
    assert ask(client)["error"] == "access_denied"


def test_silent_without_session(
    box: ThreadedBox, client: msal.PublicClientApplication, play: Callable[[Walk], list[str]]
) -> None:
    play(lambda browser: None)
    assert ask(client, prompt="none")["error"] == "login_required"
