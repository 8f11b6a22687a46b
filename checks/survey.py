"""One survey per target: every probe that was asked for runs once, as soon as what it needs is known."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from .observation import Failure, Observation, ProbeFailed
from .target import Target

WAIT_SECONDS = 300.0
# Characters of a refusal; real ones have some hundreds, and a page or a flood names its cause at the start or not.
LONGEST_WORDS = 4000

Look = Callable[[str], Observation]
Run = Callable[[Target, Look, dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Probe:
    """One question. `run(target, look, facts)` fills `facts` and raises ProbeFailed.

    `asks` says what it waits for, with the host of a leg as `{smtp}`. `needs` must have succeeded first; `after` must
    only have ended, because its outcome changes the question.
    """

    id: str
    run: Run
    asks: str
    needs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """What a probe waits for, for how many seconds by now, and how many a single answer may take."""

    asks: str
    seconds: float
    at_most: float

    def __str__(self) -> str:
        return f"{self.seconds:.0f} s for {self.asks} (each answer at most {self.at_most:.0f} s)"


class Survey:
    """Runs probes on threads of their own; `see` waits for one."""

    def __init__(self, target: Target, probes: Sequence[Probe]) -> None:
        self._target = target
        self._probes = {probe.id: probe for probe in probes}
        self._futures: dict[str, Future[Observation]] = {}
        self._began: dict[str, float] = {}
        self._lock = threading.Lock()

    def ask(self, wanted: Collection[str]) -> None:
        """Start these probes and all that they wait for; those under way already go on."""
        with self._lock:
            for id in self._closure(wanted):
                self._futures[id] = Future()
                threading.Thread(target=self._work, args=(self._probes[id],), daemon=True).start()

    def leave(self, ids: Collection[str], reason: str) -> None:
        """Do not run these probes; `reason` is the check that makes them pointless."""
        with self._lock:
            for id in ids:
                self._futures[id] = Future()
                self._futures[id].set_result(Observation(id, not_tried=reason))

    def see(self, id: str) -> Observation:
        """The observation of a probe; asks for it if nobody has, unless the run is over: a report contacts nobody."""
        if self._target.closed and id not in self._futures:
            return Observation(id, not_tried="the run is over")
        self.ask((id,))
        try:
            return self._futures[id].result(WAIT_SECONDS)
        except TimeoutError:
            words = f"{id} did not come to an end within {WAIT_SECONDS:g} seconds"
            return Observation(id, failure=Failure("silent", words, ""))

    def known(self, id: str) -> Observation:
        """What is known of a probe by now; nothing is asked for it and nothing waited for."""
        with self._lock:
            future = self._futures.get(id)
        return future.result() if future and future.done() else Observation(id, not_tried="not asked for")

    def under_way(self) -> list[Wait]:
        """What the probes that have begun and not ended wait for."""
        now, most, hosts = time.monotonic(), self._target.step_seconds, self._target.hosts
        with self._lock:
            asked = [id for id, future in self._futures.items() if id in self._began and not future.done()]
        return [Wait(self._probes[id].asks.format(**hosts), now - self._began[id], most) for id in asked]

    def settle(self) -> None:
        """Wait until every probe that was asked for has ended."""
        for id in tuple(self._futures):
            self.see(id)

    def _closure(self, wanted: Collection[str]) -> list[str]:
        found: list[str] = []
        waiting = list(wanted)
        while waiting:
            id = waiting.pop()
            # What was asked for before has what it waits for, and what is left out needs nothing.
            if id not in found and id not in self._futures:
                found.append(id)
                waiting += (*self._probes[id].needs, *self._probes[id].after)
        return found

    def _work(self, probe: Probe) -> None:
        facts: dict[str, Any] = {}
        failure: Failure | None = None
        for id in probe.after:
            self.see(id)
        lacking = next((id for id in probe.needs if not self.see(id).ok), "")
        started = self._began[probe.id] = time.monotonic()
        if not lacking:
            failure = self._run(probe, facts)
        self._futures[probe.id].set_result(
            Observation(probe.id, MappingProxyType(facts), failure, time.monotonic() - started, lacking)
        )

    def _run(self, probe: Probe, facts: dict[str, Any]) -> Failure | None:
        try:
            probe.run(self._target, self.see, facts)
        except ProbeFailed as failed:
            return replace(failed.failure, words=failed.failure.words[:LONGEST_WORDS])
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            words = f"{type(error).__name__} in {probe.id} ({where.name}, line {where.lineno})"
            return Failure("bug", words, "")
        return None
