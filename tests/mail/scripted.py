"""Servers of a test's own that follow a script, and a sign-in of the service at them."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

from checks.config.references import Secret
from checks.mail.pop3 import open_pop3
from checks.mail.reach import Reach
from checks.mail.receive import open_imap
from checks.mail.sasl import signed_in
from checks.mail.settings import Grant, Place
from checks.mail.submit import open_submission
from checks.mail.tokens import Tokens
from checks.observation import ProbeFailed
from tests.live.rogue import Authority, Peer, Rogue

USER, SHORT = "svc@contoso.example", "t" * 100
Script = Callable[[Peer], None]
OPEN: dict[str, Callable[..., Any]] = {"smtp": open_submission, "imap": open_imap, "pop3": open_pop3}
GREETINGS = {"smtp": b"220 hi\r\n", "imap": b"* OK hi\r\n", "pop3": b"+OK hi\r\n"}


def sign_in(
    authority: Authority,
    bundle: Path,
    protocol: str,
    script: Script,
    tls: str = "implicit",
    token: str = SHORT,
    **more: Any,
) -> tuple[Rogue, ProbeFailed | None]:
    """Sign in at a server that follows the script; the server, and how it failed."""
    failed = None
    with authority.serving(script) as rogue:
        place = Place(protocol, "127.0.0.1", rogue.port, tls, USER, **more)
        reach = Reach(frozenset({f"127.0.0.1:{rogue.port}"}), bundle, step_seconds=2)
        tokens = Tokens(Grant("static_access_token", access_token=Secret(token)), reach, None)
        try:
            with signed_in(place, reach, tokens, OPEN[protocol]):
                pass
        except ProbeFailed as error:
            failed = error
    return rogue, failed


def blob(token: str = SHORT) -> bytes:
    return base64.b64encode(f"user={USER}\x01auth=Bearer {token}\x01\x01".encode())


def smtp(*after_auth: str, offer: str = "AUTH XOAUTH2 PLAIN LOGIN") -> Script:
    """An SMTP server over implicit TLS that answers each line after EHLO with the next words."""

    def script(peer: Peer) -> None:
        peer.start_tls()
        peer.say(b"220 hello\r\n")
        peer.line()
        peer.say(f"250-me\r\n250 {offer}\r\n".encode())
        for words in after_auth:
            peer.line()
            peer.say(words.encode() + b"\r\n")
        peer.line()

    return script


def imap(offer: str, *then: str, greeting: str = "* OK hi") -> Script:
    def script(peer: Peer) -> None:
        peer.start_tls()
        peer.say(greeting.encode() + b"\r\n")
        peer.line()
        peer.say(f"* CAPABILITY IMAP4rev1 {offer}\r\no1 OK\r\n".encode())
        for words in then:
            peer.line()
            peer.say(words.encode() + b"\r\n")
        peer.line()

    return script


def pop3(offer: str, *then: str) -> Script:
    def script(peer: Peer) -> None:
        peer.start_tls()
        peer.say(b"+OK hi\r\n")
        peer.line()
        peer.say(offer.encode())
        for words in then:
            peer.line()
            peer.say(words.encode() + b"\r\n")
        peer.line()

    return script


def lines(rogue: Rogue) -> list[bytes]:
    return rogue.heard.split(b"\r\n")[:-1]
