"""How one cause is shown to a person: the block under ROOT CAUSE in a report, and the page of `explain`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from ..diagnoses.match import Match
from ..diagnoses.model import PLACEHOLDERS, Diagnosis
from ..redact import printable, scrub

WIDTH = 100
"""Columns of a page."""

_GO_ON = ("and ", "if ", "when ", "once ", "after ", "until ", "unless ", "only ", "for ", "in ", "yes")
_INDENT = "          "
_UNKNOWN = {"places": "every place that holds a copy"}


def cause_block(
    cause: Match | Diagnosis,
    *,
    identity: Mapping[str, str],
    said: str | None,
    standing: str,
    blocks: Sequence[str],
    explained: bool = False,
    where: Sequence[str] = (),
) -> list[str]:
    """The lines of a cause; the first is its id and whether it is certain, for the caller to put a heading before.

    `identity` holds what is known of mailbox, tenant, client_id and profile; what is not stays `<mailbox>`. `said`
    are the target's own words, None where there are none. `standing` says in words how sure
    it is, empty for a cause that was asked for by its name.
    `blocks` are ids of checks that could not run because of it. `where` says which copies of the credentials were
    refused, where each was tried. `explained` leaves out the pointer to `explain`.
    """
    diagnosis = cause.diagnosis if isinstance(cause, Match) else cause
    more = diagnosis.doc if explained else f"oauthmail explain {diagnosis.id}   {diagnosis.doc}"
    return [*_lines(diagnosis, identity, said, standing, blocks, where), *_labelled("More", more)]


def fill(text: str, identity: Mapping[str, str]) -> str:
    """The text with {mailbox}, {tenant}, {client_id} and {profile} filled in, or as `<mailbox>` where not known.

    {places} are those that hold a copy of the credentials.
    """
    for name in PLACEHOLDERS:
        text = text.replace("{" + name + "}", printable(identity.get(name) or _UNKNOWN.get(name, f"<{name}>")))
    return text


def wrapped(first: str, text: str, following: str) -> list[str]:
    """Lines of at most WIDTH columns; a command or address is never broken inside a word."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=following,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first.rstrip()]


def ticket_block(diagnosis: Diagnosis, identity: Mapping[str, str]) -> list[str]:
    """The same between two lines that say what it is; empty when nobody else is needed."""
    lines = ticket_text(diagnosis, identity)
    if not lines:
        return []
    return ["---- ticket text, holds no secret ----", *lines, "--------------------------------------"]


def ticket_text(diagnosis: Diagnosis, identity: Mapping[str, str]) -> list[str]:
    """What somebody else must be asked to do, as plain text for a ticket; empty when nobody else is needed."""
    if not diagnosis.ticket:
        return []
    lines: list[str] = []
    prose = ""
    for text in (*diagnosis.ticket, ""):
        if text and not text.startswith("  "):
            prose = f"{prose} {text}".strip()
            continue
        if prose:
            lines += wrapped("", fill(prose, identity), "")
            prose = ""
        if text:
            lines.append(fill(text, identity))
    return lines


def _lines(
    diagnosis: Diagnosis,
    identity: Mapping[str, str],
    said: str | None,
    standing: str,
    blocks: Sequence[str],
    where: Sequence[str],
) -> Iterator[str]:
    yield f"{diagnosis.id}   ({diagnosis.layer}{f'; {standing}' if standing else ''})"
    if said is not None:
        yield from _labelled("Said", " ".join(printable(scrub(said)).split()))
    for number, held in enumerate(where):
        yield from _labelled("Where" if number == 0 else "", printable(held))
    yield from _labelled("Means", fill(diagnosis.cause, identity))
    yield from wrapped(
        "  A new refresh token helps?   ",
        _verdict(diagnosis.new_refresh_token_helps.upper(), fill(diagnosis.helps_why, identity)),
        _INDENT,
    )
    yield from _labelled("Who", fill(diagnosis.role, identity))
    yield from _fix(tuple(fill(line, identity) for line in diagnosis.fix))
    decides = "Decides" if diagnosis.may_be else "If not"
    for label, text in (("Wait", diagnosis.wait), (decides, diagnosis.tells_apart)):
        if text:
            yield from _labelled(label, fill(text, identity))
    if blocks:
        yield from _labelled("Blocks", ", ".join(blocks))


def _verdict(helps: str, why: str) -> str:
    return f"{helps}, {why}" if why.startswith(_GO_ON) else f"{helps}. {why[:1].upper()}{why[1:]}"


def _fix(steps: Sequence[str]) -> Iterator[str]:
    label = "Fix"
    for step in steps:
        own = step.startswith("  ")
        first = f"  {label:<8}{'  ' if own else ''}"
        yield from wrapped(first, step.strip(), _INDENT + "    ")
        label = ""


def _labelled(label: str, text: str) -> list[str]:
    return wrapped(f"  {label:<8}", text, _INDENT)
