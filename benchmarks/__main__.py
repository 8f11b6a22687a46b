"""`python -m benchmarks`: how fast is a start, a run, a token and a login, beside the floor on the same machine?"""

from __future__ import annotations

import asyncio
import base64
import imaplib
import json
import os
import resource
import smtplib
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

from fakes.box import Options
from fakes.thread import ThreadedBox, running
from fakes.wire.certificates import Certificates

from .floor import signature_seconds, tls_floor

ROOT = Path(__file__).resolve().parent.parent
ROUNDS, STARTS = 200, 7


def main() -> int:
    """Measure, and print a table."""
    rows = [*starts(), *runs(), *costs()]
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        print(f"{name:{width}}  {value}")
    return 0


def starts() -> list[tuple[str, str]]:
    """From spawn to the settings, to a token, to an SMTP AUTH and to an IMAP login; and the memory by then."""
    ready, token, smtp, imap, memory = [], [], [], [], []
    for _ in range(STARTS):
        begun = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "fakes", "--json"], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        settings = json.loads(process.stdout.readline())
        ready.append(time.monotonic() - begun)
        access = refresh(settings)
        token.append(time.monotonic() - begun)
        smtp_login(settings, access)
        smtp.append(time.monotonic() - begun)
        imap_login(settings, access)
        imap.append(time.monotonic() - begun)
        status = Path(f"/proc/{process.pid}/status")
        if status.exists():
            line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
            memory.append(int(line.split()[1]) / 1024)
        process.terminate()
        process.wait(10)
        process.stdout.close()
    python = bare_start()
    return [
        ("start: settings printed", f"{_ms(ready)} ({_times(ready, python)} a bare interpreter)"),
        ("start: first token", _ms(token)),
        ("start: first SMTP AUTH", _ms(smtp)),
        ("start: first IMAP login", _ms(imap)),
        ("start: memory by then", f"{statistics.median(memory):.0f} MB" if memory else "not measured here"),
    ]


def runs() -> list[tuple[str, str]]:
    """Whole commands, as a user waits for them."""
    commands = {
        "run: pytest": [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        "run: oauthmail diagnose": [sys.executable, "-m", "oauthmail", "diagnose"],
        "run: oauthmail explain": [sys.executable, "-m", "oauthmail", "explain", "AADSTS7000222"],
        "run: oauthmail --help": [sys.executable, "-m", "oauthmail", "--help"],
        "run: python -m fakes faults": [sys.executable, "-m", "fakes", "faults"],
    }
    return [(name, _ms(timed(command))) for name, command in commands.items()]


def costs() -> list[tuple[str, str]]:
    """CPU of the server for a token and a login, as ratios to the floor in the same run."""
    with running(Options()) as box:
        settings: Any = box.settings.as_dict()
        session = requests.Session()
        session.trust_env, session.verify = False, settings["ca_file"]
        access = refresh(settings, session)
        token = cpu(box, lambda: refresh(settings, session))
        imap = cpu(box, lambda: imap_login(settings, access))
        smtp = cpu(box, lambda: smtp_login(settings, access))
    signature, accept = signature_seconds(ROUNDS), accept_floor()
    return [
        ("floor: RS256 signature", f"{signature * 1e3:.2f} ms CPU"),
        ("floor: TLS accept", f"{accept * 1e3:.2f} ms CPU"),
        ("token by refresh (MSAL not counted)", f"{token * 1e3:.2f} ms CPU, {token / signature:.1f} signatures"),
        ("IMAP login", f"{imap * 1e3:.2f} ms CPU, {imap / accept:.1f} TLS accepts"),
        ("SMTP login (STARTTLS)", f"{smtp * 1e3:.2f} ms CPU, {smtp / accept:.1f} TLS accepts"),
    ]


def cpu(box: ThreadedBox, action: Callable[[], object]) -> float:
    """CPU seconds that the box's own thread spends on one action."""
    action()
    before = box.call(time.thread_time)
    for _ in range(ROUNDS):
        action()
    return (box.call(time.thread_time) - before) / ROUNDS


def accept_floor() -> float:
    """CPU seconds of a bare asyncio server for a TLS connection, measured the same way."""
    with tempfile.TemporaryDirectory() as folder:
        Certificates(Path(folder)).context()
        loop = asyncio.new_event_loop()
        ready: asyncio.Future[int] = loop.create_future()
        task = loop.create_task(tls_floor(Path(folder) / "good.pem", ready))
        used: list[float] = []

        def serve() -> None:
            try:
                loop.run_until_complete(task)
            except asyncio.CancelledError:
                used.append(time.thread_time())

        thread = threading.Thread(target=serve)
        thread.start()
        while not ready.done():
            time.sleep(0.01)
        context = ssl.create_default_context(cafile=str(Path(folder) / "ca.pem"))
        for _ in range(ROUNDS):
            with (
                socket.create_connection(("127.0.0.1", ready.result())) as raw,
                context.wrap_socket(raw, server_hostname="localhost") as wrapped,
            ):
                wrapped.recv(100)
        loop.call_soon_threadsafe(task.cancel)
        thread.join()
        loop.close()
    return used[0] / ROUNDS


def refresh(settings: dict[str, Any], session: requests.Session | None = None) -> str:
    """An access token for the refresh token."""
    form = {
        "grant_type": "refresh_token",
        "client_id": settings["client_id"],
        "client_secret": settings["client_secret"],
        "refresh_token": settings["refresh_token"],
        "scope": "https://outlook.office.com/SMTP.Send https://outlook.office.com/IMAP.AccessAsUser.All",
    }
    client = session or requests.Session()
    client.trust_env, client.verify = False, settings["ca_file"]
    return str(client.post(settings["token_url"], data=form, timeout=10).json()["access_token"])


def blob(settings: dict[str, Any], access: str) -> str:
    """The XOAUTH2 response, decoded."""
    return f"user={settings['mailbox']}\x01auth=Bearer {access}\x01\x01"


def smtp_login(settings: dict[str, Any], access: str) -> None:
    """EHLO, STARTTLS, AUTH with the standard library."""
    with smtplib.SMTP(settings["smtp_host"], settings["smtp_port"], "bench.contoso.example", 10) as smtp:
        smtp.starttls(context=ssl.create_default_context(cafile=settings["ca_file"]))
        smtp.ehlo("bench.contoso.example")
        line = base64.b64encode(blob(settings, access).encode()).decode()
        assert smtp.docmd("AUTH", f"XOAUTH2 {line}")[0] == 235


def imap_login(settings: dict[str, Any], access: str) -> None:
    """AUTHENTICATE with the standard library."""
    context = ssl.create_default_context(cafile=settings["ca_file"])
    with imaplib.IMAP4_SSL(settings["imap_host"], settings["imap_port"], ssl_context=context, timeout=10) as imap:
        imap.authenticate("XOAUTH2", lambda _: blob(settings, access).encode())


def timed(command: list[str]) -> list[float]:
    """Wall times of a command."""
    found = []
    for _ in range(STARTS):
        begun = time.monotonic()
        subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
        found.append(time.monotonic() - begun)
    return found


def bare_start() -> list[float]:
    """Wall times of an interpreter that does nothing."""
    return timed([sys.executable, "-c", ""])


def _ms(times: list[float]) -> str:
    return f"{statistics.median(times) * 1e3:.0f} ms"


def _times(times: list[float], floor: list[float]) -> str:
    return f"{statistics.median(times) / statistics.median(floor):.0f} times"


if __name__ == "__main__":
    os.environ.pop("PYTEST_ADDOPTS", None)
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {resource.getpagesize()} octets a page")
    sys.exit(main())
