"""From rows to root causes: one cause is reported once, and what it keeps from being tried is folded under it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..diagnoses.table import TABLE
from ..stages import CLIENT_STAGES
from .copies import mended

Row = Mapping[str, Any]
UNRECOGNISED = "unrecognised"


@dataclass(slots=True)
class RootCause:
    """A cause with the rows that show it, the causes that fit as well, and the checks it blocks.

    `certain` says that the words, or two readings together, name this cause and no other. A row with `by_code` is one
    whose words nobody has met, so that only their code allows a cause.
    """

    id: str
    rows: list[Row]
    others: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)

    @property
    def certain(self) -> bool:
        """Whether nothing else fits, and more than a code speaks for it."""
        return self.id in TABLE and not TABLE[self.id].may_be and not self.others and not self._by_code

    @property
    def of_client(self) -> bool:
        """Whether a mail client is at fault, by a case."""
        return self.rows[0]["stage"] in CLIENT_STAGES

    @property
    def standing(self) -> str:
        """How sure it is, and by what, in words."""
        if not self.certain:
            return "possible: by its code, the words are new" if self._by_code else "possible"
        stages = {row["stage"] for row in self.rows}
        if stages == {"settings"}:
            return "certain: the settings show it"
        return "certain: token and refusal agree" if {"token"} < stages else "certain: the words name it"

    @property
    def _by_code(self) -> bool:
        return all(row.get("by_code") for row in self.rows)

    @property
    def copies(self) -> list[Mapping[str, Any]]:
        """The copies of the credentials that were refused for this cause, where each was tried."""
        return [row["copy"] for row in self.rows if "copy" in row]

    @property
    def checks(self) -> list[str]:
        """The ids of the checks that show it."""
        return list(dict.fromkeys(row["id"] for row in self.rows))

    @property
    def said(self) -> str:
        """The words that tell most: a refusal, and behind it our own reading where that decided."""
        spoken = [row for row in self.rows if row["stage"] != "token"] or self.rows
        read = [row for row in self.rows if row["stage"] == "token" and row is not spoken[0] and "copy" not in row]
        return " | ".join(str(row["said"]) for row in (spoken[0], *read[:1]))

    def as_dict(self) -> dict[str, Any]:
        """The members of a root cause in the JSON report."""
        known = TABLE.get(self.id)
        diagnosis = mended(known, self.copies) if known else None
        return {
            "id": self.id,
            "certain": self.certain,
            "said": self.said,
            "layer": diagnosis.layer if diagnosis else "client" if self.of_client else "",
            "cause": diagnosis.cause if diagnosis else str(self.rows[0]["title"]) if self.of_client else "",
            "who": diagnosis.who if diagnosis else "",
            "new_refresh_token_helps": diagnosis.new_refresh_token_helps if diagnosis else "",
            "doc": diagnosis.doc if diagnosis else "",
            "also_possible": self.others,
            "checks": self.checks,
            "blocks": self.blocks,
            **({"copies": self.copies} if self.copies else {}),
        }


def root_causes(rows: Sequence[Row]) -> list[RootCause]:
    """The causes behind the failed rows, in the order in which mail meets them."""
    causes: dict[str, RootCause] = {}
    unrecognised: list[RootCause] = []
    for row in _each(rows):
        if row["outcome"] != "fail":
            continue
        if not row["diagnoses"]:
            again = next((one for one in unrecognised if "copy" in row and one.rows[0]["said"] == row["said"]), None)
            if again is not None:
                again.rows.append(row)
                continue
            # A client case that failed is a cause of its own, by its own name.
            unrecognised.append(RootCause(row["id"] if row["stage"] in CLIENT_STAGES else UNRECOGNISED, [row]))
            continue
        first, *others = row["diagnoses"]
        cause = causes.setdefault(first, RootCause(first, []))
        cause.rows.append(row)
        cause.others += [id for id in others if id not in cause.others]
    found = [*_folded(list(causes.values())), *unrecognised]
    for cause in found:
        _settle(cause)
        cause.blocks = _blocked_by({row["id"] for row in cause.rows}, rows)
    order = [row["id"] for row in rows]
    return sorted(found, key=lambda cause: order.index(cause.rows[0]["id"]))


def _each(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows; of one that says no to several things, one for each."""
    for row in rows:
        findings = row.get("findings", ())
        yield from ({**row, **finding} for finding in findings)
        if not findings:
            yield row


def _folded(causes: list[RootCause]) -> list[RootCause]:
    """Refusals that name no cause are one cause where a single one could stand behind all of them."""
    kept: list[RootCause] = []
    for cause in causes:
        for earlier in kept:
            if shared := _behind_both(earlier, cause):
                _merge(earlier, cause, shared)
                break
        else:
            kept.append(cause)
    return kept


def _behind_both(one: RootCause, other: RootCause) -> set[str]:
    """What two causes may have in common: something that neither names, or one of the two that the other allows."""
    first, second = (set(TABLE[cause.id].may_be) if cause.id in TABLE else set() for cause in (one, other))
    named = first & set(one.others) & {other.id} | second & set(other.others) & {one.id}
    return named or first & second


def _merge(earlier: RootCause, cause: RootCause, shared: set[str]) -> None:
    earlier.rows += cause.rows
    if named := shared & {earlier.id, cause.id}:
        (earlier.id,) = named
        earlier.others = [id for id in earlier.others if id in cause.others and id not in named]
        return
    earlier.others = [id for id in earlier.others if id in shared] or earlier.others


def _settle(cause: RootCause) -> None:
    """Two readings that agree on a cause leave no other: a suspicion of ours and a refusal by the server."""
    if {"token"} < {row["stage"] for row in cause.rows}:
        cause.others = []


def _blocked_by(ids: set[str], rows: Sequence[Row]) -> list[str]:
    """Everything that these checks block, directly or through others, in order."""
    found: list[str] = []
    for row in rows:
        if row["outcome"] == "blocked" and row["blocked_by"] in ids | set(found):
            found.append(row["id"])
    return found
