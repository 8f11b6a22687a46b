"""The JSON report keeps to its published schema, whatever became of the run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.harness import ROOT, run_checks
from tests.schema import problems

SCHEMA = json.loads((ROOT / "checks/report/schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "fault", ["", "refresh-token-expired", "token-refused", "token-lifetime-short", "server-garbage@imap"]
)
def test_a_report_keeps_to_the_schema(fault: str, tmp_path: Path) -> None:
    ended = run_checks(tmp_path, *([f"--fault={fault}"] if fault else []))
    assert problems(ended.report, SCHEMA, SCHEMA["$defs"]) == []


def test_the_schema_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    report = run_checks(tmp_path).report
    report["rows"][0]["more"] = report["rows"][1]["outcome"] = "x"
    found = problems(report, SCHEMA, SCHEMA["$defs"])
    assert len(found) == 2
    assert found[0].startswith("$.rows[0]: unknown more")
