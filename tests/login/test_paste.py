"""`login --paste`: the last address, however worn, is redeemed at once; what is no answer is refused."""

from __future__ import annotations

import html
import io
import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checks.login import main
from fakes.thread import ThreadedBox
from tests.fakes.person import Browser, password
from tests.live.profiles import write
from tests.secrets.search import Canaries

from .conftest import NATIVE, Ended, Login, Prompter, renews


class Pasting(io.StringIO):
    """Standard input that is filled when it is read."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def read(self, size: int | None = -1) -> str:
        return self.text


def paste(box: ThreadedBox, login: Login, kept: Path, edit: Callable[[str], str], **changes: Any) -> Ended:
    """`login --paste`: the person opens the address that is printed, and pastes where it ended."""
    given = Pasting()

    def act(text: str) -> None:
        line = text.strip()
        if line.startswith("https://") and not given.text:
            here = Browser(box).open(line)
            here.press("Sign in", passwd=password(box))
            given.text = edit(here.landed)

    out = Prompter(act)
    profile = write(login._folder, {key.replace("__", "."): value for key, value in changes.items()})
    status = main([str(profile), "--paste", "--store", f"file:{kept}"], given, out)
    return Ended(status, out.getvalue(), login._capsys.readouterr().err, [])


def code_of(url: str) -> str:
    """The code as it stands in the address."""
    return url.partition("code=")[2].partition("&")[0]


def wrapped(url: str) -> str:
    return "\r\n".join(url[at : at + 76] for at in range(0, len(url), 76))


@pytest.mark.parametrize(
    "edit",
    [
        lambda url: url,
        lambda url: f"  '{url}'\r\n",
        lambda url: f"\ufeff\u201c{url}\u201d.".rstrip("."),
        lambda url: url.partition("?")[2],
        lambda url: url.replace("?", "#", 1),
        lambda url: "#" + url.partition("?")[2],
        wrapped,
        lambda url: wrapped(url.partition("?")[2]),
        lambda url: urllib.parse.quote(url, safe=""),
        lambda url: urllib.parse.quote(url.partition("?")[2], safe=""),
        html.escape,
        code_of,
        lambda url: f'"{wrapped(code_of(url))}"',
        lambda url: f"code={code_of(url)}",
        lambda url: url.partition("&state=")[0],
    ],
    ids=[
        "whole",
        "quoted",
        "curly quotes and a mark",
        "cut",
        "fragment",
        "cut fragment",
        "wrapped",
        "cut and wrapped",
        "encoded",
        "cut and encoded",
        "from a page's source",
        "code alone",
        "code quoted and wrapped",
        "code with its name",
        "without state",
    ],
)
def test_the_address_of_the_last_page_is_redeemed_at_once(
    box: ThreadedBox, login: Login, tmp_path: Path, edit: Callable[[str], str], issued: dict[str, str]
) -> None:
    ended = paste(box, login, tmp_path / "t", edit)
    assert ended.status == 0, ended.out + ended.err
    token = (tmp_path / "t").read_text()
    assert renews(box, token)
    assert Canaries({**issued, "new": token}).found((ended.out + ended.err).encode()) == set()
    assert f"redirect_uri={urllib.parse.quote(NATIVE, safe='')}" in ended.out


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda _url: "", "nothing was pasted"),
        (lambda _url: '""\n', "nothing was pasted"),
        (lambda _url: "hello", "not the address that a sign-in ends at"),
        (lambda _url: f"eyJ{'x' * 40}.{'y' * 40}.zzzz", "not the address that a sign-in ends at"),
        (lambda url: url.replace("state=", "state=x"), "belongs to another sign-in"),
        (lambda url: urllib.parse.quote(url.replace("state=", "state=x"), safe=""), "belongs to another sign-in"),
        (lambda url: html.escape(url.replace("state=", "state=x")), "belongs to another sign-in"),
        (lambda url: url.replace("code=", "cod="), "neither code= nor error="),
        (lambda _url: "x" * 1_000_001, "more than 1000000 characters"),
    ],
    ids=[
        "nothing",
        "quotes",
        "a word",
        "a token",
        "another state",
        "another state, encoded",
        "another state, escaped",
        "no code",
        "a novel",
    ],
)
def test_what_cannot_be_redeemed_is_usage(
    box: ThreadedBox, login: Login, tmp_path: Path, edit: Callable[[str], str], said: str
) -> None:
    ended = paste(box, login, tmp_path / "t", edit)
    assert ended.status == 2
    assert said in ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["profile.toml"]
    (code,) = box.ask(lambda tenant: [*tenant.codes.values()])
    assert not code.redeemed


def test_a_code_that_was_used_is_diagnosed_and_not_shown(box: ThreadedBox, login: Login, tmp_path: Path) -> None:
    codes: list[str] = []

    def used(url: str) -> str:
        codes.append(urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)["code"][0])
        box.ask(lambda tenant: tenant.codes.clear())
        return url

    ended = paste(box, login, tmp_path / "t", used)
    assert ended.status == 1
    assert "ROOT CAUSE   " in ended.out
    assert Canaries({"code": codes[0]}).found((ended.out + ended.err).encode()) == set()


def _state(url: str) -> str:
    return urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)["state"][0]


def test_a_refusal_in_the_address_is_diagnosed(box: ThreadedBox, login: Login, tmp_path: Path) -> None:
    refusal = f"{NATIVE}?error=access_denied&error_description=AADSTS65004%3A+User+declined+to+consent"
    ended = paste(box, login, tmp_path / "t", lambda url: f"{refusal}&state={_state(url)}")
    assert ended.status == 1
    assert "ROOT CAUSE   consent-declined" in ended.out
    assert ended.out.endswith("Nothing was kept.\n")
    assert not (tmp_path / "t").exists()


def test_a_cancelled_sign_in_is_said(box: ThreadedBox, login: Login, tmp_path: Path) -> None:
    """The real page sends no description with it (MSAL for Android, Constants.java)."""
    cancelled = f"{NATIVE}?error=access_denied&error_subcode=cancel"
    ended = paste(box, login, tmp_path / "t", lambda url: f"{cancelled}&state={_state(url)}")
    assert ended.status == 1
    assert "the sign-in was cancelled on the page of the login host" in ended.lines
    assert not (tmp_path / "t").exists()


def test_an_address_given_as_an_argument_is_refused_and_not_repeated(login: Login) -> None:
    ended = login("--paste", f"{NATIVE}?code=0.AVeryLongCodeIndeed&state=x")
    assert ended.status == 2
    assert "not given as an argument" in ended.err
    assert "VeryLong" not in ended.err + ended.out
