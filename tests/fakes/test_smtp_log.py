"""What a client says goes into the transcript, redacted, and nowhere else: not to standard error."""

from __future__ import annotations

import sys

from tests.harness import module

_TOKEN_AS_A_COMMAND = """
import base64, os, socket
with socket.create_connection(("localhost", int(os.environ["FAKE_SMTP_PORT"])), 10) as client:
    lines = client.makefile("rb")
    lines.readline()
    client.sendall(base64.b64encode(os.environ["FAKE_ACCESS_TOKEN"].encode()) + b"\\r\\n")
    assert lines.readline().startswith(b"500 ")
"""


def test_a_token_sent_as_a_command_is_not_printed() -> None:
    done = module("fakes", "run", "--", sys.executable, "-c", _TOKEN_AS_A_COMMAND)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")
