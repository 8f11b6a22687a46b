"""Those who hold a secret: the Secret itself, and the tenant in a box with its transcript and its errors."""

from __future__ import annotations

import base64
import contextlib
import copy
import hashlib
import json
import os
import pickle
import re
import select
import socket
import ssl
import subprocess
import sys
import traceback
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checks.config.references import Secret
from tests.harness import ROOT

from .search import Canaries

VALUE = "a-secret-of-the-test-0123456789-abcdefghij"
START = 30.0


@pytest.mark.parametrize("way", [pickle.dumps, copy.copy, copy.deepcopy, json.dumps])
def test_a_secret_is_neither_pickled_nor_copied_nor_written(way: Any) -> None:
    with pytest.raises(TypeError) as refused:
        way(Secret(VALUE))
    assert Canaries({"secret": VALUE}).found(str(refused.value).encode()) == set()


def test_a_secret_does_not_print() -> None:
    secret = Secret(VALUE)
    held = {"secret": secret}
    try:
        raise ValueError(secret)
    except ValueError as error:
        trace = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    trace = re.sub(r"VALUE = .*|value = .*", "", trace)
    shown = f"{secret} {secret!r} {held} {secret!s:>60} {[secret]} {trace}"
    assert Canaries({"secret": VALUE}).found(shown.encode()) == set()
    assert not hasattr(secret, "__dict__")
    assert secret.reveal() == VALUE


class Box:
    """`python -m fakes --json` in a process of its own."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        assert process.stdout is not None
        ready, _, _ = select.select([process.stdout], [], [], START)
        assert ready, "the tenant did not start"
        self.settings: dict[str, Any] = json.loads(process.stdout.readline())
        self.trust = ssl.create_default_context(cafile=self.settings["ca_file"])

    def connect(self, name: str, *, tls: bool) -> socket.socket:
        """A connection to a listener."""
        port = self.settings[f"{name}_port"] if name != "token" else self.token_port
        plain = socket.create_connection(("localhost", port), 2)
        return self.trust.wrap_socket(plain, server_hostname="localhost") if tls else plain

    @property
    def token_port(self) -> int:
        """The port of the token endpoint."""
        return urllib.parse.urlsplit(self.settings["token_url"]).port or 443

    def post(self, url: str, **form: str) -> tuple[int, str]:
        """Post a form; status and body, redirects not followed."""
        request = urllib.request.Request(url, urllib.parse.urlencode(form).encode())
        try:
            with _opener(self.trust).open(request, timeout=10) as answer:
                return answer.status, f"{answer.headers}\n{answer.read().decode()}"
        except urllib.error.HTTPError as error:
            with error:
                return error.code, f"{error.headers}\n{error.read().decode()}"

    def transcript(self) -> str:
        """The transcript as the control API gives it."""
        with urllib.request.urlopen(self.settings["control_url"] + "transcript", timeout=10) as answer:
            return str(answer.read().decode())


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Redirects are looked at, not followed."""


def _opener(trust: ssl.SSLContext) -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_Stay(), urllib.request.HTTPSHandler(context=trust))


@pytest.fixture
def other() -> Iterator[Box]:
    with subprocess.Popen(
        [sys.executable, "-X", "dev", "-m", "fakes", "--json"],
        cwd=ROOT,
        env={**os.environ, "PYTHONASYNCIODEBUG": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            yield Box(process)
        finally:
            process.terminate()


def exchange(box: Box, name: str, *lines: bytes, tls: bool) -> None:
    """Send lines, each after the answer to the one before, then hang up; the server may hang up or wait for more."""
    with box.connect(name, tls=tls) as connection, contextlib.suppress(OSError):
        connection.recv(4096)
        for line in lines:
            connection.sendall(line + b"\r\n")
            connection.recv(4096)


def request(box: Box, data: bytes) -> None:
    """Send bytes to the token endpoint, say that they are all, and read until it hangs up."""
    with box.connect("token", tls=True) as connection, contextlib.suppress(OSError):
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):
            pass


def secrets_of(settings: dict[str, Any]) -> dict[str, str]:
    """The credentials of the `--json` line."""
    return {name: settings[name] for name in ("client_secret", "refresh_token", "access_token", "password")}


def sign_in(box: Box) -> dict[str, str]:
    """The whole authorization-code flow with PKCE: the code, the verifier, and the tokens that it gives."""
    settings = box.settings
    verifier = base64.urlsafe_b64encode(os.urandom(48)).rstrip(b"=").decode()
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "client_id": settings["client_id"],
        "response_type": "code",
        "redirect_uri": settings["redirect_uri"],
        "scope": "openid offline_access https://outlook.office.com/SMTP.Send",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    url = f"{settings['authorize_url']}?{urllib.parse.urlencode(asked)}"
    _, answer = box.post(url, login=settings["mailbox"], passwd=settings["password"])
    found = re.search(r"[?&]code=([^&\s]+)", answer)
    assert found, re.sub(r"\S{20,}", "...", answer)[:600]
    code = urllib.parse.unquote(found[1])
    status, answer = box.post(
        settings["token_url"],
        grant_type="authorization_code",
        client_id=settings["client_id"],
        client_secret=settings["client_secret"],
        redirect_uri=settings["redirect_uri"],
        code=code,
        code_verifier=verifier,
    )
    assert status == 200
    tokens = json.loads(answer.partition("\n\n")[2])
    issued = {f"new {name}": tokens[name] for name in ("access_token", "refresh_token", "id_token")}
    return {"code": code, "verifier": verifier, **issued}


def test_the_transcript_of_a_whole_sign_in_holds_no_credential(other: Box) -> None:
    secrets = secrets_of(other.settings) | sign_in(other)
    user, password = other.settings["mailbox"], other.settings["password"]
    response = base64.b64encode(f"user={user}\x01auth=Bearer {secrets['new access_token']}\x01\x01".encode())
    exchange(other, "imap", b"a AUTHENTICATE XOAUTH2 " + response, b"b LOGOUT", tls=True)
    exchange(other, "imap", f'a LOGIN "{user}" "{password}"'.encode(), tls=True)
    exchange(other, "pop3", b"AUTH XOAUTH2", response, b"QUIT", tls=True)
    exchange(other, "pop3", f"USER {user}".encode(), f"PASS {password}".encode(), tls=True)
    text = other.transcript()
    assert Canaries(secrets).found(text.encode()) == set()
    assert "AUTHENTICATE XOAUTH2 [" in text
    assert "grant_type=authorization_code" in text


def test_garbage_with_credentials_in_it_leaves_no_trace(other: Box) -> None:
    """Neither on the tenant's own output nor in its transcript, whatever is done to it."""
    settings = other.settings
    secrets = secrets_of(settings)
    spilled = " ".join(secrets.values()).encode()
    form = urllib.parse.urlencode({**secrets, "grant_type": "refresh_token", "client_id": "x"}).encode()
    length = b"Content-Length: %d\r\n" % len(form)
    for head in (
        b"POST /x/oauth2/v2.0/token HTTP/1.1\r\nHost: localhost\r\n" + length + b"\r\n" + form,
        b"POST /x/oauth2/v2.0/token HTTP/9.9\r\n" + form,
        b"GET /x?"
        + form
        + b" HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
        + secrets["access_token"].encode(),
        b"\x00\x01" + spilled,
        b"POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + length + b"\r\n" + form[:40],
    ):
        request(other, head + b"\r\n")
    for line in (
        b"a AUTHENTICATE XOAUTH2 " + spilled,
        b"a AUTHENTICATE PLAIN " + base64.b64encode(b"\x00" + spilled),
        b"AUTH XOAUTH2 " + base64.b64encode(spilled)[1:],
        b"AUTH PLAIN " + base64.b64encode(b"\x00\xff" + spilled),
        b"PASS " + spilled,
        b'a LOGIN "' + spilled,
    ):
        for name in ("imap", "pop3"):
            exchange(other, name, line, b"", b"*", tls=True)
        exchange(other, "smtp", b"EHLO x", line, b"", tls=False)
    text = other.transcript()
    with urllib.request.urlopen(settings["control_url"] + "state", timeout=10) as answer:
        assert json.load(answer)["own_errors"] == 0
    other.process.terminate()
    printed, errors = other.process.communicate(timeout=START)
    assert other.process.returncode == 0
    assert Canaries(secrets).leaks({"stdout": printed, "stderr": errors}) == {}
    assert Canaries(secrets).leaks({"transcript": text.encode()}) == {}
    assert not Path(settings["ca_file"]).exists()
