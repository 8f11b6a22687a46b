"""Each case acquits the right client and convicts its mutants, by a rule that the mutant breaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pytest

from checks.check import CheckFailed
from checks.client.case import Case
from checks.client.judge import Judge, verdict
from checks.client.requirements import requirements
from checks.client.rules import ALWAYS
from checks.client.table import CASES
from checks.stages import CLIENT_STAGES
from fakes.exchange.dialect import DIALECTS
from fakes.faults.table import fault_table
from fakes.played import Played
from fakes.thread import ThreadedBox

from .mutants.right import Right
from .mutants.wrong import MUTANTS

# What breaks a rule may find itself refused by the server.
CONSEQUENCES = {"signed-in", "delivered"}
SINGLE = [case for case in CASES.values() if not case.sweep]
SWEEPS = [case for case in CASES.values() if case.sweep]


@pytest.fixture(scope="module")
def right(_box: ThreadedBox) -> Iterator[Judge]:
    yield Judge(Played(_box), Right())
    _box.reset()


class Few(Played):
    """A server with the faults that tempt most; the right client meets all of them."""

    def known_faults(self) -> Mapping[str, Sequence[str]]:
        wanted = ("token-refused", "xoauth2-not-offered", "starttls-stripped")
        return {leg: [f"{id}@{leg}" for id in wanted] for leg in ("smtp", "imap", "pop3")}


def outcome(judge: Judge, case: Case) -> tuple[str, str] | None:
    """The rule that was broken; cases that wait for other faults of the server are skipped."""
    return verdict(case, judge.evidence(case))


@pytest.mark.parametrize("case", SINGLE, ids=lambda case: case.id)
def test_the_right_client_passes(case: Case, right: Judge) -> None:
    assert outcome(right, case) is None


@pytest.mark.parametrize("case", SWEEPS, ids=lambda case: case.id)
def test_the_right_client_passes_under_every_fault(case: Case, right: Judge) -> None:
    assert "faults" in right.judge(case)


@pytest.mark.parametrize(
    ("case", "name"),
    [(case, name) for case in SINGLE for name in case.mutants],
    ids=lambda value: getattr(value, "id", value),
)
def test_a_case_convicts_its_mutants_for_its_own_reason(case: Case, name: str, box: ThreadedBox) -> None:
    mutant = MUTANTS[name]
    found = outcome(Judge(Played(box), mutant.client()), case)
    assert found is not None
    assert found[0] in mutant.breaks, found
    assert found[0] in {rule.name for rule in case.must}, "a rule of the case itself, not one that all cases share"


@pytest.mark.parametrize(
    ("case", "name"),
    [(case, name) for case in SWEEPS for name in case.mutants],
    ids=lambda value: getattr(value, "id", value),
)
def test_a_sweep_convicts_its_mutants(case: Case, name: str, box: ThreadedBox) -> None:
    with pytest.raises(CheckFailed):
        Judge(Few(box), MUTANTS[name].client()).judge(case)


@pytest.mark.parametrize("name", MUTANTS)
def test_no_other_case_convicts_a_mutant_for_a_rule_it_keeps(name: str, box: ThreadedBox) -> None:
    mutant = MUTANTS[name]
    judge = Judge(Played(box), mutant.client())
    wrong = {}
    for case in SINGLE:
        if case.core and (found := outcome(judge, replace(case, seconds=4.0))):
            wrong[case.id] = found
    assert {found[0] for found in wrong.values()} <= mutant.breaks | CONSEQUENCES, wrong


@pytest.mark.parametrize(("name", "rule"), [("prints-token", "no-secret-printed"), ("never-ends", "ends")])
def test_what_every_case_asks_for(name: str, rule: str, box: ThreadedBox) -> None:
    found = outcome(Judge(Played(box), MUTANTS[name].client()), CASES["client-tls.first_smtp"])
    assert found is not None and found[0] == rule


def test_the_table_is_whole() -> None:
    named = {name for case in CASES.values() for name in case.mutants}
    assert named | {"prints-token", "never-ends"} == set(MUTANTS)
    for id, case in CASES.items():
        stage, _, expectation = id.partition(".")
        assert stage in CLIENT_STAGES and expectation.replace("_", "").isalnum()
        assert case.title.endswith(".") and case.must and case.mutants
        assert set(case.requires) <= set(requirements()) and case.requires
        assert len({rule.name for rule in (*case.must, *ALWAYS)}) >= len(case.must)
    assert len(CASES) == len({case.id for case in CASES.values()})


def test_the_faults_and_dialects_of_a_case_exist() -> None:
    for case in CASES.values():
        asked = {*case.faults, *(fault for run in case.runs for fault in run.faults or ())}
        ids = {spec.partition("@")[0].partition("*")[0] for spec in asked}
        assert ids <= set(fault_table()), case.id
        assert case.dialect in {"", *DIALECTS}, case.id
