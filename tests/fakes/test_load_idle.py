"""A thousand IMAP clients in IDLE under TLS cost the tenant at most 100 MB."""

from __future__ import annotations

import contextlib
import json
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from . import talk
from .process import allow_descriptors, memory

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads the memory of a process as Linux shows it")

CLIENTS, MEGABYTES = 1000, 100.0
ROOT = Path(__file__).resolve().parent.parent.parent


@contextlib.contextmanager
def serving() -> Iterator[talk.Peer]:
    """`python -m fakes` in a process of its own."""
    command = [sys.executable, "-m", "fakes", "--json"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        found = json.loads(process.stdout.readline())
        context = ssl.create_default_context(cafile=found["ca_file"])
        yield talk.Peer(process.pid, {"imap": found["imap_port"]}, context, found["mailbox"], found["access_token"])
    finally:
        process.terminate()
        process.wait(talk.SECONDS)
        if process.stdout is not None:
            process.stdout.close()


def test_a_thousand_idle_clients_cost_at_most_a_hundred_megabytes() -> None:
    if not allow_descriptors(CLIENTS + 200):
        pytest.skip(f"may not open {CLIENTS} connections")
    with serving() as peer, contextlib.ExitStack() as stack:
        talk.imap_login(peer)
        before = memory(peer.pid)
        idle = []
        for _ in range(CLIENTS):
            idle.append(talk.imap(peer))
            stack.callback(idle[-1].drop)
            idle[-1].ask(b"b SELECT INBOX", b"b OK", b"b ")
            idle[-1].ask(b"c IDLE", b"+ ", b"+ ")
        grown = memory(peer.pid) - before
        assert grown <= MEGABYTES, f"{grown:.0f} MB"
        # They are alive, and a message reaches every one of them.
        other = talk.imap(peer)
        other.ask(b"d APPEND INBOX {10+}\r\nSubject: x", b"d OK", b"d ")
        other.drop()
        for client in idle:
            client.ask(b"", b"* 3 EXISTS")  # the example tenant begins with two
            client.ask(b"DONE", b"c OK", b"c ")
