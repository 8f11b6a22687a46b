"""What did the client do, as the tenant saw it? Read from the transcript and the mailbox, never from an exit status."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .conditions import KEPT, REFUSED, WORKED

# How the transcript shows a credential. The shortest that a client here has is a password of 24 characters.
_CREDENTIAL = re.compile(r"\[(\d+) characters(?:, sha256 \w+)?\]")
_SHORTEST = 20
_LOGIN = re.compile(r"^(?:\S+ )?(?:AUTH|AUTHENTICATE|LOGIN|USER|PASS) +\S", re.MULTILINE | re.IGNORECASE)
NOTHING, EMPTY, AGAIN, ANOTHER = "nothing", "an empty line", "the token again", "another credential"
_CHALLENGE = re.compile(r"^(?:334|\+) (\S{20,})\s*$", re.MULTILINE)


@dataclass(slots=True)
class Seen:
    """A run of one client.

    `done` says that the letter was delivered, or the stored message handed out. `credentials` counts lines that held
    one, `in_clear` lines outside TLS that held one or began a login. `answer` is what followed the first error
    challenge: NOTHING, EMPTY, AGAIN (the same credential), ANOTHER (a different one), or how many characters, which is
    all that the transcript tells.
    """

    done: bool
    credentials: int = 0
    in_clear: int = 0
    answer: str = ""
    words: list[str] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        if self.done:
            return WORKED
        return REFUSED if self.credentials else KEPT


def read(events: Sequence[dict[str, Any]], listener: str, *, done: bool) -> Seen:
    """The conversation on a listener, judged."""
    seen = Seen(done)
    encrypted: set[int] = set()
    shown: set[str] = set()
    for event in events:
        if event["listener"] != listener:
            continue
        if event["kind"] == "tls":
            encrypted.add(event["connection"])
        if event["kind"] not in {"in", "out"}:
            continue
        text = str(event["data"])
        seen.words += [f"{'C' if event['kind'] == 'in' else 'S'}: {line}" for line in text.splitlines()]
        if event["kind"] == "in":
            found = [one[0] for one in _CREDENTIAL.finditer(text) if int(one[1]) >= _SHORTEST]
            seen.credentials += len(found)
            if event["connection"] not in encrypted:
                seen.in_clear += max(len(found), len(_LOGIN.findall(text)))
            if seen.answer == NOTHING and text:
                seen.answer = _answer(text.splitlines()[0], shown)
            shown.update(found)
        elif not seen.answer and _CHALLENGE.search(text):
            seen.answer = NOTHING
    return seen


def _answer(line: str, shown: set[str]) -> str:
    size = _CREDENTIAL.fullmatch(line)
    if size is None:
        return line or EMPTY
    if int(size[1]) < _SHORTEST:
        return size[1]
    return AGAIN if line in shown else ANOTHER
