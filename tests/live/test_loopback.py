"""The live path diagnoses the fake tenant in another process exactly as it would a real one."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from checks.stages import STAGES
from tests.harness import module

DIAGNOSE = (sys.executable, "-m", "oauthmail", "diagnose", "examples/loopback.toml")
PYTEST = (sys.executable, "-m", "pytest", "--live", "--profile", "examples/loopback.toml", "-p", "no:cacheprovider")

FAULTS = (
    "refresh-token-expired",
    "client-secret-wrong",
    "smtp-auth-disabled-tenant",
    "imap-authenticated-not-connected",
    "starttls-stripped",
    "certificate-unknown-ca",
    "certificate-wrong-name",
    "token-audience-graph",
)


def against_fakes(command: Sequence[str], report: Path, *options: str) -> tuple[Any, dict[str, Any]]:
    """`python -m fakes run OPTIONS -- COMMAND --report=REPORT`: how it ended, and the report."""
    ended = module("fakes", "run", *options, "--", *command, f"--report={report}")
    assert report.exists(), ended.stdout + ended.stderr
    return ended, json.loads(report.read_text(encoding="utf-8"))


@pytest.mark.parametrize("command", [DIAGNOSE, PYTEST], ids=["oauthmail", "pytest"])
def test_a_healthy_tenant_is_green(command: Sequence[str], tmp_path: Path) -> None:
    ended, report = against_fakes(command, tmp_path / "report.json")
    assert (ended.returncode, ended.stderr) == (0, "")
    verdicts = {line.split()[0]: line.split()[1] for line in ended.stdout.splitlines() if line.startswith("  ")}
    assert {stage: verdicts[stage] for stage in STAGES} == {**dict.fromkeys(STAGES, "PASS"), "message": "skip"}
    assert {row["outcome"] for row in report["rows"]} == {"pass", "skip"}
    assert report["root_causes"] == []
    assert report["exit"] == 0
    assert "LIVE   svc-forms@contoso.example" in ended.stdout
    assert "EMBEDDED" not in ended.stdout
    assert "Sends no mail" in " ".join(ended.stdout.split())


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_other_side_is_the_root_cause(fault: str, tmp_path: Path) -> None:
    ended, report = against_fakes(DIAGNOSE, tmp_path / "report.json", "--fault", fault)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert report["root_causes"][0]["id"] == fault
    assert f"ROOT CAUSE   {fault} " in ended.stdout


def test_under_pytest_a_fault_is_red_as_well(tmp_path: Path) -> None:
    ended, report = against_fakes(PYTEST, tmp_path / "report.json", "--fault", "refresh-token-expired")
    assert (ended.returncode, ended.stderr) == (1, "")
    assert [cause["id"] for cause in report["root_causes"]] == ["refresh-token-expired"]
    assert " failed" in ended.stdout.splitlines()[-1]
