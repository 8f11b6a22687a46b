"""A wait is told while it lasts: in a line that passes on a terminal, now and then where lines stay."""

from __future__ import annotations

import io
import os
import pty
import re
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checks.plugin.screen import Screen
from checks.plugin.waiting import Waiting, line_of
from checks.redactor import Redactor
from checks.survey import Wait
from fakes.thread import ThreadedBox
from tests.harness import ROOT

from .profiles import variables, write
from .rogue import Authority, Peer

SECRET = "a-secret-of-many-characters"
Printed = tuple[Screen, Callable[[], str]]


def until(terminal: int, wanted: str) -> str:
    """What a terminal shows until these words have come, or nothing more does."""
    said = b""
    while wanted not in said.decode(errors="replace") and select.select([terminal], [], [], 30)[0]:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # Linux: the other side has closed
            break
        if not piece:
            break
        said += piece
    return said.decode(errors="replace")


def test_a_terminal_shows_what_is_waited_for_and_takes_it_back(
    box: ThreadedBox, tmp_path: Path, authority: Authority, trusting_both: str
) -> None:
    over = threading.Event()

    def silent(_peer: Peer) -> None:
        over.wait(60)

    with authority.serving(silent) as rogue:
        changes = {"network.ca_bundle": trusting_both, "send.host": "127.0.0.1", "send.port": rogue.port}
        command = [sys.executable, "-m", "oauthmail", "diagnose", str(write(tmp_path, changes))]
        ours, theirs = pty.openpty()
        environment = {**os.environ, **variables(box.settings), "TERM": "xterm"}
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        )
        os.close(theirs)
        said = until(ours, "waiting")
        said += until(ours, "at most 30 s)")
        process.send_signal(signal.SIGINT)
        said += until(ours, "nothing is proven")
        over.set()
        process.wait(20)
        os.close(ours)
    assert re.search(
        r"waiting   [0-9]+ s for the [A-Z0-9]+ greeting of 127\.0\.0\.1 \(each answer at most 30 s", said
    ), said
    left = re.sub(r"(^|\n)[^\n]*\r\x1b\[K", r"\1", said)
    assert "waiting" not in left, said
    assert re.search(r"  settings  PASS .*\r\n", left), said
    assert "INTERRUPTED" in left


@pytest.fixture
def printed(tmp_path: Path) -> Iterator[Printed]:
    path = tmp_path / "out"
    redactor = Redactor()
    redactor.learn(SECRET)
    with path.open("w", encoding="utf-8") as file:
        made = Screen(file, None, redactor, {"TERM": "xterm"})
        yield made, lambda: path.read_text(encoding="utf-8")
        made.close()


def test_a_file_is_told_of_a_long_wait_once_and_then_at_twice_as_many_seconds(printed: Printed) -> None:
    made, text = printed
    seconds = iter([3.0, 9.0, 10.0, 11.0, 19.0, 20.0, 39.0, 41.0])
    told = threading.Event()

    def under_way() -> list[Wait]:
        now = next(seconds, None)
        if now is None:
            told.set()
            return []
        return [Wait("a token from login.example", now, 30.0)]

    waiting = Waiting(made, under_way, every=0.001)
    waiting.begin()
    assert told.wait(10)
    waiting.end()
    assert re.findall(r"waiting   ([0-9]+) s", text()) == ["10", "20", "41"]


def test_words_of_a_wait_go_through_the_redactor(printed: Printed) -> None:
    made, text = printed
    made.meanwhile(line_of([Wait(SECRET, 12.0, 30.0)]))
    assert "waiting" in text()
    assert SECRET not in text()


def test_the_longest_wait_is_named_and_the_others_counted() -> None:
    waits = [Wait("the greeting of smtp.example", 2.0, 30.0), Wait("a token from login.example", 12.0, 30.0)]
    assert line_of(waits) == "  waiting   12 s for a token from login.example (each answer at most 30 s), and 1 more"


def test_what_is_no_file_of_the_system_is_not_written_to_meanwhile() -> None:
    out = io.StringIO()
    made = Screen(out, None, Redactor(), {})
    made.meanwhile("waiting")
    made.say("said")
    made.close()
    assert out.getvalue() == "said\n"
