"""Nothing in these tests, and no process that they start, can leave this machine."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest


def test_this_process_cannot_connect_or_resolve_beyond_loopback() -> None:
    with socket.socket() as outside, pytest.raises(OSError, match="tried to reach"):
        outside.connect(("192.0.2.1", 443))
    with pytest.raises(OSError, match="tried to resolve"):
        socket.getaddrinfo("login.microsoftonline.com", 443)


def test_a_process_that_a_test_starts_cannot_either() -> None:
    script = "import socket; socket.create_connection(('login.microsoftonline.com', 443))"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ended.returncode != 0
    assert "tried to resolve" in ended.stderr
