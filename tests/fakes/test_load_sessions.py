"""Sessions come and go, with and without mail: nothing grows with their number (`benchmarks.load` runs 10,000)."""

from __future__ import annotations

import sys

import pytest

from fakes.thread import ThreadedBox

from .client import bugs
from .sessions import KINDS, run, without_limits

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="counts descriptors as Linux shows them")

SESSIONS = 400


@pytest.mark.parametrize("kind", KINDS)
def test_sessions_leave_nothing_behind(box: ThreadedBox, kind: str) -> None:
    without_limits(box)
    grown = run(box, kind, SESSIONS)
    assert (grown.descriptors, grown.threads, grown.tasks, grown.wires) == (0, 0, 0, 0), grown
    # One object kept by each session would make as many as there were sessions.
    assert grown.objects < SESSIONS / 4, grown
    assert bugs(box) == []
