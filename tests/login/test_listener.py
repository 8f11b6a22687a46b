"""The page that a sign-in ends at takes one answer, its own, and survives whatever else it is sent."""

from __future__ import annotations

import socket
import urllib.parse
from typing import Any

import pytest
import requests

from checks.login import loopback


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
