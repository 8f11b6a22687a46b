"""Bad days of the service: what a client sees on the wire, with and without Retry-After, whole and not."""

from __future__ import annotations

import http.client
import json
import socket
import time
import urllib.error
from urllib.parse import urlencode, urlsplit

import pytest

from fakes.thread import ThreadedBox

from .client import bugs, fetch, post, refresh_form, trust


def ask(box: ThreadedBox) -> tuple[int, bytes, str | None]:
    status, body, headers = fetch(box, box.settings.token_url, urlencode(refresh_form(box)).encode())
    return status, body, headers["retry-after"]


@pytest.mark.parametrize(
    ("fault", "status", "retry_after", "html"),
    [
        ("entra-throttled", 429, "60", False),
        ("entra-unavailable", 503, None, True),
        ("entra-unavailable-retry-after", 503, "60", True),
        ("entra-internal-error", 500, None, True),
        ("entra-html-error", 400, None, True),
    ],
)
def test_answers_that_are_no_json(
    box: ThreadedBox, fault: str, status: int, retry_after: str | None, html: bool
) -> None:
    box.faults(f"{fault}*1")
    assert ask(box) == (status, ask_page(html), retry_after)
    assert post(box, refresh_form(box))[0] == 200


def ask_page(html: bool) -> bytes:
    page = b"<!DOCTYPE html><html><body><h2>Our services aren't available right now</h2></body></html>"
    return page if html else b""


def test_a_truncated_answer(box: ThreadedBox) -> None:
    box.faults("entra-answer-truncated*1")
    with pytest.raises(http.client.IncompleteRead) as cut:
        ask(box)
    assert cut.value.partial.startswith(b'{"token_type":"Bearer"')
    assert post(box, refresh_form(box))[0] == 200 and bugs(box) == []


def test_an_answer_that_is_lost(box: ThreadedBox) -> None:
    box.faults("entra-answer-dropped*1")
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        ask(box)
    assert post(box, refresh_form(box))[0] == 200 and bugs(box) == []


def test_an_answer_that_never_comes(box: ThreadedBox) -> None:
    box.faults("entra-answer-slow*1")
    port = urlsplit(box.settings.token_url).port
    begun = time.monotonic()
    plain = socket.create_connection(("localhost", port), 10)
    with trust(box).wrap_socket(plain, server_hostname="localhost") as wire:
        body = urlencode(refresh_form(box)).encode()
        path = urlsplit(box.settings.token_url).path
        wire.sendall(
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        wire.settimeout(10)
        got = wire.recv(4096)
        assert b"Content-Length: 4096" in got
        wire.settimeout(0.3)
        with pytest.raises(TimeoutError):
            while wire.recv(4096):
                pass
    assert time.monotonic() - begun < 5
    assert post(box, refresh_form(box))[0] == 200 and bugs(box) == []


@pytest.mark.parametrize(
    ("fault", "code", "status"),
    [("entra-transient", 50033, 503), ("client-throttled", 90055, 429), ("entra-directory-failed", 90036, 500)],
)
def test_passing_failures_in_json_for_an_application(box: ThreadedBox, fault: str, code: int, status: int) -> None:
    box.faults(fault)
    form = {"grant_type": "client_credentials", "scope": "https://outlook.office365.com/.default"}
    form |= {"client_id": box.settings.client_id, "client_secret": box.settings.client_secret}
    found, answer = post(box, form)
    assert (found, answer["error_codes"]) == (status, [code])
    assert post(box, refresh_form(box))[0] == 200


def test_a_loop_is_noticed_and_other_requests_go_on(box: ThreadedBox) -> None:
    box.ask(lambda t: setattr(t.policy, "loop_limit", 2))
    assert [post(box, refresh_form(box))[0] for _ in range(3)] == [200, 200, 400]
    status, answer = post(box, refresh_form(box))
    assert (status, answer["error_codes"], answer["error"]) == (400, [50196], "invalid_grant")
    assert post(box, refresh_form(box, scope="https://outlook.office.com/IMAP.AccessAsUser.All"))[0] == 200
    box.advance("6m")
    assert post(box, refresh_form(box))[0] == 200


def test_the_healthy_tenant_notices_no_loop(box: ThreadedBox) -> None:
    assert {post(box, refresh_form(box))[0] for _ in range(40)} == {200}


def test_a_throttled_application_is_told_how_long(box: ThreadedBox) -> None:
    box.ask(lambda t: setattr(t.policy, "throttle_limit", 1))
    form = {"grant_type": "client_credentials", "scope": "https://outlook.office365.com/.default"}
    form |= {"client_id": box.settings.client_id, "client_secret": box.settings.client_secret}
    body = urlencode(form).encode()
    assert fetch(box, box.settings.token_url, body)[0] == 200
    status, text, headers = fetch(box, box.settings.token_url, body)
    assert (status, headers["retry-after"]) == (429, "60") and json.loads(text)["error_codes"] == [90055]
