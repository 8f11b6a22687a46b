"""How a case becomes a check: its row in the table, as pytest sees it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from ..check import check
from .case import Case


def parameters(cases: Iterable[Case]) -> list[object]:
    """One parameter for each case, marked as a check of its own."""
    return [
        pytest.param(
            case,
            id=case.id,
            marks=check(case.id, refs=case.refs, severity=case.severity, title=case.title, core=case.core),
        )
        for case in cases
    ]
