"""Every fault through `--live`: noticed, its own diagnosis first, the exit status right, and no secret anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from checks.diagnoses.table import TABLE
from checks.target import Target
from fakes.entra import tokens
from fakes.entra.jwt_writer import write as write_token
from fakes.entra.keys import SigningKey
from fakes.faults.model import SURVIVED, Fault
from fakes.faults.table import fault_table
from fakes.thread import ThreadedBox
from tests.harness import Outcome, run_checks
from tests.secrets.search import Canaries

from .profiles import variables, write
from .reach import BY_CONDITION, NOT_MET, NOT_PASSED, WAYS, Case, Way, cases, prepared, stalls, unreached

CASES = list(cases())
# The time limit of a step where nothing has to reach it, and of what must pass as a whole (seconds).
STEP, SHORT = 5.0, 0.5
# What a warning is right for, because mail still flows.
WARNINGS = {"token-lifetime-short", "smtp-federation-unreachable", "smtp-federation-without-https"}
# Our own wrong password under --probe-basic is refused as one: that it was judged at all is the finding.
OTHERWISE = {"smtp-password-wrong": "basic-auth-still-allowed"}
# Refusals of a password are what a run that tries one wants to hear.
WELCOME = {"basic-auth-disabled", "smtp-basic-auth-retired"}


Run = Callable[..., tuple[Outcome, dict[str, bytes]]]


@pytest.fixture(scope="module")
def settled(_box: ThreadedBox) -> dict[str, str]:
    """The credentials that the tenant begins with."""
    settings = _box.settings
    names = ("client_secret", "refresh_token", "password", "access_token")
    return {name: str(getattr(settings, name)) for name in names}


@pytest.fixture
def run(box: ThreadedBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settled: dict[str, str]) -> Run:
    """`pytest --live` against the box of this process; what it wrote is searched for every secret there is."""
    for name, value in variables(box.settings).items():
        monkeypatch.setenv(name, value)
    issued = dict(settled)

    def recording(key: SigningKey, header: dict[str, Any], claims: dict[str, Any]) -> str:
        token = write_token(key, header, claims)
        issued[f"token {len(issued)}"] = token
        return token

    monkeypatch.setattr(tokens, "write", recording)

    def live(way: Way, *specs: str, seconds: float = STEP) -> tuple[Outcome, dict[str, bytes]]:
        monkeypatch.setattr("checks.plugin.subject.Target", partial(Target, step_seconds=seconds))
        for wait in ("FOUND_SECONDS", "_IDLE"):
            monkeypatch.setattr(f"checks.probes.message.{wait}", SHORT)
        options, changes = prepared(box, way)
        box.faults(*specs)
        profile = write(tmp_path, {key.replace("__", "."): value for key, value in changes.items()})
        ended = run_checks(tmp_path, "--live", f"--profile={profile}", *options)
        written = {"output": ended.output.encode(), "report": json.dumps(ended.report).encode()}
        assert Canaries(issued).leaks(written) == {}
        return ended, written

    return live


def named(fault: Fault) -> set[str]:
    """The diagnoses that the table of faults declares."""
    declared = OTHERWISE.get(fault.id, fault.diagnosis)
    return {declared.format(listener=listener) for listener in fault.acts_on()}


def first_or_tied(found: Collection[str], wanted: set[str]) -> bool:
    """Whether one of the wanted leads the list, alone or in a tie that the table of diagnoses declares."""
    first, *others = found
    tie = {first, *TABLE[first].tied_with} if first in TABLE else {first}
    return first in wanted or bool(wanted & tie & {first, *others}) or any(first in TABLE[w].tied_with for w in wanted)


def assert_live(ended: Outcome) -> None:
    assert "LIVE   svc-forms@contoso.example" in ended.output
    assert "EMBEDDED" not in ended.output
    assert ended.report["target"].startswith("https://localhost:")
    assert [ended.rows[id]["said"] for id in ended.ids("error")] == [], ended.output


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_fault_is_noticed_and_its_own_diagnosis_comes_first(box: ThreadedBox, run: Run, case: Case) -> None:
    fault = case.fault
    specs = [case.spec] if case.spec else []
    ended, _ = run(case.way, *specs, seconds=SHORT if stalls(fault) else STEP)
    assert_live(ended)
    assert box.ask(lambda tenant: tenant.faults.unused()) == [], ended.output
    causes = [[cause["id"], *cause["also_possible"]] for cause in ended.causes]
    warned = [ended.rows[id]["diagnoses"] for id in ended.ids("warn")]
    if fault.diagnosis == SURVIVED or fault.id in WELCOME:
        assert (ended.status, causes, warned) == (0, [], []), ended.output
        return
    if fault.id in WARNINGS | set(OTHERWISE):
        assert (ended.status, causes) == (0, []), ended.output
        assert warned and all(first_or_tied(found, named(fault)) for found in warned), (warned, ended.output)
        return
    assert ended.status == ended.report["exit"] == 1, ended.output
    assert len(causes) == 1 and first_or_tied(causes[0], named(fault)), (causes, ended.output)
    assert f"ROOT CAUSE   {causes[0][0]} " in ended.output


@pytest.mark.parametrize("way", WAYS, ids=lambda way: " ".join((*way.options, *way.profile, way.tenant.__name__)))
def test_what_is_said_to_be_out_of_reach_does_not_act_in_any_kind_of_live_run(
    box: ThreadedBox, run: Run, way: Way
) -> None:
    beyond = [fault.id for fault in unreached()]
    run(way, *beyond)
    assert box.ask(lambda tenant: tenant.faults.unused()) == beyond


def test_every_fault_is_met_or_has_a_reason_and_no_reason_is_idle() -> None:
    faults = fault_table()
    met = {case.fault.id for case in CASES}
    reasons = {fault.id: NOT_MET.get(fault.id) or NOT_PASSED[fault.moment] for fault in unreached()}
    assert met | set(reasons) == set(faults)
    assert met & set(reasons) == {id for id in BY_CONDITION if faults[id].moment in NOT_PASSED}
    assert all(reasons.values())
    moments = {fault.moment for fault in faults.values()}
    assert set(NOT_PASSED) <= moments
    assert set(NOT_MET) <= set(faults)
    assert {*WARNINGS, *WELCOME, *OTHERWISE} <= met
