"""A profile of the fakes as a file, a browser that signs in without a person, and `login` in this process."""

from __future__ import annotations

import io
import threading
import webbrowser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from checks.login import main, sign_in
from fakes.thread import ThreadedBox
from tests.fakes.client import post
from tests.fakes.person import Browser, password
from tests.live.profiles import variables, write
from tests.secrets.conftest import issued

__all__ = ["issued"]

Walk = Callable[[Browser], object]
PUBLIC: dict[str, Any] = {"client_secret": None, "grant__client_auth": "none"}
NATIVE = "https://login.microsoftonline.com/common/oauth2/nativeclient"
APP_ONLY: dict[str, Any] = {
    "grant__flow": "client_credentials",
    "refresh_token": None,
    "grant__token_scopes": ["https://outlook.office365.com/.default"],
}


class Prompter(io.StringIO):
    """A terminal's output with somebody who reads it and acts."""

    def __init__(self, act: Callable[[str], None]) -> None:
        super().__init__()
        self._act = act

    def write(self, text: str) -> int:
        self._act(text)
        return super().write(text)


def renews(box: ThreadedBox, token: str) -> bool:
    """Whether the tenant takes it as a refresh token of the application."""
    settings = box.settings
    form = {
        "grant_type": "refresh_token",
        "client_id": settings.client_id,
        "client_secret": settings.client_secret,
        "refresh_token": token,
        "scope": "https://outlook.office.com/SMTP.Send",
    }
    return "access_token" in post(box, form)[1]


@dataclass(frozen=True)
class Ended:
    """How `login` ended: exit status, both outputs, and the pages that were opened."""

    status: int
    out: str
    err: str
    opened: list[str]

    @property
    def lines(self) -> str:
        """What was said, without line ends."""
        return " ".join(self.out.split())


class Login:
    """`login PROFILE OPTIONS` in this process, with a person who does what the test says."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder, self._capsys = folder, capsys
        self.opened: list[str] = []
        self.profile = folder / "profile.toml"

    def __call__(self, *options: str, pasted: str = "", stdout: Any = None, **changes: Any) -> Ended:
        self.profile = write(self._folder, {key.replace("__", "."): value for key, value in changes.items()})
        return self.again(*options, pasted=pasted, stdout=stdout)

    def again(self, *options: str, pasted: str = "", stdout: Any = None) -> Ended:
        """With the profile as it lies there."""
        out = stdout or io.StringIO()
        self._capsys.readouterr()
        status = main([str(self.profile), *options], io.StringIO(pasted), out)
        captured = self._capsys.readouterr()
        # What is printed past the stream that was given is seen too.
        return Ended(status, out.getvalue() + captured.out, captured.err, self.opened)


@pytest.fixture
def login(
    box: ThreadedBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Login:
    for name, value in variables(box.settings).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sign_in, "BROWSER_SECONDS", 8.0)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    return Login(tmp_path, capsys)


@pytest.fixture
def browser(box: ThreadedBox, login: Login, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Walk], None]]:
    """Make `webbrowser` open a browser of ours that walks the pages and brings the answer to the listener."""
    threads: list[threading.Thread] = []
    monkeypatch.setenv("BROWSER", "ours")

    def browse(url: str, walk: Walk) -> None:
        here = Browser(box).open(url)
        walk(here)
        if here.landed:
            requests.get(here.landed, timeout=5)
        elif here.page.all("form"):
            (form,) = here.page.all("form")
            requests.post(form.attributes["action"], data=here.fields(), timeout=5)

    def use(walk: Walk) -> None:
        def open_(url: str) -> bool:
            login.opened.append(url)
            threads.append(threading.Thread(target=browse, args=(url, walk), daemon=True))
            threads[-1].start()
            return True

        monkeypatch.setattr(webbrowser, "open", open_)

    yield use
    for thread in threads:
        thread.join(10)


@pytest.fixture
def signs_in(box: ThreadedBox, browser: Callable[[Walk], None]) -> None:
    """The person signs in and agrees."""

    def walk(here: Browser) -> None:
        if here.page.heading == "Enter password":
            here.press("Sign in", passwd=password(box))

    browser(walk)
