"""The sign-in pages walked by a browser without scripts: accounts, password, consent, and forms from elsewhere."""

from __future__ import annotations

from functools import partial
from urllib.parse import parse_qs

import pytest

from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox

from .person import COLLEAGUE, OUTLOOK, Browser, change, password, redeem, sign_in, url, withdraw

# The way through the pages


def test_name_password_consent_code(box: ThreadedBox) -> None:
    box.ask(withdraw)
    browser = Browser(box).open(url(box))
    assert browser.page.heading == "Sign in" and "oauthmail example" in browser.page.html
    browser.press("Next", login=box.settings.mailbox)
    assert browser.page.heading == "Enter password" and browser.landed == ""
    browser.press("Sign in", passwd=password(box))
    assert browser.page.heading == "Permissions requested"
    assert "SMTP.Send" in browser.page.html and "offline_access" in browser.page.html
    browser.press("Accept")
    assert browser.landed.startswith("http://localhost:8400/?code=1.A")
    assert [*browser.answer] == ["code", "state", "session_state"]
    status, answer = redeem(box, browser.answer["code"])
    assert status == 200 and answer["scope"] == f"{OUTLOOK}SMTP.Send"


def test_consent_is_asked_for_once_and_for_each_user(box: ThreadedBox) -> None:
    box.ask(withdraw)
    assert sign_in(box, Browser(box)).press("Accept").answer["code"]
    assert sign_in(box, Browser(box)).answer["code"]
    assert sign_in(box, Browser(box), COLLEAGUE).page.heading == "Permissions requested"
    other = sign_in(box, Browser(box), scope=f"{OUTLOOK}IMAP.AccessAsUser.All")
    assert other.page.heading == "Permissions requested"


def test_what_the_administrator_consented_to_is_not_asked(box: ThreadedBox) -> None:
    assert sign_in(box, Browser(box), COLLEAGUE).answer["code"]


def test_declined(box: ThreadedBox) -> None:
    box.ask(withdraw)
    answer = sign_in(box, Browser(box)).press("Cancel").answer
    assert answer["error"] == "access_denied" and answer["error_description"].startswith("AADSTS65004: ")
    assert answer["state"] == "12345"
    assert sign_in(box, Browser(box)).page.heading == "Permissions requested"


@pytest.mark.parametrize("steps", [0, 1])
def test_cancelled(box: ThreadedBox, steps: int) -> None:
    browser = Browser(box).open(url(box))
    if steps:
        browser.press("Next", login=box.settings.mailbox)
    browser.press("Cancel")
    assert browser.landed == "http://localhost:8400/?error=access_denied&error_subcode=cancel&state=12345"


def test_need_admin_approval(box: ThreadedBox) -> None:
    box.ask(withdraw)
    box.ask(lambda t: setattr(t.policy, "user_consent", False))
    browser = sign_in(box, Browser(box))
    assert browser.page.heading == "Need admin approval" and "AADSTS90094" in browser.page.alert
    (back,) = browser.page.all("a")
    assert back.attributes["href"].startswith("http://localhost:8400/?error=access_denied")
    assert "AADSTS65004" in back.attributes["href"] and "error_subcode=cancel" in back.attributes["href"]
    assert browser.press("Use another account").page.heading == "Sign in"
    box.ask(lambda t: setattr(t.policy, "admin_consent_requests", True))
    assert "AADSTS90095" in sign_in(box, Browser(box)).page.alert


def test_accept_cannot_overrule_the_administrator(box: ThreadedBox) -> None:
    box.ask(withdraw)
    browser = sign_in(box, Browser(box))
    box.ask(lambda t: setattr(t.policy, "user_consent", False))
    assert browser.press("Accept").page.heading == "Need admin approval"


@pytest.mark.parametrize("name", ["nobody@contoso.example", "", "\"'><script>alert(1)</script>"])
def test_an_unknown_name(box: ThreadedBox, name: str) -> None:
    browser = Browser(box).open(url(box)).press("Next", login=name)
    assert browser.page.heading == "Sign in" and "AADSTS50034" in browser.page.alert
    assert browser.fields()["login"] == name and browser.page.all("script") == []


def test_a_wrong_password(box: ThreadedBox) -> None:
    browser = Browser(box).open(url(box, login_hint=box.settings.mailbox)).press("Sign in", passwd="wrong")
    assert browser.page.heading == "Enter password" and "AADSTS50126" in browser.page.alert
    assert "set-cookie" not in browser.response.headers
    assert browser.press("Sign in", passwd=password(box)).answer["code"]


def test_a_refused_account_is_told_on_a_page_and_the_application_on_return(box: ThreadedBox) -> None:
    box.ask(lambda t: setattr(t.users[box.settings.mailbox], "enabled", False))
    browser = sign_in(box, Browser(box))
    assert browser.page.heading == "Sorry, but we're having trouble signing you in."
    assert "AADSTS50057" in browser.page.alert and browser.landed == ""
    assert "AADSTS50057" in browser.page.all("a")[0].attributes["href"]


def test_a_second_factor(box: ThreadedBox) -> None:
    box.ask(lambda t: setattr(t.users[box.settings.mailbox], "mfa_required", True))
    browser = sign_in(box, Browser(box))
    assert browser.page.heading == "Approve sign in request"
    assert (
        browser.post(url(box), {"step": "approve", "login": box.settings.mailbox}).page.heading == browser.page.heading
    )
    assert redeem(box, browser.press("Approve").answer["code"])[0] == 200
    # The session has shown it.
    assert browser.open(url(box)).answer["code"] and browser.open(url(box, prompt="none")).answer["code"]
    assert sign_in(box, browser, prompt="login").page.heading == "Approve sign in request"


def _set(upn: str, name: str, value: object, tenant: Tenant) -> None:
    setattr(tenant.users[upn], name, value)


@pytest.mark.parametrize(
    ("user", "app", "code"),
    [
        ({"mfa_required": True, "mfa_registered": False}, {}, 50079),
        ({"locked": True}, {}, 50053),
        ({"password_expired": True}, {}, 50055),
        ({"blocked_by_conditional_access": True}, {}, 53003),
        ({}, {"assignment_required": True}, 50105),
    ],
)
def test_who_may_not_sign_in(box: ThreadedBox, user: dict[str, object], app: dict[str, object], code: int) -> None:
    """A page says so; a program is told by the redirect, as if the person had pressed the link."""
    change(box, **app)
    for name, value in user.items():
        box.ask(partial(_set, box.settings.mailbox, name, value))
    browser = sign_in(box, Browser(box))
    assert browser.page.alert.startswith(f"AADSTS{code}: ") and browser.landed == ""
    at_once = Browser(box).post(url(box), {"login": box.settings.mailbox, "passwd": password(box)})
    assert at_once.answer["error_description"].startswith(f"AADSTS{code}: ")
    assert box.ask(lambda t: t.codes) == {}


# Forms that no page of ours made


def test_consent_cannot_be_given_from_elsewhere(box: ThreadedBox) -> None:
    box.ask(withdraw)
    browser = sign_in(box, Browser(box))
    assert browser.page.heading == "Permissions requested"
    fields = browser.fields()
    forged = {"step": "accept", "login": box.settings.mailbox}
    for token in ({}, {"flow_token": ""}, {"flow_token": "0" * 64}, {"flow_token": "ü"}):
        assert browser.post(url(box), forged | token).page.heading == "Permissions requested"
    # For another request, account or browser it is not good either.
    wider = url(box, scope=f"{OUTLOOK}IMAP.AccessAsUser.All")
    assert browser.post(wider, {**fields, "step": "accept"}).page.heading == "Permissions requested"
    other = sign_in(box, Browser(box))
    assert other.post(url(box), {**fields, "step": "accept"}).page.heading == "Permissions requested"
    assert Browser(box).post(url(box), {**fields, "step": "accept"}).page.heading == "Sign in"
    assert box.ask(lambda t: t.codes) == {} and box.ask(lambda t: t.apps[box.settings.client_id].consents) == []
    assert browser.post(url(box), {**fields, "step": "accept"}).answer["code"]
    # And once only.
    box.ask(withdraw)
    assert browser.post(url(box), {**fields, "step": "accept"}).page.heading == "Permissions requested"


@pytest.mark.parametrize("step", ["", "account", "password", "pick", "accept", "decline", "other", "cancel", "\0x"])
def test_steps_out_of_order(box: ThreadedBox, step: str) -> None:
    for more in ({}, {"login": box.settings.mailbox}, {"login": "\0", "passwd": "\ud7ff"}):
        browser = Browser(box).post(url(box), {"step": step, **more})
        assert "code" not in browser.answer
    assert box.ask(lambda t: t.bugs) == []


def test_a_request_by_post_goes_through_the_pages(box: ThreadedBox) -> None:
    box.ask(withdraw)
    query = {k: v[0] for k, v in parse_qs(url(box, prompt="consent").partition("?")[2]).items()}
    browser = Browser(box).post(box.settings.authorize_url, query)
    browser.press("Next", login=box.settings.mailbox).press("Sign in", passwd=password(box))
    assert browser.press("Accept").answer["state"] == "12345"
