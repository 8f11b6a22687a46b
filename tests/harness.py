"""Running the suite as a user would: in this process for speed, or as a command of its own."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 120


@dataclass(frozen=True)
class Outcome:
    """What a run left: exit status, everything printed, and the JSON report."""

    status: int
    output: str
    report: dict[str, Any]

    @property
    def rows(self) -> dict[str, dict[str, Any]]:
        """The rows of the report by id."""
        return {row["id"]: row for row in self.report["rows"]}

    @property
    def causes(self) -> list[dict[str, Any]]:
        """The root causes of the report."""
        return list(self.report["root_causes"])

    def ids(self, outcome: str) -> list[str]:
        """The checks with this outcome."""
        return [row["id"] for row in self.report["rows"] if row["outcome"] == outcome]


def run_checks(folder: Path, *arguments: str) -> Outcome:
    """`pytest ARGUMENTS` in the checkout, in this process."""
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    output = io.StringIO()
    options = [
        "-c",
        str(ROOT / "pyproject.toml"),
        "--rootdir",
        str(ROOT),
        "-p",
        "no:cacheprovider",
        "-p",
        "no:warnings",
        # What another test of this process left behind is not the doing of this run.
        "-p",
        "no:unraisableexception",
    ]
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        status = pytest.main([str(ROOT / "checks"), *options, f"--report={report}", *arguments])
    found = json.loads(report.read_text()) if report.exists() else {"rows": [], "root_causes": []}
    return Outcome(int(status), output.getvalue(), found)


def oauthmail(*arguments: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None, stdin: str = "") -> Any:
    """The command `oauthmail`, in a process of its own."""
    return module("oauthmail", *arguments, cwd=cwd, env=env, stdin=stdin)


def module(name: str, *arguments: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None, stdin: str = "") -> Any:
    """`python -m NAME ARGUMENTS`."""
    return subprocess.run(
        [sys.executable, "-m", name, *arguments],
        cwd=cwd,
        env=env,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
