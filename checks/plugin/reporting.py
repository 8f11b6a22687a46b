"""What a person reads while and after the checks run, and what is written to files."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from ..address import five_lines_of, token_file
from ..report.cause import TICKET, wrapped
from ..report.causes import root_causes
from ..report.coming import coming, ends
from ..report.document import document
from ..report.formats import write
from ..report.fresh import REACHED
from ..report.identity import identity_of
from ..report.nagios import nagios
from ..report.page import NOT_YET, WORKS, page
from ..report.plan import plan
from ..report.verdict import FINE, NOTHING, OWN_ERROR, exit_status, verdict_line
from ..stages import CLIENT_STAGES, STAGES
from ..survey import Wait
from ..target import proxies_of
from ..version import version
from .client import CLIENT
from .cloud import under_way
from .ladder import Ladder
from .order import META, asked_for, only_checks
from .outcome import SURVEY, TARGET, read_row
from .run import REDACTOR, RUN, SECRETS, UNUSED, Run
from .screen import Screen
from .telling import EMBEDDED, LEFT_OUT, about, header, left_behind, left_untried, not_proven, notes, unjudged
from .waiting import Waiting

REPORTER = "oauthmail-reporter"


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """One reporter where the terminal is; xdist workers only run checks."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Reporter(config), REPORTER)


class Reporter:
    """Collects rows as they arrive and prints a stage when the next one begins."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._rows: list[dict[str, Any]] = []
        self._started = time.time()
        self._alone = False
        self._status: int | None = None
        self._verdict = FINE
        self._before = "auto"
        self._terminal: Any = config.pluginmanager.getplugin("terminalreporter")
        if self._run.as_command:
            # The command has its own face: no platform, rootdir or collected lines, no closing line of pytest's.
            config.pluginmanager.unregister(self._terminal)
            self._terminal = None
        self._screen = Screen(sys.stdout, self._terminal, config.stash[REDACTOR], os.environ)
        self._waiting = Waiting(self._screen, self._under_way)
        detailed = self._terminal is None and self._verbose()
        asked = asked_for(self._run) if self._run.only else ()
        self._ladder = Ladder(self._rows, self._screen.say, asked, detailed=detailed)

    @property
    def _run(self) -> Run:
        # Which the answer to a first question may still change (checks/plugin/cloud.py).
        return self._config.stash[RUN]

    def pytest_sessionstart(self) -> None:
        """The header: what is diagnosed, from where, and what will be done."""
        # What pytest was asked to run, before anything is collected: a folder of tests is not ours to dress up.
        asked = (str(argument).partition("::")[0].replace("\\", "/") for argument in self._config.args)
        self._alone = all("tests" not in path.split("/") for path in asked)
        if not self._alone:
            return
        self._dress(own=True)
        if not self._quiet() and not self._config.getoption("list_checks"):
            self._waiting.begin()
            self._screen.say(
                *(
                    line
                    for text in header(self._run, self._started, self._client())
                    for line in wrapped("", text, "  ")
                ),
                "",
            )

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """`--list-checks` stops here."""
        if self._config.getoption("list_checks"):
            for item in session.items:
                if META in item.stash:
                    meta = item.stash[META]
                    self._screen.say(f"{meta.id:26} {meta.severity:8} {meta.title}  [{'; '.join(meta.refs)}]")
            session.items.clear()
            self._status = FINE
        elif self._run.plan and self._run.profile is not None:
            run = self._run
            proxies = proxies_of(self._run.profile)
            self._screen.say(
                *plan(
                    self._run.profile,
                    run.only,
                    run.send_to,
                    proxies,
                    probe_basic=run.probe_basic,
                    all_copies=run.all_copies,
                ),
                "",
                "PLAN   nobody was contacted   exit 0",
            )
            session.items.clear()
            self._status = FINE
        elif self._alone and session.items and not only_checks(session.items):
            self._alone = False
            self._dress(own=False)

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """pytest counts the checks but prints no dots for them; -v prints them all."""
        if not self._alone or self._verbose() or read_row(report.user_properties) is None:
            return None
        return (report.outcome if report.when == "call" or report.outcome != "passed" else ""), "", ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the row, from whichever worker it comes."""
        row = read_row(report.user_properties)
        if row is None or any(known["id"] == row["id"] for known in self._rows):
            return
        self._rows.append(row)
        if self._alone and not self._quiet():
            self._ladder.step()

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """The exit status of DESIGN 3.1, from the rows; pytest's own where tests ran beside them."""
        self._waiting.end()
        if self._status is not None:
            session.exitstatus = self._status
            return
        if exitstatus == pytest.ExitCode.INTERRUPTED and self._terminal is None:
            self._interrupted()
        if exitstatus not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED}:
            if exitstatus == pytest.ExitCode.INTERNAL_ERROR:
                session.exitstatus = OWN_ERROR
            return
        if not self._rows and not self._alone:
            return
        self._verdict = self._status = exit_status(
            self._rows,
            fail_on_warning=self._run.fail_on_warning,
            diagnosing=self._run.as_command == "diagnose" and self._run.mode in {"live", "address"},
            shallow=self._run.mode == "address",
        )
        if self._run.warn_days is not None:
            self._status, told = nagios(
                self._rows, self._verdict, ends(self._run.profile), datetime.now(UTC), self._run.warn_days
            )
            session.exitstatus = self._status
            self._write_all(session)
            self._screen.say(told)
            return
        if not self._alone:
            self._status = max(self._status, int(exitstatus)) if self._status != FINE else int(exitstatus)
        session.exitstatus = self._status
        self._ladder.end()
        self._write_all(session)
        self._save()
        if self._terminal is None:
            self._screen.say(*self._ending())

    def pytest_terminal_summary(self) -> None:
        """The page, and the verdict as its last line; the command prints them itself."""
        if not self._config.getoption("list_checks") and (self._rows or self._status is not None):
            self._screen.say(*self._ending())

    def pytest_unconfigure(self) -> None:
        """Nothing is left behind."""
        self._waiting.end()
        self._screen.close()
        self._rows.clear()

    def _dress(self, *, own: bool) -> None:
        """Leave out pytest's tracebacks, summary and file names, or put them back where tests run beside checks."""
        if own:
            self._before = self._config.option.tbstyle
        self._config.option.tbstyle = "no" if own else self._before
        if self._terminal is not None:
            self._terminal.reportchars = "" if own else "fE"
            self._terminal.showfspath = not own

    def _ending(self) -> list[str]:
        lines: list[str] = []
        verdict = verdict_line(self._rows, self._verdict, time.time() - self._started, about(self._run, self._client()))
        if self._quiet():
            causes = ", ".join(cause.id for cause in root_causes(self._rows))
            return [f"{verdict}   {causes}".rstrip()]
        if self._run.only:
            known = CLIENT_STAGES if self._run.mode == "client" else STAGES
            left = [stage for stage in known if stage not in {row["stage"] for row in self._rows}]
            if left:
                lines.append(f"  {' '.join(left)}   not asked for (--only {','.join(self._run.only)})")
        if self._run.mode not in {"client", "address"} and CLIENT_STAGES[0] not in asked_for(self._run):
            lines.append(f"  {LEFT_OUT}")
        unused = self._config.stash.get(UNUSED, ())
        lines += [f"  fault {spec} did not act: nothing in this run reaches it" for spec in unused]
        told = self._page()
        if self._run.mode == "live" and not self._run.reports and root_causes(self._rows) and TICKET not in told:
            told = [*told, "", "For a ticket: add --report ticket.md (holds no secret)"]
        # pytest has just printed an empty line of its own.
        return [*lines, *(told[1:] if self._terminal is not None else told), "", verdict]

    def _page(self) -> list[str]:
        run, profile = self._run, self._run.profile
        survey = self._config.stash.get(SURVEY, None)
        live = run.mode in {"live", "address"}
        return page(
            self._rows,
            self._identity(),
            not_proven(run, self._config.stash.get(SECRETS, None), self._rows),
            live=live,
            good=REACHED if run.mode == "address" else self._good(),
            notes=[*notes(run, survey)],
            left=[*left_behind(run, survey), *left_untried(survey)],
            coming=coming(profile, datetime.now(UTC).date()) if profile and run.mode == "live" else (),
        )

    def _good(self) -> str:
        """The word where nothing is wrong; empty for the usual one."""
        if self._run.mode != "live":
            return ""
        return NOT_YET if self._status == NOTHING else WORKS if not self._run.only else ""

    def _interrupted(self) -> None:
        """What is known so far, and what was waited for."""
        known = page(self._rows, self._identity(), (), live=True) if root_causes(self._rows) else []
        self._ladder.end()
        survey = self._config.stash.get(SURVEY, None)
        waits = [*unjudged(survey, self._rows), *(f"waited {wait}" for wait in self._under_way())]
        self._screen.say(*(line for wait in waits for line in wrapped("  ", wait, "         ")))
        told = "what is known so far is above" if self._rows else "nothing is known yet"
        self._screen.say(*known, "", f"INTERRUPTED   {told}; nothing is proven")

    def _under_way(self) -> list[Wait]:
        if SURVEY in self._config.stash:
            return self._config.stash[SURVEY].under_way()
        return under_way(self._config)

    def _write_all(self, session: pytest.Session) -> None:
        for path in self._run.reports:
            self._write(path, session)

    def _write(self, path: Any, session: pytest.Session) -> None:
        run = self._run
        name = run.profile.source if run.profile else "embedded"
        target = run.profile.authority.url if run.profile else EMBEDDED
        if run.mode == "client":
            name = target = self._client()
        content = document(
            self._rows,
            version=version(),
            started=self._started,
            target=target,
            profiles=[name],
            exit_status=int(session.exitstatus),
        )
        hide = self._config.stash[REDACTOR].hide
        told = self._page()
        try:
            write(path, content, self._identity(), [hide(line) for line in told])
        except OSError as error:
            self._screen.say(f"--report {path}: cannot be written ({error.strerror})")
            session.exitstatus = self._status = self._verdict = OWN_ERROR

    def _save(self) -> None:
        """`--save`: the settings of this run as a profile; every secret a reference."""
        run = self._run
        if run.save is None or run.profile is None:
            return
        try:
            with run.save.open("x", encoding="utf-8") as file:
                file.write(five_lines_of(run.profile, run.address, run.save, run.client_secret))
        except OSError as error:
            self._screen.say(f"--save {run.save}: cannot be written ({error.strerror})")
            self._status = self._verdict = OWN_ERROR
            return
        token = token_file(run.save)
        self._screen.say("", f"  {run.save} is written.   Next: oauthmail login {run.save} --store file:{token}")

    def _identity(self) -> Mapping[str, str]:
        profile = self._run.profile or (self._config.stash[TARGET].profile if TARGET in self._config.stash else None)
        if profile is None:
            return {}
        return identity_of(profile, self._run.profile.source if self._run.profile else "PROFILE.toml")

    def _client(self) -> str:
        """The name and version of the client that is judged."""
        client = self._config.stash.get(CLIENT, None)
        return str(client.capabilities) if client else self._run.adapter

    def _quiet(self) -> bool:
        return bool(self._config.option.verbose < 0) or self._run.warn_days is not None

    def _verbose(self) -> bool:
        return bool(self._config.option.verbose > 0)
