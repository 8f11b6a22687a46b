"""What a person reads while and after the checks run, and what is written to files."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TextIO

import pytest

from ..address import five_lines_of, token_file
from ..config.lifetimes import REFRESH_TOKEN_LIFE
from ..probes.proxy import shown
from ..redact import printable
from ..report.cause import TICKET, wrapped
from ..report.causes import root_causes
from ..report.document import document
from ..report.formats import write
from ..report.fresh import NOT_BEYOND_TLS, REACHED, Note, header_of, notes_of_address, notes_of_fresh_token
from ..report.healthy import WORKS, left_behind, what_comes_next
from ..report.identity import identity_of
from ..report.ladder import all_blocked, blocked_line, first_blocker, needed_line, row_lines, stage_lines
from ..report.nagios import nagios
from ..report.page import page, warning_marks
from ..report.plan import plan
from ..report.verdict import FINE, OWN_ERROR, exit_status, verdict_line
from ..stages import CLIENT_STAGES, STAGES
from ..target import proxies_of
from ..version import version
from .client import CLIENT
from .options import REDACTOR, RUN, SECRETS, UNUSED, Run
from .order import META, asked_for, only_checks
from .outcome import SURVEY, TARGET, read_row

REPORTER = "oauthmail-reporter"
_EMBEDDED = "EMBEDDED TENANT, not yours"


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """One reporter where the terminal is; xdist workers only run checks."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Reporter(config), REPORTER)


class Reporter:
    """Collects rows as they arrive and prints a stage when the next one begins."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._run: Run = config.stash[RUN]
        self._rows: list[dict[str, Any]] = []
        self._printed: set[str] = set()
        self._held: list[str] = []
        self._needed: list[str] = []
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
        self._out = sys.stdout

    def pytest_sessionstart(self) -> None:
        """The header: what is diagnosed, from where, and what will be done."""
        # What pytest was asked to run, before anything is collected: a folder of tests is not ours to dress up.
        asked = (str(argument).partition("::")[0].replace("\\", "/") for argument in self._config.args)
        self._alone = all("tests" not in path.split("/") for path in asked)
        if not self._alone:
            return
        self._dress(own=True)
        if not self._quiet() and not self._config.getoption("list_checks"):
            self._print(*(line for text in self._header() for line in wrapped("", text, "  ")), "")

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """`--list-checks` stops here."""
        if self._config.getoption("list_checks"):
            for item in session.items:
                if META in item.stash:
                    meta = item.stash[META]
                    self._print(f"{meta.id:26} {meta.severity:8} {meta.title}  [{'; '.join(meta.refs)}]")
            session.items.clear()
            self._status = FINE
        elif self._run.plan and self._run.profile is not None:
            run = self._run
            proxies = proxies_of(self._run.profile)
            self._print(
                *plan(self._run.profile, run.only, run.send_to, proxies, probe_basic=run.probe_basic),
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
        if self._rows and self._rows[-1]["stage"] != row["stage"]:
            self._stage_done(self._rows[-1]["stage"])
        self._rows.append(row)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """The exit status of DESIGN 3.1, from the rows; pytest's own where tests ran beside them."""
        if self._status is not None:
            session.exitstatus = self._status
            return
        if exitstatus == pytest.ExitCode.INTERRUPTED and self._terminal is None:
            known = page(self._rows, self._identity(), (), live=True) if root_causes(self._rows) else []
            if self._rows:
                self._stage_done(self._rows[-1]["stage"])
                self._print_held()
            waiting = self._config.stash[SURVEY].under_way() if SURVEY in self._config.stash else []
            if waiting:
                self._print(*wrapped("  waited for   ", ", ".join(waiting), "               "))
            self._print(*known, "", "INTERRUPTED   what is known so far is above; nothing is proven")
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
            self._status, told = nagios(self._rows, self._verdict, self._ends(), datetime.now(UTC), self._run.warn_days)
            session.exitstatus = self._status
            self._print(told)
            return
        if not self._alone:
            self._status = max(self._status, int(exitstatus)) if self._status != FINE else int(exitstatus)
        session.exitstatus = self._status
        if self._rows:
            self._stage_done(self._rows[-1]["stage"])
            self._print_held()
        for path in self._run.reports:
            self._write(path, session)
        self._save()
        if self._terminal is None:
            self._print(*self._ending())

    def pytest_terminal_summary(self) -> None:
        """The page, and the verdict as its last line; the command prints them itself."""
        if not self._config.getoption("list_checks") and (self._rows or self._status is not None):
            self._print(*self._ending())

    def pytest_unconfigure(self) -> None:
        """Nothing is left behind."""
        self._rows = []

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
        run = self._run
        verdict = verdict_line(self._rows, self._verdict, time.time() - self._started, self._about())
        if self._quiet():
            causes = ", ".join(cause.id for cause in root_causes(self._rows))
            return [f"{verdict}   {causes}".rstrip()]
        if self._run.only:
            known = CLIENT_STAGES if self._run.mode == "client" else STAGES
            left = [stage for stage in known if stage not in {row["stage"] for row in self._rows}]
            if left:
                lines.append(f"  {' '.join(left)}   not asked for (--only {','.join(self._run.only)})")
        if self._run.mode not in {"client", "address"} and CLIENT_STAGES[0] not in asked_for(self._run):
            lines.append(f"  {_LEFT_OUT}")
        unused = self._config.stash.get(UNUSED, ())
        lines += [f"  fault {spec} did not act: nothing in this run reaches it" for spec in unused]
        told = self._page()
        if run.mode == "live" and not run.reports and root_causes(self._rows) and TICKET not in told:
            told = [*told, "", "For a ticket: add --report ticket.md (holds no secret)"]
        # pytest has just printed an empty line of its own.
        return [*lines, *(told[1:] if self._terminal is not None else told), "", verdict]

    def _page(self) -> list[str]:
        run, good = self._run, ""
        notes: list[Note] = []
        if run.mode == "address" and run.profile is not None and SURVEY in self._config.stash:
            survey = self._config.stash[SURVEY]
            good = REACHED
            notes = [*notes_of_address(run.profile, {id: survey.see(id) for id in _GREETED})]
        elif run.way and run.profile is not None:
            notes = [*notes_of_fresh_token(run.profile, is_file=not run.address)]
        live = run.mode in {"live", "address"}
        coming: Sequence[str] = ()
        if run.mode == "live" and run.profile is not None:
            # Only where it was sent: asking for the observation would send it.
            if any(row["id"] == "message.sent" and row["outcome"] == "pass" for row in self._rows):
                notes = [*left_behind(self._config.stash[SURVEY].see("message").facts, run.send_to), *notes]
            good = "" if run.only else WORKS
            coming = what_comes_next(run.profile, datetime.now(UTC), self._ends())
        return page(self._rows, self._identity(), self._not_proven(), live=live, good=good, notes=notes, coming=coming)

    def _header(self) -> list[str]:
        run = self._run
        when = time.strftime("%Y-%m-%d %H:%M %z", time.localtime(self._started))
        if run.mode == "embedded":
            faults = f"   faults: {', '.join(run.faults)}" if run.faults else ""
            return [f"oauthmail {version()}   {_EMBEDDED}   {when}{faults}", _WHAT_EMBEDDED]
        if run.mode == "client":
            return [f"oauthmail {version()}   CLIENT   {self._client()}   {when}", _WHAT_CLIENT]
        profile = run.profile
        assert profile is not None
        who = f"{profile.mailbox.xoauth2_user} in {profile.authority.tenant}   {profile.source}   {when}"
        if run.mode == "settings":
            return [f"oauthmail {version()}   SETTINGS   {who}", "Judges the settings only; contacts nothing."]
        sends = "Sends 1 message, changes nothing else" if run.send_to else "Sends no mail, changes nothing"
        trust = f"trust store {profile.network.ca_bundle}" if profile.network.ca_bundle else "system trust store"
        way = proxies_of(profile).get("https", "")
        proxy = f"proxy {shown(way)} for the login host" if way else "no proxy"
        if run.mode == "address":
            first = f"oauthmail {version()}   ADDRESS   {printable(run.address)}   {when}"
            where = f"From host {platform.node() or 'unknown'}, {proxy}, {trust}."
            return [first, where, *header_of(profile, run.address, "")]
        password = "logs in with a wrong password once a protocol" if run.probe_basic else "uses no password"
        return [
            f"oauthmail {version()}   LIVE   {who}",
            f"From host {platform.node() or 'unknown'}, {proxy}, {trust}. {sends}, {password}.",
            *(header_of(profile, run.address, run.way) if run.way else ()),
        ]

    def _stage_done(self, stage: str) -> None:
        """Print a stage; stages of which nothing was tried are held back and share a line."""
        if not self._alone or self._quiet() or stage in self._printed:
            return
        self._printed.add(stage)
        rows = self._of(stage)
        if all_blocked(rows) or (self._held and all(row["outcome"] == "skip" for row in rows)):
            self._held.append(stage)
            return
        if self._run.only and stage not in asked_for(self._run) and all(row["outcome"] != "fail" for row in rows):
            self._needed.append(stage)
            return
        self._print_held()
        marks = [mark for mark, row in warning_marks(self._rows) if row["stage"] == stage]
        self._print(*stage_lines(stage, rows, marks))
        if self._terminal is None and self._verbose():
            self._print(*(line for row in rows for line in row_lines(row)))

    def _print_held(self) -> None:
        """What `--only` needs but did not ask for shares a line, and so does what was not tried."""
        if self._needed:
            rows = [row for stage in self._needed for row in self._of(stage)]
            self._print(needed_line(self._needed, rows))
            self._needed = []
        if self._held:
            held, self._held = self._held, []
            blocked = [stage for stage in held if all_blocked(self._of(stage))]
            rows = [row for stage in blocked for row in self._of(stage)]
            blocker = next(row["blocked_by"] for row in rows if row["blocked_by"])
            self._print(blocked_line(blocked, rows, first_blocker(self._rows, blocker)))
            for stage in held:
                if stage not in blocked:
                    self._print(*stage_lines(stage, self._of(stage), ()))

    def _of(self, stage: str) -> list[dict[str, Any]]:
        return [row for row in self._rows if row["stage"] == stage]

    def _write(self, path: Any, session: pytest.Session) -> None:
        run = self._run
        name = run.profile.source if run.profile else "embedded"
        target = run.profile.authority.url if run.profile else _EMBEDDED
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
            self._print(f"--report {path}: cannot be written ({error.strerror})")
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
            self._print(f"--save {run.save}: cannot be written ({error.strerror})")
            self._status = self._verdict = OWN_ERROR
            return
        token = token_file(run.save)
        self._print("", f"  {run.save} is written.   Next: oauthmail login {run.save} --store file:{token}")

    def _identity(self) -> Mapping[str, str]:
        profile = self._run.profile or (self._config.stash[TARGET].profile if TARGET in self._config.stash else None)
        if profile is None:
            return {}
        return identity_of(profile, self._run.profile.source if self._run.profile else "PROFILE.toml")

    def _ends(self) -> Mapping[str, datetime]:
        """When the credentials end, as far as the profile states it."""
        profile = self._run.profile
        if profile is None:
            return {}
        grant = profile.grant
        secrets = [secret.ends for secret in profile.app_registration.secrets]
        kept = grant.refresh_token_rotation == "persisted" or bool(grant.refresh_token_store)
        obtained = grant.refresh_token_obtained_at if grant.renews and not kept else None
        ends = {"rt": obtained + REFRESH_TOKEN_LIFE} if obtained else {}
        return {**ends, **({"secret": max(secrets)} if secrets else {})}

    def _not_proven(self) -> Sequence[str]:
        if self._run.mode == "embedded":
            return ["anything about your own tenant: this one is built in, and it is good by design."]
        if self._run.mode == "client":
            return ["how the client behaves with a real tenant: the servers here are fakes on this machine."]
        if self._run.mode == "settings":
            view = self._config.stash[SECRETS]
            absent = [view.why_absent(name) for name in ("client_secret", "refresh_token") if view.get(name) is None]
            profile = self._run.profile
            lacks = profile is not None and profile.grant.flow == "authorization_code" and not view.get("refresh_token")
            return [
                *(f"{why}: its value was not judged." for why in absent if "the profile has no" not in why),
                *([f"how to get a refresh token: oauthmail guide {profile.source}"] if profile and lacks else []),
                "that the tenant, the token and the mailbox agree: your tenant was not contacted.",
            ]
        if self._run.mode == "address":
            return NOT_BEYOND_TLS
        found = ["that the application uses these values. Compare with what it holds:", *self._fingerprints()]
        if not self._run.send_to:
            found.append("that a message arrives: add --send-to ADDRESS.")
        elif not any(row["id"] == "message.whole" and row["outcome"] == "pass" for row in self._rows):
            found.append(f"that the message arrived at {self._run.send_to}: look there.")
        if SURVEY in self._config.stash:
            seen = self._config.stash[SURVEY].see("smtp_hello").facts.get("seen_from")
            if seen:
                found.append(f"that other addresses than {seen} (yours, as the SMTP server sees it) are let in.")
        return found

    def _fingerprints(self) -> list[str]:
        lines = []
        view = self._config.stash[SECRETS]
        for name in ("client_secret", "refresh_token"):
            value = view.get(name)
            if value is not None:
                mark = f", sha256 {value.fingerprint()}..." if value.fingerprint() else ""
                lines.append(f"  {name.replace('_', ' ')}  {len(value)} characters{mark}")
        return lines

    def _about(self) -> str:
        return {
            "embedded": _EMBEDDED,
            "settings": "your tenant was not contacted",
            "live": "",
            "address": "",
            "client": f"client: {self._client()}",
        }[self._run.mode]

    def _client(self) -> str:
        """The name and version of the client that is judged."""
        client = self._config.stash.get(CLIENT, None)
        return str(client.capabilities) if client else self._run.adapter

    def _quiet(self) -> bool:
        return bool(self._config.option.verbose < 0) or self._run.warn_days is not None

    def _verbose(self) -> bool:
        return bool(self._config.option.verbose > 0)

    def _print(self, *lines: str) -> None:
        redactor = self._config.stash[REDACTOR]
        if self._terminal is not None:
            self._terminal.ensure_newline()
        for line in lines:
            text = encodable(redactor.hide(line), self._out)
            if self._terminal is not None:
                self._terminal.write_line(text)
            else:
                self._say(text)

    def _say(self, text: str) -> None:
        try:
            print(text, file=self._out, flush=True)
        except BrokenPipeError:
            # Whoever read along has enough; the run goes on for its exit status and reports.
            self._out = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - kept for the whole run


_GREETED = ("discovery", "smtp_hello", "imap_hello", "pop3_hello")
_WHAT_CLIENT = "Plays servers of its own on this machine, one case at a time, and judges what it saw on the wire."
_LEFT_OUT = "client cases   not asked for: they run without --fault, --only and --profile, or with --adapter"
_WHAT_EMBEDDED = "A fake tenant on this machine, offline: it proves the suite and shows what a run looks like."


def encodable(text: str, file: TextIO) -> str:
    """The text as the console can show it: its own encoding, and ASCII stand-ins for what that lacks."""
    encoding = getattr(file, "encoding", None) or "ascii"
    return text.encode(encoding, "backslashreplace").decode(encoding)
