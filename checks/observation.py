"""What a probe brings back: plain data, or the failure as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a probe could not learn what it asked.

    `kind`: `refused` (the target said no), `unreachable`, `tls`, `timeout` (no connection), `silent` (connected, then
    nothing), `closed`, `garbage` (not the protocol), `injected` (plaintext where TLS had to begin), `lost` (a message
    did not come), `proxy-refused` and `proxy-unreachable` (the proxy on the way to the login host), `forbidden` (the
    suite will not do it), `foreign-endpoint` (a document points elsewhere),
    `unavailable` (a secret is not at hand), `bug` (our own).
    `words` are the target's own where it said any; `protocol` is where they were heard.
    """

    kind: str
    words: str
    protocol: str
    host: str = ""


class ProbeFailed(Exception):
    """Raised inside a probe; the survey turns it into the observation's failure."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.kind)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Observation:
    """The answer to one probe. `facts` hold no secret; they may be partial beside a failure.

    `not_tried` says why the probe was not run: the probe it needed failed, or it was not asked for.
    """

    probe: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    failure: Failure | None = None
    seconds: float = 0.0
    not_tried: str = ""

    @property
    def ok(self) -> bool:
        """Whether the probe learned what it asked."""
        return self.failure is None and not self.not_tried
