"""The ladder: one line for each stage, in the order in which mail needs them."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from ..config.consumers import OWN
from ..stages import CLIENT_STAGES
from .cause import WIDTH
from .causes import Row
from .trace import trace_of

_CODE = re.compile(r"\bAADSTS\d{4,8}\b")
_NAME, _VERDICT, _SECONDS = 9, 6, 7
_INDENT = 2 + _NAME + 1 + _VERDICT + 1


def stage_lines(stage: str, rows: Sequence[Row], warnings: Sequence[str]) -> list[str]:
    """The lines of one stage. `warnings` are the marks (w1, w2) of its warnings."""
    outcomes = Counter(row["outcome"] for row in rows)
    seconds = f"{max(row['seconds'] for row in rows):.1f} s"
    text = _summary(stage, rows, outcomes)
    if warnings:
        text += f" ({', '.join(warnings)})"
    named = max(map(len, CLIENT_STAGES)) if stage in CLIENT_STAGES else _NAME
    width = WIDTH - _INDENT - _SECONDS - 1 - (named - _NAME)
    lines = textwrap.wrap(text, width, max_lines=2, placeholder=" ...", break_on_hyphens=False) or [""]
    first = f"  {stage:<{named}} {verdict(outcomes):<{_VERDICT}} {lines[0]:<{width}} {seconds:>{_SECONDS}}"
    return [first, *(" " * _INDENT + line for line in lines[1:])]


def blocked_line(stages: Sequence[str], rows: Sequence[Row], blocker: str) -> str:
    """One line for stages of which nothing could be tried."""
    count = sum(row["outcome"] == "blocked" for row in rows)
    return f"  {' '.join(stages)}   not tried: {count} check{'s' * (count != 1)} blocked by {blocker}"


def needed_line(stages: Sequence[str], rows: Sequence[Row]) -> str:
    """One line for stages that were not asked for but are needed, and passed."""
    seconds = f"{sum(max(row['seconds'] for row in rows if row['stage'] == stage) for stage in stages):.1f} s"
    text = f"  {' '.join(stages)}   PASS   {counted(rows)}"
    return f"{text:<{WIDTH - _SECONDS}}{seconds:>{_SECONDS}}"


def row_lines(row: Row) -> list[str]:
    """One check of a stage, for whoever wants to see them all."""
    told = row["said"] if row["outcome"] in {"warn", "skip"} else ""
    blocked = f"blocked by {row['blocked_by']}" if row["blocked_by"] else ""
    text = f"{row['title']} {f'({told or blocked})' if told or blocked else ''}".strip()
    first = f"    {row['outcome']:<8} {row['id']:<26} "
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False)


def all_blocked(rows: Sequence[Row]) -> bool:
    """Whether nothing of a stage was tried, because something before it failed."""
    outcomes = {row["outcome"] for row in rows}
    return "blocked" in outcomes and outcomes <= {"blocked", "skip"}


def first_blocker(rows: Sequence[Row], id: str) -> str:
    """The check at the head of a chain of blocked ones."""
    by = {row["id"]: row["blocked_by"] for row in rows}
    while by.get(id):
        id = by[id]
    return id


def verdict(outcomes: Counter[str]) -> str:
    """The worst that happened in a stage."""
    for outcome, word in (("error", "ERROR"), ("fail", "FAIL"), ("pass", "PASS"), ("warn", "PASS")):
        if outcomes[outcome]:
            return word
    return "-" if outcomes["blocked"] else "skip"


def counted(rows: Sequence[Row]) -> str:
    """`23 checks, 1 warning`."""
    ran = [row for row in rows if row["outcome"] in {"pass", "warn", "fail"}]
    warned = sum(row["outcome"] == "warn" for row in rows)
    text = f"{len(ran)} check{'s' * (len(ran) != 1)}"
    return text + (f", {warned} warning{'s' * (warned != 1)}" if warned else "")


def _summary(stage: str, rows: Sequence[Row], outcomes: Counter[str]) -> str:
    if stage in CLIENT_STAGES and (outcomes["pass"] or outcomes["warn"] or outcomes["fail"]):
        wrong = [row["id"].partition(".")[2] for row in rows if row["outcome"] in {"fail", "error"}]
        return f"{counted(rows)}" + (f"; wrong: {', '.join(wrong)}" if wrong else "")
    wrong = [short for row in rows if row["outcome"] in {"fail", "error"} for short in _refusals(row)]
    if wrong:
        return "; ".join(dict.fromkeys(wrong))
    if not outcomes["pass"] and not outcomes["warn"]:
        return "; ".join(dict.fromkeys(row["said"] for row in rows))
    if stage == "settings":
        return counted(rows)
    said = (row["said"] for row in rows if row["outcome"] == "pass" and row["said"])
    return "; ".join(dict.fromkeys(said))


def _refusals(row: Row) -> Iterator[str]:
    """What a check said no to; of a copy of the credentials that the profile does not hold too, whose it is."""
    for finding in row.get("findings", ()):
        holders = finding["copy"]["holders"]
        whose = "" if OWN in holders else f"{', '.join(holders)}: "
        yield whose + _short(finding["said"])
    if not row.get("findings"):
        yield _short(row["said"])


def _short(said: str) -> str:
    """The code of Entra ID alone, else as many words as a line can take; the whole stands under ROOT CAUSE."""
    code = _CODE.search(said)
    return code[0] if code else textwrap.shorten(trace_of(said).said, 70, placeholder=" ...")
