"""curl lists and reads the mailbox by IMAP and POP3."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from fakes.thread import ThreadedBox

from .tenant import on_store

CURL = shutil.which("curl")
pytestmark = pytest.mark.skipif(CURL is None, reason="curl is not installed")
Curl = Callable[..., "subprocess.CompletedProcess[bytes]"]
DENIED = 67


@pytest.fixture
def curl(box: ThreadedBox, tmp_path: Path) -> Curl:
    settings = box.settings

    def run(url: str, *options: str, token: str = "") -> subprocess.CompletedProcess[bytes]:
        config = tmp_path / "curlrc"
        config.write_text(f'oauth2-bearer = "{token or settings.access_token}"\n')
        command = [
            *(str(CURL), "-q", "-K", str(config), "-sS", "--max-time", "20", "--cacert", settings.ca_file),
            *("--user", f"{settings.mailbox}:", "--login-options", "AUTH=XOAUTH2", *options, url),
        ]
        return subprocess.run(command, capture_output=True, check=False, timeout=30)

    return run


@pytest.mark.parametrize(("scheme", "port"), [("imaps", "imap_port"), ("imap", "imap_starttls_port")])
def test_curl_lists_and_fetches_by_imap(box: ThreadedBox, curl: Curl, scheme: str, port: str) -> None:
    base = f"{scheme}://localhost:{getattr(box.settings, port)}"
    listed = curl(f"{base}/", "--ssl-reqd")
    assert listed.returncode == 0, listed.stderr
    assert b'* LIST (\\HasNoChildren \\Sent) "/" "Sent Items"' in listed.stdout
    fetched = curl(f"{base}/INBOX;UID=2", "--ssl-reqd", "--sasl-ir")
    assert fetched.returncode == 0, fetched.stderr
    stored = on_store(box, lambda store: store.folders["INBOX"].find(2))
    assert stored is not None and fetched.stdout == stored.content


@pytest.mark.parametrize(("scheme", "port"), [("pop3s", "pop3_port"), ("pop3", "pop3_starttls_port")])
def test_curl_lists_and_fetches_by_pop3(box: ThreadedBox, curl: Curl, scheme: str, port: str) -> None:
    base = f"{scheme}://localhost:{getattr(box.settings, port)}"
    listed = curl(f"{base}/", "--ssl-reqd")
    assert listed.returncode == 0, listed.stderr
    assert len(listed.stdout.split(b"\r\n")) == 3
    fetched = curl(f"{base}/1", "--ssl-reqd")
    stored = on_store(box, lambda store: store.folders["INBOX"].find(1))
    assert stored is not None and fetched.stdout == stored.content


@pytest.mark.parametrize("scheme", ["imap", "pop3"])
def test_curl_reports_a_refused_token(box: ThreadedBox, curl: Curl, scheme: str) -> None:
    url = f"{scheme}s://localhost:{getattr(box.settings, f'{scheme}_port')}/"
    assert curl(url, token="x" * 2000).returncode == DENIED
