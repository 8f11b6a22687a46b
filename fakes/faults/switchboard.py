"""Which faults are on, parsed from `ID[@listener][*times]`, and for how many more times each will act."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .model import LISTENERS, Fault

_SPEC = re.compile(r"(?P<id>[a-z0-9][a-z0-9.-]*)(?:@(?P<listener>[a-z0-9]+))?(?:\*(?P<times>[0-9]{1,6}))?")


class SpecError(ValueError):
    """A SPEC names no fault, or one that cannot act where it was asked to; str() is one sentence."""


@dataclass(slots=True)
class _Active:
    spec: str
    fault: Fault
    on: tuple[str, ...]
    left: int | None
    acted: bool = False


def parse(spec: str, table: Mapping[str, Fault]) -> tuple[Fault, tuple[str, ...], int | None]:
    """The fault, the listeners and the number of times that a SPEC asks for; None is without end.

    Raises SpecError, which names the nearest known fault.
    """
    found = _SPEC.fullmatch(spec)
    if found is None:
        raise SpecError(f"'{spec}' is not a fault: write ID, ID@listener, ID*times or ID@listener*times")
    fault = table.get(found["id"])
    if fault is None:
        near = difflib.get_close_matches(found["id"], table, 1, 0.5)
        raise SpecError(f"unknown fault '{found['id']}'" + (f"; did you mean '{near[0]}'?" if near else ""))
    listener = found["listener"]
    if listener is not None and listener not in LISTENERS:
        raise SpecError(f"unknown listener '{listener}' in '{spec}': it is one of {', '.join(LISTENERS)}")
    if listener is not None and listener not in fault.acts_on():
        raise SpecError(f"fault '{fault.id}' cannot act on {listener}: it acts on {', '.join(fault.acts_on())}")
    times = int(found["times"]) if found["times"] is not None else None
    if times == 0:
        raise SpecError(f"'{spec}' would act no time at all")
    return fault, (listener,) if listener else fault.on, times


class Switchboard:
    """The faults that are on, for one tenant."""

    def __init__(self, table: Mapping[str, Fault]) -> None:
        self.table = table
        self._active: list[_Active] = []

    def switch(self, specs: Iterable[str]) -> None:
        """Replace what is on. Raises SpecError and then changes nothing."""
        self._active = [_Active(spec, *parse(spec, self.table)) for spec in specs]

    def active(self) -> list[str]:
        """The SPECs that still act, as they were given."""
        return [a.spec for a in self._active if a.left != 0]

    def unused(self) -> list[str]:
        """The SPECs that have not acted yet."""
        return [a.spec for a in self._active if not a.acted]

    def take(self, moment: str, listener: str) -> Fault | None:
        """The fault that acts here and now, if one does; it has then acted once."""
        for active in self._active:
            if active.fault.moment == moment and listener in active.on and active.left != 0:
                active.acted = True
                if active.left is not None:
                    active.left -= 1
                return active.fault
        return None
