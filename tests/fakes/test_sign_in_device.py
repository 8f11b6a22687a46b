"""The device page: the code typed, the sign-in, the question, and what the polling application then gets."""

from __future__ import annotations

import json

import pytest

from fakes.entra.sign_in.session import find
from fakes.thread import ThreadedBox

from .client import fetch, post
from .person import Browser, change, password, withdraw

SCOPE = "https://outlook.office.com/SMTP.Send offline_access"
GRANT = "urn:ietf:params:oauth:grant-type:device_code"


@pytest.fixture
def codes(box: ThreadedBox) -> dict[str, str]:
    """What `/devicecode` hands out, for an application that may use it without a secret."""
    change(box, secrets=[], allow_public_client=True)
    form = f"client_id={box.settings.client_id}&scope={SCOPE.replace(' ', '+')}"
    status, body, _ = fetch(box, box.settings.device_code_url, form.encode())
    assert status == 200, body
    answer: dict[str, str] = json.loads(body)
    return answer


def poll(box: ThreadedBox, codes: dict[str, str]) -> dict[str, object]:
    form = {"grant_type": GRANT, "client_id": box.settings.client_id, "device_code": codes["device_code"]}
    answer: dict[str, object] = post(box, form)[1]
    return answer


def entered(box: ThreadedBox, codes: dict[str, str]) -> Browser:
    browser = Browser(box).open(codes["verification_uri"])
    assert browser.page.heading == "Enter code to allow access"
    return browser.press("Next", user_code=codes["user_code"].lower())


def test_a_person_signs_in(box: ThreadedBox, codes: dict[str, str]) -> None:
    box.ask(withdraw)
    assert poll(box, codes)["error"] == "authorization_pending"
    browser = entered(box, codes).press("Next", login=box.settings.mailbox)
    browser.press("Sign in", passwd=password(box))
    assert browser.page.heading == "Permissions requested"
    browser.press("Accept")
    assert browser.page.heading == "Confirm the application" and "oauthmail example" in browser.page.html
    assert box.ask(lambda t: len(t.apps[box.settings.client_id].consents)) == 1
    browser.press("Continue")
    assert browser.page.heading == "You have signed in"
    box.advance("6s")
    assert "refresh_token" in poll(box, codes)
    assert browser.open(codes["verification_uri"]).press("Next", user_code=codes["user_code"]).page.alert


def test_a_program_signs_in_at_once(box: ThreadedBox, codes: dict[str, str]) -> None:
    form = {"user_code": codes["user_code"], "login": box.settings.mailbox, "passwd": password(box)}
    assert Browser(box).post(codes["verification_uri"], form).page.heading == "You have signed in"
    assert "access_token" in poll(box, codes)


@pytest.mark.parametrize("when", ["name", "question"])
def test_cancelled(box: ThreadedBox, codes: dict[str, str], when: str) -> None:
    browser = entered(box, codes)
    if when == "question":
        browser.press("Next", login=box.settings.mailbox).press("Sign in", passwd=password(box))
        assert browser.page.heading == "Confirm the application"
    assert browser.press("Cancel").page.heading == "You did not sign in"
    assert poll(box, codes)["error"] == "authorization_declined"


@pytest.mark.parametrize("code", ["", "AAAAAAAAA", "<script>", "\0", "x" * 5000])
def test_a_wrong_code(box: ThreadedBox, codes: dict[str, str], code: str) -> None:
    browser = Browser(box).open(codes["verification_uri"]).press("Next", user_code=code)
    assert browser.page.heading == "Enter code to allow access" and browser.page.alert
    assert ("AADSTS90119" in browser.page.alert) == (code == "") and browser.page.all("script") == []
    assert poll(box, codes)["error"] == "authorization_pending"


def test_the_question_cannot_be_answered_from_elsewhere(box: ThreadedBox, codes: dict[str, str]) -> None:
    browser = entered(box, codes).press("Next", login=box.settings.mailbox).press("Sign in", passwd=password(box))
    fields = {**browser.fields(), "step": "continue"}
    assert (
        browser.post(codes["verification_uri"], {**fields, "flow_token": "0" * 64}).page.heading != "You have signed in"
    )
    assert Browser(box).post(codes["verification_uri"], fields).page.heading == "Sign in"
    assert poll(box, codes)["error"] == "authorization_pending"
    assert browser.post(codes["verification_uri"], fields).page.heading == "You have signed in"


def test_an_account_that_may_not(box: ThreadedBox, codes: dict[str, str]) -> None:
    box.ask(lambda t: setattr(t.policy, "block_device_code", True))
    browser = entered(box, codes).press("Next", login=box.settings.mailbox).press("Sign in", passwd=password(box))
    assert "AADSTS53003" in browser.page.alert and browser.page.all("a") == []
    assert poll(box, codes)["error"] == "authorization_pending"


def test_a_second_factor(box: ThreadedBox, codes: dict[str, str]) -> None:
    box.ask(lambda t: setattr(t.users[box.settings.mailbox], "mfa_required", True))
    browser = entered(box, codes).press("Next", login=box.settings.mailbox).press("Sign in", passwd=password(box))
    assert browser.page.heading == "Approve sign in request"
    cookie = browser.response.headers["set-cookie"].partition(";")[0]
    assert browser.press("Approve").page.heading == "Confirm the application"
    session = box.ask(lambda t: find(t, cookie))
    assert session is not None and session.second == {box.settings.mailbox}
