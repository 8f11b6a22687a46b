"""The faults as a person reads them: grouped by where they act, each with what it shows."""

from __future__ import annotations

from collections.abc import Mapping

from .model import Fault


def fault_lines(table: Mapping[str, Fault]) -> list[str]:
    """One line for each fault, in the order of the table."""
    width = max(map(len, table))
    return [f"{fault.id:{width}}  {','.join(fault.on):19}  {fault.shows}" for fault in table.values()]
