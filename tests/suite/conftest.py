"""A sample suite in a folder of its own, with the real plugin, so that outcomes can be made to order."""

from __future__ import annotations

import os

import pytest

from tests.harness import ROOT

pytest_plugins = ["pytester"]

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


@pytest.fixture
def sample(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A folder with the plugin; `write` the checks with `pytester.makepyfile(check_x=...)`."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)
    pytester.makeconftest(CONFTEST)
    pytester.makeini(INI)
    return pytester
