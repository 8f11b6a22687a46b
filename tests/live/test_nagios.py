"""`oauthmail diagnose PROFILE --nagios`: one line with performance data, and the exit statuses of a plugin."""

from __future__ import annotations

import datetime
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from checks.report.nagios import line, nagios
from tests.harness import ROOT, module, oauthmail

from .profiles import write

ASK = ("diagnose", "examples/loopback.toml")
_DAY = datetime.timedelta(days=1)
NOW = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
ROWS = [{"id": "smtp.auth", "stage": "smtp", "outcome": "pass", "seconds": 1.3, "diagnoses": []}]


def ask(folder: Path, *options: str, faults: tuple[str, ...] = (), **changes: Any) -> tuple[int, str]:
    """The command on a profile that is changed by dotted keys, against the fakes in another process."""
    profile = write(folder, {key.replace("__", "."): value for key, value in changes.items()})
    on = [word for fault in faults for word in ("--fault", fault)]
    command = [sys.executable, "-m", "oauthmail", "diagnose", str(profile), "--nagios", *options]
    ended = module("fakes", "run", *on, "--", *command)
    assert ended.stderr == ""
    (told,) = ended.stdout.splitlines()
    return ended.returncode, told


def test_what_is_fine_is_told_with_days_and_seconds(tmp_path: Path) -> None:
    obtained = datetime.datetime.now(datetime.UTC) - 72 * _DAY + datetime.timedelta(hours=1)
    status, told = ask(tmp_path, grant__refresh_token__obtained_at=obtained.isoformat())
    assert status == 0
    numbers = r"rt_days=18;14;3 token=\d+\.\ds smtp=\d+\.\ds imap=\d+\.\ds pop3=\d+\.\ds"
    assert re.fullmatch(rf"OAUTHMAIL OK - \d+ checks passed \| {numbers}", told), told


def test_a_token_that_ends_within_the_days_asked_for_is_a_warning(tmp_path: Path) -> None:
    obtained = (datetime.datetime.now(datetime.UTC) - 72 * _DAY + datetime.timedelta(hours=1)).isoformat()
    status, told = ask(tmp_path, "--warn-days", "20", grant__refresh_token__obtained_at=obtained)
    assert status == 1
    assert told.startswith("OAUTHMAIL WARNING - the refresh token ends in 18 days | rt_days=18;20;3 ")


def test_what_is_broken_is_critical_and_named(tmp_path: Path) -> None:
    status, told = ask(tmp_path, faults=("smtp-auth-disabled-tenant",))
    assert status == 2
    assert told.startswith("OAUTHMAIL CRITICAL - smtp-auth-disabled-tenant | ")


def test_a_report_is_written_beside_the_line(tmp_path: Path) -> None:
    report = tmp_path / "out.json"
    status, _ = ask(tmp_path, f"--report={report}", faults=("smtp-auth-disabled-tenant",))
    assert status == 2
    causes = json.loads(report.read_text(encoding="utf-8"))["root_causes"]
    assert [cause["id"] for cause in causes] == ["smtp-auth-disabled-tenant"]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["absent.toml"], "absent.toml: does not exist."),
        (["examples/loopback.toml"], "examples/loopback.toml: "),
        (["--warn-days=soon"], "--warn-days 'soon': write a number of days from 0 to 3650"),
    ],
)
def test_what_cannot_be_asked_is_unknown_and_says_why(arguments: list[str], why: str) -> None:
    ended = oauthmail("diagnose", *arguments, "--nagios", cwd=ROOT, env={"PATH": ""})
    assert (ended.returncode, ended.stderr) == (3, "")
    (told,) = ended.stdout.splitlines()
    assert told.startswith(f"OAUTHMAIL UNKNOWN - {why}")


def test_the_options_belong_to_the_command_and_together() -> None:
    assert "--warn-days goes with --nagios" in oauthmail("diagnose", "--warn-days=3").stderr
    ended = module("pytest", "--nagios", "-p", "no:cacheprovider")
    assert (ended.returncode, "belong to the command" in ended.stderr) == (4, True)


@pytest.mark.parametrize(("status", "state"), [(0, 0), (1, 2), (3, 3), (5, 3)])
def test_the_status_of_a_run_becomes_a_state(status: int, state: int) -> None:
    assert nagios(ROWS, status, {}, NOW, 14)[0] == state


@pytest.mark.parametrize(("days", "state"), [(14, 1), (15, 0), (-2, 1)])
def test_the_last_day_of_the_warning_counts(days: int, state: int) -> None:
    found, told = nagios(ROWS, 0, {"secret": NOW + days * _DAY}, NOW, 14)
    assert found == state
    assert told.endswith(f"| secret_days={days};14;3 smtp=1.3s")


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (2, "ends in 2 days"),
        (1, "ends in 1 day"),
        (0, "ends within a day"),
        (-1, "ended 1 day ago, as the profile says"),
    ],
)
def test_the_days_are_said_as_people_say_them(days: int, said: str) -> None:
    _, told = nagios(ROWS, 0, {"secret": NOW + days * _DAY}, NOW, 14)
    assert told.startswith(f"OAUTHMAIL WARNING - the client secret {said} | ")


def test_where_nothing_was_learned_the_cause_is_named() -> None:
    rows = [{**ROWS[0], "outcome": "fail", "said": "no", "diagnoses": ["connection-refused"], "title": "It answers."}]
    told = nagios(rows, 3, {}, NOW, 14)[1]
    assert told.startswith("OAUTHMAIL UNKNOWN - nothing was learned of this tenant: connection-refused")


@pytest.mark.parametrize("option", ["--plan", "--list-checks", "--list-faults"])
def test_what_asks_nobody_does_not_go_with_it(option: str) -> None:
    ended = module("fakes", "run", "--", sys.executable, "-m", "oauthmail", *ASK, "--nagios", option)
    assert (ended.returncode, ended.stderr) == (3, "")
    assert ended.stdout == f"OAUTHMAIL UNKNOWN - {option} and --nagios do not go together\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_line_that_cannot_be_written_is_no_warning() -> None:
    command = f"{shlex.quote(sys.executable)} -m oauthmail diagnose absent.toml --nagios > /dev/full"
    ended = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, check=False, text=True)
    assert (ended.returncode, ended.stderr) == (3, "oauthmail: the output cannot be written: No space left on device\n")


def test_no_word_begins_the_data_or_another_line() -> None:
    assert line(2, "a|b\nc\x1b[2J") == "OAUTHMAIL CRITICAL - a/b c\\x1b[2J"


def test_without_a_profile_there_is_nothing_to_watch() -> None:
    ended = oauthmail("diagnose", "--nagios")
    assert (ended.returncode, ended.stderr) == (3, "")
    assert ended.stdout.startswith("OAUTHMAIL UNKNOWN - --nagios needs a profile: ")


def test_an_unknown_option_is_named() -> None:
    ended = oauthmail("diagnose", "examples/loopback.toml", "--nagios", "--bogus")
    assert (ended.returncode, ended.stdout) == (3, "OAUTHMAIL UNKNOWN - unrecognized arguments: --bogus\n")
