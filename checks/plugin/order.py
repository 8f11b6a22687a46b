"""Which checks run, and in which order: by stage, then after what they need; the rest is not asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from ..stages import CLIENT_STAGES, STAGES
from .run import RUN, Run

_MAIL = {"smtp", "imap", "pop3"}


@dataclass(frozen=True, slots=True)
class Meta:
    """What the decorator says about a check. The stage is the first part of the id."""

    id: str
    title: str
    refs: tuple[str, ...]
    needs: tuple[str, ...]
    severity: str
    core: bool = True

    @property
    def stage(self) -> str:
        """The stage it belongs to."""
        return self.id.partition(".")[0]


OF_AN_ADDRESS = ("network", "tls", "tenant")
"""The stages that need nothing but an address."""
META = pytest.StashKey[Meta]()


class BrokenCheck(Exception):
    """A check is declared wrongly: our own bug."""


def meta_of(item: pytest.Item) -> Meta | None:
    """What is declared for an item; None for an ordinary test."""
    mark = item.get_closest_marker("check")
    if mark is None:
        return None
    if META not in item.stash:
        function: Any = getattr(item, "function", None)
        title = ((function.__doc__ or "").strip().splitlines() or [""])[0]
        item.stash[META] = Meta(**{"title": title, **mark.kwargs})
    return item.stash[META]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Sort the checks and leave out what this run does not ask for; tests stay where they are."""
    checks = {meta.id: (meta, item) for item in items if (meta := meta_of(item))}
    if not checks:
        return
    run = config.stash[RUN]
    stages = asked_for(run)
    wanted = {m.id for m, _ in checks.values() if m.stage in stages and (m.core or run.mode == "client")}
    if run.mode != "address":  # for which nobody wrote settings
        wanted = closure(wanted, checks)
    if run.way:
        wanted -= {id for id in wanted if id.startswith("settings.refresh_token")}
    ordered = [checks[id][1] for id in in_order({id: meta for id, (meta, _) in checks.items()}) if id in wanted]
    deselected = [item for id, (_, item) in checks.items() if id not in wanted]
    others = [item for item in items if meta_of(item) is None]
    if deselected:
        config.hook.pytest_deselected(items=deselected)
    items[:] = ordered + others


def asked_for(run: Run) -> tuple[str, ...]:
    """The stages of a run. The core client cases belong to a run of the embedded tenant that asks for nothing else."""
    if run.mode == "client":
        return run.only or CLIENT_STAGES
    if run.mode == "settings":
        return ("settings",)
    if run.mode == "address":
        return OF_AN_ADDRESS
    if run.only:
        # Whether the token is good decides what a refusal by a mail server means; asking for it costs nothing more.
        return tuple(stage for stage in STAGES if stage in run.only or (stage == "token" and _MAIL & {*run.only}))
    return STAGES if run.mode == "live" or run.faults else (*STAGES, *CLIENT_STAGES)


def closure(wanted: set[str], checks: Mapping[str, tuple[Meta, Any]]) -> set[str]:
    """These checks and all that they need, directly or not. An unknown id is our own bug."""
    found: set[str] = set()
    waiting = list(wanted)
    while waiting:
        id = waiting.pop()
        if id in found:
            continue
        if id not in checks:
            # A run of a single file has not collected the others; what is not there cannot block.
            continue
        found.add(id)
        waiting += checks[id][0].needs
    return found


def in_order(checks: Mapping[str, Meta]) -> list[str]:
    """By stage; within a stage, a check comes after those it needs, else as it was collected."""
    done: list[str] = []
    for stage in (*STAGES, *CLIENT_STAGES):
        pending = [id for id, meta in checks.items() if meta.stage == stage]
        while pending:
            ready = next((id for id in pending if not set(checks[id].needs) & set(pending)), None)
            if ready is None:
                raise BrokenCheck(f"checks need each other: {', '.join(pending)}")
            pending.remove(ready)
            done.append(ready)
    return done


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """One tenant, one worker: checks of one target stay together, so it is asked only once. Tests are spread."""
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415 - only there when xdist runs

    class OneWorkerForChecks(LoadScopeScheduling):  # type: ignore[misc] # xdist has no types
        def _split_scope(self, nodeid: str) -> str:
            return "checks" if nodeid.rpartition("/")[2].startswith("check_") else nodeid

    return OneWorkerForChecks(config, log)


def only_checks(items: Iterable[pytest.Item]) -> bool:
    """Whether a run holds checks and nothing else."""
    found = list(items)
    return bool(found) and all(meta_of(item) is not None for item in found)
