"""What goes back to the application, in which shape, and the pages from which nothing goes back."""

from __future__ import annotations

import base64
import hashlib

import jwt
import pytest

from fakes.entra.tokens import verify_access_token
from fakes.tenant.model import User
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox

from .person import SCOPE, Browser, change, redeem, sign_in, url

# Response types and modes


@pytest.mark.parametrize("on", [False, True])
def test_the_code_flow_does_not_need_the_implicit_switches(box: ThreadedBox, on: bool) -> None:
    """Statements of setup guides that both boxes must be ticked are wrong."""
    change(box, implicit_access_token=on, implicit_id_token=on)
    status, answer = redeem(box, sign_in(box, Browser(box)).answer["code"], scope=SCOPE + " openid")
    assert status == 200 and {"access_token", "refresh_token", "id_token"} <= answer.keys()


@pytest.mark.parametrize(
    ("kind", "id_token", "token", "code"),
    [
        ("id_token", False, True, 700054),
        ("code id_token", False, True, 700054),
        ("token", True, False, 700051),
        ("id_token token", True, False, 700051),
        ("kode", True, True, 70005),
        ("code code", False, False, 0),
        ("none", True, True, 70005),
    ],
)
def test_the_switches_decide_on_tokens_from_the_page(
    box: ThreadedBox, kind: str, id_token: bool, token: bool, code: int
) -> None:
    change(box, implicit_access_token=token, implicit_id_token=id_token)
    browser = Browser(box).open(url(box, response_type=kind, nonce="n"))
    if not code:
        assert browser.page.heading == "Sign in"
        return
    assert browser.answer["error"] == "unsupported_response_type"
    assert browser.answer["error_description"].startswith(f"AADSTS{code}: ")


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("id_token", ["id_token"]),
        ("code id_token", ["code", "id_token"]),
        ("token", ["access_token", "token_type", "expires_in", "scope"]),
        ("id_token token", ["access_token", "token_type", "expires_in", "scope", "id_token"]),
    ],
)
def test_tokens_come_in_the_fragment(box: ThreadedBox, kind: str, fields: list[str]) -> None:
    change(box, implicit_access_token=True, implicit_id_token=True)
    browser = sign_in(box, Browser(box), response_type=kind, nonce="n-0S6", scope=SCOPE + " openid")
    assert browser.landed.startswith("http://localhost:8400/#")
    assert [*browser.answer] == [*fields, "state", "session_state"]
    if "id_token" in fields:
        claims = jwt.decode(browser.answer["id_token"], options={"verify_signature": False})
        assert claims["nonce"] == "n-0S6" and claims["aud"] == box.settings.client_id
        assert claims["iss"] == box.settings.authority + "/v2.0"
    if "access_token" in fields:
        token = browser.answer["access_token"]
        assert "SMTP.Send" in box.ask(lambda t: verify_access_token(t, token))["scp"]
        assert browser.answer["token_type"] == "Bearer" and int(browser.answer["expires_in"]) >= 3600
    if "code" in fields:
        assert redeem(box, browser.answer["code"])[0] == 200


def test_tokens_want_a_nonce_and_no_query(box: ThreadedBox) -> None:
    change(box, implicit_access_token=True, implicit_id_token=True)
    answer = Browser(box).open(url(box, response_type="id_token")).answer
    assert answer["error_description"].startswith("AADSTS900144: ") and "'nonce'" in answer["error_description"]
    answer = Browser(box).open(url(box, response_type="token", response_mode="query")).answer
    assert answer["error_description"].startswith("AADSTS70007: ")
    answer = Browser(box).open(url(box, response_mode="qeury")).answer
    assert answer["error_description"].startswith("AADSTS70007: ")


@pytest.mark.parametrize("mode", ["query", "fragment", "form_post"])
@pytest.mark.parametrize(
    "state", ["", "a b+c&d=e#f%20", "\"'><script>alert(1)</script>", "schön ☃ \U0001f600", "x" * 2000, "a\nb\rc\tö"]
)
def test_the_state_comes_back_untouched(box: ThreadedBox, mode: str, state: str) -> None:
    browser = sign_in(box, Browser(box), state=state, response_mode=mode)
    wanted = "\r\n".join(state.splitlines()) if mode == "form_post" else state
    # A form has CRLF line ends only.
    assert browser.answer["state"] == wanted


def test_no_state_none_comes_back(box: ThreadedBox) -> None:
    assert "state" not in sign_in(box, Browser(box), state=None).answer


def test_a_state_that_is_no_utf_8(box: ThreadedBox) -> None:
    browser = Browser(box).open(url(box, state=None, prompt="none") + "&state=%ff%fe")
    assert browser.landed.lower().endswith("&state=%ff%fe")


def test_form_post(box: ThreadedBox) -> None:
    browser = sign_in(box, Browser(box), response_mode="form_post", client_info="1")
    (form,) = browser.page.all("form")
    assert form.attributes == {"id": "f", "method": "post", "action": "http://localhost:8400"}
    assert [*browser.answer] == ["code", "client_info", "state", "session_state"]
    assert "noscript" in [e.tag for e in browser.page.elements]
    (script,) = browser.page.all("script")
    digest = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
    policy = browser.response.headers["content-security-policy"]
    assert f"script-src 'sha256-{digest}'" in policy and "form-action 'self' http://localhost:8400" in policy


# Redirect shapes


def test_shapes_of_the_redirect(box: ThreadedBox) -> None:
    native = "https://login.microsoftonline.com/common/oauth2/nativeclient"
    plain = sign_in(box, Browser(box), redirect_uri=native, state=None)
    assert plain.landed.startswith(native + "?code=1.A") and "&session_state=" in plain.landed
    assert sign_in(box, Browser(box), redirect_uri="http://localhost").landed.startswith("http://localhost/?code=")


def test_a_personal_account(box: ThreadedBox) -> None:
    def add(tenant: Tenant) -> None:
        app = tenant.apps[box.settings.client_id]
        app.audience = "AzureADandPersonalMicrosoftAccount"
        tenant.users["me@outlook.example"] = User(
            "me@outlook.example", "Me Myself", "00000000-0000-0000-1111-222222222222", "pw", personal=True
        )

    box.ask(add)
    common = box.settings.authorize_url.replace(box.settings.tenant_id, "common")
    browser = Browser(box).open(url(box).replace(box.settings.authorize_url, common))
    browser.press("Next", login="me@outlook.example").press("Sign in", passwd="pw")
    assert [*browser.answer] == ["code", "state"] and browser.answer["code"].startswith("M.C5")


# Pages from which nothing leads back


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"redirect_uri": "http://localhost/other"}, 50011),
        ({"redirect_uri": None}, 900971),
        ({"redirect_uri": "localhost:8400/x y"}, 50011),
        ({"redirect_uri": "/callback"}, 90102),
        ({"client_id": "11111111-1111-4111-8111-111111111111"}, 700016),
        ({"client_id": "[3c5ee1b4-90d7-4c3f-8a5e-6b1f2d9a7c04]"}, 700016),
        ({"client_id": None}, 700016),
    ],
)
def test_the_request_ends_on_a_page(box: ThreadedBox, changes: dict[str, str | None], code: int) -> None:
    browser = Browser(box).open(url(box, **changes))
    assert browser.response.status_code == 200 and browser.landed == ""
    assert browser.page.heading == "Sorry, but we're having trouble signing you in."
    assert browser.page.alert.startswith(f"AADSTS{code}: ") and browser.page.all("form") == []
    assert "Trace ID" in browser.page.alert


def test_no_redirect_uri_is_registered(box: ThreadedBox) -> None:
    change(box, redirect_uris={})
    assert Browser(box).open(url(box)).page.alert.startswith("AADSTS500113: ")


@pytest.mark.parametrize(("tenant", "code"), [("nowhere.example", 90002), ("common", 50194), ("[tenantid]", 900023)])
def test_the_tenant_ends_on_a_page(box: ThreadedBox, tenant: str, code: int) -> None:
    other = box.settings.authorize_url.replace(box.settings.tenant_id, tenant)
    browser = Browser(box).open(url(box).replace(box.settings.authorize_url, other))
    assert browser.landed == "" and browser.page.alert.startswith(f"AADSTS{code}: ")


@pytest.mark.parametrize(
    ("id", "code"), [("redirect-uri-none-registered", 500113), ("redirect-uri-not-absolute", 90102)]
)
def test_faults_that_are_pages(box: ThreadedBox, id: str, code: int) -> None:
    box.faults(id)
    assert Browser(box).open(url(box)).page.alert.startswith(f"AADSTS{code}: ")


def test_the_fault_of_the_approval_page(box: ThreadedBox) -> None:
    box.faults("admin-consent-required*1")
    assert Browser(box).open(url(box)).page.heading == "Need admin approval"


# PKCE


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code_challenge": "x" * 42}, 50147),
        ({"code_challenge": "x" * 129, "code_challenge_method": "plain"}, 50147),
        ({"code_challenge": "", "code_challenge_method": "S256"}, 50147),
        ({"code_challenge": "=" * 43, "code_challenge_method": "S256"}, 50147),
        ({"code_challenge": "x" * 43, "code_challenge_method": "s256"}, 9002313),
        ({"code_challenge": "x" * 43, "code_challenge_method": "none"}, 9002313),
    ],
)
def test_challenges_that_are_refused(box: ThreadedBox, changes: dict[str, str], code: int) -> None:
    assert Browser(box).open(url(box, **changes)).answer["error_description"].startswith(f"AADSTS{code}: ")
