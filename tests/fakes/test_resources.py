"""Connections come and go: no task, descriptor or thread stays behind, and idle ones are in nobody's way."""

from __future__ import annotations

import asyncio
import gc
import socket
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from fakes.box import Options
from fakes.entra.keys import KeyRing
from fakes.exchange.smtp import Submission
from fakes.thread import ThreadedBox, running

from .client import bugs, logged_in, post, refresh_form, trust
from .line_talk import until_alone

_PORTS = ("smtp_port", "imap_port", "imap_starttls_port", "pop3_port", "pop3_starttls_port")


def ports(box: ThreadedBox) -> list[int]:
    settings = box.settings
    http = [urlsplit(settings.token_url).port or 0, urlsplit(settings.control_url).port or 0]
    return [*(int(getattr(settings, name)) for name in _PORTS), *http]


def descriptors() -> int:
    return len([*Path("/proc/self/fd").iterdir()])


def state(box: ThreadedBox) -> tuple[int, int, int]:
    return box.call(lambda: (len(asyncio.all_tasks()), len(box._box._wires), len(box._box._tasks)))


def soon(condition: Callable[[], bool]) -> bool:
    """Whether it comes true within five seconds."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        if condition():
            return True
        threading.Event().wait(0.01)
    return condition()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no /proc")
def test_a_thousand_connections_leave_nothing_behind(box: ThreadedBox) -> None:
    gc.collect()
    before, files, threads = state(box), descriptors(), threading.active_count()
    for n in range(1001):
        port = ports(box)[n % 7]
        with socket.create_connection(("127.0.0.1", port), 5) as connection:
            if n % 3 == 0:
                connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\nEHLO x\r\n")
            if n % 5 == 0:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
            if n % 7 == 0:
                connection.recv(10)
    assert soon(lambda: state(box) == before), (before, state(box))
    assert soon(lambda: descriptors() <= files), (files, descriptors())
    assert threading.active_count() == threads and bugs(box) == []
    assert box.ask(lambda t: t.transcript._redactors) == {}


def test_two_hundred_idle_connections_stop_nobody(box: ThreadedBox) -> None:
    idle = [socket.create_connection(("127.0.0.1", ports(box)[n % 7]), 5) for n in range(200)]
    try:
        started = time.monotonic()
        assert post(box, refresh_form(box))[0] == 200
        with logged_in(box) as client:
            assert client.ask("NOOP").startswith("250")
        assert time.monotonic() - started < 2
    finally:
        for connection in idle:
            connection.close()


def test_a_box_that_stops_leaves_nothing(keys: KeyRing) -> None:
    gc.collect()
    files, threads = descriptors(), threading.active_count()
    with running(Options(), keys) as box:
        folder = Path(box.settings.ca_file).parent
        held = [socket.create_connection(("127.0.0.1", port), 5) for port in ports(box)]
        tls = socket.create_connection(("localhost", box.settings.imap_port), 5)
        secure = trust(box).wrap_socket(tls, server_hostname="localhost")
        assert secure.recv(10)
        used = ports(box)
    for connection in (*held, secure):
        connection.close()
    assert not folder.exists() and threading.active_count() == threads
    gc.collect()
    assert soon(lambda: descriptors() <= files)
    for port in used:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), 5)


def test_clients_that_do_not_read_hold_up_nobody(box: ThreadedBox) -> None:
    with socket.create_connection(("127.0.0.1", box.settings.smtp_port), 5) as greedy:
        greedy.setblocking(False)
        try:
            for _ in range(200):
                greedy.send(b"EHLO x\r\n" * 2000)
        except BlockingIOError:
            pass
        with logged_in(box) as client:
            assert client.ask("NOOP").startswith("250")
    assert soon(lambda: state(box)[1] == 0)


def test_stopping_while_clients_connect_loses_no_connection(keys: KeyRing) -> None:
    """asyncio drops what it accepts while a server is being closed; the sockets would stay open unnoticed."""
    lost: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = lambda message, *_args, **_more: lost.append(str(message))
        for _ in range(5):
            with running(keys=keys) as box:
                address = ("127.0.0.1", box.settings.smtp_port)
                clients = [threading.Thread(target=_knock, args=(address,)) for _ in range(2)]
                for client in clients:
                    client.start()
                socket.create_connection(address).close()
            for client in clients:
                client.join()
            gc.collect()
    assert lost == []


def _knock(address: tuple[str, int]) -> None:
    for _ in range(100):
        try:
            socket.create_connection(address, 1).close()
        except OSError:
            return


def test_a_connection_that_breaks_leaves_no_exception_behind(box: ThreadedBox, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Exception | None] = []
    lost = Submission.connection_lost

    def connection_lost(self: Submission, error: Exception | None) -> None:
        told.append(error)
        lost(self, error)

    monkeypatch.setattr(Submission, "connection_lost", connection_lost)
    with socket.create_connection(("localhost", box.settings.smtp_port), 10) as client:
        client.recv(1000)
        # Closing it now resets it.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    until_alone(box)
    assert told == [None]
