"""Many copies of the credentials: those that most places hold are tried, the others counted, and a page stays short."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checks.config.copies import MOST_COPIES
from checks.report.few import few, few_of
from fakes.thread import ThreadedBox
from tests.harness import oauthmail
from tests.schema import problems
from tests.suite.test_report_schema import SCHEMA

from .consumers import OLD, Diagnose, another_secret, cause, endpoint, held_by, requests, text, written
from .profiles import variables

MANY = 50


@pytest.fixture
def fifty(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Endpoints with a copy each that differs from all others; the last two hold the same one."""
    found = []
    for number in range(MANY):
        monkeypatch.setenv(f"S{number}", f"{OLD}{number:03d}")
        found.append(endpoint(f"endpoint {number}", client_secret=f"env:S{number}"))
    return [*found, endpoint(f"endpoint {MANY}", client_secret=f"env:S{MANY - 1}")]


def test_of_many_copies_those_with_most_holders_are_tried_and_the_others_counted(
    box: ThreadedBox, diagnose: Diagnose, fifty: list[dict[str, Any]]
) -> None:
    ended = diagnose(fifty)
    assert requests(box) == 1 + MOST_COPIES
    last = [f"endpoint {MANY - 1}", f"endpoint {MANY}"]
    first = [[f"endpoint {number}"] for number in range(MOST_COPIES - 1)]
    assert sorted(held_by(cause(ended))) == sorted([last, *first]), (
        "the one that two hold, then the order of the profile"
    )
    left = MANY - MOST_COPIES
    said = (
        f"Not tried {left} of {MANY + 1} copies of the credentials (--all-copies tries them, one token request each); "
    )
    assert f"{said}held by endpoint 9, endpoint 10, endpoint 11, endpoint 12, and {left - 4} more" in text(ended)
    row = ended.rows["token.copies"]
    assert row["outcome"] == "skip"
    assert row["said"].count("endpoint ") == left, "a machine is told of all"
    assert problems(ended.report, SCHEMA, SCHEMA["$defs"]) == []


def test_all_are_tried_where_that_is_asked_for_and_the_page_stays_short(
    box: ThreadedBox, diagnose: Diagnose, fifty: list[dict[str, Any]], tmp_path: Path
) -> None:
    ticket = tmp_path / "ticket.md"
    ended = diagnose(fifty, "--all-copies", f"--report={ticket}")
    assert requests(box) == 1 + MANY
    assert len(held_by(cause(ended))) == MANY, "JSON holds all"
    assert "Not tried" not in ended.output
    told = text(ended)
    assert f"and {MANY - 4} more (all of them: --report FILE.json)" in told
    assert f"into {MANY + 1} places: endpoint 0 | endpoint 1 | endpoint 2 | endpoint 3 | and {MANY - 3} more" in told
    assert "endpoint 20" not in ended.output + ticket.read_text(encoding="utf-8")
    said = ended.rows["settings.copies"]["said"]
    assert said.count("endpoint ") == MANY + 1
    shown = "w1 settings.copies: client_secret of svc-forms@contoso.example differs: "
    assert shown in told
    assert f"; and {MANY - 3} more (oauthmail explain settings-copies)" in told


def test_one_bad_copy_in_fifty_places_is_one_request_and_a_short_line(box: ThreadedBox, diagnose: Diagnose) -> None:
    ended = diagnose([endpoint(f"endpoint {number}", client_secret="env:OLD") for number in range(MANY)])
    assert requests(box) == 2
    assert f"endpoint 0, endpoint 1, endpoint 2, endpoint 3, and {MANY - 4} more: client secret, 43" in text(ended)
    assert len(cause(ended)["copies"][0]["holders"]) == MANY
    assert "Not tried" not in ended.output


def test_where_all_that_was_tried_is_good_the_rest_is_still_told(
    box: ThreadedBox, diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = []
    for number in range(MOST_COPIES + 1):
        another_secret(box, f"{OLD}{number:03d}")
        monkeypatch.setenv(f"S{number}", f"{OLD}{number:03d}")
        held.append(endpoint(f"endpoint {number}", client_secret=f"env:S{number}"))
    ended = diagnose(held)
    assert ended.status == 0, ended.output
    said = f"Not tried 1 of {MOST_COPIES + 2} copies of the credentials (--all-copies tries them"
    assert said in text(ended)
    assert {ended.rows[id]["outcome"] for id in ("app.copies", "token.copies")} == {"skip"}
    ended = diagnose(held, "--all-copies")
    assert {ended.rows[id]["outcome"] for id in ("app.copies", "token.copies")} == {"pass"}


def test_a_plan_counts_no_more_than_are_tried(box: ThreadedBox, tmp_path: Path, fifty: list[dict[str, Any]]) -> None:
    profile = written(tmp_path, fifty)
    ended = oauthmail("diagnose", str(profile), "--plan", env=variables(box.settings))
    told = " ".join(ended.stdout.split())
    assert (
        f"at most {MOST_COPIES} more token requests; {MANY - MOST_COPIES} more with --all-copies: endpoint 0," in told
    )
    ended = oauthmail("diagnose", str(profile), "--plan", "--all-copies", env=variables(box.settings))
    assert f"at most {MANY} more token requests: endpoint 0," in " ".join(ended.stdout.split())


def test_without_a_profile_there_are_no_copies() -> None:
    ended = oauthmail("diagnose", "--all-copies")
    assert ended.returncode == 4
    assert "--all-copies tries what the consumers of a profile hold: it needs a profile" in ended.stderr


def test_few_are_shown_as_they_are_and_of_many_the_first() -> None:
    assert few(["a"] * 8) == ", ".join("a" * 8)
    assert few(list("abcdefghi")) == "a, b, c, d, and 5 more"
    assert few_of("x differs: 1 in a, b; 2 in c") == "x differs: 1 in a, b; 2 in c"
    assert few_of("x: a, b, c, d, e, f, g, h, i; y") == "x: a, b, c, d, and 5 more; y"
