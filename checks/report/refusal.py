"""One failure told outside a run of checks: its diagnosis, as a report would show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..diagnoses.match import rank
from ..judge import SILENT
from ..observation import Failure
from ..redactor import Redactor
from ..tenant.standard import by_standard
from .page import page


def diagnoses_of(failure: Failure, facts: Mapping[str, Any]) -> tuple[list[str], bool]:
    """The ids of what may be behind a failure, best first, and whether its code alone allows them. Its kind decides
    where nobody said anything, its code where nobody has met the words. `facts` are those of its observation.
    """
    known = SILENT.get(f"{failure.kind} from {failure.protocol}", SILENT.get(failure.kind))
    if known:
        return [known], False
    matches = rank(failure.words, failure.protocol, (), by_standard(failure, facts))
    return [match.diagnosis.id for match in matches], any(match.unmet for match in matches)


def refusal_lines(failure: Failure, identity: Mapping[str, str], redactor: Redactor, never: str = "\0") -> list[str]:
    """The lines from ROOT CAUSE on. Causes whose id begins with `never` are left out where another one fits."""
    found, by_code = diagnoses_of(failure, {})
    row = {
        "id": "sign-in",
        "stage": "app",
        "outcome": "fail",
        "said": redactor.clean(" ".join(failure.words.split())),
        "diagnoses": [id for id in found if not id.startswith(never)] or found,
        "by_code": by_code,
        "blocked_by": "",
    }
    return page([row], identity, (), live=True)
