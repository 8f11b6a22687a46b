"""The report for a ticket: first what somebody else is asked to do, then the page, then every check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..diagnoses.table import TABLE
from ..redact import printable
from .cause import ticket_text
from .copies import identity_with, mended

_SHORTEST_FENCE = 3


def markdown(document: Mapping[str, Any], identity: Mapping[str, str], page: Sequence[str]) -> str:
    """The report as Markdown. What a server said stands in fenced blocks only, where nothing is obeyed."""
    return "\n".join(_lines(document, identity, page)) + "\n"


def _lines(document: Mapping[str, Any], identity: Mapping[str, str], page: Sequence[str]) -> Iterator[str]:
    causes = [cause["id"] for cause in document["root_causes"]]
    tickets = [text for cause in document["root_causes"] if (text := _ticket(cause, identity))]
    for ticket in tickets:
        yield from (*_fenced(ticket), "")
    if not tickets:
        yield from ("Nobody else needs to do anything." if causes else "Nothing is wrong with what was tested.", "")
    yield from (f"# oauthmail: {', '.join(causes) or 'no cause found'}", "")
    about = (f"{document['suite']}, {document['started']}", *document["profiles"], document["target"])
    yield from (*_fenced([printable(line) for line in about]), "")
    yield from (*_fenced("\n".join(line.rstrip() for line in page).strip("\n").split("\n")), "")
    yield from ("| check | outcome | what passes |", "| --- | --- | --- |")
    for row in document["rows"]:
        yield f"| `{row['id']}` | {row['outcome']} | {row['title']} |"
    yield from ("", f"Exit status {document['exit']}. Holds no secret.")


def _ticket(cause: Mapping[str, Any], identity: Mapping[str, str]) -> list[str]:
    """What somebody else must be asked to do for a root cause of the report, if anything."""
    copies = cause.get("copies", ())
    known = TABLE.get(cause["id"])
    return ticket_text(mended(known, copies), identity_with(copies, identity)) if known else []


def _fenced(lines: Sequence[str]) -> Iterator[str]:
    """The lines in a block whose fence is longer than any run of backticks in them."""
    longest = max((len(run) for line in lines for run in _ticks(line)), default=0)
    fence = "`" * max(_SHORTEST_FENCE, longest + 1)
    yield from (f"{fence}text", *lines, fence)


def _ticks(line: str) -> Iterator[str]:
    return (run for run in "".join(c if c == "`" else " " for c in line).split())
