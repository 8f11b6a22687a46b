"""`python -m benchmarks.live`: how long is a healthy live run beside the longest chain of steps that need each other?

Servers are the fakes in a process of their own, with the real service's delays (`--delay-scale 1`), behind a relay
that makes every round trip 80 ms, the one of a TCP connect included. The chain is what no client can do at the same
time: connect, TLS, discovery and token on one connection, then AUTH, MAIL FROM and RSET on an SMTP connection that was
opened meanwhile; a plain client of the standard library walks it over the same relay, in the same minute. The run is
timed by its own clock, as its verdict says it (from reading its options to the verdict), and as a whole command, with
the start of an interpreter and its imports, which stand beside it.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import http.client
import json
import os
import re
import smtplib
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).resolve().parent.parent
ROUND_TRIP = 0.08
ROUNDS = 7
_IMPORTS = "import pytest, requests, msal, truststore, cryptography.x509, oauthmail"


class Relay:
    """Carries connections to ports of this machine, each direction half a round trip late."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread.start()

    def to(self, port: int) -> int:
        """A port that leads to another one."""
        return asyncio.run_coroutine_threadsafe(self._listen(port), self._loop).result(10)

    def close(self) -> None:
        """Stop carrying."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _listen(self, port: int) -> int:
        async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(ROUND_TRIP)  # the handshake of TCP, which loopback does at once
            there, back = await asyncio.open_connection("127.0.0.1", port)
            for source, sink in ((reader, back), (there, writer)):
                task = asyncio.create_task(self._late(source, sink))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

        server = await asyncio.start_server(carry, "127.0.0.1", 0)
        return int(server.sockets[0].getsockname()[1])

    async def _late(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        data = b"."
        while data:
            data = await source.read(65536)
            loop.call_later(ROUND_TRIP / 2, sink.write if data else lambda _: sink.close(), data)


@contextlib.contextmanager
def tenant() -> Iterator[dict[str, Any]]:
    """The fakes in a process of their own; their settings, with ports that are 80 ms away."""
    command = [sys.executable, "-m", "fakes", "--json", "--delay-scale", "1"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    relay = Relay()
    try:
        assert process.stdout is not None
        settings: dict[str, Any] = json.loads(process.stdout.readline())
        login = urlsplit(settings["authority"])
        far = f"https://127.0.0.1:{relay.to(login.port or 443)}"
        settings.update(authority=far + login.path, **{f"{p}_host": "127.0.0.1" for p in ("smtp", "imap", "pop3")})
        settings.update({f"{p}_port": relay.to(settings[f"{p}_port"]) for p in ("smtp", "imap", "pop3")})
        yield settings
    finally:
        relay.close()
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()


def chain(settings: dict[str, Any]) -> float:
    """Seconds of the longest dependent chain, by a client that does nothing else."""
    context = ssl.create_default_context(cafile=settings["ca_file"])
    begun = time.monotonic()
    with ThreadPoolExecutor(1) as other:
        greeting = other.submit(_greeted, settings, context)
        token = _token(settings, context)
        smtp = greeting.result()
    blob = f"user={settings['mailbox']}\x01auth=Bearer {token}\x01\x01".encode()
    for line, wanted in (
        ("AUTH XOAUTH2", 334),
        (base64.b64encode(blob).decode(), 235),
        (f"MAIL FROM:<{settings['mailbox']}>", 250),
        ("RSET", 250),
    ):
        code, words = smtp.docmd(line)
        assert code == wanted, words
    taken = time.monotonic() - begun
    smtp.close()
    return taken


def _greeted(settings: dict[str, Any], context: ssl.SSLContext) -> smtplib.SMTP:
    smtp = smtplib.SMTP(settings["smtp_host"], settings["smtp_port"], "client.contoso.example", 30)
    smtp.ehlo()
    smtp.starttls(context=context)
    smtp.ehlo()
    return smtp


def _token(settings: dict[str, Any], context: ssl.SSLContext) -> str:
    login = urlsplit(settings["authority"])
    connection = http.client.HTTPSConnection(login.hostname or "", login.port, timeout=30, context=context)
    connection.request("GET", f"{login.path}/v2.0/.well-known/openid-configuration")
    document = json.loads(connection.getresponse().read())
    form = {
        "grant_type": "refresh_token",
        "client_id": settings["client_id"],
        "client_secret": settings["client_secret"],
        "refresh_token": settings["refresh_token"],
        "scope": "https://outlook.office.com/SMTP.Send",
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", urlsplit(document["token_endpoint"]).path, urlencode(form), headers)
    token = str(json.loads(connection.getresponse().read())["access_token"])
    connection.close()
    return token


def run(settings: dict[str, Any], folder: Path) -> tuple[float, float, dict[str, float]]:
    """Seconds of the whole command, by its own clock, and those of each check, from its report."""
    environment = {**os.environ, **{f"FAKE_{name.upper()}": str(value) for name, value in settings.items()}}
    report = folder / "report.json"
    begun = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-m", "oauthmail", "diagnose", "examples/loopback.toml", f"--report={report}"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    taken = time.monotonic() - begun
    assert ended.returncode == 0, ended.stdout + ended.stderr
    rows = json.loads(report.read_text(encoding="utf-8"))["rows"]
    own = re.search(r"^PASS .*   ([0-9.]+) s   exit 0", ended.stdout, re.MULTILINE)
    assert own is not None, ended.stdout
    return taken, float(own[1]), {row["id"]: row["seconds"] for row in rows}


def imports() -> float:
    """Seconds that an interpreter needs to start and to import what the run uses."""
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", _IMPORTS], cwd=ROOT, check=True)
    return time.monotonic() - begun


def main() -> int:
    """Measure in turns, and print a table."""
    walls: list[float] = []
    owns: list[float] = []
    chains: list[float] = []
    starts: list[float] = []
    longest: dict[str, float] = {}
    with tenant() as settings, tempfile.TemporaryDirectory() as folder:
        for turn in range(ROUNDS + 1):
            wall, own, longest = run(settings, Path(folder))
            found = (wall, own, chain(settings), imports())
            if turn:  # the first one warms up
                for times, value in zip((walls, owns, chains, starts), found, strict=True):
                    times.append(value)
    wall, own, least, start = (statistics.median(times) for times in (walls, owns, chains, starts))
    print(f"longest dependent chain   {least:.2f} s, {least / ROUND_TRIP:.1f} round trips of {ROUND_TRIP * 1e3:.0f} ms")
    print(f"healthy run, own clock    {own:.1f} s, {own / least:.2f} times the chain")
    print(f"healthy run, whole        {wall:.2f} s, {wall / least:.2f} times the chain")
    print(f"interpreter and imports   {start:.2f} s")
    print(f"whole beside both         {wall / (least + start):.2f} times chain and imports")
    for id, seconds in sorted(longest.items(), key=lambda item: -item[1])[:6]:
        print(f"  {id:24}  {seconds:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
