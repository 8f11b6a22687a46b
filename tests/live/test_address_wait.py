"""The question in which cloud an address lives: asked below the header, told, bounded, and ended by Ctrl-C."""

from __future__ import annotations

import os
import pty
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from checks.plugin.cloud import Question
from checks.redactor import Redactor
from checks.target import Target
from tests.harness import ROOT, run_checks

from .test_address import ADDRESS
from .test_waiting import until

HEADER = f"ADDRESS   {ADDRESS}"


class Silent:
    """A proxy that takes connections and says nothing; `asked` is set by the first."""

    def __init__(self, listening: socket.socket) -> None:
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self.asked = threading.Event()
        self.connections: list[socket.socket] = []
        self._listening = listening

    def accept(self) -> None:
        """Until the listening socket is closed."""
        try:
            while True:
                self.connections.append(self._listening.accept()[0])
                self.asked.set()
        except OSError:
            for connection in self.connections:
                connection.close()


@pytest.fixture
def silent() -> Iterator[Silent]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        proxy = Silent(listening)
        thread = threading.Thread(target=proxy.accept, daemon=True)
        thread.start()
        yield proxy
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(10)


def environment(proxy: Silent) -> dict[str, str]:
    return {**os.environ, "HTTPS_PROXY": proxy.url, "TERM": "xterm"}


def test_the_header_comes_first_and_a_terminal_shows_the_wait(silent: Silent) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "oauthmail", "diagnose", ADDRESS]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(silent),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    said = until(ours, "login.microsoftonline.com (each")
    process.send_signal(signal.SIGINT)
    said += until(ours, "nothing is proven")
    process.wait(20)
    os.close(ours)
    assert re.search(
        r"waiting   [0-9]+ s for the cloud of contoso\.example from login\.microsoftonline\.com \(", said
    ), said
    assert said.index(HEADER) < said.index("waiting   ")
    assert "waiting" not in re.sub(r"(^|\n)[^\n]*\r\x1b\[K", r"\1", said), "the line was not taken back"


def test_ctrl_c_says_what_was_waited_for_and_that_nothing_is_known(silent: Silent) -> None:
    command = [sys.executable, "-m", "oauthmail", "diagnose", ADDRESS]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(silent), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert silent.asked.wait(30)
    process.send_signal(signal.SIGINT)
    said, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (2, "")
    assert HEADER in said.splitlines()[0]
    waits = "the cloud of contoso\\.example from login\\.microsoftonline\\.com"
    assert re.search(rf" waited \d s for {waits} \(each answer at most 30 s\) ", " ".join(said.split())), said
    assert said.splitlines()[-1] == "INTERRUPTED   nothing is known yet; nothing is proven"


def test_a_silent_login_host_is_waited_for_once_and_then_the_run_goes_on(
    silent: Silent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", silent.url)
    monkeypatch.setattr("checks.plugin.cloud.CLOUD_SECONDS", 0.5)
    monkeypatch.setattr("checks.plugin.subject.Target", partial(Target, step_seconds=1.0))
    ended = run_checks(tmp_path, "--as-command=diagnose", f"--address={ADDRESS}")
    assert ended.output.splitlines()[0].count(HEADER) == 1
    assert ended.output.count(HEADER) == 1
    said = ended.rows["network.entra"]["said"]
    assert "said nothing for 1 seconds" in said, "the run itself says why"
    assert "cloud.py" not in ended.output


def test_whoever_only_lists_the_checks_asks_nobody(
    silent: Silent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", silent.url)
    ended = run_checks(tmp_path, "--as-command=diagnose", f"--address={ADDRESS}", "--list-checks")
    assert ended.status == 0
    assert "network.entra" in ended.output
    assert not silent.asked.is_set()


def test_the_run_goes_on_in_the_cloud_that_was_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checks.plugin.cloud.cloud_of", lambda *_: "china")
    ended = run_checks(tmp_path, "--as-command=diagnose", f"--address={ADDRESS}")
    assert "login.partner.microsoftonline.cn" in ended.rows["network.entra"]["said"], ended.output


def test_the_login_hosts_have_a_time_together_and_no_wait_is_told_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    over, waits = threading.Event(), []

    def silence(_address: object, _environ: object, _redactor: object, asks: Callable[[str], None]) -> str:
        asks("login.example")
        waits.extend(question.under_way())
        return "china" if over.wait(60) else ""

    monkeypatch.setattr("checks.plugin.cloud.cloud_of", silence)
    question = Question(ADDRESS, 0.5)
    began = time.monotonic()
    assert question.answer(Redactor()) == "public"
    assert time.monotonic() - began < 30
    over.set()
    assert [(wait.asks, wait.at_most) for wait in waits] == [("the cloud of contoso.example from login.example", 0.5)]
    assert question.under_way() == []
