"""All 34 rules exist: each as a check with its references, severity and defect, or as a refusal on reading."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest

from checks.check import FATAL, WARNING
from checks.config import ProfileError, build
from checks.config.rules import RULES

from .good import ENVIRON, FIVE, FULL, changed, checks, profile_of, verdicts
from .test_defects import DEFECTS, SECRET_DEFECTS

USUAL = {"fail": FATAL, "warn": WARNING, "policy": FATAL}
PASSWORD_LISTED = {"send.mechanisms": ["XOAUTH2", "PLAIN"]}
BY_POLICY: dict[str, dict[str, Any]] = {
    "basic_consumers": {"consumers.1.oauth": False},
    "passwords": {"consumers.0.smtp_password": "env:MAIL_PASSWORD"},
    "mechanisms": PASSWORD_LISTED,
}


def refs() -> dict[str, tuple[str, ...]]:
    return {id: function.pytestmark[0].kwargs["refs"] for id, (function, _) in checks().items()}  # type: ignore[attr-defined]


def test_the_table_has_every_rule_and_no_other() -> None:
    assert list(RULES) == [f"R{number:02}" for number in range(1, 35)]


def test_table_and_references_of_the_checks_are_in_step() -> None:
    by_table = {(number, f"settings.{id}") for number, rule in RULES.items() for id in rule.checks}
    by_checks = {(ref, id) for id, found in refs().items() for ref in found if re.fullmatch(r"R\d\d", ref)}
    assert by_checks == by_table
    assert {number for number, rule in RULES.items() if rule.severity == "refused"} == {"R31", "R33"}
    assert all(bool(rule.checks) != (rule.severity == "refused") for rule in RULES.values())


def test_every_check_refers_to_the_document_or_to_a_vendor() -> None:
    for id, found in refs().items():
        assert any(re.fullmatch(r"[SE]\d\d\d?", ref) or ": " in ref for ref in found), id


@pytest.mark.parametrize("number", [number for number, rule in RULES.items() if rule.checks])
def test_a_rule_is_as_severe_as_it_says(number: str) -> None:
    """Every outcome that the rule names is seen in some defect, and no other."""
    rule, all_checks = RULES[number], checks()
    first = rule.severity.split()[0]
    assert all_checks[f"settings.{rule.checks[0]}"][1] == USUAL[first]
    seen = {outcome for id, outcome, *_ in (*DEFECTS, *SECRET_DEFECTS) if id in rule.checks}
    named = {"fail", "warn"} if rule.severity == "policy" else set(rule.severity.split()) - {"info"}
    if number == "R03":
        named.add("warn")  # of the label SSL, which works on the wire
    if number == "R16":
        named = {"fail"}
    assert seen == named


@pytest.mark.parametrize(("id", "change"), BY_POLICY.items())
def test_the_policy_decides_how_severe_a_password_is(id: str, change: dict[str, Any]) -> None:
    outcomes = [
        verdicts(profile_of(changed(FULL, change | {"policy.basic_fallback": policy})))[f"settings.{id}"].outcome
        for policy in ("forbid", "warn", "allow")
    ]
    assert outcomes == ["fail", "warn", "skip"]


def test_a_remark_is_what_a_check_that_passes_says() -> None:
    """R03 and R15 have a severity `info`."""
    said = {id: function for id, (function, _) in checks().items()}
    assert said["settings.receive_tls"](profile_of(FULL)) == (
        "on the wire: imap port 993: implicit; pop3 port 995: implicit"
    )
    personal = changed(
        FULL,
        {
            "product": None,
            "app_registration.sign_in_audience": "PersonalMicrosoftAccount",
            "authority.tenant": "consumers",
        },
    )
    assert "at consumers" in str(said["settings.audience_personal"](profile_of(personal)))
    assert verdicts(profile_of(personal))["settings.audience_personal"].outcome == "pass"


def test_a_secret_in_the_profile_and_an_unknown_value_are_refused() -> None:
    """R31 and R33; every key and value is in tests/config/test_refusals.py."""
    for change in ({"client_secret": "in-the-profile"}, {"send": {"tls": "STARTTLS"}}):
        with pytest.raises(ProfileError):
            build(changed(FIVE, change), "aem.toml", ENVIRON)


@pytest.mark.parametrize("label", ["", "blank", "None", "none", " Blank "])
def test_blank_and_none_are_the_same_label(label: str) -> None:
    assert profile_of(changed(FULL, {"consumers.0.smtp_tls": label})).consumers[0].smtp_tls == "blank"


def test_each_check_asks_for_nothing_but_profile_and_secrets() -> None:
    for function, _ in checks().values():
        assert set(inspect.signature(function).parameters) <= {"profile", "secrets"}
