"""curl as the SMTP client: nobody here wrote it, and its exit status says what went wrong."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from fakes.thread import ThreadedBox

CURL = Path("/usr/bin/curl")
pytestmark = pytest.mark.skipif(not CURL.exists(), reason="no curl")


def send(box: ThreadedBox, folder: Path, *options: str) -> int:
    """Send one message; curl's exit status. The token stays off the command line."""
    settings = box.settings
    letter = folder / "letter.eml"
    letter.write_bytes(f"From: {settings.mailbox}\r\nSubject: curl\r\n\r\nhello\r\n.leading dot\r\n".encode())
    (folder / "curlrc").write_text(f'oauth2-bearer = "{settings.access_token}"\n')
    command = [
        str(CURL),
        "-K",
        str(folder / "curlrc"),
        "-sS",
        "--max-time",
        "20",
        "--ssl-reqd",
        "--cacert",
        settings.ca_file,
    ]
    command += ["--url", f"smtp://localhost:{settings.smtp_port}/client.example", "--user", f"{settings.mailbox}:"]
    command += ["--login-options", "AUTH=XOAUTH2", "--mail-from", settings.mailbox, "--mail-rcpt", "x@fabrikam.example"]
    command += ["--upload-file", str(letter), *options]
    return subprocess.run(command, capture_output=True, timeout=30, check=False).returncode


@pytest.mark.parametrize("options", [[], ["--sasl-ir"]])
def test_accepted(box: ThreadedBox, tmp_path: Path, options: list[str]) -> None:
    assert send(box, tmp_path, *options) == 0
    [message] = box.ask(lambda t: list(t.outgoing))
    assert message.recipients == ("x@fabrikam.example",)
    assert message.content == (tmp_path / "letter.eml").read_bytes()


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("certificate-unknown-ca", 60),
        ("certificate-wrong-name", 60),
        ("certificate-expired", 60),
        ("starttls-stripped", 64),
        ("starttls-refused", 64),
        ("smtp-auth-disabled-tenant", 67),
        ("xoauth2-not-offered", 67),
        ("tls-version-old", 35),
    ],
)
def test_refused(box: ThreadedBox, tmp_path: Path, fault: str, status: int) -> None:
    box.faults(fault)
    assert send(box, tmp_path) == status
    assert box.ask(lambda t: list(t.outgoing)) == []


@pytest.mark.parametrize("fault", ["smtp-send-as-denied", "smtp-throttled", "server-garbage", "connection-dropped"])
def test_no_success_whatever_the_number(box: ThreadedBox, tmp_path: Path, fault: str) -> None:
    box.faults(fault)
    assert send(box, tmp_path) != 0
