"""Session after session: what does each leave behind in a box of this process?"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from dataclasses import astuple, dataclass

from fakes.thread import ThreadedBox
from fakes.wire.transcript import Transcript

from . import talk
from .process import descriptors
from .test_resources import soon, state

KINDS: dict[str, Callable[[talk.Peer], object]] = {
    "SMTP": talk.smtp_auth,
    "SMTP with a message": talk.smtp_message,
    "IMAP": talk.imap_login,
    "POP3": talk.pop3_login,
}


@dataclass(frozen=True, slots=True)
class Left:
    """What there is: descriptors, threads, tasks, wires, and objects that Python tracks."""

    descriptors: int
    threads: int
    tasks: int
    wires: int
    objects: int

    def grown(self, since: Left) -> Left:
        """The difference."""
        return Left(*(now - then for now, then in zip(astuple(self), astuple(since), strict=True)))


def left(box: ThreadedBox) -> Left:
    """What there is when all connections have ended and what is meant to be kept (mail, transcript) is forgotten."""
    assert soon(lambda: state(box)[1:] == (0, 0)), state(box)

    def forget() -> None:
        box._box.tenant.outgoing.clear()
        box._box.tenant.transcript.clear()

    box.call(forget)
    gc.collect()
    tasks, wires, _ = state(box)
    return Left(descriptors(), threading.active_count(), tasks, wires, len(gc.get_objects()))


def run(box: ThreadedBox, kind: str, number: int, warm: int = 50) -> Left:
    """How much more there is after so many sessions than before them, once everything has been used `warm` times."""
    peer = talk.peer_of(box)
    for _ in range(warm):
        KINDS[kind](peer)
    before = left(box)
    for _ in range(number):
        KINDS[kind](peer)
    return left(box).grown(before)


def without_limits(box: ThreadedBox) -> None:
    """Sessions and messages without end, and a short transcript."""

    def change() -> None:
        tenant = box._box.tenant
        tenant.limits.connections = tenant.limits.messages_per_minute = tenant.limits.recipients_per_day = 0
        tenant.transcript = Transcript(100_000)

    box.call(change)
