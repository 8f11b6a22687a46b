"""How an operation ended: an exit status, one sentence, and the diagnosis that goes with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..diagnoses.match import recognise
from ..diagnoses.model import Diagnosis
from ..diagnoses.table import TABLE
from ..judge import SILENT
from ..observation import Failure, ProbeFailed
from ..redactor import Redactor
from ..report.cause import fill
from .refusals import REFUSALS, Refused
from .sasl import LoginRefused
from .submit import InDoubt

DONE, FAILED, USAGE, TEMPORARY = 0, 1, 2, 75
"""Exit statuses: 75 (EX_TEMPFAIL) means that the same may work later, with the same settings and token."""

_LONGEST = 600
# A reply that says "later" (RFC 5321 4.2.1, RFC 5530, RFC 3206, HTTP).
_LATER = re.compile(r"4[0-9]{2}[ -]|.{0,4}\[(UNAVAILABLE|INUSE|SYS/TEMP|IN-USE|LOGIN-DELAY)\]|HTTP (429|5)|"
                    r"(BAD|NO) (Request is throttled|Server Unavailable)", re.IGNORECASE)  # fmt: skip
_LATER_KINDS = ("silent", "closed", "timeout")


@dataclass(frozen=True, slots=True)
class Outcome:
    """`sentence` is safe to print. `remarks` are things that went well and are still worth a word."""

    status: int
    sentence: str
    diagnoses: tuple[Diagnosis, ...] = ()
    remarks: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self, identity: Mapping[str, str]) -> dict[str, Any]:
        """Plain JSON values; placeholders of the diagnosis filled in from `identity`."""
        return {
            "ok": self.status == DONE,
            "status": self.status,
            "sentence": self.sentence,
            "diagnoses": [
                {
                    "id": entry.id,
                    "cause": fill(entry.cause, identity),
                    "who": entry.who,
                    "fix": [fill(line, identity) for line in entry.fix],
                    "new_refresh_token_helps": entry.new_refresh_token_helps,
                }
                for entry in self.diagnoses
            ],
            "remarks": list(self.remarks),
            **self.facts,
        }


def failed(what: str, error: ProbeFailed, redactor: Redactor) -> Outcome:
    """The outcome of an operation called `what` that a failure ended."""
    failure = error.failure
    words = " ".join(redactor.clean(failure.words).split())[:_LONGEST]
    if isinstance(error, Refused):
        entry = TABLE.get(REFUSALS[error.refusal].diagnosis)
        return Outcome(FAILED, f"{what} was not tried: {words}.", (entry,) if entry else ())
    if isinstance(error, InDoubt):
        sentence = f"{what} is in doubt: the message was handed over whole, and then: {words}. It may have been sent."
        return Outcome(FAILED, sentence)
    status = TEMPORARY if is_temporary(failure) else FAILED
    later = " Try again later; the token is kept." if status == TEMPORARY else ""
    return Outcome(status, f"{what} failed: {words.rstrip('.')}.{later}", _diagnoses(error))


def _diagnoses(error: ProbeFailed) -> tuple[Diagnosis, ...]:
    """What the words name; where they name nothing, what the kind of the failure stands for."""
    failure = error.failure
    found = tuple(match.diagnosis for match in recognise(failure.words, failure.protocol)[:3])
    if isinstance(error, LoginRefused):
        kind = f"{failure.protocol}-auth-refused"
    else:
        kind = SILENT.get(f"{failure.kind} from {failure.protocol}", SILENT.get(failure.kind, ""))
    return found or tuple(TABLE[id] for id in (kind,) if id in TABLE)


def is_temporary(failure: Failure) -> bool:
    """Whether the same may work later without anybody changing anything."""
    if failure.kind == "unreachable" and "reset by peer" in failure.words:
        return True
    return failure.kind in _LATER_KINDS or (failure.kind == "refused" and _LATER.match(failure.words) is not None)
