"""One failure told outside a run of checks: its diagnosis, as a report would show it."""

from __future__ import annotations

from collections.abc import Mapping

from ..diagnoses.match import rank
from ..judge import SILENT
from ..observation import Failure
from ..redactor import Redactor
from .page import page


def diagnoses_of(failure: Failure) -> list[str]:
    """The ids of what may be behind a failure, best first; its kind decides where nobody said anything."""
    known = SILENT.get(f"{failure.kind} from {failure.protocol}", SILENT.get(failure.kind))
    return [known] if known else [match.diagnosis.id for match in rank(failure.words, failure.protocol, ())]


def refusal_lines(failure: Failure, identity: Mapping[str, str], redactor: Redactor, never: str = "\0") -> list[str]:
    """The lines from ROOT CAUSE on. Causes whose id begins with `never` are left out where another one fits."""
    found = diagnoses_of(failure)
    row = {
        "id": "sign-in",
        "stage": "app",
        "outcome": "fail",
        "said": redactor.clean(" ".join(failure.words.split())),
        "diagnoses": [id for id in found if not id.startswith(never)] or found,
        "blocked_by": "",
    }
    return page([row], identity, (), live=True)
