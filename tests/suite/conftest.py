"""A sample suite in a folder of its own, with the real plugin, so that outcomes can be made to order."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.harness import ROOT, SECONDS

CONFTEST = """
pytest_plugins = [
    "checks.plugin.options",
    "checks.plugin.order",
    "checks.plugin.outcome",
    "checks.plugin.subject",
    "checks.plugin.reporting",
]
"""
INI = """
[pytest]
python_files = check_*.py test_*.py
python_functions = check_* test_*
markers = check: a check
"""
IMPORTS = "import pytest\nfrom checks.check import FATAL, WARNING, check, fail, not_applied\n"


@dataclass(frozen=True)
class Sample:
    """A folder with the plugin and whatever checks a test writes into it."""

    path: Path

    def write(self, **files: str) -> None:
        """Write modules by their names."""
        for name, text in files.items():
            (self.path / f"{name}.py").write_text(text, encoding="utf-8")

    def run(self, *options: str) -> tuple[int, str]:
        """pytest in that folder: exit status and output."""
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options]
        ended = subprocess.run(command, cwd=self.path, capture_output=True, text=True, timeout=SECONDS, check=False)
        assert "INTERNALERROR" not in ended.stdout + ended.stderr, ended.stdout + ended.stderr
        return ended.returncode, ended.stdout


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """An empty sample suite."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)
    (tmp_path / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text(INI, encoding="utf-8")
    return Sample(tmp_path)
