"""What is a check: a stable id, a sentence that is true when it passes, and how it says no.

A check judges what was observed and never touches the network. It says no by calling `fail`, and that it has
nothing to judge by calling `not_applied`; returning means that its sentence is true.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import pytest

FATAL = "FATAL"
WARNING = "WARNING"


@dataclass(frozen=True, slots=True)
class Finding:
    """One of several things that a check says no to, each with a cause of its own.

    `said` are the target's words. `copy` is what a report says of the copy of the credentials that they were said to.
    """

    said: str
    copy: Mapping[str, Any]


class CheckFailed(Exception):
    """The target, not the suite, is wrong: `said` is what was seen, `diagnoses` the causes it proves by itself."""

    def __init__(
        self, said: str, diagnoses: Sequence[str], severity: str | None, findings: Sequence[Finding] = ()
    ) -> None:
        super().__init__(said)
        self.said = said
        self.diagnoses = tuple(diagnoses)
        self.severity = severity
        self.findings = tuple(findings)


def check(
    id: str,
    *,
    refs: Sequence[str],
    needs: Sequence[str] = (),
    severity: str = FATAL,
    title: str = "",
    core: bool = True,
) -> pytest.MarkDecorator:
    """Make a function a check.

    `id` is `stage.expectation` and never changes; `refs` are RFC sections or vendor pages; `needs` are ids of
    checks that must pass first; `severity` is FATAL (mail cannot flow) or WARNING (it flows, but not for long or
    not for all). A row of a table gives its `title`; else it is the docstring's first line. What is not `core` is left
    out of a run that nobody asked for it.
    """
    named = {"title": title} if title else {}
    return pytest.mark.check(id=id, refs=tuple(refs), needs=tuple(needs), severity=severity, core=core, **named)


def fail(said: str, *diagnoses: str, severity: str | None = None) -> NoReturn:
    """Say no, in the target's own words where it said any.

    `diagnoses` are ids of causes that this check has established by itself; without any, the words decide
    through the table of diagnoses. `severity=WARNING` says that mail flows all the same.
    """
    raise CheckFailed(said, diagnoses, severity)


def fail_each(said: str, findings: Sequence[Finding]) -> NoReturn:
    """Say no to several things at once; the words of each decide on its cause."""
    raise CheckFailed(said, (), None, findings)


def not_applied(reason: str) -> NoReturn:
    """There is nothing to judge here, and why."""
    pytest.skip(reason)
