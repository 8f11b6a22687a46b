"""A verdict that cannot be bad proves nothing: curl made wrong in one way is found out each time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from . import seen
from .clients import CLIENTS, Client
from .conditions import CONDITIONS, REFUSED, WORKED, Condition
from .running import DRIVERS
from .trial import Run

SECONDS = 60.0


@pytest.fixture
def curl(tmp_path: Path, need: Callable[[Client], None]) -> Callable[[str, str], Client]:
    """curl, with one thing in its driver changed."""
    need(CLIENTS["curl"])

    def changed(old: str, new: str) -> Client:
        text = (DRIVERS / "curl.sh").read_text(encoding="utf-8")
        assert old in text
        driver = tmp_path / "mutant.sh"
        driver.write_text(text.replace(old, new), encoding="utf-8")
        return Client("curl", str(driver), ("smtp", "imap", "pop3"))

    return changed


def under(name: str) -> Condition:
    return next(condition for condition in CONDITIONS if condition.name == name)


@pytest.mark.parametrize("name", ["unknown-ca", "wrong-name", "expired"])
@pytest.mark.parametrize("protocol", ["smtp", "imap", "pop3"])
def test_a_client_that_verifies_nothing(name: str, protocol: str, run: Run, curl: Callable[[str, str], Client]) -> None:
    found = run(curl('--cacert "$FAKE_CA_FILE"', "--insecure"), protocol, under(name), SECONDS)
    assert found.outcome == WORKED and found.credentials


@pytest.mark.parametrize("protocol", ["smtp", "imap", "pop3"])
def test_a_client_that_goes_on_in_the_clear(protocol: str, run: Run, curl: Callable[[str, str], Client]) -> None:
    faults = ("starttls-refused@{}", "xoauth2-before-tls@{}")
    condition = Condition("refused", ("smtp", "imap", "pop3"), REFUSED, faults, tls="starttls")
    found = run(curl("--ssl-reqd", "--ssl"), protocol, condition, SECONDS)
    assert found.in_clear >= 1


def test_a_client_that_sends_nothing_and_is_content(run: Run, curl: Callable[[str, str], Client]) -> None:
    found = run(
        curl('--upload-file "$JOB_LETTER"', "--upload-file /dev/null || true"), "smtp", under("healthy"), SECONDS
    )
    assert run.ended.good and found.outcome == REFUSED


def test_clients_are_kept_on_loopback(run: Run, tmp_path: Path) -> None:
    driver = tmp_path / "guarded.sh"
    driver.write_text(
        "python3 -c \"import socket; socket.create_connection(('192.0.2.1', 25), 5)\"\n", encoding="utf-8"
    )
    run(Client("guarded", str(driver), ("smtp",)), "smtp", under("healthy"), SECONDS)
    assert "a test tried to resolve '192.0.2.1'" in run.ended.output


def test_a_client_that_falls_back_to_a_password(run: Run, curl: Callable[[str, str], Client]) -> None:
    client = curl('"$FAKE_MAILBOX:"', '"$FAKE_MAILBOX:a-password-of-24-letters" --login-options "AUTH=*"')
    client = Client(client.name, client.driver, client.protocols)
    text = Path(client.driver).read_text(encoding="utf-8")
    text = text.replace("--login-options AUTH=XOAUTH2", "").replace("-K token.conf", "")
    Path(client.driver).write_text(text, encoding="utf-8")
    found = run(client, "smtp", under("xoauth2-not-offered"), SECONDS)
    assert found.credentials


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("\r\n", seen.EMPTY),
        ("[4 characters]\r\n", "4"),
        ("[2890 characters, sha256 0badcafe]\r\n", seen.AGAIN),
        ("[68 characters, sha256 00000000]\r\n", seen.ANOTHER),
    ],
)
def test_answers_to_an_error_challenge_are_told_apart(line: str, answer: str) -> None:
    said = [
        ("tls", ""),
        ("in", "AUTH XOAUTH2 [2890 characters, sha256 0badcafe]\r\n"),
        ("out", "334 eyJzdGF0dXMiOiI0MDAifQ==\r\n"),
    ]
    events = [{"listener": "smtp", "connection": 1, "kind": kind, "data": data} for kind, data in said]
    assert seen.read(events, "smtp", done=False).answer == seen.NOTHING
    events.append({"listener": "smtp", "connection": 1, "kind": "in", "data": line})
    found = seen.read(events, "smtp", done=False)
    assert found.answer == answer and found.in_clear == 0
    assert seen.read(events[1:], "smtp", done=False).in_clear == found.credentials > 0
