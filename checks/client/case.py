"""A client case: what we do, what the client must do, and on whose authority; and the evidence it is judged by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..check import FATAL
from .adapter import Result
from .jobs import REFRESH
from .requirements import requirements
from .wire import Connection, Exchange, Line, Request

SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Run:
    """One start of the client within a case. `before` is a span by which all ages first, `pause` is real seconds.

    `faults` None leaves those of the case on. Without `mail` the run does not have to sign in to a mail server.
    """

    faults: tuple[str, ...] | None = None
    before: str = ""
    pause: float = 0.0
    action: str = ""
    mail: bool = True


@dataclass(frozen=True, slots=True)
class Seen:
    """What one run left: how it ended, whether it printed a secret, between which events of the transcript it lay."""

    result: Result
    leaked: bool
    start: int
    end: int
    sent: int
    mail: bool = True


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a case left on the wire and on the screen."""

    host: str
    job: Mapping[str, Any] = field(repr=False)
    runs: Sequence[Seen]
    connections: Sequence[Connection]

    def exchanges(self, run: int | None = None) -> list[Exchange]:
        """Attempts to sign in, oldest first."""
        found = [e for c in self.connections for e in c.exchanges if self._within(e.command, run)]
        return sorted(found, key=lambda exchange: exchange.command.number)

    def requests(self, run: int | None = None) -> list[Request]:
        """Requests to the token endpoint, oldest first."""
        found = [r for c in self.connections for r in c.requests if r.asks_for_token and self._within(r.line, run)]
        return sorted(found, key=lambda request: request.line.number)

    def mail(self) -> list[Connection]:
        """Connections to mail servers."""
        return [c for c in self.connections if c.listener != "token"]

    def show(self, line: Line) -> str:
        """The conversation that led to a line."""
        return next((c.around(line) for c in self.connections if line in c.lines), str(line))

    def _within(self, line: Line, run: int | None) -> bool:
        return run is None or self.runs[run].start < line.number <= self.runs[run].end


@dataclass(frozen=True, slots=True)
class Rule:
    """A sentence about what a client must do; `wrong` returns what it did instead, or nothing."""

    name: str
    must: str
    wrong: Callable[[Evidence], str]


@dataclass(frozen=True, slots=True)
class Case:
    """One case; a row of the table.

    `faults` are SPECs of the server, `dialect` how it speaks, `token` what the client is given (see jobs.py),
    `changes` values of the job by dotted key. `life` is how many seconds access tokens live, 0 as usual. `requires` are
    ids of requirements.tsv, `also` other authorities. `mutants` name clients that are wrong in one way each and that
    this case convicts. Cases that are not `core` run with an adapter only.
    """

    id: str
    title: str
    action: str
    must: tuple[Rule, ...]
    requires: tuple[str, ...]
    mutants: tuple[str, ...]
    tls: str = "starttls"
    faults: tuple[str, ...] = ()
    dialect: str = ""
    token: str = REFRESH
    runs: tuple[Run, ...] = (Run(),)
    changes: Mapping[str, str] = field(default_factory=dict)
    life: int = 0
    seconds: float = SECONDS
    core: bool = False
    severity: str = FATAL
    also: tuple[str, ...] = ()
    sweep: str = ""

    @property
    def refs(self) -> tuple[str, ...]:
        """Whose authority it is."""
        return (*(requirements()[id].ref for id in self.requires), *self.also)

    @property
    def done(self) -> tuple[object, ...]:
        """What is done, apart from what must follow: cases that do the same share one run."""
        changes = tuple(sorted(self.changes.items()))
        return (
            *(self.action, self.tls, self.faults, self.dialect, self.token, self.runs),
            *(changes, self.life, self.seconds, self.sweep),
        )  # fmt: skip

    @property
    def deed(self) -> str:
        """What is done, for a report."""
        told = [f"faults {', '.join(self.faults)}"] if self.faults else []
        told += [f"dialect {self.dialect}"] if self.dialect else []
        told += [f"every fault of {self.sweep}, one after the other"] if self.sweep else []
        told += [f"{len(self.runs)} runs"] if len(self.runs) > 1 else []
        return f"action {self.action} ({'; '.join(told) or 'a server in good order'})"
