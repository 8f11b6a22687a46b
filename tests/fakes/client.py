"""Clients that send bytes and read lines; every step has a time limit. The encoder is the tests' own."""

from __future__ import annotations

import base64
import json
import socket
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

from fakes.thread import ThreadedBox

SECONDS = 10.0


def sasl(user: str, token: str) -> bytes:
    """What Microsoft documents, written a second time."""
    return base64.b64encode(b"user=" + user.encode() + b"\x01auth=Bearer " + token.encode() + b"\x01\x01")


def trust(box: ThreadedBox) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=box.settings.ca_file)


class Smtp:
    """A session with the submission port."""

    def __init__(self, box: ThreadedBox) -> None:
        self.box = box
        self.socket: socket.socket = socket.create_connection(("localhost", box.settings.smtp_port), SECONDS)
        self._file = self.socket.makefile("rb")
        self.banner = self.reply()

    def __enter__(self) -> Smtp:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self.socket.close()

    def reply(self) -> str:
        """A whole reply, lines joined by newlines; empty when the server has hung up."""
        lines = []
        while line := self._file.readline():
            lines.append(line.decode("ascii").removesuffix("\r\n"))
            if line[3:4] != b"-":
                break
        return "\n".join(lines)

    def send(self, data: bytes | str) -> None:
        self.socket.sendall(data.encode() if isinstance(data, str) else data)

    def ask(self, command: bytes | str) -> str:
        self.send((command.encode() if isinstance(command, str) else command) + b"\r\n")
        return self.reply()

    def start_tls(self, ready: str = "220 2.0.0 SMTP server ready") -> None:
        assert self.ask("EHLO client.example").startswith("250-")
        assert self.ask("STARTTLS") == ready
        self.socket = trust(self.box).wrap_socket(self.socket, server_hostname="localhost")
        self._file = self.socket.makefile("rb")
        self.ask("EHLO client.example")

    def log_in(self, user: str = "", token: str = "") -> str:
        settings = self.box.settings
        return self.ask(b"AUTH XOAUTH2 " + sasl(user or settings.mailbox, token or settings.access_token))


def logged_in(box: ThreadedBox) -> Smtp:
    """A session that may send."""
    client = Smtp(box)
    client.start_tls()
    assert client.log_in().startswith("235")
    return client


def bugs(box: ThreadedBox) -> list[str]:
    return box.ask(lambda tenant: list(tenant.bugs))


def post(box: ThreadedBox, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> tuple[int, Any]:
    """A token request by the standard library: status and JSON."""
    status, body, _ = fetch(box, box.settings.token_url, urllib.parse.urlencode(form).encode(), headers)
    return status, json.loads(body)


def fetch(
    box: ThreadedBox, url: str, data: bytes | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, bytes, Any]:
    request = urllib.request.Request(url, data, dict(headers or {}))
    handlers = [urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust(box)), Stay()]
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=SECONDS) as answer:
            return answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), error.headers


class Stay(urllib.request.HTTPRedirectHandler):
    """Redirects are looked at, not followed."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def refresh_form(box: ThreadedBox, **changes: str) -> dict[str, str]:
    settings = box.settings
    form = {
        "client_id": settings.client_id,
        "client_secret": settings.client_secret,
        "grant_type": "refresh_token",
        "refresh_token": settings.refresh_token,
        "scope": "https://outlook.office.com/SMTP.Send offline_access",
        **changes,
    }
    return {name: value for name, value in form.items() if value}
