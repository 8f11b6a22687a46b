"""A refusal that names no cause: what the same run has learnt from the token and from the other servers already."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..diagnoses.model import Diagnosis
from .few import listed

_NAMELESS = {"smtp-auth-refused": "smtp", "imap-auth-refused": "imap", "pop3-auth-refused": "pop3"}
_OPAQUE = "the token is opaque: nobody but the servers can read what it is for"
_NOTHING_LEFT = "no cause that is known is left: ask whoever runs the server, with its words and the time"
_NOT_CONNECTED = "imap-authenticated-not-connected"
_SMTP_TOOK_IT = (
    "SMTP took the same token for this mailbox in this run: IMAP is off for it, unless the application signs in as "
    "itself."
)
_READ = ("token.audience", "token.scopes", "token.user", "token.lifetime")


def answered(diagnosis: Diagnosis, rows: Sequence[Mapping[str, Any]], *, others: bool) -> Diagnosis:
    """The diagnosis without the questions that these rows answer; as it is where they answer none.

    `others` says whether other causes are still possible.
    """
    of = _NAMELESS.get(diagnosis.id)
    outcomes = {row["id"]: row["outcome"] for row in rows}
    if diagnosis.id == _NOT_CONNECTED and outcomes.get("smtp.auth") == "pass":
        return replace(diagnosis, tells_apart=_SMTP_TOOK_IT)
    if of is None or outcomes.get(f"{of}.auth") != "fail" or outcomes.get("token.issued") not in {"pass", "warn"}:
        return diagnosis
    taken = [stage.upper() for stage in _NAMELESS.values() if outcomes.get(f"{stage}.auth") == "pass"]
    refused = [stage.upper() for stage in _NAMELESS.values() if outcomes.get(f"{stage}.auth") == "fail"]
    if taken:
        said = f"{listed(taken)} took the same token in this run: its audience, tenant, user and end are right."
        tells_apart = f"{said} What is left concerns {listed(refused)} alone."
    elif len(refused) > 1:
        tells_apart = f"{listed(refused)} refused the same token in this run: look for what they have in common."
    else:
        tells_apart = diagnosis.tells_apart
    then = "then see the possible causes below" if others else _NOTHING_LEFT
    verify = f"verify: oauthmail diagnose {{profile}} --only {of}"
    read = _OPAQUE if is_opaque(rows) else _reading(outcomes)
    return replace(diagnosis, fix=(read, then, verify), tells_apart=tells_apart)


def as_said(diagnosis: Diagnosis, said: str) -> Diagnosis:
    """The diagnosis without a ticket that quotes words which nobody said: others fit the cause as well."""
    quoted = re.findall(r'"([^"]+)"', " ".join(diagnosis.ticket))
    pieces = [piece for quote in quoted for piece in quote.split(" ... ")]
    return diagnosis if all(piece in said for piece in pieces) else replace(diagnosis, ticket=())


def is_opaque(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a token was issued that nobody but the servers can read."""
    outcomes = {row["id"]: row["outcome"] for row in rows}
    issued = outcomes.get("token.issued") in {"pass", "warn"}
    return issued and {outcomes.get(id) for id in _READ[:3]} == {"skip"}


def _reading(outcomes: Mapping[str, str]) -> str:
    right = {outcomes.get(id) for id in _READ} <= {"pass", "skip"}
    return "this run has read the token: " + (
        "audience, permissions, user and end are as they must be" if right else "see what stands above about it"
    )
