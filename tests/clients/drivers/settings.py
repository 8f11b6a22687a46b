"""What every Python driver is told, from the environment."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

PORT = int(os.environ["JOB_PORT"])
IMPLICIT = os.environ["JOB_TLS"] == "implicit"
SUBJECT = os.environ["JOB_SUBJECT"]
MAILBOX = os.environ["FAKE_MAILBOX"]
TOKEN = os.environ["FAKE_ACCESS_TOKEN"]
RECIPIENT = "someone@fabrikam.example"
RESPONSE = f"user={MAILBOX}\x01auth=Bearer {TOKEN}\x01\x01"
TRUST = ssl.create_default_context(cafile=os.environ["FAKE_CA_FILE"])
SECONDS = 20


def letter() -> bytes:
    """The message to send, as it stands."""
    return Path(os.environ["JOB_LETTER"]).read_bytes()
