"""The page after the ladder: every root cause, the warnings, what is not proven, and the verdict as the last line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..diagnoses.table import TABLE
from .cause import cause_block, fill, ticket_block, wrapped
from .causes import RootCause, Row, root_causes
from .copies import identity_with, mended, where
from .few import few_of
from .learnt import answered, as_said, is_opaque
from .place import place_of
from .trace import trace_of

WORKS = "HEALTHY   Token, tenant, settings and mailbox work from this machine"
NOT_YET = "GOOD SO FAR   Nothing is wrong with what was tested, and no token was asked for"
_ALSO_SHOWN = 5
_NUMBER = re.compile(r"\bAADSTS(\d{4,8})\b")
_ASK = "what passed above is good; show these words to whoever runs what said them"
_INDENT = "          "


def page(
    rows: Sequence[Row],
    identity: Mapping[str, str],
    not_proven: Sequence[str],
    *,
    live: bool,
    good: str = "",
    notes: Sequence[tuple[str, str]] = (),
    left: Sequence[tuple[str, str]] = (),
    coming: Sequence[str] = (),
) -> list[str]:
    """The lines between the ladder and the verdict.

    Where nothing is wrong they begin with `good`, by default that it is HEALTHY; `notes` are further words under it,
    each with its label, and `coming` is what comes next. Where something is wrong, `left` still says what was left
    behind.
    """
    lines: list[str] = []
    causes = root_causes(rows)
    for cause in causes:
        lines += ["", *_cause(cause, identity, rows)]
    for row in rows:
        if row["outcome"] == "error":
            lines += ["", *wrapped("OWN ERROR   ", f"{row['id']}: {row['said']}", "            ")]
            lines += ["  This is a bug of oauthmail, not of the target. Please report it with this line."]
    if warnings := warning_marks(rows):
        lines.append("")
    for mark, row in warnings:
        more = f"   (oauthmail explain {row['diagnoses'][0]})" if row["diagnoses"] else ""
        lines += wrapped(f"{mark}  ", f"{row['id']}: {few_of(str(row['said']))}{more}", "    ")
    passed = any(row["outcome"] in {"pass", "warn"} for row in rows)
    if passed and not causes and not any(row["outcome"] == "error" for row in rows):
        lines += ["", *_healthy(not_proven, warned=bool(warnings), live=live, good=good, notes=notes)]
        lines += ["", "  What comes next", *(f"    {line}" for line in coming)] if coming else []
    elif left:
        lines += ["", *_labelled(left)]
    return lines


def warning_marks(rows: Sequence[Row]) -> list[tuple[str, Row]]:
    """w1, w2 ... for the warnings, in order."""
    warned = [row for row in rows if row["outcome"] == "warn"]
    return [(f"w{n}", row) for n, row in enumerate(warned, 1)]


def _cause(cause: RootCause, identity: Mapping[str, str], rows: Sequence[Row]) -> list[str]:
    shown = cause.checks
    if cause.of_client:
        row = cause.rows[0]
        return [
            *wrapped("CLIENT  ", f"{row['id']}: {row['title']}", _INDENT),
            *wrapped("  Did     ", cause.said, _INDENT),
            *wrapped("  Whose   ", "; ".join(row["refs"]), _INDENT),
        ]
    if cause.id not in TABLE:
        trace = trace_of(cause.said)
        number = _NUMBER.search(cause.said)
        ask = f"look the number up: https://login.microsoftonline.com/error?code={number[1]}" if number else _ASK
        return [
            "ROOT CAUSE   not recognised: the table of diagnoses does not know these words",
            *wrapped("  Said    ", trace.said, _INDENT),
            *(line for held in where(cause.copies) for line in wrapped("  Where   ", held, _INDENT)),
            *wrapped("  Seen by ", ", ".join(shown), _INDENT),
            *wrapped("  Next    ", ask, _INDENT),
            *(wrapped("  Blocks  ", ", ".join(cause.blocks), _INDENT) if cause.blocks else []),
            *(wrapped("  Trace   ", f"{trace.log}: {trace.ids}   {trace.at}", _INDENT) if trace.log else []),
        ]
    known = as_said(mended(TABLE[cause.id], cause.copies), cause.said)
    diagnosis = answered(known, rows, others=bool(cause.others))
    identity = {**identity_with(cause.copies, identity), **place_of(cause.said, identity, cause.checks[0])}
    trace = trace_of(cause.said)
    block = cause_block(
        diagnosis,
        identity=identity,
        said=trace.said,
        standing=cause.standing,
        blocks=cause.blocks,
        # What never came from Entra is in no log of its.
        trace=(trace.log, f"{trace.ids}   {trace.at}") if trace.log and diagnosis.who != "network" else (),
        where=where(cause.copies),
    )
    lines = [f"ROOT CAUSE   {block[0]}", *block[1:]]
    if len(shown) > 1:
        lines += wrapped("  Seen by ", ", ".join(shown), _INDENT)
    others = [id for id in cause.others if id in TABLE][:_ALSO_SHOWN]
    if others:
        lines += ["  Also possible, each with what would decide:"]
    opaque = is_opaque(rows)
    for id in others:
        other = TABLE[id]
        # Of a token that nobody can read, its claims cannot decide.
        decides = "" if opaque and other.layer == "token" else other.tells_apart
        lines += wrapped(f"    {id}: ", fill(decides or other.title, identity), "      ")
    ticket = ticket_block(diagnosis, identity, f"{trace.ids}, {trace.at}" if trace.ids else "")
    return lines + (["", *ticket] if ticket else [])


def _healthy(
    not_proven: Sequence[str], *, warned: bool, live: bool, good: str, notes: Sequence[tuple[str, str]]
) -> list[str]:
    where = "HEALTHY   What was tested works from this machine" if live else "HEALTHY   What was tested is good"
    lines = [f"{(good or where).rstrip('.')}{'; mind the warnings' if warned else ''}.", ""]
    lines += _labelled(notes)
    for n, text in enumerate(not_proven):
        lines += wrapped("  Not proven     " if n == 0 else "                 ", text, "                 ")
    return lines


def _labelled(notes: Sequence[tuple[str, str]]) -> list[str]:
    return [line for label, text in notes for line in wrapped(f"  {label:<15}", text, "                 ")]
