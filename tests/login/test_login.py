"""`login`: three ways to sign in, what is refused and how, who signed in, and nothing secret on the screen."""

from __future__ import annotations

import io
import json
import socket
import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from checks.login import loopback, sign_in
from checks.login.desk import desk
from checks.redactor import Redactor
from fakes.entra import device
from fakes.thread import ThreadedBox
from tests.fakes.client import post
from tests.fakes.person import COLLEAGUE, Browser, change, password
from tests.harness import module
from tests.secrets.search import Canaries

from .conftest import Ended, Login, Walk

PUBLIC: dict[str, Any] = {"client_secret": None, "grant__client_auth": "none"}
NATIVE = "https://login.microsoftonline.com/common/oauth2/nativeclient"


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


@pytest.mark.usefixtures("signs_in")
def test_reveal_alone_prints_it_and_only_it(box: ThreadedBox, login: Login) -> None:
    ended = login("--reveal")
    assert ended.status == 0
    (token,) = ended.out.splitlines()
    assert renews(box, token)
    assert "Signed in as" in ended.err
    assert token not in ended.err


def test_without_a_place_to_go_nobody_signs_in(box: ThreadedBox, login: Login) -> None:
    ended = login()
    assert (ended.status, ended.out) == (2, "")
    for option in ("--copy", "--store file:PATH", "--reveal"):
        assert option in ended.err
    assert box.ask(lambda tenant: tenant.transcript.events()) == []


@pytest.mark.usefixtures("signs_in")
def test_the_places_that_need_it_are_named(login: Login, tmp_path: Path) -> None:
    login("--store", f"file:{tmp_path}/t")
    with login.profile.open("a", encoding="utf-8") as file:
        for name, kind in (("Email Service", "email-service"), ("Invoices", "email-endpoint")):
            file.write(f'[[consumers]]\nname = "{name}"\nkind = "{kind}"\noauth = true\n')
            file.write('refresh_token = "env:FAKE_REFRESH_TOKEN"\n')
    ended = login.again("--store", f"file:{tmp_path}/t")
    assert 'Paste it into "Refresh Token" in 2 places: Email Service | Invoices' in ended.lines, ended.err
    assert "The profile reads its copy from env:FAKE_REFRESH_TOKEN: put it there too." in ended.lines


def test_another_user_is_warned_of(
    box: ThreadedBox, login: Login, browser: Callable[[Walk], None], tmp_path: Path
) -> None:
    def walk(here: Browser) -> None:
        here.open(here.url.replace(urllib.parse.quote(box.settings.mailbox), urllib.parse.quote(COLLEAGUE)))
        here.press("Sign in", passwd=password(box, COLLEAGUE))
        if here.page.heading == "Permissions requested":
            here.press("Accept")

    browser(walk)
    ended = login("--store", f"file:{tmp_path}/t")
    assert ended.status == 0, ended.out
    assert f"WARNING The profile expects {box.settings.mailbox}, and {COLLEAGUE} signed in" in ended.lines


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
    assert kept.read_text() == "the old one"


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


def test_without_a_desktop_no_browser_is_started(login: Login, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(sign_in, "BROWSER_SECONDS", 0.1)
    monkeypatch.setattr("webbrowser.open", lambda _url: pytest.fail("a browser was started"))
    assert "No browser can be started here" in login("--store", f"file:{tmp_path}/t").lines


def test_the_listener_takes_the_port_of_the_profile_or_a_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with loopback.Listener(f"http://localhost:{port}/back") as listener:
            got = urllib.parse.urlsplit(listener.redirect_uri)
            assert (got.hostname, got.path) == ("localhost", "/back")
            assert got.port != port
    with loopback.Listener(f"http://127.0.0.1:{port}") as listener:
        assert listener.redirect_uri == f"http://127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/", {"code": "c" * 20, "state": "wrong"}),
        ("/", {"code": "c" * 20}),
        ("/", {"state": "s"}),
        ("/x", {"code": "c", "state": "s"}),
    ],
)
def test_what_is_not_the_answer_is_turned_away_and_the_wait_goes_on(path: str, fields: dict[str, str]) -> None:
    with loopback.Listener("http://localhost") as listener:
        listener.expect("s")
        for method in ("get", "post"):
            given: dict[str, Any] = {"params": fields} if method == "get" else {"data": fields}
            answer = getattr(requests, method)(listener.redirect_uri + path, timeout=5, **given)
            assert answer.status_code == 404
        assert listener.wait(0) is None
        good = requests.post(listener.redirect_uri, data={"code": "c", "state": "s"}, timeout=5)
        assert (good.status_code, "<script" in good.text, good.headers["Cache-Control"]) == (200, False, "no-store")
        assert listener.wait(5) == {"code": "c", "state": "s"}


@pytest.mark.parametrize("body", [b"", b"x" * 10, b"code=c&state=s\xff"])
def test_a_listener_survives_what_it_is_sent(body: bytes) -> None:
    with loopback.Listener("http://localhost") as listener:
        listener.expect("s")
        port = urllib.parse.urlsplit(listener.redirect_uri).port or 0
        with (
            socket.create_connection(("127.0.0.1", port)) as silent,
            socket.create_connection(("127.0.0.1", port)) as odd,
        ):
            odd.settimeout(5)
            odd.sendall(b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n" + body)
            assert b"404" in odd.recv(100)
            # A browser opens connections ahead of need; they must not keep the answer out.
            assert requests.get(listener.redirect_uri, params={"error": "e", "state": "s"}, timeout=5).ok
            assert listener.wait(5) == {"error": "e", "state": "s"}
            silent.sendall(b"")


class Prompter(io.StringIO):
    """A terminal's output with somebody who reads it and acts."""

    def __init__(self, act: Callable[[str], None]) -> None:
        super().__init__()
        self._act = act

    def write(self, text: str) -> int:
        self._act(text)
        return super().write(text)


class Pasting(io.StringIO):
    """Standard input that is filled when it is read."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def read(self, size: int | None = -1) -> str:
        return self.text


def paste(box: ThreadedBox, login: Login, kept: Path, edit: Callable[[str], str], **changes: Any) -> Ended:
    """`login --paste`: the person opens the address that is printed, and pastes where it ended."""
    from checks.login import main
    from tests.live.profiles import write

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


@pytest.mark.parametrize(
    "edit",
    [lambda url: url, lambda url: f"  '{url}'\r\n", lambda url: url.partition("?")[2]],
    ids=["whole", "quoted", "cut"],
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
        (lambda _url: "", "not the address that a sign-in ends at"),
        (lambda _url: "hello", "not the address that a sign-in ends at"),
        (lambda url: url.replace("state=", "state=x"), "belongs to another sign-in"),
        (lambda url: url.replace("code=", "cod="), "neither code= nor error="),
    ],
    ids=["nothing", "a word", "another state", "no code"],
)
def test_what_cannot_be_redeemed_is_usage(
    box: ThreadedBox, login: Login, tmp_path: Path, edit: Callable[[str], str], said: str
) -> None:
    ended = paste(box, login, tmp_path / "t", edit)
    assert ended.status == 2
    assert said in ended.err
    assert not (tmp_path / "t").exists()


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


def test_an_address_given_as_an_argument_is_refused_and_not_repeated(login: Login) -> None:
    ended = login("--paste", f"{NATIVE}?code=0.AVeryLongCodeIndeed&state=x")
    assert ended.status == 2
    assert "not given as an argument" in ended.err
    assert "VeryLong" not in ended.err + ended.out


def test_a_redirect_uri_elsewhere_needs_paste(login: Login) -> None:
    ended = login("--reveal", grant__redirect_uri=NATIVE)
    assert ended.status == 2
    assert "--paste" in ended.err


def approving(box: ThreadedBox) -> Prompter:
    """A terminal whose reader enters the code and signs in."""

    def act(text: str) -> None:
        if "enter the code" in " ".join(text.split()):
            code = text.partition("enter the code ")[2].partition(",")[0]
            assert box.ask(lambda t: device.approve(t, code, box.settings.mailbox)) is not None

    return Prompter(act)


def test_a_device_code_is_said_to_be_unusual_and_works(
    box: ThreadedBox, login: Login, tmp_path: Path, issued: dict[str, str]
) -> None:
    change(box, secrets=[], allow_public_client=True)
    ended = login("--device", "--store", f"file:{tmp_path}/t", stdout=approving(box), **PUBLIC)
    assert (ended.status, ended.err) == (0, ""), ended.out
    assert "many tenants forbid it" in ended.lines
    token = (tmp_path / "t").read_text()
    assert Canaries({**issued, "new": token}).found(ended.out.encode()) == set()


def test_a_device_code_that_policy_forbids_is_diagnosed(box: ThreadedBox, login: Login, tmp_path: Path) -> None:
    change(box, secrets=[], allow_public_client=True)
    box.faults("device-flow-blocked")
    ended = login("--device", "--store", f"file:{tmp_path}/t", stdout=approving(box), **PUBLIC)
    assert (ended.status, ended.err) == (1, "")
    assert "ROOT CAUSE device-code-session-blocked " in ended.lines, ended.out


def app_only(**changes: Any) -> dict[str, Any]:
    scopes = ["https://outlook.office365.com/.default"]
    return {"grant__flow": "client_credentials", "refresh_token": None, "grant__token_scopes": scopes, **changes}


def test_an_application_alone_is_tried_and_has_no_refresh_token(box: ThreadedBox, login: Login) -> None:
    ended = login(**app_only())
    assert (ended.status, ended.err) == (0, "")
    assert "There is no refresh token in this flow" in ended.lines
    box.faults("client-secret-expired")
    ended = login(**app_only())
    assert ended.status == 1
    assert "ROOT CAUSE client-secret-expired " in ended.lines


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


def test_the_command_knows_the_verb(tmp_path: Path) -> None:
    ended = module("oauthmail", "login", str(tmp_path / "none.toml"), "--reveal")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "does not exist" in ended.stderr
    assert "--paste" in module("oauthmail", "login", "--help").stdout


def test_no_line_shows_a_piece_of_what_was_learned() -> None:
    redactor, out = Redactor(), io.StringIO()
    redactor.learn("1.ARefreshTokenOfSomebody")
    desk(out, io.StringIO(), redactor).say("the server repeats 1.ARefreshTokenOf and \x1b[2J")
    assert "RefreshToken" not in out.getvalue()
    assert "\x1b" not in out.getvalue()
