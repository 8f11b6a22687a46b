"""What becomes of a check: order, blocking, severity, exit statuses, and rows that every output agrees on."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from .conftest import IMPORTS, Sample

PASSING = """
@check("settings.fine", refs=["R"])
def check_fine():
    '''It is fine.'''
    return "seen to be fine"
"""
FAILING = """
@check("token.issued", refs=["RFC 6749 6"])
def check_issued():
    '''A token is issued.'''
    fail("invalid_grant, AADSTS700082: The refresh token has expired due to inactivity.")
"""
BLOCKED = """
@check("smtp.auth", refs=["R"], needs=["token.issued"])
def check_auth():
    '''AUTH is accepted.'''
    raise AssertionError("a blocked check must not run")

@check("smtp.mail_from", refs=["R"], needs=["smtp.auth"])
def check_mail():
    '''MAIL FROM is accepted.'''
"""
WARNING = """
@check("token.lifetime", refs=["R"], severity=WARNING)
def check_lifetime():
    '''It lives long.'''
    fail("it lives 5 minutes", "token-lifetime-short")
"""
SKIPPED = """
@check("pop3.auth", refs=["R"])
def check_pop():
    '''POP3 works.'''
    not_applied("not in the profile")
"""
BUG = """
@check("imap.auth", refs=["R"])
def check_bug():
    '''IMAP works.'''
    raise RuntimeError("our own bug")
"""


def run(sample: Sample, *parts: str, options: tuple[str, ...] = ()) -> tuple[int, dict[str, Any], str]:
    sample.write(check_sample=IMPORTS + "".join(parts))
    status, output = sample.run("--report=out.json", *options)
    return status, json.loads((sample.path / "out.json").read_text()), output


def outcomes(report: dict[str, Any]) -> dict[str, str]:
    return {row["id"]: row["outcome"] for row in report["rows"]}


@pytest.mark.parametrize(
    ("parts", "options", "status"),
    [
        ((PASSING,), (), 0),
        ((PASSING, SKIPPED), (), 0),
        ((PASSING, WARNING), (), 0),
        ((PASSING, WARNING), ("--fail-on-warning",), 1),
        ((PASSING, FAILING), (), 1),
        ((PASSING, FAILING, BUG), (), 3),
        ((SKIPPED,), (), 5),
        ((PASSING, FAILING, BLOCKED), ("--only=smtp",), 1),
    ],
)
def test_exit_statuses(sample: Sample, parts: tuple[str, ...], options: tuple[str, ...], status: int) -> None:
    ended, report, output = run(sample, *parts, options=options)
    assert ended == status, output
    assert report["exit"] == status
    assert f"exit {status}" in output


def test_checks_run_in_the_order_of_stages_and_needs_whatever_the_file_says(sample: Sample) -> None:
    _, report, _ = run(sample, BLOCKED, FAILING, PASSING)
    assert outcomes(report) == {
        "settings.fine": "pass",
        "token.issued": "fail",
        "smtp.auth": "blocked",
        "smtp.mail_from": "blocked",
    }
    assert list(outcomes(report)) == ["settings.fine", "token.issued", "smtp.auth", "smtp.mail_from"]
    rows = {row["id"]: row for row in report["rows"]}
    assert (rows["smtp.auth"]["blocked_by"], rows["smtp.mail_from"]["blocked_by"]) == ("token.issued", "smtp.auth")
    (cause,) = report["root_causes"]
    assert (cause["id"], cause["blocks"]) == ("refresh-token-expired", ["smtp.auth", "smtp.mail_from"])


def test_a_warning_passes_with_a_row_and_a_mark(sample: Sample) -> None:
    _, report, output = run(sample, PASSING, WARNING)
    row = report["rows"][1]
    assert (row["outcome"], row["severity"], row["said"]) == ("warn", "WARNING", "it lives 5 minutes")
    assert "w1  token.lifetime: it lives 5 minutes" in output
    assert "2 passed, 1 warning   " in output
    assert report["root_causes"] == []


def test_our_own_bug_is_never_blamed_on_the_target(sample: Sample) -> None:
    _, report, output = run(sample, PASSING, BUG)
    assert outcomes(report)["imap.auth"] == "error"
    assert report["root_causes"] == []
    assert "OWN ERROR   imap.auth: RuntimeError: our own bug" in output
    assert "a bug of oauthmail" in output


def test_a_failure_shows_no_traceback(sample: Sample) -> None:
    _, _, output = run(sample, FAILING, options=("-vv", "--showlocals"))
    assert "Traceback" not in output
    assert not re.search(r"check_sample\.py:\d", output)
    assert "raise CheckFailed" not in output


def test_only_runs_what_a_stage_needs_and_names_the_rest(sample: Sample) -> None:
    _, report, output = run(sample, PASSING, FAILING, BLOCKED, SKIPPED, options=("--only=smtp",))
    assert set(outcomes(report)) == {"token.issued", "smtp.auth", "smtp.mail_from"}
    assert "not asked for (--only smtp)" in output


def test_workers_change_nothing(sample: Sample) -> None:
    parts = (PASSING, FAILING, BLOCKED, WARNING, SKIPPED)
    alone = run(sample, *parts)
    spread = run(sample, *parts, options=("-n", "2"))
    assert spread[0] == alone[0] == 1
    for report in (alone[1], spread[1]):
        del report["started"]
        for row in report["rows"]:
            del row["seconds"]
    assert sorted(spread[1]["rows"], key=lambda r: r["id"]) == sorted(alone[1]["rows"], key=lambda r: r["id"])
    assert spread[1]["root_causes"] == alone[1]["root_causes"]


def test_junit_holds_the_same_rows(sample: Sample) -> None:
    _, report, _ = run(sample, PASSING, FAILING, BLOCKED, options=("--junitxml=out.xml",))
    cases = ElementTree.parse(sample.path / "out.xml").getroot().iter("testcase")
    found = [{p.get("name", ""): p.get("value", "") for p in case.iter("property")} for case in cases]
    assert [p["oauthmail.id"] for p in found] == [row["id"] for row in report["rows"]]
    assert [p["oauthmail.outcome"] for p in found] == [row["outcome"] for row in report["rows"]]
    assert [p["oauthmail.said"] for p in found] == [row["said"] for row in report["rows"]]


def test_tests_beside_checks_keep_pytests_own_reporting(sample: Sample) -> None:
    sample.write(check_sample=IMPORTS + PASSING, test_other="def test_wrong():\n    assert 1 == 2\n")
    status, output = sample.run()
    assert status == 1
    assert "assert 1 == 2" in output
    assert "PASS   1 passed" in output


def test_several_files_and_single_checks_can_be_asked_for(sample: Sample) -> None:
    sample.write(check_sample=IMPORTS + PASSING + BLOCKED)
    assert sample.run("check_sample.py::check_fine")[0] == 0


def test_a_report_that_cannot_be_written_is_our_own_error(sample: Sample) -> None:
    (sample.path / "taken.json").mkdir()
    sample.write(check_sample=IMPORTS + PASSING)
    status, output = sample.run("--report=taken.json")
    assert status == 3
    assert "--report taken.json: cannot be written" in output
