"""The hosts of a tenant as a test plays them: which leg of a profile is put there, and what they answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .rogue import Peer

HOST = "127.0.0.1"
TABLES = {"smtp": "send", "imap": "receive__imap", "pop3": "receive__pop3"}
LEGS = ("entra", *TABLES)


def at(leg: str, host: str, port: int | str) -> dict[str, Any]:
    """The profile's values that put a leg somewhere else."""
    if leg == "entra":
        return {"authority__login_base": f"https://{host}:{port}"}
    return {f"{TABLES[leg]}__host": host, f"{TABLES[leg]}__port": port}


def openid(issuer: str, token_endpoint: str) -> bytes:
    """A discovery document."""
    names = {"issuer": issuer, "authorization_endpoint": f"{issuer}authorize", "token_endpoint": token_endpoint}
    return json.dumps(names).encode()


def login_host(answer: Callable[[Peer, bytes], None], *, document: bool = True) -> Callable[[Peer], None]:
    """A login host with a good document, unless told otherwise; `answer` is given the body of any other request."""

    def script(peer: Peer) -> None:
        peer.start_tls()
        path, body = peer.request()
        if document and path.endswith("openid-configuration"):
            base = f"https://{HOST}:{peer.port}/{path.split('/')[1]}/"
            peer.respond("200 OK", "application/json", openid(base, f"{base}token"))
        else:
            answer(peer, body)

    return script


def responding(status: str, content_type: str, content: bytes, *headers: str) -> Callable[[Peer, bytes], None]:
    """The same answer to every request."""
    return lambda peer, _: peer.respond(status, content_type, content, *headers)


def smtp(peer: Peer, greeting: bytes = b"", login: bytes = b"", sender: bytes = b"") -> None:
    """A submission server that takes any token and any message, TLS or not; what is given is said instead."""
    peer.say(greeting or b"220 ready\r\n")
    while line := peer.line().upper():
        if line.startswith(b"EHLO"):
            peer.say(b"250-rogue\r\n250-STARTTLS\r\n250 AUTH XOAUTH2\r\n")
        elif line == b"STARTTLS":
            peer.say(b"220 go on\r\n")
            peer.start_tls()
        elif line == b"AUTH XOAUTH2":
            peer.say(b"334 \r\n")
            peer.line()
            peer.say(login or b"235 2.7.0 thank you\r\n")
        else:
            peer.say(sender if sender and line.startswith(b"MAIL") else b"250 2.0.0 yes\r\n")


def imap(peer: Peer, greeting: bytes = b"", login: bytes = b"", first: bytes = b"") -> None:
    """An IMAP server that takes any token; what is given is said instead, with T for the tag."""
    peer.start_tls()
    peer.say(greeting or b"* OK ready\r\n")
    while line := peer.line():
        tag = line.split()[0]
        if b"CAPABILITY" in line:
            peer.say(b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR\r\n")
        wrong = login if b"AUTHENTICATE" in line else first if b"EXAMINE" in line else b""
        peer.say((wrong or b"T OK thank you\r\n").replace(b"T", tag, 1))


def pop3(peer: Peer, greeting: bytes = b"", login: bytes = b"", first: bytes = b"") -> None:
    """A POP3 server that takes any token; what is given is said instead."""
    peer.start_tls()
    peer.say(greeting or b"+OK ready\r\n")
    while line := peer.line():
        if line == b"CAPA":
            peer.say(b"+OK\r\nSASL XOAUTH2\r\n.\r\n")
        elif line == b"AUTH XOAUTH2":
            peer.say(b"+ \r\n")
            peer.line()
            peer.say(login or b"+OK thank you\r\n")
        else:
            peer.say(first if first and line == b"STAT" else b"+OK 0 0\r\n")


GREEDY: dict[str, Callable[..., None]] = {"smtp": smtp, "imap": imap, "pop3": pop3}
