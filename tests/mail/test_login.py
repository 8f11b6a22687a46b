"""Signing in by the adapter contract: the client says what to open, a test plays the person, the token is kept."""

from __future__ import annotations

import io
import json
import threading
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

import pytest

from checks.mail import adapter
from fakes.entra import device
from fakes.thread import ThreadedBox
from tests.fakes.sign_in import sign_in
from tests.secrets.search import Canaries

from .conftest import Jobs, do

SCOPE = "https://outlook.office.com/SMTP.Send https://outlook.office.com/IMAP.AccessAsUser.All offline_access"


class Person(io.StringIO):
    """Standard output that is read by a person who does what it says."""

    def __init__(self, act: Any) -> None:
        super().__init__()
        self._act = act
        self._threads: list[threading.Thread] = []

    def write(self, text: str) -> int:
        told = json.loads(text)
        if "open" in told or "user_code" in told:
            self._threads.append(threading.Thread(target=self._act, args=(told,)))
            self._threads[-1].start()
        return super().write(text)

    def wait(self) -> None:
        for thread in self._threads:
            thread.join(20)


def log_in(job: dict[str, Any], act: Any) -> tuple[int, dict[str, Any]]:
    person = Person(act)
    status = adapter.serve(io.StringIO(json.dumps(job)), person)
    person.wait()
    return status, json.loads(person.getvalue().splitlines()[-1])


def oauth(box: ThreadedBox, flow: str) -> dict[str, Any]:
    s = box.settings
    given = {"flow": flow, "authority": s.authority, "client_id": s.client_id, "scope": SCOPE}
    return (
        given if flow == "device_code" else {**given, "client_secret": s.client_secret, "redirect_uri": s.redirect_uri}
    )


def come_back(url: str, fields: dict[str, str]) -> None:
    parts = urlsplit(url)
    assert parts.hostname == "localhost"
    where = f"http://127.0.0.1:{parts.port}{parts.path or '/'}"
    with urlopen(where, urlencode(fields).encode(), timeout=10) as page:
        assert page.status == 200


def test_in_a_browser_with_pkce_and_then_without_a_person(box: ThreadedBox, job: Jobs, tmp_path: Path) -> None:
    asked: list[str] = []

    def person(told: dict[str, Any]) -> None:
        asked.append(told["open"])
        come_back(*sign_in(box, told["open"]))

    grant = oauth(box, "authorization_code")
    status, answer = log_in(job("login", oauth=grant), person)
    assert (status, answer["sentence"]) == (0, "Signed in."), answer
    query = parse_qs(urlsplit(asked[0]).query)
    assert query["code_challenge_method"] == ["S256"] and query["state"]
    kept = json.loads(next((tmp_path / "state").glob("tokens-*.json")).read_text())["refresh_token"]
    assert not Canaries({"kept": kept}).found(json.dumps(answer).encode())
    for action in ("send", "fetch-imap"):
        assert do(job(action, oauth=grant)).status == 0


@pytest.mark.parametrize("change", [{"state": "another"}, {"state": ""}])
def test_an_answer_to_another_question_is_not_redeemed(box: ThreadedBox, job: Jobs, change: dict[str, str]) -> None:
    def person(told: dict[str, Any]) -> None:
        url, fields = sign_in(box, told["open"])
        try:
            come_back(url, {**fields, **change})
        except OSError:  # the page is not there for it
            assert change["state"] == ""

    status, answer = log_in(job("login", oauth=oauth(box, "authorization_code"), timeout_s=2), person)
    assert status in (1, 75) and answer["ok"] is False
    assert change["state"] == "" or "another state" in answer["sentence"]
    assert not [g for g in box.ask(lambda t: [*t.codes.values()]) if g.redeemed]


def test_a_person_who_says_no_is_heard(box: ThreadedBox, job: Jobs) -> None:
    def person(told: dict[str, Any]) -> None:
        url, fields = sign_in(box, told["open"])
        come_back(url, {"error": "access_denied", "error_description": "AADSTS65004: no", "state": fields["state"]})

    status, answer = log_in(job("login", oauth=oauth(box, "authorization_code")), person)
    assert status == 1 and "AADSTS65004" in answer["sentence"]


def test_by_device_code(box: ThreadedBox, job: Jobs) -> None:
    box.ask(lambda t: setattr(t.apps[box.settings.client_id], "allow_public_client", True))

    def person(told: dict[str, Any]) -> None:
        assert told["verification_uri"].startswith("https://")
        box.ask(lambda t: device.approve(t, told["user_code"], box.settings.mailbox))

    grant = oauth(box, "device_code")
    status, answer = log_in(job("login", oauth=grant), person)
    assert status == 0, answer
    assert do(job("send", oauth=grant)).status == 0


def test_what_a_sign_in_needs_is_said(box: ThreadedBox, job: Jobs) -> None:
    grant = oauth(box, "authorization_code")
    assert "state_dir" in do(job("login", oauth=grant, state_dir=None)).sentence
    assert "redirect_uri" in do(job("login", oauth={**grant, "redirect_uri": "https://app.example/cb"})).sentence
    ended = do(job("send", oauth=grant))
    assert ended.status == 1 and "sign in once" in ended.sentence
