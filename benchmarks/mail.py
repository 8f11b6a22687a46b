"""`python -m benchmarks.mail`: SMTP, IMAP and POP3 beside other servers, and beside a bare TLS accept and close.

Peers are not part of the project: those of `package.json` are looked for in the folder OAUTHMAIL_NODE_MODULES, pymap
(PyPI) as the program OAUTHMAIL_PYMAP, Dovecot (Debian: dovecot-imapd dovecot-pop3d dovecot-submissiond) on the path.
They differ in what a login is: the npm servers compare the token with one string, pymap hashes a password, Dovecot
verifies the token and starts a process for each session. The servers take turns, so that a busy machine is busy for
all of them. Only ratios are worth comparing.
"""

from __future__ import annotations

import contextlib
import statistics
import sys
import time
from collections.abc import Callable

from tests.fakes import talk
from tests.fakes.process import cpu
from tests.fakes.talk import Peer

from .peers import (
    Bench,
    NotInstalled,
    bench,
    dovecot_peer,
    floor,
    hoodiecrow,
    ours,
    pymap,
    smtp_server,
)

TURNS, ROUNDS, TURN_SECONDS, MESSAGES = 5, 150, 2.0, 1000
Action = Callable[[Peer], object]
Start = Callable[[Bench], contextlib.AbstractContextManager[Peer]]

_ALL: dict[str, Start] = {
    "floor": floor,
    "fake": ours,
    "Dovecot": dovecot_peer,
    "smtp-server": smtp_server,
    "hoodiecrow-imap": hoodiecrow,
    "pymap (LOGIN)": pymap,
}
_MEASURES: dict[str, tuple[Action, tuple[str, ...]]] = {
    "SMTP auth": (talk.smtp_auth, ("fake", "Dovecot", "smtp-server")),
    "SMTP auth and message": (talk.smtp_message, ("fake", "Dovecot", "smtp-server")),
    "IMAP login": (talk.imap_login, ("fake", "Dovecot", "hoodiecrow-imap", "pymap (LOGIN)")),
    "POP3 login": (talk.pop3_login, ("fake", "Dovecot")),
}


def turns(actions: dict[str, tuple[Action, Peer]]) -> dict[str, list[tuple[float, float]]]:
    """Wall and CPU seconds of one action, for each server and turn."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in actions}
    for turn in range(TURNS + 1):
        for name, (action, peer) in actions.items():
            before, begun, done = cpu(peer.pid), time.monotonic(), 0
            while done < ROUNDS and time.monotonic() - begun < TURN_SECONDS:
                action(peer)
                done += 1
            if turn:  # the first one warms up
                found[name].append(((time.monotonic() - begun) / done, (cpu(peer.pid) - before) / done))
    return found


def logins(peers: dict[str, Peer]) -> list[tuple[str, str]]:
    """Every measure, each with the floor in the same turns."""
    rows = []
    for what, (action, names) in _MEASURES.items():
        actions = {name: (action, peers[name]) for name in names if name in peers}
        times = turns({"floor": (talk.bare, peers["floor"]), **actions})
        bare = times.pop("floor")
        rows.append((f"{what}: floor", beside(bare, bare)))
        rows += [(f"{what}: {name}", beside(times[name], bare)) for name in actions]
    return rows


def beside(times: list[tuple[float, float]], bare: list[tuple[float, float]]) -> str:
    """Rate and CPU of one action, and the median of its ratios to the floor."""
    wall, used = (statistics.median(column) for column in zip(*times, strict=True))
    ratio = statistics.median(mine[1] / least[1] for mine, least in zip(times, bare, strict=True))
    return f"{1 / wall:6.0f} a second, {used * 1e3:5.2f} ms CPU, {ratio:4.1f} TLS accepts"


def fetches(peers: dict[str, Peer]) -> list[tuple[str, str]]:
    """FETCH of 1,000 messages of 2 kB, in one command."""
    rows = []
    for name in ("fake", "Dovecot"):
        if name not in peers:
            continue
        session = talk.imap(peers[name])
        size = len(talk.MESSAGE)
        for _ in range(MESSAGES):
            session.ask(b"b APPEND INBOX {%d}" % size, b"+ ", b"+ ")
            session.ask(talk.MESSAGE, b"b OK", b"b ")
        session.ask(b"c SELECT INBOX", b"c OK", b"c ")
        for items in (b"(UID FLAGS)", b"(UID ENVELOPE BODYSTRUCTURE)", b"(UID BODY.PEEK[])"):
            walls, used = [], []
            for _ in range(TURNS):
                before, begun = cpu(peers[name].pid), time.monotonic()
                session.ask(b"d FETCH 1:1000 " + items, b"d OK", b"d ")
                walls.append(time.monotonic() - begun)
                used.append(cpu(peers[name].pid) - before)
            value = f"{statistics.median(walls) * 1e3:6.0f} ms, {statistics.median(used) * 1e3:5.0f} ms CPU"
            rows.append((f"FETCH 1:1000 {items.decode()}: {name}", value))
        session.ask(b"z LOGOUT", b"z OK", b"z ")
        session.close()
    return rows


def main() -> int:
    """Measure, and print a table."""
    rows: list[tuple[str, str]] = []
    with contextlib.ExitStack() as stack:
        shared = stack.enter_context(bench())
        peers = {}
        for name, start in _ALL.items():
            try:
                peers[name] = stack.enter_context(start(shared))
            except NotInstalled as reason:
                rows.append((name, f"not measured: {reason}"))
        rows += logins(peers)
        rows += fetches(peers)
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        print(f"{name:{width}}  {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
