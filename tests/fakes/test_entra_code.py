"""Authorization codes: the redirect in each mode, PKCE, and every way in which a code is refused."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import urlencode

import pytest

from fakes.thread import ThreadedBox

from .client import fetch, post
from .sign_in import sign_in

VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
SCOPE = "https://outlook.office.com/SMTP.Send offline_access"


def url(box: ThreadedBox, **changes: str) -> str:
    query = {
        "client_id": box.settings.client_id,
        "response_type": "code",
        "redirect_uri": "http://localhost:8400",
        "scope": SCOPE,
        "state": "st&a=te<\"'>",
        **changes,
    }
    return box.settings.authorize_url + "?" + urlencode({k: v for k, v in query.items() if v})


def new_code(box: ThreadedBox, **changes: str) -> str:
    return sign_in(box, url(box, **changes))[1]["code"]


def redeem(box: ThreadedBox, code: str, **changes: str) -> tuple[int, dict[str, object]]:
    form = {
        "client_id": box.settings.client_id,
        "client_secret": box.settings.client_secret,
        "grant_type": "authorization_code",
        "redirect_uri": "http://localhost:8400",
        "code": code,
        **changes,
    }
    return post(box, {k: v for k, v in form.items() if v})


def refused(box: ThreadedBox, expected: int, code: str, **changes: str) -> None:
    _, answer = redeem(box, code, **changes)
    assert answer.get("error_codes") == [expected], answer


@pytest.mark.parametrize(("mode", "target"), [("query", "/?"), ("fragment", "/#"), ("", "/?"), ("form_post", "")])
def test_response_modes(box: ThreadedBox, mode: str, target: str) -> None:
    where, fields = sign_in(box, url(box, response_mode=mode, client_info="1"))
    assert where == "http://localhost:8400" + target
    assert [*fields] == ["code", "client_info", "state", "session_state"] and fields["state"] == "st&a=te<\"'>"
    status, answer = redeem(box, fields["code"])
    assert status == 200 and "refresh_token" in answer


@pytest.mark.parametrize("mode", ["query", "fragment", "form_post"])
def test_errors_go_back_in_the_same_mode(box: ThreadedBox, mode: str) -> None:
    _, fields = sign_in(box, url(box, response_mode=mode, scope="https://outlook.office.com/SMTP.Sned"))
    assert [*fields] == ["error", "error_description", "error_uri", "state"]
    assert fields["error"] == "invalid_client" and fields["error_description"].startswith("AADSTS650053: ")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"response_type": ""}, "invalid_request"),
        ({"scope": ""}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "https://outlook.ofice.com/SMTP.Send"}, "invalid_resource"),
        ({"scope": "https://outlook.office.com/SMTP.Send\n"}, "invalid_client"),
    ],
)
def test_requests_that_are_refused(box: ThreadedBox, change: dict[str, str], error: str) -> None:
    assert sign_in(box, url(box, **change))[1]["error"] == error


@pytest.mark.parametrize(
    "redirect",
    [
        "http://localhost/x",
        "http://LOCALHOST",
        "https://localhost",
        "http://127.0.0.1",
        "http://localhost?x=y",
        "http://localhost#x",
        "http://user@localhost",
        "http://local\nhost",
        "http://localhost\r\nX: y",
        "http://localhost:8400/\t",
        "http://[",
        "http://localhost.evil.example",
        "http://localhost:8400@evil.example",
        "javascript:alert(1)",
        "http://localhost:999999",
    ],
)
def test_a_foreign_redirect_gets_a_page_and_no_redirect(box: ThreadedBox, redirect: str) -> None:
    for data in (None, b"login=x&passwd=y"):
        status, body, headers = fetch(box, url(box, redirect_uri=redirect), data)
        assert status == 200 and headers["location"] is None
        assert b"AADSTS50011" in body and b"<form" not in body
    assert box.ask(lambda t: t.bugs) == []


@pytest.mark.parametrize(
    "redirect", ["http://localhost", "http://localhost/", "http://localhost:1/", "http://localhost:65535"]
)
def test_the_port_of_localhost_does_not_count(box: ThreadedBox, redirect: str) -> None:
    assert redeem(box, new_code(box, redirect_uri=redirect), redirect_uri=redirect)[0] == 200


def test_a_wrong_password_shows_the_page_again(box: ThreadedBox) -> None:
    form = urlencode({"login": box.settings.mailbox, "passwd": '"><script>'}).encode()
    status, body, headers = fetch(box, url(box, state='"><script>'), form)
    assert status == 200 and headers["location"] is None
    assert b"AADSTS50126" in body and b"<script>" not in body and b'name="passwd"' in body


def test_once_only(box: ThreadedBox) -> None:
    code = new_code(box)
    assert redeem(box, code)[0] == 200
    refused(box, 54005, code)


def test_ten_minutes(box: ThreadedBox) -> None:
    code = new_code(box)
    box.advance("9m")
    late = new_code(box)
    assert redeem(box, code)[0] == 200
    box.advance("601s")
    refused(box, 70008, late)


@pytest.mark.parametrize(
    ("redirect", "code"),
    [
        ("http://localhost:8401", 500112),
        ("http://localhost:8400/", 500112),
        ("", 700009),
        ("http://LOCALHOST:8400", 50011),
    ],
)
def test_the_redirect_must_be_the_same_to_the_byte(box: ThreadedBox, redirect: str, code: int) -> None:
    refused(box, code, new_code(box), redirect_uri=redirect)


@pytest.mark.parametrize("method", ["S256", "plain", ""])
def test_pkce(box: ThreadedBox, method: str) -> None:
    challenge = {"code_challenge": CHALLENGE if method == "S256" else VERIFIER, "code_challenge_method": method}
    code = new_code(box, **challenge)
    refused(box, 501481, code)
    refused(box, 501481, code, code_verifier="w" * 43)
    if method == "S256":
        refused(box, 501481, code, code_verifier=CHALLENGE)
    assert redeem(box, code, code_verifier=VERIFIER)[0] == 200


@pytest.mark.parametrize("damage", [lambda c: c[:90], lambda c: c + "=", lambda c: "0." + c, lambda c: c[:-1] + "*"])
def test_a_damaged_code_is_seen_before_the_secret(box: ThreadedBox, damage: object) -> None:
    assert callable(damage)
    refused(box, 9002313, damage(new_code(box)), client_secret="wrong")


def test_the_secret_is_asked_for_a_whole_code(box: ThreadedBox) -> None:
    code = new_code(box)
    refused(box, 7000215, code, client_secret="wrong")
    refused(box, 7000218, code, client_secret="")
    assert redeem(box, code)[0] == 200


def test_signing_in_is_consent(box: ThreadedBox) -> None:
    box.ask(lambda t: t.apps[box.settings.client_id].consented.clear())
    scope = "https://outlook.office.com/IMAP.AccessAsUser.All"
    answer = redeem(box, new_code(box, scope=scope))[1]
    assert answer["scope"] == scope and "refresh_token" not in answer


def test_a_disabled_user_cannot_sign_in(box: ThreadedBox) -> None:
    box.ask(lambda t: setattr(t.users[box.settings.mailbox], "enabled", False))
    assert sign_in(box, url(box))[1]["error_description"].startswith("AADSTS50057")
