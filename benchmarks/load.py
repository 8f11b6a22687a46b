"""`python -m benchmarks.load`: ten thousand sessions of each kind, and what they leave behind.

The first table is about a tenant in this process, where tasks and objects can be counted; the second about one in a
process of its own, whose memory is nobody else's.
"""

from __future__ import annotations

import sys
import urllib.request

from fakes.thread import running
from tests.fakes import sessions, talk
from tests.fakes.process import descriptors, memory, threads

from .peers import ours

SESSIONS = 10_000


def inside(number: int) -> None:
    """Descriptors, threads, tasks, wires and Python objects, more than before."""
    for kind in sessions.KINDS:
        with running() as box:
            sessions.without_limits(box)
            print(f"{kind}, {number} sessions: {sessions.run(box, kind, number)}", flush=True)


def outside(number: int) -> None:
    """Descriptors, threads and memory by quarters; mail that was sent is forgotten after each."""
    for kind, action in sessions.KINDS.items():
        with ours() as peer:
            seen = []
            for _ in range(4):
                for _ in range(number // 4):
                    action(peer)
                _reset(peer)
                seen.append(f"{descriptors(peer.pid)}/{threads(peer.pid)}/{memory(peer.pid):.1f} MiB")
        print(f"{kind}, {number} sessions, descriptors/threads/memory by quarters: {', '.join(seen)}", flush=True)


def _reset(peer: talk.Peer) -> None:
    urllib.request.urlopen(urllib.request.Request(f"{peer.control}reset", method="POST"), timeout=talk.SECONDS).close()


def main() -> int:
    """Run both; the argument is the number of sessions."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else SESSIONS
    inside(number)
    outside(number)
    return 0


if __name__ == "__main__":
    sys.exit(main())
