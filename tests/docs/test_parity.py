"""The page of parity says something of every row, and names only settings and codes that exist."""

from __future__ import annotations

import re
from dataclasses import fields

from fakes.faults.model import TokenError
from fakes.faults.table import fault_table
from fakes.tenant.model import Policy, User
from tests.harness import ROOT

PAGE = (ROOT / "docs" / "parity.md").read_text(encoding="utf-8")
MARKS = ("seen", "documented", "assumed", "text", "third-party", "not Entra ID", "the fake's own")


def rows() -> list[list[str]]:
    lines = [line for line in PAGE.splitlines() if line.startswith("| ") and "---" not in line]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "| evidence |" not in line]


def test_every_row_has_evidence_and_a_date_or_is_assumed() -> None:
    found = rows()
    assert len(found) > 50
    for row in found:
        assert len(row) == 3, row
        behaviour, evidence, date = row
        assert behaviour and evidence.startswith(MARKS), row
        assert re.search(r"\d{4}|undated", date) or re.search(r"assumed|not Entra ID|own limit", evidence), row


def test_codes_and_settings_that_are_named_exist() -> None:
    known = {str(f.effect.code) for f in fault_table().values() if isinstance(f.effect, TokenError)}
    named = set(re.findall(r"(?<![#\w.:/])(\d{5,7})(?![\w/])", " ".join(row[0] for row in rows())))
    assert len(named) > 30 and named <= known, named - known
    settings = {f.name for f in (*fields(Policy), *fields(User))}
    for name in ("scope_mode", "rotate_refresh_tokens", "loop_limit", "demands"):
        assert name in PAGE and name in settings
