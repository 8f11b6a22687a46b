"""`python -m benchmarks.tokens`: what does a token cost, beside one signature and beside another mock server?

Both servers speak TLS on a connection that stays open, one request after the other; CPU is the server's own.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from fakes.wire.certificates import Certificates
from tests.fakes.process import cpu, memory

from .floor import signature_seconds

ROOT = Path(__file__).resolve().parent.parent
TOKENS, STARTS = 1000, 5
EARLY, LATE = 10_000, 100_000
SECONDS = 30.0
USER = "https://outlook.office.com/SMTP.Send offline_access"
APPLICATION = "https://outlook.office365.com/.default"
_LISTENING = "OAuth 2 server listening on "


@dataclass(frozen=True)
class Server:
    """A running server: its process, its token URL and its CA."""

    pid: int
    url: str
    ca_file: str
    client_id: str
    secret: str
    refresh_token: str

    def forms(self) -> dict[str, dict[str, str]]:
        """A request for each grant that is measured."""
        client = {"client_id": self.client_id, "client_secret": self.secret}
        return {
            "client_credentials": {**client, "grant_type": "client_credentials", "scope": APPLICATION},
            "refresh_token": {
                **client,
                "grant_type": "refresh_token",
                "refresh_token": self.refresh_token,
                "scope": USER,
            },
        }

    def cpu(self) -> float:
        """CPU seconds of the process so far."""
        return cpu(self.pid)

    def memory(self) -> float:
        """Resident memory, in MiB."""
        return memory(self.pid)


class Client:
    """A client that costs little: one connection, one request made beforehand."""

    def __init__(self, server: Server, form: Mapping[str, str]) -> None:
        parts = urlsplit(server.url)
        assert parts.hostname and parts.port
        body = urlencode(form).encode()
        head = f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: {len(body)}\r\n"
        self._request = head.encode() + b"Content-Type: application/x-www-form-urlencoded\r\n\r\n" + body
        raw = socket.create_connection((parts.hostname, parts.port), SECONDS)
        self._socket = ssl.create_default_context(cafile=server.ca_file).wrap_socket(raw, server_hostname="localhost")
        self._file = self._socket.makefile("rb")

    def ask(self) -> bytes:
        """One token; the whole answer. Raises AssertionError for anything else."""
        self._socket.sendall(self._request)
        status, length = self._file.readline(), 0
        while (line := self._file.readline().lower()) not in {b"\r\n", b""}:
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        body = self._file.read(length)
        assert status.startswith(b"HTTP/1.1 200") and b"access_token" in body, body[:300]
        return body

    def close(self) -> None:
        self._file.close()
        self._socket.close()


@contextlib.contextmanager
def ours() -> Iterator[Server]:
    """The fake in a process of its own."""
    command = [sys.executable, "-m", "fakes", "--json"]
    with _process(command) as process:
        assert process.stdout is not None
        found: dict[str, Any] = json.loads(process.stdout.readline())
        names = ("token_url", "ca_file", "client_id", "client_secret", "refresh_token")
        yield Server(process.pid, *(str(found[name]) for name in names))


@contextlib.contextmanager
def theirs(modules: Path) -> Iterator[Server]:
    """npm oauth2-mock-server, with a certificate of ours."""
    node = shutil.which("node")
    assert node
    with tempfile.TemporaryDirectory() as folder:
        Certificates(Path(folder)).context()
        pem = str(Path(folder) / "good.pem")
        script = modules / "oauth2-mock-server" / "dist" / "oauth2-mock-server.mjs"
        with _process([node, str(script), "-a", "localhost", "-p", "0", "-c", pem, "-k", pem]) as process:
            assert process.stdout is not None
            while _LISTENING not in (line := process.stdout.readline()):
                assert line, "oauth2-mock-server has ended"
            url = line.partition(_LISTENING)[2].strip().rstrip("/") + "/token"
            yield Server(process.pid, url, str(Path(folder) / "ca.pem"), "client", "secret", "token")


@contextlib.contextmanager
def _process(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()


def speed(name: str, server: Server, signature: float) -> list[tuple[str, str]]:
    """Tokens per second and CPU per token, for each grant."""
    rows = []
    for grant, form in server.forms().items():
        client = Client(server, form)
        for _ in range(TOKENS // 5):
            client.ask()
        used, begun = server.cpu(), time.monotonic()
        for _ in range(TOKENS):
            client.ask()
        wall, used = time.monotonic() - begun, server.cpu() - used
        client.close()
        each = used / TOKENS
        value = f"{TOKENS / wall:.0f} a second, {each * 1e3:.2f} ms CPU, {each / signature:.1f} signatures"
        rows.append((f"{name}: {grant}", value))
    return rows


def first_token(start: Any) -> str:
    """From spawn to the first token, certificates and keys included."""
    times = []
    for _ in range(STARTS):
        begun = time.monotonic()
        with start() as server:
            client = Client(server, server.forms()["refresh_token"])
            client.ask()
            times.append(time.monotonic() - begun)
            client.close()
    return f"{statistics.median(times) * 1e3:.0f} ms"


def growth(late: int) -> str:
    """Resident memory after some tokens and after many, each with a new refresh token."""
    with ours() as server:
        client = Client(server, server.forms()["refresh_token"])
        early = min(EARLY, late)
        for _ in range(early):
            client.ask()
        before = server.memory()
        for _ in range(late - early):
            client.ask()
        after = server.memory()
        client.close()
    return f"{before:.1f} MiB after {early}, {after:.1f} MiB after {late} ({after / before:.2f} times)"


def main() -> int:
    """Measure, and print a table. The first argument is the number of tokens for the memory, 0 for not at all."""
    late = int(sys.argv[1]) if len(sys.argv) > 1 else LATE
    signature = signature_seconds(TOKENS)
    rows = [("floor: RS256 signature", f"{signature * 1e3:.2f} ms CPU")]
    with ours() as server:
        rows += speed("fake", server, signature)
    modules = Path(os.environ.get("OAUTHMAIL_NODE_MODULES", ""))
    reason = "" if shutil.which("node") else "node is not installed"
    if not reason and not (modules.is_absolute() and (modules / "oauth2-mock-server").is_dir()):
        reason = "OAUTHMAIL_NODE_MODULES names no folder with it"
    if reason:
        rows.append(("oauth2-mock-server", f"not measured: {reason}"))
    else:
        with theirs(modules) as server:
            rows += speed("oauth2-mock-server", server, signature)
        rows.append(("oauth2-mock-server: spawn to first token", first_token(lambda: theirs(modules))))
    rows.append(("fake: spawn to first token", first_token(ours)))
    if late:
        rows.append(("fake: memory", growth(late)))
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        print(f"{name:{width}}  {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
