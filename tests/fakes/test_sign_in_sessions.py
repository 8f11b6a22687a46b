"""One sign-in serves the next: sessions of a browser, several accounts, and what `prompt` and hints do to them."""

from __future__ import annotations

import json

import pytest

from fakes.entra.sign_in import clear_session
from fakes.entra.sign_in.session import open_session
from fakes.thread import ThreadedBox

from .person import COLLEAGUE, Browser, change, password, redeem, sign_in, url, withdraw
from .test_transcript import leaks

# Sessions


def test_one_session_serves_the_next_sign_in(box: ThreadedBox) -> None:
    browser = sign_in(box, Browser(box))
    again = browser.open(url(box)).answer["code"]
    assert redeem(box, again)[0] == 200
    assert Browser(box).open(url(box)).page.heading == "Sign in"


def test_two_accounts_are_picked_from(box: ThreadedBox) -> None:
    browser = sign_in(box, Browser(box))
    sign_in(box, browser, COLLEAGUE, prompt="select_account")
    assert browser.open(url(box)).page.heading == "Pick an account"
    assert [b.text for b in browser.page.all("button")][-1] == "Use another account"
    code = browser.press(COLLEAGUE).answer["code"]
    assert box.ask(lambda t: t.codes[code].upn) == COLLEAGUE
    hinted = browser.open(url(box, login_hint=box.settings.mailbox.upper())).answer["code"]
    assert box.ask(lambda t: t.codes[hinted].upn) == box.settings.mailbox


def test_a_day_ends_a_session(box: ThreadedBox) -> None:
    browser = sign_in(box, Browser(box))
    box.advance("25h")
    assert browser.open(url(box)).page.heading == "Pick an account" and "signed out" in browser.page.html
    assert browser.press(box.settings.mailbox).page.heading == "Enter password"
    assert browser.press("Sign in", passwd=password(box)).answer["code"]


def test_revoking_ends_a_session(box: ThreadedBox) -> None:
    browser = sign_in(box, Browser(box))
    box.ask(lambda t: setattr(t.users[box.settings.mailbox], "tokens_valid_from", t.clock.now() + 1))
    assert browser.open(url(box, prompt="none")).answer["error"] == "login_required"


def test_signing_out(box: ThreadedBox) -> None:
    browser = sign_in(box, Browser(box))
    cookie = browser.response.headers["set-cookie"].partition(";")[0]
    header = box.ask(lambda t: clear_session(t, cookie))["Set-Cookie"]
    assert "Max-Age=0" in header and header.startswith("ESTSAUTH=;")
    assert browser.open(url(box)).page.heading == "Sign in"
    assert box.ask(lambda t: clear_session(t, "ESTSAUTH=unknown")) == {"Set-Cookie": header}


def test_the_logout_page_signs_out(box: ThreadedBox) -> None:
    browser = sign_in(box, Browser(box))
    browser.open(f"{box.settings.authority}/oauth2/v2.0/logout")
    assert browser.page.heading == "You signed out of your account"
    assert browser.open(url(box)).page.heading == "Sign in"
    assert box.ask(lambda t: t.sessions) == {}


def test_the_cookie(box: ThreadedBox) -> None:
    first = sign_in(box, Browser(box))
    cookie = first.response.headers["set-cookie"]
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    # A new id at each sign-in: nobody can plant a session.
    second = sign_in(box, first, prompt="login").response.headers["set-cookie"]
    assert second != cookie and box.ask(lambda t: len(t.sessions)) == 1


def test_sessions_without_end_are_forgotten(box: ThreadedBox) -> None:
    assert box.ask(lambda t: [open_session(t) for _ in range(1100)] and len(t.sessions)) == 1000


# prompt


def test_prompt_login_asks_although_signed_in(box: ThreadedBox) -> None:
    browser = sign_in(box, Browser(box))
    assert browser.open(url(box, prompt="login")).page.heading == "Sign in"
    hinted = url(box, prompt="login", login_hint=box.settings.mailbox)
    assert browser.open(hinted).page.heading == "Enter password"
    form = {"step": "pick", "login": box.settings.mailbox}
    assert browser.post(hinted, form).page.heading == "Enter password"
    assert browser.press("Sign in", passwd=password(box)).answer["code"]


def test_prompt_consent_asks_although_given(box: ThreadedBox) -> None:
    browser = sign_in(box, Browser(box), prompt="consent")
    assert browser.page.heading == "Permissions requested"
    assert browser.press("Accept").answer["code"]
    assert browser.open(url(box, prompt="consent")).page.heading == "Permissions requested"


def test_prompt_select_account(box: ThreadedBox) -> None:
    assert Browser(box).open(url(box, prompt="select_account")).page.heading == "Sign in"
    browser = sign_in(box, Browser(box))
    assert browser.open(url(box, prompt="select_account")).page.heading == "Pick an account"
    assert browser.press(box.settings.mailbox).answer["code"]


def test_prompt_none(box: ThreadedBox) -> None:
    silent = url(box, prompt="none")
    answer = Browser(box).open(silent).answer
    assert answer["error"] == "login_required" and answer["error_description"].startswith("AADSTS50058: ")
    assert answer["state"] == "12345"
    browser = sign_in(box, Browser(box))
    assert browser.open(silent).answer["code"]
    assert browser.open(url(box, prompt="none", login_hint=COLLEAGUE)).answer["error"] == "login_required"
    box.ask(withdraw)
    missing = browser.open(silent).answer
    assert missing["error"] == "consent_required" and missing["error_description"].startswith("AADSTS65001: ")
    box.ask(lambda t: setattr(t.users[box.settings.mailbox], "enabled", False))
    assert browser.open(silent).answer["error"] == "interaction_required"


def test_prompt_none_with_two_accounts(box: ThreadedBox) -> None:
    browser = sign_in(box, sign_in(box, Browser(box)), COLLEAGUE, prompt="login")
    answer = browser.open(url(box, prompt="none")).answer
    assert answer["error"] == "interaction_required" and answer["error_description"].startswith("AADSTS16000: ")
    assert browser.open(url(box, prompt="none", login_hint=COLLEAGUE)).answer["code"]


def test_a_misspelt_prompt(box: ThreadedBox) -> None:
    assert Browser(box).open(url(box, prompt="logon")).answer["error_description"].startswith("AADSTS90023: ")


def test_hints(box: ThreadedBox) -> None:
    browser = Browser(box).open(url(box, login_hint=box.settings.mailbox, domain_hint="consumers"))
    assert browser.page.heading == "Enter password"
    assert Browser(box).open(url(box, login_hint="who@else.example")).fields()["login"] == "who@else.example"


@pytest.mark.parametrize("mode", ["fragment", "form_post"])
def test_the_transcript_of_the_pages_holds_no_credential(box: ThreadedBox, mode: str) -> None:
    change(box, implicit_access_token=True, implicit_id_token=True)
    box.ask(withdraw)
    kinds = "code id_token token"
    browser = sign_in(box, Browser(box), response_type=kinds, nonce="n", response_mode=mode)
    cookie = browser.response.headers["set-cookie"].partition(";")[0].partition("=")[2]
    answer = browser.press("Accept").answer
    text = json.dumps(box.ask(lambda t: t.transcript.events()))
    assert "step=accept" in text
    assert leaks(text, cookie, password(box), *(answer[name] for name in ("code", "access_token", "id_token"))) == []
