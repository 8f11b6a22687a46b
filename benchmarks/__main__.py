"""`python -m benchmarks`: how fast is a start, a run, a token and a login, beside the floor on the same machine?"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import requests

from fakes.box import Options
from fakes.thread import ThreadedBox, running
from tests.fakes import talk
from tests.fakes.process import memory as resident

from .floor import signature_seconds
from .logs import varied
from .mail import beside, turns
from .peers import bench, described, floor, ours

ROOT = Path(__file__).resolve().parent.parent
ROUNDS, STARTS = 200, 7
LOG_OCTETS = 100_000_000
_SHORT = b"535 5.7.3 Authentication unsuccessful\n"
_LAST = b"2026-11-23 06:42:13 ERROR 535 5.7.139 SmtpClientAuthentication is disabled for the Tenant\n"


def main() -> int:
    """Measure, and print a table."""
    rows = [*starts(), *runs(), *explanations(), *costs()]
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
        peer = described(process.pid, settings, access)
        talk.smtp_auth(peer)
        smtp.append(time.monotonic() - begun)
        talk.imap_login(peer)
        imap.append(time.monotonic() - begun)
        memory.append(resident(process.pid))
        process.terminate()
        process.wait(10)
        process.stdout.close()
    python = bare_start()
    return [
        ("start: settings printed", f"{_ms(ready)} ({_times(ready, python)} a bare interpreter)"),
        ("start: first token", _ms(token)),
        ("start: first SMTP AUTH", _ms(smtp)),
        ("start: first IMAP login", _ms(imap)),
        ("start: memory by then", f"{statistics.median(memory):.0f} MB"),
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


def explanations() -> list[tuple[str, str]]:
    """`explain`: a short text beside a bare interpreter; a log of 100 MB without two lines alike, and its memory."""
    command = [sys.executable, "-m", "oauthmail", "explain"]
    short = timed([*command, _SHORT.decode()])
    with tempfile.TemporaryFile() as log:
        log.writelines(varied(LOG_OCTETS))
        log.write(_LAST)
        small = _peak(command, _SHORT)
        log.seek(0)
        begun = time.monotonic()
        large = _peak(command, log)
        taken = time.monotonic() - begun
    return [
        ("explain: a short text", f"{_ms(short)} ({_times(short, bare_start())} a bare interpreter)"),
        ("explain: varied log of 100 MB", f"{taken:.1f} s"),
        ("explain: its memory", f"{large:.0f} MB at most; for one line {small:.0f} MB"),
    ]


def _peak(command: list[str], given: bytes | IO[bytes]) -> float:
    """MB of memory that a command takes at most."""
    code = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); "
    code += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    arguments = [sys.executable, "-c", code, *command]
    how: dict[str, Any] = {"input": given} if isinstance(given, bytes) else {"stdin": given}
    ended = subprocess.run(arguments, cwd=ROOT, stdout=subprocess.PIPE, check=True, **how)
    return int(ended.stdout) / 1024


def costs() -> list[tuple[str, str]]:
    """CPU of the server for a token and a login, as ratios to the floor in the same run."""
    with running(Options()) as box:
        settings: Any = box.settings.as_dict()
        session = requests.Session()
        session.trust_env, session.verify = False, settings["ca_file"]
        token = cpu(box, lambda: refresh(settings, session))
    signature = signature_seconds(ROUNDS)
    with bench() as shared, floor(shared) as least, ours(shared) as fake:
        logins = {"IMAP login": talk.imap_login, "POP3 login": talk.pop3_login, "SMTP login": talk.smtp_auth}
        times = turns({"TLS accept": (talk.bare, least), **{name: (act, fake) for name, act in logins.items()}})
    return [
        ("floor: RS256 signature", f"{signature * 1e3:.2f} ms CPU"),
        ("token by refresh (MSAL not counted)", f"{token * 1e3:.2f} ms CPU, {token / signature:.1f} signatures"),
        *((name, beside(found, times["TLS accept"])) for name, found in times.items()),
    ]


def cpu(box: ThreadedBox, action: Callable[[], object]) -> float:
    """CPU seconds that the box's own thread spends on one action."""
    action()
    before = box.call(time.thread_time)
    for _ in range(ROUNDS):
        action()
    return (box.call(time.thread_time) - before) / ROUNDS


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
