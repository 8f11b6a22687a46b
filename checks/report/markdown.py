"""The report for a ticket: first what somebody else is asked to do, then the page, then every check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..diagnoses.model import Diagnosis
from ..diagnoses.table import TABLE
from ..redact import printable
from .cause import fill, ticket_text, wrapped
from .copies import identity_with, mended
from .learnt import as_said
from .place import place_of
from .trace import trace_of

_SHORTEST_FENCE = 3


def markdown(document: Mapping[str, Any], identity: Mapping[str, str], page: Sequence[str]) -> str:
    """The report as Markdown. What a server said stands in fenced blocks only, where nothing is obeyed."""
    return "\n".join(_lines(document, identity, page)) + "\n"


def _lines(document: Mapping[str, Any], identity: Mapping[str, str], page: Sequence[str]) -> Iterator[str]:
    causes = [cause["id"] for cause in document["root_causes"]]
    known = [cause for cause in document["root_causes"] if cause["id"] in TABLE]
    for cause in known:
        copies = cause.get("copies", ())
        diagnosis = as_said(mended(TABLE[cause["id"]], copies), cause["said"])
        known_of_it = {**identity_with(copies, identity), **place_of(cause["said"], identity, cause["checks"][0])}
        yield from (*_fenced(_ticket(diagnosis, cause["said"], known_of_it)), "")
    if not known:
        yield from ("Nobody else is known to be needed." if causes else "Nothing is wrong with what was tested.", "")
    yield from (f"# oauthmail: {', '.join(causes) or 'no cause found'}", "")
    about = (f"{document['suite']}, {document['started']}", *document["profiles"], document["target"])
    yield from (*_fenced([printable(line) for line in about]), "")
    yield from (*_fenced("\n".join(line.rstrip() for line in page).strip("\n").split("\n")), "")
    yield from ("| check | outcome | what passes |", "| --- | --- | --- |")
    for row in document["rows"]:
        yield f"| `{row['id']}` | {row['outcome']} | {row['title']} |"
    yield from ("", f"Exit status {document['exit']}. Holds no secret.")


def _ticket(diagnosis: Diagnosis, said: str, identity: Mapping[str, str]) -> list[str]:
    """What is asked of somebody else; where nobody else is needed, what is the matter and the steps."""
    trace = trace_of(said)
    ids = f"{trace.ids}, {trace.at}" if trace.ids else ""
    if diagnosis.ticket:
        return ticket_text(diagnosis, identity, ids)
    steps = [fill(step, identity) for step in diagnosis.fix]
    return [
        *wrapped(
            "", f"OAuth mail of {identity.get('mailbox', 'this mailbox')} fails: {fill(diagnosis.title, identity)}.", ""
        ),
        *wrapped("Needed: ", fill(diagnosis.role, identity), "  "),
        *(f"  {step}" for step in steps),
        *([f"Trace: {ids}."] if ids else []),
    ]


def _fenced(lines: Sequence[str]) -> Iterator[str]:
    """The lines in a block whose fence is longer than any run of backticks in them."""
    longest = max((len(run) for line in lines for run in _ticks(line)), default=0)
    fence = "`" * max(_SHORTEST_FENCE, longest + 1)
    yield from (f"{fence}text", *lines, fence)


def _ticks(line: str) -> Iterator[str]:
    return (run for run in "".join(c if c == "`" else " " for c in line).split())
