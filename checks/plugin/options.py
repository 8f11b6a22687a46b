"""The options of a run, read once and checked before anything happens."""

from __future__ import annotations

import argparse
import contextlib
import difflib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..config.certificate import CertificateUnusable, at_hand, proof_of
from ..config.copies import MOST_COPIES, copies_of, has_copies
from ..config.profile import Profile
from ..config.read import load
from ..config.schema import five_lines
from ..config.values import ProfileError
from ..config.view import SecretView
from ..redactor import Redactor
from ..report.formats import FORMATS
from ..stages import CLIENT_STAGES, STAGES
from .address import WAYS, read_address
from .leaks import OwnTrace, clean_logs
from .run import REDACTOR, RUN, SECRETS, LearningView, Run

WARN_DAYS, MOST_WARN_DAYS = 14, 3650


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of DESIGN 3.1 that exist so far."""
    group = parser.getgroup("oauthmail", "OAuth 2.0 mail with Microsoft 365")
    group.addoption(
        "--live", action="store_true", help="diagnose the profile's own tenant over the network; reads only"
    )
    group.addoption(
        "--profile",
        metavar="FILE",
        help="the settings (TOML); alone: judge them without any network; with --live: diagnose their tenant",
    )
    group.addoption(
        "--fault",
        action="append",
        default=[],
        metavar="SPEC",
        help="switch on a fault of the embedded tenant: ID[@listener][*times]; repeatable",
    )
    group.addoption(
        "--adapter", metavar="COMMAND", help="judge a mail client: COMMAND speaks the contract of docs/adapter.md"
    )
    group.addoption(
        "--only", metavar="STAGE[,STAGE]", help=f"only these stages and what they need: {', '.join(STAGES)}"
    )
    group.addoption("--send-to", metavar="ADDRESS", help="with --live: may send one test message to this address")
    group.addoption("--fail-on-warning", action="store_true", help="a warning ends the run with exit status 1")
    group.addoption(
        "--report",
        action="append",
        default=[],
        metavar="FILE",
        help=f"write the outcome to FILE ({', '.join(sorted(FORMATS))}); repeatable",
    )
    group.addoption(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a credential may go to this host, which is not one of the profile's cloud; repeatable",
    )
    group.addoption(
        "--probe-basic",
        action="store_true",
        help="also try a password login with a random, wrong password, once for each protocol: each counts as a "
        "failed login of the mailbox",
    )
    group.addoption(
        "--all-copies",
        action="store_true",
        help=f"with --live: try every copy of the credentials that consumers hold, and not the {MOST_COPIES} most used",
    )
    group.addoption("--list-checks", action="store_true", help="list the checks and stop")
    group.addoption("--list-faults", action="store_true", help="list the faults of the embedded tenant and stop")
    group.addoption("--as-command", metavar="VERB", default="", help=argparse.SUPPRESS)
    group.addoption("--plan", action="store_true", help=argparse.SUPPRESS)
    group.addoption("--nagios", action="store_true", help=argparse.SUPPRESS)
    group.addoption("--warn-days", metavar="DAYS", help=argparse.SUPPRESS)
    for name in ("--address", "--client-id", "--client-secret", "--save"):
        group.addoption(name, help=argparse.SUPPRESS)
    group.addoption("--login", nargs="?", const=WAYS[0], help=argparse.SUPPRESS)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Refuse what cannot be done (exit status 4) before a host is contacted."""
    redactor = config.stash[REDACTOR] = Redactor()
    config.add_cleanup(clean_logs(redactor))
    config.pluginmanager.register(OwnTrace(redactor), "oauthmail-own-trace")
    try:
        config.stash[RUN] = _read(config)
    except ProfileError as error:
        raise pytest.UsageError(str(error)) from None


def _read(config: pytest.Config) -> Run:
    option = config.getoption
    live, path = bool(option("live")), option("profile")
    asked = read_address(option)
    if path and option("fault"):
        raise pytest.UsageError("--fault switches on faults of the embedded tenant: it cannot be used with --profile")
    if live and option("fault"):
        raise pytest.UsageError("--fault switches on faults of the embedded tenant: it cannot be used with --live")
    adapter = option("adapter")
    if adapter is not None:
        for other, given in (("--live", live), ("--profile", path), ("--fault", option("fault"))):
            if given:
                raise pytest.UsageError(
                    f"--adapter judges a client by cases that bring their own server: it cannot be used with {other}"
                )
    _need_a_profile(config, live=live, way=asked.way)
    if live and not path and not asked.address:
        path = os.environ.get("OAUTHMAIL_PROFILE")
        if not path:
            raise pytest.UsageError(
                f"--live needs --profile FILE (or OAUTHMAIL_PROFILE). Five lines are enough:\n\n{five_lines()}"
            )
    diagnosing = option("as_command") == "diagnose"
    warn_days = _warn_days(option("warn_days"), nagios=option("nagios"), diagnosing=diagnosing, live=live)
    if option("plan") and not (live and diagnosing):
        raise pytest.UsageError("--plan belongs to the command and needs a profile: oauthmail diagnose PROFILE --plan")
    only = _stages(option("only"), STAGES if adapter is None else CLIENT_STAGES)
    send_to = _address(option("send_to"), needed=live and "message" in only and not option("plan"))
    reports = tuple(_report(name) for name in option("report"))
    if option("as_command") and option("xmlpath"):
        _junit(option("xmlpath"))
    mode = "live" if live else "settings" if path else "embedded" if adapter is None else "client"
    mode, live = (asked.mode, True) if asked.address else (mode, live)
    if mode == "settings" and only not in {(), ("settings",)}:
        raise pytest.UsageError(f"--only {','.join(only)}: without --live only the settings are judged")
    profile = load(path, os.environ) if path else asked.profile() if asked.address else None
    if profile is not None:
        asks = live and not option("plan")
        if asked.way:
            asked.check(profile)
        # With a sign-in of today, what was there before is not asked for.
        tries = asks and mode == "live" and not asked.way and not {"app", "token"}.isdisjoint(only or STAGES)
        view = LearningView(
            profile,
            os.environ,
            live=asks,
            redactor=config.stash[REDACTOR],
            copies_are_tried=tries and has_copies(profile),
        )
        config.stash[SECRETS] = view
        with _told():
            _need_secrets(profile, view, live=asks and mode == "live", fresh=bool(asked.way))
    return Run(
        mode=mode,
        profile=profile,
        faults=tuple(option("fault")),
        only=only,
        send_to=send_to,
        allowed_hosts=frozenset(name.lower().rstrip(".") for name in option("allow_host")),
        fail_on_warning=bool(option("fail_on_warning")),
        reports=reports,
        as_command=option("as_command"),
        warn_days=warn_days,
        plan=bool(option("plan")),
        adapter=adapter or "",
        way=asked.way,
        address=asked.address,
        save=asked.save,
        client_secret=asked.client_secret,
        probe_basic=bool(option("probe_basic")),
        all_copies=bool(option("all_copies")),
    )


def _need_a_profile(config: pytest.Config, *, live: bool, way: str) -> None:
    """Refuse what only a tenant of somebody's own can be asked for."""
    if config.getoption("send_to") and not (live or way):
        raise pytest.UsageError("--send-to sends a real message: it needs a profile (with pytest: --live)")
    if config.getoption("all_copies") and not live:
        raise pytest.UsageError(
            "--all-copies tries what the consumers of a profile hold: it needs a profile (with pytest: --live)"
        )


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Ctrl-C while a command, a keyring or a person is asked for a secret says which: nothing else has begun."""
    try:
        yield
    except KeyboardInterrupt as error:
        waited = "".join(f"; {note}" for note in getattr(error, "__notes__", ()))
        sys.stderr.write(f"INTERRUPTED   nobody was contacted{waited}\n")
        raise


def _need_secrets(profile: Profile, view: SecretView, *, live: bool, fresh: bool) -> None:
    """A live run needs its secrets and its trust store before it contacts anybody; an absent one is a usage error."""
    if live:
        from ..target import trust_store  # noqa: PLC0415 - few runs contact anybody

        trust_store(profile)
    grant = profile.grant
    needed = {
        "client_secret": grant.client_secret is not None,
        "refresh_token": grant.renews and not fresh,
        "access_token": grant.flow == "static_access_token" and not fresh,
    }
    for name, is_needed in needed.items():
        if live and is_needed and view.get(name) is None:
            raise pytest.UsageError(f"{profile.source}: {view.why_absent(name)}")
    if grant.client_auth == "assertion_cert" and (live or at_hand(profile, view)):
        try:
            proof_of(profile, view)
        except CertificateUnusable as error:
            raise pytest.UsageError(f"{profile.source}: {error}") from None
    if view.copies_are_tried:
        # A person who is asked for one is asked here, and not while the checks run.
        copies_of(profile, view)


def _warn_days(text: str | None, *, nagios: bool, diagnosing: bool, live: bool) -> int | None:
    if (nagios or text is not None) and not diagnosing:
        raise pytest.UsageError("--nagios and --warn-days belong to the command: oauthmail diagnose PROFILE --nagios")
    if text is not None and not nagios:
        raise pytest.UsageError("--warn-days goes with --nagios")
    if text is not None and (not text.isdecimal() or int(text) > MOST_WARN_DAYS):
        raise pytest.UsageError(f"--warn-days {text!r}: write a number of days from 0 to {MOST_WARN_DAYS}")
    if nagios and not live:
        raise pytest.UsageError(
            "--nagios needs a profile: oauthmail diagnose PROFILE --nagios (the embedded tenant is always fine)"
        )
    return (WARN_DAYS if text is None else int(text)) if nagios else None


def _stages(text: str | None, known: tuple[str, ...]) -> tuple[str, ...]:
    if text is None:
        return ()
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names or (text,):
        if name not in known:
            near = difflib.get_close_matches(name, known, 1, 0.5)
            hint = f"; did you mean '{near[0]}'?" if near else f": it is one of {', '.join(known)}"
            raise pytest.UsageError(f"--only: unknown stage '{name}'{hint}")
    return names


def _address(text: str | None, *, needed: bool) -> str:
    if text is None:
        if needed:
            raise pytest.UsageError("--only message sends a test message: add --send-to ADDRESS")
        return ""
    local, _, domain = text.rpartition("@")
    if not local or not domain or any(c.isspace() or c in "<>,;" or ord(c) < 32 for c in text):
        raise pytest.UsageError(f"--send-to: {text!r} is not an address")
    return text


def _junit(name: str) -> None:
    """pytest opens it when all is over, and what it cannot open would take the page with it."""
    path = Path(name)
    new = not path.exists()
    try:
        path.absolute().parent.mkdir(parents=True, exist_ok=True)
        path.open("ab").close()
    except OSError as error:
        raise pytest.UsageError(f"--junitxml {name}: cannot be written ({error.strerror})") from None
    if new:
        path.unlink()


def _report(name: str) -> Path:
    path = Path(name)
    if path.suffix not in FORMATS:
        known = ", ".join(sorted(FORMATS))
        raise pytest.UsageError(f"--report {name}: its end says the format, which must be one of {known}")
    if not path.absolute().parent.is_dir():
        raise pytest.UsageError(f"--report {name}: there is no folder {path.absolute().parent}")
    return path
