"""Each refusal that a state of the tenant or a request leads to is made, sent, and its words are read."""

from __future__ import annotations

import json
from collections import defaultdict

import pytest

from checks.diagnoses.match import recognise
from checks.diagnoses.table import TABLE
from fakes.entra.keys import KeyRing
from fakes.faults.conditions import CONDITIONS
from fakes.faults.model import TokenError
from fakes.faults.table import fault_table

from .condition_cases import CASES
from .condition_steps import Case
from .policy import Site


@pytest.fixture(scope="module")
def keys() -> KeyRing:
    return KeyRing()


@pytest.fixture
def site(keys: KeyRing) -> Site:
    return Site(keys)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_condition_says_the_words_of_the_fault(site: Site, case: Case) -> None:
    answer = case.reach(site)
    assert (answer.code, answer.status) == (case.code, case.status), answer.members
    assert answer.members["error"] == case.error
    assert answer.members.get("suberror", "") == case.suberror
    text = answer.members["error_description"]
    assert text.startswith(f"AADSTS{case.code}: ") and "{" not in text.partition(" Trace ID")[0]
    assert "''" not in text and "  " not in text.replace("  The signed", " The signed")
    assert answer.headers["x-ms-clitelem"].startswith(f"1,{case.code},")
    effect = fault_table()[case.id].effect
    assert isinstance(effect, TokenError) and effect.code == case.code


@pytest.mark.parametrize("case", CASES, ids=str)
def test_without_the_condition_the_request_is_good(site: Site, case: Case) -> None:
    """So that no case passes because of something else."""
    assert site.refresh().status == site.redeem().status == site.app_only().status == site.password().status == 200
    assert case.reach(site).code == case.code


def test_sixty_codes_and_ninety_in_all() -> None:
    errors = [fault for fault in fault_table().values() if isinstance(fault.effect, TokenError)]
    assert len({fault.effect.code for fault in errors if isinstance(fault.effect, TokenError)}) >= 90
    assert len({case.code for case in CASES}) >= 60


def test_every_condition_is_a_case_here_or_belongs_to_an_endpoint_with_tests_of_its_own() -> None:
    own = ("assertion-", "device-code-", "device-slow", "device-flow", "response-", "session-", "code-challenge")
    elsewhere = {
        "app-without-keys",
        "instance-unknown",
        "method-unsupported",
        "admin-consent-required",
        "admin-consent-requested",
        "consent-declined",
        "scope-not-on-resource",
        "redirect-uri-none-registered",
        "redirect-uri-missing",
        "redirect-uri-not-absolute",
    }
    tested = {case.id for case in CASES}
    assert set(CONDITIONS) <= set(fault_table())
    assert {id for id in CONDITIONS if id not in tested | elsewhere and not id.startswith(own)} == set()
    assert {id for id in tested if not fault_table()[id].condition} == set()


# Numbers with a second meaning, which their own words tell apart for a person only.
AMBIGUOUS = {"session-ambiguous", "prompt-unsupported", "code-challenge-method-unknown"}


def test_each_code_of_the_table_is_explained_by_the_diagnosis_it_names() -> None:
    for fault in fault_table().values():
        if isinstance(fault.effect, TokenError) and fault.id not in AMBIGUOUS:
            words = fault.effect.message.format_map(defaultdict(lambda: "x", fault.defaults))
            found = {match.diagnosis.id for match in recognise(f"AADSTS{fault.effect.code}: {words}", "entra")}
            tied = {id for first in found for id in (*TABLE[first].tied_with, *TABLE[first].may_be)}
            assert fault.diagnosis in found | tied, (fault.id, fault.diagnosis, found)


def test_claims_of_conditional_access_are_a_json_string(site: Site) -> None:
    site.user.blocked_by_conditional_access = True
    claims = site.refresh().members["claims"]
    assert json.loads(claims)["access_token"]["capolids"]["essential"] is True
