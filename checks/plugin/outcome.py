"""What became of each check: pass, fail, warn, blocked, skip or error, as a row that travels with the item."""

from __future__ import annotations

import json
from collections.abc import Collection, Generator, Mapping
from typing import Any

import pytest

from ..check import FATAL, WARNING, CheckFailed, Finding
from ..diagnoses.match import TELLING, rank
from ..observation import Observation
from ..probes.legs import server
from ..redact import printable
from ..redactor import Redactor
from ..stages import CLIENT_STAGES
from ..survey import Survey
from ..target import Target
from ..tenant.reading import narrowed, ruled_out, suspicions
from ..tenant.standard import by_standard
from .order import Meta, meta_of
from .run import REDACTOR, RUN

OUTCOMES = pytest.StashKey[dict[str, str]]()
SAW = pytest.StashKey[str]()
TARGET = pytest.StashKey[Target]()
SURVEY = pytest.StashKey[Survey]()
PREFIX = "oauthmail."
_STOPS = {"fail", "blocked", "error"}


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """State of one run, kept on its config."""
    config.stash[OUTCOMES] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A check whose needs did not pass is blocked, before anything is asked for it."""
    meta = meta_of(item)
    if meta is None:
        return
    outcomes = item.config.stash[OUTCOMES]
    profile = item.config.stash[RUN].profile
    if profile is not None and meta.stage in _MAIL and server(profile, meta.stage) is None:
        pytest.skip("not in the profile")
    blocker = next((id for id in meta.needs if outcomes.get(id) in _STOPS), None)
    if blocker is not None:
        pytest.skip(f"blocked by {blocker}")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Call a check and keep what it says it saw; ordinary tests are left to pytest."""
    if meta_of(pyfuncitem) is None:
        return None
    names = pyfuncitem._fixtureinfo.argnames
    saw = pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names})
    pyfuncitem.stash[SAW] = saw or ""
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn pytest's report of a check into a row; take every secret out of it."""
    report = yield
    meta = meta_of(item)
    if meta is None:
        return report
    redactor = item.config.stash[REDACTOR]
    ended = report.when == "call" or (report.when == "setup" and report.outcome != "passed")
    if not ended:
        return _hide(report, redactor)
    error = call.excinfo.value if call.excinfo else None
    row = _row(item, meta, error, report, redactor)
    item.config.stash[OUTCOMES][meta.id] = row["outcome"]
    if row["outcome"] == "warn":
        report.outcome, report.longrepr = "passed", None
    elif row["outcome"] == "fail":
        report.longrepr = f"{row['title']}\n  said: {row['said']}\n  see:  {'; '.join(meta.refs)}"
    # On the item, so that every later report of it carries the row: JUnit reads the one of the teardown.
    item.user_properties += [
        (PREFIX + key, value if isinstance(value, str) else json.dumps(value)) for key, value in row.items()
    ]
    report.user_properties = list(item.user_properties)
    return _hide(report, redactor)


def read_row(properties: Collection[tuple[str, object]]) -> dict[str, Any] | None:
    """The row in the properties of a report; None for an ordinary test."""
    found = {key.removeprefix(PREFIX): str(value) for key, value in properties if key.startswith(PREFIX)}
    if not found:
        return None
    plain: dict[str, Any] = dict(found)
    plain["seconds"] = float(found["seconds"])
    plain |= {name: json.loads(found[name]) for name in ("refs", "diagnoses", "findings", "by_code") if name in found}
    return plain


def _row(
    item: pytest.Item, meta: Meta, error: BaseException | None, report: pytest.TestReport, redactor: Redactor
) -> dict[str, Any]:
    arguments: Mapping[str, Any] = getattr(item, "funcargs", {})
    seen = [value for value in arguments.values() if isinstance(value, Observation)]
    row: dict[str, Any] = {
        "id": meta.id,
        "title": meta.title,
        "profile": "",
        "mailbox": "",
        "stage": meta.stage,
        "severity": meta.severity,
        "outcome": "pass",
        "seconds": round(max((o.seconds for o in seen), default=0.0), 3),
        "said": item.stash.get(SAW, ""),
        "diagnoses": [],
        "blocked_by": "",
        "refs": list(meta.refs),
    }
    if meta.stage in CLIENT_STAGES:
        row["seconds"] = round(report.duration, 3)
    run = item.config.stash[RUN]
    profile = arguments.get("profile") or run.profile
    row["profile"] = run.profile.source if run.profile else "embedded"
    row["mailbox"] = profile.mailbox.xoauth2_user if profile else ""
    if isinstance(error, CheckFailed):
        row["severity"] = error.severity or meta.severity
        if run.mode == "live" and meta.id in DATES:
            row["severity"] = WARNING
        row["outcome"] = "warn" if row["severity"] == WARNING else "fail"
        row["said"] = error.said
        # A client's mistake is not the tenant's: the words of a case are evidence, not a refusal to explain.
        by_code = False
        if meta.stage not in CLIENT_STAGES:
            row["diagnoses"], by_code = _diagnoses(item, error, seen)
        if by_code:
            row["by_code"] = True
    elif isinstance(error, pytest.skip.Exception):
        reason = str(error.msg)
        blocked = reason.startswith("blocked by ")
        row["outcome"] = "blocked" if blocked else "skip"
        row["blocked_by"] = reason.removeprefix("blocked by ") if blocked else ""
        row["said"] = "" if blocked else reason
    elif error is not None or report.outcome == "failed":
        row["outcome"] = "error"
        row["severity"] = FATAL
        row["said"] = f"{type(error).__name__}: {error}"
    said = " ".join(str(row["said"]).split())
    row["said"] = redactor.clean(said) if row["outcome"] in {"fail", "warn"} else printable(redactor.hide(said))
    if isinstance(error, CheckFailed) and error.findings:
        row["findings"] = [_finding(one, redactor) for one in error.findings]
        row["diagnoses"] = list(dict.fromkeys(id for one in row["findings"] for id in one["diagnoses"][:1]))
    return row


def _finding(one: Finding, redactor: Redactor) -> dict[str, Any]:
    """One of several refusals by the token endpoint as plain data."""
    return {
        "said": redactor.clean(" ".join(one.said.split())),
        "diagnoses": [match.diagnosis.id for match in rank(one.said, "entra", ())],
        "copy": {name: _shown(value, redactor) for name, value in one.copy.items()},
    }


def _shown(value: Any, redactor: Redactor) -> Any:
    if isinstance(value, list):
        return [_shown(item, redactor) for item in value]
    return printable(redactor.hide(value)) if isinstance(value, str) else value


def _diagnoses(item: pytest.Item, error: CheckFailed, seen: list[Observation]) -> tuple[list[str], bool]:
    """Ids of causes, best first: those the check established, else those its words fit, narrowed by our reading; and
    whether the code of a refusal is all that allows them.
    """
    if error.diagnoses:
        return list(error.diagnoses), False
    failed = next((o for o in seen if o.failure and error.said.startswith(o.failure.words)), None)
    heard = failed.failure if failed else None
    protocol = heard.protocol if heard else ""
    otherwise = by_standard(heard, failed.facts) if failed else ""
    hints: Collection[str] = ()
    ruled: frozenset[str] = frozenset()
    told: Collection[str] = ()
    if protocol in _MAIL and SURVEY in item.config.stash:
        profile, look = item.config.stash[TARGET].profile, item.config.stash[SURVEY].see
        token, sessions = look("token"), {name: look(f"{name}_session") for name in sorted(_MAIL)}
        hints, ruled = suspicions(profile, token), ruled_out(profile, token, sessions)
        told = narrowed(profile, token, sessions, protocol)
    matches = rank(error.said, protocol, hints, otherwise)
    if matches and matches[0].confidence < TELLING:
        matches = rank(error.said, protocol, {*hints, *told}, otherwise)
    found = [match.diagnosis.id for match in matches]
    if otherwise and len(found) == 1 and otherwise not in found and matches[0].confidence < TELLING:
        found.append(otherwise)  # a code alone is not certain: the moment allows something else
    # The words name the first; of what else they allow, the other servers speak for some, the token speaks against
    # some, and our own conduct too.
    found = found[:1] + sorted((id for id in found[1:] if id not in ruled), key=lambda id: id not in told)
    by_code = any(match.unmet for match in matches)
    found = [id for id in found if GENERAL.get(found[0]) != id]
    if failed is None or not failed.probe.endswith("_session"):
        return found, by_code
    possible = [id for id in found if id not in NO_PASSWORD]
    if not possible and otherwise:
        possible = [match.diagnosis.id for match in rank("", protocol, {*hints, *told}, otherwise)]
        possible = possible[:1] + [id for id in possible[1:] if id not in ruled | NO_PASSWORD]
        by_code = True
    return sorted(possible or found, key=lambda id: id in NEVER_OURS and len(found) > 1), by_code


# What a probe of ours does not do, so that it is the last to suspect (POP3 is asked in two lines).
NEVER_OURS = frozenset({"pop3-one-line-auth"})
# What a session of ours cannot be refused for: it sends no password, whatever the words speak of.
NO_PASSWORD = frozenset({"basic-auth-disabled", "imap-login-refused"})
# A cause that says what another one leaves open, and that other one.
GENERAL = {"certificate-intercepted": "certificate-unknown-ca"}
_MAIL = {"smtp", "imap", "pop3"}
# What the settings say about the end of a credential is a warning where the login host itself is asked.
DATES = frozenset({"settings.rotation", "settings.client_secret_end"})


def _hide(report: pytest.TestReport, redactor: Redactor) -> pytest.TestReport:
    """Tracebacks, locals and captured output go through the redactor too."""
    if report.longrepr is not None and not isinstance(report.longrepr, tuple):
        report.longrepr = redactor.clean(str(report.longrepr))
    elif isinstance(report.longrepr, tuple):
        path, line, reason = report.longrepr
        report.longrepr = (path, line, redactor.clean(reason))
    report.sections = [(name, redactor.clean(text)) for name, text in report.sections]
    return report
