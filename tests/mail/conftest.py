"""A job for the service, doing it in this process, and what the fakes saw of it."""

from __future__ import annotations

import functools
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from checks.mail import adapter
from checks.observation import ProbeFailed
from fakes.thread import ThreadedBox
from tests.live.rogue import Authority, Rogue

from .scripted import sign_in

Jobs = Callable[..., dict[str, Any]]
SECONDS = 20


@dataclass(frozen=True)
class Ended:
    """How a job ended: exit status and the answers on standard output."""

    status: int
    output: str

    @property
    def answer(self) -> dict[str, Any]:
        """The last line."""
        found: dict[str, Any] = json.loads(self.output.splitlines()[-1])
        return found

    @property
    def sentence(self) -> str:
        """What a person reads."""
        return str(self.answer["sentence"])

    @property
    def diagnoses(self) -> list[str]:
        """The ids of the diagnoses, best first."""
        return [entry["id"] for entry in self.answer["diagnoses"]]


def do(*jobs: dict[str, Any]) -> Ended:
    """The adapter command with these jobs, in this process."""
    output = io.StringIO()
    lines = "".join(json.dumps(job) + "\n" for job in jobs)
    return Ended(adapter.serve(io.StringIO(lines), output), output.getvalue())


@pytest.fixture
def job(box: ThreadedBox, tmp_path: Path) -> Jobs:
    """A job of the adapter contract against the box; changes by `part__key`, None takes away."""
    s = box.settings

    def make(action: str, **changes: Any) -> dict[str, Any]:
        made: dict[str, Any] = {
            "adapter": 1,
            "action": action,
            "timeout_s": SECONDS,
            "state_dir": str(tmp_path / "state"),
            "ca_file": s.ca_file,
            "from": s.mailbox,
            "to": [s.mailbox],
            "subject": "Größe",
            "text": "Hello",
            "attachments": [{"name": "å.pdf", "content_base64": "QUJD"}],
            "smtp": {"host": "localhost", "port": s.smtp_port, "tls": "starttls", "user": s.mailbox},
            "imap": {"host": "localhost", "port": s.imap_port, "tls": "implicit", "user": s.mailbox},
            "pop3": {"host": "localhost", "port": s.pop3_port, "tls": "implicit", "user": s.mailbox},
            "oauth": {
                "authority": s.authority,
                "client_id": s.client_id,
                "client_secret": s.client_secret,
                "refresh_token": s.refresh_token,
            },
        }
        for name, value in changes.items():
            *parts, key = name.split("__")
            table = made
            for part in parts:
                table = table[part]
            if value is None:
                table.pop(key, None)
            else:
                table[key] = value
        return made

    return make


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """A certificate authority for servers of the test's own."""
    return Authority(tmp_path)


@pytest.fixture
def talk(authority: Authority, tmp_path: Path) -> Callable[..., tuple[Rogue, ProbeFailed | None]]:
    """Sign in at a server that follows a script."""
    bundle = tmp_path / "ca.pem"
    bundle.write_bytes(authority.pem)
    return functools.partial(sign_in, authority, bundle)


@pytest.fixture
def trusting_both(box: ThreadedBox, authority: Authority, tmp_path: Path) -> str:
    """A bundle that holds the CA of the fakes and that of the test."""
    bundle = tmp_path / "both.pem"
    bundle.write_bytes(Path(box.settings.ca_file).read_bytes() + authority.pem)
    return str(bundle)


def events(box: ThreadedBox) -> list[dict[str, Any]]:
    """The transcript of the box."""
    return box.ask(lambda tenant: tenant.transcript.events())


def requests(box: ThreadedBox) -> int:
    """How often the token endpoint was asked for a token."""
    return sum(
        event["data"].count("POST /") for event in events(box) if event["listener"] == "token" and event["kind"] == "in"
    )


def lines_in(box: ThreadedBox, *listeners: str) -> Iterator[tuple[bool, str]]:
    """Every line that clients sent to these listeners, with whether TLS was in force."""
    encrypted: set[int] = set()
    for event in events(box):
        if event["kind"] == "tls":
            encrypted.add(event["connection"])
        if event["kind"] == "in" and event["listener"] in listeners:
            for line in event["data"].splitlines():
                yield event["connection"] in encrypted, line
