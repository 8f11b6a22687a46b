"""The page about the document is in step with the code: every statement once, and everything that it names exists."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from checks.client.table import CASES
from checks.diagnoses.table import TABLE
from checks.lint.rules import RULES
from checks.lint.settings import checks
from fakes.faults.table import fault_table
from tests.harness import ROOT
from tests.suite.test_every_check_can_fail import declared

PAGE = (ROOT / "docs" / "seed.md").read_text(encoding="utf-8")
VERDICTS = {"OK", "OK-BUT", "WRONG", "TYPO", "MISLEADING", "STALE", "PRODUCT", "OMISSION"}
STATEMENTS = [f"S{number:02}" for number in range(1, 101)]
ERRATA = [f"E{number:02}" for number in range(1, 21)]
KNOWN = {
    "check": declared(),
    "fault": set(fault_table()),
    "lint": set(RULES),
    "diagnosis": set(TABLE),
    "case": set(CASES),
}
SHOWN = re.compile(r"(check|fault|lint|diagnosis|case|test) `([^`]+)`")


def rows(start: str) -> list[list[str]]:
    lines = [line for line in PAGE.splitlines() if re.match(rf"\| {start}\d", line)]
    return [[cell.strip() for cell in line.strip("|").split(" |")] for line in lines]


@cache
def tests_of(path: str) -> frozenset[str]:
    """The test functions of a file, without importing it."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_statement_and_every_erratum_is_there_once_and_in_order() -> None:
    assert [row[0] for row in rows("S")] == STATEMENTS
    assert [row[0] for row in rows("E")] == ERRATA
    assert {row[1] for row in rows("E")} <= set(STATEMENTS)


@pytest.mark.parametrize("row", rows("S"), ids=STATEMENTS)
def test_a_statement_has_a_verdict_and_what_shows_it_exists(row: list[str]) -> None:
    _, line, says, verdict, rather, shown = row
    assert 14 <= int(line) <= 174 and says and verdict in VERDICTS
    # What is not simply so says what is.
    assert rather or verdict in {"OK", "PRODUCT"}
    found = SHOWN.findall(shown)
    assert found or re.search(r"(?:^|; )none: \w", shown)
    for kind, name in found:
        if kind == "test":
            path, _, function = name.partition("::")
            assert function in tests_of(path), name
        else:
            assert name in KNOWN[kind], f"{kind} {name}"
    # Nothing stands in backticks that is not one of these.
    assert "`" not in SHOWN.sub("", shown)


def test_lines_only_go_forward() -> None:
    lines = [int(row[1]) for row in rows("S")]
    assert lines == sorted(lines)


def test_what_refers_to_a_statement_is_named_by_it() -> None:
    """Both ways: a rule or a settings check that names a statement stands in its row."""
    shown = {row[0]: set(SHOWN.findall(row[5])) for row in rows("S")}
    refs = [("lint", rule.id, rule.refs) for rule in RULES.values()]
    refs += [("check", str(meta["id"]), tuple(meta["refs"])) for _, meta in checks()]
    lost = [
        (kind, id, ref) for kind, id, named in refs for ref in named if ref in shown and (kind, id) not in shown[ref]
    ]
    assert lost == []


def test_every_reference_to_an_erratum_is_one_of_the_page() -> None:
    named = {ref for rule in RULES.values() for ref in rule.refs if re.fullmatch(r"E\d\d", ref)}
    named |= {ref for _, meta in checks() for ref in meta["refs"] if re.fullmatch(r"E\d\d", ref)}
    assert named <= set(ERRATA)
