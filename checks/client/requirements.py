"""The requirements that cases name: what RFCs and vendors ask of clients, servers and identity providers.

Each row was read in the document that it names, in November 2026; the level is the document's word, or STATED, DERIVED
or VENDOR where it has none.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row of `requirements.tsv`. `binds` says whom: client, server, IdP, or several joined by +."""

    id: str
    source: str
    section: str
    level: str
    binds: str
    requirement: str

    @property
    def ref(self) -> str:
        """How a report names it."""
        return f"{self.source} {self.section} ({self.id})"


@cache
def requirements() -> Mapping[str, Requirement]:
    """All of them by id."""
    with Path(__file__).with_suffix(".tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["id"]: Requirement(**row) for row in rows}
