"""Every defect that lint knows: one flat table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from . import rules_answers, rules_authorize, rules_command, rules_request, rules_scopes
from .model import Artefact, Finding, Rule

_ALL = (
    *rules_command.RULES,
    *rules_request.RULES,
    *rules_authorize.RULES,
    *rules_scopes.RULES,
    *rules_answers.RULES,
)
RULES: Mapping[str, Rule] = MappingProxyType({rule.id: rule for rule in _ALL})


def judge(artefact: Artefact) -> list[Finding]:
    """What is wrong with an artefact, in the order of the table."""
    findings: list[Finding] = []
    for rule in RULES.values():
        more = rule.found(artefact) if artefact.kind in rule.kinds else None
        if more is not None:
            text = rule.says if not more or rule.says.endswith((":", "holds")) else f"{rule.says.rstrip('.')}:"
            findings.append(Finding(rule.id, rule.wrong, rule.refs, f"{text} {more}".rstrip(" :")))
    return findings
