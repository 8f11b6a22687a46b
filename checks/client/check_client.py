"""Client cases: a server under the suite's control plays, and the wire shows what the client did."""

from __future__ import annotations

import pytest

from .case import Case
from .judge import Judge
from .marks import parameters
from .table import CASES


@pytest.mark.parametrize("case", parameters(CASES.values()))
def check_client(case: Case, judge: Judge) -> str:
    """A mail client does what it must."""
    return judge.judge(case)
