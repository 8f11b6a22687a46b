"""A running tenant for each test, and clients that log in to it."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Callable, Iterator

import pytest

from fakes.thread import ThreadedBox, running

from .tenant import encode, speak
from .wire import Wire


@pytest.fixture(scope="session")
def shared_box() -> Iterator[ThreadedBox]:
    with running() as box:
        yield box


@pytest.fixture
def box(shared_box: ThreadedBox) -> ThreadedBox:
    shared_box.reset()
    return shared_box


@pytest.fixture
def trust(shared_box: ThreadedBox) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=shared_box.settings.ca_file)


@pytest.fixture
def xoauth2(shared_box: ThreadedBox) -> str:
    """The response of the mailbox under test, base64."""
    return encode(shared_box.settings.mailbox, shared_box.settings.access_token)


@pytest.fixture
def imap(box: ThreadedBox, trust: ssl.SSLContext) -> Iterator[Callable[[], imaplib.IMAP4]]:
    """Open a session of the standard library's client, logged in with a token."""
    clients: list[imaplib.IMAP4] = []

    def connect() -> imaplib.IMAP4:
        settings = box.settings
        client = imaplib.IMAP4_SSL(settings.imap_host, settings.imap_port, ssl_context=trust, timeout=10)
        clients.append(client)
        words = f"user={settings.mailbox}\x01auth=Bearer {settings.access_token}\x01\x01".encode()
        client.authenticate("XOAUTH2", lambda _: words)
        return client

    yield connect
    for client in clients:
        client.shutdown()


@pytest.fixture
def wire(box: ThreadedBox, trust: ssl.SSLContext) -> Iterator[Callable[[str], Wire]]:
    """Open a bare connection to the port of that name, its greeting unread."""
    wires: list[Wire] = []

    def connect(port: str) -> Wire:
        number: int = getattr(box.settings, f"{port}_port")
        wires.append(Wire(number, trust, tls=not port.endswith("starttls")))
        return wires[-1]

    yield connect
    for one in wires:
        one.close()


@pytest.fixture
def imap_wire(wire: Callable[[str], Wire], xoauth2: str) -> Callable[[], Wire]:
    """Open a bare IMAP connection and log in."""

    def connect() -> Wire:
        client = wire("imap")
        client.line()
        assert client.ask(f"AUTHENTICATE XOAUTH2 {xoauth2}") == ["OK AUTHENTICATE completed."]
        return client

    return connect


@pytest.fixture
def greeted(box: ThreadedBox, wire: Callable[[str], Wire]) -> Callable[[str, str], Wire]:
    """A connection to `imap` or `pop3` in a dialect, its greeting read."""

    def connect(dialect: str, port: str) -> Wire:
        speak(box, dialect)
        client = wire(port)
        client.greeting = client.line()  # type: ignore[attr-defined]
        return client

    return connect
