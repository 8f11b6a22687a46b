"""The last word: exit status, and the line that says it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .causes import Row, root_causes

FINE, FAILED, OWN_ERROR, USAGE, NOTHING = 0, 1, 3, 4, 5
BEFORE_ANYTHING = {"settings", "network", "tls"}


def exit_status(rows: Sequence[Row], *, fail_on_warning: bool, diagnosing: bool = False, shallow: bool = False) -> int:
    """0 nothing wrong, 1 the target is at fault, 3 our own error, 5 nothing was tested.

    `diagnosing`: for `oauthmail diagnose` of a profile alone, 3 also when no host at all answered, and 5 also when
    nothing beyond TLS was tested. `shallow`: of an address, where knowing its tenant is not more than that.
    """
    outcomes = Counter(row["outcome"] for row in rows)
    asked = [row["outcome"] for row in rows if row["stage"] == "network" and row["outcome"] != "skip"]
    if diagnosing and asked and set(asked) <= {"fail", "error"}:
        return OWN_ERROR
    if outcomes["error"]:
        return OWN_ERROR
    if outcomes["fail"] or (fail_on_warning and outcomes["warn"]):
        return FAILED
    tested = {row["stage"] for row in rows if row["outcome"] in {"pass", "warn"}}
    nothing_yet = (BEFORE_ANYTHING if diagnosing else set()) | ({"tenant"} if shallow else set())
    return FINE if tested - nothing_yet else NOTHING


def verdict_line(rows: Sequence[Row], status: int, seconds: float, about: str) -> str:
    """One line: the word, the counts, what was tested, the exit status. `about` says which target, or is empty."""
    outcomes = Counter(row["outcome"] for row in rows)
    word = {FINE: "PASS", FAILED: "FAIL", OWN_ERROR: "ERROR", NOTHING: "NOTHING TESTED"}[status]
    if status == NOTHING and (outcomes["pass"] or outcomes["warn"]):
        word = "NOTHING BEYOND TLS TESTED"
    causes = len(root_causes(rows))
    parts = [f"{causes} cause{'s' * (causes != 1)}"] if causes else []
    parts += [f"{outcomes['pass'] + outcomes['warn']} passed"]
    parts += [f"{outcomes['warn']} warning{'s' * (outcomes['warn'] != 1)}"]
    parts += [f"{outcomes[key]} {name}" for key, name in _ALSO if outcomes[key]]
    told = f"   {about}" if about else ""
    if status == FAILED and not causes:
        told += "   (--fail-on-warning: warnings count)"
    return f"{word}   {', '.join(parts)}   {seconds:.1f} s   exit {status}{told}"


_ALSO = (("blocked", "blocked"), ("skip", "skipped"), ("error", "own errors"))
