"""Chromium signs in on the pages by keyboard alone, with and without scripts, and lands on a loopback listener."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox
from tests.fakes.client import fetch, post

from .audit import audit, focus_order
from .driver import DRIVER, ENTER, TAB, Chromium, chromium
from .listener import Listener, listening

pytestmark = pytest.mark.skipif(DRIVER is None, reason="chromedriver is not installed (Debian: chromium-driver)")
SCOPE = "https://outlook.office.com/SMTP.Send offline_access"
_HEADING = "return document.querySelector('h1').textContent === '{}'"


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as server:
        yield server


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Chromium]:
    with chromium(tmp_path / "profile") as started:
        yield started


def url(box: ThreadedBox, listener: Listener, **changes: str) -> str:
    query = {
        "client_id": box.settings.client_id,
        "response_type": "code",
        "redirect_uri": listener.url,
        "scope": SCOPE,
        "state": "st&ate=\"'><b>",
        **changes,
    }
    return box.settings.authorize_url + "?" + urlencode(query)


def withdraw(tenant: Tenant) -> None:
    for app in tenant.apps.values():
        app.consented.clear()
        app.graph_consented.clear()


def at(browser: Chromium, heading: str) -> None:
    browser.wait(_HEADING.format(heading))


def redeem(box: ThreadedBox, listener: Listener, code: str) -> int:
    form = {
        "client_id": box.settings.client_id,
        "client_secret": box.settings.client_secret,
        "grant_type": "authorization_code",
        "redirect_uri": listener.url,
        "code": code,
    }
    return post(box, form)[0]


def test_by_keyboard(box: ThreadedBox, browser: Chromium, listener: Listener) -> None:
    """Name, password, consent; then the account picker; every page audited on the way."""
    box.ask(withdraw)
    browser.go(url(box, listener))
    at(browser, "Sign in")
    lowest = [audit(browser)]
    browser.press("nobody" + ENTER)
    browser.wait("return document.querySelector('[role=alert]')")
    lowest.append(audit(browser))
    browser.run("document.activeElement.select()")
    browser.press(box.settings.mailbox + ENTER)
    at(browser, "Enter password")
    lowest.append(audit(browser))
    browser.press(box.settings.password + ENTER)
    at(browser, "Permissions requested")
    lowest.append(audit(browser))
    browser.press(ENTER)
    at(browser, "Back at the application")
    method, fields = listener.seen.pop()
    assert method == "GET" and fields["state"] == "st&ate=\"'><b>"
    assert redeem(box, listener, fields["code"]) == 200

    browser.go(url(box, listener, prompt="select_account"))
    at(browser, "Pick an account")
    lowest.append(audit(browser))
    browser.press(TAB + ENTER)
    at(browser, "Back at the application")
    assert redeem(box, listener, listener.seen.pop()[1]["code"]) == 200
    assert min(lowest) >= 4.5


@pytest.mark.parametrize("script", [True, False])
def test_form_post(box: ThreadedBox, tmp_path: Path, listener: Listener, script: bool) -> None:
    """A script posts the answer by itself; without scripts there is a button."""
    switches = () if script else ("--blink-settings=scriptEnabled=false",)
    with chromium(tmp_path / "profile", *switches) as browser:
        browser.go(url(box, listener, response_mode="form_post", login_hint=box.settings.mailbox))
        browser.press(box.settings.password + ENTER)
        if not script:
            at(browser, "Working...")
            assert listener.seen == []
            browser.press(TAB + ENTER)
        at(browser, "Back at the application")
    (method, fields) = listener.seen.pop()
    assert method == "POST" and fields["state"] == "st&ate=\"'><b>"
    assert redeem(box, listener, fields["code"]) == 200


def test_the_tab_key(box: ThreadedBox, browser: Chromium, listener: Listener) -> None:
    box.ask(withdraw)
    browser.go(url(box, listener))
    focus_order(browser)
    browser.go(url(box, listener, login_hint=box.settings.mailbox))
    focus_order(browser)
    browser.run("document.querySelector('#passwd').focus()")
    browser.press(box.settings.password + ENTER)
    at(browser, "Permissions requested")
    focus_order(browser)
    browser.go(url(box, listener, prompt="select_account"))
    at(browser, "Pick an account")
    focus_order(browser)


def test_pages_that_lead_nowhere(box: ThreadedBox, browser: Chromium, listener: Listener) -> None:
    browser.go(url(box, listener, redirect_uri="http://localhost/other"))
    assert browser.run("return document.body.innerText").count("AADSTS50011") == 1
    audit(browser)
    box.ask(withdraw)
    box.ask(lambda t: setattr(t.policy, "user_consent", False))
    browser.go(url(box, listener, login_hint=box.settings.mailbox))
    browser.press(box.settings.password + ENTER)
    at(browser, "Need admin approval")
    audit(browser)
    focus_order(browser)
    browser.run("document.querySelector('a').focus()")
    browser.press(ENTER)
    at(browser, "Back at the application")
    assert listener.seen.pop()[1]["error"] == "access_denied"


def test_the_code_of_a_device(box: ThreadedBox, browser: Chromium) -> None:
    """Code, name, password, question: by keyboard, every page audited."""
    box.ask(lambda t: setattr(t.apps[box.settings.client_id], "allow_public_client", True))
    box.ask(lambda t: t.apps[box.settings.client_id].secrets.clear())
    asked = urlencode({"client_id": box.settings.client_id, "scope": SCOPE}).encode()
    codes = json.loads(fetch(box, box.settings.device_code_url, asked)[1])
    browser.go(codes["verification_uri"])
    at(browser, "Enter code to allow access")
    audit(browser)
    focus_order(browser)
    browser.run("document.querySelector('#user_code').focus()")
    browser.press(codes["user_code"].lower() + ENTER)
    at(browser, "Sign in")
    browser.press(box.settings.mailbox + ENTER)
    at(browser, "Enter password")
    browser.press(box.settings.password + ENTER)
    at(browser, "Confirm the application")
    audit(browser)
    focus_order(browser)
    browser.run("document.querySelector('button').focus()")
    browser.press(ENTER)
    at(browser, "You have signed in")
    audit(browser)
    form = {"client_id": box.settings.client_id, "device_code": codes["device_code"]}
    status, answer = post(box, {**form, "grant_type": "urn:ietf:params:oauth:grant-type:device_code"})
    assert status == 200 and "refresh_token" in answer
