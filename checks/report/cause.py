"""How one cause is shown to a person: the block under ROOT CAUSE in a report, and the page of `explain`."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from ..diagnoses.match import Match
from ..diagnoses.model import PLACEHOLDERS, Diagnosis
from ..redact import printable, scrub

WIDTH = 100
"""Columns of a page."""
TICKET = "---- ticket text, holds no secret ----"

_GO_ON = ("and ", "if ", "when ", "once ", "after ", "until ", "unless ", "only ", "for ", "in ", "yes")
_INDENT = "          "
_UNKNOWN = {
    "places": "every place that holds a copy",
    "again": "the 90th day after the sign-in",
    "keep": "put it where the profile reads it, too",
    "kept_secret": "its own reference",
    "kept_token": "its own reference",
    "host": "smtp.office365.com",
    "port": "587",
    "s_client": "-starttls smtp -connect smtp.office365.com:587",
    "login": "login.microsoftonline.com",
    "hosts": "login.microsoftonline.com:443, smtp.office365.com:587 and outlook.office365.com:993",
    "scopes": "https://outlook.office.com/SMTP.Send https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
}
# What is copied as it stands: from the name of a program or of a cmdlet to the end of the line or two blanks.
_COMMAND = re.compile(r"\b(?:oauthmail|openssl|nslookup|nc|curl|[A-Z][a-z]+-[A-Z][A-Za-z0-9]+)(?: |$)")


def cause_block(
    cause: Match | Diagnosis,
    *,
    identity: Mapping[str, str],
    said: str | None,
    standing: str,
    blocks: Sequence[str],
    trace: Sequence[str] = (),
    explained: bool = False,
    where: Sequence[str] = (),
) -> list[str]:
    """The lines of a cause; the first is its id and whether it is certain, for the caller to put a heading before.

    `identity` holds what is known of mailbox, tenant, client_id and profile; what is not stays `<mailbox>`. `said`
    are the target's own words, None where there are none. `standing` says in words how sure
    it is, empty for a cause that was asked for by its name.
    `blocks` are ids of checks that could not run because of it. `trace` says where the log of the other side is, and
    the ids to look for there. `where` says which copies of the credentials were refused, where each was tried.
    `explained` shows where the words were seen and the documentation, instead of the pointer to `explain`.
    """
    diagnosis = cause.diagnosis if isinstance(cause, Match) else cause
    more = diagnosis.doc if explained else f"oauthmail explain {diagnosis.id}"
    lines = [*_lines(diagnosis, identity, said, standing, blocks, where)]
    for n, text in enumerate(trace):
        lines += _labelled("" if n else "Trace", text)
    seen = _labelled("Seen", diagnosis.evidence) if explained else []
    return [*lines, *seen, *_labelled("More", more)]


def fill(text: str, identity: Mapping[str, str]) -> str:
    """The text with {mailbox}, {tenant}, {client_id} and {profile} filled in, or as `<mailbox>` where not known.

    {places} are those that hold a copy of the credentials; {again} is the day on which a refresh token of today ends.
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


def ticket_block(diagnosis: Diagnosis, identity: Mapping[str, str], trace: str = "") -> list[str]:
    """The same between two lines that say what it is; empty when nobody else is needed."""
    lines = ticket_text(diagnosis, identity, trace)
    if not lines:
        return []
    return [TICKET, *lines, "--------------------------------------"]


def ticket_text(diagnosis: Diagnosis, identity: Mapping[str, str], trace: str = "") -> list[str]:
    """What somebody else must be asked to do, as plain text for a ticket; empty when nobody else is needed.

    `trace` are the ids by which the other side finds the refusal in its log.
    """
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
    return [*lines, *([f"Trace: {trace}."] if trace else [])]


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
    if diagnosis.wait:
        yield from _step(f"  {'Wait':<8}", fill(diagnosis.wait, identity), _INDENT)
    if diagnosis.tells_apart:
        yield from _labelled(decides, fill(diagnosis.tells_apart, identity))
    if diagnosis.again:
        yield from _labelled("Again", fill(diagnosis.again, identity))
        yield from _labelled(
            "", fill("Be warned in time:  oauthmail diagnose {profile} --nagios --warn-days 14", identity)
        )
    if blocks:
        yield from _labelled("Blocks", ", ".join(blocks))


def _verdict(helps: str, why: str) -> str:
    return f"{helps}, {why}" if why.startswith(_GO_ON) else f"{helps}. {why[:1].upper()}{why[1:]}"


def _fix(steps: Sequence[str]) -> Iterator[str]:
    label = "Fix"
    for step in steps:
        own = step.startswith("  ")
        first = f"  {label:<8}{'  ' if own else ''}"
        yield from _step(first, step.strip(), _INDENT + ("  " if own else ""))
        label = ""


def _step(first: str, text: str, following: str) -> list[str]:
    """One step. A command that does not fit behind the words before it stands on a line of its own, so that it can be
    copied; what is said of it (behind two blanks) stands above.
    """
    found = _COMMAND.search(text)
    if len(first) + len(text) <= WIDTH or found is None:
        return wrapped(first, text, following + "    ")
    before, (command, _, remark) = text[: found.start()].rstrip(), text[found.start() :].partition("  ")
    if before and not before.endswith(":"):  # said by the way, in a sentence
        return wrapped(first, text, following + "    ")
    if not before and len(first) + len(command) + 2 + len(remark.strip()) <= WIDTH:
        return [f"{first}{command}  {remark.strip()}"]
    above = " ".join(filter(None, (before, remark.strip())))
    if not above:
        return [first + command]
    return [*wrapped(first, above, following + "    "), f"{following}{'  ' if before else ''}{command}"]


def _labelled(label: str, text: str) -> list[str]:
    return wrapped(f"  {label:<8}", text, _INDENT)
