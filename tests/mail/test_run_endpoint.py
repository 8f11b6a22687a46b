"""The endpoint as a command: a profile, a consumer, a folder, a process; stopped by a signal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from checks.mail.reading import header
from fakes.thread import ThreadedBox
from tests.harness import ROOT
from tests.live.profiles import EXAMPLE, variables
from tests.secrets.search import Canaries

from .conftest import lines_in
from .test_endpoint import deliver, empty, flags, letter, replies

CONSUMER = '\n[[consumers]]\nname = "Invoices"\nkind = "email-endpoint"\nrepeat_interval_s = 1\n'
SHOWS_ENVIRONMENT = "import os; print(sorted(os.environ)); print(os.listdir('in'))"


def start(box: ThreadedBox, folder: Path, consumer: str, *more: str) -> subprocess.Popen[str]:
    profile = folder / "profile.toml"
    profile.write_text(EXAMPLE.read_text(encoding="utf-8").replace('["imap", "pop3"]', '"imap"') + consumer)
    text = profile.read_text()
    head, _, rest = text.partition("[receive.pop3]")
    profile.write_text(head + "[network]" + rest.partition("[network]")[2])
    arguments = [str(profile), "Invoices", "--state", str(folder / "state"), *more, "--"]
    return subprocess.Popen(
        [sys.executable, "-m", "checks.mail", "endpoint", *arguments, sys.executable, "-c", SHOWS_ENVIRONMENT],
        cwd=ROOT,
        env={**os.environ, **variables(box.settings)},
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
    )


def test_it_works_until_it_is_told_to_stop(box: ThreadedBox, tmp_path: Path) -> None:
    empty(box)
    deliver(box, letter(1))
    process = start(box, tmp_path, CONSUMER + "oauth = true\n")
    deadline = time.monotonic() + 30
    while flags(box) != [{"\\Answered", "\\Seen"}]:
        assert time.monotonic() < deadline and process.poll() is None, process.communicate(timeout=20)
        threading.Event().wait(0.05)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (0, "")
    (reply,) = replies(box)
    assert header(reply, "Subject") == "Re: Job 1"
    body = reply.get_body(("plain",))
    assert body is not None and "form.pdf" in body.get_content()
    # The process sees the message, and no secret of the service.
    assert "MAIL_SENDER" in body.get_content() and "FAKE_CLIENT_SECRET" not in body.get_content()
    s = box.settings
    canaries = Canaries({"secret": s.client_secret, "refresh": s.refresh_token})
    assert not canaries.found(reply.as_bytes())


@pytest.mark.parametrize(
    ("consumer", "status", "says"),
    [
        (CONSUMER + "oauth = true\nreceive_protocol = 'pop3'\nreceive_host = 'localhost'\n", 1, "set it to IMAP"),
        (CONSUMER + "oauth = false\n", 1, "policy.basic_fallback is forbid"),
        (CONSUMER.replace("Invoices", "Other"), 1, "no consumer Invoices"),
        (CONSUMER + "nonsense = 1\n", 2, "nonsense"),
    ],
)
def test_it_refuses_to_start_in_one_sentence(
    box: ThreadedBox, tmp_path: Path, consumer: str, status: int, says: str
) -> None:
    process = start(box, tmp_path, consumer)
    _, said = process.communicate(timeout=30)
    assert process.returncode == status and says in said and said.count("\n") == 1, said
    assert [*lines_in(box, "imap", "smtp", "pop3")] == []


def test_usage(box: ThreadedBox, tmp_path: Path) -> None:
    run: Any = subprocess.run(
        [sys.executable, "-m", "checks.mail", "endpoint"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 2 and "usage" in run.stderr
