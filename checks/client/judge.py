"""Carrying out a case: the server set up, the client started, and the rules asked what they see."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..check import fail, not_applied
from ..redactor import Redactor
from .adapter import Client, Result
from .case import Case, Evidence, Rule, Run, Seen
from .jobs import LEG, SIGN_IN, job
from .rules import ALWAYS, ENDS
from .server import Server
from .sign_in import sign_in
from .wire import connections

_QUIET_SECONDS = 0.5
_PAUSE = 0.002


class Judge:
    """Judges one client against one server. Cases that do the same are carried out once.

    `redactor` is that of the reports: it learns what the server issues.
    """

    def __init__(self, server: Server, client: Client, redactor: Redactor | None = None) -> None:
        self._server = server
        self._client = client
        self._reports = redactor or Redactor()
        self._done: dict[tuple[object, ...], Evidence] = {}
        self._secrets = Redactor()
        self._known: set[str] = set()

    def judge(self, case: Case) -> str:
        """Returns what was seen. Ends the check by `fail` or `not_applied`; raises Unusable."""
        missing = lacks(case, self._client)
        if missing:
            not_applied(missing)
        if case.sweep:
            return self._sweep(case)
        evidence = self.evidence(case)
        wrong = verdict(case, evidence)
        if wrong:
            fail(wrong[1], severity=case.severity)
        tried, asked = len(evidence.exchanges()), len(evidence.requests())
        return f"{tried} login{'s' * (tried != 1)}, {asked} token request{'s' * (asked != 1)}"

    def evidence(self, case: Case) -> Evidence:
        """What the case left; from memory when another did the same."""
        if case.done not in self._done:
            self._done[case.done] = self._carry_out(case)
        return self._done[case.done]

    def _sweep(self, case: Case) -> str:
        """The same action under every fault of its listener."""
        wrong: list[str] = []
        specs = self._server.known_faults()[case.sweep]
        for spec in specs:
            single = replace(case, faults=(spec,), sweep="")
            # Who waits longer for a silent server than the sweep does is not at fault here.
            found = verdict(single, self._carry_out(single), but=ENDS)
            if found:
                wrong.append(f"{spec}: {found[1]}")
        if wrong:
            fail("; ".join(wrong[:3]) + (f"; and {len(wrong) - 3} more" if len(wrong) > 3 else ""))
        return f"{len(specs)} faults"

    def _carry_out(self, case: Case) -> Evidence:
        server = self._server
        server.reset()
        if case.dialect:
            server.dialect(case.dialect)
        if case.life:
            server.token_life(case.life)
        with tempfile.TemporaryDirectory(prefix="oauthmail-client-") as folder:
            seen: list[Seen] = []
            given: dict[str, Any] = {}
            for run in case.runs:
                given = self._job(case, run, folder)
                server.faults(*(case.faults if run.faults is None else run.faults))
                seen.append(self._run(run, given))
            server.hang_up()
            events = server.transcript()
        return Evidence(str(server.settings["smtp_host"]), given, seen, connections(events))

    def _job(self, case: Case, run: Run, folder: str) -> dict[str, Any]:
        return job(
            self._server.settings,
            run.action or case.action,
            tls=case.tls,
            token=case.token,
            seconds=case.seconds,
            state_dir=folder,
            changes=case.changes,
        )

    def _run(self, run: Run, given: Mapping[str, Any]) -> Seen:
        server = self._server
        if run.before:
            server.advance(run.before)
        if run.pause:
            threading.Event().wait(run.pause)
        start = _last(server)
        result = self._client.run(given, lambda asked: sign_in(server.settings, asked))
        self._settle()
        return Seen(result, self._leaked(result), start, _last(server), server.messages(), run.mail)

    def _settle(self) -> None:
        """Until the server saw the end of every mail connection, or half a second: what was sent last counts too."""
        deadline = time.monotonic() + _QUIET_SECONDS
        pause = threading.Event()
        while time.monotonic() < deadline:
            open_now: set[int] = set()
            for event in self._server.transcript():
                if event["listener"] != "token" and event["kind"] == "connect":
                    open_now.add(event["connection"])
                elif event["kind"] in {"eof", "reset"}:
                    open_now.discard(event["connection"])
            if not open_now:
                return
            pause.wait(_PAUSE)

    def _leaked(self, result: Result) -> bool:
        for secret in set(self._server.secrets()) - self._known:
            self._known.add(secret)
            self._secrets.learn(secret)
            self._reports.learn(secret)
        text = result.output.decode("utf-8", "replace")
        return self._secrets.hide(text) != text


def verdict(case: Case, evidence: Evidence, but: Rule | None = None) -> tuple[str, str] | None:
    """The first rule that was broken, by name, and what was seen; None when all was well. `but` is not asked."""
    for rule in (*case.must, *ALWAYS):
        said = rule.wrong(evidence) if rule is not but else ""
        if said:
            return rule.name, f"{said} (must: {rule.must})"
    return None


def lacks(case: Case, client: Client) -> str:
    """Why a client is not asked: what it says it does not do; empty when it does all that the case needs."""
    can = client.capabilities
    actions = {case.action, *(run.action for run in case.runs if run.action)}
    if missing := sorted(actions - can.actions):
        return f"{can.name} does not do: {', '.join(missing)}"
    if case.action in LEG and case.tls not in can.tls:
        return f"{can.name} does not do TLS by {case.tls}"
    grants = {"refresh": "refresh_token", SIGN_IN: "authorization_code"}
    needed = {grants[token] for token in (case.token,) if token in grants}
    if missing := sorted(needed - can.grants):
        return f"{can.name} does not do the grant {', '.join(missing)}"
    if case.action in LEG and "XOAUTH2" not in can.mechanisms:
        return f"{can.name} does not do XOAUTH2"
    return ""


def _last(server: Server) -> int:
    events = server.transcript()
    return int(events[-1]["number"]) if events else 0
