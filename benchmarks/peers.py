"""The mail servers that are measured: each in a process of its own, with one certificate where it can be chosen."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fakes.box import Options
from fakes.entra.keys import KeyRing
from fakes.thread import ThreadedBox, running
from tests.fakes.talk import SECONDS, Peer
from tests.live import dovecot

ROOT = Path(__file__).resolve().parent.parent
_NO_LIMITS = "[limits]\nconnections = 0\nmessages_per_minute = 0\nrecipients = 0\nrecipients_per_day = 0\n"
_ISSUER = "https://sts.windows.net/{}/"


class NotInstalled(Exception):
    """This peer cannot be measured here; str() says what is missing."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What the peers share: a certificate with its key, its CA, and a token with the key that signed it."""

    box: ThreadedBox
    keys: KeyRing
    pem: Path
    context: ssl.SSLContext


@contextlib.contextmanager
def bench() -> Iterator[Bench]:
    """Certificate, key and token out of a box of this process."""
    keys = KeyRing()
    with running(Options(), keys) as box:
        ca = Path(box.settings.ca_file)
        context = ssl.create_default_context(cafile=str(ca))
        # The box makes its certificate for the first connection.
        with socket.create_connection(("127.0.0.1", box.settings.imap_port), SECONDS) as raw:
            context.wrap_socket(raw, server_hostname="localhost").close()
        yield Bench(box, keys, ca.parent / "good.pem", context)


@contextlib.contextmanager
def floor(shared: Bench) -> Iterator[Peer]:
    """A bare asyncio server that accepts TLS, greets and closes."""
    with _process([sys.executable, "-m", "benchmarks.floor", str(shared.pem)]) as (process, port):
        yield Peer(process.pid, {"floor": int(port)}, shared.context)


@contextlib.contextmanager
def ours(_shared: Bench | None = None) -> Iterator[Peer]:
    """`python -m fakes`, without the limits of a mailbox."""
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / "tenant.toml"
        plan.write_text(_NO_LIMITS)
        with _process([sys.executable, "-m", "fakes", "--json", "--tenant", str(plan)]) as (process, said):
            yield described(process.pid, json.loads(said))


def described(pid: int, found: dict[str, Any], token: str = "") -> Peer:
    """A tenant that printed these settings; its own access token unless another is given."""
    return Peer(
        pid,
        {name: found[f"{name}_port"] for name in ("smtp", "imap", "pop3")},
        ssl.create_default_context(cafile=found["ca_file"]),
        found["mailbox"],
        token or found["access_token"],
        control=found["control_url"],
    )


@contextlib.contextmanager
def _npm(name: str, protocol: str, shared: Bench) -> Iterator[Peer]:
    node, modules = shutil.which("node"), Path(os.environ.get("OAUTHMAIL_NODE_MODULES", ""))
    if node is None:
        raise NotInstalled("node is not installed")
    if not (modules.is_absolute() and (modules / name).is_dir()):
        raise NotInstalled("not installed (OAUTHMAIL_NODE_MODULES names no folder with it)")
    settings = shared.box.settings
    who = (settings.mailbox, settings.access_token)
    script = str(ROOT / "benchmarks" / "peers.cjs")
    with _process([node, "--no-deprecation", script, name, str(modules), str(shared.pem), *who]) as (process, port):
        yield Peer(process.pid, {protocol: int(port)}, shared.context, *who)


def smtp_server(shared: Bench) -> contextlib.AbstractContextManager[Peer]:
    """npm smtp-server: compares the token with one string."""
    return _npm("smtp-server", "smtp", shared)


def hoodiecrow(shared: Bench) -> contextlib.AbstractContextManager[Peer]:
    """npm hoodiecrow-imap: compares the token with one string."""
    return _npm("hoodiecrow-imap", "imap", shared)


@contextlib.contextmanager
def pymap(shared: Bench) -> Iterator[Peer]:
    """PyPI pymap: LOGIN with a password behind STARTTLS, as it has no XOAUTH2 by itself and no TLS port."""
    program = os.environ.get("OAUTHMAIL_PYMAP", "") or shutil.which("pymap")
    if not program:
        raise NotInstalled("not installed (OAUTHMAIL_PYMAP names no program)")
    port = _free_port()
    listening = ["--host", "127.0.0.1", "--port", str(port), "--cert", str(shared.pem), "--key", str(shared.pem)]
    with _process([program, *listening, "dict", "--demo-data"], says=False) as (process, _):
        _wait_for(port)
        yield Peer(process.pid, {"imap": port}, shared.context, words=b"LOGIN demouser demopass", tls=())


@contextlib.contextmanager
def dovecot_peer(shared: Bench) -> Iterator[Peer]:
    """Dovecot as Debian ships it, with XOAUTH2 by local validation of the token; its relay is not counted."""
    if dovecot.PROGRAM is None:
        raise NotInstalled("not installed")
    settings = shared.box.settings
    issuer = _ISSUER.format(settings.tenant_id)
    with _relay() as relay, dovecot.running(shared.keys.current, issuer, shared.pem, relay) as server:
        ports = {"imap": server.imap_port, "pop3": server.pop3_port, "smtp": server.submission_port}
        yield Peer(server.pid, ports, shared.context, settings.mailbox, settings.access_token)


@contextlib.contextmanager
def _relay() -> Iterator[int]:
    """A server that takes every message and forgets it."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listening:
        threading.Thread(target=_accept, args=(listening,), daemon=True).start()
        yield int(listening.getsockname()[1])


def _accept(listening: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while True:
            threading.Thread(target=_swallow, args=(listening.accept()[0],), daemon=True).start()


def _swallow(connection: socket.socket) -> None:
    replies = {b"DATA": b"354 go\r\n", b"EHLO": b"250-relay\r\n250 8BITMIME\r\n", b"QUIT": b"221 bye\r\n"}
    with contextlib.suppress(OSError), connection, connection.makefile("rb") as lines:
        connection.sendall(b"220 relay\r\n")
        in_message = False
        for line in lines:
            if in_message and line != b".\r\n":
                continue
            in_message = line[:4].upper() == b"DATA"
            connection.sendall(replies.get(line[:4].upper(), b"250 ok\r\n"))


@contextlib.contextmanager
def _process(command: list[str], *, says: bool = True) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process and the first line that it prints."""
    out = subprocess.PIPE if says else subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.DEVNULL, text=True)
    try:
        yield process, process.stdout.readline() if process.stdout else ""
    finally:
        process.terminate()
        process.wait(SECONDS)
        if process.stdout:
            process.stdout.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _wait_for(port: int) -> None:
    pause = threading.Event()
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        pause.wait(0.05)
    raise NotInstalled("does not start")
