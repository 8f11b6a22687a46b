"""TLS on a mail connection, begun at the start or after STARTTLS; what a server shows that does not hold is kept."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import Any

from ..config.profile import Server
from ..observation import ProbeFailed
from ..target import Target
from .dialog import Dialog
from .tls import certificate_facts, look_unverified

# What a second connection has to say, and to wait for an answer to, until TLS would begin.
UNTIL_TLS = {
    "smtp": (b"", b"EHLO oauthmail.invalid\r\n", b"STARTTLS\r\n"),
    "imap": (b"", b"o1 STARTTLS\r\n"),
    "pop3": (b"", b"STLS\r\n"),
}


def secure(target: Target, dialog: Dialog, place: Server, facts: dict[str, Any]) -> None:
    """Shake hands and verify. Facts: `tls`, and `shown`: the certificate, also one that failed."""
    try:
        facts["tls"] = dialog.start_tls(target.context())
        facts["shown"] = certificate_facts(dialog.certificate())
    except ProbeFailed as failed:
        if failed.failure.kind == "tls":
            spoken = () if place.wire == "implicit" else UNTIL_TLS[place.protocol]
            facts["shown"] = look_unverified(lambda: _again(place, spoken, target.step_seconds), place.host)
        raise


def _again(place: Server, spoken: Sequence[bytes], seconds: float) -> socket.socket:
    raw = socket.create_connection((place.host, place.port), seconds)
    try:
        for line in spoken:
            raw.sendall(line)
            raw.recv(65536)
    except OSError:
        raw.close()
        raise
    return raw
