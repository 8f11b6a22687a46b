"""Ask, answer, prove: the two halves share no code, and only conftest.py knows both."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = {"checks", "fakes", "tests", "conftest", "oauthmail"}
FORBIDDEN = {
    "checks": {"fakes", "tests", "conftest", "oauthmail", "responses", "aiosmtpd", "h11", "jwt"},
    "fakes": {"checks", "tests", "conftest", "oauthmail", "pytest", "_pytest", "msal"},
    "oauthmail": {"checks", "fakes", "tests", "conftest"},
}


def files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imported(file: Path) -> dict[str, int]:
    """Top-level names that a file imports absolutely, with a line."""
    found: dict[str, int] = {}
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0]: node.lineno for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found[node.module.partition(".")[0]] = node.lineno
    return found


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_a_half_imports_nothing_of_the_other(folder: str) -> None:
    for file in files(folder):
        wrong = set(imported(file)) & FORBIDDEN[folder]
        assert not wrong, f"{file.relative_to(ROOT)} imports {sorted(wrong)}"


@pytest.mark.parametrize("folder", ["checks", "fakes"])
def test_imports_inside_a_half_are_relative_and_stay_inside(folder: str) -> None:
    for file in files(folder):
        assert folder not in imported(file), f"{file.relative_to(ROOT)} imports itself absolutely"
        depth = len(file.relative_to(ROOT / folder).parts)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.level <= depth, f"{file.relative_to(ROOT)}:{node.lineno} leaves {folder}"


def test_the_front_door_needs_only_the_standard_library_and_pytest() -> None:
    for file in files("oauthmail"):
        for name in imported(file):
            assert name in sys.stdlib_module_names | {"pytest", "oauthmail"}, f"{file.name} imports {name}"


def test_the_wiring_is_one_short_file() -> None:
    conftest = ROOT / "conftest.py"
    assert {"fakes"} <= set(imported(conftest))
    assert len(conftest.read_text(encoding="utf-8").splitlines()) < 100


def test_every_module_opens_with_its_rule() -> None:
    for folder in ("checks", "fakes", "oauthmail", "tests", "benchmarks"):
        for file in files(folder):
            text = file.read_text(encoding="utf-8")
            first = (ast.get_docstring(ast.parse(text)) or "").strip()
            assert first or not text.strip(), f"{file.relative_to(ROOT)} does not say what it is for"
